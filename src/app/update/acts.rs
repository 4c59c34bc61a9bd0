//! How what was asked goes on: in the outbox, on its way, confirmed, refused.

use super::triage;
use crate::{
    app::{
        action::Action,
        effect::Effect,
        model::{
            Model, Now,
            pending::{ActState, PendingAct},
        },
    },
    backend::{ActionKey, Verb},
    text::{Kind, SafeText},
};

/// What `u` remembers.
const UNDO_DEPTH: usize = 50;

/// The outbox has them: now, and not before, they are painted.
pub fn queued(model: &mut Model, now: Now, group: u64, acts: Vec<PendingAct>, fx: &mut Vec<Effect>) {
    let asking = model.asking.iter().position(|a| a.group == group).map(|n| model.asking.remove(n));
    let keys: Vec<ActionKey> = acts.iter().map(|a| a.key).collect();
    for act in acts {
        model.pending.put_of(Some(group), act, now.ms);
    }
    triage::queued(model, now, group, &keys);
    let Some(asking) = asking else { return };
    if let Some(slot) = asking.slot {
        fx.push(Effect::DeleteDraft(slot));
    }
    if let Some(mut undo) = asking.undo {
        undo.keys = keys;
        model.undo.push(undo);
        if model.undo.len() > UNDO_DEPTH {
            model.undo.remove(0);
        }
    }
}

/// The outbox could not take them: nothing is painted, words typed stay in their draft.
pub fn not_queued(model: &mut Model, now: Now, group: u64, words: SafeText) {
    model.asking.retain(|a| a.group != group);
    triage::not_queued(model, group);
    model.said = Some((words, now.ms));
}

/// One was taken out of the outbox; there is nothing left of it to take back.
pub fn dropped(model: &mut Model, now: Now, key: ActionKey) {
    forget_undo(model, key);
    triage::taken_back(model, &[key]);
    if let Some(act) = model.pending.withdraw(key) {
        model.board.acting.remove(&act.target.id);
        let words = match act.verb {
            Verb::Note { .. } => Some(Action::Note),
            Verb::Resolve { note: Some(_), .. } => Some(Action::Resolve),
            _ => None,
        };
        let words = words.map_or_else(String::new, |form| {
            format!(": its words are kept, {} on the incident brings them back", model.key(form))
        });
        model.say(&format!("{} taken out of the outbox{words}", act.verb.name()), now);
    }
}

fn forget_undo(model: &mut Model, key: ActionKey) {
    for undo in &mut model.undo {
        undo.keys.retain(|k| *k != key);
    }
    model.undo.retain(|u| !u.keys.is_empty());
}

/// What lies there from earlier sessions.
pub fn outbox(model: &mut Model, now: Now, list: Vec<PendingAct>) {
    let waiting = list.iter().filter(|a| !a.state.is_settled()).count();
    let failed = list.len() - waiting;
    for act in list {
        model.pending.put(act, now.ms);
    }
    if waiting + failed > 0 {
        let outbox = model.key(Action::GoOutbox);
        let words =
            format!("from your last session: {waiting} waiting, {failed} refused ({outbox} shows them)");
        model.said = Some((SafeText::clean(&words, Kind::Line), now.ms));
    }
}

/// One moved on.
pub fn moved_on(model: &mut Model, now: Now, key: ActionKey, state: ActState, fx: &mut Vec<Effect>) {
    let failed = matches!(state, ActState::Failed(_));
    let confirmed = matches!(state, ActState::Confirmed { .. });
    let act = model.pending.advance(key, state, now.ms);
    if let Some(act) = act.filter(|_| confirmed) {
        let id = &act.target.id;
        if model.pending.of(id).next().is_none() && model.board.acting.remove(id) {
            model.board.marks.remove(id);
        }
    }
    if failed {
        forget_undo(model, key);
        fx.push(Effect::Bell);
    }
}
