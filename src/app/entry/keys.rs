//! Which key does what: readline's, as far as neither tmux, screen nor flow control take them first.
//!
//! | keys | |
//! |---|---|
//! | Left Right, Ctrl-f | by characters as people see them |
//! | Ctrl-Left Ctrl-Right | by words |
//! | Home End, Ctrl-e | to the ends of the line |
//! | Up Down | through lines, in the same column |
//! | Backspace (Ctrl-h), Delete (Ctrl-d) | delete |
//! | Ctrl-w, Ctrl-u, Ctrl-k | cut the word before, to the start of the line, to its end |
//! | Ctrl-y | put back what was cut |
//! | Ctrl-t | swap the two characters around the caret |
//! | Ctrl-_ (Ctrl-/), Ctrl-x Ctrl-u | one step back |
//! | Ctrl-x Ctrl-e | `$EDITOR` |
//!
//! Ctrl-a and Ctrl-b are prefixes of screen and tmux, Ctrl-s and Ctrl-q stop and start a line; Alt-x reads as Esc, x.

use tui_input::InputRequest;
use unicode_segmentation::UnicodeSegmentation;

use super::{Entry, char_of, undo::Kind};
use crate::app::key::{Code, Key};

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// The text is another one.
    Changed,
    /// The caret moved, or a `Ctrl-x` waits for its second key.
    Moved,
    /// Nothing: the key may mean something else.
    Ignored,
    /// Nothing: no more fits ([`Entry::cap`]).
    Full,
    /// `Ctrl-x Ctrl-e`: the words are to go to `$EDITOR`.
    Editor,
}

impl Entry {
    /// A key. Enter, Tab, Esc and, on one line, Up and Down are never its own; where there are several lines, Ctrl-j
    /// begins a new one.
    pub fn key(&mut self, key: Key) -> Typed {
        let begun = std::mem::take(&mut self.begun);
        let joins = std::mem::take(&mut self.cutting);
        let column = self.column.take();
        if key.alt {
            return Typed::Ignored;
        }
        match (key.code, key.ctrl) {
            (Code::Char('e'), true) if begun => Typed::Editor,
            (Code::Char('u'), true) if begun => self.back(),
            (Code::Char('_' | '/'), true) => self.back(),
            (Code::Char('x'), true) => {
                self.begun = true;
                Typed::Moved
            }
            (Code::Char(c), false) => self.insert(c),
            (Code::Char('j'), true) if self.several => self.insert('\n'),
            (Code::Left, ctrl) => {
                self.go(if ctrl { InputRequest::GoToPrevWord } else { InputRequest::GoToPrevChar })
            }
            (Code::Right, ctrl) => {
                self.go(if ctrl { InputRequest::GoToNextWord } else { InputRequest::GoToNextChar })
            }
            (Code::Char('f'), true) => self.go(InputRequest::GoToNextChar),
            (Code::Home, true) => self.move_to(0),
            (Code::End, true) => self.move_to(usize::MAX),
            (Code::Home, false) => self.move_to(char_of(self.value(), self.line_start())),
            (Code::End, false) | (Code::Char('e'), true) => {
                self.move_to(char_of(self.value(), self.line_end()))
            }
            (Code::Up | Code::Down, false) if self.several => {
                self.column = column;
                if self.climb(key.code == Code::Up) { Typed::Moved } else { Typed::Ignored }
            }
            (Code::Backspace, false) => {
                let at = self.at();
                let from = self.after(InputRequest::GoToPrevChar);
                self.delete(from, at)
            }
            (Code::Delete, false) | (Code::Char('d'), true) => {
                let at = self.at();
                let to = self.after(InputRequest::GoToNextChar);
                self.delete(at, to)
            }
            (Code::Char('w') | Code::Backspace, true) => {
                let at = self.at();
                let from = self.after(InputRequest::GoToPrevWord);
                self.cut(from, at, joins, true)
            }
            (Code::Delete, true) => {
                let at = self.at();
                let to = self.after(InputRequest::GoToNextWord);
                self.cut(at, to, joins, false)
            }
            (Code::Char('u'), true) => self.cut(self.line_start(), self.at(), joins, true),
            (Code::Char('k'), true) => {
                let (at, end) = (self.at(), self.line_end());
                // At the end of a line its newline goes, so that the next one can.
                let end = if end == at { (end + 1).min(self.value().len()) } else { end };
                self.cut(at, end, joins, false)
            }
            (Code::Char('y'), true) => self.yank(),
            (Code::Char('t'), true) => self.swap(),
            _ => Typed::Ignored,
        }
    }

