//! What the log says of clocks: warned and breached as time goes by, paused, gone on and breached by what people do.

use super::{check::Who, desk::Told, words};
use crate::{
    domain::{Practice, Time, clock::clocks, event::EventKind, sla::Clock},
    text::{Kind, SafeText},
    wire::IncidentRecord,
};

/// Something that a clock does by itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ring {
    /// So much of its target is used up.
    Warned(Box<Clock>),
    /// Its target is used up.
    Breached(Box<Clock>),
}

/// The first instant after `after` at which clocks of `incident` ring, and all that do then.
pub(super) fn next_ring(
    incident: &IncidentRecord,
    practice: &Practice,
    after: Time,
) -> Option<(Time, Vec<Ring>)> {
    // A stopped or paused one says nothing by itself.
    let running: Vec<Clock> = of(incident, practice).into_iter().filter(Clock::running).collect();
    let rings = running.iter().flat_map(|clock| {
        let breach = clock.breach_at();
        // What it would warn of is there already.
        let warnings = clock.warnings().into_iter().filter(move |at| breach.is_none_or(|b| *at < b));
        let warned = warnings.map(|at| (at, false));
        warned.chain(breach.map(|at| (at, true))).map(move |(at, breached)| (at, breached, clock))
    });
    let ahead: Vec<(Time, bool, &Clock)> = rings.filter(|(at, ..)| *at > after).collect();
    let first = ahead.iter().map(|(at, ..)| *at).min()?;
    let ring = |(_, breached, clock): (Time, bool, &Clock)| {
        let clock = Box::new(clock.clone());
        if breached { Ring::Breached(clock) } else { Ring::Warned(clock) }
    };
    Some((first, ahead.into_iter().filter(|(at, ..)| *at == first).map(ring).collect()))
}

/// The entry of a ring.
pub(super) fn rang(ring: &Ring, at: Time) -> Told {
    match ring {
        Ring::Warned(clock) => entry(at, words::warned(clock, at), clock),
        Ring::Breached(clock) => entry(at, words::breached(clock), clock),
    }
}

/// What a change does to clocks: those that pause, those that go on, those that are breached by it because another
/// promise holds now. `at` is when the change happened, `until` the instant up to which clocks told of themselves.
pub(super) fn changed(
    before: Option<&IncidentRecord>,
    after: &IncidentRecord,
    practice: &Practice,
    until: Time,
    at: Time,
) -> Vec<Told> {
    // One that opens now has all its time.
    if before.is_none() && after.opened_at >= until {
        return Vec::new();
    }
    let (old, new) = (before.map(|b| of(b, practice)).unwrap_or_default(), of(after, practice));
    let paused = |c: &Clock| c.paused.is_some() && c.stopped_at.is_none();
    let (mut told, mut over) = (Vec::new(), Vec::new());
    for clock in new.iter().filter(|c| !c.cancelled) {
        let was = old.iter().find(|o| !o.cancelled && o.policy.name == clock.policy.name);
        if paused(clock) && was.is_some_and(Clock::running) {
            told.push(entry(at, words::clock_paused(clock, at), clock));
        } else if clock.running() && was.is_some_and(paused) {
            told.push(entry(at, words::clock_resumed(clock, at), clock));
        }
        if clock.breached(until) && was.is_none_or(|w| !w.breached(until)) {
            over.push(clock);
        }
    }
    if let Some(first) = over.first() {
        // One entry, however many promises another priority breaks at once.
        told.push(entry(at, words::breached_by_it(over.iter().map(|c| &c.policy.name)), first));
    }
    told
}

fn entry(at: Time, text: SafeText, clock: &Clock) -> Told {
    let Who { actor, via, .. } = Who::itself(at);
    let code = Some(SafeText::clean(clock.metric().word(), Kind::Label));
    Told { kind: EventKind::Clock, at, actor, via, text, code, public: false }
}

fn of(incident: &IncidentRecord, practice: &Practice) -> Vec<Clock> {
    clocks(&super::verb::incident(incident), &practice.book)
}
