//! Whether a verb can be done to an incident now, by its source and by the lifecycle, and if not, why.

use crate::{
    app::model::Model,
    backend::Verb,
    domain::{
        Incident, State, Time,
        lifecycle::{self, Legal},
        state::Phase,
    },
    text::{Kind, SafeText},
};

/// Why `verb` cannot be done to `incident` now; `None` when it can, or when only its words are missing.
pub fn refusal(model: &Model, incident: &Incident, verb: &Verb) -> Option<SafeText> {
    model.refuses(incident, verb).or_else(|| by_state(incident, verb))
}

/// Every move that its state allows and its source can do.
pub fn moves(model: &Model, incident: &Incident) -> Vec<Legal> {
    let known = lifecycle::legal(incident);
    let all = if known.is_empty() { table(incident) } else { known };
    all.into_iter().filter(|m| trial(m).is_none_or(|v| model.refuses(incident, &v).is_none())).collect()
}

/// The time by which a refusal is judged where no key was pressed yet.
pub fn about_now(model: &Model) -> Time {
    Time::from_unix(model.judged_minute * crate::domain::time::MINUTE)
}

/// The verb of a move, without its words, to be asked about.
fn trial(legal: &Legal) -> Option<Verb> {
    Some(match (legal.verb, legal.phase) {
        ("start", _) => Verb::Start,
        ("phase", Some(phase)) => Verb::Phase { phase },
        ("resolve", _) => Verb::Resolve { code: None, note: None },
        ("resume", _) => Verb::Resume { reason: None },
        _ => return None,
    })
}

fn table(incident: &Incident) -> Vec<Legal> {
    use State::{Acknowledged, InProgress, Mitigated, New, OnHold, Resolved};
    let state = incident.state;
    let mut all = Vec::new();
    let mut add = |on: bool, verb, letter, title, to| {
        if on {
            all.push(Legal { verb, phase: None, letter, title, to });
        }
    };
    add(matches!(state, New | Acknowledged), "start", 's', "start working", InProgress);
    add(state == OnHold, "resume", 'u', "go on with it", InProgress);
    add(matches!(state, Acknowledged | InProgress), "mitigate", 'g', "the impact is gone", Mitigated);
    add(state == Mitigated, "relapse", 'b', "the impact is back", InProgress);
    add(matches!(state, Acknowledged | InProgress | Mitigated), "hold", 'h', "hold", OnHold);
    add(state.is_open(), "resolve", 'r', "resolve", Resolved);
    add(state == Resolved, "reopen", 'o', "reopen", InProgress);
    add(state == Resolved, "close", 'x', "close", State::Closed);
    if state.has_phase() {
        let letters = ['t', 'i', 'd', 'f', 'm'];
        for (phase, letter) in Phase::ALL.iter().zip(letters) {
            all.push(Legal { verb: "phase", phase: Some(*phase), letter, title: phase.title(), to: state });
        }
    }
    all
}

fn by_state(incident: &Incident, verb: &Verb) -> Option<SafeText> {
    let state = incident.state;
    let open = state.is_open();
    let why = match verb {
        Verb::Hold { .. } if state == State::New => Some("nobody has taken it yet: a takes it first"),
        Verb::Hold { .. } if !open => Some("it is over: nothing waits"),
        Verb::Resume { .. } if state != State::OnHold => Some("it does not wait"),
        Verb::Resolve { .. } if !open => Some("it is over already"),
        Verb::Close { .. } if state != State::Resolved => {
            Some("only a resolved one is closed: r resolves it")
        }
        Verb::Cancel { .. } if !open => Some("it is over: only an open one is cancelled"),
        Verb::Merge { .. } | Verb::Attach { .. } | Verb::Snooze { .. } if !open => {
            Some("it is over: only an open one goes")
        }
        Verb::Priority { .. } | Verb::Category { .. } | Verb::Update { .. } if state.is_final() => {
            Some("it is closed: nothing about it changes")
        }
        _ => None,
    };
    why.map(|words| SafeText::clean(words, Kind::Line))
}
