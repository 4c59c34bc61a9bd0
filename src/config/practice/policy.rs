//! `[[sla]]`: one promise. A part of [`super`].

use std::ops::Range;

use toml::{Spanned, de::DeValue};

use super::{
    super::{
        error::{ConfigError, choose},
        table::{File, Table, whole},
    },
    model::PolicyConfig,
    named,
};
use crate::domain::{
    incident::HoldReason,
    query::{
        Query,
        tree::{Flag, Length, Node, Value},
    },
    sla::{
        Metric, OnPriorityChange, OnReopen, Target,
        book::{PAUSE_ON, WARN},
    },
    time::{DAY, parse_duration},
};

/// The longest target, in seconds: ten years.
const LONGEST: i64 = 3_650 * DAY;
/// The most business days of a target.
const MOST_DAYS: u32 = 1_000;

/// A policy and the places of what can be judged only when all files are read.
pub(super) struct Found {
    pub(super) policy: PolicyConfig,
    pub(super) name: Range<usize>,
    pub(super) calendar: Option<Range<usize>>,
    /// Sources that its query asks for, each with the fault if there is none of that name.
    pub(super) sources: Vec<(String, ConfigError)>,
}

/// One `[[sla]]`; `None` after a fault that was reported.
pub(super) fn read(file: &mut File<'_>, mut table: Table<'_>) -> Option<Found> {
    let faults = file.errors.len();
    let name = named(file, &mut table, "sla", "P1 resolve");
    let metric = word(file, &mut table, "metric", "resolution", Metric::ALL, Metric::word, Metric::parse);
    let query = table.text(file, "query", "p:1");
    let target = target(file, &mut table);
    let warn = percents(file, &mut table);
    let before = leads(file, &mut table, target);
    let calendar = table.text(file, "calendar", "office");
    let reasons = reasons(file, &mut table);
    let pausable = table.truth(file, "pausable");
    let change = word(
        file,
        &mut table,
        "on_priority_change",
        "retroactive",
        OnPriorityChange::ALL,
        OnPriorityChange::word,
        OnPriorityChange::parse,
    );
    let reopen =
        word(file, &mut table, "on_reopen", "resume", OnReopen::ALL, OnReopen::word, OnReopen::parse);
    for key in ["metric", "query"] {
        if table.any(key).is_none() {
            let span = table.span.clone();
            file.error(&span, format!("this sla has no `{key}`"), None);
        }
    }
    if let (Some((false, _)), Some((list, span))) = (&pausable, &reasons)
        && !list.is_empty()
    {
        let hint = Some("leave one of them out".into());
        file.error(span, "`pause_on` says what pauses it, and `pausable` that nothing does", hint);
    }
    if matches!(target, Some(Target::BusinessDays(_)))
        && calendar.is_none()
        && table.any("calendar").is_none()
    {
        let span = table.key_span("target");
        let hint = Some("name a calendar: it says which days are business days".into());
        file.error(&span, "a target in business days needs a `calendar`", hint);
    }
    table.finish(file);
    let query = query.and_then(|(text, span)| asked(file, &text, &span).map(|query| (query, span)));
    if file.errors.len() > faults {
        return None;
    }
    let ((name, name_span), metric, (query, query_span)) = (name?, metric?, query?);
    let sources = query.named_sources().iter().map(|wanted| {
        let place = file.place(&file.within(&query_span, wanted.at, wanted.len));
        let message =
            format!("sla `{name}` asks for the source `{}`, and there is none of that name", wanted.name);
        (wanted.name.clone(), place.saying(message, None))
    });
    let sources = sources.collect();
    let usual = if metric.pausable() { PAUSE_ON } else { &[] };
    let pause_on = reasons.map_or_else(|| usual.to_vec(), |(list, _)| list);
    let pausable = pausable.map_or(!pause_on.is_empty(), |(p, _)| p);
    let origin = file.origin(&name_span);
    let (calendar, calendar_span) = calendar.unzip();
    let policy = PolicyConfig {
        name,
        metric,
        query,
        target: target?,
        warn: warn.unwrap_or_else(|| WARN.to_vec()),
        warn_before_s: before.unwrap_or_default(),
        calendar,
        pausable,
        pause_on: if pausable { pause_on } else { Vec::new() },
        on_priority_change: change.unwrap_or(OnPriorityChange::Retroactive),
        on_reopen: reopen.unwrap_or(OnReopen::Resume),
        origin,
    };
    Some(Found { policy, name: name_span, calendar: calendar_span, sources })
}

/// One of a closed set of words.
fn word<T: Copy>(
    file: &mut File<'_>,
    table: &mut Table<'_>,
    key: &'static str,
    like: &str,
    all: &[T],
    word: fn(T) -> &'static str,
    parse: fn(&str) -> Option<T>,
) -> Option<T> {
    let (text, span) = table.text(file, key, like)?;
    let found = parse(&text);
    if found.is_none() {
        let hint = choose(&text, all.iter().map(|v| word(*v)), "write one of");
        file.error(&span, format!("`{}` is no `{key}`", text.escape_debug()), Some(hint));
    }
    found
}

