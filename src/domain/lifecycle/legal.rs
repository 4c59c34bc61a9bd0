//! Which verb is possible in which state (T01 to T15), the menu of moves, and what a refusal offers instead.

use super::{Forbidden, Legal, words};
use crate::domain::{Incident, Number, State, Verb, record::Answer, state::Phase};

/// Whether the state allows `verb`: it moves, or it was so already. What the verb needs beside the state is another
/// matter.
pub(super) fn allows(incident: &Incident, verb: &Verb) -> bool {
    use State::{Acknowledged, Cancelled, Closed, InProgress, Merged, Mitigated, New, OnHold, Resolved};
    let state = incident.state;
    match verb {
        Verb::Note { .. } => true,
        // Corrections and reasons of breaches are administration: they move nothing, and reports need them after the end.
        Verb::Correct { .. } | Verb::Excuse { .. } => !matches!(state, Cancelled | Merged),
        Verb::Ack { .. } | Verb::Snooze { .. } | Verb::Wake => state.is_open(),
        Verb::Unack => matches!(state, New | Acknowledged),
        Verb::Start => matches!(state, New | Acknowledged | InProgress),
        Verb::Hold { .. } => state.has_phase() || state == OnHold,
        Verb::Resume { .. } => matches!(state, OnHold | InProgress),
        Verb::Phase { .. } | Verb::Mitigate { .. } => state.has_phase(),
        Verb::Relapse { .. } => state == Mitigated || relapses(incident),
        Verb::Resolve { .. } => state.is_open() || state == Resolved,
        Verb::Reopen { .. } => state == Resolved,
        Verb::Close { answer, .. } => {
            state == Resolved || (state == Closed && *answer != Some(Answer::StillBroken))
        }
        Verb::Cancel { .. } => state.is_open() || state == Cancelled,
        Verb::Merge { into } => match state {
            Merged => incident.detail.record.ending.as_ref().is_some_and(|e| e.other == Some(*into)),
            _ => !state.is_final(),
        },
        Verb::Restore => matches!(state, Cancelled | Merged),
        Verb::Assign { .. }
        | Verb::Attach { .. }
        | Verb::Priority { .. }
        | Verb::Major { .. }
        | Verb::Category { .. }
        | Verb::Update { .. }
        | Verb::Contact { .. }
        | Verb::Caller { .. }
        | Verb::Link { .. } => !state.is_final(),
    }
}

/// In progress again after a hold, with the impact still gone: it can come back.
fn relapses(incident: &Incident) -> bool {
    incident.state == State::InProgress && incident.detail.record.mitigated_at.is_some()
}

/// Every move that the state allows, in the order of the lifecycle: the menu of `f`, and "what would be allowed".
/// Each letter stands once. Whether its time has passed (a restore after 15 minutes) is for [`super::apply`].
pub fn legal(incident: &Incident) -> Vec<Legal> {
    use State::{Acknowledged, Cancelled, Closed, InProgress, Merged, Mitigated, New, OnHold, Resolved};
    let state = incident.state;
    let open = state.is_open();
    let mut all = Vec::new();
    let mut add = |on: bool, verb: &'static str, letter: char, title: &'static str, to: State| {
        if on {
            all.push(Legal { verb, phase: None, letter, title, to });
        }
    };
    let working = matches!(state, New | Acknowledged);
    add(state == New, "ack", 'a', "acknowledge", Acknowledged);
    add(state == Acknowledged, "unack", 'u', "take the acknowledgement back", New);
    add(working, "start", 's', "start working", InProgress);
    add(state == OnHold, "resume", 'u', "go on with it", InProgress);
    let gone = matches!(state, Acknowledged | InProgress);
    add(gone, "mitigate", 'g', "the impact is gone", Mitigated);
    add(state == Mitigated || relapses(incident), "relapse", 'b', "the impact is back", InProgress);
    add(state.has_phase(), "hold", 'h', "hold", OnHold);
    add(open, "resolve", 'r', "resolve", Resolved);
    add(state == Resolved, "reopen", 'o', "reopen", InProgress);
    add(state == Resolved, "close", 'x', "close", Closed);
    add(open, "cancel", 'X', "cancel: not an incident after all", Cancelled);
    add(!state.is_final(), "merge", 'M', "merge into another one", Merged);
    let was = incident.detail.record.ending.as_ref().map_or(New, |e| e.was);
    add(matches!(state, Cancelled | Merged), "restore", 'u', "take it back", was);
    let snoozed = incident.detail.record.snoozed_until.is_some();
    add(open && !snoozed, "snooze", 'z', "snooze: out of sight for a while", state);
    add(open && snoozed, "wake", 'z', "wake: back in sight now", state);
    if state.has_phase() {
        for (phase, letter) in Phase::ALL.iter().zip(['t', 'i', 'd', 'f', 'm']) {
            if incident.detail.record.phase != Some(*phase) {
                all.push(Legal {
                    verb: "phase",
                    phase: Some(*phase),
                    letter,
                    title: phase.title(),
                    to: state,
                });
            }
        }
    }
    all
}

/// The refusal of `verb`: why, and what is possible instead.
pub(super) fn not_now(incident: &Incident, verb: &str) -> Forbidden {
    let called = words::called(incident);
    let state = incident.state.word().replace('_', " ");
    let ending = incident.detail.record.ending.as_ref();
    let instead = match incident.state {
        State::Closed => "closed is final: write a note, or open a follow-up of it".to_owned(),
        State::Merged => {
            let there = ending.and_then(|e| e.other).map_or_else(|| "the other one".into(), Number::long);
            format!(
                "it lives on in {there}: do it there, or write a note (restore takes it back for 15 minutes)"
            )
        }
        State::Cancelled => "write a note (restore takes it back for 15 minutes)".to_owned(),
        _ => format!("possible now: {}", possible(incident).join(", ")),
    };
    Forbidden::NotNow(format!("{called} is {state}, so {verb} is not possible; {instead}"))
}

/// The names of what is possible, each once.
fn possible(incident: &Incident) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for legal in legal(incident) {
        if !names.contains(&legal.verb) {
            names.push(legal.verb);
        }
    }
    names.push("note");
    names
}
