//! Which columns the list has at a width, and where.
//!
//! At 80 columns: cursor 1, mark 1, P 1, STATE 5, clock kind 3, value 7, WHO 6, TITLE the rest, SERVICE 11, AGE 4,
//! ID 6. Wider lists widen the title, then add the bar (8) and the source; narrower ones drop source, bar, age,
//! service, id, never WHO. Up to 40 columns, and up to 10 rows of those below 80, one line holds it all:
//! `P1 NEW 1:40 title`.

use ratatui::layout::Rect;

use crate::{
    domain::view::ColumnWord,
    ui::{
        paint::{Canvas, Ink},
        theme::Token,
    },
};

/// A column: its first cell, counted from the left end of the list, and its cells. No cells: it is not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Column {
    /// First cell.
    pub x: u16,
    /// Cells.
    pub width: u16,
}

/// The columns of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// `P1 NEW 1:40 title`, nothing else.
    pub compact: bool,
    /// Long numbers, and counts in words.
    pub long: bool,
    /// The digit; in a compact list `P1`.
    pub priority: Column,
    /// State and the breach's `+`.
    pub state: Column,
    /// What happens next.
    pub kind: Column,
    /// When.
    pub value: Column,
    /// How much of the time is used up.
    pub bar: Column,
    /// Whose.
    pub who: Column,
    /// What.
    pub title: Column,
    /// What it hits.
    pub service: Column,
    /// Since when.
    pub age: Column,
    /// Its number.
    pub id: Column,
    /// Where it lives.
    pub source: Column,
    /// Those that only a person chooses.
    pub extra: Vec<(ColumnWord, Column)>,
}

/// The title gets at least this many cells before another column is drawn beside it.
const TITLE: u16 = 20;
/// With this many, the title makes room for the bar.
const ROOMY: u16 = 27;

/// Gives out cells from the left.
pub(super) struct Ruler(pub(super) u16);

impl Ruler {
    pub(super) const fn next(&mut self, width: u16, gap: u16) -> Column {
        let column = Column { x: self.0, width };
        if width > 0 {
            self.0 += width + gap;
        }
        column
    }
}

impl Columns {
    /// The columns of a list this wide on a screen this high; `long` has whole numbers.
    pub const fn of(width: u16, height: u16, long: bool) -> Self {
        if width <= 40 || (height <= 10 && width < 80) {
            return Self::compact(width);
        }
        let who = if long && width >= 116 { 8 } else { 6 };
        let service = if long && width >= 116 { 13 } else { 11 };
        let id = if long && width >= 100 { 10 } else { 6 };
        // Up to WHO: two gutters, priority, state, kind, value, with the cells between them.
        let mut free = width.saturating_sub(22 + who + 1);
        let mut widths = [0_u16; 5]; // id, service, age, bar, source
        let wanted = [id, service, 4, 8, 6];
        let least = [TITLE, TITLE, TITLE, ROOMY, ROOMY];
        let mut i = 0;
        while i < wanted.len() {
            if free < least[i] + wanted[i] + 1 {
                break;
            }
            widths[i] = wanted[i];
            free -= wanted[i] + 1;
            i += 1;
        }
        let [id, service, age, bar, source] = widths;
        let mut ruler = Ruler(2);
        let priority = ruler.next(1, 1);
        let state = ruler.next(5, 1);
        let kind = ruler.next(3, 1);
        let value = ruler.next(7, 1);
        let bar = ruler.next(bar, 1);
        let who = ruler.next(who, 1);
        let title = ruler.next(free, 1);
        let service = ruler.next(service, 1);
        let age = ruler.next(age, 1);
        let id = ruler.next(id, 1);
        let source = ruler.next(source, 1);
        Self {
            compact: false,
            long,
            priority,
            state,
            kind,
            value,
            bar,
            who,
            title,
            service,
            age,
            id,
            source,
            extra: Vec::new(),
        }
    }

    const fn compact(width: u16) -> Self {
        let mut ruler = Ruler(1);
        let priority = ruler.next(2, 1);
        let state = ruler.next(5, 1);
        let value = ruler.next(7, 1);
        let title = ruler.next(width.saturating_sub(ruler.0), 0);
        let none = Column { x: 0, width: 0 };
        Self {
            compact: true,
            long: false,
            priority,
            state,
            kind: none,
            value,
            bar: none,
            who: none,
            title,
            service: none,
            age: none,
            id: none,
            source: none,
            extra: Vec::new(),
        }
    }

