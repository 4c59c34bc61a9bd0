//! The service desk's verbs: moves, matrix, category, hold, snooze, resolve, close, cancel, merge, contact, update.
//!
//! | file | keys |
//! |---|---|
//! | [`moves`] | `f` |
//! | [`matrix`] | `p` |
//! | [`search`] | `c`, `m`, and the other one of a duplicate |
//! | [`wait`] | `h`, `z` |
//! | [`end`] | `r`, `x`, `X` |
//! | [`tell`] | `T`, `C` |
//! | [`menu`] | a key in any menu, and what an answer does |
//! | [`mod@typed`] | a verb that was typed as a line |
//! | [`words`] | what was written becomes a verb |
//! | [`back`] | the way back from each verb |
//! | [`mod@again`] | `.`, and a line of the command line |

mod again;
mod back;
mod end;
mod matrix;
mod menu;
mod moves;
mod search;
mod tell;
mod typed;
mod wait;
mod words;

#[cfg(test)]
mod tests;

pub use again::{again, go};
pub use back::{RESTORE_WITHIN, way_back};
pub use matrix::{chosen as matrix_chosen, key as matrix_key, needs_reason as matrix_needs};
pub use menu::{choose, key as menu_key};
pub use search::{
    Row, due as search_due, found, key as search_key, rows as search_rows, typed as search_typed,
};
pub use typed::typed;
pub use words::{ask_excuse, send};

use super::{repeat, verbs};
use crate::{
    app::{
        action::Action,
        effect::Effect,
        may::legal,
        model::{
            Model, Now,
            layer::{Confirm, Layer, Strip, Then, WordsFor},
            menu::{Entry, Menu, SearchFor},
        },
    },
    backend::{Target, Verb},
    domain::{Incident, Priority},
    text::{Kind, SafeText},
};

/// Does what the key of `action` does, to what it acts on now.
pub fn press(model: &mut Model, now: Now, action: Action, fx: &mut Vec<Effect>) {
    // What opens now shows what is said of it, and not what was said before.
    model.said = None;
    let targets = model.targets().into_iter().map(Target::from).collect();
    act(model, now, action, targets, fx);
}

/// The same for these.
pub fn act(model: &mut Model, now: Now, action: Action, targets: Vec<Target>, fx: &mut Vec<Effect>) {
    match action {
        Action::Status => moves::open(model, now, targets),
        Action::Priority => matrix::open(model, now, targets),
        Action::Category => search::open(model, now, SearchFor::Category, targets),
        Action::Hold => wait::hold(model, now, targets, fx),
        Action::Snooze => wait::snooze(model, now, targets, fx),
        Action::Merge => search::open(model, now, SearchFor::Incident { attach: false }, targets),
        Action::Resolve => end::resolve(model, now, targets, fx),
        Action::Close => end::close(model, now, targets, fx),
        Action::Cancel => end::cancel(model, now, targets),
        Action::Contact => tell::contact(model, now, targets),
        Action::Update => tell::update(model, now, targets, fx),
        _ => {}
    }
}

/// Those of `targets` that are held, and can do this; the others stay, and the first reason is said.
fn able(model: &mut Model, now: Now, targets: Vec<Target>, verb: &Verb) -> Vec<Target> {
    let all = targets.len();
    let mut why = None;
    let able: Vec<Target> = targets
        .into_iter()
        .filter(|target| {
            let Some(incident) = model.held(&target.id) else { return false };
            match legal::refusal(model, incident, verb, now.utc) {
                None => true,
                Some(words) => {
                    why.get_or_insert(words);
                    false
                }
            }
        })
        .collect();
    if let Some(why) = why {
        left_out(model, now, all - able.len(), all, why);
    }
    able
}

/// Says that some were left out; of a single one, why.
fn left_out(model: &mut Model, now: Now, out: usize, all: usize, why: SafeText) {
    if all <= 1 {
        model.said = Some((why, now.ms));
    } else {
        model.say(&format!("{out} of {all} cannot: they keep their mark"), now);
    }
}

/// The held incidents of these targets.
fn incidents<'m>(model: &'m Model, targets: &[Target]) -> Vec<&'m Incident> {
    targets.iter().filter_map(|t| model.held(&t.id)).collect()
}

/// The same verb for each.
fn each(targets: Vec<Target>, verb: &Verb) -> Vec<(Target, Verb)> {
    targets.into_iter().map(|t| (t, verb.clone())).collect()
}

/// Sends it on its way, with the way back where there is one; a breach that ends with it is asked about once.
fn ask(model: &mut Model, now: Now, acts: Vec<(Target, Verb)>, slot: Option<String>, fx: &mut Vec<Effect>) {
    let undo = way_back(model, &acts);
    repeat::remember(model, &acts);
    let ended: Vec<Target> =
        acts.iter().filter(|(_, v)| matches!(v, Verb::Resolve { .. })).map(|(t, _)| t.clone()).collect();
    let count = acts.len();
    verbs::ask(model, acts, undo, slot, fx);
    if let ([one], 1) = (&*ended, count) {
        ask_excuse(model, now, one, fx);
    }
}

/// Opens a strip over what is to be done.
fn confirm(model: &mut Model, now: Now, confirm: Confirm) {
    let strip = strip(model, now, confirm);
    model.layer = Some(Layer::Strip(strip));
}

fn strip(model: &Model, now: Now, confirm: Confirm) -> Strip {
    let Confirm { verb, consequence, acts, slot } = confirm;
    let ids: Vec<Target> = acts.iter().map(|(t, _)| t.clone()).collect();
    let mut incidents = incidents(model, &ids);
    incidents.dedup_by_key(|i| i.id.clone());
    incidents.sort_by_key(|i| i.priority);
    let worst = incidents.first().map_or(Priority::P5, |i| i.priority);
    let then = match slot {
        Some(slot) => Then::Send { acts, slot },
        None => Then::Act(acts),
    };
    let choices = vec![crate::app::model::layer::Choice { key: 'y', title: verb, then }];
    let mut strip = verbs::strip(model, now, verb, &incidents, "", choices);
    strip.consequence = consequence;
    strip.worst = worst;
    strip
}

/// Opens a menu; one without entries says why there are none.
fn open_menu(
    model: &mut Model,
    now: Now,
    verb: &'static str,
    targets: Vec<Target>,
    entries: Vec<Entry>,
    none: &str,
) {
    if entries.is_empty() {
        model.say(none, now);
        return;
    }
    model.layer = Some(Layer::Menu(Menu { verb, targets, entries }));
}

/// An entry that can be chosen.
fn entry(key: char, title: &str, hint: &str, then: Then) -> Entry {
    Entry { key, title: line(title), hint: line(hint), then, refused: None }
}

/// Words of ours as text.
fn line(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Line)
}

/// Opens the form for words.
fn write(model: &mut Model, purpose: WordsFor, targets: Vec<Target>, fx: &mut Vec<Effect>) {
    verbs::open_words(model, purpose, targets, fx);
}

/// `1042`, or how many: for sentences.
fn called(targets: &[Target]) -> String {
    match targets {
        [one] => one.number.map_or_else(|| "it".to_owned(), |n| n.get().to_string()),
        many => format!("{} incidents", many.len()),
    }
}
