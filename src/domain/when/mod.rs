//! Times as people type them: `2h`, `14:30`, `tomorrow 9:00`, `mon 8:15`, `2026-11-24 09:00`, RFC 3339.
//!
//! Read in the zone of whoever types. A local time that the zone's clocks show twice, or skip, is never guessed: both
//! instants it can mean are given, and the person chooses.

#[cfg(test)]
mod tests;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Weekday};
use chrono_tz::Tz;

use super::{Time, time::parse_duration};

/// Which of several days a bare `14:30` or `mon` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toward {
    /// The next one: until when.
    Future,
    /// The last one: since when.
    Past,
}

/// What was typed, as an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// This one.
    At(Time),
    /// The clocks are put forward or back there: one of these two, the earlier one first.
    Either {
        /// The earlier one.
        first: Time,
        /// The later one.
        second: Time,
        /// The clocks skip this time; else they show it twice.
        skipped: bool,
    },
}

impl When {
    /// The instant; of two the earlier one.
    pub const fn earliest(self) -> Time {
        match self {
            Self::At(at) | Self::Either { first: at, .. } => at,
        }
    }
}

/// What was typed is no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no time: write 2h, 14:30, tomorrow 9:00, mon 9:00, 2026-11-24 09:00 or 2026-11-24T09:00:00Z"
)]
pub struct NoTime(pub String);

/// The hour of a day that was named without one, toward the future.
const MORNING: u32 = 9;

/// Reads a time. A length (`2h`, `1d4h`; with a unit) counts from `now`.
///
/// # Errors
/// [`NoTime`] with what was typed and what may be.
pub fn read(text: &str, now: Time, zone: Tz, toward: Toward) -> Result<When, NoTime> {
    let text = text.trim();
    let no = || NoTime(text.chars().take(40).collect());
    if text.is_empty() {
        return Err(no());
    }
    if text.ends_with(|c: char| c.is_ascii_lowercase())
        && let Ok(length) = parse_duration(text)
    {
        let ahead = if toward == Toward::Future { length } else { -length };
        return Ok(When::At(now + ahead));
    }
    if let Some(at) = Time::parse(text) {
        return Ok(When::At(at));
    }
    let today = now.utc().with_timezone(&zone).date_naive();
    let parted = text
        .split_once(' ')
        .or_else(|| text.split_once('T').filter(|(day, _)| day.ends_with(|c: char| c.is_ascii_digit())));
    let (day, clock) = match parted {
        Some((day, clock)) => (Some(day), clock.trim()),
        None if day_of(text, today).is_some() => (Some(text), ""),
        None => (None, text),
    };
    let (clock, zone) = match clock.strip_suffix(['Z', 'z']) {
        Some(clock) => (clock, Tz::UTC),
        None => (clock, zone),
    };
    let today = now.utc().with_timezone(&zone).date_naive();
    let time = match (clock.is_empty(), toward) {
        (false, _) => clock_of(clock, day.is_some()).ok_or_else(no)?,
        (true, Toward::Future) => NaiveTime::from_hms_opt(MORNING, 0, 0).ok_or_else(no)?,
        // Since when is not guessed.
        (true, Toward::Past) => return Err(no()),
    };
    let day = match day {
        Some(day) => day_of(&day.to_ascii_lowercase(), today).ok_or_else(no)?,
        None => Day::Every(1),
    };
    match day {
        Day::On(date) => local(date.and_time(time), zone).ok_or_else(no),
        Day::Weekday(weekday) => {
            let ahead = weekday.days_since(today.weekday());
            nearest(today, u64::from(ahead), 7, time, now, zone, toward).ok_or_else(no)
        }
        Day::Every(days) => nearest(today, 0, days, time, now, zone, toward).ok_or_else(no),
    }
}

