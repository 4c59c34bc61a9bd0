//! Every row of the transition table by its name: from, verb, to, what it needs, what clocks see (1.3).

use super::*;
use crate::domain::record::{Turn, Verdict};

/// A row: its name, from where, the verb, to where, what the log gains.
type Row = (&'static str, State, Verb, State, EventKind, &'static str);

#[test]
fn every_row_of_the_table() {
    use State::{Acknowledged, Cancelled, Closed, InProgress, Merged, Mitigated, New, OnHold, Resolved};
    let vendor = || hold(HoldReason::AwaitingVendor);
    let merge = || Verb::Merge { into: number(7) };
    let rows: Vec<Row> = vec![
        ("T02", New, ACK, Acknowledged, EventKind::Ack, "acknowledged, takes it"),
        ("T03", New, Verb::Start, InProgress, EventKind::Start, "work began, takes it"),
        ("T03", Acknowledged, Verb::Start, InProgress, EventKind::Start, "work began"),
        ("T04", Acknowledged, Verb::Unack, New, EventKind::Unack, "acknowledgement taken back"),
        ("T05", Acknowledged, vendor(), OnHold, EventKind::Hold, "on hold for a vendor"),
        ("T05", InProgress, vendor(), OnHold, EventKind::Hold, "on hold for a vendor"),
        ("T05", Mitigated, vendor(), OnHold, EventKind::Hold, "on hold for a vendor"),
        (
            "T06",
            OnHold,
            Verb::Resume { reason: some("they called back") },
            InProgress,
            EventKind::Resume,
            "resumed after 0s waiting for a vendor: they called back",
        ),
        ("T07", InProgress, mitigate(), Mitigated, EventKind::Mitigated, "mitigated: none, at half speed"),
        ("T07", Acknowledged, mitigate(), Mitigated, EventKind::Mitigated, "mitigated: none, at half speed"),
        ("T08", Mitigated, relapse(), InProgress, EventKind::Relapsed, "the impact is back: errors are back"),
        ("T09", New, resolve(), Resolved, EventKind::Resolved, "resolved: fixed: pool restarted"),
        ("T09", Acknowledged, resolve(), Resolved, EventKind::Resolved, "resolved: fixed: pool restarted"),
        ("T09", InProgress, resolve(), Resolved, EventKind::Resolved, "resolved: fixed: pool restarted"),
        ("T09", OnHold, resolve(), Resolved, EventKind::Resolved, "resolved: fixed: pool restarted"),
        ("T09", Mitigated, resolve(), Resolved, EventKind::Resolved, "resolved: fixed: pool restarted"),
        ("T10", Resolved, reopen(), InProgress, EventKind::Reopened, "reopened: errors are back"),
        ("T11", Resolved, close(None), Closed, EventKind::Closed, "closed"),
        ("T12", New, cancel(CancelReason::Test), Cancelled, EventKind::Cancelled, "cancelled: a test"),
        ("T12", OnHold, cancel(CancelReason::Test), Cancelled, EventKind::Cancelled, "cancelled: a test"),
        ("T13", New, merge(), Merged, EventKind::Merged, "merged into INC-000007: Checkout down"),
        ("T13", Mitigated, merge(), Merged, EventKind::Merged, "merged into INC-000007: Checkout down"),
        ("T15", New, Verb::Assign { to: Some(text("jo")) }, New, EventKind::Assign, "assigned to jo"),
        (
            "T15",
            Resolved,
            Verb::Priority { impact: Some(1), urgency: None, set: None, clear: false, reason: None },
            Resolved,
            EventKind::Priority,
            "priority P3 -> P2, impact 2 -> 1",
        ),
        (
            "T15",
            Mitigated,
            Verb::Phase { phase: crate::domain::Phase::Monitoring },
            Mitigated,
            EventKind::Phase,
            "phase monitoring",
        ),
        ("T15", Closed, Verb::Note { text: typed("cause found") }, Closed, EventKind::Note, "cause found"),
    ];
    for (row, from, verb, to, kind, words) in rows {
        let before = in_state(from);
        let what = format!("{row} {} of {from:?}", verb.name());
        let moved = go(&before, &verb, &who("mira")).unwrap_or_else(|e| panic!("{what}: {e}"));
        assert_eq!((moved.incident.state, moved.already), (to, None), "{what}");
        let said: Vec<_> = moved.said.iter().map(|s| (s.kind, s.text.shown())).collect();
        assert_eq!(said, [(kind, words)], "{what}");
        assert!(moved.incident.state.has_phase() || moved.incident.detail.record.phase.is_none(), "{what}");
    }
}

