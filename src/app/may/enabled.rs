//! Whether an action can be done now, and if not, why.

use super::{elsewhere::elsewhere, legal};
use crate::{
    app::{
        action::Action,
        model::{Model, Screen},
    },
    backend::Verb,
    domain::{
        Incident,
        incident::HoldReason,
        record::{CancelReason, Reached},
        time::HOUR,
    },
    text::{Kind, Opaque, SafeText},
};

/// Why not, in words for the receipt line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub SafeText);

fn no(words: &str) -> Result<(), Refusal> {
    Err(Refusal(SafeText::clean(words, Kind::Line)))
}

/// Why there is nothing to open or copy.
fn no_link(model: &Model) -> Result<(), Refusal> {
    no(&format!("its source names no link (http or https): {} copies its id", model.key(Action::CopyId)))
}

fn none_here(model: &Model) -> Result<(), Refusal> {
    no(&format!("no incident here: move to one, or {} goes to the board", model.key(Action::GoBoard)))
}

/// Whether `action` can be done in `model` now. The hint line dims what cannot; pressing its key says why.
pub fn enabled(action: Action, model: &Model) -> Result<(), Refusal> {
    elsewhere(action, model)?;
    match action {
        // What is so already (acknowledged, without an owner) is looked at when the key is pressed.
        Action::Acknowledge | Action::AcknowledgeWith => state(model, &Verb::Ack { note: None, for_s: None }),
        Action::Assign => state(model, &Verb::Assign { to: None }),
        Action::Note => source(model, &Verb::Note { text: Opaque::default() }),
        Action::Resolve => verb(model, &Verb::Resolve { code: None, note: None }),
        Action::Priority
        | Action::Category
        | Action::Snooze
        | Action::Merge
        | Action::Close
        | Action::Cancel
        | Action::Contact
        | Action::Update => desk(model, action),
        Action::Hold => {
            verb(model, &Verb::Resume { reason: None }).or_else(|_| verb(model, &probe(action, model)))
        }
        Action::Open if on_head(model) => Ok(()),
        Action::Open if model.incident_screen().is_some() => {
            let (tab, back) = (model.key(Action::NextView), model.key(Action::Back));
            no(&format!("it is open: {tab} turns to its other tab, {back} goes back"))
        }
        Action::Overview
        | Action::Timeline
        | Action::Explain
        | Action::CopyId
        | Action::OpenLink
        | Action::CopyLink
            if on_head(model) =>
        {
            let open = model.key(Action::Open);
            no(&format!("this is a group: {open} unfolds it, then choose one of its rows"))
        }
        Action::Collapse | Action::Expand | Action::CollapseAll if model.inbox.grouped_by().is_none() => {
            no(&format!("nothing is grouped: {} groups", model.key(Action::Group)))
        }
        Action::Open | Action::Overview | Action::Timeline => {
            if matches!(model.screens.last(), Some(Screen::Suppressed(_))) {
                return here(model);
            }
            if model.board.ghost.is_some() || model.current().is_some() || model.incident_screen().is_some() {
                Ok(())
            } else {
                none_here(model)
            }
        }
        Action::Status | Action::CopyId | Action::CopyMarkdown | Action::CopySitrep | Action::Explain => {
            here(model)
        }
        Action::Repeat => match &model.last {
            Some(_) => here(model),
            None => no("nothing was done yet that could be repeated"),
        },
        Action::CopyLink => {
            here(model)?;
            if model.targets().iter().take(MANY).any(|i| i.detail.url.is_some()) {
                Ok(())
            } else {
                no_link(model)
            }
        }
        Action::OpenLink => {
            here(model)?;
            match model.current() {
                Some(i) if i.detail.url.is_some() || i.detail.runbook.is_some() => Ok(()),
                _ => no_link(model),
            }
        }
        Action::Undo => {
            if model.marks_return() || !model.undo.is_empty() {
                Ok(())
            } else {
                let undo = model.key(Action::Undo);
                no(&format!("nothing to undo: {undo} takes back what the receipt line names"))
            }
        }
        Action::Retry | Action::Drop => match model.screens.last() {
            Some(Screen::Outbox { .. }) if !model.pending.all().is_empty() => Ok(()),
            _ => no("the outbox is empty: nothing waits to be sent"),
        },
        Action::Refresh if model.sources.is_empty() => {
            no("no source is configured: `watchfloor config init` writes one")
        }
        _ => Ok(()),
    }
}

