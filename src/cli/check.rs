//! What `config check` says of a configuration that is right: when its calendars open, which holidays they understood,
//! what is promised. Belongs to the command line.

use chrono_tz::Tz;

use super::print::{Cell, Look, Printer};
use crate::{
    config::{
        Config,
        practice::{
            AROUND_THE_CLOCK,
            model::{CalendarConfig, HolidayConfig, HoursConfig, PolicyConfig},
            target_text,
        },
    },
    domain::{
        Time,
        sla::{Calendar, Target},
        time::{DAY, length},
    },
};

/// So many openings are shown of each calendar.
const OPENINGS: usize = 5;

/// All of it, as it is at `now`.
pub fn print(printer: &mut Printer, config: &Config, now: Time) {
    let desk = &config.desk;
    for (said, (_, calendar)) in desk.calendars.iter().zip(&config.practice.calendars) {
        self::calendar(printer, said, calendar, now);
    }
    for policy in &desk.policies {
        printer.line(&[Cell::ours("sla ").look(Look::Dim), Cell::ours(promise(policy))]);
    }
    if desk.policies.is_empty() {
        let count = config.practice.book.policies().len();
        let words = format!("none configured: the {count} usual promises hold (docs/sla.md)");
        printer.line(&[Cell::ours("sla ").look(Look::Dim), Cell::ours(words)]);
    }
    let matrix = &config.practice.matrix;
    let categories = &config.practice.categories.tree;
    let below: usize = categories.iter().map(|(_, sub)| sub.len()).sum();
    let closing = match &config.practice.auto_close {
        None => "never by themselves".to_owned(),
        Some((target, _)) => format!("{} after they were resolved", words(*target)),
    };
    for (head, words) in [
        ("priority ", format!("{} levels of impact x {} of urgency", matrix.impacts(), matrix.urgencies())),
        ("category ", format!("{} with {below} below them", categories.len())),
        ("closing ", format!("{closing}; {} resolution codes", config.practice.codes.len())),
        (
            "people ",
            format!("{}, services {}", config.directory.people.len(), config.directory.services.len()),
        ),
    ] {
        printer.line(&[Cell::ours(head).look(Look::Dim), Cell::ours(words)]);
    }
}

fn calendar(printer: &mut Printer, said: &CalendarConfig, calendar: &Calendar, now: Time) {
    let zone = calendar.zone();
    let how = match &said.hours {
        HoursConfig::Always => "around the clock".to_owned(),
        HoursConfig::Union(names) => format!("open whenever one of {} is; times in {zone}", names.join(", ")),
        HoursConfig::Weekly { .. } => zone.name().to_owned(),
    };
    printer.line(&[
        Cell::ours("calendar ").look(Look::Dim),
        Cell::ours(&said.name).look(Look::Bold),
        Cell::ours(format!("  {how}")),
    ]);
    let openings = calendar.openings(now, OPENINGS);
    if openings.is_empty() && !matches!(said.hours, HoursConfig::Always) {
        let words =
            if calendar.is_open(now) { "  open, and never closes" } else { "  does not open any more" };
        printer.line(&[Cell::ours(words)]);
    }
    for (open, close) in openings {
        printer.line(&[Cell::ours(format!("  opens {}", opening(open, close, zone)))]);
    }
    if let HoursConfig::Weekly { holidays, breaks, .. } = &said.hours {
        if !holidays.is_empty() {
            let words: Vec<String> = holidays.iter().map(|h| holiday(h, calendar, now)).collect();
            printer.line(&[Cell::ours(format!("  holidays {}", words.join(", ")))]);
        }
        if !breaks.is_empty() {
            let many = if breaks.len() == 1 { "break" } else { "breaks" };
            printer.line(&[Cell::ours(format!("  {} {many} of single days", breaks.len()))]);
        }
    }
}

/// `Mon 2026-11-23 09:00 to 12:30 CET`; the close with its day where that is another one.
fn opening(open: Time, close: Time, zone: Tz) -> String {
    let (from, to) = (open.utc().with_timezone(&zone), close.utc().with_timezone(&zone));
    let till = if from.date_naive() == to.date_naive() {
        to.format("%H:%M")
    } else {
        to.format("%a %Y-%m-%d %H:%M")
    };
    format!("{} to {till} {}", from.format("%a %Y-%m-%d %H:%M"), from.format("%Z"))
}

