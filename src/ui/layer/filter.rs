//! The filter line: the text on the second last row, under it what is wrong with it or what it may say.
//!
//! ```text
//!  / p<=2 sate:new_                                             12 of 41 shown
//!         ^ no field "sate" (did you mean "state"?)
//! ```

use ratatui::layout::Rect;
use tui_input::Input;

use super::keys;
use crate::ui::{
    View,
    paint::{Canvas, Caret, Phrase, Typed, made},
    theme::Token,
};

/// Cells before the text: ` / `.
const LEAD: u16 = 3;

/// Draws the line. Returns the caret.
pub fn filter(canvas: &mut Canvas<'_>, view: &View<'_>, input: &Input) -> Caret {
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
    let typed = Typed::line(input);
    let caret = typed.paint(canvas, row.x + LEAD, row.y, room.max(1));
    if right > 0 {
        canvas.phrase(row.right() - right + 1, row.y, shown.width(), &shown);
    }
    if !two {
        return caret;
    }
    let below = Rect { y: y + 1, height: 1, ..area };
    canvas.fill(below, Token::Ground);
    match &filter.error {
        Some((at, words)) => {
            // Under the character, as long as the words have room behind it.
            let at = typed.column_of(*at, room).min(below.width.saturating_sub(12));
            let mut pen = canvas.pen(below.x, below.y, below.width);
            pen.skip(LEAD + at).put("^ ", Token::Error).put(words, Token::Warning);
        }
        None if typed.is_empty() => {
            let mut pen = canvas.pen(below.x, below.y, below.width);
            pen.skip(1);
            for word in [
                "p<=2",
                "state:new,ack",
                "owner:me",
                "service:NAME",
                "clock<15m",
                "age>1h",
                "label.NAME=",
                "\"words\"",
                "-not",
            ] {
                if word.len() as u16 + 2 > pen.left() {
                    break;
                }
                pen.put(word, Token::Dim).skip(2);
            }
        }
        None => keys(canvas, below, &[("Enter", "keep"), ("Esc", "clear"), ("Ctrl-u", "empty")]),
    }
    caret
}
