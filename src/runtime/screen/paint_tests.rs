//! What a frame costs, and that what another terminal makes of it is what was meant.

use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::{buffer::Cell, style::Style};

use super::*;
use crate::{
    app::{
        Model, Msg, Now,
        key::Key,
        keymap::Keymap,
        model::{Setup, gait::RESTS_MS},
        update, wake,
    },
    domain::{Change, SourceName, sample},
    term::backend::{
        BackendOptions, ColorDepth,
        picture_tests::{cell, compare},
    },
    text::{Kind, SafeText},
    ui::{self, Theme},
};

type Left = (Drawn, Vec<(Rect, SafeText)>);

const SIZE: Size = Size { cols: 20, rows: 3 };

fn painter() -> Painter<Vec<u8>> {
    let options = BackendOptions {
        color: ColorDepth::None,
        unicode: true,
        sync: false,
        bce: true,
        scroll: true,
        links: true,
    };
    Painter::new(TermBackend::new(Vec::new(), (SIZE.cols, SIZE.rows), options), SIZE)
}

fn painter_with(size: Size, bce: bool) -> Painter<Vec<u8>> {
    let options =
        BackendOptions { color: ColorDepth::True, unicode: true, sync: true, bce, scroll: true, links: true };
    Painter::new(TermBackend::new(Vec::new(), (size.cols, size.rows), options), size)
}

fn line(text: &'static str) -> impl FnOnce(Rect, &mut Buffer) -> Left {
    move |_, buffer| {
        for (x, c) in text.chars().enumerate() {
            buffer.content[x].set_char(c);
        }
        Left::default()
    }
}

#[test]
fn a_frame_that_changes_nothing_writes_nothing() {
    let mut painter = painter();
    painter.paint(SIZE, line("one")).unwrap();
    let before = painter.bytes();
    assert!(before > 0);
    painter.paint(SIZE, line("one")).unwrap();
    assert_eq!(painter.bytes(), before);
    painter.paint(SIZE, line("ona")).unwrap();
    assert!((1..=12).contains(&(painter.bytes() - before)), "{}", painter.bytes() - before);
}

#[test]
fn after_a_stranger_wrote_everything_is_painted_again() {
    let mut painter = painter();
    painter.paint(SIZE, line("one")).unwrap();
    let before = painter.bytes();
    painter.forget();
    painter.paint(SIZE, line("one")).unwrap();
    assert!(painter.bytes() >= before + 3);
}

#[test]
fn a_size_that_came_back_is_painted_whole() {
    let mut painter = painter();
    painter.paint(SIZE, line("one")).unwrap();
    let before = painter.bytes();
    painter.resize(SIZE);
    painter.paint(SIZE, line("one")).unwrap();
    assert!(painter.bytes() >= before + 3);
}

#[test]
fn a_resize_storm_never_paints_outside() {
    let mut painter = painter();
    for (cols, rows) in [(1, 1), (300, 100), (0, 0), (20, 3), (80, 24)] {
        let size = Size { cols, rows };
        painter.resize(size);
        let drawn = painter.paint(size, |area, buffer| {
            assert_eq!(buffer.area, area);
            (Drawn { cursor: Some((500, 500)), ..Drawn::default() }, Vec::new())
        });
        drawn.unwrap();
    }
}

#[test]
fn no_control_character_leaves() {
    let mut painter = painter();
    let draw = |_: Rect, buffer: &mut Buffer| {
        buffer.content[0].set_symbol("\x1b]0;x\x07");
        Left::default()
    };
    painter.paint(SIZE, draw).unwrap();
    assert_eq!(painter.shown.content[0].symbol(), "·");
}

fn model(cols: u16, rows: u16) -> Model {
    let setup = Setup {
        me: SafeText::clean("ana", Kind::Label),
        zone: chrono_tz::UTC,
        size: Size { cols, rows },
        sources: Vec::new(),
        views: Vec::new(),
        keymap: Keymap::default(),
        last_visit: None,
        low_bandwidth: false,
    };
    let mut model = Model::new(setup, sample::NOW);
    let changes = (0..200).map(|n| Change::Upsert(sample::incident(n))).collect();
    update(&mut model, now(), Msg::Changes { source: SourceName::new("am"), changes });
    model
}

const fn now() -> Now {
    at(0)
}

