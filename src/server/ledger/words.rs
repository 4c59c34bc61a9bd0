//! What the log says, in the words that the timeline shows.

use crate::{
    domain::{Number, State, time::length},
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

fn after(what: &str, note: Option<&SafeText>) -> SafeText {
    match note {
        Some(note) => said(&format!("{what}: {}", note.shown())),
        None => said(what),
    }
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

/// `acknowledged for 1h, takes it: looking`.
pub(super) fn acknowledged(for_s: Option<i64>, takes: bool, note: Option<&SafeText>) -> SafeText {
    let how_long = for_s.map(|s| format!(" for {}", length(s))).unwrap_or_default();
    let takes = if takes { ", takes it" } else { "" };
    after(&format!("acknowledged{how_long}{takes}"), note)
}

/// `acknowledgement taken back`.
pub(super) fn unacknowledged() -> SafeText {
    said("acknowledgement taken back")
}

/// `acknowledgement ran out`.
pub(super) fn ran_out() -> SafeText {
    said("acknowledgement ran out")
}

/// `mira takes it`, `assigned to jo (was mira)`, `given back (was jo)`.
pub(super) fn assigned(to: Option<&SafeText>, was: Option<&SafeText>, by: Option<&SafeText>) -> SafeText {
    let was = was.map(|w| format!(" (was {})", w.shown())).unwrap_or_default();
    said(&match to {
        Some(to) if Some(to) == by => format!("{} takes it{was}", to.shown()),
        Some(to) => format!("assigned to {}{was}", to.shown()),
        None => format!("given back{was}"),
    })
}

/// `resolved: fixed: pool restarted`.
pub(super) fn resolved(code: Option<&SafeText>, note: Option<&SafeText>) -> SafeText {
    let code = code.map(|c| format!(": {}", c.shown())).unwrap_or_default();
    after(&format!("resolved{code}"), note)
}

/// `reopened: errors are back`.
pub(super) fn reopened(reason: &SafeText) -> SafeText {
    after("reopened", Some(reason))
}

/// `reopened: raised again 4m after it was resolved`.
pub(super) fn back_after(seconds: i64) -> SafeText {
    said(&format!("reopened: raised again {} after it was resolved", length(seconds)))
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

/// `already acknowledged, mira has it`.
pub(super) fn already_acknowledged(owner: Option<&SafeText>) -> SafeText {
    match owner {
        Some(owner) => said(&format!("already acknowledged, {} has it", owner.shown())),
        None => said("already acknowledged"),
    }
}

/// `not acknowledged`.
pub(super) fn not_acknowledged() -> SafeText {
    said("it was not acknowledged")
}

/// `already assigned to jo`.
pub(super) fn already_assigned(to: Option<&SafeText>) -> SafeText {
    match to {
        Some(to) => said(&format!("already assigned to {}", to.shown())),
        None => said("already nobody's"),
    }
}

/// `already resolved by mira`.
pub(super) fn already_resolved(incident: &IncidentRecord) -> SafeText {
    match &incident.resolution {
        Some(resolution) => said(&format!("already resolved by {}", resolution.by.shown())),
        None => said("already resolved"),
    }
}

/// Why a verb is not allowed, and what is.
pub(super) fn not_allowed(number_: u32, state: State, verb: &str) -> String {
    let (id, word) = (number(number_), state.word().replace('_', " "));
    let instead = match state {
        State::Resolved if verb == "ack" || verb == "assign" || verb == "unack" => {
            "reopen it first, or write a note"
        }
        s if s.is_open() => "acknowledge, assign or resolve it, or write a note",
        _ => "only notes can be written",
    };
    format!("{id} is {word}, so {verb} is not possible: {instead}")
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
