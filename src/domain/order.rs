//! "Attention first" as one packed number a row.
//!
//! (A) unacknowledged P1 and P2 and whatever is due within 15 minutes, nearest first; (B) other running clocks by
//! deadline; (C) all clocks overrun; (D) on hold; then what is not open. A deadline is an instant, so a key holds
//! until the row changes its class: [`Key::until`] says when, and only then is it computed again.

use super::{
    Incident, State, Time,
    clock::{self, Next},
    time::{HOUR, MINUTE},
};

/// Due within this many seconds is class A.
pub const SOON: i64 = 15 * MINUTE;

/// An unacknowledged P1 or P2 whose clocks all ran out longer ago than this was another shift's: class C.
pub const SHIFT: i64 = 8 * HOUR;

/// The classes, in the order of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    /// A: needs somebody now.
    Now = 0,
    /// B: a clock runs.
    Running = 1,
    /// C: every clock is overrun, or none exists.
    Overrun = 2,
    /// D: waits.
    Hold = 3,
    /// Not open any more.
    Done = 4,
}

/// A row's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Sorts ascending: class, deadline, priority.
    pub packed: u64,
    /// The row's class.
    pub class: Class,
    /// A clock reaches its target within [`SOON`] and has not yet: the header counts these.
    pub soon: bool,
    /// When the key must be computed again although nothing happened to the row; `None` is never.
    pub until: Option<Time>,
}

/// The place of `incident` at `now`.
pub fn key(incident: &Incident, now: Time) -> Key {
    let next = clock::next(incident, now);
    let due = match next {
        Next::Clock(c) => Some(c.due_at()),
        Next::SilenceEnds(t) | Next::AckEnds(t) => Some(t),
        Next::Waits | Next::Nothing => None,
    };
    let urgent = incident.state == State::New && incident.priority.level() <= 2;
    let (class, until) = match (incident.state, next) {
        (s, _) if !s.is_open() => (Class::Done, None),
        (State::OnHold, _) => (Class::Hold, due),
        (_, Next::Clock(c)) if c.remaining(now) < 0 => {
            let forgotten = c.due_at() + SHIFT;
            if urgent && now <= forgotten {
                (Class::Now, Some(forgotten + 1))
            } else {
                (Class::Overrun, None)
            }
        }
        (_, Next::Clock(c)) => {
            let (due, soon) = (c.due_at(), c.remaining(now) <= SOON);
            let class = if urgent || soon { Class::Now } else { Class::Running };
            (class, Some(if soon { due + 1 } else { due - SOON }))
        }
        (_, Next::AckEnds(end)) => {
            if end - now <= SOON {
                (Class::Now, Some(end + 1))
            } else {
                (Class::Running, Some(end - SOON))
            }
        }
        _ if urgent => (Class::Now, None),
        _ => (Class::Overrun, None),
    };
    // A silence or an acknowledgement that ended, with no news from the source yet, does not end again.
    let until = until.filter(|t| *t > now);
    // An acknowledgement about to be shown is a change of its own.
    let shown = incident.ack_until.map(|e| e - clock::ACK_END_SHOWN).filter(|t| *t > now);
    let until = match (until, shown) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let deadline = due.unwrap_or(incident.opened_at).unix().clamp(0, (1 << 40) - 1) as u64;
    // Rows without a deadline stand behind those with one of their class, higher priority first.
    let none = u64::from(due.is_none());
    let rank = u64::from(incident.priority.level());
    let packed = if due.is_none() {
        (class as u64) << 60 | none << 59 | rank << 40 | deadline
    } else {
        (class as u64) << 60 | deadline << 4 | rank
    };
    let soon = matches!(next, Next::Clock(c) if (0..=SOON).contains(&c.remaining(now)));
    Key { packed, class, soon, until }
}