/// Reads `2h: words` as a time and words; without a time in front all of it is words. The longest beginning that reads
/// as a time counts, so that `tomorrow 9:00: words` is not `tomorrow 9`.
pub fn lead(text: &str, now: Time, zone: Tz, toward: Toward) -> (Option<When>, &str) {
    let text = text.trim();
    if let Ok(when) = read(text, now, zone, toward) {
        return (Some(when), "");
    }
    let colons = text.char_indices().filter(|(_, c)| *c == ':').map(|(at, _)| at);
    let mut found = (None, text);
    for at in colons.take(6) {
        if let Ok(when) = read(&text[..at], now, zone, toward) {
            found = (Some(when), text[at + 1..].trim());
        }
    }
    found
}

/// A day as it was named.
enum Day {
    On(NaiveDate),
    Weekday(Weekday),
    /// Every so many days.
    Every(u64),
}

fn day_of(word: &str, today: NaiveDate) -> Option<Day> {
    match word.to_ascii_lowercase().as_str() {
        "today" => Some(Day::On(today)),
        "tomorrow" => today.checked_add_days(Days::new(1)).map(Day::On),
        "yesterday" => today.checked_sub_days(Days::new(1)).map(Day::On),
        word => match word.parse::<Weekday>() {
            Ok(weekday) => Some(Day::Weekday(weekday)),
            Err(_) => NaiveDate::parse_from_str(word, "%Y-%m-%d").ok().map(Day::On),
        },
    }
}

/// `9:00`, `09:00`, `14:30:05`; behind a day also `9`.
fn clock_of(text: &str, with_day: bool) -> Option<NaiveTime> {
    let mut parts = text.split(':');
    let mut part = |least: usize| -> Option<Option<u32>> {
        let Some(part) = parts.next() else { return Some(None) };
        let digits = part.bytes().all(|b| b.is_ascii_digit()) && (least..=2).contains(&part.len());
        digits.then(|| part.parse().ok())
    };
    let (hour, minute, second) = (part(1)??, part(2)?, part(2)?);
    if (minute.is_none() && !with_day) || parts.next().is_some() {
        return None;
    }
    NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), second.unwrap_or(0))
}

/// The nearest such time at or after `now`, or at or before it: from `ahead` days after today on, every `step` days.
fn nearest(
    today: NaiveDate,
    ahead: u64,
    step: u64,
    time: NaiveTime,
    now: Time,
    zone: Tz,
    toward: Toward,
) -> Option<When> {
    let first = today.checked_add_days(Days::new(ahead))?;
    let here = local(first.and_time(time), zone)?;
    let day = match toward {
        Toward::Future if here.earliest() <= now => first.checked_add_days(Days::new(step))?,
        Toward::Past if here.earliest() > now => first.checked_sub_days(Days::new(step))?,
        _ => return Some(here),
    };
    local(day.and_time(time), zone)
}

/// The instants that a local time can mean.
pub fn local(at: NaiveDateTime, zone: Tz) -> Option<When> {
    let instant = |offset: chrono::FixedOffset| {
        Time::from_unix(at.and_utc().timestamp().saturating_sub(i64::from(offset.local_minus_utc())))
    };
    match zone.offset_from_local_datetime(&at) {
        chrono::LocalResult::Single(offset) => Some(When::At(instant(offset.fix()))),
        chrono::LocalResult::Ambiguous(a, b) => {
            let (a, b) = (instant(a.fix()), instant(b.fix()));
            Some(When::Either { first: a.min(b), second: a.max(b), skipped: false })
        }
        chrono::LocalResult::None => {
            // What the clocks would show had they not been put forward yet, or already. A skipped day is the widest gap.
            let before = zone.offset_from_utc_datetime(&at.checked_sub_days(Days::new(2))?);
            let after = zone.offset_from_utc_datetime(&at.checked_add_days(Days::new(2))?);
            let (a, b) = (instant(before.fix()), instant(after.fix()));
            Some(When::Either { first: a.min(b), second: a.max(b), skipped: true })
        }
    }
}
