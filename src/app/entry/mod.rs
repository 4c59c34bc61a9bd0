//! Text being typed: the one type behind every line and every form of words.
//!
//! | file | what it says |
//! |---|---|
//! | [`mod@keys`] | which key does what |
//! | [`lines`] | where lines begin and end, up and down in the same column |
//! | [`paste`] | what of a paste is taken, and what is said of the rest |
//! | [`undo`] | steps back, typing grouped into one |
//!
//! Movement by graphemes and words is `tui_input`'s. Every change goes through one place, `Entry::splice`, so that
//! every change can be taken back.

mod keys;
mod lines;
mod paste;
#[cfg(test)]
mod tests;
mod undo;

use std::ops::Range;

use tui_input::{Input, InputRequest};

use self::undo::{History, Kind};
pub use self::{keys::Typed, paste::Pasted};

/// Bytes one text takes; what is longer is a document, not a note.
pub const CAP: usize = 64 * 1024;

/// Text being typed, with its caret, what was cut from it, and the way back.
#[derive(Debug, Clone)]
pub struct Entry {
    input: Input,
    /// Newlines stay.
    several: bool,
    /// Bytes it takes.
    cap: usize,
    history: History,
    /// What `Ctrl-k`, `Ctrl-u` and `Ctrl-w` took, for `Ctrl-y`.
    cut: String,
    /// The last key cut: the next cut is joined to it.
    cutting: bool,
    /// The column that Up and Down keep, in cells.
    column: Option<usize>,
    /// `Ctrl-x` was pressed.
    begun: bool,
}

impl Default for Entry {
    /// One empty line.
    fn default() -> Self {
        Self::line("")
    }
}

impl Entry {
    /// One line; line ends in `text` become spaces. The caret stands at its end.
    pub fn line(text: &str) -> Self {
        Self::new(text, false)
    }

    /// Several lines. The caret stands at their end.
    pub fn lines(text: &str) -> Self {
        Self::new(text, true)
    }

    fn new(text: &str, several: bool) -> Self {
        let mut entry = Self {
            input: Input::default(),
            several,
            cap: CAP,
            history: History::default(),
            cut: String::new(),
            cutting: false,
            column: None,
            begun: false,
        };
        entry.set(text);
        entry
    }

    /// The same that takes at most `bytes` (no more than [`CAP`]); what it holds already stays.
    #[must_use]
    pub fn capped(mut self, bytes: usize) -> Self {
        self.cap = bytes.min(CAP);
        self
    }

    /// The same with the caret before character `at`, or at the end.
    #[must_use]
    pub fn with_cursor(mut self, at: usize) -> Self {
        self.input = self.input.with_cursor(at);
        self
    }

    /// The text.
    pub fn value(&self) -> &str {
        self.input.value()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.value().is_empty()
    }

    /// Characters before the caret.
    pub fn caret(&self) -> usize {
        self.input.cursor()
    }

    /// Whether it takes newlines.
    pub const fn has_lines(&self) -> bool {
        self.several
    }

    /// Bytes it takes.
    pub const fn cap(&self) -> usize {
        self.cap
    }

    /// Whether `Ctrl-x` was pressed and waits for the key after it: `Ctrl-e` for `$EDITOR`, `Ctrl-u` for one step back.
    pub const fn has_begun(&self) -> bool {
        self.begun
    }

    /// Forgets the `Ctrl-x`: a key came that goes elsewhere.
    pub fn let_go(&mut self) {
        self.begun = false;
    }

    /// Puts another text there, the caret at its end: it was filled in, not typed, and there is no way back to what
    /// stood there. It is taken as it is, but for line ends where there is one line and for what is beyond [`CAP`]:
    /// what a draft held comes back unchanged.
    pub fn set(&mut self, text: &str) {
        let text = &text[..text.floor_char_boundary(CAP.min(text.len()))];
        let text = if self.several { text.to_owned() } else { paste::on_one_line(text) };
        self.input = Input::new(text);
        self.history.clear();
        (self.cutting, self.column, self.begun) = (false, None, false);
    }

    /// Puts another text there with the caret before character `caret`, as one step that can be taken back: a
    /// completion, or what `$EDITOR` gave. What is too long is cut, and told.
    pub fn replace(&mut self, text: &str, caret: Option<usize>) -> Pasted {
        let (text, pasted) = self.fit(text, self.cap);
        if text != self.value() {
            self.splice(0..self.value().len(), &text, Kind::Whole);
        }
        let caret = caret.unwrap_or(usize::MAX);
        self.input.handle(InputRequest::SetCursor(caret));
        (self.cutting, self.column, self.begun) = (false, None, false);
        pasted
    }

    /// Puts text in at the caret, as data: nothing in it is a key. Newlines stay where there are lines and become spaces
    /// where there is one; what is too long is cut, control characters go, and both are told.
    pub fn paste(&mut self, text: &str) -> Pasted {
        let (text, pasted) = self.fit(text, self.room());
        let at = self.at();
        self.splice(at..at, &text, Kind::Whole);
        (self.cutting, self.column, self.begun) = (false, None, false);
        pasted
    }

    fn fit(&self, text: &str, room: usize) -> (String, Pasted) {
        let (text, pasted) = paste::fit(text, self.several, room);
        (text, Pasted { cap: self.cap, ..pasted })
    }

    /// Bytes that still fit.
    fn room(&self) -> usize {
        self.cap.saturating_sub(self.value().len())
    }

    /// The caret in bytes.
    fn at(&self) -> usize {
        byte_of(self.value(), self.caret())
    }

    /// Puts `text` where `range` (bytes) stands, the caret behind it, and remembers the way back.
    fn splice(&mut self, range: Range<usize>, text: &str, kind: Kind) {
        let (value, caret) = (self.value(), self.caret());
        let Some(old) = value.get(range.clone()) else { return };
        if old.is_empty() && text.is_empty() {
            return;
        }
        let old = old.to_owned();
        let joined = [&value[..range.start], text, &value[range.end..]].concat();
        let behind = value[..range.start].chars().count() + text.chars().count();
        self.history.push(range.start, old, text.len(), caret, kind);
        self.input = Input::new(joined).with_cursor(behind);
    }

    /// One step back. False where there is none.
    fn undo(&mut self) -> bool {
        let Some(step) = self.history.pop() else { return false };
        let value = self.value();
        let (Some(before), Some(after)) = (value.get(..step.at), value.get(step.at + step.put..)) else {
            return false;
        };
        self.input = Input::new([before, &step.took, after].concat()).with_cursor(step.caret);
        true
    }
}

/// The byte at which character `at` begins.
fn byte_of(text: &str, at: usize) -> usize {
    text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte)
}

/// The character that begins at `byte`.
fn char_of(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(0, |before| before.chars().count())
}
