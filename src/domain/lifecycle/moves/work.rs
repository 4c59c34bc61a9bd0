//! Seen, taken, begun, under control: T02 to T04, T07, T08, and how far the work is (T15).

use super::super::{
    ActorKind,
    case::{Case, MOVED, Outcome},
    check, words,
};
use crate::{
    domain::{Phase, State, event::EventKind, record::Turn},
    text::{Opaque, SafeText},
};

/// T02. It never takes an incident from somebody. Whoever has it may say how long it lasts.
pub(super) fn ack(case: &mut Case<'_>, note: Option<&Opaque>, for_s: Option<i64>) -> Outcome {
    let note = check::maybe_words("note", note)?;
    let for_s = check::ack_for(for_s)?;
    let until = for_s.map(|s| case.at + s);
    match case.before.state {
        State::New => {
            case.to(State::Acknowledged);
            case.acked();
            case.after.ack_until = until;
            let takes = case.takes();
            case.say(EventKind::Ack, words::acknowledged(for_s, takes, note.as_ref()));
            MOVED
        }
        State::Acknowledged if for_s.is_some() && case.name.is_some() && case.name == case.before.owner => {
            case.after.ack_until = until;
            case.say(EventKind::Ack, words::extended(for_s.unwrap_or_default(), note.as_ref()));
            MOVED
        }
        _ => {
            // What somebody wrote is kept, whoever was first.
            if let Some(note) = note {
                case.say(EventKind::Note, note);
            }
            Ok(Some(words::already_acknowledged(case.before.owner.as_ref())))
        }
    }
}

/// T04: the response clock stays stopped, because the first acknowledgement counts.
pub(super) fn unack(case: &mut Case<'_>) -> Outcome {
    if case.before.state == State::New {
        return Ok(Some(words::said("it was not acknowledged")));
    }
    case.to(State::New);
    let ran_out = case.who.kind == ActorKind::System;
    let text = if ran_out { "acknowledgement ran out" } else { "acknowledgement taken back" };
    case.say(EventKind::Unack, words::said(text));
    MOVED
}

/// T15.
pub(super) fn assign(case: &mut Case<'_>, to: Option<&SafeText>) -> Outcome {
    let to = check::maybe_name("to", to)?;
    if to == case.before.owner {
        return Ok(Some(words::already_assigned(to.as_ref())));
    }
    let text = words::assigned(to.as_ref(), case.before.owner.as_ref(), case.name.as_ref());
    case.after.owner = to;
    case.say(EventKind::Assign, text);
    MOVED
}

/// T03: somebody has it then, and has seen it.
pub(super) fn start(case: &mut Case<'_>) -> Outcome {
    if case.before.state == State::InProgress {
        return Ok(Some(words::said("already in progress")));
    }
    let takes = case.takes();
    if case.after.owner.is_none() {
        return Err(check::invalid("by.name", "is missing; nobody owns it, so say who starts to work on it"));
    }
    case.to(State::InProgress);
    case.acked();
    case.say(EventKind::Start, words::started(takes));
    MOVED
}

/// T15.
pub(super) fn phase(case: &mut Case<'_>, phase: Phase) -> Outcome {
    let was = case.was().phase;
    if was == Some(phase) {
        return Ok(Some(words::said(&format!("already {}", phase.title()))));
    }
    case.record().phase = Some(phase);
    let text = words::phase(was.map(Phase::title), phase.title());
    case.say_why(EventKind::Phase, text, phase.word());
    MOVED
}

/// T07. Mitigated once, held and gone on with: the first time counts until the impact is back.
pub(super) fn mitigate(case: &mut Case<'_>, impact: &Opaque) -> Outcome {
    let what = "say what is left of the impact";
    let left = check::words("impact", Some(impact), what)?;
    if case.before.state == State::Mitigated {
        return Ok(Some(words::said("already mitigated")));
    }
    let at = case.at;
    case.to(State::Mitigated);
    case.acked();
    let record = case.record();
    record.mitigated_at.get_or_insert(at);
    record.impact_left = Some(left.clone());
    case.say(EventKind::Mitigated, words::after("mitigated", Some(&left)));
    MOVED
}

/// T08: the mitigation clock goes on as after a reopening.
pub(super) fn relapse(case: &mut Case<'_>, reason: &Opaque) -> Outcome {
    let reason = check::words("reason", Some(reason), "say what was seen of the impact")?;
    case.to(State::InProgress);
    relapsed(case);
    case.say(EventKind::Relapsed, words::after("the impact is back", Some(&reason)));
    MOVED
}

/// What clocks see of it.
fn relapsed(case: &mut Case<'_>) {
    let since = case.record().mitigated_at.take();
    case.record().impact_left = None;
    if let Some(since) = since {
        case.turn_at(since, Turn::Mitigated);
        case.turn(Turn::Relapsed);
    }
}
