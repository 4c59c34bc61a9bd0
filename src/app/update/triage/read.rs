//! What is read about the one that is shown: the whole of it, its timeline, past ones like it, open ones like it and
//! beneath it. And what sources say meanwhile.

use super::{slide, state};
use crate::{
    app::{
        effect::Effect,
        model::{Model, Now, Screen, new::alike, triage::Known},
    },
    backend::Target,
    domain::{Change, Event, Facts, Incident, IncidentId, Priority, State, query::Query},
    text::SafeText,
};

/// Of each list as many are kept.
const KEPT: usize = 5;

/// Reads about the one that is shown, once.
pub fn look(model: &mut Model, fx: &mut Vec<Effect>) {
    let Some(Screen::Triage(triage)) = model.screens.last() else { return };
    let Some(id) = triage.current().cloned() else { return };
    let known = triage.known.as_ref().filter(|k| k.id == id);
    if known.is_some_and(|k| !k.dirty) {
        return;
    }
    let again = known.is_some();
    let Some(incident) = model.inbox.get(&id).cloned() else { return };
    let (open, beneath) = (open_like(model, &incident), beneath(model, &incident));
    if again {
        if let Some(known) = state(model).and_then(|t| t.known.as_mut()) {
            (known.open, known.beneath, known.dirty) = (open, beneath, false);
            known.last = Some(incident);
        }
        return;
    }
    let target = Target::from(&incident);
    fx.push(Effect::Look(target.clone()));
    fx.push(Effect::LoadTimeline(target));
    let mut ask = 0;
    let mut past = Some(Ok(Vec::new()));
    if let Some(query) = query(&incident) {
        model.groups += 1;
        (ask, past) = (model.groups, None);
        let source = Some(incident.source.clone());
        fx.push(Effect::Find { ask, source, query, limit: alike::FOUND });
    }
    if let Some(triage) = state(model) {
        triage.known = Some(Box::new(Known {
            id,
            last: Some(incident),
            gone: None,
            ask,
            past,
            open,
            beneath,
            timeline: None,
            dirty: false,
        }));
    }
}

/// What its source is asked for.
fn query(incident: &Incident) -> Option<Query> {
    let words = alike::telling(incident.title());
    let words: Vec<&str> = words.iter().map(String::as_str).take(4).collect();
    let text = match (&*words, incident.service()) {
        ([], None) => return None,
        ([], Some(service)) => {
            let plain: String = service.chars().filter(|c| !matches!(c, '"' | '\\' | '*')).collect();
            format!("service:\"{plain}\"")
        }
        ([one], _) => (*one).to_owned(),
        (several, _) => format!("({})", several.join(" | ")),
    };
    alike::parsed(&text)
}

fn open_like(model: &Model, incident: &Incident) -> Vec<Incident> {
    let words = alike::telling(incident.title());
    alike::open_like(&model.inbox, &words, incident.service(), &incident.id, KEPT)
}

/// Open ones of services that its own cannot do without.
fn beneath(model: &Model, incident: &Incident) -> Vec<Incident> {
    let Some(service) = incident.service.as_ref() else { return Vec::new() };
    let Some(service) = model.directory.services.iter().find(|s| s.id == *service) else { return Vec::new() };
    if service.depends_on.is_empty() {
        return Vec::new();
    }
    let on = |facts: &str| service.depends_on.iter().any(|d| d.eq_folded(facts));
    model
        .inbox
        .facts(alike::ROWS)
        .filter(|facts| facts.state().is_open() && facts.service().is_some_and(|s| on(&s.to_lowercase())))
        .map(|facts| IncidentId::from_known(facts.id()))
        .take(KEPT)
        .filter_map(|id| model.inbox.get(&id).cloned())
        .collect()
}

/// Past ones were found, or not.
pub fn found(model: &mut Model, ask: u64, incidents: &Result<Vec<Incident>, SafeText>) {
    let Some(known) = state(model).and_then(|t| t.known.as_mut()).filter(|k| k.ask == ask && ask > 0) else {
        return;
    };
    let Some(incident) = &known.last else { return };
    let words = alike::telling(incident.title());
    known.past = Some(match incidents {
        Ok(found) => Ok(alike::past_like(found, &words, incident.service(), &incident.id, KEPT)),
        Err(words) => Err(words.clone()),
    });
}

/// A timeline came.
pub fn timeline(model: &mut Model, id: &IncidentId, events: Result<Vec<Event>, SafeText>) {
    if let Some(known) = state(model).and_then(|t| t.known.as_mut()).filter(|k| k.id == *id)
        && (events.is_ok() || known.timeline.is_none())
    {
        known.timeline = Some(events);
    }
}

/// Before changes are taken: what becomes of the one that is shown, and which P1s are new.
pub fn changes(model: &mut Model, changes: &[Change]) {
    if state(model).is_none() {
        return;
    }
    let mut fresh = Vec::new();
    let mut gone = None;
    let current = state(model).and_then(|t| t.current().cloned());
    for change in changes {
        match change {
            Change::Gone { id, why, .. } if Some(id) == current.as_ref() => gone = Some(why.clone()),
            Change::Upsert(one)
                if one.state == State::New && one.priority == Priority::P1 && !model.inbox.has(&one.id) =>
            {
                fresh.push(one.id.clone());
            }
            _ => {}
        }
    }
    let last = gone.is_some().then(|| current.and_then(|id| model.inbox.get(&id).cloned())).flatten();
    let Some(triage) = state(model) else { return };
    fresh.retain(|id| !triage.ids.contains(id));
    triage.fresh = fresh;
    if let Some(known) = &mut triage.known {
        known.dirty = true;
        if let Some(why) = gone {
            known.gone = Some(why);
            known.last = last.or(known.last.take());
        }
    }
}

/// After changes were taken: new P1s of the view are appended.
pub fn appended(model: &mut Model, now: Now) {
    let Some(triage) = state(model) else { return };
    let mut fresh = std::mem::take(&mut triage.fresh);
    fresh.retain(|id| model.inbox.place(id).is_some());
    let Some(first) = fresh.first().and_then(|id| model.inbox.get(id)) else { return };
    let count = fresh.len();
    let words = match (count, first.number) {
        (1, Some(number)) => first.title.within(&format!("new P1 {}: ", number.get()), ""),
        (1, None) => first.title.within("new P1: ", ""),
        _ => first.title.within(&format!("{count} new P1: "), ""),
    };
    let Some(triage) = state(model) else { return };
    let at_end = triage.current().is_none();
    triage.ends.extend(fresh.iter().map(|_| None));
    triage.ids.extend(fresh);
    model.said = Some((words.within("", ", comes last"), now.ms));
    if at_end {
        slide(model, now);
    }
}
