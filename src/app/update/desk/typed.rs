//! Verbs that were typed as a line go the way of every key: what cannot be done is said, what asks first asks.

use super::{again::go, left_out};
use crate::{
    app::{
        effect::Effect,
        may::legal,
        model::{Model, Now},
    },
    backend::{Target, Verb},
    text::SafeText,
};

/// Asks for them, all of one kind, each with its words.
pub fn typed(model: &mut Model, now: Now, acts: Vec<(Target, Verb)>, fx: &mut Vec<Effect>) {
    let all = acts.len();
    let mut why: Option<SafeText> = None;
    let mut able = Vec::with_capacity(all);
    for (target, verb) in acts {
        // What is not on the board any more its source knows better.
        let refusal = model.inbox.get(&target.id).and_then(|i| {
            legal::refusal(model, i, &verb, now.utc).or_else(|| legal::fault(model, i, &verb, now.utc))
        });
        match refusal {
            None => able.push((target, verb)),
            Some(words) => {
                why.get_or_insert(words);
            }
        }
    }
    let out = all - able.len();
    if able.is_empty() {
        if let Some(why) = why {
            model.said = Some((why, now.ms));
        }
        return;
    }
    go(model, now, able, fx);
    if let Some(why) = why {
        left_out(model, now, out, all, why);
    }
}
