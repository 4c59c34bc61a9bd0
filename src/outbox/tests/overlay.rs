//! The record of incidents whose source cannot hold one: verb by verb, over restarts, ends and returns.

use super::*;
use crate::{
    domain::{
        Event, Hold, Number, Practice,
        event::EventKind,
        incident::{HoldReason, LocalField},
        record::{Answer, Caller, CancelReason, CiRole, Milestone, Reached, Turn, Verdict},
        state::Phase,
    },
    outbox::{Decided, Ours},
};

fn n(number: u32) -> Number {
    Number::new(number).unwrap()
}

fn ours() -> Ours<'static> {
    Ours { practice: Practice::standard(), acks: true }
}

fn words(text: &str) -> Opaque {
    Opaque::new(text)
}

/// Asks at a second of its own, and gives back the incident as the next list shows it.
async fn ask(local: &Local, native: &str, verb: Verb, at: i64) -> Incident {
    let command = Command { at: T0 + at, ..command(native, verb) };
    let said = alert(native, T0);
    let done = local.decide(&command, Some(&said), ours(), T0 + at).await.unwrap();
    assert!(done.first);
    let again = local.decide(&command, Some(&said), ours(), T0 + at + 1).await.unwrap();
    assert_eq!(again, Decided { number: done.number, first: false, already: None }, "once by its key");
    shown(local, native, T0 + at).await
}

async fn shown(local: &Local, native: &str, now: Time) -> Incident {
    let (incident, fault) = attach_one(local, alert(native, T0), now).await;
    assert!(fault.is_none(), "{fault:?}");
    incident
}

async fn refused(local: &Local, native: &str, verb: Verb) -> String {
    match local.decide(&command(native, verb), Some(&alert(native, T0)), ours(), T0 + 900).await {
        Err(OutboxError::Forbidden(words)) => format!("{words:?}"),
        other => panic!("{other:?}"),
    }
}

async fn past(local: &Local, native: &str) -> Vec<Event> {
    local.timeline(&am(), &Opaque::new(native), None).await.unwrap()
}

async fn kinds(local: &Local, native: &str) -> Vec<EventKind> {
    past(local, native).await.iter().map(|e| e.kind).collect()
}

/// A store that lists these.
async fn listing(natives: &[&str]) -> (tempfile::TempDir, Store) {
    let (dir, store) = fresh().await;
    let list = natives.iter().map(|native| alert(native, T0)).collect();
    assert!(store.local.attach(&am(), list, T0).await.fault.is_none());
    (dir, store)
}

fn hold(reason: HoldReason, until: Option<Time>) -> Verb {
    Verb::Hold { reason, detail: Some(words("ticket 8")), until, message: Some(words("we wait")) }
}

#[tokio::test]
async fn work_goes_through_its_states_and_the_source_keeps_its_words() {
    let (_dir, store) = listing(&["a"]).await;
    let local = &store.local;
    let i = ask(local, "a", Verb::Start, 10).await;
    assert_eq!(
        (i.state, i.owner.clone(), i.acked_at),
        (State::InProgress, Some(text("mira")), Some(T0 + 10))
    );
    assert_eq!(i.detail.raw_status, alert("a", T0).detail.raw_status);
    assert_eq!(
        i.detail.local,
        [LocalField::Owner, LocalField::Timeline, LocalField::AckedAt, LocalField::State],
        "what is ours, and no more"
    );
    let i = ask(local, "a", Verb::Phase { phase: Phase::Identified }, 20).await;
    assert_eq!(i.detail.record.phase, Some(Phase::Identified));
    let i = ask(local, "a", hold(HoldReason::AwaitingVendor, None), 30).await;
    let held = Hold {
        reason: HoldReason::AwaitingVendor,
        detail: text("ticket 8"),
        since: Some(T0 + 30),
        until: None,
    };
    assert_eq!((i.state, i.hold.as_deref(), i.detail.record.phase), (State::OnHold, Some(&held), None));
    assert!(i.detail.local.contains(&LocalField::Clocks), "{:?}", i.detail.local);
    let i = ask(local, "a", Verb::Resume { reason: None }, 90).await;
    assert_eq!((i.state, &i.hold), (State::InProgress, &None));
    let turns: Vec<_> = i.detail.record.passages.iter().map(|p| (p.at - T0, p.turn.clone())).collect();
    let vendor = Turn::Held { reason: HoldReason::AwaitingVendor };
    assert!(turns.contains(&(30, vendor)) && turns.contains(&(90, Turn::Resumed)), "{turns:?}");
    let i = ask(local, "a", Verb::Mitigate { impact: words("slow, but up") }, 100).await;
    assert_eq!((i.state, i.detail.record.mitigated_at), (State::Mitigated, Some(T0 + 100)));
    let i = ask(local, "a", Verb::Relapse { reason: words("down again") }, 110).await;
    assert_eq!((i.state, i.detail.record.mitigated_at), (State::InProgress, None));
    assert_eq!(
        kinds(local, "a").await,
        [
            EventKind::Start,
            EventKind::Phase,
            EventKind::Hold,
            EventKind::Resume,
            EventKind::Mitigated,
            EventKind::Relapsed
        ]
    );
}

