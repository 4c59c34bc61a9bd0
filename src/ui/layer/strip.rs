//! A question that a named key answers: what, of which, how bad, what then.

use ratatui::layout::Rect;

use super::sheet;
use crate::{
    app::model::layer::{Strip, Then},
    backend::Target,
    ui::{
        View,
        paint::{Canvas, Caret, Phrase, made, wrap},
        theme::Token,
    },
};

/// Draws the strip over the lowest rows. The cursor goes to its keys.
pub fn strip(canvas: &mut Canvas<'_>, view: &View<'_>, strip: &Strip) -> Option<Caret> {
    let theme = canvas.theme();
    let mut title = Phrase::new(theme).with(" ", Token::Dim).with(strip.verb, Token::Warning);
    if !strip.targets.is_empty() {
        title.add(" ", Token::Dim).add(made::number(strip.targets.len()), Token::Title);
        title.add(if strip.targets.len() == 1 { " incident" } else { " incidents" }, Token::Title);
        title.add(", worst ", Token::Dim);
        let level = strip.worst.level();
        title.add(made::priority(level), (Token::priority(level), Token::StateNew));
    }
    title.add(" ", Token::Dim);
    let lines = wrap(&strip.consequence, view.area.width.saturating_sub(2));
    let body = sheet(canvas, view, 3 + (lines.len() as u16).clamp(1, 4), &title, &Phrase::new(theme));
    if body.height == 0 {
        return None;
    }
    let mut row = Rect { x: body.x + 1, width: body.width.saturating_sub(2), height: 1, ..body };
    let keys_row = body.bottom() - 1;
    if row.y < keys_row {
        numbers(canvas, view, strip, row);
        row.y += 1;
    }
    for line in lines {
        if row.y < keys_row {
            canvas.text(row.x, row.y, row.width, line, Token::Warning);
            row.y += 1;
        }
    }
    let armed = view.now.ms >= strip.armed_at_ms;
    let look = if armed { Token::Key } else { Token::Dim };
    let word = if armed { Token::Text } else { Token::Dim };
    let mut pen = canvas.pen(body.x, keys_row, body.width);
    pen.skip(1);
    let at = pen.at();
    for choice in &strip.choices {
        pen.put(made::character(choice.key), look).skip(1).put(choice.title, word).skip(2);
    }
    pen.put("Esc", Token::Key).put(" leave it", Token::Text);
    if !armed {
        pen.skip(2).put("no answer counts before it can be read", Token::Dim);
    }
    Some(at)
}

/// Which; of a single one also what it is called.
fn numbers(canvas: &mut Canvas<'_>, view: &View<'_>, strip: &Strip, row: Rect) {
    let one = if strip.targets.len() == 1 { target(strip) } else { None };
    let one = one.and_then(|target| view.model.held(&target.id));
    let mut pen = canvas.pen(row.x, row.y, row.width);
    for (n, (number, source)) in strip.targets.iter().enumerate() {
        if pen.left() < 20 && n + 1 < strip.targets.len() {
            pen.put(made::more(strip.targets.len() - n), Token::Dim).put(" more", Token::Dim);
            break;
        }
        match number {
            Some(number) => pen.put(made::long(*number), Token::Text),
            None => pen.put("no number", Token::Dim),
        };
        pen.put(" ", Token::Dim).put(source, Token::Dim).skip(2);
    }
    if let Some(incident) = one {
        pen.put(&incident.title, Token::Title);
    }
}

/// The first incident that an answer is about.
fn target(strip: &Strip) -> Option<&Target> {
    strip.choices.iter().find_map(|choice| match &choice.then {
        Then::Act(acts) | Then::TakeBack(acts) | Then::Send { acts, .. } => {
            acts.first().map(|(target, _)| target)
        }
        Then::Words(_, targets) | Then::Search(_, targets) | Then::Verb(_, targets) => targets.first(),
        Then::Confirm(confirm) => confirm.acts.first().map(|(target, _)| target),
        Then::Menu(menu) => menu.targets.first(),
        Then::Link(_) | Then::Sort(_) | Then::Group(_) | Then::Quit => None,
    })
}
