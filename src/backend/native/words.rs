//! One line for a receipt or a ghost row: our own words around the names that the server gave. Pure.

use crate::{
    domain::{
        Number, State, Time,
        event::EventKind,
        record::{AUTO_RECOVERED, CancelReason},
        time::length,
    },
    text::{Kind, SafeText},
    wire::{EventRecord, IncidentRecord, Problem, problem::kind},
};

/// Why an incident left the board: `cancelled by jo: duplicate of INC-000041`, `closed`.
pub fn gone(record: &IncidentRecord) -> SafeText {
    let word = record.state.word();
    if let Some(end) = record.record.ending.as_ref().filter(|_| record.state.is_final()) {
        let by = end.by.shown();
        let other = end.other.map(Number::long).unwrap_or_default();
        let detail = end.detail.as_ref().map_or("", SafeText::shown);
        return line(&match (record.state, end.reason) {
            (State::Merged, _) => format!("merged into {other} by {by}"),
            (_, Some(CancelReason::Duplicate)) => format!("cancelled by {by}: duplicate of {other}"),
            (_, Some(CancelReason::Other) | None) => format!("cancelled by {by}: {detail}"),
            (_, Some(reason)) => format!("cancelled by {by}: {}", reason.title()),
        });
    }
    let Some(end) = record.resolution.as_ref() else { return line(word) };
    if end.code.as_ref().is_some_and(|code| code.eq_folded(AUTO_RECOVERED)) {
        return line(&format!("{word}; it had recovered by itself, says {}", end.by.shown()));
    }
    let said: Vec<&str> = [&end.code, &end.notes].into_iter().flatten().map(SafeText::shown).collect();
    let colon = if said.is_empty() { "" } else { ": " };
    line(&format!("{word}; resolved by {}{colon}{}", end.by.shown(), said.join(", ")))
}

/// `already closed by jo 12s ago`; `event` is how it became so, where that is told.
pub fn already(what: &str, event: Option<&EventRecord>, now: Time) -> SafeText {
    let by = event.map(|e| format!(" by {} {}", e.actor.name.shown(), ago(e.occurred_at, now)));
    line(&format!("already {what}{}", by.unwrap_or_default()))
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

/// Why it was refused. A value that is not taken is named, for the server's words begin behind its name.
pub fn refused(problem: &Problem) -> SafeText {
    match &problem.field {
        Some(field) if problem.kind == kind::INVALID => line(&format!("{field} {}", problem.detail)),
        _ => line(&problem.detail),
    }
}

/// What a person finds instead of the incident.
pub fn not_there(detail: &str) -> SafeText {
    if detail.is_empty() { line("the server does not have this incident") } else { line(detail) }
}

/// Who I am, as a query asks with it.
pub fn plain(name: &SafeText) -> String {
    name.shown().to_owned()
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
        EventKind::Start | EventKind::Resume => "works on",
        EventKind::Hold => "put on hold",
        EventKind::Mitigated => "mitigated",
        EventKind::Relapsed => "saw the impact come back of",
        EventKind::Closed => "closed",
        EventKind::Cancelled => "cancelled",
        EventKind::Merged => "merged",
        EventKind::Restored => "restored",
        EventKind::Priority => "changed the priority of",
        EventKind::Major => "changed the major flag of",
        EventKind::Category => "changed the category of",
        EventKind::Link => "linked",
        _ => "changed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::native::sample::{NOW, record, text};
    use crate::domain::record::Ending;

    #[test]
    fn why_it_left_names_who_and_what() {
        let mut left = record(State::Resolved, None, 3);
        left.state = State::Closed;
        assert_eq!(gone(&left).shown(), "closed; resolved by jo");
        let end = left.resolution.as_mut().expect("it is resolved");
        (end.code, end.notes) = (Some(text("fixed")), Some(text("pool restarted")));
        assert_eq!(gone(&left).shown(), "closed; resolved by jo: fixed, pool restarted");
        let end = left.resolution.as_mut().expect("it is resolved");
        (end.code, end.by) = (Some(text(AUTO_RECOVERED)), text("alertmanager"));
        assert_eq!(gone(&left).shown(), "closed; it had recovered by itself, says alertmanager");
        assert_eq!(gone(&record(State::Merged, None, 3)).shown(), "merged");
        let mut ended = |state, reason, other, detail: Option<&str>| {
            left.state = state;
            left.record.ending = Some(Box::new(Ending {
                reason,
                detail: detail.map(text),
                other: Number::new(other),
                by: text("ana"),
                at: NOW,
                was: State::New,
            }));
            gone(&left).shown().to_owned()
        };
        assert_eq!(ended(State::Merged, None, 41, None), "merged into INC-000041 by ana");
        assert_eq!(
            ended(State::Cancelled, Some(CancelReason::Duplicate), 41, None),
            "cancelled by ana: duplicate of INC-000041"
        );
        assert_eq!(
            ended(State::Cancelled, Some(CancelReason::Other), 0, Some("a drill")),
            "cancelled by ana: a drill"
        );
        assert_eq!(ended(State::Cancelled, Some(CancelReason::Test), 0, None), "cancelled by ana: a test");
        left.record.ending = None;
        left.state = State::Resolved;
        assert_eq!(already_resolved(&left, NOW).shown(), "already resolved by alertmanager 12s ago");
    }
}
