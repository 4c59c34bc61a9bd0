//! Numbers, times and keys, formatted by us into a few bytes on the stack.
//!
//! Each function says exactly what may come out; there is none that takes a text.

use std::fmt::{self, Write};

use chrono_tz::Tz;

use crate::domain::{Number, Time, time};

/// A short text of our own making.
#[derive(Debug, Clone, Copy)]
pub struct Made {
    bytes: [u8; ROOM],
    len: u8,
}

/// The longest is a date with time and zone.
const ROOM: usize = 39;

impl Made {
    const fn new() -> Self {
        Self { bytes: [0; ROOM], len: 0 }
    }

    fn of(args: fmt::Arguments<'_>) -> Self {
        let mut made = Self::new();
        // What does not fit is left out; nothing made here comes near.
        let _ = made.write_fmt(args);
        made
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or_default()
    }
}

impl Write for Made {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        let at = usize::from(self.len);
        let s = &s[..s.floor_char_boundary(s.len().min(ROOM - at))];
        self.bytes[at..at + s.len()].copy_from_slice(s.as_bytes());
        self.len += s.len() as u8;
        Ok(())
    }
}

/// `42`.
pub fn number(n: usize) -> Made {
    Made::of(format_args!("{n}"))
}

/// `42`, or `42+?` while a source that might add to it cannot be heard.
pub fn count(n: usize, doubtful: bool) -> Made {
    Made::of(format_args!("{n}{}", if doubtful { "+?" } else { "" }))
}

/// `x3`.
pub fn times(n: u32) -> Made {
    Made::of(format_args!("x{n}"))
}

/// `(x3)`.
pub fn times_in_words(n: u32) -> Made {
    Made::of(format_args!("(x{n})"))
}

/// `+3`: so many more.
pub fn more(n: usize) -> Made {
    Made::of(format_args!("+{n}"))
}

/// `+9`: so many changed; `+9?` while a source that might add to it cannot be heard.
pub fn changed(n: usize, doubtful: bool) -> Made {
    Made::of(format_args!("+{n}{}", if doubtful { "?" } else { "" }))
}

/// `P1`.
pub fn priority(level: u8) -> Made {
    Made::of(format_args!("P{level}"))
}

/// The bare digit of a priority.
pub fn level(level: u8) -> Made {
    Made::of(format_args!("{level}"))
}

/// `1042`.
pub fn short(number: Number) -> Made {
    Made::of(format_args!("{}", number.get()))
}

/// `INC-001042`.
pub fn long(number: Number) -> Made {
    Made::of(format_args!("INC-{:06}", number.get()))
}

/// A countdown of at most 7 cells at `now` of its source, with its seconds as `ticks` says; `~` before it when the source
/// is stale.
pub fn countdown(left: i64, now: Time, stale: bool, ticks: time::Ticks) -> Made {
    let seen = ticks.seen(left, now);
    Made::of(format_args!("{}{}", if stale { "~" } else { "" }, time::countdown_with(seen, ticks)))
}

/// An age of at most 5 cells.
pub fn age(seconds: i64) -> Made {
    Made::of(format_args!("{}", time::age(seconds)))
}

/// An age as the header says it: seconds up to two minutes, then as [`age`].
pub fn data_age(seconds: i64) -> Made {
    if (0..120).contains(&seconds) { Made::of(format_args!("{seconds}s")) } else { age(seconds) }
}

/// A length of time: `1m58s`.
pub fn length(seconds: i64) -> Made {
    Made::of(format_args!("{}", time::length(seconds)))
}

/// `98 ms`, from ten seconds on `12 s`.
pub fn elapsed(ms: u64) -> Made {
    if ms < 10_000 { Made::of(format_args!("{ms} ms")) } else { Made::of(format_args!("{} s", ms / 1_000)) }
}

/// `8 s` up to two minutes, then `3 min` and on: how long until something, in words.
pub fn seconds(seconds: i64) -> Made {
    if (0..120).contains(&seconds) { Made::of(format_args!("{seconds} s")) } else { gap(seconds) }
}

/// `00:14`: minutes and seconds of a call.
pub fn stopwatch(seconds: i64) -> Made {
    let s = seconds.max(0);
    Made::of(format_args!("{:02}:{:02}", s / 60, s % 60))
}

/// `12 min`, `3 h`, `2 d`: a gap in words.
pub fn gap(seconds: i64) -> Made {
    match seconds.max(0) {
        s @ 0..7_200 => Made::of(format_args!("{} min", s / 60)),
        s @ 7_200..172_800 => Made::of(format_args!("{} h", s / 3_600)),
        s => Made::of(format_args!("{} d", s / 86_400)),
    }
}

