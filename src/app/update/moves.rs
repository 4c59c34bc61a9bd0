//! Moving about and choosing: nothing here changes an incident.

use crate::{
    app::{
        action::Action,
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
    let rows = crate::app::layout::body_rows(model.size) as usize;
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
            let last = model.inbox.shown_len().saturating_sub(1);
            let place = if ghost_first { (times - 1).min(last) } else { to(from, last) };
            model.board.move_to(&model.inbox, place, height);
        }
        Some(Screen::Incident(screen)) => screen.top = to(screen.top, body.saturating_sub(rows)),
        Some(Screen::Triage(_)) => {}
        Some(Screen::Suppressed { cursor }) => *cursor = to(*cursor, body.saturating_sub(1)),
        Some(Screen::Output(output)) => output.top = to(output.top, body.saturating_sub(rows)),
        Some(Screen::Help { top }) => *top = to(*top, body.saturating_sub(rows)),
        Some(Screen::Outbox { cursor }) => *cursor = to(*cursor, outbox.saturating_sub(1)),
        Some(Screen::Sources { cursor }) => *cursor = to(*cursor, sources.saturating_sub(1)),
    }
}

/// Shows another view.
pub fn view(model: &mut Model, now: Now, view: usize) {
    if view >= model.views.len() {
        model.say(&format!("there are {} views: g1 to g{}", model.views.len(), model.views.len()), now);
        return;
    }
    model.view = view;
    model.inbox.show_view(view, now.utc);
    let height = model.list_height();
    model.board.ghost = None;
    let place = model.board.cursor.as_ref().and_then(|id| model.inbox.place(id)).unwrap_or(0);
    model.board.top = 0;
    model.board.pushed = 0;
    model.board.move_to(&model.inbox, place, height);
}

/// Marks (or unmarks) `times` rows and moves down.
pub fn mark(model: &mut Model, times: usize) {
    let height = model.list_height();
    for _ in 0..times {
        let Some(id) = model.board.cursor.clone().filter(|_| model.board.ghost.is_none()) else { return };
        if !model.board.marks.remove(&id) {
            model.board.marks.insert(id);
        }
        let place = model.board.cursor_row + 1;
        if place >= model.inbox.shown_len() {
            return;
        }
        model.board.move_to(&model.inbox, place, height);
    }
}

/// `V`: begins a range, or marks from where it began to here.
pub fn range(model: &mut Model, now: Now) {
    let Some(here) = model.board.cursor.clone() else { return };
    let Some(from) = model.board.range_from.take() else {
        model.board.range_from = Some(here);
        model.say("range begins here: move, then V again", now);
        return;
    };
    let (Some(a), Some(b)) = (model.inbox.place(&from), model.inbox.place(&here)) else {
        model.say("the row where the range began is gone", now);
        return;
    };
    let ids: Vec<IncidentId> = (a.min(b)..=a.max(b)).filter_map(|n| model.inbox.shown_id(n)).collect();
    model.board.marks.extend(ids);
}

/// `*`: marks all that are shown; when all are marked already, none.
pub fn mark_all(model: &mut Model, now: Now) {
    let ids: Vec<IncidentId> = (0..model.inbox.shown_len()).filter_map(|n| model.inbox.shown_id(n)).collect();
    if ids.iter().all(|id| model.board.marks.contains(id)) {
        model.board.marks.clear();
    } else {
        model.board.marks.extend(ids);
    }
    let count = model.board.marks.len();
    model.say(&format!("{count} marked"), now);
}