    /// Writes the heads of the columns.
    pub fn head(&self, canvas: &mut Canvas<'_>, x: u16, y: u16) {
        if self.compact {
            canvas.text(x + self.priority.x, y, 2, "P", Token::Dim);
            canvas.text(x + self.state.x, y, self.state.width, "STATE", Token::Dim);
            canvas.text_right(x + self.value.x, y, self.value.width, "CLOCK", Token::Dim);
            canvas.text(x + self.title.x, y, self.title.width, "TITLE", Token::Dim);
            return;
        }
        let mut left = |column: Column, word: &'static str| {
            canvas.text(x + column.x, y, column.width, word, Token::Dim);
        };
        left(self.priority, "P");
        left(self.state, "STATE");
        if self.kind.width > 0 {
            left(Column { width: 11, ..self.kind }, "NEXT CLOCK");
        }
        left(self.who, "WHO");
        left(self.title, "TITLE");
        left(self.service, "SERVICE");
        left(self.source, "SRC");
        super::chosen::heads(canvas, &self.extra, x, y);
        canvas.text_right(x + self.age.x, y, self.age.width, "AGE", Token::Dim);
        if self.long && self.id.width >= 10 {
            canvas.text(x + self.id.x, y, self.id.width, "ID", Token::Dim);
        } else {
            canvas.text_right(x + self.id.x, y, self.id.width, "ID", Token::Dim);
        }
    }

    /// Shows what of a row fits the words of the filter: they are looked for in title, service and number.
    pub fn light(&self, canvas: &mut Canvas<'_>, row: Rect, words: &[&str]) {
        if words.is_empty() {
            return;
        }
        for column in [self.title, self.service, self.id] {
            let place = Rect { x: row.x + column.x, width: column.width, ..row };
            canvas.light(place, words, Token::Match);
        }
    }

    /// Writes into a column of the row that begins at `x`.
    pub fn put<'i>(
        canvas: &mut Canvas<'_>,
        (x, y): (u16, u16),
        column: Column,
        ink: impl Into<Ink<'i>>,
        look: impl crate::ui::paint::Look,
    ) {
        canvas.text(x + column.x, y, column.width, ink, look);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighty_columns_are_those_of_the_drawing() {
        let c = Columns::of(80, 24, false);
        let at = |c: Column| (c.x, c.width);
        assert_eq!(at(c.state), (4, 5));
        assert_eq!(at(c.kind), (10, 3));
        assert_eq!(at(c.value), (14, 7));
        assert_eq!(at(c.who), (22, 6));
        assert_eq!(at(c.title), (29, 27));
        assert_eq!(at(c.service), (57, 11));
        assert_eq!(at(c.age), (69, 4));
        assert_eq!(at(c.id), (74, 6));
        assert_eq!((c.bar.width, c.source.width), (0, 0));
    }

    #[test]
    fn a_hundred_and_twenty_are_those_of_the_drawing() {
        let c = Columns::of(120, 40, true);
        let at = |c: Column| (c.x, c.width);
        assert_eq!(at(c.bar), (22, 8));
        assert_eq!(at(c.who), (31, 8));
        assert_eq!(at(c.title), (40, 43));
        assert_eq!(at(c.service), (84, 13));
        assert_eq!(at(c.age), (98, 4));
        assert_eq!(at(c.id), (103, 10));
        assert_eq!(at(c.source), (114, 6));
    }

    #[test]
    fn columns_stay_inside_and_who_stays_longest() {
        for width in 0..=300 {
            for long in [false, true] {
                let c = Columns::of(width, 24, long);
                for column in [c.value, c.bar, c.who, c.title, c.service, c.age, c.id, c.source] {
                    assert!(
                        column.width == 0 || width < 17 || column.x + column.width <= width,
                        "{width}: {c:?}"
                    );
                }
                assert!(c.compact || c.who.width >= 6, "{width}");
            }
        }
    }
}
