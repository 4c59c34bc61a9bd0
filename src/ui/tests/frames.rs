//! Snapshots of whole frames: text and style runs.

use super::fixture::{
    HOUR, ask, dump, events, find, frame, incidents, model_of, now, shift, source, sources, text, with_asks,
};
use crate::{
    app::{
        entry::Entry,
        key::Key,
        model::{
            IncidentScreen, Model, Notice, Screen, Tab,
            board::Ghost,
            layer::{Assign, Choice, FilterLine, Layer, Strip, Then, Words, WordsFor},
            pending::ActState,
            seen::Seen,
        },
    },
    backend::{Target, Verb},
    domain::{Change, Number, Priority, query::Query},
    ui::{Depth, Theme},
};

/// Compares a frame with its snapshot; `WATCHFLOOR_SHOW=1` prints it.
pub(super) fn snap_with(name: &str, model: &Model, theme: &Theme) {
    let (buf, drawn) = frame(model, theme);
    let dump = dump(&buf, drawn);
    if std::env::var_os("WATCHFLOOR_SHOW").is_some() {
        println!("=== {name}\n{dump}");
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, dump);
    });
}

pub(super) fn snap(name: &str, model: &Model) {
    snap_with(name, model, &Theme::default());
}

pub(super) const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

#[test]
fn board_full() {
    for (cols, rows) in SIZES {
        let mut model = shift(cols, rows);
        with_asks(&mut model);
        model.board.marks.insert(find(&model, 1043).id);
        snap(&format!("board-{cols}x{rows}"), &model);
    }
}

#[test]
fn board_ascii_and_mono() {
    let mut model = shift(80, 24);
    with_asks(&mut model);
    snap_with("board-ascii", &model, &Theme::default().ascii(true).for_depth(Depth::Ansi16));
    snap_with("board-no-color", &model, &Theme::default().for_depth(Depth::None));
    snap_with("board-light", &model, &Theme::named("light").expect("light"));
    snap_with("board-256", &model, &Theme::default().for_depth(Depth::Ansi256));
}

#[test]
fn board_small() {
    let model = shift(40, 10);
    snap("board-40x10", &model);
    let model = shift(60, 16);
    snap("board-60x16", &model);
    let model = shift(100, 30);
    snap("board-100x30", &model);
}

#[test]
fn board_says_what_is_going_on() {
    // Pending and refused of every kind, marks, a range begun, rows that slid in above, a count typed.
    let mut model = shift(80, 24);
    let ack = Verb::Ack { note: None, for_s: None };
    ask(&mut model, 1, 1043, ack, ActState::Failed(text("403: silences are read only for kim")), 900);
    ask(&mut model, 2, 1039, Verb::Assign { to: Some(text("mira")) }, ActState::Sending, 800);
    ask(&mut model, 3, 1031, Verb::resolved("fixed", "pool restarted"), ActState::Queued, 700);
    ask(&mut model, 4, 1041, Verb::Unack, ActState::Queued, 600);
    model.board.marks.insert(find(&model, 1031).id);
    model.board.marks.insert(find(&model, 1044).id);
    model.board.range_from = Some(find(&model, 1031).id);
    model.board.top = 2;
    model.board.pushed = 2;
    model.keys.count = 12;
    model.link_ms = Some(312);
    snap("board-busy", &model);

    let mut model = shift(80, 24);
    model.keys.sequence = vec![Key::char('g')];
    snap("board-which-key", &model);

    let mut model = shift(120, 40);
    model.link_ms = Some(312);
    model.notices.push(Notice {
        about: "outbox",
        words: text("the outbox is on tmpfs: not kept across a restart"),
        warning: true,
    });
    model.said = Some((text("12 marked"), now().ms - 100));
    snap("board-notice", &model);
}

#[test]
fn board_ghost() {
    let mut model = shift(80, 24);
    let gone = find(&model, 1042);
    let why = text("gone: resolved at the source");
    model.inbox.apply(Change::Gone { id: gone.id.clone(), at: now().utc, why: why.clone() }, now().utc, true);
    model.board.ghost = Some(Ghost { incident: Box::new(gone), why });
    snap("board-ghost", &model);
}

#[test]
fn board_empty() {
    snap("empty-no-source", &model_of(Vec::new(), Vec::new(), 80, 24));

    let mut own = model_of(vec![source("local", "native", Some(1), None)], Vec::new(), 80, 24);
    own.notices.push(Notice {
        about: "no-source",
        words: text("No source: local database, not your production. watchfloor config init"),
        warning: true,
    });
    snap("empty-local", &own);

    let live: Vec<_> = sources().into_iter().take(3).collect();
    snap("empty-quiet", &model_of(live.clone(), Vec::new(), 80, 24));

    snap("empty-doubtful", &model_of(sources(), Vec::new(), 80, 24));

    let unasked: Vec<_> = ["am", "pd"].map(|n| source(n, "alertmanager", None, None)).into();
    snap("empty-asking", &model_of(unasked, Vec::new(), 80, 24));

    let words = "GET http://am.example:9093/api/v2/alerts: connect: connection refused. Is it running? Check url in the configuration";
    let dead: Vec<_> = ["am", "pd"].map(|n| source(n, "alertmanager", None, Some(words))).into();
    snap("empty-dead", &model_of(dead, Vec::new(), 80, 24));

    let mut model = model_of(live, incidents(), 80, 24);
    model.inbox.look(|lens| lens.filter = Query::parse("service:nothing").ok(), now().utc);
    model.board.filter.text = "service:nothing".into();
    snap("empty-filtered", &model);
    model.inbox.look(|lens| lens.filter = Query::parse("service:nothing").ok(), now().utc);
    model.board.filter.text = String::new();
    model.view = 1;
    snap("empty-view", &model);
}