    fn insert(&mut self, c: char) -> Typed {
        if c.len_utf8() > self.room() {
            return Typed::Full;
        }
        if c.is_control() && c != '\n' {
            return Typed::Ignored;
        }
        let at = self.at();
        self.splice(at..at, c.encode_utf8(&mut [0; 4]), Kind::Typed { blank: c.is_whitespace() });
        Typed::Changed
    }

    fn go(&mut self, request: InputRequest) -> Typed {
        let moved = self.input.handle(request).is_some_and(|did| did.cursor);
        self.history.close();
        if moved { Typed::Moved } else { Typed::Ignored }
    }

    pub(super) fn move_to(&mut self, caret: usize) -> Typed {
        self.go(InputRequest::SetCursor(caret))
    }

    /// The byte at which the caret would stand after `request`.
    fn after(&self, request: InputRequest) -> usize {
        let mut input = self.input.clone();
        input.handle(request);
        super::byte_of(input.value(), input.cursor())
    }

    fn delete(&mut self, from: usize, to: usize) -> Typed {
        if from >= to {
            return Typed::Ignored;
        }
        self.splice(from..to, "", Kind::Deleted);
        Typed::Changed
    }

    /// Deletes and keeps for `Ctrl-y`; one cut after the other is one.
    fn cut(&mut self, from: usize, to: usize, joins: bool, before: bool) -> Typed {
        self.cutting = true;
        let Some(piece) = self.value().get(from..to).filter(|piece| !piece.is_empty()) else {
            self.cutting = joins;
            return Typed::Ignored;
        };
        let piece = piece.to_owned();
        self.cut = match (joins, before) {
            (false, _) => piece,
            (true, true) => piece + &self.cut,
            (true, false) => std::mem::take(&mut self.cut) + &piece,
        };
        self.splice(from..to, "", Kind::Whole);
        Typed::Changed
    }

    fn yank(&mut self) -> Typed {
        if self.cut.is_empty() {
            return Typed::Ignored;
        }
        if self.cut.len() > self.room() {
            return Typed::Full;
        }
        let (at, cut) = (self.at(), self.cut.clone());
        self.splice(at..at, &cut, Kind::Whole);
        Typed::Changed
    }

    /// Swaps the characters around the caret and moves on; at the end of a line, the last two.
    fn swap(&mut self) -> Typed {
        let (start, end) = (self.line_start(), self.line_end());
        let line = &self.value()[start..end];
        let at = self.at() - start;
        let graphemes: Vec<(usize, &str)> = line.grapheme_indices(true).collect();
        let behind = graphemes.iter().position(|(byte, _)| *byte >= at).unwrap_or(graphemes.len());
        let second = behind.min(graphemes.len().saturating_sub(1));
        let Some(first) = second.checked_sub(1).filter(|_| at > 0) else { return Typed::Ignored };
        let (from, one) = graphemes[first];
        let (mid, two) = graphemes[second];
        let swapped = [two, one].concat();
        let range = start + from..start + mid + two.len();
        self.splice(range, &swapped, Kind::Whole);
        Typed::Changed
    }

    fn back(&mut self) -> Typed {
        if self.undo() { Typed::Changed } else { Typed::Ignored }
    }
}
