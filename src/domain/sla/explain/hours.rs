//! A calendar's hours in words, and what counted of them day by day. A part of [`super`].

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::{Clock, wall, work};
use crate::domain::{
    Time,
    sla::calendar::{CalendarSpec, Day},
    time::DAY,
};

/// So many days are told one by one.
pub(super) const MOST: usize = 10;

/// `mon-fri 09:00-17:00, sat 10:00-12:00`.
pub(super) fn words(spec: &CalendarSpec) -> String {
    if spec.always {
        return "around the clock".to_owned();
    }
    if !spec.union.is_empty() {
        let parts: Vec<String> = spec
            .union
            .iter()
            .map(|part| format!("{} {}", words(part), part.tz.as_deref().unwrap_or_default()))
            .collect();
        return format!("where any is open of {}", parts.join(" or "));
    }
    let name = |day: Day| ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][day as usize];
    let hours = |day: Day| {
        let windows: Vec<String> = spec
            .weekly
            .get(&day)
            .into_iter()
            .flatten()
            .map(|[open, close]| format!("{open}-{close}"))
            .collect();
        windows.join(" ")
    };
    let mut runs: Vec<(Day, Day, String)> = Vec::new();
    for day in Day::ALL {
        let hours = hours(day);
        match runs.last_mut() {
            Some((_, last, same)) if *same == hours => *last = day,
            _ => runs.push((day, day, hours)),
        }
    }
    let open = runs.into_iter().filter(|(.., hours)| !hours.is_empty());
    let parts: Vec<String> = open
        .map(|(first, last, hours)| {
            if first == last {
                format!("{} {hours}", name(first))
            } else {
                format!("{}-{} {hours}", name(first), name(last))
            }
        })
        .collect();
    parts.join(", ")
}

/// A date on which something counted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Counted {
    date: NaiveDate,
    /// The first and the last instant that counted.
    from: Time,
    to: Time,
    /// Seconds in between that did.
    pub(super) seconds: i64,
}

impl Counted {
    /// `Mon 23 Nov  09:12-17:00  7h48m`.
    pub(super) fn words(&self, now: Time, zone: Tz) -> String {
        let year = if wall(now, zone).format("%Y").to_string() == self.date.format("%Y").to_string() {
            ""
        } else {
            " %Y"
        };
        let date = self.date.format(&format!("%a %-d %b{year}")).to_string();
        let midnight = wall(self.to, zone).time() == NaiveTime::MIN;
        let to = if midnight { "24:00".to_owned() } else { wall(self.to, zone).format("%H:%M").to_string() };
        let whole = if self.to - self.from == self.seconds { "" } else { " without gaps and pauses" };
        format!("{date} {}-{to}: {}{whole}", wall(self.from, zone).format("%H:%M"), work(self.seconds))
    }
}

/// What counted up to `end`, by date; nothing for a clock around the clock, where every date would stand here.
pub(super) fn days(clock: &Clock, end: Time, zone: Tz) -> Vec<Counted> {
    let end = clock.paused.map_or(end, |(since, _)| since.min(end));
    let mut days: Vec<Counted> = Vec::new();
    for (open, close) in clock.calendar().windows(clock.started_at, end) {
        let (mut from, close) = (open.max(clock.started_at), close.min(end));
        while from < close {
            let date = wall(from, zone).date_naive();
            let midnight = date.succ_opt().map_or(close, |next| {
                let midnight = crate::domain::sla::calendar::first_instant(zone, next);
                if midnight > from { midnight } else { from + DAY }
            });
            let to = close.min(midnight);
            let cut: i64 = clock.cuts.iter().map(|c| (c.to.min(to) - c.from.max(from)).max(0)).sum();
            let counted = to - from - cut;
            match days.last_mut() {
                _ if counted == 0 => {}
                Some(day) if day.date == date => {
                    day.to = to;
                    day.seconds += counted;
                }
                _ => days.push(Counted { date, from, to, seconds: counted }),
            }
            from = to;
        }
    }
    days
}
