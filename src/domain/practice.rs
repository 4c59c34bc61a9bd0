//! How a team works: its matrix, categories, resolution codes, promises, and how incidents are closed.
//!
//! Comes from configuration for sources of which this program keeps the record, and from the server for its own
//! incidents. Holds still while it is used: a change is a new value.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use chrono_tz::Tz;

use super::{
    SourceName, Time,
    category::Categories,
    matrix::Matrix,
    sla::{Book, Calendar, CalendarSpec, Target},
};
use crate::text::{Kind, SafeText};

/// How a team works.
#[derive(Debug, Clone, PartialEq)]
pub struct Practice {
    /// Impact and urgency to priority.
    pub matrix: Matrix,
    /// The category tree.
    pub categories: Categories,
    /// What is promised.
    pub book: Arc<Book>,
    /// Named calendars, for `config check` and for showing; those of the book among them.
    pub calendars: Vec<(SafeText, Arc<Calendar>)>,
    /// Resolution codes that people are offered; any other word is taken too.
    pub codes: Vec<SafeText>,
    /// How long after the resolution an incident whose caller does not answer closes by itself, and in which calendar;
    /// `None`: never.
    pub auto_close: Option<(Target, Arc<Calendar>)>,
}

impl Practice {
    /// What holds where nobody configured anything.
    pub fn standard() -> &'static Arc<Self> {
        static STANDARD: LazyLock<Arc<Practice>> = LazyLock::new(|| {
            let word = |w: &str| SafeText::clean(w, Kind::Label);
            Arc::new(Practice {
                matrix: Matrix::default(),
                categories: Categories::default(),
                book: Arc::clone(Book::standard()),
                calendars: Vec::new(),
                codes: [
                    "fixed",
                    "workaround",
                    "no_fault_found",
                    "known_error",
                    "user_education",
                    "third_party",
                ]
                .map(word)
                .to_vec(),
                auto_close: Practice::closes_in(5, Tz::UTC),
            })
        });
        &STANDARD
    }

    /// An auto close after so many business days, Monday to Friday from 09:00 to 17:00 in `zone`.
    pub fn closes_in(days: u32, zone: Tz) -> Option<(Target, Arc<Calendar>)> {
        let week = Calendar::compile(&CalendarSpec::working_week(zone.name(), "09:00", "17:00")).ok()?;
        Some((Target::BusinessDays(days), Arc::new(week)))
    }

    /// When an incident that was resolved at `resolved` closes by itself (T11); `None`: never.
    pub fn closes_at(&self, resolved: Time) -> Option<Time> {
        let (after, calendar) = self.auto_close.as_ref()?;
        match after {
            Target::Seconds(seconds) => calendar.after(resolved, *seconds),
            Target::BusinessDays(days) => calendar.business_days(resolved, *days),
        }
    }
}

impl Default for Practice {
    fn default() -> Self {
        (**Self::standard()).clone()
    }
}

/// The practice behind each source: its own where it has one, else the configured one.
#[derive(Debug, Clone)]
pub struct Practices {
    ours: Arc<Practice>,
    by_source: HashMap<SourceName, Arc<Practice>>,
}

impl Default for Practices {
    fn default() -> Self {
        Self::new(Arc::clone(Practice::standard()))
    }
}

impl Practices {
    /// With the configured one for all.
    pub fn new(ours: Arc<Practice>) -> Self {
        Self { ours, by_source: HashMap::new() }
    }

    /// A source told its own.
    pub fn set(&mut self, source: SourceName, practice: Arc<Practice>) {
        self.by_source.insert(source, practice);
    }

    /// What holds for incidents of `source`.
    pub fn of(&self, source: &str) -> &Arc<Practice> {
        self.by_source.iter().find(|(name, _)| name.as_str() == source).map_or(&self.ours, |(_, own)| own)
    }

    /// What is promised to incidents of `source`.
    pub fn book(&self, source: &str) -> &Book {
        &self.of(source).book
    }
}
