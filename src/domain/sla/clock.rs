//! One clock: a policy at work on one incident, from one thing that happens to the next.

use std::sync::Arc;

use super::{Calendar, Metric, Policy};
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

/// Why time in between does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// A hold paused it (P1).
    Hold(HoldReason),
    /// It had stopped, and went on with a reopening or a relapse (O1).
    Stopped,
}

/// Time in between that does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cut {
    /// Its first second.
    pub from: Time,
    /// The second after its last.
    pub to: Time,
    /// Why.
    pub why: Why,
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
    /// It was given up (K1), at [`Clock::stopped_at`] or before.
    pub cancelled: bool,
    /// Since when it is paused, and by what.
    pub paused: Option<(Time, HoldReason)>,
    /// What does not count of the time since it began, oldest first, apart; a pause that lasts is not among them.
    pub cuts: Vec<Cut>,
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

    /// In whose working hours.
    pub fn calendar(&self) -> &Calendar {
        &self.policy.calendar
    }

    /// The last instant that counts.
    fn end(&self, now: Time) -> Time {
        let end = self.stopped_at.map_or(now, |stop| stop.min(now));
        self.paused.map_or(end, |(since, _)| since.min(end))
    }

    /// Working seconds used up: inside the calendar's hours and outside pauses.
    pub fn elapsed(&self, now: Time) -> i64 {
        let (calendar, end) = (self.calendar(), self.end(now));
        let cut: i64 = self.cuts.iter().map(|c| calendar.elapsed(c.from, c.to.min(end))).sum();
        calendar.elapsed(self.started_at, end) - cut
    }

    /// Real seconds since it began, to its end or `now`.
    pub fn elapsed_wall(&self, now: Time) -> i64 {
        (self.stopped_at.map_or(now, |stop| stop.min(now)) - self.started_at).max(0)
    }

    /// Working seconds left; negative is overrun.
    pub fn remaining(&self, now: Time) -> i64 {
        self.target_s.saturating_sub(self.elapsed(now))
    }

    /// Working seconds that pauses took, the time it was resolved not among them.
    pub fn paused_business_s(&self, now: Time) -> i64 {
        let holds = self.cuts.iter().filter(|c| matches!(c.why, Why::Hold(_)));
        let closed: i64 = holds.map(|c| self.calendar().elapsed(c.from, c.to.min(now))).sum();
        closed + self.paused.map_or(0, |(since, _)| self.calendar().elapsed(since, now))
    }

    /// The earliest instant at which so many working seconds are used up, the pauses given; `None` where a pause that
    /// lasts comes before.
    fn reaches(&self, seconds: i64) -> Option<Time> {
        let calendar = self.calendar();
        let (mut at, mut left) = (self.started_at, seconds.max(0));
        for cut in &self.cuts {
            let used = calendar.elapsed(at, cut.from);
            if left <= used {
                return calendar.after(at, left);
            }
            (at, left) = (cut.to, left - used);
        }
        match self.paused {
            Some((since, _)) if calendar.elapsed(at, since) < left => None,
            _ => calendar.after(at, left),
        }
    }

    /// The earliest instant at which the target is used up (T1, T2); `None` while it is paused below it (P2). What the
    /// board counts down to. After it stopped: when it would have been.
    pub fn due_at(&self) -> Option<Time> {
        self.reaches(self.target_s)
    }

    /// It counts as breached at every instant after this (T2, T3): where it is due at a close, that is the next
    /// opening. `None` while it is paused before.
    pub fn breach_at(&self) -> Option<Time> {
        let calendar = self.calendar();
        let (mut at, mut left) = (self.started_at, self.target_s.max(0));
        for cut in &self.cuts {
            let used = calendar.elapsed(at, cut.from);
            if left < used {
                return calendar.next_open(calendar.after(at, left)?);
            }
            (at, left) = (cut.to, left - used);
        }
        match self.paused {
            Some((since, _)) if calendar.elapsed(at, since) <= left => None,
            _ => calendar.next_open(calendar.after(at, left)?),
        }
    }

    /// When it would be due if it went on at `now`; only while it is paused below its target (P2).
    pub fn projected_due(&self, now: Time) -> Option<Time> {
        let (since, _) = self.paused?;
        let left = self.target_s - self.elapsed(since);
        if left > 0 { self.calendar().after(now.max(since), left) } else { None }
    }

    /// When `percent` of the target are used up, rounded up to the second (W1); `None` while a pause comes before.
    pub fn warn_at(&self, percent: u16) -> Option<Time> {
        let hundredths = i128::from(self.target_s) * i128::from(percent);
        self.reaches(i64::try_from((hundredths + 99) / 100).unwrap_or(i64::MAX))
    }

    /// When `lead` working seconds of the target are left (W2); `None` as for [`Clock::warn_at`].
    pub fn warn_before_at(&self, lead: i64) -> Option<Time> {
        self.reaches(self.target_s.saturating_sub(lead))
    }

    /// Every instant at which it warns, ascending; those that are not known yet are left out.
    pub fn warnings(&self) -> Vec<Time> {
        let percents = self.policy.warn.iter().filter_map(|p| self.warn_at(*p));
        let leads = self.policy.warn_before_s.iter().filter_map(|lead| self.warn_before_at(*lead));
        let mut all: Vec<Time> = percents.chain(leads).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Seconds of the wall clock until it is due: what the board counts down. Negative after that.
    pub fn left(&self, now: Time) -> Option<i64> {
        // A clock that has not begun yet stands still.
        self.due_at().map(|due| due - now.max(self.started_at))
    }

    /// Elapsed more than the target, now or ever before (P3): what was used up never becomes less.
    pub fn breached(&self, now: Time) -> bool {
        self.elapsed(now) > self.target_s
    }

    /// It counts: neither paused nor ended. Outside working hours it still does.
    pub const fn running(&self) -> bool {
        self.stopped_at.is_none() && self.paused.is_none()
    }

    /// What it does.
    pub fn state(&self, now: Time) -> ClockState {
        if self.cancelled {
            return ClockState::Cancelled;
        }
        match (self.stopped_at.is_some(), self.paused.is_some(), self.breached(now)) {
            (true, _, false) => ClockState::Met,
            (true, _, true) => ClockState::Breached,
            (_, true, false) => ClockState::Paused,
            (_, true, true) => ClockState::PausedBreached,
            (_, _, false) => ClockState::Running,
            (_, _, true) => ClockState::BreachedRunning,
        }
    }

    /// Share of the target that is used up, in percent with two decimals; `None` for a target of zero.
    pub fn percent(&self, now: Time) -> Option<f64> {
        percent(self.elapsed(now), self.target_s)
    }

    /// The cycle as it ended at `at`.
    pub(super) fn past(&self, at: Time, cancelled: bool) -> Past {
        let breached = self.breached(at);
        let state = match (cancelled, breached) {
            (true, _) => ClockState::Cancelled,
            (_, true) => ClockState::Breached,
            (_, false) => ClockState::Met,
        };
        Past {
            name: self.policy.name.clone(),
            target_s: self.target_s,
            start: self.started_at,
            ended: self.stopped_at.map_or(at, |stop| stop.min(at)),
            state,
            elapsed_s: self.elapsed(at),
            breached,
        }
    }
}

/// 100 x elapsed / target with two decimals, ties to even; `None` for a target of zero.
pub fn percent(elapsed_s: i64, target_s: i64) -> Option<f64> {
    let (used, target) = (i128::from(elapsed_s) * 10_000, i128::from(target_s));
    if target <= 0 {
        return None;
    }
    let (whole, rest) = (used / target, used % target);
    let up = 2 * rest > target || (2 * rest == target && whole % 2 == 1);
    Some((whole + i128::from(up)) as f64 / 100.0)
}
