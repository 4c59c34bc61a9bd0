//! `u`: says what it takes back, and is honest about what it cannot.

use super::{desk::RESTORE_WITHIN, verbs};
use crate::app::{
    effect::Effect,
    layer::{Choice, Layer, Then},
    model::{Model, Now},
    pending::ActState,
};
use crate::{
    backend::ActionKey,
    domain::{Incident, Time},
};

/// Takes back the newest thing that can be; after Esc first the marks.
pub fn undo(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    if model.board.marks.is_empty() && !model.board.dropped_marks.is_empty() {
        model.board.marks = std::mem::take(&mut model.board.dropped_marks);
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
        model.say(&format!("{} cannot be undone any more: 15 minutes are over", last.verb), now);
        return;
    }
    let acts = match last.inverse {
        Err(reason) => {
            model.undo.pop();
            model.say(&format!("{} cannot be undone here: {reason}", last.verb), now);
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
    verbs::ask(model, acts, None, None, fx);
}

/// When the first of these was asked, as long as its receipt is kept.
fn asked_at(model: &Model, keys: &[ActionKey]) -> Option<Time> {
    let receipts = model.pending.receipts();
    receipts.iter().find(|r| r.key.is_some_and(|k| keys.contains(&k))).map(|r| r.since)
}
