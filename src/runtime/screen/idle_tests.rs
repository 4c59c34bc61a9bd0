//! What a minute costs in which nobody does anything: exact bytes, and frames.

use super::*;
use crate::{
    app::{
        Model, Msg, Now,
        keymap::Keymap,
        model::{Setup, SourceState},
        update, wake,
    },
    backend::{Capabilities, Health, Support},
    domain::{Change, Incident, Priority, SourceName, sample},
    term::backend::{BackendOptions, ColorDepth},
    text::Kind,
    ui::{self, Theme},
};

/// A source that has just answered.
fn source() -> SourceState {
    let name = SourceName::new("am");
    let mut health = Health::unasked(name.clone(), 3_600);
    (health.as_of, health.answered) = (Some(sample::NOW), true);
    SourceState {
        name,
        kind: "alertmanager",
        url: SafeText::clean("http://127.0.0.1:9093", Kind::Line),
        capabilities: Capabilities {
            ack: Support::Native,
            unack: Support::Native,
            assign: Support::Local,
            note: Support::Local,
            resolve: Support::No("not here"),
            read_only: false,
            keeps_all: false,
        },
        health,
    }
}

/// `rows` P2 whose clocks all run, each with a second of its own at which its minutes turn; one of them is so near that
/// its seconds count.
fn board(size: Size, rows: u32, low_bandwidth: bool) -> Model {
    let setup = Setup {
        me: SafeText::clean("ana", Kind::Label),
        zone: chrono_tz::UTC,
        size,
        sources: vec![source()],
        views: Vec::new(),
        keymap: Keymap::default(),
        last_visit: None,
        low_bandwidth,
    };
    let mut model = Model::new(setup, sample::NOW);
    let p2 = |n: u32| {
        let (age, level) = if n == 0 { (30, 1) } else { (30 + i64::from(n) * 3, 2) };
        let priority = Priority::new(level).unwrap();
        Change::Upsert(Incident { priority, opened_at: sample::NOW - age, ..sample::incident(n) })
    };
    let now = Now { utc: sample::NOW, ms: 10_000, sub_ms: 0 };
    update(
        &mut model,
        now,
        Msg::Changes { source: SourceName::new("am"), changes: (0..rows).map(p2).collect() },
    );
    model
}

/// (bytes, frames that wrote any, times it woke) of the minute after the first one.
fn minute(mut model: Model, theme: &Theme, color: ColorDepth, down: usize) -> (u64, u32, u32) {
    let options = BackendOptions { color, unicode: true, sync: true, bce: true, scroll: true, links: true };
    let size = model.size;
    let mut painter = Painter::new(TermBackend::new(Vec::new(), (size.cols, size.rows), options), size);
    let mut now = Now { utc: sample::NOW + 1, ms: 11_000, sub_ms: 0 };
    for _ in 0..down {
        update(&mut model, now, Msg::Key(crate::app::key::Key::char('j')));
    }
    let (mut before, mut frames, mut wakes) = (0, 0, 0);
    let until = now.ms + 80_000;
    while now.ms < until {
        // The order settles and the header's minute turns before it is counted.
        if now.ms < until - 60_000 {
            (before, frames, wakes) = (painter.bytes(), 0, 0);
        }
        let start = painter.bytes();
        let view = |area: Rect, buffer: &mut Buffer| {
            let (drawn, places) = ui::draw_with_places(&model, now, theme, area, buffer);
            (drawn, places.links)
        };
        painter.paint(size, view).unwrap();
        frames += u32::from(painter.bytes() > start);
        wakes += 1;
        let next = wake::next(&model, now).unwrap();
        let passed = next - now.ms;
        assert!(passed > 0);
        now = Now { utc: now.utc + passed.div_ceil(1_000) as i64, ms: next, sub_ms: 0 };
        update(&mut model, now, Msg::Wake);
    }
    (painter.bytes() - before, frames, wakes)
}

/// The aim is 2,500; under the cursor the seconds count twice, in its row and in the preview, on two grounds.
#[test]
fn a_minute_of_thirty_countdowns_is_cheap() {
    let sixteen = Theme::default().for_depth(ui::Depth::Ansi16);
    let full = Theme::default();
    let mut faults = Vec::new();
    for (theme, color, size, rows, low, down, most) in [
        (&full, ColorDepth::True, (200, 60), 30, false, 3, 1600),
        (&full, ColorDepth::True, (200, 60), 30, false, 0, 2930),
        (&full, ColorDepth::True, (200, 60), 53, false, 3, 2430),
        (&full, ColorDepth::True, (80, 24), 30, false, 3, 1390),
        (&sixteen, ColorDepth::Ansi16, (200, 60), 30, false, 3, 1210),
        (&full, ColorDepth::True, (80, 24), 30, true, 3, 470),
    ] {
        let size = Size { cols: size.0, rows: size.1 };
        let (bytes, frames, wakes) = minute(board(size, rows, low), theme, color, down);
        if bytes > most || !(60..=73).contains(&wakes) && !low {
            faults.push(format!(
                "{color:?} {size:?} {rows} rows, low {low}, {down} down: {bytes} in {frames} of {wakes}"
            ));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