#[tokio::test]
async fn what_is_recorded_beside_the_state_is_kept_over_a_restart() {
    let (dir, store) = listing(&["a"]).await;
    let local = &store.local;
    let caller = Caller { name: text("jo"), ..Caller::default() };
    for (at, verb) in [
        (1, Verb::Category { category: text("database"), sub: Some(text("replication")) }),
        (2, Verb::Priority { impact: Some(1), urgency: Some(1), set: None, clear: false, reason: None }),
        (
            3,
            Verb::Priority {
                impact: None,
                urgency: None,
                set: Some(Priority::new(3).unwrap()),
                clear: false,
                reason: Some(words("night")),
            },
        ),
        (4, Verb::Snooze { until: T0 + 4_000 }),
        (5, Verb::Caller { caller: Box::new(caller) }),
        (6, Verb::Contact { result: Reached::NoAnswer, note: None }),
        (7, Verb::Update { text: words("we are on it"), audience: None, next_at: None, public: false }),
        (8, Verb::Link { service: text("db-1"), role: Some(CiRole::Cause) }),
        (9, Verb::Major { on: true, reason: Some(words("everybody calls")) }),
        (10, Verb::Correct { field: Milestone::DetectedAt, to: T0 - 60, reason: words("the mail says so") }),
        (11, Verb::Assign { to: Some(text("bob")) }),
    ] {
        ask(local, "a", verb, at).await;
    }
    let before = shown(local, "a", T0 + 20).await;
    drop(store);
    let store = Store::open(&Paths::under(dir.path())).await.unwrap().store;
    let i = shown(&store.local, "a", T0 + 30).await;
    assert_eq!(i, before);
    let (detail, record) = (&i.detail, &i.detail.record);
    assert_eq!(
        (&detail.category, &detail.subcategory),
        (&Some(text("database")), &Some(text("replication")))
    );
    assert_eq!((i.priority, detail.impact, detail.urgency), (Priority::new(3).unwrap(), Some(1), Some(1)));
    assert_eq!((record.snoozed_until, record.unanswered), (Some(T0 + 4_000), 1));
    assert_eq!(record.links, [(text("db-1"), CiRole::Cause)]);
    assert!(record.major.is_some() && record.told.is_some() && record.override_.is_some());
    assert_eq!((record.detected_at, i.owner.clone()), (Some(T0 - 60), Some(text("bob"))));
    assert_eq!(i.state, State::New, "none of it moved it");
    assert!(!detail.local.contains(&LocalField::State));
    for field in [LocalField::Priority, LocalField::Category, LocalField::Record, LocalField::Clocks] {
        assert!(detail.local.contains(&field), "{field:?}");
    }
    // What is dropped uncovers what the source says.
    let i = ask(&store.local, "a", Verb::Wake, 40).await;
    assert_eq!(i.detail.record.snoozed_until, None);
}

