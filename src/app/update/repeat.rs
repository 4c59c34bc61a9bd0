//! `.`: the last verb once more, on the new target.

use crate::app::{
    effect::Effect,
    model::{Model, Now},
};

/// `.`
pub fn repeat(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    let _ = fx;
    model.say("repeat: not yet", now);
}
