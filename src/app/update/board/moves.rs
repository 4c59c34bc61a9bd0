//! Moving about and choosing: nothing here changes an incident.

use super::arrange;
use crate::{
    app::{
        action::Action,
        inbox::GroupName,
        model::{Model, Now, Screen},
    },
    domain::IncidentId,
};

/// Moves the cursor of the screen on top, `times` rows.
pub fn step(model: &mut Model, action: Action, times: usize) {
    let page = model.list_height().max(2) / 2;
    let (delta, absolute): (isize, Option<usize>) = match action {
        Action::Down => (times as isize, None),
        Action::Up => (-(times as isize), None),
        Action::HalfDown => ((page * times) as isize, None),
        Action::HalfUp => (-((page * times) as isize), None),
        Action::Top => (0, Some(0)),
        _ => (0, Some(usize::MAX)),
    };
    let to =
        |from: usize, last: usize| absolute.unwrap_or_else(|| from.saturating_add_signed(delta)).min(last);
    let body = model.body;
    let rows = crate::app::model::layout::body_rows(model.size) as usize;
    let outbox = model.pending.all().len();
    let sources = model.sources.len();
    match model.screens.last_mut() {
        None => {
            let height = model.list_height();
            // From a ghost, down goes to the row that took its place.
            let from = match (&model.board.ghost, delta) {
                (Some(_), 1..) => model.board.cursor_row.saturating_add_signed(-1_isize),
                _ => model.board.cursor_row,
            };
            let ghost_first = model.board.ghost.is_some() && model.board.cursor_row == 0 && delta > 0;
            let last = model.inbox.lines().saturating_sub(1);
            let place = if ghost_first { (times - 1).min(last) } else { to(from, last) };
            model.board.move_to(&model.inbox, place, height);
        }
        Some(Screen::Incident(screen)) => screen.top = to(screen.top, body.saturating_sub(rows)),
        Some(Screen::Triage(triage)) => triage.top = to(triage.top, body.saturating_sub(rows)),
        Some(Screen::Suppressed(list)) => list.step(to),
        Some(Screen::Output(output)) => output.top = to(output.top, body.saturating_sub(rows)),
        Some(Screen::Help { top }) => *top = to(*top, body.saturating_sub(rows)),
        Some(Screen::Outbox { cursor }) => *cursor = to(*cursor, outbox.saturating_sub(1)),
        Some(Screen::Sources { cursor }) => *cursor = to(*cursor, sources.saturating_sub(1)),
    }
}

/// Shows another view.
pub fn view(model: &mut Model, now: Now, view: usize) {
    if view >= model.views.len() {
        let words = match model.views.len() {
            1 => "there is one view: g1".to_owned(),
            n => format!("there are {n} views: g1 to g{n}"),
        };
        model.say(&words, now);
        return;
    }
    model.view = view;
    model.board.range_from = None;
    arrange::show(model, now);
}

/// Marks (or unmarks) `times` rows and moves down; on a head, all rows of the group, and goes to the next one.
pub fn mark(model: &mut Model, times: usize) {
    let height = model.list_height();
    for _ in 0..times {
        if model.board.ghost.is_some() {
            return;
        }
        let next = if let Some(name) = model.board.head.clone() {
            let ids: Vec<IncidentId> = model.inbox.members(&name).collect();
            toggle_all(model, ids);
            next_head(model, &name)
        } else {
            let Some(id) = model.board.cursor.clone() else { return };
            model.board.acting.remove(&id);
            if !model.board.marks.remove(&id) {
                model.board.marks.insert(id);
            }
            model.board.cursor_row + 1
        };
        if next >= model.inbox.lines() {
            return;
        }
        model.board.move_to(&model.inbox, next, height);
    }
}

/// The line behind a group.
fn next_head(model: &Model, name: &GroupName) -> usize {
    let heads = model.inbox.heads();
    let next = heads.iter().position(|h| h.name == *name).and_then(|n| heads.get(n + 1));
    next.and_then(|head| model.inbox.line_of_head(&head.name)).unwrap_or(usize::MAX)
}

/// Marks them; when all are marked already, none.
fn toggle_all(model: &mut Model, ids: Vec<IncidentId>) {
    if ids.iter().all(|id| model.board.marks.contains(id)) {
        for id in &ids {
            model.board.marks.remove(id);
        }
    } else {
        model.board.marks.extend(ids);
    }
}

/// `V`: begins a range, or marks from where it began to here. A folded group in it is in it as a whole.
pub fn range(model: &mut Model, now: Now) {
    if model.board.cursor.is_none() && model.board.head.is_none() {
        return;
    }
    let Some(from) = model.board.range_from.take() else {
        let first = model.board.head.as_ref().and_then(|name| model.inbox.members(name).next());
        model.board.range_from = model.board.cursor.clone().or(first);
        let range = model.key(Action::Range);
        model.say(&format!("range begins here: move, then {range} again"), now);
        return;
    };
    let line = |id: &IncidentId| {
        let folded = || model.inbox.head_of(id).and_then(|head| model.inbox.line_of_head(&head.name));
        model.inbox.line_of(id).or_else(folded)
    };
    let (Some(a), Some(b)) = (line(&from), model.board.line_here(&model.inbox)) else {
        model.say("the row where the range began is gone", now);
        return;
    };
    let ids = model.inbox.ids_between(a.min(b), a.max(b));
    model.board.marks.extend(ids);
    model.say(&format!("{} marked", model.board.marks.len()), now);
}

/// `*`: marks all that are shown, in folded groups too; when all are marked already, none.
pub fn mark_all(model: &mut Model, now: Now) {
    let ids: Vec<IncidentId> = (0..model.inbox.shown_len()).filter_map(|n| model.inbox.shown_id(n)).collect();
    if ids.iter().all(|id| model.board.marks.contains(id)) {
        model.board.marks.clear();
        model.board.acting.clear();
    } else {
        model.board.marks.extend(ids);
    }
    let count = model.board.marks.len();
    let folded: usize = model.inbox.heads().iter().filter(|head| head.folded).map(|head| head.count).sum();
    let words = match folded {
        0 => format!("{count} marked"),
        _ if count == 0 => "0 marked".to_owned(),
        n => format!("{count} marked, {n} of them in folded groups"),
    };
    model.say(&words, now);
}
