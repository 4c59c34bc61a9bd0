//! Marks stand for rows that are in view: one that leaves it leaves the marks, and that is said.
//!
//! | how it left | what becomes of the mark |
//! |---|---|
//! | it changed, or has gone from its source | dropped for good, with the reason |
//! | a filter, another view | dropped; `u` brings it back once it is in view again |
//! | a verb asked of it was confirmed | dropped without a word: the receipt tells |
//! | a verb asked of it was refused | kept |
//!
//! A verb therefore never names an incident that nobody sees marked. When the last mark left by itself, the next verb
//! is refused once: it was meant for what was marked, not for the row that happens to be under the cursor.

use crate::{
    app::{
        action::{Action, Group, Place},
        model::{Model, Now},
        msg::Msg,
    },
    domain::{Change, IncidentId},
    text::{Kind, SafeText},
};

/// What a message may do to the marks, looked at before it is taken.
pub struct Before {
    left: u64,
    view: usize,
    why: Option<SafeText>,
    typed: bool,
}

/// Looks before a message is taken.
pub fn before(model: &Model, msg: &Msg) -> Before {
    let marks = &model.board.marks;
    let why = match msg {
        Msg::Changes { changes, .. } if !marks.is_empty() => changes.iter().find_map(|change| match change {
            Change::Gone { id, why, .. } if marks.contains(id) => Some(why.clone()),
            _ => None,
        }),
        _ => None,
    };
    let typed = matches!(msg, Msg::Key(_) | Msg::Paste(_) | Msg::Views(_));
    Before { left: model.inbox.left(), view: model.view, why, typed }
}

/// Takes marks off what is not in view any more.
pub fn tidy(model: &mut Model, now: Now, before: Before) {
    if model.inbox.left() == before.left || model.board.marks.is_empty() {
        return;
    }
    let gone: Vec<IncidentId> =
        model.board.marks.iter().filter(|id| model.inbox.place(id).is_none()).cloned().collect();
    if gone.is_empty() {
        return;
    }
    let asked = gone.iter().filter(|id| model.board.acting.contains(*id)).count();
    for id in &gone {
        model.board.marks.remove(id);
        model.board.acting.remove(id);
    }
    if before.typed {
        model.board.dropped_marks.extend(gone);
        let (n, s) = (model.board.dropped_marks.len(), plural(model.board.dropped_marks.len()));
        let how = if model.view == before.view { "filtered out" } else { "not in this view" };
        let undo = model.key(Action::Undo);
        model.say(&format!("{n} marked one{s} {how}: {undo} marks them again once they are shown"), now);
        return;
    }
    // What left because we acted on it is told by its receipt.
    let count = gone.len() - asked;
    if count == 0 {
        return;
    }
    model.board.lapsed = model.board.marks.is_empty();
    let why =
        before.why.filter(|why| !why.is_empty()).unwrap_or_else(|| SafeText::clean("changed", Kind::Line));
    let left = format!("{count} marked one{} left the view: ", plural(count));
    model.said = Some((why.within(&left, "; dropped from the marks"), now.ms));
}

/// Brings back those of the dropped marks that are in view. False if there are none.
pub fn bring_back(model: &mut Model, now: Now) -> bool {
    let here = returning(model);
    if here.is_empty() {
        return false;
    }
    for id in &here {
        model.board.dropped_marks.remove(id);
    }
    let count = here.len();
    model.board.marks.extend(here);
    model.say(&format!("{count} marked again"), now);
    true
}

/// Dropped marks that are in view.
fn returning(model: &Model) -> Vec<IncidentId> {
    if !model.screens.is_empty() {
        return Vec::new();
    }
    let dropped = model.board.dropped_marks.iter();
    dropped.filter(|id| model.inbox.place(id).is_some()).cloned().collect()
}

/// Whether this key was meant for marks that left a moment ago: said once, then it is done.
pub fn lapsed(model: &mut Model, now: Now, action: Action) -> bool {
    if !std::mem::take(&mut model.board.lapsed) || !model.screens.is_empty() {
        return false;
    }
    let spec = action.spec();
    let acts =
        matches!(spec.group, Group::Verbs) && spec.place == Place::Incident || action == Action::Repeat;
    if acts && model.board.marks.is_empty() {
        model.say("the marked ones left the view: press it again for the row under the cursor", now);
        return true;
    }
    false
}

const fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}
