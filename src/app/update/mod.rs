//! `update`: one message in, effects out.

use super::{
    effect::Effect,
    model::{Model, Now},
    msg::Msg,
};

/// Takes one message.
pub fn update(_model: &mut Model, _now: Now, _msg: Msg) -> Vec<Effect> {
    Vec::new()
}
