//! What goes on around a person: sizes, time passing, receipts of many, the incident the program was started for.

use super::{Desk, safe};
use crate::{
    app::{
        Msg,
        model::{Size, pending::ActState},
    },
    domain::{Change, sample},
};

#[test]
fn every_size_is_survived() {
    let mut desk = Desk::new(50);
    for (cols, rows) in [(1, 1), (0, 0), (20, 5), (300, 100), (80, 24)] {
        desk.send(Msg::Resize(Size { cols, rows }));
        desk.keys("G gg Ctrl-d Ctrl-u j k Enter j q");
        assert!(crate::app::wake::next(&desk.model, desk.now).is_some_and(|t| t > desk.now.ms));
    }
}

#[test]
fn what_is_due_soon_is_counted_as_time_goes_by() {
    let mut desk = Desk::new(0);
    let mut p2 = sample::incident(1);
    p2.opened_at = sample::NOW - 60;
    desk.changes(vec![Change::Upsert(p2)]);
    assert_eq!(desk.model.inbox.counts().due_soon, 0, "29 minutes left");
    desk.pass(14 * 60 + 1);
    assert_eq!(desk.model.inbox.counts().due_soon, 1);
    desk.pass(15 * 60);
    assert_eq!(desk.model.inbox.counts().due_soon, 0, "overrun: the next clock is hours away");
}

#[test]
fn the_program_opens_on_the_incident_it_was_started_for() {
    let mut desk = Desk::new(0);
    desk.send(Msg::OpenOn("INC-1003".into()));
    desk.changes((0..5).map(|n| Change::Upsert(sample::incident(n))).collect());
    assert_eq!(desk.cursor(), 3);
    let mut desk = Desk::new(0);
    desk.send(Msg::OpenOn("INC-7777".into()));
    desk.changes(vec![Change::Upsert(sample::incident(0))]);
    assert!(desk.model.screens.is_empty());
    assert!(desk.said().contains("INC-7777"), "{}", desk.said());
}

#[test]
fn what_was_asked_of_many_is_told_in_one_line() {
    let mut desk = Desk::new(40);
    let fx = desk.keys("* a");
    let keys = desk.commit(&fx);
    assert_eq!(keys.len(), 40);
    let confirmed = ActState::Confirmed { elapsed_ms: 9, words: None, local: false };
    for key in &keys[..39] {
        desk.send(Msg::Act { key: *key, state: confirmed.clone() });
    }
    desk.send(Msg::Act { key: keys[39], state: ActState::Failed(safe("no")) });
    let told = desk.model.pending.standing(desk.now.ms);
    let counts: Vec<_> = told.iter().map(|s| (s.done, s.waiting, s.refused)).collect();
    assert_eq!(counts, [(39, 0, 1)], "one line for one ask");
    assert!(told[0].mixed() && matches!(told[0].receipt.state, ActState::Failed(_)));
    desk.pass(60);
    assert_eq!(
        desk.model.pending.standing(desk.now.ms).len(),
        1,
        "it stands as long as something is refused"
    );
}

#[test]
fn an_undo_that_was_left_alone_is_still_there() {
    let mut desk = Desk::new(1);
    let fx = desk.keys("a");
    let keys = desk.commit(&fx);
    desk.send(Msg::Act {
        key: keys[0],
        state: ActState::Confirmed { elapsed_ms: 9, words: None, local: false },
    });
    desk.keys("u Esc");
    assert_eq!(desk.model.undo.len(), 1);
    desk.keys("u");
    desk.pass(1);
    desk.keys("y");
    assert!(desk.model.undo.is_empty());
}