/// `03:02Z` or `03:02 CET`.
pub fn clock(at: Time, zone: Tz) -> Made {
    let local = at.utc().with_timezone(&zone);
    if is_utc(zone) {
        Made::of(format_args!("{}", local.format("%H:%MZ")))
    } else {
        Made::of(format_args!("{}", local.format("%H:%M %Z")))
    }
}

/// `03:02:09Z` or `03:02:09 CET`.
pub fn clock_seconds(at: Time, zone: Tz) -> Made {
    let local = at.utc().with_timezone(&zone);
    if is_utc(zone) {
        Made::of(format_args!("{}", local.format("%H:%M:%SZ")))
    } else {
        Made::of(format_args!("{}", local.format("%H:%M:%S %Z")))
    }
}

/// Date and time in UTC: `2026-11-23 02:58:25Z`.
pub fn utc(at: Time) -> Made {
    Made::of(format_args!("{}", at.utc().format("%Y-%m-%d %H:%M:%SZ")))
}

/// Day, time and zone for people: `Mon 23 Nov 03:02 CET`.
pub fn moment(at: Time, zone: Tz) -> Made {
    let local = at.utc().with_timezone(&zone);
    if is_utc(zone) {
        Made::of(format_args!("{}", local.format("%a %e %b %H:%MZ")))
    } else {
        Made::of(format_args!("{}", local.format("%a %e %b %H:%M %Z")))
    }
}

/// From this distance on a day without its year may be taken for the wrong one: `Sun 23 Nov` in ten years, read on a
/// 23 November.
const NEEDS_YEAR: i64 = 180 * time::DAY;

/// As near as is needed to be sure: `03:02 CET` within half a day, `23 Nov 2036 03:02 CET` from half a year on, else
/// [`moment`].
pub fn near(at: Time, now: Time, zone: Tz) -> Made {
    let local = at.utc().with_timezone(&zone);
    match (at - now).abs() {
        s if s <= 12 * time::HOUR => clock(at, zone),
        s if s < NEEDS_YEAR => moment(at, zone),
        _ if is_utc(zone) => Made::of(format_args!("{}", local.format("%e %b %Y %H:%MZ"))),
        _ => Made::of(format_args!("{}", local.format("%e %b %Y %H:%M %Z"))),
    }
}

/// The same in 16 cells: `22 Nov 23:57 CET` for what is further away, `22 Nov 2036` from half a year on.
pub fn near_short(at: Time, now: Time, zone: Tz) -> Made {
    if (at - now).abs() <= 12 * time::HOUR {
        return clock(at, zone);
    }
    let local = at.utc().with_timezone(&zone);
    let form = match is_utc(zone) {
        _ if (at - now).abs() >= NEEDS_YEAR => "%e %b %Y",
        true => "%e %b %H:%MZ",
        false => "%e %b %H:%M %Z",
    };
    Made::of(format_args!("{}", local.format(form)))
}

/// `8m ago`, `just now`.
pub fn ago(seconds: i64) -> Made {
    if seconds < time::MINUTE {
        Made::of(format_args!("just now"))
    } else {
        Made::of(format_args!("{} ago", time::age(seconds)))
    }
}

/// In 7 cells or less when something ends: `05:30Z` or `05:30` within half a day, `24 Nov` after that, `2036-11` from
/// half a year on.
pub fn until(at: Time, now: Time, zone: Tz) -> Made {
    let local = at.utc().with_timezone(&zone);
    if at - now >= NEEDS_YEAR {
        Made::of(format_args!("{}", local.format("%Y-%m")))
    } else if at - now > 12 * time::HOUR {
        Made::of(format_args!("{}", local.format("%e %b")))
    } else if is_utc(zone) {
        Made::of(format_args!("{}", local.format("%H:%MZ")))
    } else {
        Made::of(format_args!("{}", local.format("%H:%M")))
    }
}

/// Since when, in few cells: `23:10` or `23:10Z` within half a day, `22 Nov` before that.
pub fn since(at: Time, now: Time, zone: Tz) -> Made {
    let local = at.utc().with_timezone(&zone);
    let form = match (now - at).abs() {
        s if s > 12 * time::HOUR => "%-d %b",
        _ if is_utc(zone) => "%H:%MZ",
        _ => "%H:%M",
    };
    Made::of(format_args!("{}", local.format(form)))
}

/// Whether times in this zone are written with `Z`.
pub fn is_utc(zone: Tz) -> bool {
    matches!(zone, Tz::UTC | Tz::Etc__UTC | Tz::Etc__UCT | Tz::Zulu | Tz::Etc__Zulu | Tz::Universal)
}

/// One character that a strip names as its key.
pub fn character(c: char) -> Made {
    Made::of(format_args!("{}", if plain(c) { c } else { '?' }))
}

fn plain(c: char) -> bool {
    c.is_ascii_graphic()
        || c == ' '
        || (c.is_alphanumeric() && unicode_width::UnicodeWidthChar::width(c) == Some(1))
}
