//! A calendar as people and files write it, and why one is refused (E1). A part of [`super`].

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a calendar is refused; never a guess (E1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFault {
    /// No window is left that ever opens.
    #[error("there is no working time in it: give it `weekly` windows that open, or `always = true`")]
    NoWorkingTime,
    /// The zone is not in the IANA database, or none is named.
    #[error("unknown time zone `{0}`: write one of the IANA names such as Europe/Paris")]
    UnknownZone(String),
    /// Not a time of day, or not a date.
    #[error(
        "`{0}` is no time: write 09:00 to 24:00 for a time of day, 2026-12-25 for a date, 12-25 for a date of every year"
    )]
    InvalidTime(String),
    /// Beside `always` or `union` this key would change nothing.
    #[error("`{0}` has no effect beside `always` or `union`: write it in a calendar with `weekly` windows")]
    NoEffect(&'static str),
}

impl CalendarFault {
    /// The word of the fault in `simulate` and in the API.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoWorkingTime => "calendar_no_working_time",
            Self::UnknownZone(_) => "unknown_time_zone",
            Self::InvalidTime(_) => "invalid_time",
            Self::NoEffect(_) => "calendar_key_without_effect",
        }
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Day {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Day {
    /// Monday to Sunday.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// Monday to Friday.
    pub const WORKING: [Self; 5] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri];
}

impl From<Weekday> for Day {
    fn from(day: Weekday) -> Self {
        Self::ALL[day.num_days_from_monday() as usize]
    }
}

/// Days on which nobody works (C7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(
    untagged,
    expecting = "a holiday is a date like \"2026-12-25\", { from, to } with two dates, or { recurring = [\"12-24\", \"01-02\"] }"
)]
pub enum Holiday {
    /// `2026-12-25`.
    Date(String),
    /// From one date to another, both included.
    Range(Range),
    /// Every year, both included; may go over the turn of the year.
    Recurring(Recurring),
}

/// From one date to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The first date.
    pub from: String,
    /// The last.
    pub to: String,
}

/// From one `MM-DD` to another, both included, every year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Recurring {
    /// The first and the last.
    pub recurring: [String; 2],
}

/// Hours of one date in which nobody works (C8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// The date.
    pub date: String,
    /// `12:00`.
    pub from: String,
    /// `24:00`.
    pub to: String,
}

/// A calendar as it is written: in configuration, on the wire and in files of cases alike.
///
/// `{"always": true, "tz": Z}`, or `{"tz": Z, "weekly": {"mon": [["09:00", "17:00"]]}, "holidays": […], "breaks": […]}`,
/// or `{"union": [calendar…]}`. A key it does not know is refused: a calendar half understood is a wrong clock.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CalendarSpec {
    /// Around the clock: every real second counts, and nothing else in it has an effect (C3).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub always: bool,
    /// The IANA zone in which its windows are read; a union without one is shown in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tz: Option<String>,
    /// Opening and closing times of each weekday; a close before its open is on the next day (C6).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = std::collections::HashMap<String, Vec<[String; 2]>>)]
    pub weekly: BTreeMap<Day, Vec<[String; 2]>>,
    /// Dates on which nobody works.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Holiday>,
    /// Hours of single dates in which nobody works.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<Break>,
    /// Working time is where any of these is open (C9).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub union: Vec<CalendarSpec>,
}

impl CalendarSpec {
    /// Around the clock; times are shown in `zone`.
    pub fn always(zone: &str) -> Self {
        Self { always: true, tz: Some(zone.to_owned()), ..Self::default() }
    }

    /// The same hours from Monday to Friday.
    pub fn working_week(zone: &str, open: &str, close: &str) -> Self {
        let hours = || vec![[open.to_owned(), close.to_owned()]];
        let weekly = Day::WORKING.into_iter().map(|day| (day, hours())).collect();
        Self { tz: Some(zone.to_owned()), weekly, ..Self::default() }
    }
}

/// `09:00`, `9:00` or `17:30:15` as seconds of the day, `24:00` included (C5).
pub(super) fn time_of_day(text: &str) -> Result<u32, CalendarFault> {
    let fault = || CalendarFault::InvalidTime(text.to_owned());
    let mut parts = text.split(':');
    let mut part = |most: u32, exact: bool| -> Result<u32, CalendarFault> {
        let digits = parts.next().unwrap_or_default();
        let fits = digits.bytes().all(|b| b.is_ascii_digit())
            && if exact { digits.len() == 2 } else { matches!(digits.len(), 1 | 2) };
        digits.parse().ok().filter(|n| fits && *n <= most).ok_or_else(fault)
    };
    let (hours, minutes) = (part(24, false)?, part(59, true)?);
    let seconds = if text.matches(':').count() == 2 { part(59, true)? } else { 0 };
    let all = hours * 3_600 + minutes * 60 + seconds;
    if parts.next().is_some() || all > 86_400 { Err(fault()) } else { Ok(all) }
}

/// `2026-12-25`.
pub(super) fn date(text: &str) -> Result<NaiveDate, CalendarFault> {
    let fault = || CalendarFault::InvalidTime(text.to_owned());
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| fault())?;
    // Only as it is written: no signs, no missing zeros.
    if date.format("%Y-%m-%d").to_string() == text { Ok(date) } else { Err(fault()) }
}

/// `12-25` as (12, 25); the 29th of February is one.
pub(super) fn day_of_year(text: &str) -> Result<(u32, u32), CalendarFault> {
    let leap = date(&format!("2024-{text}")).map_err(|_| CalendarFault::InvalidTime(text.to_owned()))?;
    Ok((leap.month(), leap.day()))
}