#[test]
fn t01_a_new_incident_starts_with_the_matrix_the_tree_and_its_service() {
    let practice = Practice::standard();
    let plain = begin(&Begin::default(), practice).expect("begun");
    assert_eq!((plain.impact, plain.urgency, plain.priority.level()), (2, 2, 3));
    assert_eq!((plain.state, plain.verdict, plain.category), (State::New, None, None));
    // A critical service raises the impact nobody gave; it neither lowers it nor touches one that was given.
    let of = |criticality, impact| {
        begin(&Begin { criticality: Some(criticality), impact, ..Begin::default() }, practice)
            .map(|b| b.impact)
    };
    assert_eq!([of(1, None), of(2, None), of(4, None), of(1, Some(3))], [Ok(1), Ok(2), Ok(2), Ok(3)]);
    let (network, dns) = (text("Network"), text("DNS"));
    let sorted = Begin { category: Some(&network), sub: Some(&dns), ..Begin::default() };
    let sorted = begin(&sorted, practice).expect("in the tree");
    assert_eq!((sorted.category, sorted.subcategory), (Some(text("network")), Some(text("dns"))));
    let none = Begin { verdict: Some(Verdict::NotAnIncident), ..Begin::default() };
    assert_eq!(begin(&none, practice).expect("logged").state, State::Cancelled);
    for (field, new) in [
        ("impact", Begin { impact: Some(4), ..Begin::default() }),
        ("urgency", Begin { urgency: Some(0), ..Begin::default() }),
        ("category", Begin { category: Some(&dns), ..Begin::default() }),
        ("subcategory", Begin { category: Some(&network), sub: Some(&network), ..Begin::default() }),
        ("subcategory", Begin { sub: Some(&dns), ..Begin::default() }),
    ] {
        match begin(&new, practice) {
            Err(Forbidden::Invalid { field: at, .. }) => assert_eq!(at, field),
            other => panic!("{field}: {other:?}"),
        }
    }
}

#[test]
fn t02_t03_t04_the_first_acknowledgement_counts_and_start_implies_it() {
    let started = in_state(State::InProgress);
    assert_eq!((started.acked_at, started.owner), (Some(NOW), Some(text("mira"))));
    let acked = done(&fresh(), &Verb::Ack { note: None, for_s: Some(3_600) });
    assert_eq!((acked.ack_until, acked.state), (Some(NOW + 3_600), State::Acknowledged));
    let back = done(&acked, &Verb::Unack);
    assert_eq!((back.acked_at, back.ack_until), (Some(NOW), None), "the response clock stays stopped");
    // Nobody's, and nobody says who begins.
    let nobody = Who { name: None, ..who("") };
    match go(&fresh(), &Verb::Start, &nobody) {
        Err(Forbidden::Invalid { field, .. }) => assert_eq!(field, "by.name"),
        other => panic!("{other:?}"),
    }
    // It is never taken from somebody.
    let jos = done(&fresh(), &Verb::Assign { to: Some(text("jo")) });
    assert_eq!(done(&jos, &Verb::Start).owner, Some(text("jo")));
}

