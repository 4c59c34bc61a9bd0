//! Instants and durations: UTC inside, whole seconds, zones only at the edges.

use std::{
    fmt,
    ops::{Add, Sub},
};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Seconds in a minute, an hour and a day.
pub const MINUTE: i64 = 60;
/// Seconds in an hour.
pub const HOUR: i64 = 3_600;
/// Seconds in a day of 24 hours.
pub const DAY: i64 = 86_400;

/// An instant: whole seconds since 1970-01-01T00:00:00Z. Written as RFC 3339 in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(i64);

impl Time {
    /// From seconds since the epoch.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 (`2026-11-23T02:28:25.004Z`); fractions are cut off.
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text.trim()).ok().map(|t| Self(t.timestamp()))
    }

    /// RFC 3339 in UTC, without fractions.
    pub fn rfc3339(self) -> String {
        self.utc().to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// The same instant for chrono; out of its range it is the epoch.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0, 0).unwrap_or_default()
    }
}

impl From<DateTime<Utc>> for Time {
    fn from(t: DateTime<Utc>) -> Self {
        Self(t.timestamp())
    }
}

impl Add<i64> for Time {
    type Output = Self;
    fn add(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

impl Sub<i64> for Time {
    type Output = Self;
    fn sub(self, seconds: i64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }
}

impl Sub for Time {
    type Output = i64;
    fn sub(self, other: Self) -> i64 {
        self.0.saturating_sub(other.0)
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.rfc3339())
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("expected a time like 2026-11-23T02:28:25Z"))
    }
}

/// Under how many seconds to go (or over) a countdown is written with its seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ticks {
    /// Under ten minutes.
    #[default]
    TenMinutes,
    /// Under one minute: over a slow link each tick is paid for.
    OneMinute,
}

impl Ticks {
    /// The bound in seconds.
    pub const fn below(self) -> i64 {
        match self {
            Self::TenMinutes => 10 * MINUTE,
            Self::OneMinute => MINUTE,
        }
    }

    /// Seconds to go, or over, as a countdown of whole minutes shows them at `now`: what was left at the last full
    /// [`TOGETHER`], or will be overrun at the next one. What is near enough for seconds is shown as it is.
    pub const fn seen(self, left: i64, now: Time) -> i64 {
        if left.saturating_abs() < self.below() {
            left
        } else if left > 0 {
            left.saturating_add(now.0.rem_euclid(TOGETHER))
        } else {
            left.saturating_sub(together(now).0 - now.0)
        }
    }
}

/// What is told in whole minutes changes at full ten seconds only: fifty rows whose minutes turn each at a second of
/// their own would be fifty frames a minute, and six show the same.
pub const TOGETHER: i64 = 10;

/// The next full [`TOGETHER`]: ages are told of it.
pub const fn together(now: Time) -> Time {
    Time(now.0 + (TOGETHER - now.0.rem_euclid(TOGETHER)) % TOGETHER)
}

/// A countdown as the board writes it, at most 7 cells with its sign: `4:41` under ten minutes, then `11m`,
/// `1h12m`, `3d04h`, `412d`. Overrun (negative) carries a `+`.
pub fn countdown(seconds: i64) -> String {
    countdown_with(seconds, Ticks::default())
}

/// The same with another bound for the seconds: `0:41`, then `4m`.
pub fn countdown_with(seconds: i64, ticks: Ticks) -> String {
    let sign = if seconds < 0 { "+" } else { "" };
    let s = seconds.unsigned_abs();
    let body = match s {
        s if s < ticks.below().unsigned_abs() => format!("{}:{:02}", s / 60, s % 60),
        0..3_600 => format!("{}m", s / 60),
        3_600..86_400 => format!("{}h{:02}m", s / 3_600, s % 3_600 / 60),
        86_400..8_640_000 => format!("{}d{:02}h", s / 86_400, s % 86_400 / 3_600),
        _ => format!("{}d", (s / 86_400).min(9_999)),
    };
    format!("{sign}{body}")
}

/// An age as the board writes it, at most 4 cells up to 999 days: `now` (under a minute: no ticking), `8m`, `1h20`, `22h`,
/// `9d`, `412d`.
pub fn age(seconds: i64) -> String {
    let s = seconds.max(0);
    match s {
        0..60 => "now".to_owned(),
        60..3_600 => format!("{}m", s / 60),
        3_600..36_000 => format!("{}h{:02}", s / 3_600, s % 3_600 / 60),
        36_000..86_400 => format!("{}h", s / 3_600),
        _ => format!("{}d", (s / DAY).min(9_999)),
    }
}