#[tokio::test]
async fn an_end_of_ours_takes_it_off_the_list_although_the_source_goes_on() {
    let (_dir, store) = listing(&["a", "b"]).await;
    let local = &store.local;
    let list = || vec![alert("a", T0), alert("b", T0)];
    let cancel = Verb::Cancel { reason: CancelReason::FalsePositive, detail: None, duplicate_of: None };
    let i = ask(local, "a", cancel, 10).await;
    assert_eq!(i.state, State::Cancelled);
    let attached = local.attach(&am(), list(), T0 + 20).await;
    assert_eq!((attached.gone.len(), attached.gone[0].why.clone()), (1, text("cancelled here")));
    assert!(refused(local, "a", Verb::Start).await.contains("cancelled"));
    let i = ask(local, "a", Verb::Restore, 30).await;
    assert_eq!(i.state, State::New);
    assert_eq!(local.attach(&am(), list(), T0 + 40).await.came, [alert("a", T0).id]);
}

#[tokio::test]
async fn one_that_is_over_here_and_comes_back_is_another_one() {
    let (_dir, store) = listing(&["a"]).await;
    let local = &store.local;
    let cancel = Verb::Cancel { reason: CancelReason::Test, detail: None, duplicate_of: None };
    ask(local, "a", cancel, 10).await;
    local.attach(&am(), vec![], T0 + 60).await;
    let back = local.attach(&am(), vec![alert("a", T0 + 120)], T0 + 130).await;
    let back = &back.incidents[0];
    assert_eq!((back.number, back.detail.recurrence_of), (Some(n(2)), Some(n(1))));
    assert_eq!((back.state, back.detail.record.is_empty()), (State::New, true), "it starts empty");
    let first = local.number(n(1)).await.unwrap().unwrap().incident;
    assert_eq!(first.state, State::Cancelled, "and the first stays what it was");
}

#[tokio::test]
async fn resolved_at_the_source_wins_and_the_record_comes_back_with_the_alert() {
    let (_dir, store) = listing(&["a"]).await;
    let local = &store.local;
    ask(local, "a", Verb::Start, 10).await;
    ask(local, "a", Verb::Category { category: text("network"), sub: None }, 15).await;
    ask(local, "a", hold(HoldReason::AwaitingEvidence, None), 20).await;
    local.attach(&am(), vec![], T0 + 300).await;
    let over = local.number(n(1)).await.unwrap().unwrap().incident;
    assert_eq!((over.state, &over.hold), (State::Resolved, &None));
    assert_eq!(over.detail.category, Some(text("network")));
    let code = over.detail.record.resolution.as_ref().and_then(|r| r.code.clone());
    assert_eq!(code, Some(text("auto_recovered")));
    let conflict = past(local, "a").await.into_iter().find(|e| e.kind == EventKind::Changed).unwrap();
    assert!(format!("{:?}", conflict.text).contains("while it was on hold here (evidence)"), "{conflict:?}");
    assert!(refused(local, "a", Verb::Reopen { reason: words("no") }).await.contains("over at its source"));

    let back = local.attach(&am(), vec![alert("a", T0 + 600)], T0 + 610).await;
    let back = &back.incidents[0];
    assert_eq!((back.number, back.detail.reopen_count), (Some(n(1)), 1));
    assert_eq!(back.detail.category, Some(text("network")), "re-attached");
    assert_eq!(back.opened_at, T0, "its clocks count from the first beginning");
    let turns: Vec<_> = back.detail.record.passages.iter().map(|p| (p.at - T0, p.turn.clone())).collect();
    assert!(turns.contains(&(300, Turn::Resumed)), "{turns:?}");
    assert!(turns.contains(&(300, Turn::Resolved)) && turns.contains(&(600, Turn::Reopened)), "{turns:?}");
    assert_eq!(back.detail.record.resolution, None);

    local.attach(&am(), vec![], T0 + 700).await;
    let later = local.attach(&am(), vec![alert("a", T0 + 9_000)], T0 + 9_000).await;
    assert!(later.incidents[0].detail.record.is_empty() && later.incidents[0].detail.category.is_none());
}

