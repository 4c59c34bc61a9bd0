//! Words with their looks, whose width is known before they are written.

use ratatui::style::Style;

use super::{Ink, canvas::Look};
use crate::ui::theme::Theme;

/// A few inks one after the other.
#[derive(Debug, Clone)]
pub struct Phrase<'a> {
    theme: &'a Theme,
    parts: Vec<(Ink<'a>, Style)>,
    width: usize,
}

impl<'a> Phrase<'a> {
    /// An empty one.
    pub const fn new(theme: &'a Theme) -> Self {
        Self { theme, parts: Vec::new(), width: 0 }
    }

    /// Adds an ink.
    pub fn add(&mut self, ink: impl Into<Ink<'a>>, look: impl Look) -> &mut Self {
        let ink = ink.into();
        self.width += ink.width();
        self.parts.push((ink, look.style(self.theme)));
        self
    }

    /// The same, for building one in an expression.
    #[must_use]
    pub fn with(mut self, ink: impl Into<Ink<'a>>, look: impl Look) -> Self {
        self.add(ink, look);
        self
    }

    /// Adds all of another one.
    pub fn append(&mut self, mut other: Self) -> &mut Self {
        self.width += other.width;
        self.parts.append(&mut other.parts);
        self
    }

    /// The theme it is made for.
    pub const fn theme(&self) -> &'a Theme {
        self.theme
    }

    /// Cells it takes when nothing is cut.
    pub fn width(&self) -> u16 {
        self.width.min(usize::from(u16::MAX)) as u16
    }

    /// Whether there is nothing to write.
    pub const fn is_empty(&self) -> bool {
        self.width == 0
    }

    pub(super) fn parts(&self) -> &[(Ink<'a>, Style)] {
        &self.parts
    }
}
