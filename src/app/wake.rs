//! When something visible changes by itself: the loop sleeps exactly until then.
//!
//! Seconds are counted only where seconds are shown: under ten minutes to go (one over a slow link), where something
//! waits to be tried again, and in the age of a source that is silent. Everything else changes on the minute.

use super::{
    model::{
        Model, Now, Screen,
        board::Line,
        layer::Layer,
        new::{NewForm, Step},
        pending::{ActState, PendingAct, RECEIPT_SHOWN_MS},
    },
    update::{REST_MS, SAID_SHOWN_MS, SAVE_AFTER_MS, SAVE_PATIENCE_MS},
};
use crate::{
    backend::Freshness,
    domain::{
        Incident, Time,
        clock::{self, Clock, Next},
        sla::Book,
        time::{HOUR, MINUTE, TOGETHER, Ticks, together},
    },
};

#[cfg(test)]
mod tests;

/// Rows on either side of the cursor of which some may be seen: no terminal shows more.
const NEAR: usize = 300;

/// Monotonic milliseconds of the next visible change; `None` when nothing will change by itself.
pub fn next(model: &Model, now: Now) -> Option<u64> {
    // An instant of the wall clock, as monotonic milliseconds: the tick falls on the second.
    let at = |t: Time| now.ms + ((t - now.utc).max(1) as u64) * 1_000 - u64::from(now.sub_ms.min(999));
    let mut next: Option<u64> = None;
    let mut sooner = |t: Option<u64>| {
        if let Some(t) = t.map(|t| t.max(now.ms + 1)) {
            next = Some(next.map_or(t, |next| next.min(t)));
        }
    };
    if !model.frozen {
        sooner(Some(at(wall_change(model, now))));
    }
    for receipt in model.pending.receipts() {
        if matches!(receipt.state, ActState::Confirmed { .. }) {
            sooner(Some(receipt.at_ms + RECEIPT_SHOWN_MS).filter(|t| *t > now.ms));
        }
    }
    sooner(model.said.as_ref().map(|(_, t)| t + SAID_SHOWN_MS).filter(|t| *t > now.ms));
    if let Some(Screen::Triage(triage)) = model.screens.last().filter(|_| !model.frozen)
        && triage.ended_ms.is_none()
    {
        // How long it takes is told in minutes.
        sooner(Some(triage.begun_ms + (triage.took(now.ms) / 60_000 + 1) * 60_000));
    }
    if model.runs(now) {
        sooner(model.gait.rests_at());
    }
    if model.unsettled {
        sooner(model.last_key_ms.map(|t| t + REST_MS));
    }
    match &model.layer {
        Some(Layer::Words(words)) => sooner(words.unsaved_ms.map(|t| t + SAVE_AFTER_MS)),
        Some(Layer::Search(search)) => sooner(search.due_ms),
        Some(Layer::New(form)) => sooner(form_change(model, form, now)),
        Some(Layer::Strip(strip)) => sooner(Some(strip.armed_at_ms).filter(|t| *t > now.ms)),
        _ => {}
    }
    next
}

/// When the form of a new incident does something by itself: the call's seconds, its draft, its search.
fn form_change(model: &Model, form: &NewForm, now: Now) -> Option<u64> {
    let waits = if let Step::Saving(since) = form.step { Some(since + SAVE_PATIENCE_MS) } else { None };
    // Over a slow link each tick is paid for.
    let unit = if model.low_bandwidth { 60_000 } else { 1_000 };
    let ticks = form.begun_ms + (now.ms.saturating_sub(form.begun_ms) / unit + 1) * unit;
    let tick = (!model.frozen).then_some(ticks);
    [form.unsaved_ms.map(|t| t + SAVE_AFTER_MS), form.search.due_ms, waits, tick].into_iter().flatten().min()
}

/// When the wall clock changes what is shown: at the next full minute at the latest.
fn wall_change(model: &Model, now: Now) -> Time {
    let mut next = Time::from_unix((now.utc.unix() / MINUTE + 1) * MINUTE);
    let mut sooner = |t: Option<Time>| next = t.map_or(next, |t| next.min(t));
    // What is due already was looked at before this was asked: time alone changes nothing about it.
    sooner(model.inbox.due().filter(|t| *t > now.utc));
    let lists =
        model.screens.iter().filter_map(|s| if let Screen::Suppressed(list) = s { list.due() } else { None });
    lists.for_each(|due| sooner(Some(due).filter(|t| *t > now.utc)));
    sooner(visible_change(model, now).map(|seconds| now.utc + seconds));
    for source in &model.sources {
        sooner(source.health.changes_at(now.utc));
        // The header counts a silent source's age in seconds for its first two minutes.
        let counts = source.health.freshness(now.utc) > Freshness::Live;
        if counts && source.health.age(now.utc).is_some_and(|a| a < 2 * MINUTE) {
            sooner(Some(now.utc + 1));
        }
    }
    let waits = |a: &PendingAct| matches!(a.state, ActState::Waiting { next_at, .. } if next_at > now.utc);
    if model.pending.all().iter().any(|a| waits(a)) {
        sooner(Some(now.utc + 1));
    }
    next
}

