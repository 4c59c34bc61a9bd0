//! A form of words: what for, the text with its caret, and how it is sent or left.

use ratatui::layout::Rect;

use super::{keys, sheet, targets};
use crate::{
    app::layer::{Words, WordsFor},
    text::{Kind, SafeText},
    ui::{
        View,
        paint::{Canvas, Caret, Phrase, Typed},
        theme::Token,
    },
};

/// Draws the form over the lowest rows. Returns the caret.
pub fn words(canvas: &mut Canvas<'_>, view: &View<'_>, form: &Words) -> Caret {
    let theme = canvas.theme();
    let (verb, hint) = match form.purpose {
        WordsFor::Note => ("note on ", "what was seen or done"),
        WordsFor::Ack => ("acknowledge ", "for how long and why, both if you like: 2h: vendor called"),
        WordsFor::Resolve => ("resolve ", "what was done, if you like"),
    };
    let mut title = Phrase::new(theme).with(" ", Token::Dim).with(verb, Token::Accent);
    targets(&mut title, view, &form.targets);
    title.add(" ", Token::Dim);
    let mut end = Phrase::new(theme);
    match (&form.draft, form.unsaved_ms) {
        (Some(id), None) => {
            end.add(" draft ", Token::Dim)
                .add(SafeText::clean(id, Kind::Label), Token::Text)
                .add(" saved ", Token::Dim);
        }
        (Some(id), Some(_)) => {
            end.add(" draft ", Token::Dim)
                .add(SafeText::clean(id, Kind::Label), Token::Text)
                .add(" ", Token::Dim);
        }
        (None, _) => {}
    }
    let typed = Typed::lines(&form.input);
    let width = view.area.width.saturating_sub(2).max(1);
    // Grows with the text up to half of the screen: what is being worked on stays in view.
    let most = (view.area.height / 2).max(1);
    let rows = (typed.rows(width) as u16).clamp(3.min(most), most);
    let body = sheet(canvas, view, rows + 2, &title, &end);
    if body.height == 0 {
        return (body.x, body.y.saturating_sub(1));
    }
    let rows = body.height.saturating_sub(1).max(1);
    let text =
        Rect { x: body.x + 1, width: width.min(body.width.saturating_sub(1).max(1)), height: rows, ..body };
    canvas.fill(Rect { width: body.width, x: body.x, ..text }, Token::Input);
    let caret = typed.paint_lines(canvas, text.x, text.y, text.width, rows);
    if typed.is_empty() {
        canvas.text(text.x, text.y, text.width, hint, (Token::Input, Token::Dim));
    }
    if body.height > 1 {
        let last = Rect { y: body.bottom() - 1, height: 1, ..body };
        if form.chord {
            keys(canvas, last, &[("Ctrl-e", "opens $EDITOR"), ("Ctrl-x", "was pressed")]);
        } else {
            let esc = if typed.is_empty() { "leave" } else { "leave, draft kept" };
            keys(
                canvas,
                last,
                &[("Enter", "send"), ("Ctrl-j", "new line"), ("Esc", esc), ("Ctrl-x Ctrl-e", "$EDITOR")],
            );
        }
    }
    caret
}
