//! Snapshots of the service desk's menus, the matrix, the lists and the rows they act on.

use std::sync::Arc;

use super::{
    fixture::{ask, find, incidents, model_of, now, shift, sources, text},
    frames::{snap, snap_with},
};
use crate::{
    app::{
        Msg,
        key::Key,
        model::{Model, View, pending::ActState},
        update,
    },
    backend::{Support, Verb},
    domain::{
        Change, Hold, Incident, Priority, State,
        incident::HoldReason,
        matrix::Matrix,
        practice::Practice,
        query::Query,
        record::{Caller, Major, Override, Record},
    },
    ui::{Depth, Theme},
};

/// The shift with sources that keep everything.
fn desk(cols: u16, rows: u16) -> Model {
    let mut model = shift(cols, rows);
    for source in &mut model.sources {
        source.capabilities.keeps_all = true;
        source.capabilities.resolve = Support::Native;
    }
    model
}

pub(super) fn put(model: &mut Model, incident: Incident) {
    model.inbox.apply(Change::Upsert(incident), now().utc, false);
}

pub(super) fn record(incident: &mut Incident, change: impl FnOnce(&mut Record)) {
    change(&mut Arc::make_mut(&mut incident.detail).record);
}

/// Puts the cursor on it.
pub(super) fn on(model: &mut Model, number: u32) {
    let height = model.list_height();
    let here = |n: &usize| model.inbox.shown(*n).and_then(|i| i.number).is_some_and(|x| x.get() == number);
    let place = (0..model.inbox.shown_len()).find(here).expect("it is shown");
    model.board.move_to(&model.inbox, place, height);
}

fn keys(model: &mut Model, keys: &str) {
    for word in keys.split(' ') {
        for key in Key::parse_sequence(word).expect("keys") {
            update(model, now(), Msg::Key(key));
        }
    }
}

fn typed(model: &mut Model, words: &str) {
    for c in words.chars() {
        update(model, now(), Msg::Key(Key::char(c)));
    }
}

#[test]
fn menus() {
    for (cols, rows) in [(80, 24), (120, 40)] {
        for (name, number, press) in [
            ("status-new", 1042, "f"),
            ("status-work", 1031, "f"),
            ("hold", 1031, "h"),
            ("snooze", 1031, "z"),
            ("resolve", 1031, "r"),
            ("cancel", 1031, "X"),
            ("contact", 1031, "T"),
        ] {
            let mut model = desk(cols, rows);
            on(&mut model, number);
            keys(&mut model, press);
            snap(&format!("menu-{name}-{cols}x{rows}"), &model);
        }
    }
    let mut model = desk(80, 24);
    keys(&mut model, "* f");
    snap("menu-status-many", &model);
    let mut model = desk(200, 60);
    on(&mut model, 1031);
    keys(&mut model, "f");
    snap("menu-status-200x60", &model);
    let mut model = desk(80, 24);
    on(&mut model, 1031);
    keys(&mut model, "h");
    snap_with("menu-ascii", &model, &Theme::default().ascii(true).for_depth(Depth::Ansi16));
    let mut model = desk(40, 10);
    keys(&mut model, "f");
    snap("menu-40x10", &model);
}

/// 1031, resolved, with a caller.
pub(super) fn resolved(model: &mut Model) {
    let mut done = find(model, 1031);
    done.state = State::Resolved;
    done.resolved_at = Some(now().utc - 600);
    record(&mut done, |r| {
        let phone = Some(text("+49 69 555 0142"));
        r.reporter =
            Some(Box::new(Caller { name: text("Anna Weber"), phone, vip: true, ..Caller::default() }));
    });
    put(model, done);
}

#[test]
fn what_waits_to_be_closed() {
    for (cols, rows) in [(80, 24), (120, 40)] {
        let mut model = desk(cols, rows);
        resolved(&mut model);
        let mut alert = find(&model, 1040);
        alert.state = State::Resolved;
        put(&mut model, alert);
        let query = Query::parse("state:resolved").expect("a query");
        model.views[4] = View {
            name: text("to close"),
            query: query.clone(),
            arrange: crate::domain::view::Arrange::default(),
        };
        model.inbox.look(|lens| lens.views[4] = query, now().utc);
        keys(&mut model, "g5");
        on(&mut model, 1031);
        snap(&format!("to-close-{cols}x{rows}"), &model);
        keys(&mut model, "x");
        snap(&format!("menu-close-{cols}x{rows}"), &model);
    }
}

