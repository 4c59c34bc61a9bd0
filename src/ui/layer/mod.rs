//! What lies over a screen and takes the keys first: drawn from the bottom up, as high as it needs.

mod assign;
mod columns;
mod explain;
mod filter;
mod link;
mod matrix;
mod menu;
mod new;
mod palette;
mod search;
mod strip;
mod words;

use ratatui::layout::Rect;

use super::{
    View, frame,
    paint::{Canvas, Caret, Ink, Phrase, made, wrap},
    theme::Token,
};
use crate::{app::model::layer::Layer, backend::Target};

/// Draws the open layer. Returns where the caret stands.
pub fn layer(canvas: &mut Canvas<'_>, view: &View<'_>, layer: &Layer) -> Option<Caret> {
    match layer {
        Layer::Filter(line) => Some(filter::filter(canvas, view, line)),
        Layer::Words(form) => Some(words::words(canvas, view, form)),
        Layer::Assign(form) => assign::assign(canvas, view, form),
        Layer::Strip(form) => strip::strip(canvas, view, form),
        Layer::Link(url) => link::link(canvas, view, url),
        Layer::Menu(form) => menu::menu(canvas, view, form),
        Layer::Matrix(form) => matrix::matrix(canvas, view, form),
        Layer::Search(form) => search::search(canvas, view, form),
        Layer::New(form) => new::new(canvas, view, form),
        Layer::Explain(form) => explain::explain(canvas, view, form),
        Layer::Palette(form) => palette::palette(canvas, view, form),
        Layer::Columns(form) => columns::columns(canvas, view, form),
    }
}

/// Most lines of what is said that stand in a sheet.
const SAID: usize = 4;

/// Clears the lowest `height` rows (fewer if there are fewer) and gives them a rule with a title. What is said meanwhile
/// stands under the rule, for the sheet lies over the line of receipts: it grows upwards, so that nothing else in it moves.
fn sheet(
    canvas: &mut Canvas<'_>,
    view: &View<'_>,
    height: u16,
    title: &Phrase<'_>,
    end: &Phrase<'_>,
) -> Rect {
    // A low preview goes as a whole: half of one says nothing.
    let low = if view.rows.preview > 0 && view.rows.preview < 8 && view.model.screens.is_empty() {
        view.rows.preview + view.rows.receipts + view.rows.hints
    } else {
        0
    };
    let width = view.area.width.saturating_sub(2).max(1);
    let mut said = frame::said(view).map(|words| wrap(words, width)).unwrap_or_default();
    said.truncate(SAID.min(usize::from(view.area.height.saturating_sub(height.max(low)))));
    let told = said.len() as u16;
    let height = (height.max(low) + told).min(view.area.height);
    let area = Rect { y: view.area.bottom() - height, height, ..view.area };
    canvas.fill(area, Token::Ground);
    let rule = canvas.theme().glyphs.rule;
    canvas.repeat(area.x, area.y, area.width, rule, Token::BorderFocus);
    let end_width = if end.is_empty() { 0 } else { end.width() + 2 };
    let room = area.width.saturating_sub(4 + end_width);
    if room > 0 {
        canvas.phrase(area.x + 2, area.y, room, title);
    }
    if end_width > 0 && area.width > end_width + 8 {
        canvas.phrase(area.right() - end_width, area.y, end.width(), end);
    }
    for (y, words) in (area.y + 1..).zip(said) {
        canvas.text(area.x + 1, y, width, words, Token::Warning);
    }
    Rect { y: area.y + 1 + told, height: height.saturating_sub(1 + told), ..area }
}

/// The keys of a layer, on its last row.
fn keys(canvas: &mut Canvas<'_>, row: Rect, list: &[(&'static str, &'static str)]) {
    let mut pen = canvas.pen(row.x, row.y, row.width);
    pen.skip(1);
    for (n, (key, word)) in list.iter().enumerate() {
        let width = (key.len() + 1 + word.len() + if n > 0 { 2 } else { 0 }) as u16;
        // Whole or not at all.
        if width > pen.left() {
            break;
        }
        pen.skip(if n > 0 { 2 } else { 0 }).put(*key, Token::Key).skip(1).put(*word, Token::Text);
    }
}

/// `1042 Checkout 5xx`, or `3 incidents: 1042 1043 1031`.
fn targets<'a>(phrase: &mut Phrase<'a>, view: &View<'a>, targets: &'a [Target]) {
    if let [one] = targets {
        match one.number {
            Some(number) => phrase.add(made::short(number), Token::Text),
            None => phrase.add(Ink::tail(&one.id, 10), Token::Text),
        };
        if let Some(incident) = view.model.held(&one.id) {
            phrase.add(" ", Token::Text).add(&incident.title, Token::Title);
        }
        return;
    }
    phrase.add(made::number(targets.len()), Token::Title).add(" incidents:", Token::Title);
    // Whole numbers as far as they fit, and how many more.
    const MORE: u16 = 6;
    let room = view.area.width.saturating_sub(5);
    for (n, target) in targets.iter().enumerate() {
        let number = match target.number {
            Some(number) => Ink::from(made::short(number)),
            None => Ink::tail(&target.id, 6),
        };
        let behind = if n + 1 < targets.len() { MORE } else { 0 };
        if phrase.width() + 1 + number.width() as u16 + behind > room {
            phrase.add(" ", Token::Dim).add(made::more(targets.len() - n), Token::Dim);
            break;
        }
        phrase.add(" ", Token::Text).add(number, Token::Text);
    }
}
