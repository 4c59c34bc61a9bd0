//! Every verb in every state.

use super::*;
use crate::wire::Resolution;

/// Brings a new incident into a state and owner.
fn in_state(world: &mut World, state: State, owner: Option<&str>) -> u32 {
    let n = world.opened();
    if let Some(owner) = owner {
        world.act(n, assign(owner, Some(owner))).expect("assigned");
    }
    match state {
        State::New => {}
        State::Acknowledged => {
            let nobody = Action::from(Ack::default());
            world.act(n, nobody).expect("acked");
        }
        State::Resolved => {
            world.act(n, resolve("jo")).expect("resolved");
        }
        State::InProgress => {
            // Begun by somebody who gave it back.
            world.act(n, verb("jo", Verb::Start)).expect("started");
            world.act(n, assign("jo", owner)).expect("given back");
        }
        _ => {
            world.act(n, resolve("jo")).expect("resolved");
            let close = Verb::Close { answer: None, comment: None, satisfaction: None, waiver: None };
            world.act(n, verb("jo", close)).expect("closed");
        }
    }
    n
}

/// What becomes of it: a new state with its words, what was so already, or what is refused.
#[derive(Debug, PartialEq)]
enum Becomes {
    Now(State, Option<&'static str>, &'static str),
    Already(&'static str),
    NotAllowed(&'static str),
}

#[test]
fn every_verb_in_every_state() {
    use Becomes::{Already, NotAllowed, Now};
    use State::{Acknowledged, Closed, InProgress, New, Resolved};
    let table: Vec<(State, Option<&str>, Action, Becomes)> = vec![
        (New, None, ack("mira"), Now(Acknowledged, Some("mira"), "acknowledged, takes it")),
        (New, Some("jo"), ack("mira"), Now(Acknowledged, Some("jo"), "acknowledged")),
        (New, None, Action::from(Ack::default()), Now(Acknowledged, None, "acknowledged")),
        (Acknowledged, Some("jo"), ack("mira"), Already("already acknowledged, jo has it")),
        (Acknowledged, None, ack("mira"), Already("already acknowledged")),
        (InProgress, None, ack("mira"), Already("already acknowledged")),
        (
            Resolved,
            None,
            ack("mira"),
            NotAllowed(
                "INC-000001 is resolved, so ack is not possible; possible now: reopen, close, merge, note",
            ),
        ),
        (
            Closed,
            None,
            ack("mira"),
            NotAllowed(
                "INC-000001 is closed, so ack is not possible; closed is final: write a note, or open a follow-up of it",
            ),
        ),
        (New, None, unack("mira"), Already("it was not acknowledged")),
        (Acknowledged, Some("jo"), unack("mira"), Now(New, Some("jo"), "acknowledgement taken back")),
        (
            Resolved,
            None,
            unack("mira"),
            NotAllowed(
                "INC-000001 is resolved, so unack is not possible; possible now: reopen, close, merge, note",
            ),
        ),
        (New, None, assign("mira", Some("mira")), Now(New, Some("mira"), "mira takes it")),
        (New, Some("jo"), assign("mira", Some("mira")), Now(New, Some("mira"), "mira takes it (was jo)")),
        (
            Acknowledged,
            Some("mira"),
            assign("ana", Some("jo")),
            Now(Acknowledged, Some("jo"), "assigned to jo (was mira)"),
        ),
        (Acknowledged, Some("mira"), assign("ana", None), Now(Acknowledged, None, "given back (was mira)")),
        (New, Some("jo"), assign("ana", Some("jo")), Already("already assigned to jo")),
        (New, None, assign("ana", None), Already("already nobody's")),
        (
            Resolved,
            None,
            assign("ana", Some("jo")),
            // Somebody must have it until it is closed (T15).
            Now(Resolved, Some("jo"), "assigned to jo"),
        ),
        (New, None, note("jo", "seen"), Now(New, None, "seen")),
        (Resolved, None, note("jo", "cause found"), Now(Resolved, None, "cause found")),
        (Closed, None, note("jo", "cause found"), Now(Closed, None, "cause found")),
        (New, None, resolve("jo"), Now(Resolved, None, "resolved: fixed: pool restarted")),
        (
            Acknowledged,
            Some("mira"),
            resolve("jo"),
            Now(Resolved, Some("mira"), "resolved: fixed: pool restarted"),
        ),
        (Resolved, None, resolve("mira"), Already("already resolved by jo")),
        (
            New,
            None,
            reopen("ana", "back"),
            NotAllowed(
                "INC-000001 is new, so reopen is not possible; possible now: ack, start, resolve, cancel, merge, snooze, note",
            ),
        ),
        (
            Resolved,
            None,
            reopen("ana", "errors are back"),
            Now(InProgress, None, "reopened: errors are back"),
        ),
        (
            Resolved,
            Some("jo"),
            reopen("ana", "errors are back"),
            Now(InProgress, Some("jo"), "reopened: errors are back"),
        ),
        (
            Closed,
            None,
            reopen("ana", "x"),
            NotAllowed(
                "INC-000001 is closed, so reopen is not possible; closed is final: write a note, or open a follow-up of it",
            ),
        ),
    ];
    for (state, owner, action, want) in table {
        let mut world = World::new();
        let n = in_state(&mut world, state, owner);
        let (before, logged) = (world.incidents[&n].clone(), world.log.len());
        let what = format!("{} of a {state:?} one of {owner:?}", action.word());
        match (world.act(n, action.clone()), want) {
            (Ok(acted), Now(state, owner, words)) => {
                assert_eq!(
                    (acted.incident.state, acted.incident.owner.clone()),
                    (state, owner.map(text)),
                    "{what}"
                );
                assert_eq!(acted.already, None, "{what}");
                assert_eq!(acted.events.len(), 1, "{what}");
                assert_eq!(acted.events[0].text, text(words), "{what}");
                let told = (acted.events[0].actor.name.clone(), acted.events[0].via.clone());
                let said = action.by();
                let api = || text("api");
                let want = (said.name.clone().unwrap_or_else(api), said.via.clone().unwrap_or_else(api));
                assert_eq!(told, want, "{what}");
                let is_note = matches!(action, Action { verb: crate::domain::Verb::Note { .. }, .. });
                assert_eq!(acted.incident.version, before.version + u64::from(!is_note), "{what}");
                assert_eq!(acted.events[0].changes.is_empty(), is_note, "{what}");
                assert_eq!(world.incidents[&n], acted.incident, "{what}");
            }
            (Ok(acted), Already(words)) => {
                assert_eq!((acted.already, acted.events.len()), (some(words), 0), "{what}");
                assert_eq!((&world.incidents[&n], world.log.len()), (&before, logged), "{what}");
            }
            (Err(Refused::NotAllowed(words)), NotAllowed(want)) => {
                assert_eq!(words, want);
                assert_eq!((&world.incidents[&n], world.log.len()), (&before, logged), "{what}");
            }
            (got, want) => panic!("{what}: {got:?}, not {want:?}"),
        }
    }
}

#[test]
fn the_first_acknowledgement_stays_and_fields_say_old_and_new() {
    let mut world = World::new();
    let n = world.opened();
    world.now = NOW + 60;
    let acted = world.act(n, ack("mira")).expect("acked");
    let changes = serde_json::to_value(&acted.events[0].changes).expect("JSON");
    let first = (NOW + 60).rfc3339();
    assert_eq!(
        changes,
        serde_json::json!([
            {"field": "state", "old": "new", "new": "acknowledged"},
            {"field": "owner", "old": null, "new": "mira"},
            {"field": "acked_at", "old": null, "new": first},
        ])
    );
    world.act(n, unack("mira")).expect("unacked");
    world.now = NOW + 600;
    let again = world.act(n, ack("jo")).expect("acked again");
    assert_eq!((again.incident.acked_at, again.incident.owner), (Some(NOW + 60), some("mira")));
}

#[test]
fn resolving_says_how_and_reopening_takes_it_back() {
    let mut world = World::new();
    let n = world.opened();
    world.now = NOW + 90;
    let acted = world.act(n, resolve("mira")).expect("resolved");
    assert_eq!(acted.events[0].text, text("resolved: fixed: pool restarted"));
    let at = NOW + 90;
    let how = Resolution { code: some("fixed"), notes: some("pool restarted"), by: text("mira"), at };
    assert_eq!(acted.incident.resolution, Some(how));
    assert_eq!((acted.incident.resolved_at, acted.incident.acked_at), (Some(at), Some(at)));
    let back = world.act(n, reopen("ana", "no")).expect("reopened").incident;
    assert_eq!((back.resolved_at, back.resolution, back.reopen_count), (None, None, 1));
    assert_eq!(back.acked_at, Some(at), "its response clock stays stopped");
}

#[test]
fn words_with_an_acknowledgement_that_came_second_are_kept() {
    let mut world = World::new();
    let n = world.opened();
    world.act(n, ack("ana")).expect("acked");
    let late = Action::from(Ack { note: some("I restart the pool"), by: by("jo"), ..Ack::default() });
    let acted = world.act(n, late).expect("already");
    assert_eq!(acted.already, some("already acknowledged, ana has it"));
    assert_eq!(world.told(2), [("note", text("I restart the pool"))]);
    assert_eq!(acted.incident.owner, some("ana"));
}

#[test]
fn an_acknowledgement_for_a_time_runs_out() {
    let mut world = World::new();
    let n = world.opened();
    let hour = Action::from(Ack { for_s: Some(3_600), note: some("looking"), by: by("mira") });
    let acted = world.act(n, hour).expect("acked");
    assert_eq!(acted.events[0].text, text("acknowledged for 1h, takes it: looking"));
    assert_eq!(acted.incident.ack_until, Some(NOW + 3_600));
    for (seconds, over) in [(3_599, false), (401, true), (1_000, false)] {
        let logged = world.log.len();
        world.pass(seconds);
        assert_eq!(world.log.len() > logged, over, "{:?}", world.now);
    }
    let event = &world.log.last().expect("an entry").event;
    assert_eq!((event.text.clone(), event.occurred_at), (text("acknowledgement ran out"), NOW + 3_600));
    assert_eq!(event.actor.kind, crate::wire::ActorKind::System);
    let after = &world.incidents[&n];
    assert_eq!((after.state, after.ack_until, after.owner.clone()), (State::New, None, some("mira")));
    assert_eq!(after.acked_at, Some(NOW), "it was acknowledged once");
}
