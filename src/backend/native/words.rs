//! One line for a receipt or a ghost row: our own words around the names that the server gave. Pure.

use crate::{
    domain::{State, Time, event::EventKind, time::length},
    text::{Kind, SafeText},
    wire::{EventRecord, IncidentRecord},
};

/// The code of an incident that ended because its alert cleared.
const AUTO: &str = "auto_recovered";

/// Why an incident left the list of open ones: `resolved by jo: fixed, pool restarted`.
pub fn gone(record: &IncidentRecord) -> SafeText {
    let Some(end) = record.resolution.as_ref().filter(|_| record.state == State::Resolved) else {
        return line(record.state.word());
    };
    if end.code.as_ref().is_some_and(|code| code.eq_folded(AUTO)) {
        return line(&format!("recovered by itself, says {}", end.by.shown()));
    }
    let said: Vec<&str> = [&end.code, &end.notes].into_iter().flatten().map(SafeText::shown).collect();
    let colon = if said.is_empty() { "" } else { ": " };
    line(&format!("resolved by {}{colon}{}", end.by.shown(), said.join(", ")))
}

/// `already resolved by jo 12s ago`; `now` is the server's clock.
pub fn already_resolved(current: &IncidentRecord, now: Time) -> SafeText {
    match &current.resolution {
        Some(end) => line(&format!("already resolved by {} {}", end.by.shown(), ago(end.at, now))),
        None => line(&format!("already {}", current.state.word())),
    }
}

/// `already assigned to mira by jo 12s ago`; who did it comes from `since`, where it is told.
pub fn already_assigned(current: &IncidentRecord, since: &[EventRecord], now: Time) -> SafeText {
    let is = match &current.owner {
        Some(owner) => format!("already assigned to {}", owner.shown()),
        None => "already nobody's,".to_owned(),
    };
    let by = since.iter().rev().find(|e| e.changes.iter().any(|c| c.field == "owner"));
    let by = by.map(|e| format!(" by {} {}", e.actor.name.shown(), ago(e.occurred_at, now)));
    line(format!("{is}{}", by.unwrap_or_default()).trim_end_matches(','))
}

/// `jo resolved it 12s ago: it is resolved, with mira now. Look again, then decide`. `event` is what made the difference.
pub fn conflict(current: &IncidentRecord, event: Option<&EventRecord>, now: Time) -> SafeText {
    let who = match event {
        Some(e) => format!("{} {} it {}", e.actor.name.shown(), done(e), ago(e.occurred_at, now)),
        None => format!("it was changed {}", ago(current.updated_at, now)),
    };
    let with = match &current.owner {
        Some(owner) => format!(", with {}", owner.shown()),
        None => String::new(),
    };
    line(&format!(
        "{who}: now it is {}{with}. Look again, then decide",
        current.state.word().replace('_', " ")
    ))
}

/// What a person finds instead of the incident.
pub fn not_there(detail: &str) -> SafeText {
    if detail.is_empty() { line("the server does not have this incident") } else { line(detail) }
}

/// Any words as one line.
pub fn line(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Line)
}

fn ago(at: Time, now: Time) -> String {
    format!("{} ago", length(now - at))
}

fn done(event: &EventRecord) -> &'static str {
    match event.kind {
        EventKind::Ack => "acknowledged",
        EventKind::Unack => "took back the acknowledgement of",
        EventKind::Assign => "assigned",
        EventKind::Resolved => "resolved",
        EventKind::Reopened => "reopened",
        EventKind::Note => "wrote about",
        _ => "changed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::native::sample::{NOW, record, text};

    #[test]
    fn why_it_left_names_who_and_what() {
        let mut left = record(State::Resolved, None, 3);
        assert_eq!(gone(&left).shown(), "resolved by jo");
        let end = left.resolution.as_mut().expect("it is resolved");
        (end.code, end.notes) = (Some(text("fixed")), Some(text("pool restarted")));
        assert_eq!(gone(&left).shown(), "resolved by jo: fixed, pool restarted");
        let end = left.resolution.as_mut().expect("it is resolved");
        (end.code, end.by) = (Some(text(AUTO)), text("alertmanager"));
        assert_eq!(gone(&left).shown(), "recovered by itself, says alertmanager");
        assert_eq!(gone(&record(State::Merged, None, 3)).shown(), "merged");
        assert_eq!(already_resolved(&left, NOW).shown(), "already resolved by alertmanager 12s ago");
    }
}
