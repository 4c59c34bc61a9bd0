//! Triage: one unacknowledged incident with all that a decision needs.

use super::{Drawn, View, paint::Canvas};
use crate::app::triage::Triage;

/// Draws the screen.
pub fn triage(canvas: &mut Canvas<'_>, view: &View<'_>, triage: &Triage) -> Drawn {
    let _ = (canvas, view, triage);
    Drawn::default()
}
