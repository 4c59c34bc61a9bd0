//! Clocks as JSON: those that follow from what is promised, and those that a source brings itself. A part of [`super`].

use serde::Serialize;

use crate::{
    domain::{
        Incident, Time,
        clock::{self, Clock},
        sla::{Book, ClockState, Past, SourceClock, percent},
    },
    text::SafeText,
};

/// Every clock of it: the source's own first.
pub fn all(incident: &Incident, book: &Book, by_source: bool, now: Time) -> Vec<ClockJson> {
    let brought = incident.detail.source_clocks.iter().map(ClockJson::brought);
    let ours = clock::clocks(incident, book);
    brought.chain(ours.iter().map(|c| ClockJson::new(c, by_source, now))).collect()
}

/// One clock.
#[derive(Debug, Serialize)]
pub struct ClockJson {
    name: SafeText,
    metric: &'static str,
    state: &'static str,
    /// Who says so: `backend` where the source promises it, `local` where this program does.
    origin: &'static str,
    target_s: i64,
    elapsed_s: i64,
    remaining_s: i64,
    percent: Option<f64>,
    due_at: Option<Time>,
    breach_at: Option<Time>,
    breached: bool,
    started_at: Option<Time>,
    stopped_at: Option<Time>,
    paused_since: Option<Time>,
    paused_by: Option<&'static str>,
    calendar: Option<SafeText>,
    history: Vec<PastJson>,
}

impl ClockJson {
    fn new(clock: &Clock, by_source: bool, now: Time) -> Self {
        let elapsed_s = clock.elapsed(now);
        Self {
            name: clock.policy.name.clone(),
            metric: clock.metric().word(),
            state: clock.state(now).word(),
            origin: if by_source { "backend" } else { "local" },
            target_s: clock.target_s,
            elapsed_s,
            remaining_s: clock.remaining(now),
            percent: clock.percent(now),
            due_at: clock.due_at(),
            breach_at: clock.breach_at(),
            breached: clock.breached(now),
            started_at: Some(clock.started_at),
            stopped_at: clock.stopped_at,
            paused_since: clock.paused.map(|(since, _)| since),
            paused_by: clock.paused.map(|(_, reason)| reason.word()),
            calendar: Some(clock.policy.calendar_name.clone()),
            history: clock.history.iter().map(PastJson::new).collect(),
        }
    }

    /// The source's numbers as they were read: nothing is added to them here.
    fn brought(clock: &SourceClock) -> Self {
        let elapsed_s = clock.target_s.saturating_sub(clock.remaining_s);
        let state = match (clock.running, clock.breached) {
            (true, false) => ClockState::Running,
            (true, true) => ClockState::BreachedRunning,
            (false, false) => ClockState::Paused,
            (false, true) => ClockState::PausedBreached,
        };
        Self {
            name: clock.name.clone(),
            metric: clock.metric.word(),
            state: state.word(),
            origin: "backend",
            target_s: clock.target_s,
            elapsed_s,
            remaining_s: clock.remaining_s,
            percent: percent(elapsed_s, clock.target_s),
            due_at: clock.due_at,
            breach_at: clock.due_at,
            breached: clock.breached,
            started_at: None,
            stopped_at: None,
            paused_since: None,
            paused_by: None,
            calendar: None,
            history: Vec::new(),
        }
    }
}

/// A finished instance or cycle.
#[derive(Debug, Serialize)]
struct PastJson {
    name: SafeText,
    target_s: i64,
    start: Time,
    ended: Time,
    state: &'static str,
    elapsed_s: i64,
    breached: bool,
}

impl PastJson {
    fn new(past: &Past) -> Self {
        Self {
            name: past.name.clone(),
            target_s: past.target_s,
            start: past.start,
            ended: past.ended,
            state: past.state.word(),
            elapsed_s: past.elapsed_s,
            breached: past.breached,
        }
    }
}
