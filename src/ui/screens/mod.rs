//! The program's own screens: outbox, sources, what is suppressed, what a command wrote, help.

mod help;
mod outbox;
mod output;
mod sources;
mod suppressed;

use ratatui::layout::Rect;

use super::{
    View,
    paint::{Canvas, Caret, Phrase},
    theme::Token,
};
use crate::app::model::{Size, layout};

pub use self::{help::help, outbox::outbox, output::output, sources::sources, suppressed::suppressed};

/// Draws the title and the rule under it; returns where the body goes.
fn frame(canvas: &mut Canvas<'_>, view: &View<'_>, title: &Phrase<'_>) -> Rect {
    let top = view.rows.header;
    let area = view.area;
    if top < area.height {
        let row = view.row(top);
        canvas.phrase(row.x + 1, row.y, row.width.saturating_sub(1), title);
    }
    if top + 1 < area.height {
        let row = view.row(top + 1);
        canvas.repeat(row.x, row.y, row.width, canvas.theme().glyphs.rule, Token::Border);
    }
    let height = layout::body_rows(Size { cols: area.width, rows: area.height });
    Rect {
        x: area.x,
        y: area.y + (top + 2).min(area.height),
        width: area.width,
        height: height.min(area.height.saturating_sub(top + 2)),
    }
}

/// Where the real cursor rests on a text without rows, so that a screen reader begins there.
fn top_left(view: &View<'_>, body: Rect) -> Option<Caret> {
    (body.width > 0).then_some((body.x, body.y.min(view.area.bottom().saturating_sub(1))))
}

/// The first row to show, so that `cursor` is in view with as much before as after it.
fn top_of(cursor: usize, rows: usize, height: usize) -> usize {
    cursor.saturating_sub(height / 2).min(rows.saturating_sub(height))
}
