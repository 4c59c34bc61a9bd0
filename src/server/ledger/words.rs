//! What the log says, in the words that the timeline shows.

use crate::{
    domain::{
        Number, Time,
        sla::{Clock, Target},
        time::length,
    },
    text::{Kind, SafeText},
    wire::IncidentRecord,
};

/// Words of our own and from outside, joined.
fn said(text: &str) -> SafeText {
    // A note fits with what we say before it.
    SafeText::clean(text, Kind::Body)
}

/// A text as one word of at most 256 bytes, without spaces around it: what makes alerts the same one.
pub(super) fn one_word(text: &SafeText) -> SafeText {
    SafeText::clean(text.shown().trim(), Kind::Label)
}

/// A severity's impact and urgency, each 1 (high) to 3 (low).
pub(super) fn severity(word: &SafeText) -> (u8, u8) {
    crate::domain::priority::from_severity(word.shown())
}

fn number(number: u32) -> String {
    Number::new(number).map(Number::long).unwrap_or_default()
}

/// `opened, P2`; where it is a recurrence, of what.
pub(super) fn opened(incident: &IncidentRecord) -> SafeText {
    let level = incident.priority.level();
    match incident.recurrence_of {
        Some(earlier) => said(&format!("opened, P{level}; it was {} before", number(earlier))),
        None => said(&format!("opened, P{level}")),
    }
}

/// `raised again 4m after it was resolved`: why an alert reopens it.
pub(super) fn back_after(seconds: i64) -> SafeText {
    said(&format!("raised again {} after it was resolved", length(seconds)))
}

/// `resolved: fixed (as its parent INC-000007)`.
pub(super) fn because_of(text: &SafeText, parent: Number) -> SafeText {
    said(&format!("{} (as its parent {})", text.shown(), parent.long()))
}

/// `INC-000042 hangs under it now: Checkout slow`.
pub(super) fn hangs(child: u32, title: &SafeText, on: bool) -> SafeText {
    let under = if on { "hangs under it now" } else { "hangs under it no longer" };
    said(&format!("{} {under}: {}", number(child), title.shown()))
}

/// What is left of a clock: `1h of working time left`.
fn left(clock: &Clock, now: Time) -> String {
    let working = if clock.calendar().is_always() { "" } else { " of working time" };
    match clock.remaining(now) {
        over if over < 0 => format!("{}{working} over", length(-over)),
        left => format!("{}{working} left", length(left)),
    }
}

/// `P1 resolution: 75 % used, 1h left, due 2026-11-23 04:02Z`.
pub(super) fn warned(clock: &Clock, at: Time) -> SafeText {
    let used = clock.percent(at).map(|p| format!("{p:.0} % used, ")).unwrap_or_default();
    let due = clock.due_at().map(|due| format!(", due {}", due.utc().format("%Y-%m-%d %H:%MZ")));
    said(&format!("{}: {used}{}{}", clock.policy.name.shown(), left(clock, at), due.unwrap_or_default()))
}

/// `P1 resolution breached: 4h was allowed`.
pub(super) fn breached(clock: &Clock) -> SafeText {
    let allowed = match clock.policy.target {
        Target::BusinessDays(1) => "1 business day was".to_owned(),
        Target::BusinessDays(n) => format!("{n} business days were"),
        Target::Seconds(_) => format!("{} was", length(clock.target_s)),
    };
    said(&format!("{} breached: {allowed} allowed", clock.policy.name.shown()))
}

/// `breached by this change: P1 response, P1 resolution`.
pub(super) fn breached_by_it<'a>(names: impl Iterator<Item = &'a SafeText>) -> SafeText {
    let names: Vec<&str> = names.map(SafeText::shown).collect();
    said(&format!("breached by this change: {}", names.join(", ")))
}

/// `P3 resolution paused, 7h40m left: waits for a vendor`.
pub(super) fn clock_paused(clock: &Clock, now: Time) -> SafeText {
    let why = clock.paused.map(|(_, reason)| format!(": waits for {}", reason.title())).unwrap_or_default();
    said(&format!("{} paused, {}{why}", clock.policy.name.shown(), left(clock, now)))
}

/// `P3 resolution goes on, 7h40m left`.
pub(super) fn clock_resumed(clock: &Clock, now: Time) -> SafeText {
    said(&format!("{} goes on, {}", clock.policy.name.shown(), left(clock, now)))
}

/// `raised again, 3 times now`.
pub(super) fn raised_again(count: u32) -> SafeText {
    said(&format!("raised again, {count} times now"))
}

/// `priority P3 -> P2: severity warning -> critical; title now: …`.
pub(super) fn changed(old: &IncidentRecord, new: &IncidentRecord) -> SafeText {
    let mut parts = Vec::new();
    let severity = (old.severity != new.severity).then(|| {
        let [was, is] = [old, new].map(|i| i.severity.as_ref().map_or("none", |s| s.shown()));
        format!("severity {was} -> {is}")
    });
    if old.priority == new.priority {
        parts.extend(severity);
    } else {
        let why = severity.map(|s| format!(": {s}")).unwrap_or_default();
        parts.push(format!("priority P{} -> P{}{why}", old.priority.level(), new.priority.level()));
    }
    if old.title != new.title {
        parts.push(format!("title now: {}", new.title.shown()));
    }
    if old.description != new.description {
        parts.push("description changed".into());
    }
    if old.labels != new.labels {
        let differs = |(name, value): (&SafeText, &SafeText)| {
            (old.labels.get(name) != Some(value)).then(|| name.shown().to_owned())
        };
        let gone = old.labels.keys().filter(|k| !new.labels.contains_key(*k)).map(|k| k.shown().to_owned());
        let names: Vec<String> = new.labels.iter().filter_map(differs).chain(gone).collect();
        parts.push(format!("labels changed: {}", names.join(", ")));
    }
    if old.url != new.url || old.runbook != new.runbook {
        parts.push("links changed".into());
    }
    said(&parts.join("; "))
}

/// `service checkout added`, `mira changed: team, phone`.
pub(super) fn catalogued(kind: &str, id: &SafeText, fields: Option<&[&str]>) -> SafeText {
    said(&match fields {
        None => format!("{kind} {} added", id.shown()),
        Some(fields) => format!("{kind} {} changed: {}", id.shown(), fields.join(", ")),
    })
}

/// `payments-api 4.18.2 to prod (3m before, upstream)`: a change beside an incident. `before_s` counts from the change
/// to the opening.
pub fn change_beside(title: &SafeText, before_s: i64, upstream: bool) -> SafeText {
    let when = match before_s {
        0 => "as it opened".to_owned(),
        s if s > 0 => format!("{} before", length(s)),
        s => format!("{} after", length(-s)),
    };
    let upstream = if upstream { ", upstream" } else { "" };
    said(&format!("{} ({when}{upstream})", title.shown()))
}
