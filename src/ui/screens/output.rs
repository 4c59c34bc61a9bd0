//! What a command wrote.

use crate::{
    app::output::Output,
    ui::{Drawn, View, paint::Canvas},
};

/// Draws the screen.
pub fn output(canvas: &mut Canvas<'_>, view: &View<'_>, output: &Output) -> Drawn {
    let _ = (canvas, view, output);
    Drawn::default()
}
