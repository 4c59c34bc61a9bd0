//! In words: why a clock says what it says. What is promised, which windows counted, what pauses and holidays took,
//! what a zone or a change of priority did, when it is due.
//!
//! Lines are for screen and command line alike; names of policies and calendars stay pieces of their own.

use chrono::{Datelike, NaiveDate, Offset, TimeZone};
use chrono_tz::Tz;

use super::{Calendar, Clock, ClockState, Metric, Target, Why};
use crate::{
    domain::{Time, time::DAY},
    text::{Kind, SafeText},
};

mod hours;
#[cfg(test)]
mod tests;

/// How a line reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The clock's own line.
    Head,
    /// As it is.
    Plain,
    /// What took or gave time: a pause, a holiday, a zone.
    Note,
    /// It ran over.
    Over,
    /// What is past.
    Past,
}

/// One line: what it is about (empty where that is as above), and its pieces to be written one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `paused`.
    pub about: &'static str,
    /// What is said.
    pub pieces: Vec<SafeText>,
    /// How it reads.
    pub tone: Tone,
}

/// Words of our own.
fn ours(words: impl AsRef<str>) -> SafeText {
    SafeText::clean(words.as_ref(), Kind::Line)
}

/// Working time in hours, which days of any length have: `45s`, `12m30s`, `26h05m`.
pub fn work(seconds: i64) -> String {
    let s = seconds.unsigned_abs();
    match s {
        0..60 => format!("{s}s"),
        60..3_600 if s.is_multiple_of(60) => format!("{}m", s / 60),
        60..3_600 => format!("{}m{:02}s", s / 60, s % 60),
        _ if s % 3_600 < 60 => format!("{}h", s / 3_600),
        _ => format!("{}h{:02}m", s / 3_600, s % 3_600 / 60),
    }
}

/// The place that a zone is named after: `Paris`, `New York`.
pub fn place(zone: Tz) -> String {
    zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ")
}

fn wall(t: Time, zone: Tz) -> chrono::DateTime<Tz> {
    t.utc().with_timezone(&zone)
}

/// `Mon 23 Nov 09:12`, with its seconds where it has some, with the year where that is not the one of `now`.
fn instant(t: Time, zone: Tz, now: Time) -> String {
    let at = wall(t, zone);
    let year = if at.year() == wall(now, zone).year() { "" } else { " %Y" };
    let seconds = if t.unix() % 60 == 0 { "" } else { ":%S" };
    at.format(&format!("%a %-d %b{year} %H:%M{seconds}")).to_string()
}

/// The same with the zone, and in UTC.
fn both(t: Time, zone: Tz, now: Time) -> String {
    if zone == Tz::UTC {
        return format!("{} UTC", instant(t, zone, now));
    }
    let offset = wall(t, zone).format("%:z");
    let seconds = if t.unix() % 60 == 0 { "" } else { ":%S" };
    let utc = t.utc().format(&format!("%H:%M{seconds}Z")).to_string();
    format!("{} {} ({offset}, {utc})", instant(t, zone, now), place(zone))
}

/// Whether its hours count now: `open until 17:00 Paris`, `outside hours, resumes Mon 09:00 Paris`. None for a calendar
/// that is always open.
pub fn hours_now(calendar: &Calendar, now: Time) -> Option<SafeText> {
    let change = calendar.next_change(now)?;
    let (zone, at) = (calendar.zone(), wall(change, calendar.zone()));
    let days = (at.date_naive() - wall(now, zone).date_naive()).num_days();
    let time = match days {
        0 => at.format("%H:%M"),
        1..7 => at.format("%a %H:%M"),
        _ => at.format("%a %-d %b %H:%M"),
    };
    let what = if calendar.is_open(now) { "open until" } else { "outside hours, resumes" };
    let holiday = if !calendar.is_open(now) && calendar.is_holiday(now) { "holiday, " } else { "" };
    Some(ours(format!("{holiday}{what} {time} {}", place(zone))))
}

/// Why `clock` says what it says at `now`.
pub fn explain(clock: &Clock, now: Time) -> Vec<Line> {
    let mut page = Page { clock, now, zone: clock.calendar().zone(), lines: Vec::new() };
    page.head();
    page.promise();
    page.calendar();
    page.counted();
    page.took();
    page.due();
    page.before();
    page.lines
}

struct Page<'a> {
    clock: &'a Clock,
    now: Time,
    zone: Tz,
    lines: Vec<Line>,
}

