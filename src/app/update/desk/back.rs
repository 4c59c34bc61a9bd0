//! The way back from each verb, or why there is none: what `u` does and the receipt line names.

use std::borrow::Cow;

use crate::{
    app::{
        action::Action,
        model::{Model, Undo},
    },
    backend::{Support, Target, Verb},
    domain::{Incident, incident::HoldReason, time::MINUTE},
    text::Opaque,
};

/// Why there is no way back.
type Why = Cow<'static, str>;

fn no<T>(words: &'static str) -> Result<T, Why> {
    Err(Why::Borrowed(words))
}

/// The same, where a key does what is wanted.
fn but<T>(model: &Model, before: &str, action: Action, behind: &str) -> Result<T, Why> {
    Err(Why::Owned(format!("{before}{} {behind}", model.key(action))))
}

/// A cancellation or a merge is taken back within so many seconds (T12, T13).
pub const RESTORE_WITHIN: i64 = 15 * MINUTE;

/// How to take all of this back. `None` where it is itself a taking back.
pub fn way_back(model: &Model, acts: &[(Target, Verb)]) -> Option<Undo> {
    let (first, verb) = acts.first()?;
    if matches!(verb, Verb::Unack | Verb::Restore) {
        return None;
    }
    let (mut inverse, mut refused) = (Vec::new(), None);
    let mut touched: Vec<&Target> = Vec::new();
    // The last thing is taken back first.
    for (target, verb) in acts.iter().rev() {
        let Some(incident) = model.held(&target.id) else { continue };
        match self::inverse(model, incident, verb) {
            Ok(verbs) => {
                inverse.extend(verbs.into_iter().map(|v| (target.clone(), v)));
                if !touched.iter().any(|t| t.id == target.id) {
                    touched.push(target);
                }
            }
            Err(why) => refused = Some(why),
        }
    }
    Some(Undo {
        verb: verb.name(),
        number: if touched.is_empty() { first.number } else { touched.last().and_then(|t| t.number) },
        count: touched.len().max(1),
        keys: Vec::new(),
        inverse: if inverse.is_empty() {
            Err(refused.unwrap_or(Why::Borrowed("it is not on the board any more")))
        } else {
            Ok(inverse)
        },
    })
}

/// What takes `verb` back from `incident` as it is before it.
pub fn inverse(model: &Model, incident: &Incident, verb: &Verb) -> Result<Vec<Verb>, Why> {
    let record = &incident.detail.record;
    let reason = || Some(Opaque::new("taken back"));
    Ok(match verb {
        Verb::Ack { .. } => {
            let mut all = vec![Verb::Unack];
            if incident.owner.is_none() {
                all.insert(0, Verb::Assign { to: None });
            }
            all
        }
        Verb::Assign { .. } => vec![Verb::Assign { to: incident.owner.clone() }],
        Verb::Hold { .. } => vec![Verb::Resume { reason: reason() }],
        Verb::Resume { .. } => vec![held_again(model, incident)?],
        Verb::Snooze { .. } => vec![match record.snoozed_until {
            Some(until) => Verb::Snooze { until },
            None => Verb::Wake,
        }],
        Verb::Wake => match record.snoozed_until {
            Some(until) => vec![Verb::Snooze { until }],
            None => return no("it was in sight already"),
        },
        Verb::Phase { .. } => match record.phase {
            Some(phase) => vec![Verb::Phase { phase }],
            None => {
                return but(model, "there is no way back to no phase: ", Action::Status, "names another one");
            }
        },
        Verb::Mitigate { .. } => vec![Verb::Relapse { reason: Opaque::new("taken back") }],
        Verb::Relapse { .. } => match &record.impact_left {
            Some(left) => vec![Verb::Mitigate { impact: Opaque::from(left) }],
            None => return but(model, "", Action::Status, "says once more that the impact is gone"),
        },
        Verb::Resolve { .. } => resolved(model, incident)?,
        Verb::Cancel { .. } | Verb::Merge { .. } => vec![Verb::Restore],
        Verb::Attach { .. } => vec![Verb::Attach { parent: record.parent }],
        Verb::Priority { .. } => vec![priority(model, incident, verb)?],
        Verb::Major { on, .. } => vec![Verb::Major { on: !on, reason: reason() }],
        Verb::Category { .. } => match &incident.detail.category {
            Some(category) => {
                let sub = incident.detail.subcategory.clone();
                vec![Verb::Category { category: category.clone(), sub }]
            }
            None => {
                return but(
                    model,
                    "there is no way back to no category: ",
                    Action::Category,
                    "names another one",
                );
            }
        },
        Verb::Start => {
            let record = "work has begun and that is on record: ";
            return but(model, record, Action::Assign, "gives it to somebody else");
        }
        Verb::Note { .. } => return no("a note is part of the record: write another that corrects it"),
        Verb::Reopen { .. } => return but(model, "", Action::Resolve, "resolves it again"),
        Verb::Close { .. } => return no("closed is final: a new report goes on with it as a follow-up"),
        Verb::Update { .. } => return no("they were told: tell them again with what is right"),
        Verb::Contact { .. } => return no("that somebody tried is on record"),
        Verb::Excuse { .. } => return no("it is on record: a note can correct it"),
        Verb::Unack | Verb::Restore | Verb::Caller { .. } | Verb::Correct { .. } | Verb::Link { .. } => {
            return no("there is no way back from here");
        }
    })
}

fn held_again(model: &Model, incident: &Incident) -> Result<Verb, Why> {
    let Some(hold) = &incident.hold else { return no("it did not wait") };
    if hold.reason == HoldReason::AwaitingReporter {
        return but(model, "the caller is told anew: ", Action::Hold, "puts it on hold with the message");
    }
    if hold.reason.by_source() {
        return no("its source said that it waits");
    }
    let detail = (!hold.detail.is_empty()).then(|| Opaque::from(&hold.detail));
    Ok(Verb::Hold { reason: hold.reason, detail, until: hold.until, message: None })
}

/// Our own record can be reopened; a foreign source raises it again, or does not.
fn resolved(model: &Model, incident: &Incident) -> Result<Vec<Verb>, Why> {
    let can = model.source(&incident.source).map(|s| s.capabilities);
    let ours = can.is_some_and(|c| c.keeps_all || c.resolve == Support::Local);
    if ours {
        Ok(vec![Verb::Reopen { reason: Opaque::new("resolved by mistake") }])
    } else {
        no("cannot be undone here; a rule that still holds raises it again")
    }
}

fn priority(model: &Model, incident: &Incident, verb: &Verb) -> Result<Verb, Why> {
    let Verb::Priority { impact, urgency, .. } = verb else { return no("") };
    let (detail, overridden) = (&incident.detail, incident.detail.record.override_.is_some());
    let reason = Some(Opaque::new("taken back"));
    let moved = impact.is_some() || urgency.is_some();
    if moved && (detail.impact.is_none() || detail.urgency.is_none()) {
        return but(model, "it had no impact and urgency before: ", Action::Priority, "sets others");
    }
    Ok(Verb::Priority {
        impact: detail.impact.filter(|_| moved),
        urgency: detail.urgency.filter(|_| moved),
        set: overridden.then_some(incident.priority),
        clear: !overridden,
        reason,
    })
}
