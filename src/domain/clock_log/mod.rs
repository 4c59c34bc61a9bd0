//! What clocks did, as entries of a timeline: warned, missed, paused, went on.
//!
//! Nothing of it is written down anywhere: it follows from the incident's times and its book like the clocks themselves,
//! so that screen and command say the same, also of what happened before a policy was mended.

#[cfg(test)]
mod tests;

use super::{
    Event, Facts, Time,
    clock::{self, Clock},
    event::EventKind,
    sla::{Book, ClockState, Why},
    time::length,
};
use crate::text::{Kind, SafeText};

/// Every entry up to `now`, oldest first. The actor is the clock: `P1 resolution`.
pub fn entries(incident: &impl Facts, book: &Book, now: Time) -> Vec<Event> {
    let mut all = Vec::new();
    for clock in clock::clocks(incident, book) {
        tell(&clock, now, &mut |at, words| {
            all.push(Event {
                at,
                recorded_at: at,
                kind: EventKind::Clock,
                actor: clock.policy.name.clone(),
                text: SafeText::clean(&words, Kind::Line),
                local: false,
            });
        });
    }
    all.sort_by_key(|event| event.at);
    all
}

/// Puts them between the entries of its log, oldest first. A source that writes down itself what its clocks do is
/// believed.
pub fn merged(events: &[Event], incident: &impl Facts, book: &Book, now: Time) -> Vec<Event> {
    let mut all = events.to_vec();
    if events.iter().all(|event| event.kind != EventKind::Clock) {
        all.extend(entries(incident, book, now));
        all.sort_by_key(|event| event.at);
    }
    all
}

fn tell(clock: &Clock, now: Time, say: &mut impl FnMut(Time, String)) {
    for past in &clock.history {
        if past.ended <= now {
            match (past.state, past.breached) {
                (ClockState::Cancelled, _) => say(past.ended, "given up: another promise counts".into()),
                (_, true) => say(
                    past.ended,
                    format!("missed: {} used of {}", length(past.elapsed_s), length(past.target_s)),
                ),
                _ => {}
            }
        }
    }
    let end = clock.stopped_at.map_or(now, |stop| stop.min(now));
    let target = length(clock.target_s);
    let percents = clock.policy.warn.iter().filter(|percent| **percent < 100);
    let percents = percents.map(|p| (clock.warn_at(*p), format!("{p} % of {target} used up")));
    let leads = clock.policy.warn_before_s.iter();
    let leads =
        leads.map(|lead| (clock.warn_before_at(*lead), format!("{} of {target} left", length(*lead))));
    let warned = percents.chain(leads).filter_map(|(at, words)| Some((at.filter(|at| *at <= end)?, words)));
    // Each warns once; the last one says what the earlier ones said.
    if let Some((at, words)) = warned.max_by_key(|(at, _)| *at) {
        say(at, words);
    }
    if let Some(at) = clock.breach_at().filter(|at| *at < end && clock.breached(end)) {
        say(at, format!("missed: {target} used up"));
    }
    for cut in clock.cuts.iter().filter(|cut| cut.from <= end) {
        let Why::Hold(reason) = cut.why else {
            if cut.to <= end {
                say(cut.to, "goes on: it was not over after all".into());
            }
            continue;
        };
        say(cut.from, format!("paused: waits for {}", reason.title()));
        if cut.to <= end {
            say(cut.to, "goes on".into());
        }
    }
    if let Some((since, reason)) = clock.paused.filter(|(since, _)| *since <= end) {
        say(since, format!("paused: waits for {}", reason.title()));
    }
}
