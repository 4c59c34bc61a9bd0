//! `.`: the last verb once more, on the new target.

use super::desk;
use crate::{
    app::{
        effect::Effect,
        model::{Model, Now, repeat::Repeat},
    },
    backend::{Target, Verb},
};

/// Remembers what was asked. What takes something back is not repeated.
pub fn remember(model: &mut Model, acts: &[(Target, Verb)]) {
    let Some((first, _)) = acts.first() else { return };
    let of_first = acts.iter().filter(|(target, _)| target.id == first.id);
    let verbs: Vec<Verb> = of_first.map(|(_, verb)| verb.clone()).collect();
    if !verbs.iter().all(|v| matches!(v, Verb::Restore)) {
        model.last = Some(Repeat { verbs });
    }
}

/// `.`
pub fn repeat(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    let Some(last) = model.last.clone() else {
        model.say("nothing was done yet that could be repeated", now);
        return;
    };
    let targets = model.targets().into_iter().map(Target::from).collect();
    desk::again(model, now, &last.verbs, targets, fx);
}
