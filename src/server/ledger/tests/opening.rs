//! What a new incident takes and what follows from it.

use super::*;
use crate::domain::record::{Caller, CancelReason, Origin, Verdict};

fn ben() -> Caller {
    Caller { name: text("Ben"), phone: some("4711"), ..Caller::default() }
}

fn close(world: &mut World, n: u32) {
    world.act(n, resolve("mira")).expect("resolved");
    let answer =
        world.incidents[&n].record.reporter.is_some().then_some(crate::domain::record::Answer::Works);
    let close = Verb::Close { answer, comment: None, satisfaction: None, waiver: None };
    world.act(n, verb("mira", close)).expect("closed");
}

#[test]
fn a_call_is_taken_down_whole() {
    let mut world = World::new();
    let new = NewIncident {
        reporter: Some(ben()),
        origin: Some(Origin::Phone),
        category: some("Network"),
        subcategory: some("VPN"),
        occurred_at: Some(NOW - 900),
        detected_at: Some(NOW - 600),
        major: true,
        ..titled("no VPN")
    };
    let n = world.open(new);
    let incident = &world.incidents[&n];
    assert_eq!((incident.category.clone(), incident.subcategory.clone()), (some("network"), some("vpn")));
    assert_eq!(incident.record.reporter.as_deref(), Some(&ben()));
    assert_eq!((incident.occurred_at, incident.record.detected_at), (Some(NOW - 900), Some(NOW - 600)));
    assert_eq!(incident.record.major.as_ref().map(|m| m.by.clone()), some("ana"));
    assert_eq!((incident.state, incident.record.verdict), (State::New, None));
}

#[test]
fn values_that_are_none_are_refused_by_name() {
    let mut world = World::new();
    let open = world.opened();
    let base = || titled("x");
    let nobody = Caller { name: text(" "), ..Caller::default() };
    let rows = [
        ("category", NewIncident { category: some("netwrok"), ..base() }),
        ("subcategory", NewIncident { category: some("network"), subcategory: some("sap"), ..base() }),
        ("reporter.name", NewIncident { reporter: Some(nobody), ..base() }),
        ("parent", NewIncident { parent: Some(99), ..base() }),
        ("follow_up_of", NewIncident { follow_up_of: Some(99), ..base() }),
        ("follow_up_of", NewIncident { follow_up_of: Some(open), ..base() }),
        ("detected_at", NewIncident { detected_at: Some(NOW + 301), ..base() }),
        ("detected_at", NewIncident { occurred_at: Some(NOW - 10), detected_at: Some(NOW - 20), ..base() }),
    ];
    for (field, new) in rows {
        match world.ask(Op::New(Box::new(new))) {
            Err(Refused::Invalid { field: at, why }) => assert_eq!(at, field, "{why}"),
            other => panic!("{field}: {other:?}"),
        }
    }
    let earlier = By { at: Some(NOW - 3_600), ..by("ana") };
    let new = NewIncident { occurred_at: Some(NOW), by: earlier, ..base() };
    match world.ask(Op::New(Box::new(new))) {
        Err(Refused::Invalid { field, .. }) => assert_eq!(field, "occurred_at", "after it opened"),
        other => panic!("{other:?}"),
    }
    assert_eq!(world.incidents.len(), 1);
}

#[test]
fn a_critical_service_raises_what_nobody_said() {
    let mut world = World::new();
    let service = crate::wire::Service {
        id: text("checkout"),
        team: some("web"),
        criticality: Some(1),
        ..crate::wire::Service::default()
    };
    world.ask(Op::Service(Box::new(service), by("ana"))).expect("added");
    let of = |impact| NewIncident { service: some("checkout"), impact, ..titled("slow") };
    let (plain, said) = (world.open(of(None)), world.open(of(Some(3))));
    let plain = &world.incidents[&plain];
    assert_eq!((plain.impact, plain.priority.level(), plain.team.clone()), (1, 2, some("web")));
    assert_eq!(world.incidents[&said].priority.level(), 4);
}

#[test]
fn what_is_no_incident_is_logged_and_over() {
    let mut world = World::new();
    let none = NewIncident { verdict: Some(Verdict::NotAnIncident), ..titled("how do I print") };
    let n = world.open(none);
    let incident = &world.incidents[&n];
    assert_eq!(incident.state, State::Cancelled);
    let ending = incident.record.ending.as_ref().expect("how");
    assert_eq!((ending.reason, ending.was), (Some(CancelReason::NotAnIncident), State::New));
    let words: Vec<_> = world.told(0).into_iter().map(|(_, text)| text).collect();
    assert_eq!(words, [text("opened, P3"), text("cancelled: not an incident")]);
    let request = NewIncident { verdict: Some(Verdict::Request), ..titled("a new mouse") };
    let n = world.open(request);
    assert_eq!(world.incidents[&n].state, State::New);
    assert_eq!(world.due.get(&n), None, "no clock runs");
}

#[test]
fn a_follow_up_takes_from_the_closed_one_what_is_not_said() {
    let mut world = World::new();
    let first = world.open(NewIncident {
        reporter: Some(ben()),
        service: some("vpn"),
        category: some("network/vpn"),
        impact: Some(3),
        owner: some("jo"),
        ..titled("no VPN")
    });
    close(&mut world, first);
    let follow = NewIncident { follow_up_of: Some(first), title: SafeText::default(), ..titled("x") };
    let n = world.open(NewIncident { impact: Some(1), ..follow });
    let incident = &world.incidents[&n];
    assert_eq!((incident.title.clone(), incident.service.clone()), (text("no VPN"), some("vpn")));
    assert_eq!((incident.category.clone(), incident.subcategory.clone()), (some("network"), some("vpn")));
    assert_eq!(
        (incident.impact, incident.owner.clone()),
        (1, None),
        "what was said counts; nobody has it yet"
    );
    assert_eq!(incident.record.reporter.as_deref(), Some(&ben()));
    assert_eq!(incident.record.follow_up_of, Number::new(first));
    assert_eq!(incident.opened_at, NOW, "new clocks");
}

#[test]
fn a_child_from_the_start_is_counted() {
    let mut world = World::new();
    let parent = world.opened();
    let child = world.open(NewIncident { parent: Some(parent), ..titled("slow here too") });
    assert_eq!(world.incidents[&child].record.parent, Number::new(parent));
    assert_eq!(world.incidents[&parent].record.children, 1);
    close(&mut world, parent);
    match world.ask(Op::New(Box::new(NewIncident { parent: Some(parent), ..titled("x") }))) {
        Err(Refused::Invalid { field, .. }) => assert_eq!(field, "parent"),
        other => panic!("{other:?}"),
    }
}
