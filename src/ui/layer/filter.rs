//! The filter line: the text on the second last row, under it what is wrong with it or how it can go on.
//!
//! ```text
//!  / p<=2 sate:new_                                             12 of 41 shown
//!         ^ no field "sate" (did you mean "state"?)
//!
//!  / p<=2 service:_                                            12 of 41 shown
//!  Tab  checkout  payments  search  auth
//! ```

use ratatui::layout::Rect;

use super::keys;
use crate::{
    app::model::layer::FilterLine,
    ui::{
        View, frame,
        paint::{Canvas, Caret, Ink, Phrase, Typed, made},
        theme::Token,
    },
};

/// Cells before the text: ` / `.
const LEAD: u16 = 3;

/// Draws the line. Returns the caret.
pub fn filter(canvas: &mut Canvas<'_>, view: &View<'_>, line: &FilterLine) -> Caret {
    let area = view.area;
    let two = area.height >= 2;
    let y = area.bottom() - if two { 2 } else { 1 };
    let row = Rect { y, height: 1, ..area };
    canvas.fill(row, Token::Header);
    canvas.text(row.x, row.y, LEAD, " / ", Token::Key);
    let model = view.model;
    let mut shown = Phrase::new(canvas.theme()).with(made::number(model.inbox.shown_len()), Token::Text);
    shown.add(" shown", Token::Dim);
    let filter = &model.board.filter;
    let right = if row.width > 40 { shown.width() + 2 } else { 0 };
    let room = row.width.saturating_sub(LEAD + right);
    let typed = Typed::line(&line.input);
    let caret = typed.paint(canvas, row.x + LEAD, row.y, room.max(1));
    if right > 0 {
        canvas.phrase(row.right() - right + 1, row.y, shown.width(), &shown);
    }
    if !two {
        return caret;
    }
    let below = Rect { y: y + 1, height: 1, ..area };
    canvas.fill(below, Token::Ground);
    // A fault before the word being typed comes first; the word itself is only not finished yet.
    let begins = line.offers.first().map(|offer| offer.replace.start);
    let error = filter.error.as_ref().filter(|(at, _)| begins.is_none_or(|begins| *at < begins));
    match error {
        Some((at, words)) => {
            // Under the character; the words behind it, or before it where they have no room there.
            let at = LEAD + typed.column_of(*at, room);
            let long = Ink::from(words).width() as u16;
            let mut pen = canvas.pen(below.x, below.y, below.width);
            if at + 2 + long > below.width && at > long {
                pen.skip(at - long - 1).put(words, Token::Warning).put(" ^", Token::Error);
            } else {
                let at = at.min(below.width.saturating_sub(12));
                pen.skip(at).put("^ ", Token::Error).put(words, Token::Warning);
            }
        }
        // The line lies over that of receipts: what a paste left out is told here.
        None if line.offers.is_empty() && frame::said(view).is_some() => {
            if let Some(words) = frame::said(view) {
                canvas.text(below.x + 1, below.y, below.width.saturating_sub(1), words, Token::Warning);
            }
        }
        None if line.offers.is_empty() => {
            keys(canvas, below, &[("Enter", "keep"), ("Esc", "clear"), ("Ctrl-u", "empty")]);
        }
        None => offers(canvas, line, below),
    }
    caret
}

/// What Tab puts at the caret, the one that stands there with what it means.
fn offers(canvas: &mut Canvas<'_>, line: &FilterLine, row: Rect) {
    const TAB: u16 = 4;
    let room = usize::from(row.width.saturating_sub(1 + TAB));
    let width = |n: usize| 2 + line.offers.get(n).map_or(0, |offer| Ink::from(&offer.shown).width());
    let pick = line.pick.unwrap_or(0);
    // As many before the chosen one as leave it and what it means in view.
    let mut first = pick;
    let mut used = width(pick) + line.pick.map_or(0, |_| 3 + line.offers[pick].about.len());
    while first > 0 && used + width(first - 1) <= room {
        first -= 1;
        used += width(first);
    }
    let mut pen = canvas.pen(row.x, row.y, row.width);
    pen.skip(1).put("Tab", Token::Key).skip(1);
    for (n, offer) in line.offers.iter().enumerate().skip(first) {
        if n > first && width(n) > usize::from(pen.left()) {
            break;
        }
        let here = line.pick == Some(n);
        pen.skip(if n > first { 2 } else { 1 })
            .put(&offer.shown, if here { Token::Title } else { Token::Text });
        if here && !offer.about.is_empty() && offer.about.len() + 3 <= usize::from(pen.left()) {
            pen.put(" (", Token::Dim).put(offer.about, Token::Dim).put(")", Token::Dim);
        }
    }
}
