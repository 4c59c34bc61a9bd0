//! Everything that can lie over the board, at the three sizes, in 24-bit, 16 colours and none: nothing is cut in half,
//! nothing is wider than the frame, the caret stands inside, and what colours say is said without them.

use std::fmt::Write;

use super::{
    fixture::{dump, frame, lines, now, shift},
    frames::SIZES,
    hostile::check,
};
use crate::{
    app::{Msg, key::Key, layer::Layer, model::Model, update},
    backend::Support,
    ui::{Depth, Theme},
};

/// What is opened, by the keys that open it.
const OPENED: &[(&str, &str)] = &[
    ("filter-error", "/sate:new"),
    ("note", "n"),
    ("assign", "s"),
    ("link", "o"),
    ("status", "f"),
    ("hold", "h"),
    ("cancel", "X"),
    ("contact", "T"),
    ("matrix", "p"),
    ("category", "c"),
    ("merge", "m"),
    ("new", "N"),
    ("explain", "K"),
    ("palette", ":"),
    ("palette-found", ":gr"),
    ("columns", "W"),
    ("triage", "t"),
    ("suppressed", "gz"),
    ("outbox", "gx"),
    ("sources", "gs"),
    ("help", "?"),
    ("grouped", "bs"),
    ("go", "g"),
    ("tab", "'"),
    ("copy", "y"),
];

/// The shift with sources that keep everything.
fn opened(keys: &str, cols: u16, rows: u16) -> Model {
    let mut model = shift(cols, rows);
    for source in &mut model.sources {
        source.capabilities.keeps_all = true;
        source.capabilities.resolve = Support::Native;
    }
    for c in keys.chars() {
        update(&mut model, now(), Msg::Key(Key::char(c)));
    }
    model
}

#[test]
fn everything_that_opens_is_whole_at_every_size_and_depth() {
    for (name, keys) in OPENED {
        for (cols, rows) in SIZES {
            let model = opened(keys, cols, rows);
            let looks = [
                ("24-bit", Theme::default()),
                ("16", Theme::default().for_depth(Depth::Ansi16)),
                ("mono", Theme::default().for_depth(Depth::None)),
            ];
            let mut texts = Vec::new();
            let mut styles = String::new();
            for (look, theme) in looks {
                let what = format!("{name} {cols}x{rows} {look}");
                let (buf, drawn) = frame(&model, &theme);
                check(&buf, &what);
                // A list without rows has no caret.
                let inside = drawn.cursor.is_none_or(|(x, y)| x < cols && y < rows);
                assert!(inside, "{what}: the caret at {:?}", drawn.cursor);
                texts.push(lines(&buf));
                let dumped = dump(&buf, drawn);
                let runs = dumped.split_once("\ncursor ").map_or("", |(_, runs)| runs);
                if look == "24-bit" {
                    let text = dumped.split_once("\n 0:").map_or("", |(text, _)| text);
                    let _ = writeln!(styles, "{text}");
                } else {
                    let runs = runs.split_once('\n').map_or("", |(_, runs)| runs);
                    let _ = write!(styles, "-- {look}\n{runs}");
                }
                // Without colours nothing may be told by them.
                if look == "mono" {
                    let plain = |c| c == ratatui::style::Color::Reset;
                    assert!(buf.content().iter().all(|cell| plain(cell.fg) && plain(cell.bg)), "{what}");
                }
            }
            assert!(
                texts.iter().all(|text| *text == texts[0]),
                "{name} {cols}x{rows}: words depend on colours"
            );
            insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true,
                snapshot_path => "snapshots/few" }, {
                insta::assert_snapshot!(format!("{name}-{cols}x{rows}"), styles);
            });
        }
    }
}

#[test]
fn each_of_them_is_really_open() {
    let bare = lines(&frame(&opened("", 80, 24), &Theme::default()).0);
    for (name, keys) in OPENED {
        let model = opened(keys, 80, 24);
        assert_ne!(lines(&frame(&model, &Theme::default()).0), bare, "{name}");
        if let Some(Layer::Filter(_)) = &model.layer {
            assert!(model.board.filter.error.is_some(), "an unknown field is a fault");
        }
    }
}
