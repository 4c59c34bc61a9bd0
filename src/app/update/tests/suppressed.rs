//! What is out of sight: looking through it, and bringing it back.

use std::sync::Arc;

use super::{Desk, enqueued, safe};
use crate::{
    app::{
        Msg,
        model::{Model, Screen, suppressed::Suppressed},
        wake,
    },
    domain::{Change, Hold, Incident, State, incident::HoldReason, sample},
};

fn snoozed(n: u32, for_s: i64) -> Incident {
    let mut one = sample::incident(n);
    Arc::make_mut(&mut one.detail).record.snoozed_until = Some(sample::NOW + for_s);
    one
}

fn held(n: u32, reason: HoldReason, until: Option<i64>) -> Incident {
    let mut one = sample::incident(n);
    one.state = State::OnHold;
    let until = until.map(|s| sample::NOW + s);
    one.hold = Some(Box::new(Hold { reason, detail: safe("why"), since: None, until }));
    one
}

/// Three that are out of sight, the first to come back first: 2, 1, 3.
fn desk() -> Desk {
    let mut desk = Desk::new(0);
    let all = vec![
        sample::incident(0),
        snoozed(1, 7_200),
        snoozed(2, 900),
        held(3, HoldReason::Scheduled, Some(86_400)),
        held(4, HoldReason::AwaitingVendor, None),
        snoozed(5, -1),
    ];
    desk.changes(all.into_iter().map(Change::Upsert).collect());
    desk.keys("gz");
    desk
}

fn list(model: &Model) -> &Suppressed {
    match model.screens.last() {
        Some(Screen::Suppressed(list)) => list,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_comes_back_first_stands_first() {
    let mut desk = desk();
    let seen: Vec<_> = (0..list(&desk.model).rows().len())
        .map(|_| {
            let here = desk.cursor();
            desk.keys("j");
            here
        })
        .collect();
    assert_eq!(seen, [2, 1, 3]);
    desk.keys("gg");
    assert_eq!(desk.cursor(), 2);
    desk.keys("G");
    assert_eq!(desk.cursor(), 3);
}

#[test]
fn z_wakes_h_resumes_and_enter_opens() {
    let mut desk = desk();
    let fx = desk.keys("z");
    let asked = enqueued(&fx);
    assert_eq!(asked, [(2, "wake")]);
    desk.keys("G");
    let asked = enqueued(&desk.keys("h"));
    assert_eq!(asked, [(3, "resume")]);
    desk.keys("Enter");
    assert_eq!(desk.model.incident_screen().map(|s| s.id.clone()), Some(sample::incident(3).id));
    desk.keys("q");
    assert_eq!(desk.cursor(), 3, "back on its row");
    desk.keys("q");
    assert!(desk.model.screens.is_empty());
}

#[test]
fn a_row_that_came_back_stays_as_a_ghost_and_takes_no_verb() {
    let mut desk = desk();
    desk.keys("j");
    desk.changes(vec![Change::Upsert(sample::incident(1))]);
    assert_eq!(list(&desk.model).rows().len(), 3);
    assert!(desk.model.current().is_none(), "nobody chose what is under the cursor now");
    assert!(enqueued(&desk.keys("a")).is_empty());
    assert!(desk.said().contains("not held back any more"), "{}", desk.said());
    desk.keys("Enter");
    assert!(desk.model.incident_screen().is_none());
    desk.keys("j");
    assert_eq!((desk.cursor(), list(&desk.model).rows().len()), (3, 2));
    // One that left elsewhere leaves no ghost, and the cursor stays on its incident.
    desk.changes(vec![Change::Gone { id: sample::incident(2).id, at: sample::NOW, why: safe("resolved") }]);
    assert_eq!((desk.cursor(), list(&desk.model).rows().len()), (3, 1));
}

#[test]
fn time_alone_brings_back_and_the_screen_wakes_for_it() {
    let mut desk = desk();
    desk.keys("j");
    desk.pass(20);
    // The first one is 900 - 20 s away: its minutes change at full ones.
    let next = wake::next(&desk.model, desk.now).expect("something changes");
    assert!(next - desk.now.ms <= 60_000, "{next}");
    desk.pass(400);
    let next = wake::next(&desk.model, desk.now).expect("something changes");
    assert!(next - desk.now.ms <= 1_000, "under ten minutes each second counts: {next}");
    desk.pass(480);
    assert_eq!(list(&desk.model).rows().len(), 2, "its time has come");
    assert_eq!(desk.cursor(), 1, "the cursor stays on its incident");
}

#[test]
fn the_list_survives_a_resize_and_an_empty_one_refuses_with_a_word() {
    let mut desk = Desk::new(2);
    desk.keys("gz j k G");
    assert!(list(&desk.model).rows().is_empty());
    desk.send(Msg::Resize(crate::app::model::Size { cols: 40, rows: 10 }));
    assert!(enqueued(&desk.keys("z")).is_empty());
    assert!(desk.said().contains("nothing is held back"), "{}", desk.said());
}
