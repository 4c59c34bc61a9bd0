//! `:`: everything there is, by a few letters.

use tui_input::Input;

/// The line being typed, and what fits.
#[derive(Debug, Default)]
pub struct Palette {
    /// What was typed.
    pub input: Input,
    /// Which of those that fit.
    pub pick: usize,
}