/// A holiday as it was understood: the days it takes next, or took.
fn holiday(holiday: &HolidayConfig, calendar: &Calendar, now: Time) -> String {
    match holiday {
        HolidayConfig::Day(day) => day.format("%a %Y-%m-%d").to_string(),
        HolidayConfig::Range(from, to) => {
            format!("{} to {}", from.format("%a %Y-%m-%d"), to.format("%a %Y-%m-%d"))
        }
        HolidayConfig::Recurring((m, d), (n, e)) => {
            let every = if (m, d) == (n, e) {
                format!("every {m:02}-{d:02}")
            } else {
                format!("every {m:02}-{d:02} to {n:02}-{e:02}")
            };
            // Of the next year's holidays the one that begins there.
            let next = calendar.holidays(now, 366).into_iter().find(|(first, _)| {
                use chrono::Datelike;
                (first.month(), first.day()) == (*m, *d)
            });
            match next {
                Some((first, last)) => format!("{every} (next {first} to {last})"),
                None => every,
            }
        }
    }
}

/// A target in words.
fn words(target: Target) -> String {
    match target {
        Target::Seconds(s) if s % DAY == 0 && s > 0 => target_text(target),
        Target::Seconds(s) => length(s),
        Target::BusinessDays(1) => "1 business day".into(),
        Target::BusinessDays(n) => format!("{n} business days"),
    }
}

/// A promise in one line.
fn promise(policy: &PolicyConfig) -> String {
    let calendar = policy.calendar.as_deref().unwrap_or(AROUND_THE_CLOCK);
    let query = if policy.query.text().trim().is_empty() { "everything" } else { policy.query.text() };
    let mut line = format!(
        "{}: {} within {} of {calendar}, for {query}",
        policy.name,
        policy.metric.title(),
        words(policy.target),
    );
    if !policy.warn.is_empty() {
        let percents: Vec<String> = policy.warn.iter().map(u16::to_string).collect();
        line.extend(["; warns at ", &percents.join(", "), " %"]);
    }
    if !policy.warn_before_s.is_empty() {
        let leads: Vec<String> = policy.warn_before_s.iter().map(|s| length(*s)).collect();
        line.extend(["; warns ", &leads.join(", "), " before"]);
    }
    if policy.pausable && !policy.pause_on.is_empty() {
        let reasons: Vec<&str> = policy.pause_on.iter().map(|r| r.title()).collect();
        line.extend(["; pauses while it waits for ", &reasons.join(", ")]);
    } else {
        line.push_str("; never pauses");
    }
    line
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{
        cli::print::Format,
        config::{Environment, Overrides, load},
    };

    /// What is said of a configuration with this text on the evening of Monday, 23 November 2026.
    fn said(text: &str) -> String {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("config.toml");
        fs::write(&path, text).expect("written");
        let home = dir.path().display().to_string();
        let env = Environment::of(&[("HOME", &home), ("XDG_CONFIG_DIRS", &home), ("USER", "ana")]);
        let overrides = Overrides { config: Some(path), ..Overrides::default() };
        let config = load(&overrides, &env).unwrap_or_else(|e| panic!("{e}"));
        let mut printer = Printer::memory(Format::Table, false, None);
        print(&mut printer, &config, Time::parse("2026-11-23T19:00:00Z").expect("a time"));
        printer.written().to_owned()
    }

    #[test]
    fn openings_holidays_and_promises_are_told() {
        insta::assert_snapshot!(said(crate::config::example()));
    }

    #[test]
    fn a_window_over_midnight_and_an_empty_configuration() {
        let text = "[[calendar]]\nname = \"nights\"\ntz = \"America/New_York\"\nweekly = { mon = \"22:00-06:00\" }\n";
        let said = said(text);
        assert!(said.contains("  opens Mon 2026-11-23 22:00 to Tue 2026-11-24 06:00 EST\n"), "{said}");
        assert!(said.contains("sla none configured: the "), "{said}");
    }
}
