//! What a refusal by `If-Match` means: the incident is not as it was when the key was pressed. Pure.
//!
//! Of the verbs only assigning and resolving carry a version, because only they would overrun what somebody else decided
//! meanwhile.

use super::words;
use crate::{
    backend::Verb,
    domain::{Time, event::EventKind},
    text::SafeText,
    wire::{EventRecord, IncidentRecord},
};

/// The server tells at most so many events; beyond them it is not known what happened.
const TOLD: usize = 50;

/// Fields that nobody decides on.
const HARMLESS: &[&str] = &["count", "updated_at"];

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
    match verb {
        Verb::Resolve { .. } if !current.state.is_open() => {
            return Judged::Already(words::already_resolved(current, now));
        }
        Verb::Assign { to } if current.state.is_open() && current.owner == *to => {
            return Judged::Already(words::already_assigned(current, since, now));
        }
        _ => {}
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
    event.actor.name != *actor && event.kind != EventKind::Note && !is_count()
}

#[cfg(test)]
mod tests;
