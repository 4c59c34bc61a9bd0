//! What time alone brings: each thing once, when it was due, however seldom somebody looks.

use super::*;
use crate::{
    domain::{
        event::EventKind,
        incident::HoldReason,
        record::{Caller, Milestone},
        time::{DAY, HOUR, MINUTE},
    },
    text::Opaque,
};

fn p1() -> NewIncident {
    NewIncident { impact: Some(1), urgency: Some(1), ..titled("checkout down") }
}

/// Entries about clocks: seconds since [`NOW`], what they measure, words.
fn rings(world: &World) -> Vec<(i64, String, String)> {
    let clocks = world.log.iter().map(|e| &e.event).filter(|e| e.kind == EventKind::Clock);
    let code = |e: &crate::wire::EventRecord| e.code.as_ref().map_or("", |c| c.shown()).to_owned();
    clocks.map(|e| (e.occurred_at - NOW, code(e), e.text.shown().to_owned())).collect()
}

#[test]
fn each_warning_and_breach_is_told_once_however_often_one_looks() {
    let play = |looks: &[i64]| {
        let mut world = World::new();
        world.open(p1());
        for seconds in looks {
            world.pass(*seconds);
        }
        rings(&world)
    };
    let once = play(&[10 * MINUTE]);
    let response: Vec<_> = once.iter().filter(|(_, code, _)| code == "response").cloned().collect();
    let want = [
        (150, "P1 response: 50 % used, 2m30s left, due 2026-11-18 11:11Z"),
        (225, "P1 response: 75 % used, 1m15s left, due 2026-11-18 11:11Z"),
        (270, "P1 response: 90 % used, 30s left, due 2026-11-18 11:11Z"),
        (300, "P1 response breached: 5m was allowed"),
    ];
    assert_eq!(response, want.map(|(at, words)| (at, "response".to_owned(), words.to_owned())));
    assert!(once.is_sorted_by_key(|(at, ..)| *at), "{once:?}");
    for looks in [vec![1; 600], vec![60; 10], vec![149, 1, 1, 449], vec![0, 300, 0, 300]] {
        assert_eq!(play(&looks), once, "{} looks", looks.len());
    }
}

#[test]
fn a_note_in_between_loses_none_and_an_acknowledgement_ends_them() {
    let mut world = World::new();
    let n = world.open(p1());
    world.pass(200);
    world.act(n, note("jo", "seen")).expect("noted");
    world.pass(30);
    world.act(n, ack("jo")).expect("acked");
    world.pass(10 * MINUTE);
    let response: Vec<i64> =
        rings(&world).into_iter().filter(|(_, code, _)| code == "response").map(|(at, ..)| at).collect();
    assert_eq!(response, [150, 225]);
}

#[test]
fn a_hold_pauses_and_its_end_resumes_by_itself() {
    let mut world = World::new();
    let n = world.open(p1());
    world.act(n, verb("jo", Verb::Start)).expect("started");
    let until = NOW + HOUR;
    let hold = Verb::Hold { reason: HoldReason::Scheduled, detail: None, until: Some(until), message: None };
    let acted = world.act(n, verb("jo", hold)).expect("held");
    let kinds: Vec<EventKind> = acted.events.iter().map(|e| e.kind).collect();
    assert_eq!(kinds, [EventKind::Hold, EventKind::Clock, EventKind::Clock]);
    assert_eq!(acted.events[2].text, text("P1 resolution paused, 4h left: waits for an appointment"));
    // Looked at long after: it resumed when it should, and what came after is told with its own time.
    world.pass(6 * HOUR);
    assert_eq!(world.incidents[&n].state, State::InProgress);
    let told = world.told(0);
    let resumed = ("resume", text("resumed after 1h waiting for an appointment: its time has come"));
    assert!(told.contains(&resumed), "{told:?}");
    assert!(told.contains(&("clock", text("P1 resolution goes on, 4h left"))), "{told:?}");
    let rings = rings(&world);
    let breach = (5 * HOUR, "resolution".to_owned(), "P1 resolution breached: 4h was allowed".to_owned());
    assert!(rings.contains(&breach), "{rings:?}");
    assert!(world.log.is_sorted_by_key(|e| e.event.occurred_at), "told in order");
}

#[test]
fn a_snooze_ends() {
    let mut world = World::new();
    let n = world.open(NewIncident { impact: Some(3), urgency: Some(3), ..titled("a typo") });
    world.act(n, verb("jo", Verb::Snooze { until: NOW + HOUR })).expect("snoozed");
    world.pass(HOUR - 1);
    assert!(world.incidents[&n].record.snoozed_until.is_some());
    world.pass(1);
    assert_eq!(world.incidents[&n].record.snoozed_until, None);
    assert_eq!(world.told(2), [("snooze", text("back in sight"))]);
    assert_eq!(world.due.get(&n), None, "P5 promises nothing");
}

