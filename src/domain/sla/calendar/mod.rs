//! Working hours (rules C1 to C9, Z1 to Z3, B1 to B2, E1).
//!
//! A [`CalendarSpec`] is what people write; a [`Calendar`] is made of it once and answers in instants: how much working
//! time lies between two of them, when so much of it is used up, when it opens. Local windows become instants a year at
//! a time, when a year is first asked for; the rest is binary search.

use std::sync::{Arc, OnceLock};

use chrono_tz::Tz;

use crate::domain::Time;

mod days;
mod local;
mod spec;
#[cfg(test)]
mod tests;
mod year;

use local::Local;
pub use spec::{Break, CalendarFault, CalendarSpec, Day, Holiday, Range, Recurring};
use year::{YEARS, Year};

/// A compiled calendar: cheap to clone.
#[derive(Debug, Clone)]
pub struct Calendar {
    zone: Tz,
    /// `None`: around the clock.
    hours: Option<Arc<Hours>>,
}

struct Hours {
    spec: CalendarSpec,
    /// Open where any of them is (C9).
    members: Vec<Local>,
    /// Of each of [`YEARS`], once it was asked for.
    years: Box<[OnceLock<Year>]>,
    /// The dates with working time of each of [`YEARS`], likewise.
    days: Box<[OnceLock<Box<[days::Date]>>]>,
}

/// What it was made of; its years would fill pages.
impl std::fmt::Debug for Hours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.spec.fmt(f)
    }
}

impl PartialEq for Calendar {
    fn eq(&self, other: &Self) -> bool {
        self.zone == other.zone
            && match (&self.hours, &other.hours) {
                (None, None) => true,
                (Some(a), Some(b)) => Arc::ptr_eq(a, b) || a.spec == b.spec,
                _ => false,
            }
    }
}

impl Calendar {
    /// Around the clock; the zone is for showing times.
    pub const fn always(zone: Tz) -> Self {
        Self { zone, hours: None }
    }

    /// What `spec` says.
    ///
    /// # Errors
    /// [`CalendarFault`]: the first thing in it that cannot be meant (E1).
    pub fn compile(spec: &CalendarSpec) -> Result<Self, CalendarFault> {
        let zone = match spec.tz.as_deref() {
            None if !spec.union.is_empty() => Tz::UTC,
            name => local::zone(name)?,
        };
        let mut members = Vec::new();
        if gather(spec, &mut members)? {
            return Ok(Self::always(zone));
        }
        let hours = Hours {
            spec: spec.clone(),
            members,
            years: YEARS.map(|_| OnceLock::new()).collect(),
            days: YEARS.map(|_| OnceLock::new()).collect(),
        };
        // Holidays may take everything that the week has: some year must have an opening.
        let mut years = (2026..YEARS.end).chain(YEARS.start..2026);
        if !years.any(|y| hours.year(y).total > 0) {
            return Err(CalendarFault::NoWorkingTime);
        }
        Ok(Self { zone, hours: Some(Arc::new(hours)) })
    }

    /// What it was made of.
    pub fn spec(&self) -> CalendarSpec {
        self.hours.as_ref().map_or_else(|| CalendarSpec::always(self.zone.name()), |h| h.spec.clone())
    }

    /// The zone in which its times are shown.
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// Whether every second counts (C3).
    pub const fn is_always(&self) -> bool {
        self.hours.is_none()
    }

    /// Working seconds from `a` to `b`, none where `b` is not after `a` (K2). Real seconds: a window over which the
    /// zone changes its offset is longer or shorter (Z2).
    pub fn elapsed(&self, a: Time, b: Time) -> i64 {
        let (a, b) = (a.unix(), b.unix());
        if b <= a {
            return 0;
        }
        let Some(hours) = &self.hours else { return b.saturating_sub(a) };
        let (first, last) = (year::of(a), year::of(b));
        let (begin, end) = (hours.year(first), hours.year(last));
        if first == last {
            return end.before(b) - begin.before(a);
        }
        let between: i64 = (first + 1..last).map(|y| hours.year(y).total).sum();
        begin.total - begin.before(a) + between + end.before(b)
    }

