//! `T`: whether the caller could be reached. `C`: what the stakeholders were told.

use super::{able, each, entry, incidents, open_menu, write};
use crate::{
    app::{
        action::Action,
        effect::Effect,
        model::{
            Model, Now,
            layer::{Then, WordsFor},
        },
    },
    backend::{Target, Verb},
    domain::{State, Time, clock, record::Reached, sla::Metric},
};

/// So often nobody answered before it is offered to end it without an answer.
const ATTEMPTS: u32 = 3;

fn contacted(result: Reached) -> Verb {
    Verb::Contact { result, note: None }
}

/// `T`: answered or not; after three attempts also the end without an answer.
pub fn contact(model: &mut Model, now: Now, targets: Vec<Target>) {
    let targets = able(model, now, targets, &contacted(Reached::NoAnswer));
    let held = incidents(model, &targets);
    let Some(first) = held.first() else { return };
    let unanswered = held.iter().map(|i| i.detail.record.unanswered).min().unwrap_or(0);
    let done = held.iter().all(|i| i.state == State::Resolved);
    let open = held.iter().all(|i| i.state.is_open());
    let who = match (held.len(), &first.detail.record.reporter) {
        (1, Some(caller)) => Some(caller.name.clone()),
        _ => None,
    };
    let tried = match unanswered {
        0 => "the first try".to_owned(),
        n => format!("nobody answered {n} {} so far", if n == 1 { "time" } else { "times" }),
    };
    let mut answered =
        entry('a', "answered", "", Then::Act(each(targets.clone(), &contacted(Reached::Answered))));
    answered.hint = who.unwrap_or_default();
    let act = Then::Act(each(targets.clone(), &contacted(Reached::NoAnswer)));
    let mut entries = vec![answered, entry('n', "no answer", &tried, act)];
    if unanswered >= ATTEMPTS && done {
        entries.push(entry('x', "close it as no answer", "", Then::Verb(Action::Close, targets.clone())));
    } else if unanswered >= ATTEMPTS && open {
        entries.push(entry(
            'r',
            "resolve it",
            "nobody can be reached",
            Then::Verb(Action::Resolve, targets.clone()),
        ));
    }
    open_menu(model, now, "contact", targets, entries, "");
}

/// `C`: a form of words.
pub fn update(model: &mut Model, now: Now, targets: Vec<Target>, fx: &mut Vec<Effect>) {
    let probe =
        Verb::Update { text: crate::text::Opaque::default(), audience: None, next_at: None, public: false };
    let targets = able(model, now, targets, &probe);
    if !targets.is_empty() {
        write(model, WordsFor::Update { public: false }, targets, fx);
    }
}

/// When the stakeholders hear again if nobody says otherwise: what its update clock promises, from now on.
pub fn next_update(model: &Model, now: Now, target: &Target) -> Option<Time> {
    let incident = model.held(&target.id)?;
    let clocks = clock::clocks(incident, model.book(&incident.source));
    let update = clocks.iter().filter(|c| c.metric() == Metric::UpdateCadence && c.stopped_at.is_none());
    let soonest = update.map(|c| c.target_s).min()?;
    Some(model.server_now(&incident.source, now.utc) + soonest)
}
