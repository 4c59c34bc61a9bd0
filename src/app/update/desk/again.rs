//! `.`: a verb with its words once more. What can be taken back acts at once; what asks first, or has words that
//! belong to one incident, opens its strip or form with everything in it.

use super::{able, ask, confirm, each, end, left_out, line, search, verbs};
use crate::{
    app::{
        effect::Effect,
        may::legal,
        model::{
            Model, Now,
            layer::{Confirm, Layer, WordsFor},
        },
    },
    backend::{Target, Verb},
    domain::{Number, record::Answer},
    text::{Kind, Opaque, SafeText},
};

/// Does `verbs` (those of one ask, as they were asked of one incident) to `targets`.
pub fn again(model: &mut Model, now: Now, verbs: &[Verb], targets: Vec<Target>, fx: &mut Vec<Effect>) {
    let Some(verb) = verbs.first() else { return };
    match verb {
        Verb::Ack { .. } => {
            let open = not_acked(model, now, targets);
            at_once(model, now, verbs, open, fx);
        }
        Verb::Unack => unack(model, now, targets, fx),
        Verb::Cancel { reason, detail, duplicate_of } => {
            let targets = able(model, now, targets, &end::cancelled(*reason));
            let targets = but(model, now, targets, *duplicate_of);
            match detail {
                _ if targets.is_empty() => {}
                Some(words) => written(model, WordsFor::Cancel(*reason), targets, words, fx),
                None => confirm(model, now, end::cancelling(model, each(targets, verb), None)),
            }
        }
        Verb::Merge { into } => {
            let targets = but(model, now, targets, Some(*into));
            let targets = able(model, now, targets, verb);
            if !targets.is_empty() {
                let what = search::merging(model, targets, *into);
                confirm(model, now, what);
            }
        }
        Verb::Resolve { code, note } => {
            let targets = able(model, now, targets, &Verb::Resolve { code: None, note: None });
            let code = code.as_ref().map(|code| code.cleaned(Kind::Label));
            let note = note.clone().unwrap_or_default();
            written(model, WordsFor::Resolve { code }, targets, &note, fx);
        }
        Verb::Close { answer: None, waiver: None, .. } => end::close(model, now, targets, fx),
        Verb::Close { answer, comment, waiver, .. } => {
            let targets = able(model, now, targets, &end::closed(*answer));
            let words = waiver.clone().or_else(|| comment.clone()).unwrap_or_default();
            let purpose = WordsFor::Close { answer: *answer, waiver: waiver.is_some() };
            written(model, purpose, targets, &words, fx);
        }
        Verb::Update { text, public, .. } => {
            let targets = able(model, now, targets, verb);
            written(model, WordsFor::Update { public: *public }, targets, text, fx);
        }
        Verb::Attach { parent } => {
            let targets = but(model, now, targets, *parent);
            at_once(model, now, verbs, targets, fx);
        }
        Verb::Excuse { .. } | Verb::Caller { .. } | Verb::Correct { .. } | Verb::Link { .. } => {
            model.say(&format!("{} belongs to one incident: it is not repeated", verb.name()), now);
        }
        _ => at_once(model, now, verbs, targets, fx),
    }
}

/// A form with these words in it already.
fn written(model: &mut Model, purpose: WordsFor, targets: Vec<Target>, words: &Opaque, fx: &mut Vec<Effect>) {
    if targets.is_empty() {
        return;
    }
    verbs::open_words(model, purpose, targets, fx);
    if let Some(Layer::Words(form)) = &mut model.layer {
        form.input.set(words.to_source());
    }
}

/// Those that are not the other one itself.
fn but(model: &mut Model, now: Now, targets: Vec<Target>, other: Option<Number>) -> Vec<Target> {
    let all = targets.len();
    let rest: Vec<Target> = targets.into_iter().filter(|t| other.is_none() || t.number != other).collect();
    if rest.len() < all {
        left_out(model, now, all - rest.len(), all, line("it cannot be done to itself: move to another one"));
    }
    rest
}

fn not_acked(model: &mut Model, now: Now, targets: Vec<Target>) -> Vec<Target> {
    let all = targets.len();
    let is_new = |t: &Target| model.inbox.get(&t.id).is_some_and(|i| !verbs::acked(model, i));
    let open: Vec<Target> = targets.into_iter().filter(is_new).collect();
    if open.len() < all {
        left_out(model, now, all - open.len(), all, line("acknowledged already"));
    }
    open
}

fn unack(model: &mut Model, now: Now, targets: Vec<Target>, fx: &mut Vec<Effect>) {
    let is_acked = |t: &Target| model.inbox.get(&t.id).is_some_and(|i| verbs::acked(model, i));
    let acked: Vec<Target> = targets.into_iter().filter(is_acked).collect();
    if acked.is_empty() {
        model.say("not acknowledged: there is nothing to take back", now);
    } else {
        verbs::acknowledge_these(model, now, &acked, fx);
    }
}

/// Asks it of those that can; of the others the first reason is said.
fn at_once(model: &mut Model, now: Now, verbs: &[Verb], targets: Vec<Target>, fx: &mut Vec<Effect>) {
    let all = targets.len();
    let (mut acts, mut why): (Vec<(Target, Verb)>, Option<SafeText>) = (Vec::new(), None);
    let mut out = 0;
    for target in targets {
        let Some(incident) = model.inbox.get(&target.id) else { continue };
        let before = acts.len();
        for verb in verbs {
            let fault = legal::refusal(model, incident, verb, now.utc).or_else(|| match verb {
                // What these take is for their source to say.
                Verb::Ack { .. } | Verb::Note { .. } => None,
                _ => legal::fault(model, incident, verb, now.utc),
            });
            match fault {
                None => acts.push((target.clone(), verb.clone())),
                Some(words) => why = why.or(Some(words)),
            }
        }
        out += usize::from(acts.len() == before);
    }
    let word = verbs.first().map_or("", Verb::name);
    if !acts.is_empty() {
        ask(model, now, acts, None, fx);
    }
    if let Some(why) = why.filter(|_| out > 0) {
        left_out(model, now, out, all, why.within(&format!("{word} again: "), ""));
    }
}

/// Does what a line of the command line asks, through the same strips as a key: what wakes, publishes, cancels, merges,
/// closes or resolves many is asked about first.
pub fn go(model: &mut Model, now: Now, acts: Vec<(Target, Verb)>, fx: &mut Vec<Effect>) {
    match asks(model, &acts) {
        None => ask(model, now, acts, None, fx),
        Some((verb, consequence)) => confirm(model, now, Confirm { verb, consequence, acts, slot: None }),
    }
}

/// Whether it is asked about first, as which word, with which consequence.
fn asks(model: &Model, acts: &[(Target, Verb)]) -> Option<(&'static str, SafeText)> {
    let targets = || acts.iter().map(|(target, _)| target.clone()).collect::<Vec<_>>();
    acts.iter().find_map(|(_, verb)| {
        Some(match verb {
            Verb::Cancel { .. } => ("cancel", end::cancelling(model, acts.to_vec(), None).consequence),
            Verb::Merge { into } => ("merge", search::merging(model, targets(), *into).consequence),
            Verb::Resolve { .. } => ("resolve", line(&end::resolve_asks(model, &targets())?)),
            Verb::Close { answer: Some(Answer::StillBroken), .. } => return None,
            Verb::Close { .. } => ("close", line("closed is final")),
            Verb::Unack => ("un-ack", line("the source notifies again")),
            Verb::Update { public: true, .. } => {
                ("publish", line("callers may read it; not sent: tell them; cannot be taken back"))
            }
            _ => return None,
        })
    })
}
