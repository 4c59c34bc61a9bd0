//! Alerts that raise, repeat, come back and clear.

use super::*;
use crate::{
    domain::{Priority, REOPEN_WINDOW},
    wire::Origin,
};

const INC_1: &str = "INC-000001";

fn outcome(of: SignalOutcome, incident: &str) -> (SignalOutcome, Option<String>) {
    (of, Some(incident.to_owned()))
}

#[test]
fn the_first_raises_with_what_it_says() {
    let mut world = World::new();
    let alert = Signal {
        severity: some("critical"),
        service: some("logging"),
        at: Some(NOW - 30),
        source: some("prometheus"),
        ..firing("disk/1")
    };
    assert_eq!(world.signal(alert), outcome(SignalOutcome::Raised, INC_1));
    let incident = &world.incidents[&1];
    assert_eq!((incident.priority, incident.origin), (Priority::P1, Origin::Monitoring));
    assert_eq!((incident.opened_at, incident.occurred_at), (NOW, Some(NOW - 30)));
    assert_eq!((incident.dedup_key.clone(), incident.count), (some("disk/1"), 1));
    let event = &world.log[0].event;
    assert_eq!((event.actor.name.clone(), event.via.clone()), (text("prometheus"), text("alertmanager")));
    assert_eq!(event.text, text("opened, P1"));
}

#[test]
fn repeats_count_and_are_no_new_version() {
    let mut world = World::new();
    world.signal(firing("k"));
    assert_eq!(world.signal(firing("k")), outcome(SignalOutcome::Updated, INC_1));
    assert_eq!(world.signal(firing("k")), outcome(SignalOutcome::Updated, INC_1));
    assert_eq!((world.incidents[&1].count, world.incidents[&1].version), (3, 1));
    assert_eq!(world.told(2), [("raised", text("raised again, 3 times now"))]);
}

#[test]
fn news_are_written_and_priority_only_rises() {
    let mut world = World::new();
    world.signal(Signal { severity: some("warning"), ..firing("k") });
    let worse = Signal {
        severity: some("critical"),
        title: some("disk 99 % full"),
        labels: [(text("host"), text("log-07"))].into(),
        ..firing("k")
    };
    world.signal(worse);
    assert_eq!(
        world.told(1),
        [
            ("raised", text("raised again, 2 times now")),
            (
                "changed",
                text(
                    "priority P3 -> P1: severity warning -> critical; title now: disk 99 % full; labels changed: host"
                )
            ),
        ]
    );
    assert_eq!((world.incidents[&1].priority, world.incidents[&1].version), (Priority::P1, 2));
    world.signal(Signal { severity: some("warning"), title: some("disk 99 % full"), ..firing("k") });
    let after = &world.incidents[&1];
    assert_eq!((after.priority, after.severity.clone()), (Priority::P1, some("warning")));
    assert_eq!(after.labels.len(), 1, "what is left out stays");
    assert_eq!(world.told(4), [("changed", text("severity critical -> warning"))]);
}

#[test]
fn clearing_resolves_once() {
    let mut world = World::new();
    world.signal(firing("k"));
    world.now = NOW + 100;
    let early = Signal { at: Some(NOW - 500), ..cleared("k") };
    assert_eq!(world.signal(early), outcome(SignalOutcome::Resolved, INC_1));
    let incident = &world.incidents[&1];
    assert_eq!(incident.resolved_at, Some(NOW), "not before it opened");
    let how = incident.resolution.clone().expect("how");
    assert_eq!((how.code, how.by), (some("auto_recovered"), text("alertmanager")));
    assert_eq!(world.log[1].event.actor.kind, crate::wire::ActorKind::Backend);
    assert_eq!(world.signal(cleared("k")), outcome(SignalOutcome::Ignored, INC_1));
    assert_eq!(world.signal(cleared("other")), (SignalOutcome::Ignored, None));
    assert_eq!(world.log.len(), 2);
}

#[test]
fn it_comes_back_inside_the_window_and_is_another_one_after_it() {
    for (later, want, incident) in [
        (REOPEN_WINDOW, SignalOutcome::Reopened, "INC-000001"),
        (REOPEN_WINDOW + 1, SignalOutcome::Raised, "INC-000002"),
    ] {
        let mut world = World::new();
        world.signal(firing("k"));
        world.act(1, ack("mira")).expect("acked");
        world.signal(cleared("k"));
        world.now = NOW + later;
        assert_eq!(world.signal(firing("k")), outcome(want, incident), "after {later} s");
        if want == SignalOutcome::Reopened {
            let back = &world.incidents[&1];
            assert_eq!((back.state, back.count, back.reopen_count), (State::InProgress, 2, 1));
            assert_eq!(
                world.told(3),
                [("reopened", text("reopened: raised again 30m after it was resolved"))]
            );
        } else {
            assert_eq!(world.incidents[&2].recurrence_of, Some(1));
            assert_eq!(world.told(3), [("opened", text("opened, P3; it was INC-000001 before"))]);
            // The open one is meant from now on.
            assert_eq!(world.signal(firing("k")), outcome(SignalOutcome::Updated, "INC-000002"));
        }
    }
}

#[test]
fn the_open_one_is_meant_even_where_a_later_one_is_over() {
    let mut world = World::new();
    world.signal(firing("k"));
    world.act(1, resolve("jo")).expect("resolved");
    world.now = NOW + REOPEN_WINDOW + 1;
    world.signal(firing("k"));
    world.act(2, resolve("jo")).expect("resolved");
    world.act(1, reopen("jo", "this one")).expect("reopened");
    assert_eq!(world.signal(firing("k")), outcome(SignalOutcome::Updated, INC_1));
}

#[test]
fn one_that_is_not_valid_takes_nothing_of_its_body() {
    let mut world = World::new();
    let untitled = Signal { title: None, ..firing("b") };
    for (signals, field) in [
        (vec![untitled.clone()], "title"),
        (vec![firing("a"), untitled], "1.title"),
        (vec![firing("")], "dedup_key"),
        (vec![firing("a"), firing(&"k".repeat(257))], "1.dedup_key"),
        (vec![Signal { at: Some(NOW + 301), ..firing("a") }], "at"),
        (vec![Signal { url: some("ftp://x"), ..firing("a") }], "url"),
        (vec![Signal { runbook: some("javascript:alert(1)"), ..firing("a") }], "runbook"),
    ] {
        match world.signals(signals) {
            Err(Refused::Invalid { field: at, .. }) => assert_eq!(at, field),
            other => panic!("{field}: {other:?}"),
        }
    }
    assert!(world.log.is_empty());
    let blank = Signal { severity: some(" "), service: some(""), ..firing("a") };
    assert_eq!(world.signal(blank), outcome(SignalOutcome::Raised, INC_1));
    assert_eq!((world.incidents[&1].severity.clone(), world.incidents[&1].service.clone()), (None, None));
}