const fn at(ms: u64) -> Now {
    Now { utc: sample::NOW, ms, sub_ms: 0 }
}

/// Milliseconds between keys: of one who taps, and of a key that is held.
const TAPPED: u64 = 150;
const HELD: u64 = 33;

/// What moves of the cursor cost: (without scrolling, with scrolling), from the least to the most; and the frame once
/// the cursor rests. A held key's first moves are taps.
fn moves(size: Size, theme: &Theme, color: ColorDepth, every: u64) -> ([(u64, u64); 2], u64) {
    let options = BackendOptions { color, unicode: true, sync: true, bce: true, scroll: true, links: true };
    let mut painter = Painter::new(TermBackend::new(Vec::new(), (size.cols, size.rows), options), size);
    let mut model = model(size.cols, size.rows);
    let mut costs = [(u64::MAX, 0); 2];
    let mut paint = |model: &Model, ms| {
        let before = painter.bytes();
        let view = |area: Rect, buffer: &mut Buffer| {
            let (drawn, places) = ui::draw_with_places(model, at(ms), theme, area, buffer);
            (drawn, places.links)
        };
        painter.paint(size, view).unwrap();
        painter.bytes() - before
    };
    paint(&model, 0);
    let mut ms = 1_000;
    for n in 1..model.list_height() + 20 {
        ms += every;
        update(&mut model, at(ms), Msg::Key(Key::char('j')));
        let bytes = paint(&model, ms);
        if n > 3 {
            let cost = &mut costs[usize::from(n >= model.list_height())];
            *cost = (cost.0.min(bytes), cost.1.max(bytes));
        }
    }
    (costs, paint(&model, ms + RESTS_MS))
}

