//! Which values are taken, and which field a refusal names.

use super::*;
use crate::domain::time::DAY;

fn long(bytes: usize) -> Option<SafeText> {
    some(&"x".repeat(bytes))
}

#[test]
fn a_new_incident_is_checked_field_by_field() {
    let labels = |n: usize| (0..n).map(|n| (text(&format!("l{n}")), text("v"))).collect();
    let base = || titled("disk full");
    let table: Vec<(&str, NewIncident)> = vec![
        ("title", titled("")),
        ("title", titled(" \n ")),
        ("title", NewIncident { title: long(513).unwrap_or_default(), ..base() }),
        ("description", NewIncident { description: long(64 * 1024 + 1), ..base() }),
        ("impact", NewIncident { impact: Some(0), ..base() }),
        ("impact", NewIncident { impact: Some(4), ..base() }),
        ("urgency", NewIncident { urgency: Some(9), ..base() }),
        ("severity", NewIncident { severity: long(257), ..base() }),
        ("service", NewIncident { service: some(""), ..base() }),
        ("owner", NewIncident { owner: long(257), ..base() }),
        ("team", NewIncident { team: long(257), ..base() }),
        ("labels", NewIncident { labels: labels(65), ..base() }),
        ("labels", NewIncident { labels: [(text(""), text("v"))].into(), ..base() }),
        ("labels.a", NewIncident { labels: [(text("a"), long(257).unwrap_or_default())].into(), ..base() }),
        ("url", NewIncident { url: some("wiki"), ..base() }),
        ("url", NewIncident { url: some("file:///etc/passwd"), ..base() }),
        ("url", NewIncident { url: some("https://a.example/\nb"), ..base() }),
        (
            "runbook",
            NewIncident { runbook: some(&format!("https://a.example/{}", "x".repeat(2_048))), ..base() },
        ),
        ("occurred_at", NewIncident { occurred_at: Some(NOW + 301), ..base() }),
        ("by.name", NewIncident { by: By { name: some(""), ..By::default() }, ..base() }),
        ("by.name", NewIncident { by: By { name: long(257), ..By::default() }, ..base() }),
        ("by.via", NewIncident { by: By { via: long(257), ..By::default() }, ..base() }),
        ("by.at", NewIncident { by: By { at: Some(NOW + 301), ..By::default() }, ..base() }),
    ];
    let mut world = World::new();
    for (field, new) in table {
        match world.ask(Op::New(Box::new(new.clone()))) {
            Err(Refused::Invalid { field: at, why }) => {
                assert_eq!(at, field, "{why}");
                assert!(!why.is_empty());
            }
            other => panic!("{field}: {other:?} of {new:?}"),
        }
    }
    assert!(world.log.is_empty() && world.incidents.is_empty());
    let most = NewIncident {
        title: long(512).unwrap_or_default(),
        description: long(64 * 1024),
        owner: long(256),
        labels: labels(64),
        url: some("http://wiki.example.org/x?y#z"),
        occurred_at: Some(NOW + 300),
        ..base()
    };
    world.open(most);
}

#[test]
fn verbs_are_checked_field_by_field() {
    let at = |seconds: i64| By { at: Some(NOW + seconds), ..by("ana") };
    let ack_for = |s| Action::from(Ack { for_s: Some(s), ..Ack::default() });
    let mut world = World::new();
    let n = world.opened();
    world.now = NOW + DAY;
    let before = world.incidents.clone();
    for (field, action) in [
        ("for_s", ack_for(59)),
        ("for_s", ack_for(30 * DAY + 1)),
        ("for_s", ack_for(-1)),
        ("note", Action::from(Ack { note: long(64 * 1024 + 1), ..Ack::default() })),
        ("to", assign("ana", Some(""))),
        ("text", note("ana", "")),
        ("text", note("ana", " \n")),
        ("text", note("ana", &"x".repeat(64 * 1024 + 1))),
        ("code", Action::from(Resolve { code: long(257), ..Resolve::default() })),
        ("by.at", Action::from(Unack { by: at(-301) })),
        ("by.at", Action::from(Unack { by: at(DAY + 301) })),
    ] {
        match world.act(n, action.clone()) {
            Err(Refused::Invalid { field: at, .. }) => assert_eq!(at, field, "{action:?}"),
            other => panic!("{field}: {other:?} of {action:?}"),
        }
    }
    assert_eq!(world.incidents, before);
    assert!(world.act(n, ack_for(60)).is_ok());
    world.act(n, resolve("ana")).expect("resolved");
    match world.act(n, reopen("ana", " ")) {
        Err(Refused::Invalid { field, .. }) => assert_eq!(field, "reason"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_done_while_the_line_was_down_keeps_its_time() {
    let mut world = World::new();
    let told_at = |seconds: i64| By { at: Some(NOW + seconds), ..by("ana") };
    let n = world.open(NewIncident { by: told_at(-3_600), ..titled("disk full") });
    assert_eq!(world.incidents[&n].opened_at, NOW - 3_600);
    let acted = world.act(n, Action::from(Ack { by: told_at(-3_000), ..Ack::default() })).expect("acked");
    let event = &acted.events[0];
    assert_eq!((event.occurred_at, event.recorded_at), (NOW - 3_000, NOW));
    assert_eq!((acted.incident.acked_at, acted.incident.updated_at), (Some(NOW - 3_000), NOW));
    // Clocks that differ a little are no error.
    let early = world.act(n, Action::from(Unack { by: told_at(-3_601) })).expect("unacked");
    assert_eq!(early.events[0].occurred_at, NOW - 3_600);
    let late = world.act(n, Action::from(Ack { by: told_at(200), ..Ack::default() })).expect("acked");
    assert_eq!(late.events[0].occurred_at, NOW);
}

#[test]
fn a_title_is_one_line_without_spaces_around_it() {
    let mut world = World::new();
    let n = world.open(titled("  disk\nfull "));
    assert_eq!(world.incidents[&n].title, text("disk⏎full"));
}

#[test]
fn keys_are_visible_ascii() {
    for key in ["", "a b", "schlüssel", &"k".repeat(256)] {
        let reply = World::new().batch(&[keyed(Op::New(Box::new(titled("x"))), key, 1)]).remove(0);
        assert!(
            matches!(reply, Err(Refused::Invalid { ref field, .. }) if field == "idempotency-key"),
            "{key}"
        );
    }
}
