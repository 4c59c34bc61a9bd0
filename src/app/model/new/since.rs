//! When it began, as people say it on the phone: `08:55`, `-20m`, `yesterday 16:00`, `mon 9:00`, `2026-11-22 16:00`.
//!
//! How times are read is told in [`crate::domain::when`]. A time that the clocks of the zone show twice, or never, is
//! not guessed: both readings are offered, and the name of the zone behind the time (`02:30 CEST`) decides.

use chrono::Offset;
use chrono_tz::{OffsetName, Tz};

use crate::{
    domain::{
        Time,
        time::MINUTE,
        when::{self, Toward, When},
    },
    text::{Kind, SafeText},
};

/// Clocks differ by so much, in seconds: what begins later than this has not begun.
const SLACK: i64 = 5 * MINUTE;

/// Why a time is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, and what to write.
    pub words: SafeText,
    /// What it can be replaced by, the earlier one first, where there are two readings.
    pub choices: Vec<String>,
}

/// Reads a time in `zone`; nothing typed is `None`, which is now. A time of day that is still to come was yesterday's.
///
/// # Errors
/// What is wrong, and what to write instead.
pub fn read(text: &str, now: Time, zone: Tz) -> Result<Option<Time>, Fault> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("now") {
        return Ok(None);
    }
    let text = plain(text);
    let (text, named) = match text.rsplit_once(' ') {
        Some((rest, name)) if is_zone_name(name) => (rest.trim(), Some(name.to_ascii_uppercase())),
        _ => (text.as_str(), None),
    };
    let read = when::read(text, now + SLACK, zone, Toward::Past);
    let Ok(read) = read.and_then(|_| when::read(text, counted_from(text, now), zone, Toward::Past)) else {
        return Err(fault("no time: write 08:55, -20m, yesterday 16:00", Vec::new()));
    };
    let at = match (read, named) {
        (When::At(at), None) => at,
        (When::At(at), Some(name)) if called(at, zone) == name => at,
        (When::Either { first, .. }, Some(name)) if called(first, zone) == name => first,
        (When::Either { second, .. }, Some(name)) if called(second, zone) == name => second,
        (When::At(at), Some(name)) => {
            return Err(fault(
                &format!("the clocks show {} here then, not {name}", called(at, zone)),
                Vec::new(),
            ));
        }
        (When::Either { first, second, skipped }, _) => {
            return Err(either([first, second], skipped, zone));
        }
    };
    if at > now + SLACK {
        return Err(fault("that is still to come: write when it began", Vec::new()));
    }
    Ok(Some(at.min(now)))
}

/// Lengths count from now; a time of day a little ahead is today's on a clock that goes differently, not yesterday's.
fn counted_from(text: &str, now: Time) -> Time {
    if text.ends_with(|c: char| c.is_ascii_lowercase()) { now } else { now + SLACK }
}

/// `-20m` and `20m ago` are `20m`; `0855` is `08:55`.
fn plain(text: &str) -> String {
    let text = text.strip_suffix("ago").map_or(text, str::trim);
    let text = text.strip_prefix('-').map_or(text, str::trim);
    if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return format!("{}:{}", &text[..2], &text[2..]);
    }
    text.to_owned()
}

fn is_zone_name(word: &str) -> bool {
    (2..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase())
}

/// What the zone calls itself at that instant: `CEST`; where it has no such name, its offset.
fn called(at: Time, zone: Tz) -> String {
    let local = at.utc().with_timezone(&zone);
    match local.offset().abbreviation() {
        Some(name) if is_zone_name(name) => name.to_owned(),
        _ => local.offset().fix().to_string(),
    }
}

fn fault(words: &str, choices: Vec<String>) -> Fault {
    Fault { words: SafeText::clean(words, Kind::Line), choices }
}

fn either(readings: [Time; 2], skipped: bool, zone: Tz) -> Fault {
    let local = |at: Time| at.utc().with_timezone(&zone);
    let shown = readings.map(|at| format!("{} {}", local(at).format("%H:%M"), called(at, zone)));
    let choices = readings.map(|at| {
        let name = called(at, zone);
        if is_zone_name(&name) {
            local(at).format(&format!("%Y-%m-%d %H:%M {name}")).to_string()
        } else {
            local(at).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
        }
    });
    let what = if skipped { "skipped" } else { "twice" };
    let words = format!("{what}: {} or {}? Down", shown[0], shown[1]);
    fault(&words, choices.to_vec())
}