#[tokio::test]
async fn a_silence_that_began_later_says_more_than_work_that_had_begun() {
    let (_dir, store) = listing(&["a"]).await;
    let local = &store.local;
    ask(local, "a", Verb::Start, 50).await;
    let silenced = |since: i64| {
        let hold =
            Hold { reason: HoldReason::Silenced, detail: text("ana"), since: Some(T0 + since), until: None };
        Incident { state: State::OnHold, hold: Some(Box::new(hold)), ..alert("a", T0) }
    };
    for (since, state) in [(10, State::InProgress), (60, State::OnHold)] {
        let (i, _) = attach_one(local, silenced(since), T0 + 100).await;
        assert_eq!(i.state, state, "silenced {since} s after it began");
    }
    assert_eq!(shown(local, "a", T0 + 200).await.state, State::InProgress, "kept under it");
    ask(local, "a", hold(HoldReason::AwaitingChange, None), 210).await;
    let (i, _) = attach_one(local, silenced(300), T0 + 310).await;
    assert_eq!(i.hold.unwrap().reason, HoldReason::AwaitingChange, "we know why it waits");
}

#[tokio::test]
async fn families_and_merges_are_of_what_stands_in_this_file() {
    let (_dir, store) = listing(&["a", "b", "c"]).await;
    let local = &store.local;
    let under = |parent: u32| Verb::Attach { parent: Some(n(parent)) };
    let [a, b, c] = [1, 2, 3];
    let child = ask(local, "b", under(a), 10).await;
    assert_eq!(child.detail.record.parent, Some(n(a)));
    assert_eq!(shown(local, "a", T0 + 11).await.detail.record.children, 1);
    assert!(refused(local, "a", under(b)).await.contains("circle"));
    assert!(refused(local, "a", under(99)).await.contains("INC-000099"));
    // What the parent does its children do.
    ask(local, "a", Verb::Start, 20).await;
    assert_eq!(shown(local, "b", T0 + 21).await.state, State::InProgress);
    assert!(kinds(local, "b").await.contains(&EventKind::Start));
    assert_eq!(shown(local, "c", T0 + 21).await.state, State::New);
    // Merged into another one, and taken back.
    let merged = ask(local, "c", Verb::Merge { into: n(a) }, 30).await;
    assert_eq!(merged.state, State::Merged);
    assert!(kinds(local, "a").await.contains(&EventKind::Merged), "both timelines say so");
    assert!(refused(local, "b", Verb::Merge { into: n(c) }).await.contains("merged"));
    ask(local, "c", Verb::Restore, 40).await;
    assert!(kinds(local, "a").await.contains(&EventKind::Restored));
    ask(local, "b", Verb::Attach { parent: None }, 50).await;
    assert_eq!(shown(local, "a", T0 + 51).await.detail.record.children, 0);
}

#[tokio::test]
async fn what_the_lifecycle_forbids_changes_nothing() {
    let (_dir, store) = listing(&["a"]).await;
    let local = &store.local;
    let close = Verb::Close { answer: Some(Answer::Works), comment: None, satisfaction: None, waiver: None };
    assert!(refused(local, "a", close).await.contains("possible now"));
    assert!(refused(local, "a", Verb::Resume { reason: None }).await.contains("resume"));
    let lower =
        Verb::Priority { impact: None, urgency: None, set: Some(Priority::P5), clear: false, reason: None };
    assert!(refused(local, "a", lower).await.contains("reason"));
    let i = shown(local, "a", T0 + 1_000).await;
    assert!(i.detail.record.is_empty() && i.detail.local.is_empty());
    assert_eq!(kinds(local, "a").await, []);
    let unknown = local.decide(&command("x", Verb::Start), None, ours(), T0).await;
    assert!(matches!(unknown, Err(OutboxError::NotListed)));
    let _ = Verdict::Incident;
}

