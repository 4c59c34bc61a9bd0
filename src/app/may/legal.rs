//! Whether a verb can be done to an incident now, by its source and by the lifecycle, and if not, why.

use crate::{
    app::model::Model,
    backend::{Support, Verb},
    domain::{
        Incident, Time,
        lifecycle::{self, ActorKind, Forbidden, Kin, Legal, Moved, Who},
    },
    text::{Kind, SafeText},
};

/// Why `verb` cannot be done to `incident` now; `None` when it can, or when only its words are missing. What is so
/// already cannot be done once more.
pub fn refusal(model: &Model, incident: &Incident, verb: &Verb, now: Time) -> Option<SafeText> {
    if let Some(words) = model.refuses(incident, verb) {
        return Some(words);
    }
    match applied(model, incident, verb, now) {
        Ok(moved) => moved.already,
        Err(Forbidden::Invalid { .. }) => None,
        Err(forbidden @ Forbidden::NotNow(_)) => Some(words(&forbidden)),
    }
}

/// Why the state of `incident`, or its source, has no `verb` at all; `None` also where it was so already. A source that
/// acknowledges by itself and keeps no states is asked: an alert that is worked on can notify again.
pub fn barred(model: &Model, incident: &Incident, verb: &Verb, now: Time) -> Option<SafeText> {
    if let Some(words) = model.refuses(incident, verb) {
        return Some(words);
    }
    let asked = model.source(&incident.source).is_some_and(|s| {
        let can = s.capabilities;
        !can.keeps_all && matches!(verb, Verb::Ack { .. } | Verb::Unack) && can.of(verb) == Support::Native
    });
    match applied(model, incident, verb, now) {
        Err(forbidden @ Forbidden::NotNow(_)) if !asked => Some(words(&forbidden)),
        _ => None,
    }
}

/// What is wrong with `verb` as it is to be sent: the state, or a value that is missing or not one that is taken. What
/// only its source knows (whether there is another incident) is not asked.
pub fn fault(model: &Model, incident: &Incident, verb: &Verb, now: Time) -> Option<SafeText> {
    let elsewhere = matches!(verb, Verb::Merge { .. } | Verb::Attach { .. } | Verb::Cancel { .. });
    match applied(model, incident, verb, now) {
        Ok(_) => None,
        Err(Forbidden::Invalid { .. }) if elsewhere => None,
        Err(forbidden) => Some(words(&forbidden)),
    }
}

/// What `verb` lacks, whatever the state: see [`lifecycle::lacking`].
pub fn lacking(model: &Model, incident: &Incident, verb: &Verb) -> Option<SafeText> {
    let practice = model.practice(&incident.source);
    lifecycle::lacking(verb, ActorKind::User, practice).err().map(|why| words(&why))
}

fn applied(model: &Model, incident: &Incident, verb: &Verb, now: Time) -> Result<Moved, Forbidden> {
    let now = model.server_now(&incident.source, now);
    let who = Who { kind: ActorKind::User, name: Some(model.me.clone()), at: now, now };
    lifecycle::apply(incident, verb, &who, model.practice(&incident.source), Kin::default())
}

fn words(forbidden: &Forbidden) -> SafeText {
    SafeText::clean(&forbidden.to_string(), Kind::Line)
}

/// Every move that its state allows and its source can do.
pub fn moves(model: &Model, incident: &Incident) -> Vec<Legal> {
    let can = |legal: &Legal| model.refuses(incident, &trial(legal)).is_none();
    lifecycle::legal(incident).into_iter().filter(can).collect()
}

/// The verb of a move that a source may not know at all.
fn trial(legal: &Legal) -> Verb {
    match legal.verb {
        "ack" => Verb::Ack { note: None, for_s: None },
        "unack" => Verb::Unack,
        "resolve" => Verb::Resolve { code: None, note: None },
        // The rest is kept by us where the source cannot; only one that is read only refuses all of it.
        _ => Verb::Start,
    }
}

/// The time by which hints are judged: the minute that the board was judged by.
pub fn about_now(model: &Model) -> Time {
    Time::from_unix(model.judged_minute * crate::domain::time::MINUTE)
}
