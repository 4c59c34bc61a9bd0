//! What sources and the cache say.

use super::{board::arrange, screens, tick};
use crate::{
    app::{
        effect::Effect,
        model::{Model, Now, Screen, board::Ghost},
    },
    backend::{Health, Target},
    domain::{Change, Incident, SourceName, Time},
    text::{Kind, SafeText},
};

/// The last known state, before any network answer.
pub fn cached(
    model: &mut Model,
    now: Now,
    incidents: Vec<Incident>,
    as_of: Vec<(SourceName, Time)>,
    fx: &mut Vec<Effect>,
) {
    for (name, at) in as_of {
        if let Some(source) = model.sources.iter_mut().find(|s| s.name == name && !s.health.answered) {
            source.health.as_of = Some(source.health.as_of.map_or(at, |old| old.max(at)));
        }
    }
    let may_be_here = screens::wants(model, incidents.iter());
    let new = incidents
        .into_iter()
        // A source that has answered meanwhile knows better than the cache.
        .filter(|i| model.source(&i.source).is_some_and(|s| !s.health.answered) && !model.inbox.has(&i.id))
        .map(Change::Upsert)
        .collect();
    model.inbox.apply_all(new, now.utc, false);
    after(model, now);
    screens::open_wanted(model, now, may_be_here, fx);
}

/// What changed at a source.
pub fn changes(model: &mut Model, now: Now, source: &SourceName, changes: Vec<Change>, fx: &mut Vec<Effect>) {
    let still = tick::still(model, now);
    let upserts = changes.iter().filter_map(|c| if let Change::Upsert(i) = c { Some(i) } else { None });
    let may_be_here = screens::wants(model, upserts);
    let under_cursor = model.board.cursor.clone();
    let mut leaves = None;
    for change in &changes {
        if under_cursor.as_ref() == Some(id_of(change)) {
            let why = match change {
                Change::Gone { why, .. } => why.clone(),
                Change::Upsert(_) => SafeText::clean("no longer in this view", Kind::Line),
            };
            leaves = model.inbox.get(id_of(change)).cloned().map(|incident| (incident, why));
        }
        reload_timeline(model, change, fx);
    }
    look_how_it_ended(model, &changes, fx);
    let stood = arrange::Stood::of(model);
    model.inbox.apply_all(changes, now.utc, still);
    arrange::keep(model, stood);
    if let Some((incident, why)) = leaves
        && model.inbox.place(&incident.id).is_none()
        && model.board.ghost.is_none()
        && model.last_key_ms.is_some()
    {
        model.board.ghost = Some(Ghost { incident: Box::new(incident), why });
    }
    if let Some(state) = model.sources.iter_mut().find(|s| s.name == *source) {
        state.health.answered = true;
    }
    after(model, now);
    screens::open_wanted(model, now, may_be_here, fx);
}

/// How a source does.
pub fn health(model: &mut Model, now: Now, health: Health) {
    let offset = health.offset_s;
    let name = health.source.clone();
    if let Some(source) = model.sources.iter_mut().find(|s| s.name == name) {
        let as_of = health.as_of.or(source.health.as_of);
        source.health = Health { as_of, ..health };
    }
    model.inbox.set_offset(&name, offset, now.utc);
}

fn id_of(change: &Change) -> &crate::domain::IncidentId {
    match change {
        Change::Upsert(i) => &i.id,
        Change::Gone { id, .. } => id,
    }
}

fn reload_timeline(model: &mut Model, change: &Change, fx: &mut Vec<Effect>) {
    let Some(Screen::Incident(screen)) = model.screens.last_mut() else { return };
    if screen.id != *id_of(change) {
        return;
    }
    match change {
        Change::Upsert(incident) => {
            let brief = incident.detail.description.is_none()
                && screen.last.as_ref().is_some_and(|last| last.detail.description.is_some());
            if brief {
                // A list that was read again says less: what was read whole is read so again.
                fx.push(Effect::Look(Target::from(incident)));
            }
            screen.last = Some(Box::new(incident.clone()));
            fx.push(Effect::LoadTimeline(Target::from(incident)));
        }
        Change::Gone { .. } => {
            screen.last = screen.last.take().or_else(|| model.inbox.get(&screen.id).cloned().map(Box::new));
            if let Some(last) = &screen.last {
                fx.push(Effect::LoadTimeline(Target::from(&**last)));
            }
        }
    }
}

/// The incident on screen left the list, and nobody said as what: it is read once more, so that the screen shows its
/// end, and what can still be done then. What is read comes with its own leaving, and is not asked for again.
fn look_how_it_ended(model: &Model, changes: &[Change], fx: &mut Vec<Effect>) {
    let Some(screen) = model.incident_screen() else { return };
    let mut of_it = changes.iter().filter(|c| *id_of(c) == screen.id).peekable();
    if of_it.peek().is_some()
        && of_it.all(|c| matches!(c, Change::Gone { .. }))
        && let Some(last) = &screen.last
    {
        fx.push(Effect::Look(Target::from(&**last)));
    }
}

/// The cursor stays on its incident and its line; before the first key it stays on the first row.
fn after(model: &mut Model, now: Now) {
    let height = model.list_height();
    if model.last_key_ms.is_none() {
        model.inbox.settle();
        model.board.rest(&model.inbox, height);
    } else {
        model.board.follow(&model.inbox, height);
        model.unsettled = true;
        tick::pass(model, now);
    }
}