#[test]
fn t05_t06_a_hold_needs_its_reason_and_clocks_see_both_ends() {
    let at_work = in_state(State::InProgress);
    let bare = |reason| Verb::Hold { reason, detail: None, until: None, message: None };
    assert_eq!(refused(&at_work, &bare(HoldReason::Other)).0, "detail");
    assert_eq!(refused(&at_work, &bare(HoldReason::AwaitingReporter)).0, "message");
    assert_eq!(refused(&at_work, &bare(HoldReason::Scheduled)).0, "until");
    assert!(refused(&at_work, &bare(HoldReason::Silenced)).1.contains("awaiting_vendor"));
    let asked = go(&at_work, &hold(HoldReason::AwaitingReporter), &who("mira")).expect("held");
    assert!(asked.said[0].public, "the caller may read what they were asked");
    assert_eq!(asked.said[0].code, Some(text("awaiting_reporter")));
    assert!(asked.incident.detail.record.told.is_some(), "and that was an update");
    let held = in_state(State::OnHold);
    let other = done(&held, &hold(HoldReason::Other));
    assert_eq!(other.hold.as_ref().map(|h| h.reason), Some(HoldReason::Other));
    let again = go(&held, &hold(HoldReason::AwaitingVendor), &who("jo")).expect("already");
    assert_eq!((again.already, again.incident), (Some(text("already on hold for a vendor")), held.clone()));
    let back = done(&held, &Verb::Resume { reason: None });
    let turns: Vec<Turn> = back.detail.record.passages.iter().map(|p| p.turn.clone()).collect();
    assert_eq!(turns, [Turn::Held { reason: HoldReason::AwaitingVendor }, Turn::Resumed]);
    assert_eq!(back.hold, None);
    // Resolving ends a hold too.
    let over = done(&held, &resolve());
    assert_eq!(over.detail.record.passages.last().map(|p| &p.turn), Some(&Turn::Resumed));
}

#[test]
fn t07_t08_mitigation_and_relapse_are_a_pair() {
    let mitigated = in_state(State::Mitigated);
    assert_eq!(mitigated.detail.record.mitigated_at, Some(NOW));
    assert_eq!(refused(&in_state(State::InProgress), &Verb::Mitigate { impact: typed(" ") }).0, "impact");
    let later = Who { at: NOW + 60, now: NOW + 60, ..who("mira") };
    let back = go(&mitigated, &relapse(), &later).expect("back").incident;
    let record = &back.detail.record;
    assert_eq!((record.mitigated_at, &record.impact_left), (None, &None));
    let turns: Vec<_> = record.passages.iter().map(|p| (p.at, p.turn.clone())).collect();
    assert_eq!(turns, [(NOW, Turn::Mitigated), (NOW + 60, Turn::Relapsed)]);
    // Held and gone on with, the impact is still gone, and can still come back.
    let resumed = done(&done(&mitigated, &hold(HoldReason::AwaitingVendor)), &Verb::Resume { reason: None });
    assert_eq!((resumed.state, resumed.detail.record.mitigated_at), (State::InProgress, Some(NOW)));
    assert_eq!(done(&resumed, &relapse()).detail.record.mitigated_at, None);
}

#[test]
fn t09_t10_resolving_implies_and_reopening_takes_back() {
    let over = done(&fresh(), &resolve());
    assert_eq!((over.acked_at, over.resolved_at), (Some(NOW), Some(NOW)));
    assert_eq!(over.detail.record.mitigated_at, Some(NOW));
    let later = Who { at: NOW + 90, now: NOW + 90, ..who("ana") };
    let back = go(&over, &reopen(), &later).expect("reopened").incident;
    let record = &back.detail.record;
    assert_eq!((back.state, back.resolved_at, &record.resolution), (State::InProgress, None, &None));
    assert_eq!((record.mitigated_at, back.detail.reopen_count), (None, 1));
    let turns: Vec<_> = record.passages.iter().map(|p| (p.at, p.turn.clone())).collect();
    assert_eq!(turns, [(NOW, Turn::Resolved), (NOW + 90, Turn::Reopened)]);
    // An alert that comes back calls somebody where nobody has it.
    let alert = Who { kind: ActorKind::Backend, ..later };
    assert_eq!(go(&over, &reopen(), &alert).expect("back").incident.state, State::New);
    let owned = Incident { owner: Some(text("jo")), ..over };
    assert_eq!(go(&owned, &reopen(), &alert).expect("back").incident.state, State::InProgress);
}