/// `"4h"`, `"3bd"` or a number of seconds.
fn target(file: &mut File<'_>, table: &mut Table<'_>) -> Option<Target> {
    let text = table.text(file, "target", "4h");
    let seconds = table.number(file, "target_s", (0, LONGEST));
    match (table.any("target"), table.any("target_s")) {
        (Some(_), Some(_)) => {
            let span = table.key_span("target_s");
            file.error(&span, "this sla has `target` and `target_s`", Some("leave one of them out".into()));
            return None;
        }
        (None, None) => {
            let span = table.span.clone();
            let hint = Some("write target = \"4h\", target = \"3bd\" or target_s = 14400".into());
            file.error(&span, "this sla has no `target`", hint);
            return None;
        }
        _ => {}
    }
    if let Some((seconds, _)) = seconds {
        return Some(Target::Seconds(seconds));
    }
    let (text, span) = text?;
    match allowed(&text) {
        Ok(target) => Some(target),
        Err(message) => {
            let hint = "write it like \"4h\", \"1h30m\" or, in business days, \"3bd\"";
            file.error(&span, message, Some(hint.into()));
            None
        }
    }
}

/// `4h` or `3bd`.
pub(super) fn allowed(text: &str) -> Result<Target, String> {
    let text = text.trim();
    if let Some(days) = text.strip_suffix("bd") {
        let days = days.trim().parse::<u32>().ok().filter(|d| (1..=MOST_DAYS).contains(d));
        return days
            .map(Target::BusinessDays)
            .ok_or_else(|| format!("business days are a number from 1 to {MOST_DAYS}"));
    }
    match parse_duration(text) {
        Ok(seconds) if seconds <= LONGEST => Ok(Target::Seconds(seconds)),
        Ok(_) => Err("this is longer than ten years".into()),
        Err(_) => Err("this is not a length of time".into()),
    }
}

/// `warn = [50, 75, 90]`: ascending, each once.
fn percents(file: &mut File<'_>, table: &mut Table<'_>) -> Option<Vec<u16>> {
    let (items, _) = table.items("warn")?;
    let mut found: Vec<u16> = Vec::new();
    for item in items {
        found.extend(whole(file, "warn", item, (1, 1_000)).and_then(|p| u16::try_from(p).ok()));
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

/// `warn_before = ["1h"]`: the earliest warning first.
fn leads(file: &mut File<'_>, table: &mut Table<'_>, target: Option<Target>) -> Option<Vec<i64>> {
    let (items, _) = table.items("warn_before")?;
    let mut found: Vec<i64> = Vec::new();
    for item in items {
        let seconds = match item.get_ref() {
            DeValue::String(text) => parse_duration(text).ok().filter(|s| *s > 0),
            _ => None,
        };
        match (seconds, target) {
            (None, _) => {
                let hint = Some("such as warn_before = [\"1h\", \"15m\"]".into());
                file.error(&item.span(), "`warn_before` is a list of lengths of time", hint);
            }
            (Some(lead), Some(Target::Seconds(target))) if lead >= target => {
                file.error(
                    &item.span(),
                    "this is as long as the target or longer: it would warn at once",
                    None,
                );
            }
            (Some(lead), _) => found.push(lead),
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.dedup();
    Some(found)
}

/// `pause_on = ["awaiting_vendor"]`.
fn reasons(file: &mut File<'_>, table: &mut Table<'_>) -> Option<(Vec<HoldReason>, Range<usize>)> {
    let (items, span) = table.items("pause_on")?;
    let mut found = Vec::new();
    for item in items {
        found.extend(reason(file, item).filter(|r| !found.contains(r)));
    }
    Some((found, span))
}

fn reason(file: &mut File<'_>, item: &Spanned<DeValue<'_>>) -> Option<HoldReason> {
    let text = item.get_ref().as_str().unwrap_or_default();
    let found = HoldReason::parse(text);
    if found.is_none() {
        let hint = choose(text, HoldReason::ALL.iter().map(|r| r.word()), "write any of");
        file.error(&item.span(), format!("`{}` is no reason to hold", text.escape_debug()), Some(hint));
    }
    found
}

/// The query of a policy, which must have the same answer whoever looks and whenever.
fn asked(file: &mut File<'_>, text: &str, span: &Range<usize>) -> Option<Query> {
    let query = match Query::parse(text) {
        Ok(query) => query,
        Err(fault) => {
            let place = file.within(span, fault.at, fault.len);
            file.error(&place, fault.message, fault.suggestion.map(|word| format!("did you mean `{word}`?")));
            return None;
        }
    };
    let (word, why) = match unsteady(query.node()) {
        None if query.time_dependent() => ("", "its answer changes with the time alone"),
        None => return Some(query),
        Some("me") => ("me", "every one who looks is another `me`"),
        Some("breached") => ("breached", "`breached` is what clocks say, and this makes one"),
        Some(word) => (word, "its answer changes with the time alone"),
    };
    let at = text.to_lowercase().find(word).map_or(0, |byte| text[..byte].chars().count());
    let place = match word {
        "" => span.clone(),
        word => file.within(span, at, word.chars().count()),
    };
    let hint = Some("ask for what the incident is: p:1, service:checkout, label.region:eu".into());
    file.error(&place, format!("an sla cannot ask for this: {why}"), hint);
    None
}

/// The first word in it of which the answer is not the incident's own.
fn unsteady(node: &Node) -> Option<&'static str> {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().find_map(unsteady),
        Node::Not(inner) => unsteady(inner),
        Node::Length(Length::Clock, ..) => Some("clock"),
        Node::Length(Length::Age, ..) => Some("age"),
        Node::Length(Length::Acked, ..) => Some("acked"),
        Node::Length(Length::Updated, ..) => Some("updated"),
        Node::Flag(Flag::Breached, _) => Some("breached"),
        Node::Flag(Flag::Snoozed, _) => Some("snoozed"),
        Node::Text(_, values) if values.contains(&Value::Me) => Some("me"),
        _ => None,
    }
}
