//! The cleaner: the one place where outside text becomes [`SafeText`].

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{
    escapes,
    rules::{is_joiner, is_plain, is_shaped},
    sink::{CUT, Sink, end_cut},
};

/// What a text is, which decides its length cap and whether it may have several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A title or one line of words: at most 512 bytes, one line.
    Line,
    /// A name, label, host or service: at most 256 bytes, one line.
    Label,
    /// What a person wrote: at most 64 KiB, several lines.
    Note,
    /// A whole body shown to a person: at most 1 MiB, several lines.
    Body,
}

impl Kind {
    /// The most bytes a text of this kind may have, before and after cleaning.
    pub const fn cap(self) -> usize {
        match self {
            Self::Line => 512,
            Self::Label => 256,
            Self::Note => 64 * 1024,
            Self::Body => 1024 * 1024,
        }
    }

    /// Whether newlines stay newlines.
    pub const fn has_lines(self) -> bool {
        matches!(self, Self::Note | Self::Body)
    }
}

/// Text that may be shown. Its only constructor is the cleaner; it has no `Deref` and no `Display`.
///
/// What holds for every value:
/// * no control character but `\n` (and that only in [`Kind::Note`] and [`Kind::Body`]), no format character but
///   ZWJ and ZWNJ between letters of scripts that need them, nothing of private use;
/// * every grapheme takes at least one cell, has at most 32 bytes and at most 3 combining marks on one base;
/// * at most [`Kind::cap`] bytes; cleaning it again changes nothing.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SafeText(Arc<str>);

impl SafeText {
    /// Cleans `raw`.
    ///
    /// A text longer than the cap of its kind is cut first and ends with `…`. Escape sequences go as a whole. A
    /// remaining control shows as `·`, a lone carriage return as `␍`, a tab as spaces (4, or 1 in one line). In
    /// one line, newlines between words show as one `⏎` and those at the ends go. Bidirectional controls and
    /// characters that cannot be seen go; emoji sequences show as their first glyph, without a selector or skin
    /// tone.
    pub fn clean(raw: &str, kind: Kind) -> Self {
        Self::inspect(raw, kind).0
    }

    /// The same for bytes that should be UTF-8: what is not becomes U+FFFD.
    pub fn clean_bytes(raw: &[u8], kind: Kind) -> Self {
        // One byte past the cap is enough to know that it is too long; a gigabyte need not be decoded for that.
        let bounded = &raw[..raw.len().min(kind.cap() + 1)];
        Self::clean(&String::from_utf8_lossy(bounded), kind)
    }

    /// Cleans, and says whether something was taken out that the reader cannot see was there (the row shows a
    /// flag): bidirectional and invisible characters, escape sequences other than colours, marks and letters
    /// beyond what one grapheme may carry. Emoji brought to their plain form are not flagged, nor is a cut.
    pub fn inspect(raw: &str, kind: Kind) -> (Self, bool) {
        let cap = kind.cap();
        let cut = raw.len() > cap;
        let raw = if cut { &raw[..raw.floor_char_boundary(cap - CUT.len_utf8())] } else { raw };
        if raw.bytes().all(|b| matches!(b, b' '..=b'~') || (b == b'\n' && kind.has_lines())) {
            if !cut {
                return (Self(raw.into()), false);
            }
            let mut text = String::from(raw);
            end_cut(&mut text, cap);
            return (Self(text.into()), false);
        }
        let mut sink = Sink::new(cap, kind.has_lines(), raw.len());
        escapes::strip(raw, &mut sink);
        let (text, hidden) = sink.finish(cut);
        (Self(text.into()), hidden)
    }

    /// The same as a text of `kind`: itself where it fits already (no copy), else cut and brought into one line.
    #[must_use]
    pub fn fit(&self, kind: Kind) -> Self {
        if self.0.len() <= kind.cap() && (kind.has_lines() || !self.0.contains('\n')) {
            return self.clone();
        }
        Self::clean(&self.0, kind)
    }

    /// Several pieces as one line, one behind the other; it is cleaned again as a whole.
    pub fn joined(parts: &[&Self]) -> Self {
        let line: String = parts.iter().map(|part| part.shown()).collect();
        Self::clean(&line, Kind::Line)
    }