#[test]
fn t09_a_person_says_how_it_ended_and_what_was_done() {
    let verb = |code: Option<&str>, note: Option<&str>| Verb::Resolve {
        code: code.map(typed),
        note: note.map(typed),
    };
    let (said, blank) = (Some("fixed"), Some(" \n\t"));
    for from in [State::New, State::Acknowledged, State::InProgress, State::OnHold, State::Mitigated] {
        for (code, note, field) in [
            (None, None, "code"),
            (None, said, "code"),
            (blank, said, "code"),
            (blank, blank, "code"),
            (said, None, "note"),
            (said, blank, "note"),
            (Some("auto_recovered"), None, "note"),
        ] {
            let before = in_state(from);
            let (at, why) = refused(&before, &verb(code, note));
            assert_eq!(at, field, "{from:?} {code:?} {note:?}: {why}");
            for way in ["(r asks for", &format!("--{field} "), &format!("\"{field}\""), "in the API)"] {
                assert!(why.contains(way), "{way}: {why}");
            }
            let lists = field == "code";
            assert_eq!(why.contains("fixed, workaround, no_fault_found, known_error,"), lists, "{why}");
            assert_eq!(why.contains("note"), !lists || note.is_none_or(|n| n.trim().is_empty()), "{why}");
            // Before it is sent anywhere, in the same words.
            let lacks = lacking(&verb(code, note), ActorKind::User, Practice::standard());
            assert_eq!(lacks, Err(Forbidden::Invalid { field: at, why }));
        }
    }
    assert_eq!(lacking(&resolve(), ActorKind::User, Practice::standard()), Ok(()));
    assert_eq!(lacking(&ACK, ActorKind::User, Practice::standard()), Ok(()));
    // What is so already needs nothing more.
    let again = go(&in_state(State::Resolved), &verb(None, None), &who("jo")).expect("so already");
    assert_eq!(again.already, Some(text("already resolved by mira")));
    // The team's own codes, as many as fit into a line.
    let theirs = |codes: Vec<SafeText>| {
        let practice = Practice { codes, ..Practice::default() };
        let went = apply(&fresh(), &verb(None, said), &who("mira"), &practice, Kin::default());
        went.expect_err("no code").to_string()
    };
    assert!(theirs(vec![text("patched"), text("rolled_back")]).contains(": patched, rolled_back or a word"));
    assert!(theirs(Vec::new()).contains("a word of your own, such as fixed"));
    let many = theirs((0..99).map(|n| text(&format!("reason_{n}"))).collect());
    assert!(many.contains("reason_0, ") && many.contains("… or a word") && many.len() < 400, "{many}");
}

#[test]
fn t09_what_recovers_by_itself_needs_no_words() {
    let bare = Verb::Resolve { code: None, note: None };
    for kind in [ActorKind::Backend, ActorKind::System, ActorKind::Rule] {
        for verb in [Verb::recovered(), bare.clone()] {
            assert_eq!(lacking(&verb, kind, Practice::standard()), Ok(()));
            let moved = go(&fresh(), &verb, &Who { kind, ..who("prometheus") }).expect("resolved");
            let how = moved.incident.detail.record.resolution.clone().expect("how it ended");
            assert_eq!((how.code, how.notes), (Some(text("auto_recovered")), None), "{kind:?}");
            assert_eq!(moved.said[0].code, Some(text("auto_recovered")));
        }
    }
}

