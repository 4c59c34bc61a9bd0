//! Pictures of the screen: a finished frame as text, ANSI, SVG or PNG. Pure: a buffer in, bytes out.
//!
//! | file | what it does |
//! |---|---|
//! | [`cells`] | the buffer as rows of characters with their looks, and as runs of one look |
//! | [`colour`] | terminal colours as the 24 bits that a picture needs |
//! | [`plain`] | `text` and `ansi` |
//! | [`frame`] | the window around a picture, and its measures |
//! | [`shapes`] | box drawing, blocks and our own signs as exact geometry |
//! | [`svg`] | `svg` |
//! | [`png`](mod@png), [`canvas`], [`glyphs`] | `png`: the window, pixels, characters of an embedded font |
//!
//! Nothing here trusts the buffer: a cell that holds what no terminal should get is shown as a dot.

mod canvas;
mod cells;
mod colour;
mod frame;
mod glyphs;
mod plain;
mod png;
mod shapes;
mod svg;

#[cfg(test)]
mod tests;

use ratatui::buffer::Buffer;

use self::cells::Cell;
pub use self::{colour::Page, frame::Window, png::PngError};

/// One frame of the screen, taken out of its buffer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// From the top; a wide character is one cell that is two wide.
    rows: Vec<Vec<Cell>>,
    /// Columns.
    cols: u16,
}

impl Picture {
    /// Takes the picture.
    pub fn of(buffer: &Buffer) -> Self {
        Self { rows: cells::rows(buffer), cols: buffer.area.width }
    }

    /// One line a row, UTF-8, blanks at the ends of lines cut.
    pub fn text(&self) -> String {
        plain::text(self)
    }

    /// The same with SGR sequences (ECMA-48 8.3.117) and nothing else; each line ends with everything off.
    pub fn ansi(&self) -> String {
        plain::ansi(self)
    }

    /// A self-contained SVG in which columns align in any monospace font.
    pub fn svg(&self, window: &Window<'_>) -> String {
        svg::svg(self, window)
    }

    /// A PNG, two pixels for each of the SVG's.
    ///
    /// # Errors
    /// See [`PngError`].
    pub fn png(&self, window: &Window<'_>) -> Result<Vec<u8>, PngError> {
        png::png(self, window)
    }
}