    /// The earliest instant from `start` on by which `seconds` of working time have passed (T1): the close where they
    /// end exactly there (T2), `start` itself for none. `None` where that is after the year 2199.
    pub fn after(&self, start: Time, seconds: i64) -> Option<Time> {
        if seconds <= 0 {
            return Some(start);
        }
        let Some(hours) = &self.hours else {
            let due = start.unix().checked_add(seconds)?;
            return (due < year::begin(YEARS.end)).then(|| Time::from_unix(due));
        };
        let first = year::of(start.unix());
        let mut left = hours.year(first).before(start.unix()).checked_add(seconds)?;
        for y in first..YEARS.end {
            let year = hours.year(y);
            if left <= year.total {
                return year.at(left).map(Time::from_unix);
            }
            left -= year.total;
        }
        None
    }

    /// Whether `t` is working time; a close is not (C2).
    pub fn is_open(&self, t: Time) -> bool {
        self.next_open(t) == Some(t)
    }

    /// The earliest instant from `t` on that is working time.
    pub fn next_open(&self, t: Time) -> Option<Time> {
        let Some(hours) = &self.hours else { return Some(t) };
        hours.from(t.unix()).map(|(open, _)| Time::from_unix(open.max(t.unix())))
    }

    /// The next instant after `t` at which it opens or closes; `None` around the clock.
    pub fn next_change(&self, t: Time) -> Option<Time> {
        let hours = self.hours.as_ref()?;
        let (open, close) = hours.from(t.unix())?;
        Some(Time::from_unix(if open > t.unix() { open } else { close }))
    }

    /// Stretches of working time that touch `from` to `to`, whole; none around the clock.
    pub fn windows(&self, from: Time, to: Time) -> impl Iterator<Item = (Time, Time)> {
        let mut at = from.unix();
        std::iter::from_fn(move || {
            let (open, close) = self.hours.as_ref()?.from(at)?;
            at = close;
            (open < to.unix()).then(|| (Time::from_unix(open), Time::from_unix(close)))
        })
    }

    /// The next `n` openings after `t`, each with its close: what `config check` prints.
    pub fn openings(&self, t: Time, n: usize) -> Vec<(Time, Time)> {
        self.windows(t, Time::from_unix(i64::MAX)).filter(|(open, _)| *open > t).take(n).collect()
    }
}

/// Adds the hours of `spec` to `members`; says whether it is open around the clock.
fn gather(spec: &CalendarSpec, members: &mut Vec<Local>) -> Result<bool, CalendarFault> {
    let idle = [
        ("weekly", spec.weekly.is_empty()),
        ("holidays", spec.holidays.is_empty()),
        ("breaks", spec.breaks.is_empty()),
        ("union", spec.union.is_empty() || !spec.always),
    ];
    let idle = idle.iter().find(|(_, empty)| !empty).map(|(key, _)| *key);
    if let Some(key) = idle.filter(|_| spec.always || !spec.union.is_empty()) {
        return Err(CalendarFault::NoEffect(key));
    }
    if spec.always {
        local::zone(spec.tz.as_deref())?;
        return Ok(true);
    }
    let mut always = false;
    for part in &spec.union {
        always |= gather(part, members)?;
    }
    if spec.union.is_empty() {
        members.push(Local::compile(spec)?);
    }
    Ok(always)
}

impl Hours {
    fn year(&self, year: i32) -> &Year {
        let n = (year.clamp(YEARS.start, YEARS.end - 1) - YEARS.start) as usize;
        self.years[n].get_or_init(|| Year::compile(&self.members, n as i32 + YEARS.start))
    }

    /// The stretch that is open at `t` or the next one, whole but for what of it lies in the years before.
    fn from(&self, t: i64) -> Option<(i64, i64)> {
        let first = year::of(t);
        for y in first..YEARS.end {
            let Some(segment) = self.year(y).from(t) else { continue };
            let (open, mut close) = (segment.open, segment.close);
            // What goes on over the turn of the year is one.
            for next in y + 1..YEARS.end {
                match self.year(next).segments.first() {
                    Some(s) if s.open == close => close = s.close,
                    _ => break,
                }
                if close != year::begin(next + 1) {
                    break;
                }
            }
            return Some((open, close));
        }
        None
    }
}

/// The first instant of a local date, as calendars read it (Z3).
pub fn first_instant(zone: Tz, date: chrono::NaiveDate) -> Time {
    Time::from_unix(local::instant(zone, date, 0))
}
