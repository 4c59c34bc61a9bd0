//! What a move does to others: a parent's to its children, a merge's to its target.

use std::sync::Arc;

use super::{Said, moves::same_caller, words};
use crate::domain::{
    Incident, State, Verb,
    event::EventKind,
    incident::HoldReason,
    record::{Caller, Turn},
};

/// What a child does when its parent was moved by `verb`, as the parent is `after` it; `None` is nothing.
///
/// Begun, held (but not for the parent's caller), gone on, resolved with the same words, reopened by whoever works on
/// it: all as the parent. Closed and cancelled is each for itself, and a caller of the parent reopens only the parent
/// (1.3).
pub fn propagate(verb: &Verb, after: &Incident, child: &Incident) -> Option<Verb> {
    let state = child.state;
    match verb {
        Verb::Start => matches!(state, State::New | State::Acknowledged).then_some(Verb::Start),
        Verb::Hold { reason, .. } if *reason == HoldReason::AwaitingReporter => None,
        Verb::Hold { reason, detail, until, .. } => state.has_phase().then(|| Verb::Hold {
            reason: *reason,
            detail: detail.clone(),
            until: *until,
            message: None,
        }),
        // One that waits for something of its own goes on waiting.
        Verb::Resume { reason } => {
            let hold = child.hold.as_ref().filter(|_| state == State::OnHold)?;
            let with_it = hold.reason == HoldReason::AwaitingParent || Some(hold.reason) == waited(after);
            with_it.then(|| Verb::Resume { reason: reason.clone() })
        }
        Verb::Resolve { code, note } => {
            state.is_open().then(|| Verb::Resolve { code: code.clone(), note: note.clone() })
        }
        Verb::Reopen { reason } => {
            (state == State::Resolved).then(|| Verb::Reopen { reason: reason.clone() })
        }
        _ => None,
    }
}

/// What it waited for last.
fn waited(incident: &Incident) -> Option<HoldReason> {
    incident.detail.record.passages.iter().rev().find_map(|p| match p.turn {
        Turn::Held { reason } => Some(reason),
        _ => None,
    })
}

/// The target of a merge with what comes from `merged`: its callers and how often it was raised. And what the target's
/// log says; the timelines point at each other.
pub fn absorb(target: &Incident, merged: &Incident) -> (Incident, Said) {
    let mut after = target.clone();
    let record = &mut Arc::make_mut(&mut after.detail).record;
    let before = record.callers.len();
    let from = &merged.detail.record;
    for caller in from.reporter.iter().map(|r| &**r).chain(&from.callers) {
        let known = |one: &Caller| same_caller(one, caller);
        if !record.reporter.iter().any(|r| known(r)) && !record.callers.iter().any(known) {
            record.callers.push(caller.clone());
        }
    }
    let text = words::absorbed(merged, record.callers.len() - before);
    after.count = after.count.saturating_add(merged.count);
    (after, Said { kind: EventKind::Merged, text, code: None, public: false })
}

/// The target after the merge was taken back: it was raised so much less often. Callers stay, because they may have
/// been told of it.
pub fn give_back(target: &Incident, merged: &Incident) -> (Incident, Said) {
    let count = target.count.saturating_sub(merged.count).max(1);
    let after = Incident { count, ..target.clone() };
    let said = Said { kind: EventKind::Restored, text: words::gave_back(merged), code: None, public: false };
    (after, said)
}
