//! The window around a picture, and the measures that SVG and PNG share. Belongs to [`super`].
//!
//! All lengths are in pixels of the SVG; a PNG has two for each.

use super::{Picture, colour::Page};

/// How a picture is framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window<'a> {
    /// What it shows, in a few words: the title bar, and what a screen reader says first.
    pub title: &'a str,
    /// The same at more length, for screen readers.
    pub description: &'a str,
    /// Whether there is a title bar.
    pub bar: bool,
    /// The colours under everything.
    pub page: Page,
}

/// Width of a column. The advance of Hack, `DejaVu Sans Mono` and Menlo (1233/2048 em) at [`FONT`].
pub(super) const CELL_W: u16 = 9;
/// Height of a row: 1.27 em, so that lines do not touch and blocks still join.
pub(super) const CELL_H: u16 = 19;
/// Size of the characters.
pub(super) const FONT: f32 = 9.0 * 2048.0 / 1233.0;
/// From the top of a row to the line the letters stand on.
pub(super) const BASE: f32 = 14.5;
/// Between window and picture, on each side.
pub(super) const PAD: u16 = 14;
/// Height of the title bar.
pub(super) const BAR: u16 = 32;
/// Radius of the window's corners.
pub(super) const RADIUS: u16 = 9;

/// Where things are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Measures {
    pub(super) width: u32,
    pub(super) height: u32,
    /// The left edge of column 0.
    pub(super) left: u32,
    /// The upper edge of row 0.
    pub(super) top: u32,
}

impl Measures {
    pub(super) fn of(picture: &Picture, window: &Window<'_>) -> Self {
        let rows = u32::try_from(picture.rows.len()).unwrap_or(u32::MAX);
        let top = if window.bar { BAR + PAD / 2 } else { PAD };
        Self {
            width: u32::from(picture.cols) * u32::from(CELL_W) + 2 * u32::from(PAD),
            height: rows.saturating_mul(u32::from(CELL_H)) + u32::from(top) + u32::from(PAD),
            left: u32::from(PAD),
            top: u32::from(top),
        }
    }
}

impl Window<'_> {
    /// The line around the window.
    pub(super) fn border(&self) -> super::colour::Rgb {
        self.page.ground().mix(self.page.ink(), 0.22)
    }

    /// The title bar.
    pub(super) fn bar_ground(&self) -> super::colour::Rgb {
        self.page.ground().mix(self.page.ink(), 0.05)
    }

    /// What stands in the title bar.
    pub(super) fn bar_ink(&self) -> super::colour::Rgb {
        self.page.ground().mix(self.page.ink(), 0.62)
    }

    /// The three buttons of the title bar, which do nothing and look so.
    pub(super) fn buttons(&self) -> super::colour::Rgb {
        self.page.ground().mix(self.page.ink(), 0.28)
    }
}
