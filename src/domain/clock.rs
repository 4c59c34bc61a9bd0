//! The clocks of an incident, and what happens next: what board, order and queries look at.
//!
//! How a clock counts is told in [`super::sla`]; which of them comes next is told here.

use super::{Facts, State, Time, sla::Book, time::HOUR};

pub use super::sla::{Clock, Metric};

/// The clocks of an incident, in the order of the book.
pub fn clocks(incident: &impl Facts, book: &Book) -> Vec<Clock> {
    let ended =
        incident.resolved_at().or_else(|| (!incident.state().is_open()).then(|| incident.updated_at()));
    let (priority, started_at, acked) = (incident.priority(), incident.opened_at(), incident.acked_at());
    let wanted = format!("P{} ", priority.level());
    let policies = book.policies().iter().filter(|p| p.name.starts_folded(&wanted.to_lowercase()));
    policies
        .filter_map(|policy| {
            let super::sla::Target::Seconds(target_s) = policy.target else { return None };
            let stopped_at = match policy.metric {
                // Acked after it ended: the ending stopped it first.
                Metric::Response => match (acked, ended) {
                    (Some(a), Some(e)) => Some(a.min(e)),
                    (a, e) => a.or(e),
                },
                _ => ended,
            };
            Some(Clock {
                policy: policy.clone(),
                target_s,
                started_at,
                stopped_at,
                paused: None,
                reopen_count: 0,
                history: Vec::new(),
            })
        })
        .collect()
}

/// What stands under NEXT CLOCK: the next thing that will happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// A running clock reaches its target at this time, or has (`overrun`): the latest one if all have.
    Clock(Clock),
    /// A hold or a snooze ends, and it is back.
    HoldEnds(Time),
    /// Our acknowledgement runs out within the hour.
    AckEnds(Time),
    /// It waits, and nobody said until when.
    Waits,
    /// Nothing is due.
    Nothing,
}

/// How long before its end an acknowledgement that runs out is shown, in seconds.
pub const ACK_END_SHOWN: i64 = HOUR;

/// What happens next to `incident`.
pub fn next(incident: &impl Facts, book: &Book, now: Time) -> Next {
    if !incident.state().is_open() {
        return Next::Nothing;
    }
    if incident.state() == State::OnHold {
        return incident.hold_until().map_or(Next::Waits, Next::HoldEnds);
    }
    let clocks = clocks(incident, book);
    let running = || clocks.iter().filter(|c| c.running()).filter_map(|c| Some((c.due_at()?, c)));
    let ahead = running().filter(|(due, _)| *due >= now).min_by_key(|(due, _)| *due);
    if let Some(end) = incident.ack_until()
        && end - now <= ACK_END_SHOWN
        && ahead.as_ref().is_none_or(|(due, _)| end <= *due)
    {
        return Next::AckEnds(end);
    }
    match ahead.or_else(|| running().max_by_key(|(due, _)| *due)) {
        Some((_, clock)) => Next::Clock(clock.clone()),
        None => Next::Nothing,
    }
}

/// Whether any clock of it was breached: the `+` beside the state.
pub fn breached(incident: &impl Facts, book: &Book, now: Time) -> bool {
    clocks(incident, book).iter().any(|c| c.breached(now))
}
