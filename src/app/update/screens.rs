//! Opening and leaving screens.

use crate::{
    app::{
        action::Action,
        effect::Effect,
        model::{IncidentScreen, Model, Now, Screen, Tab, suppressed::Suppressed},
    },
    backend::Target,
    domain::{Event, Incident, IncidentId},
    text::SafeText,
};

/// Opens the incident under the cursor on a tab, or turns to that tab.
pub fn open(model: &mut Model, tab: Tab, fx: &mut Vec<Effect>) {
    if let Some(Screen::Incident(screen)) = model.screens.last_mut() {
        screen.tab = tab;
        screen.top = 0;
        return;
    }
    let ghost =
        model.board.ghost.as_ref().filter(|_| model.screens.is_empty()).map(|g| (*g.incident).clone());
    let Some(incident) = model.current().cloned().or(ghost) else { return };
    open_this(model, incident, tab, fx);
}

/// Opens this one on a tab.
pub fn open_this(model: &mut Model, incident: Incident, tab: Tab, fx: &mut Vec<Effect>) {
    // Rows of a long list come without their longer words.
    fx.push(Effect::Look(Target::from(&incident)));
    fx.push(Effect::LoadTimeline(Target::from(&incident)));
    model.screens.push(Screen::Incident(IncidentScreen {
        id: incident.id.clone(),
        last: Some(Box::new(incident)),
        tab,
        top: 0,
        timeline: None,
        newest_first: true,
    }));
}

/// Whether the program was started for one of these.
pub fn wants<'i>(model: &Model, mut incidents: impl Iterator<Item = &'i Incident>) -> bool {
    model.wanted.as_ref().is_some_and(|wanted| incidents.any(|i| is_called(i, wanted.trim())))
}

/// Whether a person means this incident by `word`: its number, its id, the beginning of either part of it.
fn is_called(incident: &Incident, word: &str) -> bool {
    let digits = word.get(..4).filter(|p| p.eq_ignore_ascii_case("inc-")).map_or(word, |_| &word[4..]);
    let number = digits.parse::<u32>().ok();
    let id = incident.id.as_str();
    number.is_some_and(|n| incident.number.is_some_and(|m| m.get() == n))
        || id.starts_with(word)
        || id.split_once('/').is_some_and(|(_, native)| native.starts_with(word))
}

/// Opens the incident the program was started for, once it is known; `may_be_here` is false when nothing came that
/// could be it.
pub fn open_wanted(model: &mut Model, now: Now, may_be_here: bool, fx: &mut Vec<Effect>) {
    let asked_all =
        !model.sources.is_empty() && model.sources.iter().all(|s| s.health.answered && !s.health.more);
    if !may_be_here && !asked_all {
        return;
    }
    let Some(wanted) = model.wanted.take() else { return };
    if model.last_key_ms.is_some() {
        return;
    }
    let word = wanted.trim();
    let found = model.inbox.iter().find(|i| is_called(i, word));
    match found {
        Some(incident) => open_this(model, incident, Tab::Overview, fx),
        None if asked_all => model.say(&format!("no open incident is called {word}: this is the board"), now),
        None => model.wanted = Some(wanted),
    }
}

/// Opens a screen of the program itself, once.
pub fn go(model: &mut Model, screen: Screen) {
    model.screens.retain(|s| std::mem::discriminant(s) != std::mem::discriminant(&screen));
    model.screens.push(screen);
}

/// Opens what is out of sight.
pub fn suppressed(model: &mut Model, now: Now) {
    let list = Suppressed::of(&model.inbox, now);
    go(model, Screen::Suppressed(Box::new(list)));
}

/// Looks again what is out of sight: data came (`anew`), or something came back by itself.
pub fn suppressed_again(model: &mut Model, now: Now, anew: bool) {
    for screen in &mut model.screens {
        if let Screen::Suppressed(list) = screen
            && (anew || list.is_due(now))
        {
            list.refresh(&model.inbox, now);
        }
    }
}

/// One screen back; on the board the way out, which asks once while actions wait.
pub fn back(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    if super::triage::ends(model, now) || model.screens.pop().is_some() {
        return;
    }
    quit(model, now, Action::Back, fx);
}

/// Leaves; while actions wait it says so first, and the second time it goes. `by` is the action that asked: on a screen
/// over the board only `Ctrl-c` leaves, so that is what is named.
pub fn quit(model: &mut Model, now: Now, by: Action, fx: &mut Vec<Effect>) {
    let waiting = model.pending.unsettled();
    if waiting == 0 || model.leaving {
        fx.extend(super::leave(model));
        fx.push(Effect::Quit);
        return;
    }
    model.leaving = true;
    let s = if waiting == 1 { "" } else { "s" };
    let again = model.key(by);
    model.say(
        &format!("{waiting} action{s} still queued: {again} again leaves, they are sent next time"),
        now,
    );
}

/// A timeline arrived.
pub fn timeline(model: &mut Model, id: &IncidentId, events: &Result<Vec<Event>, SafeText>) {
    for screen in &mut model.screens {
        if let Screen::Incident(screen) = screen
            && screen.id == *id
        {
            // A failed re-read never wipes what is known.
            if events.is_ok() || screen.timeline.is_none() {
                screen.timeline = Some(events.clone());
            }
        }
    }
}

/// The other order of the timeline.
pub fn turn(model: &mut Model) {
    if let Some(Screen::Incident(screen)) = model.screens.last_mut() {
        screen.newest_first = !screen.newest_first;
        screen.top = 0;
    }
}
