//! From what was written to what counts: the one place that knows how calendars, books and matrices are made. A part of
//! [`super`].

use std::sync::Arc;

use chrono_tz::Tz;

use super::{
    hours::of_day_text,
    model::{BreakConfig, CalendarConfig, HolidayConfig, HoursConfig, MatrixConfig},
};
use crate::{
    domain::{
        matrix::Matrix,
        sla::{
            Book, Calendar, CalendarFault,
            calendar::{Break, CalendarSpec, Day, Holiday, Range, Recurring},
        },
    },
    text::{Kind, SafeText},
};

/// A calendar; `members` are the compiled ones that a union names.
///
/// # Errors
/// It never opens; all else was refused where it was read.
pub(super) fn calendar(
    calendar: &CalendarConfig,
    members: &[Arc<Calendar>],
) -> Result<Calendar, CalendarFault> {
    Calendar::compile(&spec(calendar, members))
}

fn spec(calendar: &CalendarConfig, members: &[Arc<Calendar>]) -> CalendarSpec {
    let tz = calendar.tz.map(|zone| zone.name().to_owned());
    match &calendar.hours {
        HoursConfig::Always => CalendarSpec::always(tz.as_deref().unwrap_or("UTC")),
        HoursConfig::Union(_) => {
            CalendarSpec { tz, union: members.iter().map(|m| m.spec()).collect(), ..CalendarSpec::default() }
        }
        HoursConfig::Weekly { days, holidays, breaks } => {
            let windows = |list: &[(u32, u32)]| -> Vec<[String; 2]> {
                list.iter().map(|(from, to)| [of_day_text(*from), of_day_text(*to)]).collect()
            };
            let week = Day::ALL.into_iter().zip(days.iter()).filter(|(_, list)| !list.is_empty());
            CalendarSpec {
                tz,
                weekly: week.map(|(day, list)| (day, windows(list))).collect(),
                holidays: holidays.iter().map(holiday).collect(),
                breaks: breaks.iter().map(a_break).collect(),
                ..CalendarSpec::default()
            }
        }
    }
}

fn holiday(holiday: &HolidayConfig) -> Holiday {
    let day = |(month, day): (u32, u32)| format!("{month:02}-{day:02}");
    match *holiday {
        HolidayConfig::Day(date) => Holiday::Date(date.to_string()),
        HolidayConfig::Range(from, to) => {
            Holiday::Range(Range { from: from.to_string(), to: to.to_string() })
        }
        HolidayConfig::Recurring(first, last) => {
            Holiday::Recurring(Recurring { recurring: [day(first), day(last)] })
        }
    }
}

fn a_break(part: &BreakConfig) -> Break {
    Break { date: part.date.to_string(), from: of_day_text(part.from), to: of_day_text(part.to) }
}

/// Monday to Friday, 09:00 to 17:00 in this zone.
pub(super) fn office(zone: Tz) -> Arc<Calendar> {
    let week = CalendarSpec::working_week(zone.name(), "09:00", "17:00");
    Arc::new(Calendar::compile(&week).unwrap_or_else(|_| Calendar::always(zone)))
}

/// What is promised where no `[[sla]]` is configured.
pub(super) fn standard_book(zone: Tz) -> Arc<Book> {
    Arc::new(Book::standard_in(zone))
}

/// The matrix; `None` where it is none, which the reader has refused before.
pub(super) fn matrix(config: &MatrixConfig) -> Option<Matrix> {
    let matrix = match &config.cells {
        Ok(preset) => Matrix::preset(preset)?,
        Err(cells) => Matrix::of(cells).ok()?,
    };
    let names = |names: &[String]| names.iter().map(|name| SafeText::clean(name, Kind::Label)).collect();
    Some(matrix.with_names(names(&config.impacts), names(&config.urgencies)))
}
