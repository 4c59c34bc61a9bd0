//! What is out of sight: snoozed, silenced, inhibited; by what, until when.

use crate::ui::{Drawn, View, paint::Canvas};

/// Draws the screen.
pub fn suppressed(canvas: &mut Canvas<'_>, view: &View<'_>, cursor: usize) -> Drawn {
    let _ = (canvas, view, cursor);
    Drawn::default()
}
