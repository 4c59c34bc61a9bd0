//! Choosing columns, saving what is shown as a view.

use crate::{
    app::{
        action::Action,
        effect::Effect,
        key::Key,
        layer::ColumnPick,
        model::{Model, Now, View},
    },
    text::SafeText,
};

/// `W`, and saving and dropping a view.
pub fn press(model: &mut Model, now: Now, action: Action, fx: &mut Vec<Effect>) {
    let _ = fx;
    model.say(&format!("{}: not yet", action.spec().name), now);
}

/// A key while columns are chosen.
pub fn key(model: &mut Model, now: Now, pick: Box<ColumnPick>, key: Key, fx: &mut Vec<Effect>) {
    let _ = (model, now, pick, key, fx);
}

/// A view was saved, or not.
pub fn saved(model: &mut Model, now: Now, name: &SafeText, outcome: Result<SafeText, SafeText>) {
    let _ = (model, now, name, outcome);
}

/// Views that were read again.
pub fn views(model: &mut Model, now: Now, views: Result<Vec<View>, SafeText>) {
    let _ = (model, now, views);
}