#[test]
fn t11_closing_needs_the_callers_answer() {
    let mut called = in_state(State::Resolved);
    std::sync::Arc::make_mut(&mut called.detail).record.reporter = Some(Box::new(ben()));
    assert_eq!(refused(&called, &close(None)).0, "answer");
    assert!(refused(&called, &close(Some(Answer::NoAnswer))).1.contains("contact"));
    let tried = done(&called, &contact(Reached::NoAnswer));
    let silent = done(&tried, &close(Some(Answer::NoAnswer)));
    assert_eq!((silent.state, silent.detail.record.closed_at), (State::Closed, Some(NOW)));
    let five = Verb::Close {
        answer: Some(Answer::Works),
        comment: some("fine"),
        satisfaction: Some(5),
        waiver: None,
    };
    let happy = done(&called, &five);
    let known = happy.detail.record.confirmation.clone().expect("an answer");
    assert_eq!(
        (known.answer, known.satisfaction, known.answered_at),
        (Some(Answer::Works), Some(5), Some(NOW))
    );
    assert_eq!(said(&called, &five)[0].1, "closed: it works; 5 of 5 content; caller: fine");
    let six = Verb::Close { answer: Some(Answer::Works), comment: None, satisfaction: Some(6), waiver: None };
    assert_eq!(refused(&called, &six).0, "satisfaction");
    let broken = done(&called, &close(Some(Answer::StillBroken)));
    assert_eq!((broken.state, broken.detail.reopen_count), (State::InProgress, 1));
    // By itself: nobody need have tried.
    let auto = go(&called, &close(Some(Answer::NoAnswer)), &system()).expect("closed").incident;
    assert_eq!(auto.state, State::Closed);
    // A major needs its retrospective or a word why not, and never closes by itself.
    let major = done(&called, &Verb::Major { on: true, reason: None });
    assert_eq!(refused(&major, &close(Some(Answer::Works))).0, "waiver");
    assert!(go(&major, &close(Some(Answer::NoAnswer)), &system()).is_err());
    let waived = Verb::Close {
        answer: Some(Answer::Works),
        comment: None,
        satisfaction: None,
        waiver: some("a drill"),
    };
    assert_eq!(said(&major, &waived)[0].1, "closed: it works; no retrospective: a drill");
}

#[test]
fn t12_t13_what_ended_can_be_taken_back_for_fifteen_minutes_by_whoever_did_it() {
    for (verb, did) in
        [(cancel(CancelReason::Withdrawn), "cancelled"), (Verb::Merge { into: number(7) }, "merged")]
    {
        let held = in_state(State::OnHold);
        let over = done(&held, &verb);
        let ending = over.detail.record.ending.clone().expect("how it ended");
        assert_eq!((ending.was, ending.by.clone()), (State::OnHold, text("mira")));
        let at = |name: &str, after: i64| Who { at: NOW + after, now: NOW + after, ..who(name) };
        let back = go(&over, &Verb::Restore, &at("mira", 900)).expect("taken back").incident;
        assert_eq!(back, held, "as it was");
        match (go(&over, &Verb::Restore, &at("jo", 60)), go(&over, &Verb::Restore, &at("mira", 901))) {
            (Err(Forbidden::NotNow(theirs)), Err(Forbidden::NotNow(late))) => {
                assert!(theirs.starts_with(&format!("mira {did} it")), "{theirs}");
                assert!(late.contains("15 minutes"), "{late}");
            }
            other => panic!("{other:?}"),
        }
    }
    let other = cancel(CancelReason::Other);
    assert_eq!(refused(&fresh(), &other).0, "detail");
    let own = Verb::Cancel { reason: CancelReason::Duplicate, detail: None, duplicate_of: Some(number(42)) };
    assert_eq!(refused(&fresh(), &own).0, "duplicate_of");
    let of = Verb::Cancel { reason: CancelReason::Duplicate, detail: None, duplicate_of: Some(number(7)) };
    assert_eq!(said(&fresh(), &of)[0].1, "cancelled: duplicate of INC-000007");
}

#[test]
fn t14_closed_is_final() {
    let closed = in_state(State::Closed);
    for verb in
        [reopen(), ACK, Verb::Start, resolve(), close(Some(Answer::StillBroken)), hold(HoldReason::Other)]
    {
        match go(&closed, &verb, &who("mira")) {
            Err(Forbidden::NotNow(why)) => assert!(why.contains("follow-up"), "{why}"),
            other => panic!("{}: {other:?}", verb.name()),
        }
    }
    assert!(legal(&closed).is_empty());
}
