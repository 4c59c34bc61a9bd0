//! From what is known of an incident to its clocks: its times and passages become beats, beats become steps of each
//! clock that its policies make.

use std::sync::Arc;

use super::{Book, Clock, Metric, OnPriorityChange, OnReopen, Past, Policy, step::Step};
use crate::domain::{
    Facts, Priority, State, Time,
    incident::HoldReason,
    record::{Turn, Verdict},
};

/// What clocks look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beat {
    Acked,
    Held(HoldReason),
    Resumed,
    Mitigated,
    Relapsed,
    Resolved,
    Reopened,
    Updated,
    Priority(Priority, Priority),
    Closed,
    Ended,
}

impl Beat {
    const fn of(turn: &Turn) -> Self {
        match turn {
            Turn::Held { reason } => Self::Held(*reason),
            Turn::Resumed => Self::Resumed,
            Turn::Mitigated => Self::Mitigated,
            Turn::Relapsed => Self::Relapsed,
            Turn::Resolved => Self::Resolved,
            Turn::Reopened => Self::Reopened,
            Turn::Priority { from, to } => Self::Priority(*from, *to),
            Turn::Updated => Self::Updated,
        }
    }

    /// What it does to a clock of `policy` that began at the opening.
    const fn step(self, policy: &Policy) -> Option<Step> {
        Some(match (policy.metric, self) {
            (_, Self::Ended) => Step::Cancel,
            (_, Self::Held(reason)) => Step::Hold(reason),
            (_, Self::Resumed) => Step::Resume,
            (Metric::Response, Self::Acked)
            | (Metric::Mitigation, Self::Mitigated)
            | (Metric::Closure, Self::Closed) => Step::Stop,
            (Metric::Closure, _) | (Metric::Response, Self::Reopened) => return None,
            (_, Self::Resolved | Self::Closed) => Step::Stop,
            (Metric::Mitigation, Self::Relapsed) => Step::Reopen(OnReopen::Resume),
            (_, Self::Reopened) => Step::Reopen(policy.on_reopen),
            (Metric::UpdateCadence, Self::Updated) => Step::Update,
            _ => return None,
        })
    }
}

/// The beats of one incident in order of time: without passages none of it is on the heap.
struct Story {
    few: [(Time, Beat); 7],
    count: usize,
    many: Vec<(Time, Beat)>,
    /// The priority it opened with, where that changed.
    first: Option<Priority>,
}

impl Story {
    fn of(incident: &impl Facts) -> Self {
        let mut story =
            Self { few: [(Time::default(), Beat::Acked); 7], count: 0, many: Vec::new(), first: None };
        let passages = incident.passages();
        let mut held = false;
        if !passages.is_empty() {
            story.many.reserve(passages.len() + story.few.len());
        }
        for passage in passages.iter() {
            match &passage.turn {
                Turn::Held { .. } => held = true,
                Turn::Resumed => held = false,
                Turn::Priority { from, .. } => {
                    story.first.get_or_insert(*from);
                }
                _ => {}
            }
            story.many.push((passage.at, Beat::of(&passage.turn)));
        }
        story.fields(incident, held);
        // Stable: what happened in the same second stays in the order in which it was recorded.
        if story.many.is_empty() {
            let few = &mut story.few[..story.count];
            if !few.is_sorted_by_key(|(at, _)| *at) {
                few.sort_by_key(|(at, _)| *at);
            }
        } else {
            let few = &story.few[..story.count];
            story.many.extend_from_slice(few);
            story.many.sort_by_key(|(at, _)| *at);
        }
        story
    }

    /// What stands in fields. `held`: the last passage that says so has it on hold.
    fn fields(&mut self, incident: &impl Facts, held: bool) {
        let mut add = |at: Option<Time>, beat| {
            if let Some(at) = at {
                self.few[self.count] = (at, beat);
                self.count += 1;
            }
        };
        let (state, updated) = (incident.state(), incident.updated_at());
        add(incident.acked_at(), Beat::Acked);
        add(incident.mitigated_at(), Beat::Mitigated);
        match (state, held, incident.hold()) {
            (State::OnHold, false, Some((reason, since))) => {
                add(since.or(Some(updated)), Beat::Held(reason));
            }
            // It came off hold where nobody told us.
            (s, true, _) if s.is_open() && s != State::OnHold => add(Some(updated), Beat::Resumed),
            _ => {}
        }
        match state {
            State::Resolved => add(incident.resolved_at().or(Some(updated)), Beat::Resolved),
            State::Closed => {
                let closed = incident.closed_at();
                add(incident.resolved_at().or(closed).or(Some(updated)), Beat::Resolved);
                add(closed.or(Some(updated)), Beat::Closed);
            }
            State::Cancelled | State::Merged => {
                add(incident.resolved_at(), Beat::Resolved);
                add(incident.ended_at().or(Some(updated)), Beat::Ended);
            }
            _ => {}
        }
    }

    fn beats(&self) -> &[(Time, Beat)] {
        if self.many.is_empty() { &self.few[..self.count] } else { &self.many }
    }
}

