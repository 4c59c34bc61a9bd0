//! Text being typed: cleaned like any other before it is shown, with the place of the caret.

use super::{Ink, canvas::Canvas, ink, wrap::ranges};
use crate::{
    app::entry::Entry,
    text::{Kind, SafeText},
    ui::theme::Token,
};

/// Where the caret stands on the frame.
pub type Caret = (u16, u16);

/// What is being typed, as it may be shown.
#[derive(Debug)]
pub struct Typed {
    text: SafeText,
    /// Byte offset of the caret in `text`.
    caret: usize,
}

impl Typed {
    /// One line of it.
    pub fn line(input: &Entry) -> Self {
        Self::new(input, Kind::Line)
    }

    /// All its lines.
    pub fn lines(input: &Entry) -> Self {
        Self::new(input, Kind::Note)
    }

    fn new(input: &Entry, kind: Kind) -> Self {
        let raw = input.value();
        let at = raw.char_indices().nth(input.caret()).map_or(raw.len(), |(i, _)| i);
        let text = SafeText::clean(raw, kind);
        let before = SafeText::clean(&raw[..at], kind);
        let shown = text.shown();
        // A caret at the end of one line may stand behind spaces that cleaning took away.
        let caret = if at == raw.len() {
            shown.len()
        } else {
            shown.floor_char_boundary(before.shown().len().min(shown.len()))
        };
        Self { text, caret }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The column at which character `at` of one line stands when it is painted in `width` cells.
    pub fn column_of(&self, at: usize, width: u16) -> u16 {
        let shown = self.text.shown();
        let byte = shown.char_indices().nth(at).map_or(shown.len(), |(i, _)| i);
        let from = self.first(width);
        if byte <= from { 0 } else { ink::width(&shown[from..byte]) as u16 }
    }

    /// Byte offset of the first shown grapheme of one line in `width` cells.
    fn first(&self, width: u16) -> usize {
        let shown = self.text.shown();
        let room = usize::from(width.saturating_sub(1)).max(1);
        let starts =
            unicode_segmentation::UnicodeSegmentation::grapheme_indices(shown, true).map(|(at, _)| at);
        starts
            .take_while(|at| *at <= self.caret)
            .find(|at| ink::width(&shown[*at..self.caret]) <= room)
            .unwrap_or(self.caret)
    }

    /// Writes it on one line, moved so that the caret is seen. Returns the caret.
    pub fn paint(&self, canvas: &mut Canvas<'_>, x: u16, y: u16, width: u16) -> Caret {
        let shown = self.text.shown();
        let from = self.first(width);
        canvas.text(x, y, width, Ink::part(&shown[from..]), Token::Input);
        (x.saturating_add(ink::width(&shown[from..self.caret]) as u16), y)
    }

    /// How many rows it takes at this width.
    pub fn rows(&self, width: u16) -> usize {
        ranges(self.text.shown(), usize::from(width)).len()
    }

    /// Writes it on `rows` lines, scrolled so that the caret is seen. Returns the caret.
    pub fn paint_lines(&self, canvas: &mut Canvas<'_>, x: u16, y: u16, width: u16, rows: u16) -> Caret {
        let shown = self.text.shown();
        let lines = ranges(shown, usize::from(width));
        let at = lines.iter().rposition(|r| r.start <= self.caret).unwrap_or(0);
        let top = (at + 1).saturating_sub(usize::from(rows));
        for (row, range) in lines.iter().enumerate().skip(top).take(usize::from(rows)) {
            let line = Ink::part(&shown[range.clone()]);
            canvas.text(x, y + (row - top) as u16, width, line, Token::Input);
        }
        let before = lines.get(at).map_or(0, |r| ink::width(&shown[r.start..self.caret.min(r.end)]));
        let column = before.min(usize::from(width.saturating_sub(1))) as u16;
        (x.saturating_add(column), y.saturating_add((at - top) as u16))
    }
}
