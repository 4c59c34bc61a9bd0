//! A menu: each entry with its letter, on as many columns as it needs.
//!
//! ```text
//! -- hold 1031 Login latency p99 2.4 s -----------------------------
//!  c the caller       clocks stop; asks for the message to them
//!  v a vendor         clocks stop
//! ```

use ratatui::layout::Rect;

use super::{keys, sheet, targets};
use crate::{
    app::model::menu::{Entry, Menu},
    ui::{
        View,
        paint::{Canvas, Caret, Ink, Phrase, made},
        theme::Token,
    },
};

/// Draws the menu over the lowest rows. The cursor goes to its first letter.
pub fn menu(canvas: &mut Canvas<'_>, view: &View<'_>, form: &Menu) -> Option<Caret> {
    let theme = canvas.theme();
    let mut title =
        Phrase::new(theme).with(" ", Token::Dim).with(form.verb, Token::Accent).with(" ", Token::Dim);
    if !form.targets.is_empty() {
        targets(&mut title, view, &form.targets);
        title.add(" ", Token::Dim);
    }
    let count = form.entries.len() as u16;
    // What is being worked on stays in view; where the entries need more rows than that, they stand in columns.
    let few = (view.area.height * 2 / 3).saturating_sub(2).max(1);
    let whole = |e: &Entry| {
        let hint = Ink::from(e.refused.as_ref().unwrap_or(&e.hint)).width();
        if hint == 0 { 0 } else { hint + 2 }
    };
    let longest = form.entries.iter().map(|e| Ink::from(&e.title).width()).max().unwrap_or(0) as u16;
    let hints = form.entries.iter().map(whole).max().unwrap_or(0) as u16;
    // Whole hints are worth a few rows more than that.
    let beside = (view.area.width / (longest + hints + 5)).max(1);
    let kept = if view.area.height >= 16 { 8 } else { 3 };
    let many = view.area.height.saturating_sub(kept).max(few);
    let most = if count.div_ceil(few) <= beside { few } else { many };
    let columns = count.div_ceil(most).max(1);
    let rows = count.div_ceil(columns.max(1));
    let body = sheet(canvas, view, rows + 2, &title, &Phrase::new(theme));
    if body.height == 0 {
        return None;
    }
    let rows = rows.min(body.height.saturating_sub(1)).max(1);
    let width = (body.width / columns).max(1);
    for (n, one) in form.entries.iter().enumerate() {
        let (column, row) = (n as u16 / rows, n as u16 % rows);
        if column < columns {
            let place = Rect { x: body.x + column * width, y: body.y + row, width, height: 1 };
            entry(canvas, one, longest, columns == 1, place);
        }
    }
    if body.height > rows {
        let last = Rect { y: body.bottom() - 1, height: 1, ..body };
        keys(canvas, last, &[("Esc", "leave")]);
    }
    Some((body.x + 1, body.y))
}

fn entry(canvas: &mut Canvas<'_>, entry: &Entry, longest: u16, alone: bool, row: Rect) {
    let can = entry.refused.is_none();
    let (key, word) = if can { (Token::Key, Token::Text) } else { (Token::Dim, Token::Dim) };
    let mut pen = canvas.pen(row.x, row.y, row.width);
    pen.skip(1).put(made::character(entry.key), key).skip(1);
    pen.field(longest, &entry.title, word).skip(2);
    let hint = entry.refused.as_ref().unwrap_or(&entry.hint);
    // Beside another column only whole.
    if alone || Ink::from(hint).width() < usize::from(pen.left()) {
        pen.put(hint, Token::Dim);
    }
}
