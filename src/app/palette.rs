//! `:`: everything there is, by a few letters.

use super::entry::Entry;

/// The line being typed, and what fits.
#[derive(Debug, Default)]
pub struct Palette {
    /// What was typed.
    pub input: Entry,
    /// Which of those that fit.
    pub pick: usize,
}
