//! The snapshot that conditions of own keys are about. A part of [`super`].

use super::enabled::enabled;
use crate::app::{
    action::Action,
    keymap::context::{Context, Fact},
    model::Model,
};

/// Whether the cursor stands on the head of a group: not while it is on a ghost, or under another screen.
fn on_group(model: &Model) -> bool {
    model.screens.is_empty() && model.board.ghost.is_none() && model.board.head.is_some()
}

/// What is so in `model`; of actions only those in `asks` are asked, because that costs the most.
pub fn context(model: &Model, asks: &[Action]) -> Context {
    let incident = model.current();
    let mut now = Context::new(model.on());
    let grouped = model.views.get(model.view).is_some_and(|v| v.arrange.group.is_some());
    for (fact, so) in [
        (Fact::Marked, !model.board.marks.is_empty()),
        (Fact::Owned, incident.is_some_and(|i| i.owner.is_some())),
        (Fact::Mine, incident.is_some_and(|i| i.owner.as_ref() == Some(&model.me))),
        (Fact::Acked, incident.is_some_and(|i| i.acked_at.is_some())),
        (Fact::Major, incident.is_some_and(|i| i.detail.record.major.is_some())),
        (Fact::Filtered, !model.board.filter.text.is_empty()),
        (Fact::Grouped, grouped),
        (Fact::OnGroup, grouped && on_group(model)),
    ] {
        if so {
            now.set(fact);
        }
    }
    now.source = incident.map(|i| i.source.as_str().to_owned());
    now.state = incident.map(|i| i.state);
    now.can = asks.iter().map(|a| (*a, enabled(*a, model).is_ok())).collect();
    now
}
