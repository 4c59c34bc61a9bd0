//! The head of a group: what it is called, how many rows, the worst of them, the nearest clock.
//!
//! ```text
//!   P STATE NEXT CLOCK  WHO    TITLE
//!   1 v   12 ack    1:40 checkout  3 new ----------------------------
//! ```
//!
//! It lies on the columns of the rows, so that the eye finds priority and clock where it looks for them.

use ratatui::layout::Rect;

use super::columns::Columns;
use crate::{
    app::{action::Action, inbox::GroupHead},
    domain::{
        Incident,
        clock::{self, Next},
    },
    text::{Kind, SafeText},
    ui::{
        View,
        paint::{Canvas, Page, Phrase, made},
        theme::Token,
        words,
    },
};

/// Draws a head; `here` is the cursor.
pub fn head(
    canvas: &mut Canvas<'_>,
    view: &View<'_>,
    columns: &Columns,
    head: &GroupHead,
    here: bool,
    place: Rect,
) {
    let model = view.model;
    let glyphs = canvas.theme().glyphs;
    if here && !model.low_bandwidth {
        canvas.tint(place, Token::RowCursor);
    }
    if here {
        canvas.text(place.x, place.y, 1, glyphs.cursor, Token::BorderFocus);
    }
    let at = (place.x, place.y);
    let level = head.worst.level();
    let worst = if columns.compact { made::priority(level) } else { made::level(level) };
    let loud = Token::priority(level);
    if head.new > 0 {
        Columns::put(canvas, at, columns.priority, worst, (loud, Token::StateNew));
    } else {
        Columns::put(canvas, at, columns.priority, worst, loud);
    }
    let sign = if head.folded { glyphs.folded } else { glyphs.open };
    Columns::put(canvas, at, columns.state, sign, Token::Accent);
    let count = columns.state.width.saturating_sub(1);
    canvas.text_right(at.0 + columns.state.x + 1, at.1, count, made::number(head.count), Token::Text);
    if let Some(nearest) = model.inbox.nearest(head) {
        next(canvas, view, columns, nearest, at);
    }
    let from = if columns.compact { columns.title.x } else { columns.who.x };
    let mut pen = canvas.pen(at.0 + from, at.1, place.width.saturating_sub(from));
    let name = name(view, head);
    pen.put(&name, Token::Title).skip(2);
    if head.new > 0 {
        pen.put(made::number(head.new), Token::Bright).put(" new", Token::Dim).skip(1);
    }
    let left = pen.left().saturating_sub(1);
    canvas.repeat(place.right() - left.min(place.width), at.1, left, glyphs.rule, Token::Border);
}

/// What it is called.
fn name(view: &View<'_>, head: &GroupHead) -> SafeText {
    let none = || {
        let by = view.model.inbox.grouped_by();
        SafeText::clean(&by.map(crate::domain::view::GroupBy::none).unwrap_or_default(), Kind::Label)
    };
    head.name.clone().unwrap_or_else(none)
}

/// The nearest clock of its rows.
fn next(canvas: &mut Canvas<'_>, view: &View<'_>, columns: &Columns, incident: &Incident, at: (u16, u16)) {
    let model = view.model;
    let now = model.server_now(&incident.source, view.now.utc);
    let stale = words::is_stale(model, &incident.source, view.now.utc);
    let next = clock::next(incident, model.book(&incident.source), now);
    let (left, look) = match &next {
        Next::Clock(clock) => (clock.left(now).unwrap_or(0), words::clock(clock, now)),
        Next::AckEnds(end) => (*end - now, Token::ClockWarn),
        Next::HoldEnds(_) | Next::Waits | Next::Nothing => return,
    };
    Columns::put(canvas, at, columns.kind, words::next_kind(&next), Token::Dim);
    let left = made::countdown(left, now, stale, model.ticks());
    canvas.text_right(at.0 + columns.value.x, at.1, columns.value.width, left, look);
}

/// Where the preview of a row would be: what verbs would act on.
pub fn below(canvas: &mut Canvas<'_>, view: &View<'_>, area: Rect) {
    if view.model.board.head.is_none() {
        return;
    }
    let rule = canvas.theme().glyphs.rule;
    canvas.repeat(area.x, area.y, area.width, rule, Token::Border);
    let inner = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(1),
    };
    words_of(canvas, view, inner);
}

/// The same at the right of the list.
pub fn side(canvas: &mut Canvas<'_>, view: &View<'_>, area: Rect) {
    if view.model.board.head.is_none() {
        return;
    }
    let bar = canvas.theme().glyphs.bar;
    for y in area.top()..area.bottom() {
        canvas.text(area.x, y, 1, bar, Token::Border);
    }
    words_of(canvas, view, Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area });
}

fn words_of(canvas: &mut Canvas<'_>, view: &View<'_>, area: Rect) {
    let board = &view.model.board;
    let Some(head) = board.head.as_ref().and_then(|name| view.model.inbox.head(name)) else { return };
    let mut page = Page::new(canvas, area, 0);
    let name = name(view, head);
    let mut title = Phrase::new(page.theme()).with(&name, Token::Title).with("  ", Token::Dim);
    title
        .add(made::number(head.count), Token::Text)
        .add(if head.count == 1 { " row, " } else { " rows, " }, Token::Dim);
    title.add(made::number(head.new), Token::Text).add(" new, worst ", Token::Dim);
    title.add(made::priority(head.worst.level()), Token::priority(head.worst.level()));
    page.phrase(&title);
    let marked = !board.marks.is_empty();
    let key = |action| words::keys(view.model, action);
    let mut says = Phrase::new(page.theme());
    if marked {
        says.add("a verb acts on the marked rows; ", Token::Dim).add(key(Action::Mark), Token::Dim);
        says.add(" marks this group too", Token::Dim);
    } else {
        let (turns, what) =
            if head.folded { (Action::Expand, " unfolds, ") } else { (Action::Collapse, " folds, ") };
        says.add("a verb acts on all of them; ", Token::Dim).add(key(Action::Open), Token::Dim);
        says.add(" or ", Token::Dim).add(key(turns), Token::Dim).add(what, Token::Dim);
        says.add(key(Action::Mark), Token::Dim).add(" marks them", Token::Dim);
    }
    page.phrase(&says);
}
