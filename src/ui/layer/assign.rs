//! Picking an owner: what was typed, and whom it fits.

use ratatui::layout::Rect;

use super::{keys, sheet, targets};
use crate::{
    app::{model::layer::Assign, update::matching},
    ui::{
        View,
        paint::{Canvas, Caret, Phrase, Typed},
        theme::Token,
    },
};

/// People shown at once.
const SHOWN: usize = 8;

/// Draws the list over the lowest rows. Returns the caret.
pub fn assign(canvas: &mut Canvas<'_>, view: &View<'_>, form: &Assign) -> Option<Caret> {
    let theme = canvas.theme();
    let mut title = Phrase::new(theme).with(" ", Token::Dim).with("assign ", Token::Accent);
    targets(&mut title, view, &form.targets);
    title.add(" ", Token::Dim);
    let people = matching(form);
    // As high as for all of them: a list that jumps while one types cannot be read.
    let count = form.people.len().clamp(1, SHOWN).min(usize::from(view.area.height / 2).max(1));
    let body = sheet(canvas, view, count as u16 + 3, &title, &Phrase::new(theme));
    if body.height == 0 {
        return None;
    }
    let typed = Typed::line(&form.input);
    let mut row = Rect { height: 1, ..body };
    let used = 1 + canvas.text(row.x + 1, row.y, row.width.saturating_sub(1), "to ", Token::Dim);
    let caret = typed.paint(canvas, row.x + used, row.y, row.width.saturating_sub(used).max(1));
    let room = usize::from(body.height.saturating_sub(2));
    let top = form.pick.saturating_sub(room.saturating_sub(1));
    for (n, person) in people.iter().enumerate().skip(top).take(room) {
        row.y += 1;
        let here = n == form.pick;
        if here {
            canvas.tint(row, Token::RowCursor);
            canvas.text(row.x, row.y, 1, theme.glyphs.cursor, Token::BorderFocus);
        }
        let look = if here { Token::Title } else { Token::Text };
        let mut pen = canvas.pen(row.x, row.y, row.width);
        pen.skip(2).put(person, look);
        if *person == view.model.me {
            pen.skip(1).put("(you)", Token::OwnerMe);
        } else if !form.people.contains(person) {
            pen.skip(1).put("(as typed)", Token::Dim);
        }
    }
    if body.height > 1 {
        let last = Rect { y: body.bottom() - 1, height: 1, ..body };
        keys(canvas, last, &[("Enter", "assign"), ("Up Down", "choose"), ("Esc", "leave")]);
    }
    Some(caret)
}
