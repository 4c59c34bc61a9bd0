//! Response and resolution clocks, and what happens next.
//!
//! Simple clocks that run around the clock, by priority. Rules (domain page 3.2): breached means
//! *elapsed > target*; a breach is sticky; the first acknowledgement stops the response clock for good.
//! Pure functions of (incident, now): nothing here is stored.

use super::{
    Facts, Priority, State, Time,
    time::{HOUR, MINUTE},
};

/// What a clock measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Opening to first acknowledgement (`ack` on the board).
    Response,
    /// Opening to resolution (`fix` on the board).
    Resolution,
}

impl Metric {
    /// The word in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Resolution => "resolution",
        }
    }

    /// The board's word, three cells.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Response => "ack",
            Self::Resolution => "fix",
        }
    }

    /// Target in seconds by priority; `None` is best effort. P1 5 m/4 h, P2 30 m/8 h, P3 4 h/24 h, P4 8 h/40 h.
    pub const fn target(self, priority: Priority) -> Option<i64> {
        Some(match (self, priority.level()) {
            (Self::Response, 1) => 5 * MINUTE,
            (Self::Response, 2) => 30 * MINUTE,
            (Self::Response, 3) | (Self::Resolution, 1) => 4 * HOUR,
            (Self::Response, 4) | (Self::Resolution, 2) => 8 * HOUR,
            (Self::Resolution, 3) => 24 * HOUR,
            (Self::Resolution, 4) => 40 * HOUR,
            _ => return None,
        })
    }
}

/// One clock of one incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// What it measures.
    pub metric: Metric,
    /// Allowed seconds.
    pub target_s: i64,
    /// When it began.
    pub started_at: Time,
    /// When it was met or given up; `None` while it runs.
    pub stopped_at: Option<Time>,
}

impl Clock {
    /// Seconds used up.
    pub fn elapsed(&self, now: Time) -> i64 {
        (self.stopped_at.unwrap_or(now) - self.started_at).max(0)
    }

    /// Seconds left; negative is overrun.
    pub fn remaining(&self, now: Time) -> i64 {
        self.target_s - self.elapsed(now)
    }

    /// The instant at which the target is used up exactly.
    pub fn due_at(&self) -> Time {
        self.started_at + self.target_s
    }

    /// Elapsed more than the target.
    pub fn breached(&self, now: Time) -> bool {
        self.elapsed(now) > self.target_s
    }

    /// Still counting.
    pub const fn running(&self) -> bool {
        self.stopped_at.is_none()
    }

    /// Share of the target that is used up, in percent; over 100 when breached.
    pub fn percent(&self, now: Time) -> f64 {
        self.elapsed(now) as f64 * 100.0 / self.target_s.max(1) as f64
    }
}

/// The clocks of an incident, response first; at most two.
pub fn clocks(incident: &impl Facts) -> impl Iterator<Item = Clock> {
    let ended =
        incident.resolved_at().or_else(|| (!incident.state().is_open()).then(|| incident.updated_at()));
    let (priority, started_at, acked) = (incident.priority(), incident.opened_at(), incident.acked_at());
    [Metric::Response, Metric::Resolution].into_iter().filter_map(move |metric| {
        let stopped_at = match metric {
            // Acked after it ended: the ending stopped it first.
            Metric::Response => match (acked, ended) {
                (Some(a), Some(e)) => Some(a.min(e)),
                (a, e) => a.or(e),
            },
            Metric::Resolution => ended,
        };
        Some(Clock { metric, target_s: metric.target(priority)?, started_at, stopped_at })
    })
}

/// What stands under NEXT CLOCK: the next thing that will happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A running clock reaches its target at this time, or has (`overrun`): the latest one if all have.
    Clock(Clock),
    /// A silence that is not ours ends, and the alert is back.
    SilenceEnds(Time),
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
pub fn next(incident: &impl Facts, now: Time) -> Next {
    if !incident.state().is_open() {
        return Next::Nothing;
    }
    if incident.state() == State::OnHold {
        return incident.hold_until().map_or(Next::Waits, Next::SilenceEnds);
    }
    let running = || clocks(incident).filter(Clock::running);
    let ahead = running().filter(|c| c.remaining(now) >= 0).min_by_key(Clock::due_at);
    if let Some(end) = incident.ack_until()
        && end - now <= ACK_END_SHOWN
        && ahead.as_ref().is_none_or(|c| end <= c.due_at())
    {
        return Next::AckEnds(end);
    }
    match ahead.or_else(|| running().max_by_key(Clock::due_at)) {
        Some(clock) => Next::Clock(clock),
        None => Next::Nothing,
    }
}

/// Whether any clock of it was breached: the `+` beside the state.
pub fn breached(incident: &impl Facts, now: Time) -> bool {
    clocks(incident).any(|c| c.breached(now))
}
