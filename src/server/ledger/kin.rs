//! What a verb on one incident does to others: children that move with their parent, parents that count their children,
//! the target of a merge. What they refuse is passed over: each is judged for itself.

use super::{check::Who, desk::Desk, verb, words};
use crate::{
    domain::{
        Number, State, Time, Verb,
        event::EventKind,
        lifecycle::{self, Said},
    },
    text::SafeText,
    wire::IncidentRecord,
};

/// What follows for others, when `verb` has moved what was `before`.
pub(super) fn after(desk: &mut Desk, before: &IncidentRecord, verb: &Verb, who: &Who) {
    match verb {
        Verb::Merge { into } => merged(desk, before, into.get(), who),
        Verb::Restore if before.state == State::Merged => restored(desk, before, who),
        Verb::Attach { parent } => {
            if let Some(old) = before.record.parent {
                hangs(desk, before.number, old, false, who);
            }
            if let Some(new) = parent {
                hangs(desk, before.number, *new, true, who);
            }
        }
        _ => children(desk, before.number, verb, who),
    }
}

/// Children move as their parent did, and theirs as they did.
fn children(desk: &mut Desk, parent: u32, verb: &Verb, who: &Who) {
    // Each once, also where somebody's file has a ring.
    let mut seen = vec![parent];
    let mut left: Vec<(u32, Verb)> = vec![(parent, verb.clone())];
    while let Some((parent, verb)) = left.pop() {
        let Some(after) = desk.incidents.get(&parent).map(verb::incident) else { continue };
        let Some(own) = Number::new(parent) else { continue };
        for child in desk.children.get(&parent).cloned().unwrap_or_default() {
            let Some(before) = desk.incidents.get(&child).cloned() else { continue };
            // It may have been taken out in the same batch.
            if before.record.parent != Some(own) || seen.contains(&child) {
                continue;
            }
            let Some(verb) = lifecycle::propagate(&verb, &after, &verb::incident(&before)) else { continue };
            seen.push(child);
            // What opened after the parent's move was told moves when it opened.
            let who = Who { at: who.at.max(before.opened_at), ..who.clone() };
            if verb::make(desk, before, &verb, &who, Some(own)) == Ok(None) {
                left.push((child, verb));
            }
        }
    }
}

/// Writes into the log of another incident, with what it gains.
fn tell(desk: &mut Desk, after: IncidentRecord, said: Said, who: &Who) {
    let at: Time = who.at.max(after.opened_at).min(desk.now);
    desk.keep(after, vec![said], who, at);
}

/// Callers and counts go to the target, and both timelines point at each other.
fn merged(desk: &mut Desk, merged: &IncidentRecord, into: u32, who: &Who) {
    let Some(target) = desk.incidents.get(&into).cloned() else { return };
    let (after, said) = lifecycle::absorb(&verb::incident(&target), &verb::incident(merged));
    tell(desk, target.with(after), said, who);
}

fn restored(desk: &mut Desk, merged: &IncidentRecord, who: &Who) {
    let target = merged.record.ending.as_ref().and_then(|e| e.other);
    let Some(target) = target.and_then(|n| desk.incidents.get(&n.get())).cloned() else { return };
    let (after, said) = lifecycle::give_back(&verb::incident(&target), &verb::incident(merged));
    tell(desk, target.with(after), said, who);
}

/// A parent counts its children.
pub(super) fn hangs(desk: &mut Desk, child: u32, parent: Number, on: bool, who: &Who) {
    let family = desk.children.entry(parent.get()).or_default();
    family.retain(|known| *known != child);
    if on {
        family.push(child);
    }
    let title = desk.incidents.get(&child).map(|c| c.title.clone()).unwrap_or_default();
    let Some(mut after) = desk.incidents.get(&parent.get()).cloned() else { return };
    let count = &mut after.record.children;
    *count = if on { count.saturating_add(1) } else { count.saturating_sub(1) };
    let text: SafeText = words::hangs(child, &title, on);
    tell(desk, after, Said { kind: EventKind::Link, text, code: None, public: false }, who);
}
