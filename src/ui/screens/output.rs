//! What a command wrote.

use ratatui::layout::Rect;

use super::{frame, top_left};
use crate::{
    app::model::output::Output,
    ui::{
        Drawn, View,
        incident::scrolled,
        paint::{Canvas, Phrase},
        theme::Token,
    },
};

/// Draws the screen.
pub fn output(canvas: &mut Canvas<'_>, view: &View<'_>, output: &Output) -> Drawn {
    let theme = canvas.theme();
    let mut title = Phrase::new(theme).with(":", Token::Key);
    title.add(&output.line, Token::Title);
    match &output.failed {
        Some(words) => title.add("  ", Token::Dim).add(words, Token::Warning),
        None => title.add("  done", Token::Dim),
    };
    let body = frame(canvas, view, &title);
    let area = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
    let lines = scrolled(canvas, area, output.top, |page| {
        if output.text.is_empty() {
            page.line_at(0, "it wrote nothing", Token::Dim);
        } else {
            page.wrapped(0, &output.text, Token::Text);
        }
    });
    Drawn { cursor: top_left(view, body), body: lines, list: Some(area), hints: None }
}
