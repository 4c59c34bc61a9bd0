//! A source as the screen knows it. A part of [`super`].

use crate::{
    backend::{Capabilities, Health},
    domain::SourceName,
    text::SafeText,
};

/// A source as the header knows it.
#[derive(Debug, Clone)]
pub struct SourceState {
    /// Its configured name.
    pub name: SourceName,
    /// Its kind: `alertmanager`.
    pub kind: &'static str,
    /// Where it is, without credentials.
    pub url: SafeText,
    /// What it can do.
    pub capabilities: Capabilities,
    /// How fresh its data is.
    pub health: Health,
}
