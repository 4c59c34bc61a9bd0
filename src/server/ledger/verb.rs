//! A verb on one incident: the rules are the lifecycle's, the writing is ours.

use super::{
    Refused,
    check::{self, Who},
    desk::Desk,
    kin, words,
};
use crate::{
    domain::{
        Incident, Number, SourceName, Verb,
        lifecycle::{self, Kin, Moved},
    },
    text::SafeText,
    wire::{Acted, Action, IncidentRecord},
};

/// Carries out `action`.
pub(super) fn act(
    desk: &mut Desk,
    number: Number,
    action: &Action,
    if_version: Option<u64>,
) -> Result<Acted, Refused> {
    let who = check::by(action.by(), desk.now)?;
    let before = desk.incidents.get(&number.get()).cloned().ok_or(Refused::NoIncident(number.get()))?;
    if let Some(version) = if_version
        && version != before.version
    {
        let since = desk.since(before.number, version);
        return Err(Refused::Stale { current: Box::new(before), since });
    }
    let from = desk.plan.entries.len();
    let already = make(desk, before.clone(), &action.verb, &who, None)?;
    if already.is_none() {
        kin::after(desk, &before, &action.verb, &who);
    }
    // As it was written, with its new version; it is always there.
    let incident = desk.incidents.get(&number.get()).cloned().unwrap_or(before);
    Ok(Acted { incident, events: desk.told_since(from, number.get()), already })
}

/// Makes one move of one incident, and nothing else; `because_of` is the parent that made it move. `Some` says in words
/// that it was so already.
pub(super) fn make(
    desk: &mut Desk,
    before: IncidentRecord,
    verb: &Verb,
    who: &Who,
    because_of: Option<Number>,
) -> Result<Option<SafeText>, Refused> {
    let was = incident(&before);
    let asked = who.asks(desk.now);
    let at = lifecycle::happened(&was, &asked)?;
    let other = other(verb).map(Number::get);
    let above = other.map(|other| desk.above(other)).unwrap_or_default();
    let other = other.and_then(|other| desk.incidents.get(&other)).map(incident);
    let kin = Kin { other: other.as_ref(), above: &above };
    let Moved { incident: after, mut said, already } =
        lifecycle::apply(&was, verb, &asked, &desk.practice, kin)?;
    if let Some(parent) = because_of {
        for said in &mut said {
            said.text = words::because_of(&said.text, parent);
        }
    }
    desk.keep(before.with(after), said, who, at);
    Ok(already)
}

/// As the lifecycle knows it.
pub(super) fn incident(record: &IncidentRecord) -> Incident {
    record.to_incident(&SourceName::new("ours"))
}

/// The incident that a verb names beside its own.
pub(super) fn other(verb: &Verb) -> Option<Number> {
    match verb {
        Verb::Merge { into } => Some(*into),
        Verb::Attach { parent } => *parent,
        Verb::Cancel { duplicate_of, .. } => *duplicate_of,
        _ => None,
    }
}