pub(super) fn cell(model: &mut Model, number: u32, impact: u8, urgency: u8) {
    let mut one = find(model, number);
    let detail = Arc::make_mut(&mut one.detail);
    (detail.impact, detail.urgency) = (Some(impact), Some(urgency));
    put(model, one);
}

#[test]
fn matrices() {
    for (cols, rows) in [(80, 24), (120, 40)] {
        let mut model = desk(cols, rows);
        cell(&mut model, 1031, 1, 2);
        on(&mut model, 1031);
        keys(&mut model, "p l");
        snap(&format!("matrix-{cols}x{rows}"), &model);
    }
    let mut model = desk(80, 24);
    let mut one = find(&model, 1031);
    one.priority = Priority::P1;
    record(&mut one, |r| {
        r.computed = Priority::new(2);
        let by = Override { by: text("ana"), at: now().utc, reason: text("the board meets at nine") };
        r.override_ = Some(Box::new(by));
    });
    put(&mut model, one);
    cell(&mut model, 1031, 1, 2);
    on(&mut model, 1031);
    keys(&mut model, "p M Enter");
    typed(&mut model, "it is over");
    snap("matrix-reason", &model);
}

#[test]
fn larger_matrices_fit() {
    let rows = |impacts: u8, urgencies: u8| {
        (1..=impacts)
            .map(|i| {
                (1..=urgencies)
                    .map(|u| Priority::new(u8::midpoint(i, u).clamp(1, 5)).expect("1 to 5"))
                    .collect()
            })
            .collect::<Vec<Vec<Priority>>>()
    };
    for (name, impacts, urgencies) in [("3x4", 3, 4), ("5x5", 5, 5)] {
        let mut model = desk(80, 24);
        let matrix = Matrix::new(rows(impacts, urgencies)).expect("total");
        let practice = Practice { matrix, ..Practice::default() };
        let source = find(&model, 1031).source;
        model.inbox.look(|lens| lens.practices.set(source, Arc::new(practice)), now().utc);
        cell(&mut model, 1031, 2, 3);
        on(&mut model, 1031);
        keys(&mut model, "p = ");
        snap(&format!("matrix-{name}"), &model);
    }
}

#[test]
fn lists_and_their_strip() {
    for (cols, rows) in [(80, 24), (120, 40)] {
        let mut model = desk(cols, rows);
        on(&mut model, 1031);
        keys(&mut model, "c");
        typed(&mut model, "em");
        snap(&format!("search-category-{cols}x{rows}"), &model);
        keys(&mut model, "Esc m");
        snap(&format!("search-merge-{cols}x{rows}"), &model);
        typed(&mut model, "pay");
        keys(&mut model, "Enter");
        snap(&format!("strip-merge-{cols}x{rows}"), &model);
    }
}

#[test]
fn forms_of_words() {
    for (name, press) in [
        ("update", "C"),
        ("public", "C Ctrl-p"),
        ("caller", "h c"),
        ("appointment", "h s"),
        ("resolve", "r f"),
        // What is missing is said in the form: it lies over the line of receipts.
        ("resolve-no-words", "r f Enter"),
        ("resolve-no-code", "r z Enter"),
    ] {
        let mut model = desk(80, 24);
        on(&mut model, 1031);
        keys(&mut model, press);
        snap(&format!("words-{name}"), &model);
    }
}

#[test]
fn rows_of_the_desk() {
    let mut all = incidents();
    for one in &mut all {
        match one.number.map_or(0, crate::domain::Number::get) {
            1042 => record(one, |r| {
                r.major = Some(Box::new(Major { by: text("ana"), at: now().utc, reason: None }));
            }),
            1031 => record(one, |r| r.snoozed_until = Some(now().utc + 5_400)),
            1041 => one.state = State::Mitigated,
            1020 => {
                let reason = HoldReason::AwaitingVendor;
                one.hold = Some(Box::new(Hold {
                    reason,
                    detail: text("case 77"),
                    since: Some(now().utc - 60),
                    until: None,
                }));
            }
            _ => {}
        }
    }
    for (cols, rows) in [(80, 24), (120, 40)] {
        let mut model = model_of(sources(), all.clone(), cols, rows);
        let held =
            Verb::Hold { reason: HoldReason::AwaitingVendor, detail: None, until: None, message: None };
        ask(&mut model, 1, 1041, held, ActState::Sending, 800);
        let raise =
            Verb::Priority { impact: Some(1), urgency: Some(1), set: None, clear: false, reason: None };
        ask(&mut model, 2, 1044, raise, ActState::Sending, 700);
        ask(&mut model, 3, 977, Verb::Start, ActState::Sending, 600);
        snap(&format!("board-desk-{cols}x{rows}"), &model);
    }
}
