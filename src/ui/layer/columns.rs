//! `W`: which columns the list has.

use crate::{
    app::layer::ColumnPick,
    ui::{
        View,
        paint::{Canvas, Caret},
    },
};

/// Draws the chooser.
pub fn columns(canvas: &mut Canvas<'_>, view: &View<'_>, pick: &ColumnPick) -> Option<Caret> {
    let _ = (canvas, view, pick);
    None
}