/// A length of time in words of one or two units, for prose: `1m58s`, `3h21m`, `2d`.
pub fn length(seconds: i64) -> String {
    let s = seconds.max(0);
    let two = |a: i64, ua: &str, b: i64, ub: &str| {
        if b == 0 { format!("{a}{ua}") } else { format!("{a}{ua}{b:02}{ub}") }
    };
    match s {
        0..60 => format!("{s}s"),
        60..3_600 => two(s / 60, "m", s % 60, "s"),
        3_600..86_400 => two(s / 3_600, "h", s % 3_600 / 60, "m"),
        _ => two(s / DAY, "d", s % DAY / HOUR, "h"),
    }
}

/// Reads a duration as people write it: `90`, `90s`, `15m`, `1h30m`, `2d`, `1w`. A bare number is seconds.
///
/// # Errors
/// The byte offset of what was not understood.
pub fn parse_duration(text: &str) -> Result<i64, usize> {
    let text = text.trim_end();
    let bytes = text.as_bytes();
    let mut total: i64 = 0;
    let mut at = 0;
    if bytes.is_empty() {
        return Err(0);
    }
    while at < bytes.len() {
        let start = at;
        let mut number: i64 = 0;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            number = number
                .checked_mul(10)
                .and_then(|n| n.checked_add(i64::from(bytes[at] - b'0')))
                .ok_or(start)?;
            at += 1;
        }
        if at == start {
            return Err(at);
        }
        let unit = match bytes.get(at) {
            None if start == 0 => 1,
            Some(b's') => 1,
            Some(b'm') => MINUTE,
            Some(b'h') => HOUR,
            Some(b'd') => DAY,
            Some(b'w') => 7 * DAY,
            _ => return Err(at),
        };
        at += 1;
        total = number.checked_mul(unit).and_then(|n| total.checked_add(n)).ok_or(start)?;
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countdowns_fit_seven_cells() {
        for (s, want) in [
            (0, "0:00"),
            (100, "1:40"),
            (599, "9:59"),
            (600, "10m"),
            (4_320, "1h12m"),
            (273_600, "3d04h"),
            (-273_600, "+3d04h"),
            (-59, "+0:59"),
            (i64::MAX, "9999d"),
        ] {
            assert_eq!(countdown(s), want);
            assert!(countdown(s).len() <= 7);
        }
    }

    #[test]
    fn over_a_slow_link_only_the_last_minute_has_seconds() {
        for (s, want) in [
            (0, "0:00"),
            (59, "0:59"),
            (-59, "+0:59"),
            (60, "1m"),
            (-119, "+1m"),
            (599, "9m"),
            (600, "10m"),
            (4_320, "1h12m"),
        ] {
            assert_eq!(countdown_with(s, Ticks::OneMinute), want, "{s}");
        }
    }

    #[test]
    fn ages_fit_five_cells() {
        for (s, want) in [
            (-5, "now"),
            (48, "now"),
            (480, "8m"),
            (4_800, "1h20"),
            (HOUR * 22, "22h"),
            (DAY * 9, "9d"),
            (i64::MAX, "9999d"),
        ] {
            assert_eq!(age(s), want);
            assert!(age(s).len() <= 5);
        }
    }

    #[test]
    fn durations_read_and_point_at_the_fault() {
        assert_eq!(parse_duration("90"), Ok(90));
        assert_eq!(parse_duration("1h30m"), Ok(5_400));
        assert_eq!(parse_duration("2d"), Ok(2 * DAY));
        assert_eq!(parse_duration(""), Err(0));
        assert_eq!(parse_duration("15x"), Err(2));
        assert_eq!(parse_duration("1h30"), Err(4));
        assert_eq!(parse_duration("99999999999999999999s"), Err(0));
    }

    #[test]
    fn times_round_trip_through_rfc3339() {
        let t = Time::parse("2026-11-23T02:28:25.004Z").expect("a time");
        assert_eq!(t.rfc3339(), "2026-11-23T02:28:25Z");
        assert_eq!(Time::parse("2026-11-23T03:28:25+01:00"), Some(t));
        assert_eq!(Time::parse("yesterday"), None);
    }
}
