//! Actions that are asked for on a screen where they mean nothing: from the palette, or by an own key.

use super::Refusal;
use crate::{
    app::{
        action::{Action, Place},
        model::Model,
    },
    text::{Kind, SafeText},
};

/// Refuses what is not done on the screen on top, and says where it is.
pub fn elsewhere(action: Action, model: &Model) -> Result<(), Refusal> {
    let spec = action.spec();
    let screen = model.on();
    if screen.places().contains(&spec.place) {
        return Ok(());
    }
    let to = |action: Action| model.key(action);
    let instead = match spec.place {
        Place::Board => format!("{} goes to the board", to(Action::GoBoard)),
        Place::Incident => format!("choose one on the board, {} goes there", to(Action::GoBoard)),
        Place::Detail => format!("{} opens an incident", to(Action::Open)),
        Place::Outbox => format!("{} goes to the outbox", to(Action::GoOutbox)),
        Place::Triage => format!("{} goes through the unacknowledged ones", to(Action::Triage)),
        Place::Everywhere => return Ok(()),
    };
    let words = format!("{} is done {}: {instead}", spec.name, spec.place.word());
    Err(Refusal(SafeText::clean(&words, Kind::Line)))
}
