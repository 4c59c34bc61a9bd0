//! The cleaner: the one place where outside text becomes [`SafeText`].

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

/// Text that may be shown. Its only constructor is the cleaner; it has no `Deref` and no `Display`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SafeText(Arc<str>);

impl SafeText {
    /// Cleans `raw`.
    pub fn clean(raw: &str, _kind: Kind) -> Self {
        Self(raw.chars().filter(|c| !c.is_control() || *c == '\n').collect::<String>().into())
    }

    /// The same for bytes that should be UTF-8: what is not becomes U+FFFD.
    pub fn clean_bytes(raw: &[u8], kind: Kind) -> Self {
        Self::clean(&String::from_utf8_lossy(raw), kind)
    }

    /// Cleans, and says whether characters that cannot be seen were taken out (the row shows a flag).
    pub fn inspect(raw: &str, kind: Kind) -> (Self, bool) {
        (Self::clean(raw, kind), false)
    }

    /// The text itself, for painters only (`ui::paint`, the CLI printer, the log layer, `term::osc`):
    /// the architecture test lists who may call it.
    pub fn shown(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Cells it takes on a terminal, all lines together.
    pub fn width(&self) -> usize {
        unicode_width::UnicodeWidthStr::width(&*self.0)
    }

    /// Whether `needle` (already lower case) stands in it, ignoring case.
    pub fn contains_folded(&self, needle: &str) -> bool {
        self.0.to_lowercase().contains(needle)
    }

    /// Whether it equals `other` (already lower case), ignoring case.
    pub fn eq_folded(&self, other: &str) -> bool {
        self.0.to_lowercase() == other
    }
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
