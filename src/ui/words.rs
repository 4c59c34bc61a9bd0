//! Wordings that several views share: which token a state has, how a clock reads.

use super::theme::Token;
use crate::{
    app::{action::Action, model::Model},
    backend::Freshness,
    domain::{
        Incident, SourceName, State, Time,
        clock::{Clock, Next},
        incident::HoldReason,
        time::MINUTE,
    },
    text::{Kind, SafeText},
};

/// The look of a state's word. New ones wear their priority, bold.
pub const fn state(state: State) -> Token {
    match state {
        State::New => Token::StateNew,
        State::Acknowledged | State::Mitigated => Token::StateAck,
        State::InProgress => Token::StateWork,
        State::OnHold => Token::StateHold,
        State::Resolved | State::Closed | State::Cancelled | State::Merged => Token::StateDone,
    }
}

/// The look of a clock that runs.
pub fn clock(clock: &Clock, now: Time) -> Token {
    let left = clock.left(now).unwrap_or(i64::MAX);
    if clock.breached(now) {
        Token::ClockBreach
    } else if left < 10 * MINUTE || clock.percent(now).is_some_and(|p| p >= 75.0) {
        Token::ClockWarn
    } else {
        Token::ClockCalm
    }
}

/// Three letters for what happens next.
pub fn next_kind(next: &Next) -> &'static str {
    match next {
        Next::Clock(clock) => clock.metric().short(),
        Next::HoldEnds(_) => "til",
        Next::AckEnds(_) => "end",
        Next::Waits => "---",
        Next::Nothing => "",
    }
}

/// At most seven letters for why an incident waits.
pub const fn waits_for(reason: HoldReason) -> &'static str {
    reason.short()
}

/// Whether what this source says may be out of date, so that its rows are dimmed and its countdowns carry `~`.
pub fn is_stale(model: &Model, source: &SourceName, now: Time) -> bool {
    model.freshness(source, now) >= Freshness::Stale
}

/// Whether any source is stale, down or not heard of yet, so that no count is certain.
pub fn doubtful(model: &Model, now: Time) -> bool {
    model.sources.iter().any(|s| s.health.as_of.is_none() || s.health.freshness(now) >= Freshness::Stale)
}

/// The look of a source's freshness.
pub const fn freshness(freshness: Freshness) -> Token {
    match freshness {
        Freshness::Live => Token::Good,
        Freshness::Late | Freshness::Stale => Token::Warning,
        Freshness::Down => Token::Error,
    }
}

/// Whether it is mine.
pub fn is_mine(model: &Model, incident: &Incident) -> bool {
    incident.owner.as_ref() == Some(&model.me)
}

/// What to press for an action: its first keys as they are bound now, else its name behind `:`. They come from
/// `keys.toml`.
pub fn keys(model: &Model, action: Action) -> SafeText {
    SafeText::clean(&model.key(action), Kind::Label)
}
