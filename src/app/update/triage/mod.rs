//! `t`: the unacknowledged ones, one at a time.
//!
//! The verbs are the board's, by the same keys. One that decides slides the next one in as soon as the outbox has it;
//! what is pressed before that one can have been read is dropped. One that was acknowledged by somebody else, or has
//! gone, is passed with a word; while it is on screen it stays there until a key goes on, so that nothing slides away
//! under the finger.
//!
//! | file | what it does |
//! |---|---|
//! | [`read`] | what is read about the one that is shown, and what comes from sources |

mod read;
#[cfg(test)]
mod tests;

pub use read::{appended, changes, found, look, timeline};

use super::{screens, verbs};
use crate::{
    app::{
        action::{Action, Group, Place},
        effect::Effect,
        model::{
            Model, Now, Screen, Tab,
            triage::{Asked, End, Triage},
        },
    },
    backend::{ActionKey, Target, Verb},
    domain::{Facts, Incident, IncidentId, State},
    text::{Kind, SafeText},
};

/// As many are gone through at once.
const MOST: usize = 1_000;

/// The triage, on top or under an incident that was opened from it.
fn state(model: &mut Model) -> Option<&mut Triage> {
    model.screens.iter_mut().rev().find_map(|s| if let Screen::Triage(t) = s { Some(&mut **t) } else { None })
}

/// `t`: the marked ones, else the unacknowledged ones of the view, in its order.
pub fn open(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    let marked = !model.board.marks.is_empty();
    let ids: Vec<IncidentId> = if marked {
        let mut places: Vec<(Option<usize>, IncidentId)> =
            model.board.marks.iter().map(|id| (model.inbox.place(id), id.clone())).collect();
        places.sort();
        places.into_iter().map(|(_, id)| id).take(MOST).collect()
    } else {
        let new = model.inbox.shown_facts().filter(|facts| facts.state() == State::New);
        let ids = new.map(|facts| IncidentId::from_known(facts.id()));
        ids.filter(|id| model.inbox.get(id).is_some_and(|i| !verbs::acked(model, i))).take(MOST).collect()
    };
    if ids.is_empty() {
        let open = model.inbox.counts().open;
        model.say(&format!("nothing is unacknowledged in this view ({open} open in all)"), now);
        return;
    }
    let triage = Triage {
        ends: vec![None; ids.len()],
        ids,
        marked,
        begun_ms: now.ms,
        armed_at_ms: armed(model, now),
        ..Triage::default()
    };
    screens::go(model, Screen::Triage(Box::new(triage)));
    slide(model, now);
    look(model, fx);
}

/// The next one takes verbs once it can have been seen.
fn armed(model: &Model, now: Now) -> u64 {
    now.ms + u64::from(model.link_ms.unwrap_or(0))
}

/// Why the one at `id` needs no decision any more, if so.
fn settled(model: &Model, marked: bool, id: &IncidentId) -> Option<SafeText> {
    let line = |words: &str| SafeText::clean(words, Kind::Line);
    let Some(incident) = model.inbox.get(id) else { return Some(line("gone from its source")) };
    if marked || incident.state == State::New {
        return None;
    }
    Some(changed(incident))
}

/// `acknowledged by jo`, `on hold`.
pub fn changed(incident: &Incident) -> SafeText {
    match &incident.owner {
        Some(owner) => owner.within(&format!("{}, owner ", incident.state.word()), ""),
        None => SafeText::clean(incident.state.word(), Kind::Line),
    }
}

/// Passes those that need no decision any more, with a word; at the end the summary stands.
fn slide(model: &mut Model, now: Now) {
    let armed = armed(model, now);
    let mut passed: Vec<(IncidentId, SafeText)> = Vec::new();
    loop {
        let Some(triage) = state(model) else { return };
        (triage.top, triage.armed_at_ms, triage.known) = (0, armed, None);
        let Some(id) = triage.current().cloned() else {
            triage.ended_ms.get_or_insert(now.ms);
            break;
        };
        triage.ended_ms = None;
        let (marked, decided) = (triage.marked, triage.end().is_some());
        match settled(model, marked, &id).filter(|_| !decided) {
            None => break,
            Some(why) => {
                let Some(triage) = state(model) else { return };
                let at = triage.at;
                triage.ends[at] = Some(End::Elsewhere(why.clone()));
                triage.at += 1;
                passed.push((id, why));
            }
        }
    }
    match &*passed {
        [] => {}
        [(id, why)] => {
            let number = model.inbox.get(id).and_then(|i| i.number);
            let name = number.map_or_else(|| "one".to_owned(), |n| n.get().to_string());
            model.said = Some((why.within(&format!("{name} passed: "), ""), now.ms));
        }
        several => {
            model.say(&format!("{} passed: somebody else has them, or they are gone", several.len()), now);
        }
    }
}

/// `j`: on, and this one stays as it is.
pub fn skip(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    let Some(id) = state(model).and_then(|t| t.current().cloned()) else {
        let board = model.key(Action::OpenThis);
        model.say(&format!("that was the last one: {board} goes back to the board"), now);
        return;
    };
    let marked = state(model).is_some_and(|t| t.marked);
    let why = settled(model, marked, &id);
    if let Some(triage) = state(model) {
        let at = triage.at;
        if triage.asks.iter().all(|a| a.id != id) {
            triage.ends[at].get_or_insert(why.map_or(End::Skipped, End::Elsewhere));
        }
        triage.at += 1;
    }
    slide(model, now);
    look(model, fx);
}

