//! Whether an action can be done now, and if not, why.

use super::Action;
use crate::{app::model::Model, text::SafeText};

/// Why not, in words for the receipt line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub SafeText);

/// Whether `action` can be done in `model` now. The hint line dims what cannot; pressing its key says why.
pub fn enabled(_action: Action, _model: &Model) -> Result<(), Refusal> {
    Ok(())
}
