//! By what the list is sorted: an arrow beside the head of its first column.

use super::columns::{Column, Columns};
use crate::{
    domain::view::SortBy,
    ui::{View, paint::Canvas, theme::Token},
};

/// Draws the arrow where the head of that column is drawn; attention has no column.
pub fn arrow(canvas: &mut Canvas<'_>, view: &View<'_>, columns: &Columns, x: u16, y: u16) {
    let Some((by, back)) = view.model.inbox.lens().sort.0.first() else { return };
    let glyphs = canvas.theme().glyphs;
    let sign = if *back { glyphs.turned } else { glyphs.sorted };
    let Some(cell) = cell(*by, columns) else { return };
    canvas.text(x + cell, y, 1, sign, Token::Accent);
}

/// Behind the word of a head, before that of one that stands at the right.
fn cell(by: SortBy, c: &Columns) -> Option<u16> {
    let behind = |column: Column, word: u16| (column.width > 0).then_some(column.x + word.min(column.width));
    let before = |column: Column, word: u16| {
        (column.width > 0).then_some((column.x + column.width).saturating_sub(word + 1))
    };
    match by {
        _ if c.compact => None,
        SortBy::Priority => behind(c.priority, 1),
        SortBy::State => behind(c.state, 5),
        SortBy::Clock => behind(Column { width: 11, ..c.kind }, 10),
        SortBy::Owner => behind(c.who, 3),
        SortBy::Title => behind(c.title, 5),
        SortBy::Service => behind(c.service, 7),
        SortBy::Source => behind(c.source, 3),
        SortBy::Age => before(c.age, 3),
        SortBy::Id if c.long && c.id.width >= 10 => behind(c.id, 2),
        SortBy::Id => before(c.id, 2),
        SortBy::Attention | SortBy::Team | SortBy::Category | SortBy::Updated | SortBy::Count => None,
    }
}