/// `k`: back to the one before, however it ended.
pub fn step_back(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    let Some(triage) = state(model) else { return };
    let Some(at) = triage.at.checked_sub(1) else {
        model.say("this is the first one", now);
        return;
    };
    turn_to(model, now, at);
    look(model, fx);
}

fn turn_to(model: &mut Model, now: Now, at: usize) {
    let armed = armed(model, now);
    let Some(triage) = state(model) else { return };
    (triage.at, triage.top, triage.armed_at_ms) = (at, 0, armed);
    (triage.known, triage.ended_ms) = (None, None);
    if triage.ends[at] == Some(End::Skipped) {
        triage.ends[at] = None;
    }
}

/// `Enter`: the incident, full screen; at the summary the board.
pub fn open_this(model: &mut Model, fx: &mut Vec<Effect>) {
    match model.screens.last() {
        Some(Screen::Triage(triage)) if triage.current().is_none() => {
            model.screens.pop();
        }
        _ => screens::open(model, Tab::Overview, fx),
    }
}

/// `q` in the middle of it: the summary first. False where there is none to show.
pub fn ends(model: &mut Model, now: Now) -> bool {
    let Some(Screen::Triage(triage)) = model.screens.last_mut() else { return false };
    let begun = triage.ends.iter().any(Option::is_some) || !triage.asks.is_empty();
    if triage.current().is_none() || !begun {
        return false;
    }
    (triage.at, triage.top, triage.known) = (triage.ids.len(), 0, None);
    triage.ended_ms = Some(now.ms);
    true
}

/// Whether this verb was pressed for the one before: what is shown could not be read yet, or is decided already.
pub fn typed_ahead(model: &mut Model, now: Now, action: Action) -> bool {
    let Some(Screen::Triage(triage)) = model.screens.last() else { return false };
    let spec = action.spec();
    let acts = (spec.group == Group::Verbs && spec.place == Place::Incident) || action == Action::Repeat;
    let Some(id) = triage.current().filter(|_| acts) else { return false };
    if triage.asks.iter().any(|a| a.id == *id) {
        model.say("asked already: the next one comes as soon as it is on disk", now);
        return true;
    }
    if now.ms < triage.armed_at_ms {
        model.say("pressed before this one could be read: press it again", now);
        return true;
    }
    false
}

/// Whether this verb decides about an incident, so that the next one may come.
const fn decides(verb: &Verb) -> bool {
    matches!(
        verb,
        Verb::Ack { .. }
            | Verb::Assign { to: Some(_) }
            | Verb::Start
            | Verb::Hold { .. }
            | Verb::Snooze { .. }
            | Verb::Mitigate { .. }
            | Verb::Resolve { .. }
            | Verb::Close { .. }
            | Verb::Cancel { .. }
            | Verb::Merge { .. }
    )
}

/// Something was asked.
pub fn asked(model: &mut Model, group: u64, acts: &[(Target, Verb)]) {
    let Some(triage) = state(model) else { return };
    for (target, verb) in acts.iter().filter(|(_, verb)| decides(verb)) {
        if triage.ids.contains(&target.id) {
            triage.asks.push(Asked { group, id: target.id.clone(), verb: verb.name() });
        }
    }
}

/// The outbox has it: it is decided, and the next one slides in.
pub fn queued(model: &mut Model, now: Now, group: u64, keys: &[ActionKey]) {
    let Some(triage) = state(model) else { return };
    let (ours, rest) = std::mem::take(&mut triage.asks).into_iter().partition(|a: &Asked| a.group == group);
    triage.asks = rest;
    let mut slides = false;
    for asked in ours {
        let Some(at) = triage.ids.iter().position(|id| *id == asked.id) else { continue };
        triage.ends[at] = Some(End::Done { verb: asked.verb, keys: keys.to_vec() });
        slides |= at == triage.at;
    }
    if slides {
        triage.at += 1;
        while matches!(triage.end(), Some(End::Done { .. } | End::Skipped)) {
            triage.at += 1;
        }
        slide(model, now);
    }
}

/// The outbox could not take it: it stands undecided.
pub fn not_queued(model: &mut Model, group: u64) {
    if let Some(triage) = state(model) {
        triage.asks.retain(|a| a.group != group);
    }
}

fn decided_by(triage: &Triage, keys: &[ActionKey]) -> Option<usize> {
    let by = |end: &Option<End>| matches!(end, Some(End::Done { keys: own, .. }) if own.iter().any(|k| keys.contains(k)));
    triage.ends.iter().position(by)
}

/// `u` takes these back: the one they decided about is shown.
pub fn step_to(model: &mut Model, now: Now, keys: &[ActionKey]) {
    let Some(triage) = state(model) else { return };
    if let Some(at) = decided_by(triage, keys)
        && at != triage.at
    {
        turn_to(model, now, at);
    }
}

/// These were taken back: what they decided is open again.
pub fn taken_back(model: &mut Model, keys: &[ActionKey]) {
    let Some(triage) = state(model) else { return };
    while let Some(at) = decided_by(triage, keys) {
        triage.ends[at] = None;
    }
}
