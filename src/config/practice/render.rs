//! How a team works, written back as files say it: for `config show`. A part of [`super`].

use super::{
    super::render::{Row, quote, quote_path, table},
    hours::{DAYS, of_day_text},
    model::{CalendarConfig, HolidayConfig, HoursConfig, MatrixConfig, OfDay, PolicyConfig, PracticeConfig},
};
use crate::{
    config::Origin,
    domain::{
        directory::{Person, Service},
        sla::Target,
        time::{DAY, HOUR, MINUTE},
    },
    text::SafeText,
};

/// All of it, at the end of `out`, but for people of a CSV file: they stand there.
pub(in crate::config) fn render(out: &mut String, said: &PracticeConfig) {
    let mut section = |head: &str, rows: Vec<(&'static str, String)>, origin: &Origin| {
        out.push('\n');
        out.push_str(head);
        out.push('\n');
        let rows: Vec<Row> = rows.into_iter().map(|(key, value)| (key, value, origin.clone())).collect();
        table(out, &rows);
    };
    for calendar in &said.calendars {
        section("[[calendar]]", calendar_rows(calendar), &calendar.origin);
    }
    for policy in &said.policies {
        section("[[sla]]", policy_rows(policy), &policy.origin);
    }
    if let Some((matrix, origin)) = &said.priority {
        section("[priority]", matrix_rows(matrix), origin);
    }
    for category in &said.categories {
        let mut rows = vec![("name", quote(&category.name))];
        if !category.sub.is_empty() {
            rows.push(("sub", quoted(&category.sub)));
        }
        section("[[category]]", rows, &category.origin);
    }
    let mut closing: Vec<(&'static str, String)> = Vec::new();
    let mut origin = Origin::Default;
    if let Some((target, from)) = &said.auto_close {
        closing.push(("auto_close", target.map_or_else(|| quote("off"), |t| quote(&target_text(t)))));
        origin = from.clone();
    }
    if let Some((name, from)) = &said.closing_calendar {
        closing.push(("calendar", quote(name)));
        origin = from.clone();
    }
    if let Some((codes, from)) = &said.codes {
        closing.push(("codes", quoted(codes)));
        origin = from.clone();
    }
    if !closing.is_empty() {
        section("[closing]", closing, &origin);
    }
    let file = said.people_file.as_ref().map(|(path, _)| path.as_path());
    for (person, origin) in &said.people {
        if !matches!(origin, Origin::File(path, _) if Some(path.as_path()) == file) {
            section("[[person]]", person_rows(person), origin);
        }
    }
    for (service, origin) in &said.services {
        section("[[service]]", service_rows(service), origin);
    }
}

/// `people`, which stands above every table.
pub(in crate::config) fn people_row(said: &PracticeConfig) -> Option<Row> {
    said.people_file.as_ref().map(|(path, origin)| ("people", quote_path(path), origin.clone()))
}

fn quoted<T: AsRef<str>>(texts: &[T]) -> String {
    format!("[{}]", texts.iter().map(|t| quote(t.as_ref())).collect::<Vec<_>>().join(", "))
}

fn windows(windows: &[(OfDay, OfDay)]) -> String {
    let texts: Vec<String> =
        windows.iter().map(|(from, to)| format!("{}-{}", of_day_text(*from), of_day_text(*to))).collect();
    quoted(&texts)
}

fn calendar_rows(calendar: &CalendarConfig) -> Vec<(&'static str, String)> {
    let mut rows = vec![("name", quote(&calendar.name))];
    rows.extend(calendar.tz.map(|zone| ("tz", quote(zone.name()))));
    match &calendar.hours {
        HoursConfig::Always => rows.push(("always", "true".into())),
        HoursConfig::Union(names) => rows.push(("union", quoted(names))),
        HoursConfig::Weekly { days, holidays, breaks } => {
            let open = DAYS.iter().zip(days.iter()).filter(|(_, w)| !w.is_empty());
            let open: Vec<String> = open.map(|(day, w)| format!("{day} = {}", windows(w))).collect();
            rows.push(("weekly", format!("{{ {} }}", open.join(", "))));
            if !holidays.is_empty() {
                let texts: Vec<String> = holidays.iter().map(holiday).collect();
                rows.push(("holidays", format!("[{}]", texts.join(", "))));
            }
            if !breaks.is_empty() {
                let one = |b: &super::model::BreakConfig| {
                    let (from, to) = (of_day_text(b.from), of_day_text(b.to));
                    format!("{{ date = \"{}\", from = \"{from}\", to = \"{to}\" }}", b.date)
                };
                rows.push(("breaks", format!("[{}]", breaks.iter().map(one).collect::<Vec<_>>().join(", "))));
            }
        }
    }
    rows
}

/// A holiday as files say it.
pub(super) fn holiday(holiday: &HolidayConfig) -> String {
    match holiday {
        HolidayConfig::Day(day) => format!("\"{day}\""),
        HolidayConfig::Range(from, to) => format!("{{ from = \"{from}\", to = \"{to}\" }}"),
        HolidayConfig::Recurring((m, d), (n, e)) => {
            format!("{{ recurring = [\"{m:02}-{d:02}\", \"{n:02}-{e:02}\"] }}")
        }
    }
}

/// A length of time that reads back to the same, in as few units as will do.
fn seconds(length: i64) -> String {
    let mut text = String::new();
    let mut rest = length;
    for (unit, word) in [(DAY, 'd'), (HOUR, 'h'), (MINUTE, 'm'), (1, 's')] {
        if rest >= unit {
            text.push_str(&(rest / unit).to_string());
            text.push(word);
            rest %= unit;
        }
    }
    if text.is_empty() { "0s".into() } else { text }
}

/// A target as files say it.
pub fn target_text(target: Target) -> String {
    match target {
        Target::Seconds(s) => seconds(s),
        Target::BusinessDays(days) => format!("{days}bd"),
    }
}

fn policy_rows(policy: &PolicyConfig) -> Vec<(&'static str, String)> {
    let numbers: Vec<String> = policy.warn.iter().map(u16::to_string).collect();
    let mut rows = vec![
        ("name", quote(&policy.name)),
        ("metric", quote(policy.metric.word())),
        ("query", quote(policy.query.text())),
        ("target", quote(&target_text(policy.target))),
        ("warn", format!("[{}]", numbers.join(", "))),
    ];
    if !policy.warn_before_s.is_empty() {
        let leads: Vec<String> = policy.warn_before_s.iter().map(|s| seconds(*s)).collect();
        rows.push(("warn_before", quoted(&leads)));
    }
    rows.extend(policy.calendar.iter().map(|name| ("calendar", quote(name))));
    if policy.pausable {
        let words: Vec<&str> = policy.pause_on.iter().map(|r| r.word()).collect();
        rows.push(("pause_on", quoted(&words)));
    } else {
        rows.push(("pausable", "false".into()));
    }
    rows.push(("on_priority_change", quote(policy.on_priority_change.word())));
    rows.push(("on_reopen", quote(policy.on_reopen.word())));
    rows
}

fn matrix_rows(matrix: &MatrixConfig) -> Vec<(&'static str, String)> {
    let mut rows = vec![match &matrix.cells {
        Ok(preset) => ("matrix", quote(preset)),
        Err(cells) => {
            let row =
                |row: &Vec<u8>| format!("[{}]", row.iter().map(u8::to_string).collect::<Vec<_>>().join(", "));
            ("cells", format!("[{}]", cells.iter().map(row).collect::<Vec<_>>().join(", ")))
        }
    }];
    for (key, names) in [("impacts", &matrix.impacts), ("urgencies", &matrix.urgencies)] {
        if !names.is_empty() {
            rows.push((key, quoted(names)));
        }
    }
    rows
}

fn texts(rows: &mut Vec<(&'static str, String)>, more: &[(&'static str, &Option<SafeText>)]) {
    rows.extend(more.iter().filter_map(|(key, text)| Some((*key, quote(text.as_ref()?.shown())))));
}

fn person_rows(person: &Person) -> Vec<(&'static str, String)> {
    let mut rows = vec![("id", quote(person.id.shown()))];
    let more = [
        ("name", &person.name),
        ("email", &person.email),
        ("phone", &person.phone),
        ("team", &person.team),
        ("time_zone", &person.time_zone),
    ];
    texts(&mut rows, &more);
    if person.vip {
        rows.push(("vip", "true".into()));
    }
    rows
}

fn service_rows(service: &Service) -> Vec<(&'static str, String)> {
    let mut rows = vec![("id", quote(service.id.shown()))];
    texts(&mut rows, &[("name", &service.name), ("team", &service.team)]);
    rows.extend(service.criticality.map(|c| ("criticality", c.to_string())));
    for (key, list) in [("depends_on", &service.depends_on), ("runbooks", &service.runbooks)] {
        if !list.is_empty() {
            let list: Vec<&str> = list.iter().map(SafeText::shown).collect();
            rows.push((key, quoted(&list)));
        }
    }
    texts(&mut rows, &[("category", &service.category)]);
    rows
}
