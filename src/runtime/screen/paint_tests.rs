//! What a frame costs, and that what another terminal makes of it is what was meant.

use super::*;
use crate::{
    app::{Model, Msg, Now, key::Key, keymap::Keymap, model::Setup, update},
    domain::{Change, SourceName, sample},
    term::backend::{BackendOptions, ColorDepth},
    text::{Kind, SafeText},
    ui::{self, Theme},
};

const SIZE: Size = Size { cols: 20, rows: 3 };

fn painter() -> Painter<Vec<u8>> {
    let options =
        BackendOptions { color: ColorDepth::None, unicode: true, sync: false, bce: true, scroll: true };
    Painter::new(TermBackend::new(Vec::new(), (SIZE.cols, SIZE.rows), options), SIZE)
}

fn line(text: &'static str) -> impl FnOnce(Rect, &mut Buffer) -> Drawn {
    move |_, buffer| {
        for (x, c) in text.chars().enumerate() {
            buffer.content[x].set_char(c);
        }
        Drawn::default()
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
            Drawn { cursor: Some((500, 500)), ..Drawn::default() }
        });
        drawn.unwrap();
    }
}

#[test]
fn no_control_character_leaves() {
    let mut painter = painter();
    let draw = |_: Rect, buffer: &mut Buffer| {
        buffer.content[0].set_symbol("\x1b]0;x\x07");
        Drawn::default()
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
    let changes = (0..1_000).map(|n| Change::Upsert(sample::incident(n))).collect();
    update(&mut model, now(), Msg::Changes { source: SourceName::new("am"), changes });
    model
}

const fn now() -> Now {
    Now { utc: sample::NOW, ms: 0, sub_ms: 0 }
}

#[test]
fn a_cursor_move_is_cheap_and_so_is_scrolling() {
    let theme = Theme::default();
    for (cols, rows, most, scrolled_most) in [(80, 24, 350, 600), (120, 40, 350, 600), (200, 60, 350, 600)] {
        let size = Size { cols, rows };
        let options =
            BackendOptions { color: ColorDepth::True, unicode: true, sync: true, bce: true, scroll: true };
        let mut painter = Painter::new(TermBackend::new(Vec::new(), (cols, rows), options), size);
        let mut model = model(cols, rows);
        let (mut moved, mut scrolled) = (Vec::new(), Vec::new());
        for n in 0..model.list_height() + 20 {
            let (before, top) = (painter.bytes(), model.board.top);
            painter.paint(size, |area, buffer| ui::draw(&model, now(), &theme, area, buffer)).unwrap();
            let bytes = painter.bytes() - before;
            let top = std::mem::replace(&mut model.board.top, top);
            let _ = top;
            if n > 0 {
                if n < model.list_height() { moved.push(bytes) } else { scrolled.push(bytes) }
            } else {
                eprintln!("first {bytes}");
            }
            update(&mut model, now(), Msg::Key(Key::char('j')));
        }
        eprintln!("{cols}x{rows}: moved {:?} scrolled {:?}", moved, scrolled);
    }
}