    /// The text itself, for painters only (`ui::paint`, the CLI printer, the log layer, `term::osc`):
    /// the architecture test lists who may call it.
    pub fn shown(&self) -> &str {
        &self.0
    }

    /// Its graphemes with the cells each takes, for painters only, like [`Self::shown`].
    ///
    /// Meant for one line (see [`Self::lines`]); a newline comes as `("\n", 0)`, everything else takes a cell or
    /// more.
    pub fn graphemes(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.graphemes(true).map(|g| (g, cells(g)))
    }

    /// Its lines, without their newlines. None if it is empty; a newline at the end opens no further line.
    pub fn lines(&self) -> impl Iterator<Item = SafeText> {
        // A line of clean text is clean: nothing before a newline decides about what stands after it.
        self.0.lines().map(|line| if line.len() == self.0.len() { self.clone() } else { Self(line.into()) })
    }

    /// Its first line: all of it, for a text of one line.
    #[must_use]
    pub fn first_line(&self) -> SafeText {
        self.lines().next().unwrap_or_default()
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Cells it takes on a terminal, all lines together, grapheme by grapheme as the renderer counts them.
    pub fn width(&self) -> usize {
        if self.0.is_ascii() {
            return self.0.bytes().filter(|b| *b != b'\n').count();
        }
        self.graphemes().map(|(_, cells)| cells).sum()
    }

    /// Whether `needle` (already lower case) stands in it, ignoring case.
    pub fn contains_folded(&self, needle: &str) -> bool {
        if self.0.is_ascii() {
            // No copy: a filter asks this of every row on every key.
            let needle = needle.as_bytes();
            return needle.is_empty()
                || self
                    .0
                    .as_bytes()
                    .windows(needle.len())
                    .any(|w| w.iter().zip(needle).all(|(have, want)| have.to_ascii_lowercase() == *want));
        }
        self.0.to_lowercase().contains(needle)
    }

    /// Whether it begins with `needle` (already lower case), ignoring case.
    pub fn starts_folded(&self, needle: &str) -> bool {
        self.0.to_lowercase().starts_with(needle)
    }

    /// Whether it equals `other` (already lower case), ignoring case.
    pub fn eq_folded(&self, other: &str) -> bool {
        if self.0.is_ascii() {
            return self.0.bytes().map(|b| b.to_ascii_lowercase()).eq(other.bytes());
        }
        self.0.to_lowercase() == other
    }
}

/// Cells one grapheme takes: `unicode-width`, as the renderer measures it.
fn cells(grapheme: &str) -> usize {
    match grapheme {
        "\n" => 0,
        g if g.len() == 1 => 1,
        g => g.width() + half_width_marks(g),
    }
}

/// The half width voiced sound marks take a cell of their own on terminals, though Unicode joins them to the
/// letter before; the renderer adds one for each as well.
fn half_width_marks(grapheme: &str) -> usize {
    grapheme.chars().filter(|c| matches!(c, '\u{ff9e}' | '\u{ff9f}')).count()
}

/// Whether `symbol` may stand in a cell of the finished frame: one grapheme that [`SafeText`] could contain.
///
/// For the last check over the frame buffer, which also sees what did not come as [`SafeText`]. An empty symbol
/// may stand: the renderer leaves one behind wide glyphs.
pub fn is_clean_symbol(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (None, _) => return true,
        (Some(only), None) if is_plain(only) => return true,
        _ => {}
    }
    // A joiner stands at the end of its grapheme, the letter it joins begins the next one.
    let body = match symbol.strip_suffix(is_joiner) {
        Some(body) if body.ends_with(is_shaped) => body,
        _ => symbol,
    };
    let mut sink = Sink::new(Kind::Label.cap(), false, body.len());
    body.chars().for_each(|c| sink.push(c));
    let (text, _) = sink.finish(false);
    text == body && text.graphemes(true).count() == 1
}

impl fmt::Debug for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl Serialize for SafeText {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SafeText {
    /// Cleans again: what lies on disk is not trusted either.
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = std::borrow::Cow::<str>::deserialize(d)?;
        Ok(Self::clean(&raw, Kind::Body))
    }
}
