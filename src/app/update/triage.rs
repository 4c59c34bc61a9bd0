//! `t`: the unacknowledged ones, one at a time.

use crate::app::{
    effect::Effect,
    model::{Model, Now},
};

/// `t`
pub fn open(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    let _ = fx;
    model.say("triage: not yet", now);
}
