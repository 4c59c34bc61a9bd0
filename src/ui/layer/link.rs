//! A link before it is opened: all of it, with the host to be looked at.

use ratatui::layout::Rect;

use super::{keys, sheet};
use crate::{
    text::SafeText,
    ui::{
        View,
        paint::{Canvas, Caret, Page, Phrase, host, wrap},
        theme::Token,
    },
};

/// Draws the link over the lowest rows.
pub fn link(canvas: &mut Canvas<'_>, view: &View<'_>, url: &SafeText) -> Option<Caret> {
    let theme = canvas.theme();
    let mut title = Phrase::new(theme).with(" ", Token::Dim).with("open ", Token::Accent);
    match host(url) {
        Some(host) => title.add(host, Token::Title),
        None => title.add("this link", Token::Title),
    };
    title.add(" ", Token::Dim);
    let lines = wrap(url, view.area.width.saturating_sub(2)).len() as u16;
    let body = sheet(canvas, view, (lines + 2).min(view.area.height / 2 + 1), &title, &Phrase::new(theme));
    if body.height == 0 {
        return None;
    }
    let text = Rect { x: body.x + 1, width: body.width.saturating_sub(2), height: body.height - 1, ..body };
    let mut page = Page::new(canvas, text, 0);
    page.wrapped_address(url);
    let last = Rect { y: body.bottom() - 1, height: 1, ..body };
    keys(canvas, last, &[("Enter", "opens it"), ("y", "copy"), ("Esc", "leave it")]);
    Some((body.x + 1, last.y))
}
