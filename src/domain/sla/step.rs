//! What happens to a clock, and what that does to it (rules P, R, O, K, U): the one engine that both incidents and
//! files of cases drive.

use std::sync::Arc;

use super::{
    Clock, Metric, OnPriorityChange, OnReopen, Policy, Target,
    clock::{Cut, Why},
};
use crate::domain::{Time, incident::HoldReason};

/// One thing that happens to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A hold begins, or its reason changes.
    Hold(HoldReason),
    /// The hold ends.
    Resume,
    /// What it measures is done.
    Stop,
    /// It was not done after all.
    Reopen(OnReopen),
    /// The stakeholders were told (U1).
    Update,
    /// Another target holds from now on, as the policy's mode has it (R1 to R3).
    Retarget(i64),
    /// It is given up (K1).
    Cancel,
}

impl Policy {
    /// Working seconds that are allowed to a clock that begins at `start`.
    pub fn target_from(&self, start: Time) -> i64 {
        match self.target {
            Target::Seconds(seconds) => seconds.max(0),
            Target::BusinessDays(days) => self
                .calendar
                .business_days(start, days)
                .map_or(i64::MAX, |due| self.calendar.elapsed(start, due)),
        }
    }

    /// Whether a hold of this reason pauses its clocks (P7).
    pub fn pauses_on(&self, reason: HoldReason) -> bool {
        self.pausable && self.pause_on.contains(&reason)
    }
}

impl Clock {
    /// A clock that begins at `start`.
    pub fn begin(policy: &Arc<Policy>, start: Time) -> Self {
        Self {
            policy: Arc::clone(policy),
            target_s: policy.target_from(start),
            started_at: start,
            stopped_at: None,
            cancelled: false,
            paused: None,
            cuts: Vec::new(),
            reopen_count: 0,
            history: Vec::new(),
        }
    }

    /// What happened at `at` does what it does. Steps come in order of time; one from before the beginning (the clocks
    /// of two systems differ) counts as at the beginning (K2), one that changes nothing is none (P5).
    pub fn step(&mut self, at: Time, step: Step) {
        let at = at.max(self.started_at);
        if self.cancelled {
            return;
        }
        match step {
            Step::Cancel => {
                self.unpause(at);
                self.stopped_at.get_or_insert(at);
                self.cancelled = true;
            }
            Step::Reopen(mode) => self.reopen(at, mode),
            _ if self.stopped_at.is_some() => {}
            Step::Stop => {
                // A stop ends the pause (P6).
                self.unpause(at);
                self.stopped_at = Some(at);
            }
            Step::Hold(reason) if self.policy.pauses_on(reason) => {
                let since = self.paused.map_or(at, |(since, _)| since);
                self.paused = Some((since, reason));
            }
            // On hold for something that does not stop it (any more).
            Step::Hold(_) | Step::Resume => self.unpause(at),
            Step::Update if self.metric() == Metric::UpdateCadence => {
                self.history.push(self.past(at, false));
                self.cycle(at);
            }
            Step::Update => {}
            Step::Retarget(seconds) => {
                let mode = self.policy.on_priority_change;
                if mode != OnPriorityChange::Keep {
                    self.history.push(self.past(at, true));
                    if mode == OnPriorityChange::Restart {
                        self.cycle(at);
                    }
                    self.target_s = seconds.max(0);
                }
            }
        }
    }

    fn unpause(&mut self, at: Time) {
        if let Some((from, reason)) = self.paused.take().filter(|(from, _)| *from < at) {
            self.cuts.push(Cut { from, to: at, why: Why::Hold(reason) });
        }
    }

    /// A new cycle begins; the hold that lasts pauses it too.
    pub(super) fn cycle(&mut self, at: Time) {
        self.started_at = at;
        self.target_s = self.policy.target_from(at);
        self.cuts.clear();
        self.paused = self.paused.map(|(_, reason)| (at, reason));
    }

    fn reopen(&mut self, at: Time, mode: OnReopen) {
        // Who answered first has answered, whatever comes after.
        if self.metric() == Metric::Response {
            return;
        }
        let Some(stopped) = self.stopped_at else { return };
        match mode {
            OnReopen::Resume if stopped < at => {
                self.cuts.push(Cut { from: stopped, to: at, why: Why::Stopped });
            }
            OnReopen::Resume | OnReopen::Count => {}
            OnReopen::Reset => {
                self.history.push(self.past(stopped, false));
                self.cycle(at);
            }
        }
        self.stopped_at = None;
        self.reopen_count += 1;
    }
}
