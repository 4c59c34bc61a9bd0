//! The same rules by walking: which minute of which date is working time, asked of every instant in turn. Nothing in it
//! is shared with the engine but the way to read a zone's offset at an instant.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::domain::{
    Time,
    sla::{
        CalendarSpec,
        calendar::{Day, Holiday},
    },
};

const MINUTE: i64 = 60;

/// Seconds east of UTC at an instant.
fn offset(zone: Tz, at: i64) -> i64 {
    let utc = chrono::DateTime::from_timestamp(at, 0).unwrap().naive_utc();
    i64::from(zone.offset_from_utc_datetime(&utc).fix().local_minus_utc())
}

/// The instant of a local time by Z3, found by looking at the instants around it.
fn instant(zone: Tz, local: NaiveDateTime) -> i64 {
    let local = local.and_utc().timestamp();
    let wall = |at: i64| at + offset(zone, at);
    let around = (local - 16 * 3_600..=local + 16 * 3_600).step_by(900);
    let mut offsets: Vec<i64> = around.map(|at| offset(zone, at)).collect();
    offsets.sort_unstable();
    offsets.dedup();
    if let Some(first) = offsets.iter().map(|o| local - o).filter(|at| wall(*at) == local).min() {
        return first;
    }
    // No wall shows it: the first instant whose wall is past it, and the offset just before.
    let (mut before, mut after) = (local - 16 * 3_600, local + 16 * 3_600);
    while after - before > 1 {
        let middle = i64::midpoint(before, after);
        if wall(middle) > local { after = middle } else { before = middle }
    }
    local - offset(zone, before)
}

fn minutes(text: &str) -> usize {
    let (hours, minutes) = text.split_once(':').unwrap();
    hours.parse::<usize>().unwrap() * 60 + minutes.parse::<usize>().unwrap()
}

fn is_holiday(spec: &CalendarSpec, date: NaiveDate) -> bool {
    let (text, day) = (date.to_string(), date.format("%m-%d").to_string());
    spec.holidays.iter().any(|h| match h {
        Holiday::Date(d) => *d == text,
        Holiday::Range(r) => r.from <= text && text <= r.to,
        Holiday::Recurring(r) => {
            let [from, to] = &r.recurring;
            if from <= to { *from <= day && day <= *to } else { *from <= day || day <= *to }
        }
    })
}

/// Which minutes of a date are working time.
fn day(spec: &CalendarSpec, date: NaiveDate) -> Vec<bool> {
    let mut open = vec![false; 1_440];
    if is_holiday(spec, date) {
        return open;
    }
    let windows = |day: Day| spec.weekly.get(&day).into_iter().flatten();
    for [from, to] in windows(Day::from(date.weekday())) {
        let (from, to) = (minutes(from), minutes(to));
        let end = if to <= from { 1_440 } else { to };
        if from != to {
            open[from..end].fill(true);
        }
    }
    for [from, to] in windows(Day::from(date.pred_opt().unwrap().weekday())) {
        let (from, to) = (minutes(from), minutes(to));
        if to < from {
            open[..to].fill(true);
        }
    }
    for pause in spec.breaks.iter().filter(|b| b.date == date.to_string()) {
        let (from, to) = (minutes(&pause.from), minutes(&pause.to));
        if from < to {
            open[from..to].fill(false);
        }
    }
    open
}

/// Whether any instant has this local date.
fn exists(zone: Tz, date: NaiveDate) -> bool {
    let noon = date.and_hms_opt(12, 0, 0).unwrap().and_utc().timestamp();
    (noon - 40 * 3_600..noon + 40 * 3_600)
        .step_by(900)
        .any(|at| chrono::DateTime::from_timestamp(at + offset(zone, at), 0).unwrap().date_naive() == date)
}

/// Instants of working time around `from` to `to`, as they come, overlapping or not.
fn spans(spec: &CalendarSpec, from: i64, to: i64) -> Vec<(i64, i64)> {
    if !spec.union.is_empty() {
        return spec.union.iter().flat_map(|part| spans(part, from, to)).collect();
    }
    let zone: Tz = spec.tz.as_ref().unwrap().parse().unwrap();
    let date = |at: i64| chrono::DateTime::from_timestamp(at, 0).unwrap().date_naive();
    let mut spans = Vec::new();
    for date in date(from - 2 * 86_400).iter_days().take_while(|d| *d <= date(to + 2 * 86_400)) {
        if !exists(zone, date) {
            continue;
        }
        let open = day(spec, date);
        let midnight = date.and_hms_opt(0, 0, 0).unwrap();
        let at = |minute: usize| instant(zone, midnight + TimeDelta::minutes(minute as i64));
        let mut minute = 0;
        while minute < 1_440 {
            let run = open[minute..].iter().take_while(|o| **o).count();
            if run > 0 {
                spans.push((at(minute), at(minute + run)));
            }
            minute += run.max(1);
        }
    }
    spans
}

/// Working time, instant by instant.
pub(super) struct Walk {
    from: i64,
    step: i64,
    open: Vec<bool>,
}

/// What a clock comes to by walking.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Walked {
    pub(super) elapsed: i64,
    pub(super) paused: i64,
    pub(super) due: Option<Time>,
    pub(super) breach: Option<Time>,
}

impl Walk {
    /// Over this range, in steps of so many seconds; everything in it must lie on a step.
    pub(super) fn new(spec: &CalendarSpec, from: Time, to: Time, step: i64) -> Self {
        let (from, to) = (from.unix(), to.unix());
        let spans = spans(spec, from, to);
        let open = (from..to).step_by(step as usize);
        let open = open.map(|t| spec.always || spans.iter().any(|(a, b)| *a <= t && t < *b)).collect();
        Self { from, step, open }
    }

    /// By minutes, the finest thing that a calendar says.
    pub(super) fn minutes(spec: &CalendarSpec, from: Time, to: Time) -> Self {
        Self::new(spec, from, to, MINUTE)
    }

    /// A clock that begins at `start`, looked at at `now`. `off` are the pauses known then, the last one open where it
    /// ends after `now`.
    pub(super) fn clock(&self, start: Time, now: Time, target: i64, off: &[(Time, Time)]) -> Walked {
        let mut walked = Walked { elapsed: 0, paused: 0, due: None, breach: None };
        if target == 0 {
            walked.due = Some(start);
        }
        let mut used = 0;
        for (n, open) in self.open.iter().enumerate() {
            let at = Time::from_unix(self.from + n as i64 * self.step);
            if at < start || !open {
                continue;
            }
            if off.iter().any(|(from, to)| *from <= at && (at < *to || *to > now)) {
                if at < now {
                    walked.paused += self.step;
                }
                continue;
            }
            if used == target && walked.breach.is_none() {
                walked.breach = Some(at);
            }
            used += self.step;
            if at < now {
                walked.elapsed += self.step;
            }
            if used == target {
                walked.due = Some(at + self.step);
            }
        }
        walked
    }
}
