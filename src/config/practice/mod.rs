//! How a team works, as files say it: calendars, promises, matrix, categories, closing, people and services.
//!
//! | file | what it does |
//! |---|---|
//! | `model` | each piece as it was written |
//! | `calendar`, `hours` | `[[calendar]]`; times of day, windows, holidays, breaks |
//! | `policy` | `[[sla]]` |
//! | `desk` | `[priority]`, `[[category]]`, `[closing]` |
//! | `people`, `csv` | `[[person]]`, `people = "people.csv"`, `[[service]]` |
//! | `resolve`, `compile` | names found, everything compiled: [`crate::domain::Practice`] and [`crate::domain::directory::Directory`] |
//! | `render`, `schema` | written back for `config show`; for editors |
//!
//! One file is read into a [`Said`]; the next is laid over it by name; what asks for names (a policy for its calendar,
//! a union for its members) is judged when all files are read.

mod calendar;
mod compile;
mod csv;
mod desk;
mod hours;
pub mod model;
mod people;
mod policy;
mod render;
mod resolve;
pub(super) mod schema;

#[cfg(test)]
mod tests;

use std::{ops::Range, path::PathBuf};

use chrono_tz::Tz;

pub use render::target_text;
pub(super) use render::{people_row, render};
pub(super) use resolve::resolve;

use self::model::{CalendarConfig, CategoryConfig, MatrixConfig, PolicyConfig};
use super::{
    error::ConfigError,
    model::Origin,
    table::{File, Table},
};
use crate::domain::{
    directory::{Person, Service},
    sla::Target,
};

pub use calendar::AROUND_THE_CLOCK;

/// What something asks for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    Calendar,
    Source,
    Service,
    Category,
}

/// Something that was read, where its name stands, and what it asks for, each with its place.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub(super) item: T,
    pub(super) place: ConfigError,
    pub(super) wants: Vec<(Want, String, ConfigError)>,
}

/// What the files say so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub(super) calendars: Vec<Placed<CalendarConfig>>,
    pub(super) policies: Vec<Placed<PolicyConfig>>,
    pub(super) priority: Option<(MatrixConfig, Origin)>,
    pub(super) categories: Vec<Placed<CategoryConfig>>,
    pub(super) auto_close: Option<(Option<Target>, Origin)>,
    pub(super) closing_calendar: Option<Placed<(String, Origin)>>,
    pub(super) codes: Option<(Vec<String>, Origin)>,
    pub(super) people_file: Option<(PathBuf, Origin)>,
    pub(super) people: Vec<Placed<(Person, Origin)>>,
    pub(super) services: Vec<Placed<(Service, Origin)>>,
    /// The zone of the working hours that hold without configuration: `time_zone` as files say it, never `TZ`, for
    /// a promise must not depend on who looks.
    pub(super) zone: Option<Tz>,
}

/// Reads all of it from one file.
pub(super) fn read(file: &mut File<'_>, table: &mut Table<'_>) -> Said {
    let mut said = Said::default();
    for item in table.tables(file, "calendar") {
        let Some((calendar, span, unions)) = calendar::read(file, item) else { continue };
        let mut wants = Vec::new();
        if let model::HoursConfig::Union(names) = &calendar.hours {
            let places = unions.iter().map(|span| file.place(span));
            wants = names.iter().cloned().zip(places).map(|(n, p)| (Want::Calendar, n, p)).collect();
        }
        let name = calendar.name.clone();
        once(file, "calendar", &name, &span, &said.calendars, |c| (&c.name, &c.origin));
        said.calendars.push(Placed { item: calendar, place: file.place(&span), wants });
    }
    for item in table.tables(file, "sla") {
        let Some(found) = policy::read(file, item) else { continue };
        let mut wants: Vec<_> =
            found.sources.into_iter().map(|(n, fault)| (Want::Source, n, fault)).collect();
        if let (Some(name), Some(span)) = (&found.policy.calendar, &found.calendar) {
            wants.push((Want::Calendar, name.clone(), file.place(span)));
        }
        let name = found.policy.name.clone();
        once(file, "sla", &name, &found.name, &said.policies, |p| (&p.name, &p.origin));
        said.policies.push(Placed { item: found.policy, place: file.place(&found.name), wants });
    }
    if let Some(item) = table.table(file, "priority") {
        let origin = file.origin(&item.span);
        said.priority = desk::priority(file, item).map(|matrix| (matrix, origin));
    }
    for item in table.tables(file, "category") {
        let Some((category, span)) = desk::category(file, item) else { continue };
        let name = category.name.clone();
        once(file, "category", &name, &span, &said.categories, |c| (&c.name, &c.origin));
        said.categories.push(Placed { item: category, place: file.place(&span), wants: Vec::new() });
    }
    if let Some(item) = table.table(file, "closing") {
        desk::closing(file, item, &mut said);
    }
    people::file(file, table, &mut said);
    for item in table.tables(file, "person") {
        people::person(file, item, &mut said);
    }
    for item in table.tables(file, "service") {
        people::service(file, item, &mut said);
    }
    said
}

/// Lays `over` over `under`: by name, key by key.
pub(super) fn merge(under: &mut Said, over: Said) {
    lay(&mut under.calendars, over.calendars, |c| c.name.to_lowercase());
    lay(&mut under.policies, over.policies, |p| p.name.to_lowercase());
    lay(&mut under.categories, over.categories, |c| c.name.to_lowercase());
    lay(&mut under.people, over.people, |(p, _)| p.id.clone());
    lay(&mut under.services, over.services, |(s, _)| s.id.clone());
    under.priority = over.priority.or(under.priority.take());
    under.auto_close = over.auto_close.or(under.auto_close.take());
    under.closing_calendar = over.closing_calendar.or(under.closing_calendar.take());
    under.codes = over.codes.or(under.codes.take());
    under.people_file = over.people_file.or(under.people_file.take());
    under.zone = over.zone.or(under.zone);
}

fn lay<T, K: PartialEq>(under: &mut Vec<Placed<T>>, over: Vec<Placed<T>>, key: impl Fn(&T) -> K) {
    for new in over {
        match under.iter_mut().find(|old| key(&old.item) == key(&new.item)) {
            Some(old) => *old = new,
            None => under.push(new),
        }
    }
}

/// A second one of the same name is a fault.
fn once<T>(
    file: &mut File<'_>,
    what: &str,
    name: &str,
    span: &Range<usize>,
    before: &[Placed<T>],
    of: impl Fn(&T) -> (&String, &Origin),
) {
    let same = |held: &&Placed<T>| of(&held.item).0.to_lowercase() == name.to_lowercase();
    if let Some(first) = before.iter().find(same) {
        let origin = of(&first.item).1.clone();
        super::file::twice(file, span, what, name, &origin);
    }
}

/// One line of 1 to `most` characters, without blanks at its ends.
fn one_line(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count()) && !text.contains(char::is_control) && text.trim() == text
}

/// The `name` of a table, which must be there.
fn named(
    file: &mut File<'_>,
    table: &mut Table<'_>,
    what: &str,
    like: &str,
) -> Option<(String, Range<usize>)> {
    let name = table.text(file, "name", like);
    if table.any("name").is_none() {
        let span = table.span.clone();
        file.error(&span, format!("this {what} has no `name`"), None);
    }
    let (name, span) = name?;
    if one_line(&name, 64) {
        return Some((name, span));
    }
    file.error(&span, format!("the name of a {what} is one line of 1 to 64 characters"), None);
    None
}
