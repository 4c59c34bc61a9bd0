//! Local hours of one zone: which windows a date has, and which instants they are (C1 to C8, Z1, Z3). A part of
//! [`super`].

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone};
use chrono_tz::{GapInfo, Tz};

use super::spec::{self, CalendarFault, CalendarSpec, Day, Holiday};

/// Seconds of a local day from which to which it is open, ascending, neither overlapping nor touching.
type Windows = Vec<(u32, u32)>;

/// Hours in one zone.
#[derive(Debug, Clone)]
pub(super) struct Local {
    zone: Tz,
    /// Monday first.
    week: [Windows; 7],
    /// First and last date of each, ascending, apart.
    holidays: Vec<(NaiveDate, NaiveDate)>,
    /// First and last (month, day) of each.
    recurring: Vec<((u32, u32), (u32, u32))>,
    /// Ascending.
    breaks: Vec<(NaiveDate, u32, u32)>,
}

/// Midnight as a close is the end of the day (C5).
fn close(text: &str) -> Result<u32, CalendarFault> {
    Ok(match spec::time_of_day(text)? {
        0 => 86_400,
        seconds => seconds,
    })
}

/// Reads the name of a zone.
pub(super) fn zone(name: Option<&str>) -> Result<Tz, CalendarFault> {
    let name = name.unwrap_or_default();
    name.parse().map_err(|_| CalendarFault::UnknownZone(name.to_owned()))
}

impl Local {
    pub(super) fn compile(spec: &CalendarSpec) -> Result<Self, CalendarFault> {
        let zone = zone(spec.tz.as_deref())?;
        let mut week: [Windows; 7] = Default::default();
        for (day, windows) in &spec.weekly {
            let day = *day as usize;
            for [from, to] in windows {
                let (open, end) = (spec::time_of_day(from)?, close(to)?);
                // Nothing is between a time and itself (C5), whichever way midnight is written.
                if open == spec::time_of_day(to)? || open == end {
                    continue;
                }
                if open < end {
                    week[day].push((open, end));
                } else {
                    // Two windows with dates of their own (C6).
                    week[day].push((open, 86_400));
                    week[(day + 1) % 7].push((0, end));
                }
            }
        }
        for windows in &mut week {
            windows.retain(|(open, close)| open < close);
            merge(windows);
        }
        if week.iter().all(Vec::is_empty) {
            return Err(CalendarFault::NoWorkingTime);
        }
        let mut local = Self { zone, week, holidays: Vec::new(), recurring: Vec::new(), breaks: Vec::new() };
        local.closed(spec)?;
        Ok(local)
    }

    fn closed(&mut self, spec: &CalendarSpec) -> Result<(), CalendarFault> {
        for holiday in &spec.holidays {
            match holiday {
                Holiday::Date(date) => {
                    let date = spec::date(date)?;
                    self.holidays.push((date, date));
                }
                Holiday::Range(range) => {
                    let (from, to) = (spec::date(&range.from)?, spec::date(&range.to)?);
                    if to < from {
                        return Err(CalendarFault::InvalidTime(format!("{} to {}", range.from, range.to)));
                    }
                    self.holidays.push((from, to));
                }
                Holiday::Recurring(days) => {
                    let [from, to] = &days.recurring;
                    self.recurring.push((spec::day_of_year(from)?, spec::day_of_year(to)?));
                }
            }
        }
        self.holidays.sort_unstable();
        self.holidays.dedup_by(|next, kept| {
            let joins = next.0 <= kept.1;
            if joins {
                kept.1 = kept.1.max(next.1);
            }
            joins
        });
        for pause in &spec.breaks {
            let (from, to) = (spec::time_of_day(&pause.from)?, close(&pause.to)?);
            if to < from {
                return Err(CalendarFault::InvalidTime(format!("{} to {}", pause.from, pause.to)));
            }
            self.breaks.push((spec::date(&pause.date)?, from, to));
        }
        self.breaks.sort_unstable();
        Ok(())
    }

    pub(super) const fn zone(&self) -> Tz {
        self.zone
    }

    pub(super) fn is_holiday(&self, date: NaiveDate) -> bool {
        let after = self.holidays.partition_point(|(from, _)| *from <= date);
        let day = (date.month(), date.day());
        after.checked_sub(1).is_some_and(|n| date <= self.holidays[n].1)
            || self.recurring.iter().any(|(from, to)| {
                if from <= to { *from <= day && day <= *to } else { *from <= day || day <= *to }
            })
    }

    /// The windows of a date, in seconds of the local day.
    fn windows(&self, date: NaiveDate) -> Windows {
        let week = &self.week[Day::from(date.weekday()) as usize];
        if week.is_empty() || self.is_holiday(date) {
            return Vec::new();
        }
        let mut windows = week.clone();
        let first = self.breaks.partition_point(|(d, ..)| *d < date);
        for (_, from, to) in self.breaks[first..].iter().take_while(|(d, ..)| *d == date) {
            windows = windows
                .into_iter()
                .flat_map(|(open, close)| [(open, close.min(*from)), (open.max(*to), close)])
                .filter(|(open, close)| open < close)
                .collect();
        }
        windows
    }

    /// Adds the windows of the dates from `first` to `last` as instants.
    pub(super) fn instants(&self, first: NaiveDate, last: NaiveDate, into: &mut Vec<(i64, i64)>) {
        let mut begin = instant(self.zone, first, 0);
        for date in first.iter_days().take_while(|d| *d <= last) {
            let end = instant(self.zone, date, 86_400);
            // A date that its zone skipped (Apia left out 2011-12-30) has no working time, whatever its weekday.
            if begin < end {
                let windows = self.windows(date);
                let spans = windows
                    .into_iter()
                    .map(|(open, close)| (instant(self.zone, date, open), instant(self.zone, date, close)));
                // A window may end within a gap before it begins: then nothing of it is left (K2).
                into.extend(spans.filter(|(open, close)| open < close));
            }
            begin = end;
        }
    }
}

/// Sorts, and joins what overlaps or touches (C4).
pub(super) fn merge<T: Ord + Copy>(spans: &mut Vec<(T, T)>) {
    spans.sort_unstable();
    spans.dedup_by(|next, kept| {
        let joins = next.0 <= kept.1;
        if joins {
            kept.1 = kept.1.max(next.1);
        }
        joins
    });
}

/// The instant of so many seconds of the local day, in seconds since the epoch: the first of two (a fold), and where
/// there is none (a gap) as the offset before it has it (Z3).
pub(super) fn instant(zone: Tz, date: NaiveDate, seconds: u32) -> i64 {
    let midnight = date.and_time(NaiveTime::MIN);
    let local = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).map_or_else(
        || date.checked_add_days(Days::new(1)).map_or(midnight, |next| next.and_time(NaiveTime::MIN)),
        |time| date.and_time(time),
    );
    of_local(zone, local)
}

/// The instant of a local time (Z3).
pub(super) fn of_local(zone: Tz, local: NaiveDateTime) -> i64 {
    let offset = match zone.offset_from_local_datetime(&local) {
        chrono::LocalResult::Single(offset) | chrono::LocalResult::Ambiguous(offset, _) => offset,
        chrono::LocalResult::None => GapInfo::new(&local, &zone)
            .and_then(|gap| gap.begin)
            .map_or_else(|| zone.offset_from_utc_datetime(&local), |(_, before)| before),
    };
    local.and_utc().timestamp() - i64::from(offset.fix().local_minus_utc())
}
