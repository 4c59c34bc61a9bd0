//! The buffer as rows of characters with their looks. Belongs to [`super`].

use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier},
};
use unicode_width::UnicodeWidthStr;

use super::colour::{Page, Rgb};
use crate::text::is_clean_symbol;

/// Stands where a cell holds what no terminal should get.
const STAND_IN: &str = "·";

/// How a character looks, in the terminal's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) fg: Color,
    pub(super) bg: Color,
    pub(super) modifier: Modifier,
}

impl Look {
    pub(super) const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    /// Whether a blank of this look can be told from nothing.
    pub(super) const fn shows_on_blank(self) -> bool {
        !matches!(self.bg, Color::Reset)
            || self
                .modifier
                .intersects(Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT))
    }

    /// The same as a picture paints it.
    pub(super) fn paint(self, page: Page) -> Paint {
        let (mut fg, mut bg) = (page.ink_of(self.fg), page.ground_of(self.bg));
        if self.modifier.contains(Modifier::REVERSED) {
            std::mem::swap(&mut fg, &mut bg);
        }
        if self.modifier.contains(Modifier::DIM) {
            fg = fg.mix(bg, 0.4);
        }
        if self.modifier.contains(Modifier::HIDDEN) {
            fg = bg;
        }
        Paint {
            fg,
            bg,
            bold: self.modifier.contains(Modifier::BOLD),
            italic: self.modifier.contains(Modifier::ITALIC),
            underline: self.modifier.contains(Modifier::UNDERLINED),
            crossed: self.modifier.contains(Modifier::CROSSED_OUT),
        }
    }
}

/// A look with every colour known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paint {
    pub(super) fg: Rgb,
    pub(super) bg: Rgb,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) underline: bool,
    pub(super) crossed: bool,
}

/// One character where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// Column, from 0.
    pub(super) x: u16,
    /// Columns it takes: 1 or 2.
    pub(super) width: u16,
    pub(super) symbol: String,
    pub(super) look: Look,
}

impl Cell {
    pub(super) fn is_blank(&self) -> bool {
        self.symbol == " "
    }
}

/// Every row from the top; what a wide character covers is left out.
pub(super) fn rows(buffer: &Buffer) -> Vec<Vec<Cell>> {
    let area = buffer.area;
    (area.top()..area.bottom())
        .map(|y| {
            let mut row = Vec::with_capacity(usize::from(area.width));
            let mut x = 0;
            while x < area.width {
                let cell = &buffer[(area.left() + x, y)];
                let (symbol, width) = clean(cell.symbol(), area.width - x);
                let look = Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
                row.push(Cell { x, width, symbol: symbol.to_owned(), look });
                x += width;
            }
            row
        })
        .collect()
}

/// The symbol as it may be shown, and its width in at most `room` columns.
fn clean(symbol: &str, room: u16) -> (&str, u16) {
    if symbol.is_empty() {
        return (" ", 1);
    }
    if !is_clean_symbol(symbol) {
        return (STAND_IN, 1);
    }
    match symbol.width() {
        // A mark without a letter, or a letter that is cut in two by the edge.
        0 => (STAND_IN, 1),
        1 => (symbol, 1),
        _ if room < 2 => (STAND_IN, 1),
        _ => (symbol, 2),
    }
}

/// The row up to where nothing can be seen any more.
pub(super) fn trimmed(row: &[Cell]) -> &[Cell] {
    let seen = |cell: &Cell| !cell.is_blank() || cell.look.shows_on_blank();
    let end = row.iter().rposition(seen).map_or(0, |last| last + 1);
    &row[..end]
}

/// Neighbours that are the same by `same`.
pub(super) fn runs(row: &[Cell], same: impl Fn(&Cell, &Cell) -> bool) -> impl Iterator<Item = &[Cell]> {
    row.chunk_by(same)
}
