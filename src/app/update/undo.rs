//! `u`: says what it takes back, and is honest about what it cannot.

use super::{board::selection, desk::RESTORE_WITHIN, triage, verbs};
use crate::{
    app::{
        effect::Effect,
        model::{
            Model, Now, Undo,
            layer::{Choice, Layer, Then},
            pending::ActState,
        },
    },
    backend::ActionKey,
    domain::{Incident, Time},
};

/// Takes back the newest thing that can be; after Esc first the marks.
pub fn undo(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    if selection::bring_back(model, now) {
        return;
    }
    let Some(last) = model.undo.last() else { return };
    let states: Vec<Option<ActState>> =
        last.keys.iter().map(|k| model.pending.get(*k).map(|a| a.state.clone())).collect();
    if states.iter().flatten().any(|s| *s == ActState::Sending) {
        model.say("on its way at this moment: try again when it has arrived", now);
        return;
    }
    let last = last.clone();
    triage::step_to(model, now, &last.keys);
    let unsent: Vec<_> = last.keys.iter().copied().filter(|k| model.pending.get(*k).is_some()).collect();
    let never_sent = states.iter().all(|s| matches!(s, Some(ActState::Queued)));
    if !unsent.is_empty() {
        fx.push(Effect::Drop(unsent.clone()));
    }
    if never_sent {
        // Forgotten once the outbox says that it is out: it may have been taken up at this moment.
        return;
    }
    let over = |asked| now.utc - asked > RESTORE_WITHIN;
    if matches!(last.verb, "cancel" | "merge") && asked_at(model, &last.keys).is_some_and(over) {
        model.undo.pop();
        cannot(model, now, &format!("{} cannot be undone any more: 15 minutes are over", last.verb));
        return;
    }
    let acts = match last.inverse {
        Err(reason) => {
            model.undo.pop();
            cannot(model, now, &format!("{} cannot be undone here: {reason}", last.verb));
            return;
        }
        Ok(acts) => acts,
    };
    // What waits may have arrived although no answer came: its inverse is sent all the same.
    if last.verb == "ack" && unsent.len() < last.keys.len() {
        let ids: Vec<_> = acts.iter().map(|(t, _)| t.id.clone()).collect();
        let mut incidents: Vec<&Incident> = ids.iter().filter_map(|id| model.held(id)).collect();
        incidents.dedup_by_key(|i| i.id.clone());
        let choices = vec![Choice { key: 'y', title: "un-ack", then: Then::TakeBack(acts) }];
        let strip = verbs::strip(model, now, "undo ack", &incidents, "the source notifies again", choices);
        model.layer = Some(Layer::Strip(strip));
        return;
    }
    model.undo.pop();
    triage::taken_back(model, &last.keys);
    verbs::ask(model, acts, None, None, fx);
}

/// Says why not, and what the next `u` takes back instead.
fn cannot(model: &mut Model, now: Now, why: &str) {
    let words = match model.undo.iter().rfind(|u| u.inverse.is_ok()) {
        None => why.to_owned(),
        Some(Undo { verb, number: Some(number), count: 0 | 1, .. }) => {
            format!("{why}; before that: {verb} {}", number.get())
        }
        Some(next) => format!("{why}; before that: {} of {}", next.verb, next.count),
    };
    model.say(&words, now);
}

/// When the first of these was asked, as long as its receipt is kept.
fn asked_at(model: &Model, keys: &[ActionKey]) -> Option<Time> {
    let receipts = model.pending.receipts();
    receipts.iter().find(|r| r.key.is_some_and(|k| keys.contains(&k))).map(|r| r.since)
}
