//! The inbox that empties, as it is typed.

use crate::{
    app::{
        Effect, Msg,
        model::{
            Screen,
            triage::{End, Triage},
        },
        update::tests::{Desk, enqueued, safe},
    },
    domain::{Change, Incident, State, sample},
};

fn triage(desk: &Desk) -> &Triage {
    match desk.model.screens.last() {
        Some(Screen::Triage(triage)) => triage,
        other => panic!("no triage but {other:?}, said {:?}", desk.said()),
    }
}

fn gone(n: u32) -> Change {
    Change::Gone { id: sample::incident(n).id, at: sample::NOW, why: safe("resolved by jo") }
}

fn by_jo(n: u32) -> Change {
    let one = sample::incident(n);
    let acked_at = Some(one.opened_at + 9);
    Change::Upsert(Incident { state: State::Acknowledged, owner: Some(safe("jo")), acked_at, ..one })
}

/// Presses and lets the outbox take it.
fn press(desk: &mut Desk, keys: &str) -> Vec<(u32, &'static str)> {
    let fx = desk.keys(keys);
    desk.commit(&fx);
    enqueued(&fx)
}

#[test]
fn one_key_decides_and_the_next_slides_in_to_the_summary() {
    let mut desk = Desk::new(5);
    let fx = desk.keys("t");
    assert_eq!(triage(&desk).ids.len(), 5);
    assert!(fx.iter().any(|e| matches!(e, Effect::Look(_))), "{fx:?}");
    assert!(fx.iter().any(|e| matches!(e, Effect::LoadTimeline(_))), "{fx:?}");
    assert!(fx.iter().any(|e| matches!(e, Effect::Find { source: Some(_), .. })), "{fx:?}");
    let first = desk.cursor();
    assert_eq!(press(&mut desk, "a"), [(first, "ack")]);
    assert_ne!(desk.cursor(), first, "the next one");
    desk.keys("j");
    assert_eq!(triage(&desk).at, 2);
    let third = desk.cursor();
    assert_eq!(press(&mut desk, "s Enter"), [(third, "assign")]);
    desk.keys("Space Tab");
    assert!(triage(&desk).current().is_none() && triage(&desk).ended_ms.is_some());
    let tally = triage(&desk).tally();
    assert_eq!((tally.done, tally.skipped), (vec![("ack", 1), ("assign", 1)], 3));
    desk.keys("Enter");
    assert!(desk.model.screens.is_empty());
}

#[test]
fn what_decides_nothing_stays_and_a_second_press_is_not_for_the_next() {
    let mut desk = Desk::new(3);
    desk.model.link_ms = Some(300);
    desk.keys("t");
    desk.pass(1);
    desk.keys("n");
    desk.text("looking");
    press(&mut desk, "Enter");
    assert_eq!(triage(&desk).at, 0, "a note decides nothing");
    let fx = desk.keys("a");
    assert_eq!(enqueued(&fx).len(), 1);
    assert!(enqueued(&desk.keys("a")).is_empty(), "not on disk yet: {}", desk.said());
    desk.commit(&fx);
    assert_eq!(triage(&desk).at, 1);
    assert!(enqueued(&desk.keys("a")).is_empty(), "nobody can have read it yet");
    desk.pass(1);
    assert_eq!(enqueued(&desk.keys("a")).len(), 1);
}

#[test]
fn u_steps_back_to_what_it_takes_back() {
    let mut desk = Desk::new(3);
    desk.keys("t");
    let first = desk.cursor();
    let fx = desk.keys("a");
    let keys = desk.commit(&fx);
    desk.keys("j");
    assert_eq!(desk.keys("u").first(), Some(&Effect::Drop(keys.clone())));
    desk.send(Msg::Dropped(keys[0]));
    assert_eq!(desk.cursor(), first);
    assert_eq!(triage(&desk).end(), None);
    desk.keys("k");
    assert!(desk.said().contains("first"), "{}", desk.said());
}

#[test]
fn what_somebody_else_did_is_passed_with_a_word_but_never_under_the_finger() {
    let mut desk = Desk::new(4);
    desk.keys("t");
    let ids: Vec<u32> = triage(&desk)
        .ids
        .iter()
        .map(|id| desk.model.inbox.get(id).and_then(|i| i.number).map_or(0, |n| n.get() - 1_000))
        .collect();
    // The next one.
    desk.changes(vec![by_jo(ids[1])]);
    press(&mut desk, "a");
    assert_eq!(desk.cursor(), ids[2]);
    assert!(
        desk.said().contains(&format!("{} passed: acknowledged, owner jo", 1_000 + ids[1])),
        "{}",
        desk.said()
    );
    // The one on screen stays, and takes no verb.
    desk.changes(vec![gone(ids[2])]);
    assert_eq!(triage(&desk).at, 2);
    assert!(enqueued(&desk.keys("a")).is_empty());
    assert!(desk.said().contains("gone"), "{}", desk.said());
    desk.keys("j");
    assert!(matches!(triage(&desk).ends[2], Some(End::Elsewhere(_))));
    assert_eq!(desk.cursor(), ids[3]);
}

#[test]
fn new_p1s_come_last_and_are_said_also_at_the_summary() {
    let mut desk = Desk::new(2);
    desk.keys("t j j");
    assert!(triage(&desk).current().is_none());
    desk.changes(vec![Change::Upsert(sample::incident(10)), Change::Upsert(sample::incident(11))]);
    assert_eq!(triage(&desk).ids.len(), 3, "the P1 and not the P2");
    assert_eq!(desk.cursor(), 10);
    assert!(desk.said().starts_with("new P1 1010"), "{}", desk.said());
}

#[test]
fn the_marked_ones_are_gone_through_and_q_ends_with_the_summary() {
    let mut desk = Desk::new(5);
    desk.changes(vec![by_jo(1)]);
    desk.keys("*");
    desk.keys("t");
    assert!(triage(&desk).marked && triage(&desk).ids.len() == 5);
    press(&mut desk, "a q");
    assert!(triage(&desk).current().is_none());
    desk.keys("q");
    assert!(desk.model.screens.is_empty());
    let mut desk = Desk::new(1);
    desk.changes(vec![by_jo(0)]);
    desk.keys("t");
    assert!(
        desk.model.screens.is_empty() && desk.said().contains("nothing is unacknowledged"),
        "{}",
        desk.said()
    );
}

#[test]
fn its_countdowns_and_its_minutes_wake_the_screen() {
    let mut desk = Desk::new(1);
    desk.keys("t");
    let next = crate::app::wake::next(&desk.model, desk.now).expect("something ticks");
    assert!(next <= desk.now.ms + 60_000 && next > desk.now.ms);
}

#[test]
fn repeat_works_there_too() {
    let mut desk = Desk::new(3);
    desk.keys("t");
    press(&mut desk, "s Enter");
    assert_eq!(press(&mut desk, ".").len(), 1);
    assert_eq!(triage(&desk).at, 2);
}
