//! A question that a named key answers: what, of which, how bad, what then.

use ratatui::layout::Rect;

use super::{keys, sheet};
use crate::{
    app::layer::Strip,
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
        numbers(canvas, strip, row);
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
    let (x, left) = (pen.at().0, pen.left());
    keys(
        canvas,
        Rect { x: x.saturating_sub(1), y: keys_row, width: left, height: 1 },
        &[("Esc", "leave it")],
    );
    Some(at)
}

fn numbers(canvas: &mut Canvas<'_>, strip: &Strip, row: Rect) {
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
}
