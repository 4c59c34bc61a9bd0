//! Snapshots of boards that are sorted and grouped.

use super::{
    fixture::{find, now, shift},
    frames::{SIZES, snap, snap_with},
};
use crate::{
    app::{key::Key, model::Model, update},
    ui::{Depth, Theme},
};

fn press(model: &mut Model, keys: &str) {
    for key in keys.split(' ').filter_map(Key::parse_sequence).flatten() {
        update(model, now(), crate::app::Msg::Key(key));
    }
    model.said = None;
}

/// Grouped by service, the cursor on the head of the second group, the third one folded.
pub(super) fn grouped(cols: u16, rows: u16) -> Model {
    let mut model = shift(cols, rows);
    press(&mut model, "b s gg Left");
    let heads: Vec<_> = model.inbox.heads().iter().map(|h| h.name.clone()).collect();
    let height = model.list_height();
    for (nth, keys) in [(2, "Left"), (1, "")] {
        if let Some(line) = heads.get(nth).and_then(|name| model.inbox.line_of_head(name)) {
            model.board.move_to(&model.inbox, line, height);
            press(&mut model, keys);
        }
    }
    model
}

#[test]
fn board_grouped() {
    for (cols, rows) in SIZES {
        snap(&format!("grouped-{cols}x{rows}"), &grouped(cols, rows));
    }
    snap("grouped-40x10", &grouped(40, 10));
    snap_with("grouped-ascii", &grouped(80, 24), &Theme::default().ascii(true).for_depth(Depth::Ansi16));
    snap_with("grouped-no-color", &grouped(80, 24), &Theme::default().for_depth(Depth::None));
}

#[test]
fn board_sorted() {
    let mut model = shift(120, 40);
    press(&mut model, "S g S v b o");
    model.board.marks.insert(find(&model, 1043).id);
    snap("sorted-120x40", &model);
    let mut model = shift(80, 24);
    press(&mut model, "S g S g");
    snap("sorted-80x24", &model);
}

#[test]
fn menus_of_arrangement() {
    let mut model = shift(80, 24);
    press(&mut model, "S g S v S");
    snap("menu-sort", &model);
    let mut model = shift(80, 24);
    press(&mut model, "b");
    snap("menu-group", &model);
}
