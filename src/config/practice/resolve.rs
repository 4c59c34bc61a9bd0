//! Names found, calendars compiled, promises made: what the rest of the program works with. A part of [`super`].

use std::sync::Arc;

use chrono_tz::Tz;

use super::{
    super::error::{ConfigError, nearest},
    Placed, Said, Want,
    calendar::AROUND_THE_CLOCK,
    compile,
    model::{CalendarConfig, HoursConfig, PracticeConfig},
};
use crate::{
    domain::{
        Practice,
        category::Categories,
        directory::Directory,
        matrix::Matrix,
        sla::{Book, Calendar, Policy, Target},
    },
    text::{Kind, SafeText},
};

/// Everything that comes of what files say of a team's work.
#[derive(Debug)]
pub(in crate::config) struct Resolved {
    pub(in crate::config) said: PracticeConfig,
    pub(in crate::config) practice: Practice,
    pub(in crate::config) directory: Directory,
}

fn label(text: &str) -> SafeText {
    SafeText::clean(text, Kind::Label)
}

/// Puts it together. `sources` are the configured ones; `None`: others stand in for them, and what asks for one by name
/// is not judged.
///
/// # Errors
/// Every name that nobody gave, every union that goes in a circle, every calendar that never opens.
pub(in crate::config) fn resolve(said: Said, sources: Option<&[&str]>) -> Result<Resolved, Vec<ConfigError>> {
    let mut errors = dangling(&said, sources);
    let calendars = calendars(&said, &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    let zone = said.zone.unwrap_or(Tz::UTC);
    let standard = compile::office(zone);
    let find = |name: &str| {
        let folded = name.to_lowercase();
        calendars.iter().find(|(c, _)| c.to_lowercase() == folded).map(|(_, calendar)| Arc::clone(calendar))
    };
    let around = find(AROUND_THE_CLOCK).unwrap_or_else(|| Arc::new(Calendar::always(zone)));
    let policies: Vec<Policy> = said
        .policies
        .iter()
        .map(|placed| {
            let p = &placed.item;
            let name = p.calendar.as_deref().unwrap_or(AROUND_THE_CLOCK);
            Policy {
                name: label(&p.name),
                metric: p.metric,
                query: p.query.clone(),
                target: p.target,
                calendar: find(name).unwrap_or_else(|| Arc::clone(&around)),
                calendar_name: label(name),
                pausable: p.pausable,
                pause_on: p.pause_on.clone(),
                warn: p.warn.clone(),
                warn_before_s: p.warn_before_s.clone(),
                on_priority_change: p.on_priority_change,
                on_reopen: p.on_reopen,
            }
        })
        .collect();
    let book = match policies.len() {
        0 => compile::standard_book(zone),
        _ => Arc::new(Book::new(policies)),
    };
    let closing = match &said.closing_calendar {
        Some(placed) => find(&placed.item.0).unwrap_or_else(|| Arc::clone(&around)),
        None => Arc::clone(&standard),
    };
    let usual = Practice::standard();
    let auto_close = match &said.auto_close {
        Some((target, _)) => target.map(|target| (target, closing)),
        None => Some((Target::BusinessDays(5), closing)),
    };
    let codes = said.codes.as_ref().map(|(codes, _)| codes.iter().map(|code| label(code)).collect());
    let practice = Practice {
        matrix: matrix(&said),
        categories: categories(&said),
        book,
        calendars: calendars.iter().map(|(name, calendar)| (label(name), Arc::clone(calendar))).collect(),
        codes: codes.unwrap_or_else(|| usual.codes.clone()),
        auto_close,
    };
    let mut people: Vec<_> = said.people.iter().map(|p| p.item.0.clone()).collect();
    people.sort_by(|a, b| a.id.cmp(&b.id));
    let mut services: Vec<_> = said.services.iter().map(|s| s.item.0.clone()).collect();
    services.sort_by(|a, b| a.id.cmp(&b.id));
    let directory = Directory { people, services };
    Ok(Resolved { said: config(said), practice, directory })
}

/// The pieces without their places.
fn config(said: Said) -> PracticeConfig {
    fn items<T>(placed: Vec<Placed<T>>) -> Vec<T> {
        placed.into_iter().map(|p| p.item).collect()
    }
    PracticeConfig {
        calendars: items(said.calendars),
        policies: items(said.policies),
        priority: said.priority,
        categories: items(said.categories),
        auto_close: said.auto_close,
        closing_calendar: said.closing_calendar.map(|p| p.item),
        codes: said.codes,
        people_file: said.people_file,
        people: items(said.people),
        services: items(said.services),
    }
}

fn matrix(said: &Said) -> Matrix {
    match &said.priority {
        None => Matrix::default(),
        Some((matrix, _)) => compile::matrix(matrix).unwrap_or_default(),
    }
}

fn categories(said: &Said) -> Categories {
    if said.categories.is_empty() {
        return Categories::default();
    }
    let one = |c: &super::model::CategoryConfig| (label(&c.name), c.sub.iter().map(|s| label(s)).collect());
    Categories { tree: said.categories.iter().map(|p| one(&p.item)).collect() }
}

/// Everything that asks for a name nobody gave.
fn dangling(said: &Said, sources: Option<&[&str]>) -> Vec<ConfigError> {
    let calendars: Vec<&str> =
        said.calendars.iter().map(|c| c.item.name.as_str()).chain([AROUND_THE_CLOCK]).collect();
    let services: Vec<&str> = said.services.iter().map(|s| s.item.0.id.shown()).collect();
    let tree = categories(said);
    let mut paths: Vec<String> = Vec::new();
    for (first, subs) in &tree.tree {
        paths.push(first.shown().to_owned());
        paths.extend(subs.iter().map(|sub| format!("{}/{}", first.shown(), sub.shown())));
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let mut errors = Vec::new();
    let mut look = |wants: &[(Want, String, ConfigError)]| {
        for (what, name, place) in wants {
            let (known, what) = match what {
                Want::Calendar => (&calendars, "calendar"),
                Want::Service => (&services, "service"),
                Want::Category => (&paths, "category"),
                Want::Source => {
                    // The words were made where the query was read.
                    let Some(sources) = sources else { continue };
                    if !sources.iter().any(|s| s.eq_ignore_ascii_case(name)) {
                        let hint = meant(name, sources);
                        errors.push(ConfigError { hint, ..place.clone() });
                    }
                    continue;
                }
            };
            if !known.iter().any(|k| k.to_lowercase() == name.to_lowercase()) {
                let words = format!("there is no {what} `{}`", name.escape_debug());
                let hint = meant(name, known).or_else(|| match known.len() {
                    1..=12 => Some(format!("there is: {}", known.join(", "))),
                    _ => None,
                });
                errors.push(place.saying(words, hint));
            }
        }
    };
    said.calendars.iter().for_each(|c| look(&c.wants));
    said.policies.iter().for_each(|p| look(&p.wants));
    said.closing_calendar.iter().for_each(|c| look(&c.wants));
    said.services.iter().for_each(|s| look(&s.wants));
    errors
}

fn meant(name: &str, known: &[&str]) -> Option<String> {
    nearest(name, known.iter().copied()).map(|word| format!("did you mean `{word}`?"))
}

/// Every calendar, compiled. Those that another one asks for come first, whatever their order in the file.
fn calendars(said: &Said, errors: &mut Vec<ConfigError>) -> Vec<(String, Arc<Calendar>)> {
    let mut done: Vec<Option<Arc<Calendar>>> = vec![None; said.calendars.len()];
    let at = |name: &str| {
        let folded = name.to_lowercase();
        said.calendars.iter().position(|c| c.item.name.to_lowercase() == folded)
    };
    // A round settles at least one, or what is left goes in a circle.
    loop {
        let mut moved = false;
        for (nth, placed) in said.calendars.iter().enumerate() {
            if done[nth].is_some() {
                continue;
            }
            let members = match &placed.item.hours {
                HoursConfig::Union(names) => names
                    .iter()
                    .map(|name| match at(name) {
                        Some(at) => done[at].clone(),
                        // The one that needs no words, or one that was reported.
                        None => Some(Arc::new(Calendar::always(Tz::UTC))),
                    })
                    .collect::<Option<Vec<_>>>(),
                _ => Some(Vec::new()),
            };
            let Some(members) = members else { continue };
            moved = true;
            done[nth] = Some(match compile::calendar(&placed.item, &members) {
                Ok(calendar) => Arc::new(calendar),
                Err(fault) => {
                    errors.push(refused(placed, &fault.to_string()));
                    Arc::new(Calendar::always(Tz::UTC))
                }
            });
        }
        if !moved {
            break;
        }
    }
    let mut found = Vec::new();
    for (placed, calendar) in said.calendars.iter().zip(done) {
        if let Some(calendar) = calendar {
            found.push((placed.item.name.clone(), calendar));
        } else {
            let words = format!("the union `{}` contains itself", placed.item.name);
            let hint = Some("a union is made of other calendars".to_owned());
            errors.push(placed.place.saying(words, hint));
        }
    }
    found
}

fn refused(placed: &Placed<CalendarConfig>, why: &str) -> ConfigError {
    let words = format!("the calendar `{}` is refused: {why}", placed.item.name);
    placed.place.saying(words, None)
}
