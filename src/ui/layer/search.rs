//! A list that is searched as one types: categories, or the other incident of a merge.

use ratatui::layout::Rect;

use super::{keys, sheet, targets};
use crate::{
    app::{
        model::menu::{Search, SearchFor},
        update::{SearchRow, search_rows},
    },
    domain::Incident,
    ui::{
        View,
        paint::{Canvas, Caret, Pen, Phrase, Typed, made},
        theme::Token,
        words,
    },
};

/// Lines shown at once.
const SHOWN: usize = 10;
/// Those of them that a small screen has, so that what is worked on stays in view.
const SHOWN_SMALL: usize = 6;

/// Draws the list over the lowest rows. Returns the caret.
pub fn search(canvas: &mut Canvas<'_>, view: &View<'_>, form: &Search) -> Option<Caret> {
    let theme = canvas.theme();
    let (verb, find) = match form.purpose {
        SearchFor::Category => ("category ", "is "),
        SearchFor::Incident { attach: false } => ("merge ", "into "),
        SearchFor::Incident { attach: true } => ("hang ", "under "),
        SearchFor::Duplicate => ("cancel ", "duplicate of "),
    };
    let mut title = Phrase::new(theme).with(" ", Token::Dim).with(verb, Token::Accent);
    targets(&mut title, view, &form.targets);
    title.add(" ", Token::Dim);
    let rows = search_rows(view.model, form);
    // As high as it may get: a list that jumps while one types cannot be read.
    let most = if view.area.height < 32 { SHOWN_SMALL } else { SHOWN };
    let count = most.min(usize::from(view.area.height / 2).max(1));
    let body = sheet(canvas, view, count as u16 + 3, &title, &Phrase::new(theme));
    if body.height == 0 {
        return None;
    }
    let typed = Typed::line(&form.input);
    let mut row = Rect { height: 1, ..body };
    let used = 1 + canvas.text(row.x + 1, row.y, row.width.saturating_sub(1), find, Token::Dim);
    let caret = typed.paint(canvas, row.x + used, row.y, row.width.saturating_sub(used).max(1));
    let room = usize::from(body.height.saturating_sub(2));
    let top = form.pick.saturating_sub(room.saturating_sub(1));
    if rows.is_empty() && room > 0 {
        let words = match form.purpose {
            SearchFor::Category => "no category fits",
            _ => "nothing open here fits; type words or a number, its source is asked too",
        };
        canvas.text(row.x + 2, row.y + 1, row.width.saturating_sub(2), words, Token::Dim);
    }
    for (n, one) in rows.iter().enumerate().skip(top).take(room) {
        row.y += 1;
        let here = n == form.pick;
        if here {
            canvas.tint(row, Token::RowCursor);
            canvas.text(row.x, row.y, 1, theme.glyphs.cursor, Token::BorderFocus);
        }
        let look = if here { Token::Title } else { Token::Text };
        let mut pen = canvas.pen(row.x, row.y, row.width);
        pen.skip(2);
        match one {
            SearchRow::Category(category, sub) => {
                let present =
                    form.targets.first().and_then(|t| view.model.inbox.get(&t.id)).is_some_and(|i| {
                        i.detail.category.as_ref() == Some(*category) && i.detail.subcategory.as_ref() == *sub
                    });
                pen.put(*category, look);
                if let Some(sub) = sub {
                    pen.put(" / ", Token::Dim).put(*sub, look);
                }
                if present {
                    pen.skip(2).put("as it is", Token::Dim);
                }
            }
            SearchRow::NoParent(parent) => {
                pen.put("nothing: take it out from under ", look).put(made::short(*parent), look);
            }
            SearchRow::Incident(incident) => line(&mut pen, view, incident, look),
        }
    }
    if body.height > 1 {
        let last = Rect { y: body.bottom() - 1, height: 1, ..body };
        match form.purpose {
            SearchFor::Category => {
                keys(canvas, last, &[("Enter", "set"), ("Up Down", "choose"), ("Esc", "leave")]);
            }
            SearchFor::Incident { attach: false } => keys(
                canvas,
                last,
                &[("Enter", "shows what will happen"), ("Tab", "hang under it instead"), ("Esc", "leave")],
            ),
            SearchFor::Incident { attach: true } => {
                keys(canvas, last, &[("Enter", "hang under it"), ("Tab", "merge instead"), ("Esc", "leave")]);
            }
            SearchFor::Duplicate => {
                keys(canvas, last, &[("Enter", "shows what will happen"), ("Esc", "leave")]);
            }
        }
    }
    Some(caret)
}

/// `1042 P1 NEW  checkout  Checkout 5xx above 4 %  8m`.
fn line(pen: &mut Pen<'_, '_>, view: &View<'_>, incident: &Incident, look: Token) {
    match incident.number {
        Some(number) => pen.field_right(5, made::short(number), Token::Dim),
        None => pen.field_right(5, "-", Token::Dim),
    };
    let level = incident.priority.level();
    pen.skip(1).put(made::priority(level), Token::priority(level)).skip(1);
    pen.field(4, incident.state.short(), words::state(incident.state)).skip(1);
    let age = view.model.server_now(&incident.source, view.now.utc) - incident.opened_at;
    pen.field_right(5, made::age(age), Token::Dim).skip(1);
    pen.put(&incident.title, look);
    if let Some(service) = &incident.service {
        pen.skip(2).put(service, Token::Dim);
    }
}
