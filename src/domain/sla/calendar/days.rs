//! Targets in business days (B1, B2), and the holidays that were understood. A part of [`super`].

use chrono::{Datelike, NaiveDate, TimeZone};

use super::{Calendar, Hours, YEARS, local, year};
use crate::domain::{Time, time::DAY};

/// A date with working time, in the calendar's zone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Date {
    /// Its first second.
    begin: i64,
    /// The second after its last.
    end: i64,
    day: NaiveDate,
}

impl Calendar {
    /// `start` moved to working time, then `n` dates with working time on at the same time of day (B1), and from there
    /// into that date's hours: to the next opening of the date, after its last close to that close (B2). `None` after
    /// the year 2199.
    pub fn business_days(&self, start: Time, n: u32) -> Option<Time> {
        let start = self.next_open(start)?;
        if n == 0 {
            return Some(start);
        }
        let Some(hours) = &self.hours else {
            let first = self.date_of(start);
            let tod = self.time_of_day(start, first);
            let begin = |d: NaiveDate| local::instant(self.zone, d, 0);
            let is = |d: &NaiveDate| begin(*d) < local::instant(self.zone, *d, 86_400);
            let dates = first.iter_days().skip(1).take_while(|d| d.year() < YEARS.end);
            let wanted = dates.filter(is).nth(n as usize - 1)?;
            return Some(Time::from_unix(local::instant(self.zone, wanted, tod)));
        };
        let mut y = year::of(start.unix());
        let mut left = n as usize;
        let mut dates = hours.dates(self, y);
        let mut at = dates.partition_point(|d| d.end <= start.unix());
        // The date may have begun before the year did.
        let first = match dates.get(at) {
            Some(date) if date.begin <= start.unix() => *date,
            _ => {
                y -= 1;
                dates = hours.dates(self, y);
                at = dates.len().checked_sub(1)?;
                dates[at]
            }
        };
        while at + left >= dates.len() {
            left -= dates.len() - at;
            (y, at) = (y + 1, 0);
            if y >= YEARS.end {
                return None;
            }
            dates = hours.dates(self, y);
        }
        let date = dates[at + left];
        let whole = |d: &Date| d.end - d.begin == DAY;
        let wanted = if whole(&first) && whole(&date) {
            date.begin + (start.unix() - first.begin)
        } else {
            local::instant(self.zone, date.day, self.time_of_day(start, first.day))
        };
        Some(self.in_hours(&date, Time::from_unix(wanted)))
    }

    /// The local date of an instant.
    pub fn date_of(&self, t: Time) -> NaiveDate {
        self.zone.from_utc_datetime(&t.utc().naive_utc()).date_naive()
    }

    /// The wall's seconds since the midnight of `date`.
    fn time_of_day(&self, t: Time, date: NaiveDate) -> u32 {
        let wall = self.zone.from_utc_datetime(&t.utc().naive_utc()).naive_local();
        (wall - date.and_time(chrono::NaiveTime::MIN)).num_seconds().clamp(0, DAY) as u32
    }

    fn in_hours(&self, date: &Date, wanted: Time) -> Time {
        match self.next_open(wanted) {
            Some(open) if open.unix() < date.end => open,
            // After the last close of the date: there is one, or the date would not be listed.
            _ => {
                let used = self.elapsed(Time::from_unix(date.begin), Time::from_unix(date.end));
                self.after(Time::from_unix(date.begin), used).unwrap_or(wanted)
            }
        }
    }

    /// The dates of the next `days` days on which the calendar, or a part of a union, is closed by a holiday: the
    /// holidays it understood, as first and last date.
    pub fn holidays(&self, from: Time, days: usize) -> Vec<(NaiveDate, NaiveDate)> {
        let Some(hours) = &self.hours else { return Vec::new() };
        let mut found: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        let dates = self.date_of(from).iter_days().take(days);
        for date in dates.filter(|d| hours.members.iter().any(|m| m.is_holiday(*d))) {
            match found.last_mut() {
                Some((_, last)) if last.succ_opt() == Some(date) => *last = date,
                _ => found.push((date, date)),
            }
        }
        found
    }

    /// Whether a holiday closes it, or a part of a union, on the local date of `t`.
    pub fn is_holiday(&self, t: Time) -> bool {
        let hours = self.hours.as_ref();
        hours.is_some_and(|h| {
            h.members
                .iter()
                .any(|m| m.is_holiday(m.zone().from_utc_datetime(&t.utc().naive_utc()).date_naive()))
        })
    }
}

impl Hours {
    /// The dates with working time that begin in a year of UTC.
    fn dates(&self, calendar: &Calendar, y: i32) -> &[Date] {
        let n = (y.clamp(YEARS.start, YEARS.end - 1) - YEARS.start) as usize;
        self.days[n].get_or_init(|| {
            let (from, to) = (year::begin(y), year::begin(y + 1));
            let first = calendar.date_of(Time::from_unix(from));
            let begins = |d: NaiveDate| local::instant(calendar.zone, d, 0);
            let mut dates = Vec::new();
            let mut begin = begins(first);
            for date in first.iter_days() {
                let end = local::instant(calendar.zone, date, 86_400);
                let open = calendar.elapsed(Time::from_unix(begin), Time::from_unix(end)) > 0;
                if (from..to).contains(&begin) && open {
                    dates.push(Date { begin, end, day: date });
                }
                if end >= to {
                    break;
                }
                begin = end;
            }
            dates.into()
        })
    }
}
