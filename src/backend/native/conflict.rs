//! What a refusal by `If-Match` means: the incident is not as it was when the key was pressed. Pure.
//!
//! Only verbs that would overrun what somebody else decided meanwhile carry a version ([`decides`]).

use super::words;
use crate::{
    backend::Verb,
    domain::{State, Time, event::EventKind},
    text::SafeText,
    wire::{EventRecord, IncidentRecord},
};

/// The server tells at most so many events; beyond them it is not known what happened.
const TOLD: usize = 50;

/// Entries that add something and decide nothing.
const ADDS: &[EventKind] = &[
    EventKind::Note,
    EventKind::Raised,
    EventKind::Clock,
    EventKind::Change,
    EventKind::Snooze,
    EventKind::Update,
    EventKind::Contact,
    EventKind::Caller,
    EventKind::Excuse,
];

/// Fields that nobody decides on.
const HARMLESS: &[&str] = &["count", "updated_at"];

/// Whether a verb carries the version that the person saw.
///
/// Not those that only add (notes, updates, attempts, callers, links), that never take anything from anybody
/// (acknowledging, starting), that the server guards itself (restoring), or that concern only what one sees (snoozing).
pub const fn decides(verb: &Verb) -> bool {
    matches!(
        verb,
        Verb::Assign { .. }
            | Verb::Hold { .. }
            | Verb::Resume { .. }
            | Verb::Mitigate { .. }
            | Verb::Relapse { .. }
            | Verb::Resolve { .. }
            | Verb::Reopen { .. }
            | Verb::Close { .. }
            | Verb::Cancel { .. }
            | Verb::Merge { .. }
            | Verb::Attach { .. }
            | Verb::Priority { .. }
            | Verb::Major { .. }
            | Verb::Category { .. }
    )
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    /// Nothing that matters happened: send it again for this version.
    Again(String),
    /// It is as we wanted it, in these words.
    Already(SafeText),
    /// Somebody decided otherwise, in these words.
    Conflict(SafeText),
}

/// Judges what happened `since` the version that was seen. `now` is the server's clock.
pub fn judge(
    verb: &Verb,
    actor: &SafeText,
    current: &IncidentRecord,
    since: &[EventRecord],
    now: Time,
) -> Judged {
    if let Some(words) = already(verb, current, since, now) {
        return Judged::Already(words);
    }
    let differs = since.iter().rev().find(|e| makes_a_difference(e, actor));
    let is_known = !since.is_empty() && since.len() < TOLD;
    match differs {
        None if is_known => Judged::Again(current.etag()),
        other => Judged::Conflict(words::conflict(current, other, now)),
    }
}

/// Whether the actor of a verb should look again before it is carried out: not for their own earlier commands, which
/// the queue sends in order, nor for notes and repeated alerts.
fn makes_a_difference(event: &EventRecord, actor: &SafeText) -> bool {
    let is_count =
        || !event.changes.is_empty() && event.changes.iter().all(|c| HARMLESS.contains(&c.field.as_str()));
    event.actor.name != *actor && !ADDS.contains(&event.kind) && !is_count()
}

/// Words for what is so already.
fn already(verb: &Verb, current: &IncidentRecord, since: &[EventRecord], now: Time) -> Option<SafeText> {
    let state = current.state;
    let is = |so: bool, what: &str, kind: EventKind| {
        so.then(|| words::already(what, since.iter().rev().find(|e| e.kind == kind), now))
    };
    match verb {
        Verb::Resolve { .. } => {
            matches!(state, State::Resolved | State::Closed).then(|| words::already_resolved(current, now))
        }
        Verb::Assign { to } => {
            (state.is_open() && current.owner == *to).then(|| words::already_assigned(current, since, now))
        }
        Verb::Hold { reason, .. } => {
            let same = current.hold.as_ref().is_some_and(|h| h.reason == *reason);
            is(state == State::OnHold && same, "on hold for that", EventKind::Hold)
        }
        Verb::Resume { .. } => is(state == State::InProgress, "in progress", EventKind::Resume),
        Verb::Mitigate { .. } => is(state == State::Mitigated, "mitigated", EventKind::Mitigated),
        Verb::Relapse { .. } => is(state == State::InProgress, "in progress", EventKind::Relapsed),
        Verb::Reopen { .. } => is(state.is_open(), "reopened", EventKind::Reopened),
        Verb::Close { .. } => is(state == State::Closed, "closed", EventKind::Closed),
        Verb::Cancel { .. } => is(state == State::Cancelled, "cancelled", EventKind::Cancelled),
        Verb::Merge { into } => {
            let same = current.record.ending.as_ref().is_some_and(|e| e.other == Some(*into));
            is(state == State::Merged && same, "merged into it", EventKind::Merged)
        }
        Verb::Attach { parent } => is(current.record.parent == *parent, "so", EventKind::Link),
        Verb::Major { on, .. } => is(current.record.major.is_some() == *on, "so", EventKind::Major),
        Verb::Category { category, sub } => {
            let same = current.category.as_ref() == Some(category) && current.subcategory == *sub;
            is(same, "in that category", EventKind::Category)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
