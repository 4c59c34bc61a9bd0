//! Every size there is draws, stays inside its area, and puts the cursor inside it.

use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
};

use super::fixture::{ask, events, find, model_of, now, shift, text, with_asks};
use crate::{
    app::{
        entry::Entry,
        key::Key,
        model::{
            IncidentScreen, Model, Screen, Size, Tab,
            layer::{Assign, Choice, FilterLine, Layer, Strip, Then, Words, WordsFor},
            pending::ActState,
            seen::Seen,
        },
    },
    backend::{Target, Verb},
    domain::{Number, Priority, SourceName},
    ui::{Theme, draw},
};

/// With a `Ctrl-x` that waits for its second key.
fn begun(mut entry: Entry) -> Entry {
    entry.key(Key::ctrl('x'));
    entry
}

/// A model for each screen and layer.
fn models() -> Vec<(&'static str, Model)> {
    let screen = |tab, timeline| {
        let model = shift(80, 24);
        let incident = find(&model, 1042);
        Screen::Incident(IncidentScreen {
            id: incident.id.clone(),
            last: Some(Box::new(incident)),
            tab,
            top: 3,
            timeline,
            newest_first: false,
        })
    };
    let with_screen = |s: Screen| {
        let mut model = shift(80, 24);
        with_asks(&mut model);
        model.screens.push(s);
        model
    };
    let with_layer = |layer: fn(&Model) -> Layer| {
        let mut model = shift(80, 24);
        let layer = layer(&model);
        model.layer = Some(layer);
        model
    };
    let mut busy = shift(80, 24);
    with_asks(&mut busy);
    ask(&mut busy, 9, 1043, Verb::Unack, ActState::Failed(text("nobody of that name")), 1);
    busy.board.pushed = 2;
    busy.board.top = 2;
    busy.board.marks.insert(find(&busy, 1043).id);
    busy.keys.count = 12;
    let mut prefix = shift(80, 24);
    prefix.keys.sequence = vec![crate::app::key::Key::char('g')];
    vec![
        ("board", shift(80, 24)),
        ("busy", busy),
        ("prefix", prefix),
        ("no source", model_of(Vec::new(), Vec::new(), 80, 24)),
        ("overview", with_screen(screen(Tab::Overview, None))),
        ("timeline", with_screen(screen(Tab::Timeline, Some(Ok(events()))))),
        ("outbox", with_screen(Screen::Outbox { cursor: 0 })),
        ("sources", with_screen(Screen::Sources { cursor: 3 })),
        ("suppressed", super::suppressed::suppressed(80, 24)),
        ("help", with_screen(Screen::Help { top: 5 })),
        (
            "filter",
            with_layer(|m| {
                Layer::Filter(FilterLine::new("p<=2 service:checkout", Seen::of(&m.inbox, &m.sources)))
            }),
        ),
        (
            "note",
            with_layer(|m| {
                Layer::Words(Words {
                    purpose: WordsFor::Note,
                    targets: vec![Target::from(&find(m, 1042)), Target::from(&find(m, 1043))],
                    input: begun(Entry::lines("one\ntwo words\n\nfour and a long line of words")),
                    slot: "note:x".into(),
                    draft: Some("D-4821".into()),
                    unsaved_ms: Some(1),
                })
            }),
        ),
        (
            "assign",
            with_layer(|m| {
                Layer::Assign(Assign {
                    targets: vec![Target::from(&find(m, 1042))],
                    input: Entry::default(),
                    people: vec![text("kim"), text("mira"), text("nobody")],
                    pick: 2,
                })
            }),
        ),
        (
            "strip",
            with_layer(|_| {
                Layer::Strip(Strip {
                    verb: "resolve",
                    targets: (1..30).map(|n| (Number::new(n), SourceName::new("am"))).collect(),
                    worst: Priority::P1,
                    consequence: text("cannot be undone here"),
                    choices: vec![Choice { key: 'y', title: "resolve", then: Then::Quit }],
                    armed_at_ms: 0,
                })
            }),
        ),
        ("link", with_layer(|_| Layer::Link(text("https://prometheus.example:9090/graph?g0.expr=up")))),
    ]
}

fn sizes() -> Vec<(u16, u16)> {
    // All the small ones, where things begin and cease to fit; above, a net.
    let mut sizes: Vec<(u16, u16)> = (0..=44).flat_map(|w| (0..=12).map(move |h| (w, h))).collect();
    sizes.extend((1..=44).step_by(3).flat_map(|w| (13..=26).map(move |h| (w, h))));
    sizes.extend((45..=300).step_by(51).flat_map(|w| (0..=100).step_by(25).map(move |h| (w, h))));
    sizes.extend([(80, 24), (120, 40), (159, 50), (160, 50), (161, 11), (200, 60), (300, 100)]);
    sizes
}

#[test]
fn every_size_draws_inside_its_area() {
    let theme = Theme::default();
    for (name, mut model) in models() {
        for (w, h) in sizes() {
            model.size = Size { cols: w, rows: h };
            let height = model.list_height();
            model.board.keep_visible(height);
            let (around, area) =
                (Rect { x: 0, y: 0, width: w + 4, height: h + 2 }, Rect { x: 2, y: 1, width: w, height: h });
            let mut buf = Buffer::filled(around, Cell::new("\u{2592}"));
            let drawn = draw(&model, now(), &theme, area, &mut buf);
            if let Some(cursor) = drawn.cursor {
                assert!(area.contains(cursor.into()), "{name} {w}x{h}: cursor {cursor:?}");
            }
            for y in 0..around.height {
                for x in 0..around.width {
                    let outside = !area.contains((x, y).into());
                    assert_eq!(buf[(x, y)].symbol() == "\u{2592}", outside, "{name} {w}x{h}: cell {x},{y}");
                }
            }
        }
    }
}

/// What is drawn does not depend on what was in the buffer before.
#[test]
fn a_frame_leaves_nothing_of_the_one_before() {
    let theme = Theme::default();
    for (name, model) in models() {
        let area = Rect { x: 0, y: 0, width: 80, height: 24 };
        let mut clean = Buffer::empty(area);
        draw(&model, now(), &theme, area, &mut clean);
        let mut dirty = Buffer::filled(area, Cell::new("x"));
        draw(&shift(80, 24), now(), &theme, area, &mut dirty);
        draw(&model, now(), &theme, area, &mut dirty);
        assert!(clean == dirty, "{name}");
    }
}
