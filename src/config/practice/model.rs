//! What files say of how a team works, each piece as it was written. A part of [`super`].
//!
//! Names in it are not resolved: a calendar that asks for others holds their names. What comes of all of it together
//! is a [`crate::domain::Practice`].

use std::path::PathBuf;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::{
    config::Origin,
    domain::{
        directory::{Person, Service},
        incident::HoldReason,
        query::Query,
        sla::{Metric, OnPriorityChange, OnReopen, Target},
    },
};

/// Seconds of a day from midnight: 0 to 86,400.
pub type OfDay = u32;

/// Everything that files say of how a team works.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PracticeConfig {
    /// `[[calendar]]`.
    pub calendars: Vec<CalendarConfig>,
    /// `[[sla]]`; any of them replaces all that hold without configuration.
    pub policies: Vec<PolicyConfig>,
    /// `[priority]`.
    pub priority: Option<(MatrixConfig, Origin)>,
    /// `[[category]]`; any of them replaces all that are there without configuration.
    pub categories: Vec<CategoryConfig>,
    /// `[closing] auto_close`; `Some(None)` is `"off"`.
    pub auto_close: Option<(Option<Target>, Origin)>,
    /// `[closing] calendar`.
    pub closing_calendar: Option<(String, Origin)>,
    /// `[closing] codes`.
    pub codes: Option<(Vec<String>, Origin)>,
    /// `people = "people.csv"`, absolute.
    pub people_file: Option<(PathBuf, Origin)>,
    /// Everybody: those of the CSV file and those of `[[person]]`, who win.
    pub people: Vec<(Person, Origin)>,
    /// `[[service]]`.
    pub services: Vec<(Service, Origin)>,
}

/// One `[[calendar]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarConfig {
    /// One line of 1 to 64 characters, unique without regard to case.
    pub name: String,
    /// The zone of its hours; must be there for `weekly`.
    pub tz: Option<Tz>,
    /// What its hours are.
    pub hours: HoursConfig,
    /// Where it stands.
    pub origin: Origin,
}

/// When a calendar is open.
#[derive(Debug, Clone, PartialEq)]
pub enum HoursConfig {
    /// Around the clock.
    Always,
    /// Windows of the week, less holidays and breaks.
    Weekly {
        /// Monday first; each from and to. One that ends before it begins goes over midnight (C6).
        days: Box<[Vec<(OfDay, OfDay)>; 7]>,
        /// Days without windows (C7).
        holidays: Vec<HolidayConfig>,
        /// Parts of one day without windows (C8).
        breaks: Vec<BreakConfig>,
    },
    /// Whenever one of these is open (C9), by name.
    Union(Vec<String>),
}

/// Days off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolidayConfig {
    /// One day.
    Day(NaiveDate),
    /// From the first to the last, both included.
    Range(NaiveDate, NaiveDate),
    /// Every year, month and day, both included; may go over the turn of the year.
    Recurring((u32, u32), (u32, u32)),
}

/// A part of one day off, in local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakConfig {
    /// Which day.
    pub date: NaiveDate,
    /// From.
    pub from: OfDay,
    /// To; later than `from`.
    pub to: OfDay,
}

/// One `[[sla]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyConfig {
    /// One line of 1 to 64 characters, unique without regard to case.
    pub name: String,
    /// What it measures.
    pub metric: Metric,
    /// To which incidents.
    pub query: Query,
    /// How long.
    pub target: Target,
    /// In percent, ascending.
    pub warn: Vec<u16>,
    /// Working seconds before the target, descending.
    pub warn_before_s: Vec<i64>,
    /// The calendar's name; `None` is around the clock.
    pub calendar: Option<String>,
    /// Whether holds pause it at all.
    pub pausable: bool,
    /// Which holds do.
    pub pause_on: Vec<HoldReason>,
    /// On a change of priority.
    pub on_priority_change: OnPriorityChange,
    /// On a reopening.
    pub on_reopen: OnReopen,
    /// Where it stands.
    pub origin: Origin,
}

/// `[priority]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixConfig {
    /// A preset's name, or the cells.
    pub cells: Result<&'static str, Vec<Vec<u8>>>,
    /// Names of the levels of impact, the highest first; empty: their numbers.
    pub impacts: Vec<String>,
    /// Names of the levels of urgency.
    pub urgencies: Vec<String>,
}

/// One `[[category]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryConfig {
    /// The first level.
    pub name: String,
    /// The second.
    pub sub: Vec<String>,
    /// Where it stands.
    pub origin: Origin,
}
