//! Verbs that were typed as a line go the way of every key: what cannot be done is said, what asks first asks.

use super::{ask, confirm, end, left_out, line, search};
use crate::{
    app::{
        action::legal,
        effect::Effect,
        layer::Confirm,
        model::{Model, Now},
    },
    backend::{Target, Verb},
    domain::record::Answer,
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
    match strip(model, &able) {
        Some(what) => confirm(model, now, what),
        None => ask(model, now, able, None, fx),
    }
    if let Some(why) = why {
        left_out(model, now, out, all, why);
    }
}

/// What is to be asked first, if anything: what resolves many, ends for good, goes to others or lets a source page.
fn strip(model: &Model, acts: &[(Target, Verb)]) -> Option<Confirm> {
    let targets = || acts.iter().map(|(t, _)| t.clone()).collect::<Vec<_>>();
    let with = |verb: &'static str, words: &str| {
        Some(Confirm { verb, consequence: line(words), acts: acts.to_vec(), slot: None })
    };
    match &acts.first()?.1 {
        Verb::Resolve { .. } => with("resolve", end::resolve_asks(model, &targets())?),
        Verb::Cancel { .. } => Some(end::cancelling(acts.to_vec(), None)),
        Verb::Merge { into } => Some(search::merging(model, targets(), *into)),
        Verb::Close { answer: Some(Answer::StillBroken), .. } => None,
        Verb::Close { .. } => with("close", "closed is final"),
        Verb::Unack => with("unack", "un-ack lets the source notify again"),
        Verb::Update { public: true, .. } => {
            with("publish", "callers may read it; not sent: tell them; cannot be taken back")
        }
        _ => None,
    }
}
