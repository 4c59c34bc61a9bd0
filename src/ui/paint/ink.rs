//! What may be written into a cell.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::made::Made;
use crate::{
    domain::{IncidentId, SourceName},
    text::SafeText,
};

/// Text that may be painted: it can only be made from [`SafeText`], from words of ours, from [`Made`] numbers, and
/// from names whose characters are checked here.
#[derive(Debug, Clone)]
pub struct Ink<'a>(Repr<'a>);

#[derive(Debug, Clone)]
enum Repr<'a> {
    Text(&'a str),
    Made(Made),
    Owned(SafeText),
}

impl<'a> Ink<'a> {
    /// A part of a clean text: for [`super::wrap()`] and [`super::Typed`], which cut between graphemes.
    pub(super) const fn part(text: &'a str) -> Self {
        Self(Repr::Text(text))
    }

    /// The last `cells` characters of an id: what stands where there is no number yet.
    pub fn tail(id: &'a IncidentId, cells: usize) -> Self {
        let text = id.as_str();
        if printable(text) {
            let own = text.split_once('/').map_or(text, |(_, own)| own);
            Self(Repr::Text(&own[own.len().saturating_sub(cells)..]))
        } else {
            Self(Repr::Owned(id.text()))
        }
    }

    /// The text, for the canvas.
    pub(super) fn text(&self) -> &str {
        match &self.0 {
            Repr::Text(t) => t,
            Repr::Made(m) => m.text(),
            Repr::Owned(s) => s.shown(),
        }
    }

    /// Cells it takes when nothing is cut.
    pub fn width(&self) -> usize {
        width(self.text())
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }
}

/// Ids and source names are plain words by how they are made; what is not all the same is cleaned.
fn printable(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic())
}

impl From<&'static str> for Ink<'_> {
    fn from(word: &'static str) -> Self {
        Self(Repr::Text(word))
    }
}

impl<'a> From<&'a SafeText> for Ink<'a> {
    fn from(text: &'a SafeText) -> Self {
        Self(Repr::Text(text.shown()))
    }
}

impl From<SafeText> for Ink<'_> {
    fn from(text: SafeText) -> Self {
        Self(Repr::Owned(text))
    }
}

impl From<Made> for Ink<'_> {
    fn from(made: Made) -> Self {
        Self(Repr::Made(made))
    }
}

impl<'a> From<&'a SourceName> for Ink<'a> {
    fn from(name: &'a SourceName) -> Self {
        if printable(name.as_str()) {
            Self(Repr::Text(name.as_str()))
        } else {
            Self(Repr::Owned(name.text()))
        }
    }
}

impl<'a> From<&'a IncidentId> for Ink<'a> {
    fn from(id: &'a IncidentId) -> Self {
        if printable(id.as_str()) { Self(Repr::Text(id.as_str())) } else { Self(Repr::Owned(id.text())) }
    }
}

/// Cells a text takes, grapheme by grapheme, as the renderer counts them.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(cells).sum() }
}

/// Cells of one grapheme. A newline takes one: it is painted as a space.
pub(super) fn cells(grapheme: &str) -> usize {
    if grapheme.len() == 1 {
        return 1;
    }
    // Half width voiced sound marks take a cell of their own on terminals, and the renderer counts them so.
    let marks = grapheme.chars().filter(|c| matches!(c, '\u{ff9e}' | '\u{ff9f}')).count();
    grapheme.width() + marks
}