impl Page<'_> {
    fn say(&mut self, about: &'static str, tone: Tone, words: impl AsRef<str>) {
        self.lines.push(Line { about, pieces: vec![ours(words)], tone });
    }

    fn both(&self, t: Time) -> String {
        both(t, self.zone, self.now)
    }

    /// The end of what counts so far.
    fn end(&self) -> Time {
        self.clock.stopped_at.map_or(self.now, |stop| stop.min(self.now))
    }

    fn head(&mut self) {
        let (clock, now) = (self.clock, self.now);
        let (state, left) = (clock.state(now), clock.remaining(now));
        let rest = if left >= 0 { format!("{} left", work(left)) } else { format!("{} over", work(left)) };
        let words = match state {
            ClockState::Met | ClockState::Breached => {
                let when = if left >= 0 { "to spare" } else { "too late" };
                format!(": {}, {} {when}", state.title(), work(left))
            }
            ClockState::Cancelled => ": given up, counts in no statistics".to_owned(),
            ClockState::Running => {
                let shut = !clock.calendar().is_open(now);
                format!(": {}, {rest}", if shut { "waits for working hours" } else { "running" })
            }
            _ => format!(": {}, {rest}", state.title()),
        };
        let tone = if clock.breached(now) && !clock.cancelled { Tone::Over } else { Tone::Head };
        self.lines.push(Line { about: "", pieces: vec![clock.policy.name.clone(), ours(words)], tone });
    }

    fn promise(&mut self) {
        let policy = &self.clock.policy;
        let allowed = match policy.target {
            Target::Seconds(_) => work(self.clock.target_s),
            Target::BusinessDays(1) => format!("1 business day, here {}", work(self.clock.target_s)),
            Target::BusinessDays(n) => format!("{n} business days, here {}", work(self.clock.target_s)),
        };
        let to = if policy.query.is_all() { "every incident".to_owned() } else { policy.query.to_string() };
        self.say("promise", Tone::Plain, format!("{allowed} {} to {to}", policy.metric.title()));
        let holds = if policy.pausable && !policy.pause_on.is_empty() {
            let reasons: Vec<&str> = policy.pause_on.iter().map(|r| r.title()).collect();
            format!("stops while it waits for {}", reasons.join(", "))
        } else {
            "no hold stops it".to_owned()
        };
        self.say("holds", Tone::Plain, holds);
        self.say("changes", Tone::Plain, format!("of priority: {}", policy.on_priority_change.title()));
        if policy.metric != Metric::Response {
            self.say("", Tone::Plain, format!("reopened: {}", policy.on_reopen.title()));
        }
        let began = self.both(self.clock.started_at);
        let words = if self.now < self.clock.started_at { "begins" } else { "began" };
        self.say(words, Tone::Plain, began);
    }

    fn calendar(&mut self) {
        let clock = self.clock;
        let calendar = clock.calendar();
        let words = format!(": {}, {}", hours::words(&calendar.spec()), self.zone.name());
        let pieces = vec![clock.policy.calendar_name.clone(), ours(words)];
        self.lines.push(Line { about: "calendar", pieces, tone: Tone::Plain });
        if let Some(state) = hours_now(calendar, self.now).filter(|_| clock.stopped_at.is_none()) {
            self.lines.push(Line { about: "", pieces: vec![state], tone: Tone::Plain });
        }
    }

    /// What counted, day by day.
    fn counted(&mut self) {
        let (clock, end) = (self.clock, self.end());
        let used = clock.elapsed(self.now);
        let mut rows = hours::days(clock, end, self.zone);
        if clock.calendar().is_always() {
            let words = format!(
                "every second from then on: {}",
                work(clock.calendar().elapsed(clock.started_at, end))
            );
            self.say("counted", Tone::Plain, words);
        } else if rows.is_empty() {
            self.say("counted", Tone::Plain, "nothing yet: no working hours since then");
        } else {
            let hidden = rows.len().saturating_sub(hours::MOST);
            let middle = rows.len().min(hours::MOST / 2);
            let skipped: Vec<_> = rows.drain(middle..middle + hidden).collect();
            for (n, row) in rows.iter().enumerate() {
                if n == middle && hidden > 0 {
                    let sum: i64 = skipped.iter().map(|r| r.seconds).sum();
                    self.say("", Tone::Past, format!("… {hidden} more days: {}", work(sum)));
                }
                self.say(if n == 0 { "counted" } else { "" }, Tone::Plain, row.words(self.now, self.zone));
            }
        }
        let percent = clock.percent(self.now).map_or_else(String::new, |p| format!(", {p} %"));
        let tone = if clock.breached(self.now) { Tone::Over } else { Tone::Plain };
        self.say("used", tone, format!("{} of {}{percent}", work(used), work(clock.target_s)));
    }

    /// What did not count: pauses, reopenings, holidays, and what the zone did on the way.
    fn took(&mut self) {
        let (clock, now) = (self.clock, self.now);
        let calendar = clock.calendar();
        for cut in &clock.cuts {
            let (from, to) = (instant(cut.from, self.zone, now), instant(cut.to, self.zone, now));
            let cost = match calendar.elapsed(cut.from, cut.to) {
                0 => "outside hours, took nothing".to_owned(),
                cost => format!("took {} of working time", work(cost)),
            };
            let (about, why) = match cut.why {
                Why::Hold(reason) => ("paused", format!("for {}", reason.title())),
                Why::Stopped => ("reopened", "was done in between".to_owned()),
            };
            self.say(about, Tone::Note, format!("{from} to {to}, {why}: {cost}"));
        }
        if let Some((since, reason)) = clock.paused {
            let cost = calendar.elapsed(since, now);
            let words = format!(
                "since {}, for {}: took {} of working time so far",
                instant(since, self.zone, now),
                reason.title(),
                work(cost)
            );
            self.say("paused", Tone::Note, words);
        }
        if clock.reopen_count > 0 && !clock.cuts.iter().any(|c| c.why == Why::Stopped) {
            let times = if clock.reopen_count == 1 {
                "once".to_owned()
            } else {
                format!("{} times", clock.reopen_count)
            };
            self.say("reopened", Tone::Note, format!("{times}: {}", clock.policy.on_reopen.title()));
        }
        let until = clock.due_at().unwrap_or(now).max(self.end());
        let days = ((until - clock.started_at) / DAY + 2).clamp(0, 800) as usize;
        let last = calendar.date_of(until);
        let holidays = calendar.holidays(clock.started_at, days);
        for (from, to) in holidays.into_iter().filter(|(from, _)| *from <= last).take(4) {
            let name = |d: NaiveDate| d.format("%a %-d %b %Y").to_string();
            let words = if from == to { name(from) } else { format!("{} to {}", name(from), name(to)) };
            self.say("holiday", Tone::Note, format!("{words} does not count"));
        }
        for (at, before, after) in changes(self.zone, clock.started_at, until).into_iter().take(2) {
            let (sign, by) =
                if after > before { ("forward", after - before) } else { ("back", before - after) };
            let words = format!(
                "{} {}: clocks went {sign} by {}; hours keep their wall time, real seconds count",
                wall(at, self.zone).format("%a %-d %b %Y %H:%M"),
                place(self.zone),
                work(i64::from(by)),
            );
            self.say("zone", Tone::Note, words);
        }
    }

    fn due(&mut self) {
        let (clock, now) = (self.clock, self.now);
        let over = clock.breached(now);
        let tone = if over { Tone::Over } else { Tone::Plain };
        if let Some(stop) = clock.stopped_at {
            let words = if clock.cancelled { "given up" } else { "stopped" };
            let at = self.both(stop);
            self.say(words, Tone::Plain, at);
        }
        match (clock.due_at(), clock.projected_due(now)) {
            (Some(due), _) => {
                let words = if clock.stopped_at.is_some() || due < now { "was due" } else { "due" };
                let at = self.both(due);
                self.say(words, tone, at);
                match clock.breach_at().filter(|breach| *breach != due) {
                    Some(breach) if clock.stopped_at.is_none() => {
                        let words = format!(
                            "{}: the target ends at a close, the next working second is over",
                            self.both(breach)
                        );
                        self.say("breaches", tone, words);
                    }
                    _ => {}
                }
            }
            (None, Some(projected)) => {
                let words =
                    format!("not known while it is paused; if it went on now: {}", self.both(projected));
                self.say("due", Tone::Note, words);
            }
            (None, None) => self.say("due", Tone::Plain, "after the year 2199"),
        }
        if over {
            let sticky = if clock.paused.is_some() || clock.reopen_count > 0 {
                ": nothing that came later takes that back"
            } else {
                ""
            };
            self.say(
                "breached",
                Tone::Over,
                format!("{} over its target{sticky}", work(clock.remaining(now))),
            );
        }
    }

    /// Earlier instances and cycles.
    fn before(&mut self) {
        for past in &self.clock.history {
            let how = match (past.state, past.breached) {
                (ClockState::Cancelled, true) => "given up by a change of priority, breached before that",
                (ClockState::Cancelled, false) => "given up by a change of priority, in time until then",
                (_, true) => "ended too late",
                (_, false) => "ended in time",
            };
            let words = format!(
                ": {} of {} used, {} to {}: {how}",
                work(past.elapsed_s),
                work(past.target_s),
                instant(past.start, self.zone, self.now),
                instant(past.ended, self.zone, self.now),
            );
            self.lines.push(Line {
                about: "before",
                pieces: vec![past.name.clone(), ours(words)],
                tone: Tone::Past,
            });
        }
    }
}

/// When between two instants the zone changes its offset, and from how many seconds east to how many.
fn changes(zone: Tz, from: Time, to: Time) -> Vec<(Time, i32, i32)> {
    let offset = |t: Time| zone.offset_from_utc_datetime(&t.utc().naive_utc()).fix().local_minus_utc();
    let mut found = Vec::new();
    let mut at = from;
    while at < to && at < from + 800 * DAY {
        let next = (at + DAY).min(to);
        if offset(at) != offset(next) {
            let (mut before, mut after) = (at, next);
            while after - before > 1 {
                let middle = Time::from_unix(i64::midpoint(before.unix(), after.unix()));
                if offset(middle) == offset(at) { before = middle } else { after = middle }
            }
            found.push((after, offset(at), offset(next)));
        }
        at = next;
    }
    found
}
