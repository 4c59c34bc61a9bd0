//! The clocks of an incident, and what happens next: what board, order and queries look at.
//!
//! How a clock counts is told in [`super::sla`]; which of them comes next is told here.

use super::{
    Facts, State, Time,
    sla::{Book, story},
    time::HOUR,
};

pub use super::sla::{Clock, Metric};

/// The clocks of an incident, in the order of the book; those given up on the way among them.
pub fn clocks(incident: &impl Facts, book: &Book) -> Vec<Clock> {
    let mut clocks = Vec::new();
    story::clocks(incident, book, |clock| clocks.push(clock));
    clocks
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
    if let Some(end) = incident.snoozed_until().filter(|end| *end > now) {
        return Next::HoldEnds(end);
    }
    let held = incident.state() == State::OnHold;
    let waits = || incident.hold_until().map_or(Next::Waits, Next::HoldEnds);
    // What its source silenced is out of sight, whatever was promised.
    if held && incident.hold().is_none_or(|(reason, _)| reason.by_source()) {
        return waits();
    }
    // The nearest that is still ahead, else the latest of those that ran over; of equals the first and the last.
    let mut nearest: Option<(bool, Time, Clock)> = None;
    story::clocks(incident, book, |clock| {
        let Some(due) = clock.due_at().filter(|_| clock.running()) else { return };
        let over = due < now;
        let nearer = nearest.as_ref().is_none_or(|(o, d, _)| match (over, *o) {
            (false, false) => due < *d,
            (false, true) => true,
            (true, false) => false,
            (true, true) => due >= *d,
        });
        if nearer {
            nearest = Some((over, due, clock));
        }
    });
    if held {
        return nearest.map_or_else(waits, |(.., clock)| Next::Clock(clock));
    }
    if let Some(end) = incident.ack_until()
        && end - now <= ACK_END_SHOWN
        && nearest.as_ref().is_none_or(|(over, due, _)| *over || end <= *due)
    {
        return Next::AckEnds(end);
    }
    nearest.map_or(Next::Nothing, |(.., clock)| Next::Clock(clock))
}

/// Whether any clock of it was breached: the `+` beside the state. What was given up counts no more (K1); it keeps its
/// mark in the history (R4).
pub fn breached(incident: &impl Facts, book: &Book, now: Time) -> bool {
    let mut any = false;
    story::clocks(incident, book, |clock| any |= !clock.cancelled && clock.breached(now));
    any
}