/// Seconds until a countdown that can be seen reads differently.
fn visible_change(model: &Model, now: Now) -> Option<i64> {
    let ticks = model.ticks();
    if let Some(screen) = model.incident_screen() {
        let incident = model.inbox.get(&screen.id).or(screen.last.as_deref())?;
        return clocks_change(
            incident,
            model.book(&incident.source),
            model.server_now(&incident.source, now.utc),
            ticks,
        );
    }
    if matches!(model.screens.last(), Some(Screen::Triage(_))) {
        let incident = model.current()?;
        return clocks_change(
            incident,
            model.book(&incident.source),
            model.server_now(&incident.source, now.utc),
            ticks,
        );
    }
    if let Some(Screen::Suppressed(list)) = model.screens.last() {
        let from = list.cursor().saturating_sub(NEAR);
        let left = list.rows().iter().skip(from).take(2 * NEAR).filter(|held| held.left.is_none());
        return left.filter_map(|held| Some(reads_differently(held.remaining(now.utc)?, now.utc, ticks))).min();
    }
    if !model.screens.is_empty() {
        return None;
    }
    let rows = (0..model.list_height()).filter_map(|n| {
        let incident = match model.board.line(&model.inbox, n).0 {
            Line::Incident(incident) => incident,
            // A head counts down with the nearest clock of its rows.
            Line::Group(head) => model.inbox.nearest(head)?,
            Line::Ghost(_) | Line::Empty => return None,
        };
        let now = model.server_now(&incident.source, now.utc);
        next_change(incident, model.book(&incident.source), now, ticks)
    });
    let layout = model.layout(model.size);
    let preview = model.current().filter(|_| layout.preview > 0 || layout.side > 0).and_then(|incident| {
        clocks_change(
            incident,
            model.book(&incident.source),
            model.server_now(&incident.source, now.utc),
            ticks,
        )
    });
    rows.chain(preview).min()
}

fn next_change(incident: &Incident, book: &Book, now: Time, ticks: Ticks) -> Option<i64> {
    match clock::next(incident, book, now) {
        Next::Clock(c) => Some(clock_change(&c, now, ticks)),
        Next::AckEnds(end) => Some(reads_differently(end - now, now, ticks)),
        Next::HoldEnds(_) | Next::Waits | Next::Nothing => None,
    }
}

/// Of the panel, which counts in working time beside the due time: where hours end before it is due the two differ.
fn clocks_change(incident: &Incident, book: &Book, now: Time, ticks: Ticks) -> Option<i64> {
    let clocks = clock::clocks(incident, book);
    let change = |c: &Clock| {
        let working = c.calendar().is_open(now).then(|| reads_differently(c.remaining(now), now, ticks));
        clock_change(c, now, ticks).min(working.filter(|_| c.started_at <= now).unwrap_or(i64::MAX))
    };
    clocks.iter().filter(|c| c.running()).map(change).min()
}

/// A clock that begins in the future (its source's clock is ahead of what it says of itself) stands still until then.
fn clock_change(clock: &Clock, now: Time, ticks: Ticks) -> i64 {
    let ahead = (clock.started_at - now).max(0);
    reads_differently(clock.left(now).unwrap_or(i64::MAX), now, ticks).saturating_add(ahead)
}

/// Seconds until a countdown of this many seconds is written differently (see [`Ticks::seen`] and
/// `domain::time::countdown_with`).
fn reads_differently(remaining: i64, now: Time, ticks: Ticks) -> i64 {
    if remaining.saturating_abs() < ticks.below() {
        return 1;
    }
    // Counting down, `11m` lasts until 10:59, and from then on seconds are told at once; overrun, `+11m` lasts until 11:59.
    let seen = ticks.seen(remaining, now);
    let unit = if seen.saturating_abs() < 86_400 { MINUTE } else { HOUR };
    if seen > 0 {
        let since = now + -(seen - remaining);
        let of = together(since + (seen % unit + 1));
        (of - now).min(remaining - ticks.below() + 1)
    } else {
        let of = together(together(now) + (unit - (-seen) % unit));
        of - now - (TOGETHER - 1)
    }
}