#[tokio::test]
async fn a_hold_whose_time_has_come_is_resumed_once() {
    let (dir, store) = listing(&["a", "b"]).await;
    let local = &store.local;
    for native in ["a", "b"] {
        ask(local, native, Verb::Start, 10).await;
    }
    ask(local, "a", hold(HoldReason::Scheduled, Some(T0 + 3_600)), 20).await;
    ask(local, "b", hold(HoldReason::AwaitingVendor, None), 20).await;
    let said = |native: &Opaque| Some(alert(native.to_source(), T0));
    let source = am();
    let tend = async |store: &Store, at: i64| store.local.tend(&source, said, ours(), T0 + at).await.unwrap();
    assert_eq!(tend(&store, 3_599).await, 0);
    assert_eq!(tend(&store, 3_700).await, 1);
    let other = Store::open(&Paths::under(dir.path())).await.unwrap().store;
    assert_eq!(tend(&other, 3_701).await, 0);
    let i = shown(local, "a", T0 + 3_702).await;
    assert_eq!((i.state, &i.hold), (State::InProgress, &None));
    let resumed: Vec<Event> =
        past(local, "a").await.into_iter().filter(|e| e.kind == EventKind::Resume).collect();
    assert_eq!(resumed.len(), 1);
    assert_eq!((resumed[0].at, resumed[0].actor.clone()), (T0 + 3_600, text("watchfloor")));
    assert_eq!(shown(local, "b", T0 + 3_702).await.state, State::OnHold);
}

#[tokio::test]
async fn a_source_that_cannot_even_acknowledge_or_resolve_is_closed_here() {
    let (_dir, store) = listing(&["a"]).await;
    let local = &store.local;
    let all = Ours { practice: Practice::standard(), acks: false };
    let said = alert("a", T0);
    let ask = async |verb: Verb, at: i64| {
        let command = Command { at: T0 + at, ..command("a", verb) };
        local.decide(&command, Some(&said), all, T0 + at).await.unwrap();
        shown(local, "a", T0 + at).await
    };
    let i = ask(Verb::Ack { note: None, for_s: None }, 5).await;
    assert_eq!((i.state, i.acked_at), (State::Acknowledged, Some(T0 + 5)));
    let bare = Verb::Resolve { code: None, note: None };
    let bare = Command { at: T0 + 8, ..command("a", bare) };
    let why = local.decide(&bare, Some(&said), all, T0 + 8).await.unwrap_err();
    assert!(
        matches!(&why, OutboxError::Forbidden(words) if words.shown().starts_with("code: is missing, and"))
    );
    assert_eq!(shown(local, "a", T0 + 8).await.state, State::Acknowledged, "nothing of it is kept");
    let i = ask(Verb::resolved("fixed", "pool"), 10).await;
    assert_eq!((i.state, i.resolved_at), (State::Resolved, Some(T0 + 10)));
    let i = ask(Verb::Reopen { reason: words("no") }, 20).await;
    assert_eq!((i.state, i.resolved_at, i.detail.reopen_count), (State::InProgress, None, 1));
    ask(Verb::resolved("fixed", "pool restarted"), 30).await;
    let close = Verb::Close { answer: None, comment: None, satisfaction: None, waiver: None };
    let i = ask(close, 40).await;
    assert_eq!((i.state, i.detail.record.closed_at), (State::Closed, Some(T0 + 40)));
}

#[tokio::test]
async fn another_process_sees_what_was_decided() {
    let (dir, one) = listing(&["a"]).await;
    let two = Store::open(&Paths::under(dir.path())).await.unwrap().store;
    let laid = two.local.attach(&am(), vec![alert("a", T0)], T0 + 1).await.version;
    ask(&one.local, "a", Verb::Start, 10).await;
    assert_ne!(two.local.version().await, laid);
    let seen = two.local.attach(&am(), vec![alert("a", T0)], T0 + 15).await;
    assert_eq!(seen.incidents[0].state, State::InProgress);
}
