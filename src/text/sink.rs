//! The second half of the cleaner: characters in, text that may be shown out.
//!
//! Every character is kept, replaced or dropped by looking only at what has been *kept* before it (and, for a
//! joiner, at the one character kept after it). That is what makes cleaning idempotent: on a second run the same
//! characters meet the same left side, so nothing more is taken away.

use unicode_segmentation::UnicodeSegmentation;

use super::rules::{
    Class, class, is_extender, is_joiner, is_picture, is_plain, is_shaped, is_zero_width, takes_selector,
};

/// Shown for a control character.
pub(super) const CONTROL: char = '·';
/// Shown for a newline in a text of one line.
pub(super) const NEWLINE: char = '⏎';
/// Shown for a carriage return that would have overwritten the line.
pub(super) const RETURN: char = '␍';
/// Ends a text that was cut.
pub(super) const CUT: char = '…';
/// Combining marks one base may carry.
const MARKS: u8 = 3;
/// Bytes one grapheme may have.
const GRAPHEME_BYTES: usize = 32;

/// Collects the cleaned text.
pub(super) struct Sink {
    out: String,
    /// Bytes the text may have in the end.
    cap: usize,
    /// Whether newlines stay newlines.
    many_lines: bool,
    /// Where the last grapheme of `out` begins.
    grapheme: usize,
    /// Combining marks on the last base.
    marks: u8,
    /// A `\r` waits for its `\n`.
    cr: bool,
    /// A newline waits for something to stand after it (texts of one line only).
    newline: bool,
    /// A joiner waits for the letter after it.
    joiner: Option<char>,
    /// A ZWJ after a picture: the next picture is the rest of its sequence.
    glued: bool,
    /// The last character had its presentation selector.
    selected: bool,
    /// The cap was reached.
    full: bool,
    /// Something was taken out that a reader cannot see was there.
    hidden: bool,
}

impl Sink {
    /// An empty sink that will hold at most `cap` bytes.
    pub(super) fn new(cap: usize, many_lines: bool, expected: usize) -> Self {
        Self {
            out: String::with_capacity(expected.min(cap)),
            cap,
            many_lines,
            grapheme: 0,
            marks: 0,
            cr: false,
            newline: false,
            joiner: None,
            glued: false,
            selected: false,
            full: false,
            hidden: false,
        }
    }

    /// Takes the next character.
    pub(super) fn push(&mut self, c: char) {
        if self.full {
            return;
        }
        let class = class(c);
        if self.cr {
            self.cr = false;
            if c == '\n' {
                return self.break_line();
            }
            self.emit(RETURN);
        }
        match class {
            Class::Plain | Class::Other => self.emit(c),
            Class::Newline => self.break_line(),
            Class::Return => self.cr = true,
            Class::Tab => (0..if self.many_lines { 4 } else { 1 }).for_each(|_| self.emit(' ')),
            Class::Control => self.emit(CONTROL),
            Class::Hidden => self.hidden = true,
            Class::Selector => {
                self.hidden |= self.selected || !self.last().is_some_and(takes_selector);
                self.selected = true;
            }
            Class::Tone => self.hidden |= !self.last().is_some_and(is_picture),
            Class::Joiner => self.join(c),
        }
    }

    /// Notes that something was taken out before it came here.
    pub(super) fn note_hidden(&mut self) {
        self.hidden = true;
    }

    /// The text, and whether anything unseen was taken out. `cut` says that the input itself was cut.
    pub(super) fn finish(mut self, cut: bool) -> (String, bool) {
        if self.cr {
            self.emit(RETURN);
        }
        self.drop_joiners();
        if cut || self.full {
            end_cut(&mut self.out, self.cap);
        }
        (self.out, self.hidden)
    }

    /// The last kept character on this line.
    fn last(&self) -> Option<char> {
        if self.newline { None } else { self.out.chars().next_back() }
    }

    fn break_line(&mut self) {
        self.drop_joiners();
        if self.many_lines {
            self.put('\n');
        } else {
            // Leading and trailing newlines say nothing in one line, and several say no more than one.
            self.newline = !self.out.is_empty();
        }
    }

    fn join(&mut self, c: char) {
        match self.last() {
            _ if self.glued || self.joiner.is_some() => self.hidden = true,
            Some(last) if is_shaped(last) => self.joiner = Some(c),
            Some(last) if c == '\u{200d}' && is_picture(last) => self.glued = true,
            _ => self.hidden = true,
        }
    }

    /// A joiner with nothing to join was only there to hide something.
    fn drop_joiners(&mut self) {
        self.hidden |= self.glued || self.joiner.is_some();
        (self.glued, self.joiner) = (false, None);
    }

    /// Settles what waits, then puts `c`.
    fn emit(&mut self, c: char) {
        if self.newline {
            self.newline = false;
            self.put(NEWLINE);
        }
        if self.glued {
            self.glued = false;
            if is_picture(c) {
                return;
            }
            self.hidden = true;
        }
        if let Some(joiner) = self.joiner.take() {
            let before = (self.out.len(), self.grapheme, self.marks);
            if is_shaped(c) && self.put(joiner) && self.put(c) {
                return;
            }
            self.out.truncate(before.0);
            (_, self.grapheme, self.marks) = before;
            self.hidden = true;
        }
        self.put(c);
    }

    /// Appends `c` if the cap and the limits of a grapheme allow it; false if it was left out.
    fn put(&mut self, c: char) -> bool {
        let at = self.out.len();
        if self.full || at + c.len_utf8() > self.cap {
            self.full = true;
            return false;
        }
        self.out.push(c);
        let zero = !is_plain(c) && c != '\n' && is_zero_width(c);
        let begins = is_plain(c) || c == '\n' || self.begins_grapheme(at);
        let allowed = if begins {
            // Without a base it would land on the cell to its left, which may be a border.
            !zero
        } else {
            self.out.len() - self.grapheme <= GRAPHEME_BYTES && !(zero && self.marks == MARKS)
        };
        if !allowed {
            self.out.truncate(at);
            self.hidden = true;
            return false;
        }
        if begins {
            self.grapheme = at;
        }
        if zero {
            self.marks += 1;
        } else if begins || !is_extender(c) {
            self.marks = 0;
        }
        self.selected = false;
        true
    }

    /// Whether the character just appended at `at` begins a new grapheme.
    fn begins_grapheme(&self, at: usize) -> bool {
        let tail = &self.out[self.grapheme..];
        at == 0 || tail.graphemes(true).next().is_some_and(|first| first.len() < tail.len())
    }
}

/// Makes room for the mark of a cut at the end of `out`, and puts it.
pub(super) fn end_cut(out: &mut String, cap: usize) {
    out.truncate(out.floor_char_boundary(cap - CUT.len_utf8()));
    while out.ends_with(is_joiner) {
        out.pop();
    }
    out.push(CUT);
}
