//! One clock: a policy at work on one incident, from one thing that happens to the next.

use std::sync::Arc;

use super::{Metric, Policy};
use crate::{
    domain::{Time, incident::HoldReason, record::words},
    text::SafeText,
};

words! {
    /// What a clock does at an instant.
    ClockState {
        /// It counts (or waits for working hours).
        Running = "running", "running";
        /// It counts over its target.
        BreachedRunning = "breached_running", "over, still running";
        /// A hold stops it.
        Paused = "paused", "paused";
        /// A hold stops it, and it was breached before.
        PausedBreached = "paused_breached", "over, paused";
        /// Stopped in time.
        Met = "met", "met";
        /// Stopped too late.
        Breached = "breached", "breached";
        /// Given up: it counts in no statistics.
        Cancelled = "cancelled", "cancelled";
    }
}

/// A finished instance or cycle of a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The policy's name.
    pub name: SafeText,
    /// Seconds that were allowed.
    pub target_s: i64,
    /// When it began.
    pub start: Time,
    /// When it ended.
    pub ended: Time,
    /// Met, breached or cancelled.
    pub state: ClockState,
    /// Working seconds that were used.
    pub elapsed_s: i64,
    /// Whether it was over its target, cancelled or not (R4).
    pub breached: bool,
}

/// One clock of one incident. Holds from the last thing that happened to the incident until the next: `now` is given
/// to its methods.
#[derive(Debug, Clone, PartialEq)]
pub struct Clock {
    /// What was promised.
    pub policy: Arc<Policy>,
    /// Seconds allowed (of business days: what they come to).
    pub target_s: i64,
    /// When the present cycle began.
    pub started_at: Time,
    /// When it ended.
    pub stopped_at: Option<Time>,
    /// Since when it is paused, and by what.
    pub paused: Option<(Time, HoldReason)>,
    /// How often it went on after a resolution.
    pub reopen_count: u32,
    /// Earlier instances and cycles, oldest first.
    pub history: Vec<Past>,
}

impl Clock {
    /// What it measures.
    pub fn metric(&self) -> Metric {
        self.policy.metric
    }

    /// Working seconds used up.
    pub fn elapsed(&self, now: Time) -> i64 {
        (self.stopped_at.unwrap_or(now) - self.started_at).max(0)
    }

    /// Working seconds left; negative is overrun.
    pub fn remaining(&self, now: Time) -> i64 {
        self.target_s - self.elapsed(now)
    }

    /// The earliest instant at which the target is used up (T1, T2); `None` while it is paused below it (P2).
    pub fn due_at(&self) -> Option<Time> {
        Some(self.started_at + self.target_s)
    }

    /// It counts as breached at every instant after this (T2, T3); `None` as for [`Clock::due_at`].
    pub fn breach_at(&self) -> Option<Time> {
        self.due_at()
    }

    /// Seconds of the wall clock until it is due: what the board counts down. Negative after that.
    pub fn left(&self, now: Time) -> Option<i64> {
        // A clock that has not begun yet stands still.
        self.due_at().map(|due| due - now.max(self.started_at))
    }

    /// Elapsed more than the target, now or ever before (P3).
    pub fn breached(&self, now: Time) -> bool {
        self.elapsed(now) > self.target_s
    }

    /// It counts: neither paused nor ended. Outside working hours it still does.
    pub const fn running(&self) -> bool {
        self.stopped_at.is_none() && self.paused.is_none()
    }

    /// What it does.
    pub fn state(&self, now: Time) -> ClockState {
        match (self.stopped_at.is_some(), self.paused.is_some(), self.breached(now)) {
            (true, _, false) => ClockState::Met,
            (true, _, true) => ClockState::Breached,
            (_, true, false) => ClockState::Paused,
            (_, true, true) => ClockState::PausedBreached,
            (_, _, false) => ClockState::Running,
            (_, _, true) => ClockState::BreachedRunning,
        }
    }

    /// Share of the target that is used up, in percent; `None` for a target of zero.
    pub fn percent(&self, now: Time) -> Option<f64> {
        (self.target_s > 0).then(|| self.elapsed(now) as f64 * 100.0 / self.target_s as f64)
    }
}
