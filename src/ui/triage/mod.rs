//! Triage: one unacknowledged incident with all that a decision needs, and at the end what came of them.
//!
//! ```text
//!  triage 3/7  ▰▰▱▱▱▱▱  4 min                               2 ack  1 assign
//!  INC-001042 P1 NEW+  Checkout 5xx above 4 % in eu-west
//!  ▸ P1 response  ▰▰▰▰▰▱▱▱▱▱▱▱  1:40 left of 5m       due 03:05 CET  02:05Z
//!  since       02:53 CET  8m ago  raised x3
//!  ...
//! ```

mod body;
mod summary;

use ratatui::layout::Rect;

use super::{
    Drawn, View, incident,
    paint::{Canvas, Page, Phrase, made},
    theme::Token,
    words,
};
use crate::{
    app::{
        action::Action,
        model::{
            Size, layout,
            triage::{End, Triage},
        },
    },
    domain::Incident,
};

/// Cells of the bar that shows how far it is, at most.
const BAR: u16 = 12;

/// Cells of ` 1-19 of 27`, and one between it and the title.
const POSITION: u16 = 13;

/// Draws the screen.
pub fn triage(canvas: &mut Canvas<'_>, view: &View<'_>, triage: &Triage) -> Drawn {
    let top = view.rows.header;
    if top < view.area.height {
        progress(canvas, view, triage, view.row(top));
    }
    let height = layout::body_rows(Size { cols: view.area.width, rows: view.area.height });
    let area = Rect {
        x: view.area.x + 1,
        y: view.area.y + (top + 2).min(view.area.height),
        width: view.area.width.saturating_sub(2),
        height: height.min(view.area.height.saturating_sub(top + 2)),
    };
    let Some(id) = triage.current() else {
        let body = incident::scrolled(canvas, area, triage.top, |page| summary::summary(page, view, triage));
        return Drawn {
            cursor: Some((view.area.x, area.y.min(view.area.bottom() - 1))),
            body,
            list: None,
            hints: None,
        };
    };
    let known = triage.known.as_deref().filter(|k| k.id == *id);
    let held = view.model.inbox.get(id);
    let Some(shown) = held.or(known.and_then(|k| k.last.as_ref())) else {
        let on = Phrase::new(canvas.theme())
            .with("not known any more: ", Token::Dim)
            .with(words::keys(view.model, Action::Skip), Token::Key)
            .with(" goes on", Token::Dim);
        canvas.pen(area.x, area.y, area.width).phrase(&on);
        let cursor = Some((view.area.x, area.y.min(view.area.bottom() - 1)));
        return Drawn { cursor, ..Drawn::default() };
    };
    let of = Of { view, triage, known, incident: shown, gone: held.is_none() };
    let body = if view.wide() {
        beside(canvas, &of, area, triage.top)
    } else {
        incident::scrolled(canvas, area, triage.top, |page| {
            of.what(page);
            of.around(page);
            of.words(page);
            of.labels(page);
        })
    };
    if top + 1 < view.area.height {
        // Which lines are in view stands at its right end.
        let behind = if body > usize::from(area.height) && !view.wide() { POSITION } else { 0 };
        let row = view.row(top + 1);
        let row = Rect { width: row.width.saturating_sub(behind), ..row };
        incident::title(canvas, view, shown, held.is_none(), row);
    }
    Drawn { cursor: Some((view.area.x, area.y.min(view.area.bottom() - 1))), body, list: None, hints: None }
}

/// What is shown, and of what.
struct Of<'v, 'm> {
    view: &'v View<'m>,
    triage: &'v Triage,
    known: Option<&'v crate::app::model::triage::Known>,
    incident: &'v Incident,
    gone: bool,
}

/// What it is at the left, what is around it at the right.
fn beside(canvas: &mut Canvas<'_>, of: &Of<'_, '_>, body: Rect, top: usize) -> usize {
    let left = Rect { width: (body.width * 11 / 20).max(62), ..body };
    let right = Rect { x: left.right() + 2, width: body.width.saturating_sub(left.width + 2), ..body };
    let lines = |canvas: &mut Canvas<'_>, top: usize, a: Rect, b: Rect| {
        let mut page = Page::new(canvas, a, top);
        of.what(&mut page);
        of.words(&mut page);
        let first = page.lines();
        let mut page = Page::new(canvas, b, top);
        of.around(&mut page);
        of.labels(&mut page);
        first.max(page.lines())
    };
    let all = lines(canvas, 0, Rect { height: 0, ..left }, Rect { height: 0, ..right });
    let top = top.min(all.saturating_sub(usize::from(body.height)));
    lines(canvas, top, left, right);
    all
}

/// `triage 3/7  ▰▰▱▱▱▱▱  4 min`.
fn progress(canvas: &mut Canvas<'_>, view: &View<'_>, triage: &Triage, row: Rect) {
    canvas.fill(row, Token::Header);
    let theme = canvas.theme();
    let all = triage.ids.len();
    let mut head = Phrase::new(theme).with("triage ", Token::Header);
    let passed = triage.ends.iter().filter(|end| end.is_some()).count();
    // At the summary, as many as were gone through: who left early has not seen all.
    let nth = if triage.current().is_some() { triage.at + 1 } else { passed };
    head.add(made::number(nth), Token::Title).add("/", Token::Dim).add(made::number(all), Token::Title);
    let cells = (all as u16).min(BAR);
    let full = (passed * usize::from(cells) / all.max(1)) as u16;
    let minutes = (triage.took(view.now.ms) / 60_000) as usize;
    let mut rest = Phrase::new(theme).with(made::number(minutes), Token::Header).with(" min", Token::Dim);
    if triage.marked {
        rest.add("  the marked ones", Token::Dim);
    }
    for (verb, n) in triage.tally().done {
        rest.add("  ", Token::Dim)
            .add(made::number(n), Token::Good)
            .add(" ", Token::Dim)
            .add(verb, Token::Header);
    }
    let glyphs = theme.glyphs;
    let mut pen = canvas.pen(row.x, row.y, row.width);
    pen.skip(1).phrase(&head).skip(2);
    pen.repeat(full, glyphs.full, Token::Good).repeat(cells - full, glyphs.left, Token::Dim);
    pen.skip(2).phrase(&rest);
}

/// How it ended, as a few words; none while nothing is decided.
fn end<'a>(phrase: &mut Phrase<'a>, end: Option<&'a End>) {
    match end {
        Some(End::Done { verb, .. }) => phrase.add(*verb, Token::Good),
        Some(End::Skipped) => phrase.add("skipped", Token::Dim),
        Some(End::Elsewhere(why)) => phrase.add(why, Token::Dim),
        None => phrase.add("not decided", Token::Warning),
    };
}
