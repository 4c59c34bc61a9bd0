//! Values that go back to a source exactly as they came.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

/// A value we keep for its source (an id, a label set, a cursor): never cleaned, never displayable.
///
/// There is no `Display`, and `Debug` shows only the length, so that it cannot slip into a log line.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Opaque(Arc<str>);

impl Opaque {
    /// Wraps a value as it came.
    pub fn new(raw: impl Into<Arc<str>>) -> Self {
        Self(raw.into())
    }

    /// The value, for the request that sends it back. Not for eyes: the architecture test lists who may call it.
    pub fn to_source(&self) -> &str {
        &self.0
    }

    /// Whether there is anything in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Opaque {
    /// The value as text for people: cleaned like anything from outside. What a person typed becomes part of a record
    /// this way.
    pub fn cleaned(&self, kind: super::Kind) -> super::SafeText {
        super::SafeText::clean(&self.0, kind)
    }
}

impl From<&super::SafeText> for Opaque {
    fn from(text: &super::SafeText) -> Self {
        Self::new(text.shown())
    }
}

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opaque({} bytes)", self.0.len())
    }
}
