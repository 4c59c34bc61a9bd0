//! What is printed before it is bytes: cells, how they look, and rows under headings. Belongs to [`super`].

use crate::text::{Kind, SafeText};

/// Cells of a growing column below which others are left out.
const READABLE: usize = 24;

/// How a cell looks where colours are on. Never the only carrier of a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// As it is.
    #[default]
    Plain,
    /// Headings.
    Bold,
    /// What is old or beside the point.
    Dim,
    /// What is on fire.
    Alarm,
    /// What will be.
    Warn,
}

impl Look {
    /// What brings a terminal to it.
    pub(super) const fn sgr(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "\x1b[1m",
            Self::Dim => "\x1b[2m",
            Self::Alarm => "\x1b[1;31m",
            Self::Warn => "\x1b[33m",
        }
    }
}

/// One cell, or one piece of a line.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    pub(super) text: SafeText,
    pub(super) look: Look,
    pub(super) right: bool,
    pub(super) number: bool,
}

impl Cell {
    /// Text from outside.
    pub fn new(text: SafeText) -> Self {
        Self { text, ..Self::default() }
    }

    /// Words of our own; cleaned all the same, for they may quote others.
    pub fn ours(words: impl AsRef<str>) -> Self {
        Self::new(SafeText::clean(words.as_ref(), Kind::Note))
    }

    /// A number: stands to the right, and goes into CSV untouched.
    pub fn number(n: impl std::fmt::Display) -> Self {
        Self { right: true, number: true, ..Self::ours(n.to_string()) }
    }

    /// With this look.
    #[must_use]
    pub const fn look(mut self, look: Look) -> Self {
        self.look = look;
        self
    }

    /// To the right of its column.
    #[must_use]
    pub const fn right(mut self) -> Self {
        self.right = true;
        self
    }
}

/// A cell alone is a line of one piece.
impl IntoIterator for Cell {
    type Item = Self;
    type IntoIter = std::iter::Once<Self>;
    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self)
    }
}

impl From<Option<SafeText>> for Cell {
    fn from(text: Option<SafeText>) -> Self {
        Self::new(text.unwrap_or_default())
    }
}

/// Rows under headings.
#[derive(Debug, Default)]
pub struct Table {
    pub(super) head: Vec<&'static str>,
    /// The column that is cut where the terminal is too narrow.
    grows: Option<usize>,
    /// Columns that are left out where it would get too narrow, the first one first.
    gives_way: Vec<usize>,
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table with these headings.
    pub fn new(head: &[&'static str]) -> Self {
        Self { head: head.to_vec(), ..Self::default() }
    }

    /// Names the column that gives way on a narrow terminal.
    #[must_use]
    pub fn grows(mut self, column: usize) -> Self {
        self.grows = Some(column);
        self
    }

    /// Names the columns that are left out, in this order, where the growing one would be cut below [`READABLE`].
    #[must_use]
    pub fn gives_way(mut self, columns: &[usize]) -> Self {
        self.gives_way = columns.to_vec();
        self
    }

    /// Adds a row: as many cells as there are headings, or one, which heads the rows after it.
    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// Cells of each column, in a line of so many; 0 for one that is left out.
    pub(super) fn widths(&self, room: Option<usize>) -> Vec<usize> {
        let mut widths: Vec<usize> = self.head.iter().map(|h| h.len()).collect();
        for row in self.rows.iter().filter(|row| row.len() > 1 || self.head.len() == 1) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.text.first_line().width());
            }
        }
        if let (Some(room), Some(column)) = (room, self.grows) {
            let mut all = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
            let fits = |all: usize, grows: usize| {
                grows.saturating_sub(all.saturating_sub(room)) >= READABLE.min(grows)
            };
            for out in &self.gives_way {
                if fits(all, widths[column]) {
                    break;
                }
                all -= widths[*out] + 2;
                widths[*out] = 0;
            }
            let over = all.saturating_sub(room);
            widths[column] = widths[column].saturating_sub(over).max(8.min(widths[column]));
        }
        widths
    }
}