#[test]
fn layer_filter() {
    let mut model = shift(80, 24);
    model.board.filter.text = "p<=2 sate:new".into();
    model.board.filter.error = Some((5, text("no field \"sate\": did you mean \"state\"?")));
    model.layer =
        Some(Layer::Filter(FilterLine::new("p<=2 sate:new", Seen::of(&model.inbox, &model.sources))));
    snap("layer-filter-error", &model);
    model.board.filter.text = String::new();
    model.board.filter.error = None;
    model.layer = Some(Layer::Filter(FilterLine::new("", Seen::of(&model.inbox, &model.sources))));
    snap("layer-filter-empty", &model);
}

fn note(model: &Model, numbers: &[u32], words: &str, purpose: WordsFor) -> Layer {
    Layer::Words(Words {
        purpose,
        targets: numbers.iter().map(|n| Target::from(&find(model, *n))).collect(),
        input: Entry::lines(words),
        slot: "note:x".into(),
        draft: (!words.is_empty()).then(|| "D-4821".into()),
        unsaved_ms: None,
    })
}

#[test]
fn layer_words() {
    let mut model = shift(80, 24);
    let words = "replica 3 rebuilt, lag falling\nrolled back payments-api to 4.18.1, which takes about ten minutes until all pods have it";
    model.layer = Some(note(&model, &[1042], words, WordsFor::Note));
    snap("layer-note", &model);
    model.layer = Some(note(&model, &[1042, 1043, 1039], "", WordsFor::Ack));
    snap("layer-ack-many", &model);
}

#[test]
fn layer_assign_strip_link() {
    let mut model = shift(80, 24);
    model.layer = Some(Layer::Assign(Assign {
        targets: vec![Target::from(&find(&model, 1042))],
        input: Entry::default(),
        people: ["kim", "ana", "mira", "nobody"].map(text).into(),
        pick: 0,
    }));
    snap("layer-assign", &model);

    let strip = |armed_at_ms| {
        Layer::Strip(Strip {
            verb: "resolve",
            targets: [1042, 1043, 1044, 1031]
                .map(|n| (Number::new(n), find(&shift(80, 24), n).source))
                .into(),
            worst: Priority::P1,
            consequence: text("cannot be undone here; a rule that still holds raises it again"),
            choices: vec![Choice { key: 'y', title: "resolve", then: Then::Quit }],
            armed_at_ms,
        })
    };
    model.layer = Some(strip(0));
    snap("layer-strip", &model);
    model.layer = Some(strip(u64::MAX));
    snap("layer-strip-unarmed", &model);

    let url = find(&model, 1042).detail.url.clone().expect("a link");
    model.layer = Some(Layer::Link(url));
    snap("layer-link", &model);
}

pub(super) fn on_screen(
    model: &mut Model,
    number: u32,
    tab: Tab,
    timeline: Option<Result<Vec<crate::domain::Event>, crate::text::SafeText>>,
) {
    let incident = find(model, number);
    model.screens = vec![Screen::Incident(IncidentScreen {
        id: incident.id.clone(),
        last: Some(Box::new(incident)),
        tab,
        top: 0,
        timeline,
        newest_first: true,
    })];
}

#[test]
fn incident_overview() {
    for (cols, rows) in SIZES {
        let mut model = shift(cols, rows);
        let waiting =
            ActState::Waiting { words: text("connection refused"), next_at: now().utc + 8, tries: 2 };
        ask(&mut model, 2, 1042, Verb::Ack { note: None, for_s: None }, waiting, 6_000);
        on_screen(&mut model, 1042, Tab::Overview, None);
        snap(&format!("overview-{cols}x{rows}"), &model);
    }
    let mut model = shift(80, 24);
    on_screen(&mut model, 1018, Tab::Overview, None);
    snap("overview-hold", &model);
    on_screen(&mut model, 1041, Tab::Overview, None);
    snap("overview-ack-ends", &model);
}

#[test]
fn incident_timeline() {
    for (cols, rows) in SIZES {
        let mut model = shift(cols, rows);
        let mut past = events();
        past[0].at = now().utc - HOUR;
        on_screen(&mut model, 1042, Tab::Timeline, Some(Ok(past)));
        snap(&format!("timeline-{cols}x{rows}"), &model);
    }
    let mut model = shift(80, 24);
    on_screen(&mut model, 1042, Tab::Timeline, None);
    snap("timeline-reading", &model);
    on_screen(&mut model, 1042, Tab::Timeline, Some(Ok(Vec::new())));
    snap("timeline-empty", &model);
    on_screen(&mut model, 1042, Tab::Timeline, Some(Err(text("GET /api/v2/alerts: 502 Bad Gateway"))));
    snap("timeline-failed", &model);
}

#[test]
fn own_screens() {
    for (cols, rows) in SIZES {
        let mut model = shift(cols, rows);
        with_asks(&mut model);
        let refused = ActState::Failed(text("403: silences are read only for kim"));
        ask(&mut model, 3, 1043, Verb::resolved("fixed", "pool restarted"), refused, 100);
        model.screens = vec![Screen::Outbox { cursor: 1 }];
        snap(&format!("outbox-{cols}x{rows}"), &model);
        model.screens = vec![Screen::Sources { cursor: 3 }];
        snap(&format!("sources-{cols}x{rows}"), &model);
        model.screens = vec![Screen::Help { top: 0 }];
        snap(&format!("help-{cols}x{rows}"), &model);
    }
    let mut model = shift(80, 24);
    model.screens = vec![Screen::Outbox { cursor: 0 }];
    snap("outbox-empty", &model);
    model = shift(80, 24);
    model.screens = vec![Screen::Help { top: 10_000 }];
    snap("help-end", &model);
}
