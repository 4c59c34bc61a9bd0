//! `:`: the line, and what fits it.

use crate::{
    app::palette::Palette,
    ui::{
        View,
        paint::{Canvas, Caret},
    },
};

/// Draws the palette.
pub fn palette(canvas: &mut Canvas<'_>, view: &View<'_>, palette: &Palette) -> Option<Caret> {
    let _ = (canvas, view, palette);
    None
}
