//! When clocks change what they say, as columns: what the screen counts at the time of asking is asked of these.
//!
//! [`clock::next`] shows the running clock that is due next, or the last one if all are over. Most incidents have at most
//! four that run, all of which began with the incident; those stand in columns of their own. Everything else is a list.

use serde::Serialize;

use crate::domain::{
    Facts, Time,
    clock::{self, Clock},
    sla::{Book, ClockState},
};

/// When clocks change what they say; seconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Dues {
    /// The first running clock is due.
    pub due_1: Option<i64>,
    /// The second.
    pub due_2: Option<i64>,
    /// The third.
    pub due_3: Option<i64>,
    /// The last, which may be the first.
    pub due_last: Option<i64>,
    /// Instead of them, where they do not suffice: `[[due, begin], …]` as JSON.
    pub dues: Option<String>,
    /// It counts as breached at every instant after this one; null: never, as far as is known.
    pub breached_after: Option<i64>,
}

/// So many have columns.
const COLUMNS: usize = 4;

impl Dues {
    /// As [`clock`] counts.
    pub fn of(incident: &impl Facts, book: &Book) -> Self {
        let clocks = clock::clocks(incident, book);
        let breached_after = clocks.iter().filter_map(breached_after).min();
        let dues = Self { breached_after, ..Self::default() };
        if !incident.state().is_open() {
            return dues;
        }
        let running = clocks.iter().filter(|c| c.running());
        let mut running: Vec<(i64, i64)> =
            running.filter_map(|c| Some((c.due_at()?.unix(), c.started_at.unix()))).collect();
        // Stable: of two that are due at once the first in the book is shown, and when all are over the last.
        running.sort_by_key(|(due, _)| *due);
        let opened = incident.opened_at().unix();
        let due = |nth: usize| running.get(nth).map(|(due, _)| *due);
        if running.len() <= COLUMNS && running.iter().all(|(_, begin)| *begin == opened) {
            let due_last = running.last().map(|(due, _)| *due);
            Self { due_1: due(0), due_2: due(1), due_3: due(2), due_last, ..dues }
        } else {
            let pairs: Vec<String> = running.iter().map(|(due, begin)| format!("[{due},{begin}]")).collect();
            Self { dues: Some(format!("[{}]", pairs.join(","))), ..dues }
        }
    }
}

/// The last instant at which it does not count as breached; `None`: it never does as things stand. What was given up
/// counts no more.
fn breached_after(clock: &Clock) -> Option<i64> {
    match clock.stopped_at {
        _ if clock.state(clock.started_at) == ClockState::Cancelled => None,
        Some(stop) if !clock.breached(stop) => None,
        _ => clock.breach_at().map(Time::unix),
    }
}
