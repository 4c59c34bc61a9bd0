//! The board: every open incident on a line, in the order of attention.
//!
//! ```text
//!  1 open 41  2 mine 4  3 new 7  4 at risk 3                    views
//!   P STATE NEXT CLOCK  WHO    TITLE              SERVICE AGE ID  columns
//! >*1 NEW + ack    1:40 -      Checkout 5xx above 4 % eu-~  …     rows
//! -- 1042 Checkout 5xx above 4 % in eu-west ----------- am --     preview
//! ```

mod asked;
mod chosen;
mod columns;
mod empty;
mod group;
mod preview;
mod row;
mod sorted;
mod views;

use ratatui::layout::Rect;

use self::columns::Columns;
pub(super) use self::empty::{answered, answers};
use crate::{
    app::model::{board::Line, mouse::Hit},
    domain::query::Query,
    ui::{
        Drawn, View,
        paint::{Canvas, Caret, made},
        theme::Token,
    },
};

/// Draws the board between header and receipts. The cursor belongs to the start of the row under it.
pub fn board(canvas: &mut Canvas<'_>, view: &View<'_>) -> Drawn {
    let (area, rows) = (view.area, view.rows);
    let mut y = rows.header;
    if rows.views > 0 {
        views::views(canvas, view, view.row(y));
        y += rows.views;
    }
    let width = area.width - rows.side.min(area.width);
    let list = Rect { x: area.x, y: area.y + y + rows.columns, width, height: rows.list };
    // A cell between the last column and the rule of the preview.
    let columns = columns(view, width - u16::from(rows.side > 0));
    if rows.columns > 0 {
        columns.head(canvas, area.x, area.y + y);
        sorted::arrow(canvas, view, &columns, area.x, area.y + y);
        above(canvas, view, Rect { y: area.y + y, height: 1, ..list });
    }
    let cursor = lines(canvas, view, &columns, list);
    if rows.side > 0 {
        let side =
            Rect { x: area.x + width, y: area.y + y, width: rows.side, height: rows.columns + rows.list };
        preview::side(canvas, view, side);
    } else if rows.preview > 0 {
        let below = Rect { x: area.x, y: list.bottom(), width, height: rows.preview };
        preview::below(canvas, view, below);
    }
    Drawn { cursor, body: 0, list: Some(list), hints: None }
}

/// The columns that the person chose for this view, else those that the width allows.
fn columns(view: &View<'_>, width: u16) -> Columns {
    let usual = Columns::of(width, view.area.height, view.wide());
    let tab = view.model.views.get(view.model.view);
    match tab.and_then(|tab| tab.arrange.columns.as_ref()) {
        Some(own) if !usual.compact => chosen::columns(own, width, view.wide()),
        _ => usual,
    }
}

fn lines(canvas: &mut Canvas<'_>, view: &View<'_>, columns: &Columns, list: Rect) -> Option<Caret> {
    let (board, inbox) = (&view.model.board, &view.model.inbox);
    if board.rows(inbox) == 0 {
        empty::empty(canvas, view, list);
        // Its words stand a line lower where there is room: a screen reader begins there.
        let y = list.y + u16::from(list.height > 6);
        return (list.width > 0).then_some((list.x, y.min(view.area.bottom().saturating_sub(1))));
    }
    let words = board.filter.query.as_ref().map(Query::words).unwrap_or_default();
    let mut cursor = None;
    for n in 0..list.height {
        let place = Rect { y: list.y + n, height: 1, ..list };
        let (line, here) = board.line(inbox, usize::from(n));
        match line {
            Line::Incident(incident) => {
                row::row(canvas, view, columns, incident, here, place);
                columns.light(canvas, place, &words);
            }
            Line::Group(head) => group::head(canvas, view, columns, head, here, place),
            Line::Ghost(ghost) => row::ghost(canvas, view, columns, ghost, place),
            Line::Empty => break,
        }
        canvas.hit(place, Hit::Row(n));
        if here {
            cursor = Some((place.x, place.y));
        }
    }
    cursor
}

/// At the right end of the column heads: what one would otherwise have to remember.
fn above(canvas: &mut Canvas<'_>, view: &View<'_>, line: Rect) {
    let board = &view.model.board;
    let mut phrase = crate::ui::paint::Phrase::new(canvas.theme());
    if board.range_from.is_some() {
        phrase.add(" range begun ", Token::Accent);
    }
    if !board.marks.is_empty() {
        phrase.add(" ", Token::Accent).add(made::number(board.marks.len()), Token::RowMarked);
        phrase.add(" marked ", Token::Accent);
    }
    if board.new_above() > 0 {
        phrase.add(" ", Token::Warning).add(made::number(board.new_above()), Token::Warning);
        phrase.add(" new above ", Token::Warning);
    }
    let width = phrase.width().min(line.width);
    if width > 0 {
        let place = Rect { x: line.right() - width, width, ..line };
        canvas.fill(place, Token::Ground);
        canvas.phrase(place.x, place.y, width, &phrase);
    }
}

/// The columns of a list, for tests that look at cells.
#[cfg(test)]
pub(super) fn columns_for_tests(width: u16, height: u16, long: bool) -> Columns {
    Columns::of(width, height, long)
}
