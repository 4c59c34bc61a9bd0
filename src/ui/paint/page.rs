//! A scrolled text of lines: what lies above the first shown line or below the last is counted, not painted.

use ratatui::layout::Rect;

use super::{
    Ink, Phrase,
    canvas::{Canvas, Look, Pen},
    wrap,
};
use crate::{
    text::SafeText,
    ui::theme::{Theme, Token},
};

/// Lines written from the top on, of which only those in view are painted.
pub struct Page<'c, 'a> {
    canvas: &'c mut Canvas<'a>,
    area: Rect,
    top: usize,
    line: usize,
}

impl<'c, 'a> Page<'c, 'a> {
    /// Paints into `area`, beginning with line `top`. An area without rows only counts.
    pub const fn new(canvas: &'c mut Canvas<'a>, area: Rect, top: usize) -> Self {
        Self { canvas, area, top, line: 0 }
    }

    /// Lines written so far.
    pub const fn lines(&self) -> usize {
        self.line
    }

    /// Cells of a line.
    pub const fn width(&self) -> u16 {
        self.area.width
    }

    /// The next line; `None` when it is out of view.
    pub fn pen(&mut self) -> Option<Pen<'_, 'a>> {
        let row = self.line.checked_sub(self.top);
        self.line += 1;
        let row = row.filter(|r| *r < usize::from(self.area.height))?;
        Some(self.canvas.pen(self.area.x, self.area.y + row as u16, self.area.width))
    }

    /// The theme.
    pub const fn theme(&self) -> &'a Theme {
        self.canvas.theme()
    }

    /// One line of a phrase.
    pub fn phrase(&mut self, phrase: &Phrase<'_>) {
        if let Some(mut pen) = self.pen() {
            pen.phrase(phrase);
        }
    }

    /// Phrases one after the other, `gap` cells between them, on as many lines as they need.
    pub fn flow(&mut self, indent: u16, gap: u16, phrases: &[Phrase<'_>]) {
        let room = self.area.width.saturating_sub(indent);
        let mut first = 0;
        while first < phrases.len() {
            let (mut used, mut last) = (phrases[first].width(), first + 1);
            while last < phrases.len() && used + gap + phrases[last].width() <= room {
                used += gap + phrases[last].width();
                last += 1;
            }
            if let Some(mut pen) = self.pen() {
                pen.skip(indent);
                for (n, phrase) in phrases[first..last].iter().enumerate() {
                    pen.skip(if n > 0 { gap } else { 0 }).phrase(phrase);
                }
            }
            first = last;
        }
    }

    /// An empty line.
    pub const fn blank(&mut self) {
        self.line += 1;
    }

    /// A text of as many lines as it needs, `indent` cells from the left.
    pub fn wrapped(&mut self, indent: u16, text: &SafeText, look: impl Look) {
        for line in wrap(text, self.area.width.saturating_sub(indent)) {
            self.line_at(indent, line, look);
        }
    }

    /// A name and an address, which the terminal may open.
    pub fn address(&mut self, name: &'static str, url: &SafeText) {
        if let Some(mut pen) = self.pen() {
            pen.put(name, Token::Dim).link(url, url, Token::Accent);
        }
    }

    /// An address of as many lines as it needs, which the terminal may open.
    pub fn wrapped_address(&mut self, url: &SafeText) {
        for line in wrap(url, self.area.width) {
            if let Some(mut pen) = self.pen() {
                pen.link(line, url, Token::Accent);
            }
        }
    }

    /// One line, `indent` cells from the left.
    pub fn line_at<'i>(&mut self, indent: u16, ink: impl Into<Ink<'i>>, look: impl Look) {
        if let Some(mut pen) = self.pen() {
            pen.skip(indent).put(ink, look);
        }
    }
}
