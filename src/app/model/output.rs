//! What a command wrote, on a screen of its own.

use crate::text::SafeText;

/// The screen.
#[derive(Debug)]
pub struct Output {
    /// The line as it was typed.
    pub line: SafeText,
    /// Why it failed, if it did.
    pub failed: Option<SafeText>,
    /// What it wrote.
    pub text: SafeText,
    /// First shown line.
    pub top: usize,
}
