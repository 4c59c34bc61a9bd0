//! The mouse, where it was asked for: what was clicked, and what lies where on the frame.
//!
//! Views leave regions behind when they draw; the runtime hands them back with `Msg::Hits`, and only then does a click
//! mean something. What a click may not do: confirm a strip, or anything else that lies over the screen.

use crate::app::action::Action;

/// What the mouse did, in cells from the upper left corner, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub deed: Deed,
    /// Column.
    pub x: u16,
    /// Row.
    pub y: u16,
}

/// What the mouse does for us; everything else stays the terminal's, and with Shift this too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// The left button went down.
    Click,
    /// The wheel, one notch up.
    WheelUp,
    /// One notch down.
    WheelDown,
}

/// What lies somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// Line of the list on screen, from 0.
    Row(u16),
    /// The tab of a view, from 0.
    View(usize),
    /// A hint: the action that its key asks for.
    Hint(Action),
}

/// Where it lies, in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// First column.
    pub x: u16,
    /// First row.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
    /// What.
    pub hit: Hit,
}

impl Region {
    /// Whether the cell is in it.
    pub const fn holds(self, x: u16, y: u16) -> bool {
        x >= self.x
            && y >= self.y
            && x < self.x.saturating_add(self.width)
            && y < self.y.saturating_add(self.height)
    }
}
