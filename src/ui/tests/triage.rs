//! Triage at the three sizes, in mono and 16 colours, its summary, and one that has gone meanwhile.

use std::sync::Arc;

use super::{
    fixture::{HOUR, events, find, frame, incident, lines, now, shift, text},
    frames::{SIZES, snap, snap_with},
};
use crate::{
    app::{
        Msg,
        key::Key,
        model::{Model, Screen},
        update,
    },
    domain::{
        Change, Event, State,
        directory::{Directory, Service},
        event::EventKind,
        record::Resolution,
    },
    ui::{Depth, Theme},
};

fn press(model: &mut Model, keys: &str) {
    for key in keys.chars() {
        update(model, now(), Msg::Key(Key::char(key)));
    }
}

/// The second of the night, with everything that is known of it.
pub(super) fn second(cols: u16, rows: u16) -> Model {
    let mut model = shift(cols, rows);
    let service = |id: &str, needs: &[&str]| Service {
        id: text(id),
        team: Some(text("web-shop")),
        criticality: Some(1),
        depends_on: needs.iter().map(|n| text(n)).collect(),
        ..Service::default()
    };
    model.directory = Arc::new(Directory {
        people: Vec::new(),
        services: vec![service("checkout", &["payments", "db-core"]), service("web", &["checkout"])],
    });
    press(&mut model, "t");
    while model.current().and_then(|i| i.number).is_none_or(|n| n.get() != 1042) {
        press(&mut model, "j");
    }
    let Some(Screen::Triage(triage)) = model.screens.last() else { panic!("triage") };
    let (id, ask) = (triage.current().expect("one").clone(), triage.known.as_ref().expect("read").ask);
    let mut timeline = events();
    timeline.insert(
        0,
        Event {
            at: now().utc - 680,
            recorded_at: now().utc - 680,
            kind: EventKind::Change,
            actor: text("jenkins"),
            text: text("deploy payments-api 4.18.2 to prod, upstream of it"),
            local: false,
        },
    );
    update(&mut model, now(), Msg::Timeline { id, events: Ok(timeline) });
    let mut before = incident(871, 2, State::Closed, "pd", "Checkout 5xx above 2 % in eu-west", 72 * HOUR);
    before.service = Some(text("checkout"));
    Arc::make_mut(&mut before.detail).record.resolution = Some(Box::new(Resolution {
        code: Some(text("workaround")),
        notes: Some(text("restarted the connection pool of payments-api, then rolled back")),
        by: text("mira"),
        at: now().utc - 70 * HOUR,
    }));
    update(&mut model, now(), Msg::Found { ask, incidents: Ok(vec![before]) });
    model.said = None;
    model
}

#[test]
fn at_every_size() {
    for (cols, rows) in SIZES {
        snap(&format!("triage-{cols}x{rows}"), &second(cols, rows));
    }
    snap("triage-40x10", &second(40, 10));
}

#[test]
fn in_few_colours() {
    let model = second(80, 24);
    snap_with("triage-ascii-16", &model, &Theme::default().ascii(true).for_depth(Depth::Ansi16));
    snap_with("triage-no-color", &model, &Theme::default().for_depth(Depth::None));
}

#[test]
fn what_changed_meanwhile_and_the_summary() {
    let mut model = second(80, 24);
    let source = find(&model, 1042).source;
    let id = find(&model, 1042).id;
    let why = text("resolved by jo");
    let change = Change::Gone { id, at: now().utc, why };
    update(&mut model, now(), Msg::Changes { source, changes: vec![change] });
    let words = lines(&frame(&model, &Theme::default()).0).join("\n");
    assert!(words.contains("it has gone: resolved by jo"), "{words}");
    press(&mut model, "jjjj");
    snap("triage-summary", &model);
}

#[test]
fn every_size_is_drawn() {
    let mut model = second(80, 24);
    for (cols, rows) in [(0, 0), (1, 1), (3, 4), (12, 6), (40, 10), (119, 12), (120, 5), (300, 3)] {
        model.size = crate::app::model::Size { cols, rows };
        frame(&model, &Theme::default());
    }
}