/// Whether the cursor is on the head of a group.
fn on_head(model: &Model) -> bool {
    model.screens.is_empty() && model.board.ghost.is_none() && model.board.head.is_some()
}

fn here(model: &Model) -> Result<(), Refusal> {
    if model.targeted().next().is_some() {
        return Ok(());
    }
    match (model.screens.last(), &model.board.ghost) {
        (None, Some(ghost)) => {
            let name = ghost.incident.number.map_or_else(|| "it".to_owned(), crate::domain::Number::long);
            Err(Refusal(ghost.why.within(&format!("{name} is gone ("), "): move the cursor first")))
        }
        (Some(Screen::Triage(triage)), _) if triage.current().is_some() => {
            no(&format!("it is gone: {} goes on", model.key(Action::Skip)))
        }
        (Some(Screen::Suppressed(list)), _) if list.row().is_some() => {
            let board = model.key(Action::GoBoard);
            no(&format!("it is not held back any more: move the cursor first, or {board} goes to the board"))
        }
        (Some(Screen::Suppressed(_)), _) => {
            no(&format!("nothing is held back here: {} goes to the board", model.key(Action::GoBoard)))
        }
        (Some(Screen::Incident(_)), _) => {
            no(&format!("it is gone from its source: {} goes back", model.key(Action::Back)))
        }
        _ => none_here(model),
    }
}

/// So many of the marked ones are asked whether they can; when none of them can, none is said to.
const MANY: usize = 1_000;

/// A verb needs a target whose source can do it, natively or by our overlay.
fn source(model: &Model, verb: &Verb) -> Result<(), Refusal> {
    any(model, |incident| model.refuses(incident, verb))
}

/// The same, and whose state has such a verb, though it may be so already.
fn state(model: &Model, verb: &Verb) -> Result<(), Refusal> {
    let now = legal::about_now(model);
    any(model, |incident| legal::barred(model, incident, verb, now))
}

/// The same, and whom it would change.
fn verb(model: &Model, verb: &Verb) -> Result<(), Refusal> {
    let now = legal::about_now(model);
    any(model, |incident| legal::refusal(model, incident, verb, now))
}

fn any(model: &Model, refuses: impl Fn(&Incident) -> Option<SafeText>) -> Result<(), Refusal> {
    here(model)?;
    let mut reason = None;
    // Hints ask this in every frame.
    for incident in model.targeted().take(MANY) {
        match refuses(incident) {
            None => return Ok(()),
            Some(words) => reason = Some(words),
        }
    }
    reason.map_or_else(|| no("no incident here"), |words| Err(Refusal(words)))
}

fn desk(model: &Model, action: Action) -> Result<(), Refusal> {
    verb(model, &probe(action, model))
}

/// What the key of `action` would ask for, without its words.
fn probe(action: Action, model: &Model) -> Verb {
    match action {
        Action::Hold => {
            let reason = HoldReason::AwaitingVendor;
            Verb::Hold { reason, detail: None, until: None, message: None }
        }
        Action::Snooze => Verb::Snooze { until: legal::about_now(model) + HOUR },
        // Whether there is the other one is asked later: its own number will do.
        Action::Merge => match model.targeted().next().and_then(|i| i.number) {
            Some(into) => Verb::Merge { into },
            None => probe(Action::Cancel, model),
        },
        Action::Close => Verb::Close { answer: None, comment: None, satisfaction: None, waiver: None },
        Action::Cancel => {
            Verb::Cancel { reason: CancelReason::NotAnIncident, detail: None, duplicate_of: None }
        }
        Action::Contact => Verb::Contact { result: Reached::NoAnswer, note: None },
        Action::Category => Verb::Category { category: SafeText::default(), sub: None },
        Action::Update => {
            Verb::Update { text: Opaque::default(), audience: None, next_at: None, public: false }
        }
        _ => Verb::Priority { impact: None, urgency: None, set: None, clear: false, reason: None },
    }
}
