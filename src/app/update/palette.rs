//! `:`: what is typed there, and what comes of it.

use crate::{
    app::{
        effect::Effect,
        key::Key,
        model::{Model, Now},
        msg::Outcome,
        palette::Palette,
    },
    text::SafeText,
};

/// `:`
pub fn open(model: &mut Model, now: Now) {
    model.say("palette: not yet", now);
}

/// The themes to choose from.
pub fn themes(model: &mut Model, now: Now) {
    model.say("theme: not yet", now);
}

/// A key in the palette.
pub fn key(model: &mut Model, now: Now, palette: Box<Palette>, key: Key, fx: &mut Vec<Effect>) {
    let _ = (model, now, palette, key, fx);
}

/// Pasted text.
pub fn paste(model: &mut Model, now: Now, text: &str) {
    let _ = (model, now, text);
}

/// A line was done, or read.
pub fn commanded(model: &mut Model, now: Now, ask: u64, outcome: Outcome, fx: &mut Vec<Effect>) {
    let _ = (model, now, ask, outcome, fx);
}

/// The theme that is painted now, or why another could not be.
pub fn themed(model: &mut Model, now: Now, theme: Result<SafeText, SafeText>) {
    let _ = (model, now, theme);
}