/// A ground for the whole row under the cursor means that two rows are written again; of 24 bits each colour takes
/// up to 19 bytes. Sixteen colours have no such ground. Rows of the sample are P1 to P5 in turn, so the preview's clocks
/// (four of a P1, none of a P5) are written anew with each move.
#[test]
fn a_cursor_move_is_cheap_and_so_is_scrolling() {
    let sixteen = Theme::default().for_depth(ui::Depth::Ansi16);
    let mut faults = Vec::new();
    for (theme, color, every, size, limits) in [
        (&sixteen, ColorDepth::Ansi16, TAPPED, (80, 24), (350, 380)),
        (&sixteen, ColorDepth::Ansi16, TAPPED, (120, 40), (300, 430)),
        (&sixteen, ColorDepth::Ansi16, TAPPED, (200, 60), (450, 660)),
        (&Theme::default(), ColorDepth::True, TAPPED, (80, 24), (610, 620)),
        (&Theme::default(), ColorDepth::True, TAPPED, (120, 40), (660, 760)),
        (&Theme::default(), ColorDepth::True, TAPPED, (200, 60), (920, 1_060)),
        (&sixteen, ColorDepth::Ansi16, HELD, (80, 24), (50, 170)),
        (&sixteen, ColorDepth::Ansi16, HELD, (120, 40), (50, 220)),
        (&sixteen, ColorDepth::Ansi16, HELD, (200, 60), (60, 250)),
        (&Theme::default(), ColorDepth::True, HELD, (80, 24), (160, 340)),
        (&Theme::default(), ColorDepth::True, HELD, (120, 40), (160, 380)),
        (&Theme::default(), ColorDepth::True, HELD, (200, 60), (210, 450)),
    ] {
        let size = Size { cols: size.0, rows: size.1 };
        let ([(_, moved), (_, scrolled)], _) = moves(size, theme, color, every);
        if moved > limits.0 || scrolled > limits.1 {
            faults.push(format!("{color:?} {size:?} every {every} ms: {moved}, scrolled {scrolled}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What a held key leaves out is never somebody else's, and it is there once the key is let go.
#[test]
fn a_running_cursor_leaves_out_the_preview_until_it_rests() {
    for (cols, rows) in [(80, 24), (120, 40), (200, 60)] {
        let size = Size { cols, rows };
        let mut painter = painter_with(size, true);
        let mut model = model(cols, rows);
        let mut paint = |model: &Model, ms| {
            let view = |area: Rect, buffer: &mut Buffer| {
                let (drawn, places) = ui::draw_with_places(model, at(ms), &Theme::default(), area, buffer);
                (drawn, places.links)
            };
            painter.paint(size, view).unwrap();
            painter.shown.content.iter().map(Cell::symbol).collect::<String>()
        };
        let mut ms = 0;
        for n in 1..12 {
            ms += HELD;
            update(&mut model, at(ms), Msg::Key(Key::char('j')));
            let picture = paint(&model, ms);
            let title = format!("{} ", model.current().unwrap().title.shown());
            assert_eq!(picture.matches(&title).count(), 2, "in its row and over the preview: {picture}");
            assert_eq!(picture.contains("instance="), n < 3, "{size:?}, move {n}: {picture}");
        }
        let rest = ms + RESTS_MS;
        let next = wake::next(&model, at(ms)).unwrap();
        assert!(next <= rest, "the seconds may come first");
        update(&mut model, at(rest), Msg::Wake);
        let picture = paint(&model, rest);
        let mut whole = Buffer::empty(area(size));
        ui::draw(&model, at(rest), &Theme::default(), area(size), &mut whole);
        assert_eq!(picture, whole.content.iter().map(Cell::symbol).collect::<String>());
        assert!(picture.contains("instance="));
        // Any other key asks for the whole frame at once.
        for n in 0..5 {
            update(&mut model, at(rest + n), Msg::Key(Key::char('k')));
        }
        assert!(model.runs(at(rest + 5)));
        update(&mut model, at(rest + 5), Msg::Key(Key::char(' ')));
        assert!(!model.runs(at(rest + 5)));
    }
}

const LIST: Rect = Rect { x: 1, y: 2, width: 14, height: 8 };
const WHOLE: Size = Size { cols: 20, rows: 12 };

/// A picture, how far its list moves, and the cells that differ after that.
#[derive(Debug, Clone)]
struct Moved {
    first: Vec<Cell>,
    up: i16,
    others: Vec<(usize, Cell)>,
}

fn moved() -> impl Strategy<Value = Moved> {
    let cell = || cell(&[" ", " ", "a", "b", "é", "─"]);
    let cells = usize::from(WHOLE.cols) * usize::from(WHOLE.rows);
    let first = prop::collection::vec(cell(), cells);
    let others = prop::collection::vec((0..cells, cell()), 0..30);
    (first, -5_i16..=5, others).prop_map(|(first, up, others)| Moved { first, up, others })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is scrolled, and whatever changed besides: the other terminal shows the new picture.
    #[test]
    fn what_is_scrolled_is_what_was_meant(steps in prop::collection::vec(moved(), 1..4), bce: bool) {
        let mut painter = painter_with(WHOLE, bce);
        let size = (NonZeroU16::new(WHOLE.rows).unwrap(), NonZeroU16::new(WHOLE.cols).unwrap());
        let mut other = vt100::Parser::new(size.0, size.1, 0);
        for Moved { first, up, others } in steps {
            let mut picture = Buffer::empty(area(WHOLE));
            picture.content = first;
            let mut next = picture.clone();
            shift::apply(&mut next, LIST, up);
            for (at, cell) in others {
                next.content[at] = cell;
            }
            for picture in [picture, next] {
                let view = |_: Rect, buffer: &mut Buffer| {
                    buffer.content.clone_from(&picture.content);
                    (Drawn { list: Some(LIST), ..Drawn::default() }, Vec::new())
                };
                painter.paint(WHOLE, view).unwrap();
                other.process(&painter.backend.taken());
                compare(other.screen(), &picture)?;
            }
        }
    }
}

#[test]
fn a_list_that_moved_is_scrolled_and_one_that_changed_is_not() {
    let list = |from: u16| {
        move |_: Rect, buffer: &mut Buffer| {
            for y in LIST.top()..LIST.bottom() {
                let line = format!("row {} of the list", from + y);
                buffer.set_stringn(LIST.x, y, line, usize::from(LIST.width), Style::new());
            }
            (Drawn { list: Some(LIST), ..Drawn::default() }, Vec::new())
        }
    };
    let mut painter = painter_with(WHOLE, true);
    let mut scrolls = |from: u16| {
        painter.paint(WHOLE, list(from)).unwrap();
        String::from_utf8(painter.backend.taken()).unwrap().contains("\x1b[r")
    };
    // Away and back; further than half of it; everything new.
    assert_eq!([10, 11, 10, 13, 18, 50].map(&mut scrolls), [false, true, true, true, false, false]);
}