#[test]
fn what_nobody_objects_to_closes_after_five_business_days() {
    let mut world = World::new();
    let ben = Some(Caller { name: text("Ben"), ..Caller::default() });
    let plain = world.opened();
    let called = world.open(NewIncident { reporter: ben.clone(), ..titled("no mail") });
    let major = world.open(NewIncident { major: true, reporter: ben, ..titled("no mail at all") });
    for n in [plain, called, major] {
        world.act(n, resolve("jo")).expect("resolved");
    }
    let back = world.opened();
    world.act(back, resolve("jo")).expect("resolved");
    // A Wednesday at 11:06:40; the week end does not count.
    world.pass(7 * DAY - 1);
    world.act(back, reopen("jo", "it is back")).expect("reopened");
    let states = |world: &World| [plain, called, major, back].map(|n| world.incidents[&n].state);
    assert_eq!(states(&world), [State::Resolved, State::Resolved, State::Resolved, State::InProgress]);
    world.pass(1);
    assert_eq!(states(&world), [State::Closed, State::Closed, State::Resolved, State::InProgress]);
    let closed: Vec<_> = world.told(0).into_iter().filter(|(kind, _)| *kind == "closed").collect();
    let want = ["closed: its time to object is over", "closed: no answer; its time to object is over"];
    assert_eq!(closed, want.map(|w| ("closed", text(w))));
    let last = world.log.iter().rfind(|e| e.event.kind == EventKind::Closed).expect("closed");
    assert_eq!(last.event.actor.kind, crate::wire::ActorKind::System);
    assert_eq!(last.event.occurred_at, NOW + 7 * DAY);
    // Looked at a month later it closed at the same time.
    let mut late = World::new();
    let n = late.opened();
    late.act(n, resolve("jo")).expect("resolved");
    late.pass(30 * DAY);
    assert_eq!(late.incidents[&n].record.closed_at, Some(NOW + 7 * DAY));
}

#[test]
fn an_alert_that_nobody_touched_closes_like_others() {
    let mut world = World::new();
    world.signal(firing("k"));
    world.signal(cleared("k"));
    world.pass(7 * DAY);
    assert_eq!(world.incidents[&1].state, State::Closed);
    // Closed is final: the next one is another incident.
    assert_eq!(world.signal(firing("k")), (SignalOutcome::Raised, Some("INC-000002".into())));
    assert_eq!(world.incidents[&2].recurrence_of, Some(1));
}

#[test]
fn a_higher_priority_says_at_once_what_it_breaks() {
    let mut world = World::new();
    let n = world.open(NewIncident { impact: Some(3), urgency: Some(3), ..titled("slow") });
    world.pass(5 * HOUR);
    let raise = Verb::Priority { impact: Some(1), urgency: Some(1), set: None, clear: false, reason: None };
    let acted = world.act(n, verb("jo", raise)).expect("raised");
    assert_eq!(acted.events.len(), 2, "one entry, however many promises: {:?}", acted.events);
    let broken = text("breached by this change: P1 response, P1 update, P1 mitigation, P1 resolution");
    assert_eq!(acted.events[1].text, broken);
    world.pass(HOUR);
    assert_eq!(rings(&world).len(), 1, "and never again");
}

#[test]
fn a_correction_stands_in_the_log_with_the_old_value() {
    let mut world = World::new();
    let n = world.open(NewIncident { occurred_at: Some(NOW - 600), ..p1() });
    let to = NOW - 900;
    let correct = Verb::Correct { field: Milestone::OccurredAt, to, reason: Opaque::new("the log says so") };
    let acted = world.act(n, verb("jo", correct)).expect("corrected");
    assert_eq!((acted.incident.occurred_at, acted.incident.record.corrections), (Some(to), 1));
    let event = &acted.events[0];
    assert_eq!((event.kind, event.code.clone()), (EventKind::Correction, some("occurred_at")));
    let changes = serde_json::to_value(&event.changes).expect("JSON");
    let (old, new) = ((NOW - 600).rfc3339(), to.rfc3339());
    assert_eq!(
        changes,
        serde_json::json!([
            {"field": "occurred_at", "old": old, "new": new},
            {"field": "record.corrections", "old": 0, "new": 1},
        ])
    );
}