/// Gives each clock of `incident` to `see`, in the order of the book.
pub(in crate::domain) fn clocks(incident: &impl Facts, book: &Book, mut see: impl FnMut(Clock)) {
    // A request is logged, and no clock runs.
    if book.policies().is_empty() || incident.verdict() == Some(Verdict::Request) {
        return;
    }
    let now = incident.priority();
    let story = Story::of(incident);
    if story.first.is_some() {
        return switched(incident, book, &story, see);
    }
    if book.candidates(now).is_empty() {
        return;
    }
    for policy in book.matching(incident, now) {
        if let Some(clock) = run(policy, incident.opened_at(), story.beats()) {
            see(clock);
        }
    }
}

/// The clock of `policy` after these beats.
fn run(policy: &Arc<Policy>, opened: Time, beats: &[(Time, Beat)]) -> Option<Clock> {
    if policy.metric == Metric::Closure {
        return closure(policy, beats);
    }
    let mut clock = Clock::begin(policy, opened);
    for (at, beat) in beats {
        if let Some(step) = beat.step(policy) {
            clock.step(*at, step);
        }
    }
    Some(clock)
}

/// Resolution to closing: each reopening gives one up.
fn closure(policy: &Arc<Policy>, beats: &[(Time, Beat)]) -> Option<Clock> {
    let mut clock: Option<Clock> = None;
    let mut history: Vec<Past> = Vec::new();
    for (at, beat) in beats {
        match (beat, &mut clock) {
            (Beat::Resolved, None) => clock = Some(Clock::begin(policy, *at)),
            (Beat::Reopened, Some(given_up)) => {
                history.push(given_up.past(*at, true));
                clock = None;
            }
            (beat, Some(clock)) => {
                if let Some(step) = beat.step(policy) {
                    clock.step(*at, step);
                }
            }
            _ => {}
        }
    }
    clock.map(|clock| Clock { history, ..clock })
}

/// The same with changes of priority on the way: which policies apply is asked anew at each (R1 to R4), and at each
/// reopening, for a change while it was resolved. A clock that has stopped is not judged again by another promise.
fn switched(incident: &impl Facts, book: &Book, story: &Story, mut see: impl FnMut(Clock)) {
    let opened = incident.opened_at();
    let mut priority = story.first.unwrap_or_else(|| incident.priority());
    let begins = |p: &&Arc<Policy>| p.metric != Metric::Closure;
    let mut live: Vec<Clock> =
        book.matching(incident, priority).filter(begins).map(|p| Clock::begin(p, opened)).collect();
    // Those given up for which none came.
    let mut over: Vec<Clock> = Vec::new();
    let beats = story.beats();
    for (n, (at, beat)) in beats.iter().enumerate() {
        for clock in &mut live {
            if let Some(step) = beat.step(&clock.policy) {
                clock.step(*at, step);
            }
        }
        match beat {
            Beat::Priority(_, to) => priority = *to,
            Beat::Reopened | Beat::Relapsed => {}
            _ => continue,
        }
        let wanted: Vec<&Arc<Policy>> = book.matching(incident, priority).filter(begins).collect();
        let keeps = |c: &Clock| {
            c.stopped_at.is_some()
                || c.policy.on_priority_change == OnPriorityChange::Keep
                || wanted.iter().any(|p| Arc::ptr_eq(p, &c.policy))
        };
        let (mut stay, mut leave): (Vec<Clock>, Vec<Clock>) = live.into_iter().partition(keeps);
        // Who stays although its policy no longer applies keeps the place of one newcomer of its metric.
        let mut taken: Vec<Metric> = stay
            .iter()
            .filter(|c| !wanted.iter().any(|p| Arc::ptr_eq(p, &c.policy)))
            .map(Clock::metric)
            .collect();
        for policy in wanted {
            if stay.iter().any(|c| Arc::ptr_eq(policy, &c.policy)) {
                continue;
            }
            if let Some(place) = taken.iter().position(|m| *m == policy.metric) {
                taken.swap_remove(place);
                continue;
            }
            let mut clock = Clock::begin(policy, opened);
            for (at, beat) in &beats[..=n] {
                if let Some(step) = beat.step(policy) {
                    clock.step(*at, step);
                }
            }
            // What it would measure is done: nothing is left to promise.
            if clock.stopped_at.is_some() {
                continue;
            }
            if policy.on_priority_change == OnPriorityChange::Restart {
                clock.cycle(*at);
                clock.reopen_count = 0;
                clock.history.clear();
            }
            if let Some(before) = leave.iter().position(|c| c.metric() == policy.metric) {
                let before = leave.remove(before);
                clock.reopen_count = clock.reopen_count.max(before.reopen_count);
                let past = before.past(*at, true);
                clock.history = before.history;
                // One that was given up the second it began never was.
                clock.history.extend(Some(past).filter(|p| p.start < p.ended));
            }
            stay.push(clock);
        }
        for mut clock in leave {
            clock.step(*at, Step::Cancel);
            if clock.started_at < *at || !clock.history.is_empty() {
                over.push(clock);
            }
        }
        live = stay;
    }
    let closures = book.matching(incident, incident.priority()).filter(|p| !begins(p));
    live.extend(closures.filter_map(|p| closure(p, beats)));
    live.extend(over);
    // In the order of the book, and of one policy those that count before those given up.
    let place = |c: &Clock| book.policies().iter().position(|p| Arc::ptr_eq(p, &c.policy));
    live.sort_by_key(|c| (place(c), c.cancelled, c.started_at));
    live.into_iter().for_each(&mut see);
}
