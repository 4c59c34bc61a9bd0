//! What preview and incident screen say of an incident, as phrases.

use super::{
    View,
    paint::{Phrase, made},
    theme::{Theme, Token},
    words,
};
use crate::domain::{
    Incident, Time,
    clock::{Clock, clocks},
    incident::LocalField,
    time::Ticks,
};

/// Its number as long as there is room for, or the tail of its id.
pub fn number<'a>(phrase: &mut Phrase<'a>, incident: &'a Incident, long: bool, look: Token) {
    match incident.number {
        Some(number) if long => phrase.add(made::long(number), look),
        Some(number) => phrase.add(made::short(number), look),
        None => phrase.add(crate::ui::paint::Ink::tail(&incident.id, 10), look),
    };
}

/// `P1`, in its colour.
pub fn priority(phrase: &mut Phrase<'_>, incident: &Incident) {
    let level = incident.priority.level();
    phrase.add(made::priority(level), (Token::priority(level), Token::StateNew));
}

/// `ack OK 1m58s of 5m`, `fix 3h51m of 4h`: one phrase a clock.
pub fn clock_phrases<'a>(theme: &'a Theme, view: &View<'_>, incident: &Incident) -> Vec<Phrase<'a>> {
    let now = view.model.server_now(&incident.source, view.now.utc);
    let stale = words::is_stale(view.model, &incident.source, view.now.utc);
    clocks(incident, view.model.book(&incident.source))
        .iter()
        .filter(|clock| !clock.cancelled)
        .map(|clock| clock_phrase(theme, clock, now, stale, view.model.ticks()))
        .collect()
}

/// One clock: what was used up when it has stopped, what is left while it runs, and of a paused one that it is.
pub fn clock_phrase<'a>(theme: &'a Theme, clock: &Clock, now: Time, stale: bool, ticks: Ticks) -> Phrase<'a> {
    let mut phrase = Phrase::new(theme).with(clock.metric().short(), Token::Dim).with(" ", Token::Dim);
    let breached = clock.breached(now);
    if clock.paused.is_some() && clock.stopped_at.is_none() {
        let look = if breached { Token::ClockBreach } else { Token::StateHold };
        phrase.add(theme.glyphs.pause, look).add(" ", look);
        phrase.add(made::length(clock.elapsed(now)), look);
    } else if clock.running() {
        let look = words::clock(clock, now);
        phrase.add(made::countdown(clock.left(now).unwrap_or(0), now, stale, ticks), look);
    } else {
        let look = if breached { Token::ClockBreach } else { Token::Good };
        phrase.add(if breached { "+" } else { theme.glyphs.done }, look).add(" ", look);
        phrase.add(made::length(clock.elapsed(now)), look);
    }
    phrase.with(" of ", Token::Dim).with(made::length(clock.target_s), Token::Dim)
}

/// `nobody's`, `yours`, `mira's`: who answers for it, with the mark of what is kept here only.
pub fn owner<'a>(theme: &'a Theme, view: &View<'_>, incident: &'a Incident) -> Phrase<'a> {
    let mut phrase = Phrase::new(theme);
    match &incident.owner {
        None => phrase.add("no owner", Token::Dim),
        Some(_) if words::is_mine(view.model, incident) => phrase.add("yours", Token::OwnerMe),
        Some(owner) => phrase.add("owner ", Token::Dim).add(owner, Token::Text),
    };
    local(&mut phrase, incident, LocalField::Owner);
    phrase
}

/// Says so when this program keeps a field because the source cannot.
pub fn local(phrase: &mut Phrase<'_>, incident: &Incident, field: LocalField) {
    if incident.detail.local.contains(&field) {
        phrase.add(" local", Token::Dim);
    }
}

/// Until when it waits, in one phrase, without the words of its source; none if it does not wait.
pub fn hold<'a>(theme: &'a Theme, view: &View<'_>, incident: &Incident) -> Option<Phrase<'a>> {
    let hold = incident.hold.as_ref()?;
    let mut phrase = Phrase::new(theme);
    phrase.add(
        match hold.reason {
            crate::domain::incident::HoldReason::Silenced => "silenced",
            crate::domain::incident::HoldReason::Inhibited => "inhibited",
            crate::domain::incident::HoldReason::Muted => "muted",
            other => other.title(),
        },
        Token::Warning,
    );
    if let Some(until) = hold.until {
        phrase
            .add(" until ", Token::Warning)
            .add(made::near(until, view.now.utc, view.model.zone), Token::Warning);
    }
    if let Some(since) = hold.since {
        phrase.add(" since ", Token::Dim).add(made::near(since, view.now.utc, view.model.zone), Token::Dim);
    }
    Some(phrase)
}

/// Labels as `name=value`.
pub fn labels<'a>(theme: &'a Theme, incident: &'a Incident) -> Vec<Phrase<'a>> {
    let labels = incident.detail.labels.iter();
    labels
        .map(|(name, value)| {
            Phrase::new(theme).with(name, Token::Dim).with("=", Token::Dim).with(value, Token::Text)
        })
        .collect()
}
