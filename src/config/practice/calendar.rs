//! `[[calendar]]`. A part of [`super`].

use std::ops::Range;

use toml::de::DeValue;

use super::{
    super::{
        file,
        table::{File, Table},
    },
    hours,
    model::{CalendarConfig, HoursConfig},
    named,
};

/// The name that needs no calendar of its own: around the clock.
pub const AROUND_THE_CLOCK: &str = "24x7";

/// One `[[calendar]]`, and where its name and the names it asks for stand; `None` after a fault that was reported.
pub(super) fn read(
    file: &mut File<'_>,
    mut table: Table<'_>,
) -> Option<(CalendarConfig, Range<usize>, Vec<Range<usize>>)> {
    let faults = file.errors.len();
    let name = named(file, &mut table, "calendar", "office");
    let tz = table.text(file, "tz", "Europe/Paris");
    let tz = tz.and_then(|(text, span)| match file::zone(&text) {
        Ok(zone) => Some(zone),
        Err((message, hint)) => {
            file.error(&span, message, Some(hint));
            None
        }
    });
    let always = table.truth(file, "always").is_some_and(|(always, _)| always);
    let weekly = table.table(file, "weekly");
    let union = union(file, &mut table);
    let ways = [
        ("always", always),
        ("weekly", table.any("weekly").is_some()),
        ("union", table.any("union").is_some()),
    ];
    let given: Vec<_> = ways.into_iter().filter(|(_, given)| *given).map(|(key, _)| key).collect();
    let span = table.span.clone();
    match given[..] {
        [] => {
            let hint =
                "write weekly = { mon = [\"09:00-17:00\"], … }, always = true or union = [\"a\", \"b\"]";
            file.error(&span, "this calendar is never open", Some(hint.into()));
        }
        [_] => {}
        [first, second, ..] => {
            let at = table.key_span(second);
            let words = format!("this calendar has `{first}` and `{second}`");
            file.error(&at, words, Some("one of them says when it is open".into()));
        }
    }
    let days = weekly.map(|table| hours::weekly(file, &table));
    let holidays = hours::holidays(file, &mut table);
    let breaks = hours::breaks(file, &mut table);
    if given == ["weekly"] && table.any("tz").is_none() {
        let hint = Some("write the zone of its hours, such as tz = \"Europe/Paris\"".into());
        file.error(&span, "this calendar has no `tz`", hint);
    }
    for key in ["holidays", "breaks"] {
        if given.first().is_some_and(|way| *way != "weekly") && table.any(key).is_some() {
            let at = table.key_span(key);
            let words = format!("`{key}` belong to `weekly`, and this calendar has `{}`", given[0]);
            file.error(&at, words, None);
        }
    }
    table.finish(file);
    if let Some((name, span)) = &name
        && name == AROUND_THE_CLOCK
        && !always
    {
        file.error(span, "`24x7` is open around the clock", Some("give this calendar another name".into()));
    }
    if file.errors.len() > faults {
        return None;
    }
    let (name, name_span) = name?;
    let (hours, spans) = match (days, union) {
        (Some(days), _) => (HoursConfig::Weekly { days: Box::new(days), holidays, breaks }, Vec::new()),
        (None, Some(list)) => {
            let (names, spans) = list.into_iter().unzip();
            (HoursConfig::Union(names), spans)
        }
        (None, None) => (HoursConfig::Always, Vec::new()),
    };
    let origin = file.origin(&name_span);
    Some((CalendarConfig { name, tz, hours, origin }, name_span, spans))
}

/// `union = ["paris", "tokyo"]`, each name with its place.
fn union(file: &mut File<'_>, table: &mut Table<'_>) -> Option<Vec<(String, Range<usize>)>> {
    let (items, span) = table.items("union")?;
    let mut names = Vec::new();
    for item in items {
        if let DeValue::String(name) = item.get_ref() {
            names.push((name.to_string(), item.span()));
        } else {
            let hint = Some("such as union = [\"paris\", \"tokyo\"]".into());
            file.error(&item.span(), "`union` is a list of names of calendars", hint);
        }
    }
    if names.is_empty() {
        let hint = Some("name the calendars it is made of: union = [\"paris\", \"tokyo\"]".into());
        file.error(&span, "this union is empty", hint);
    }
    Some(names)
}
