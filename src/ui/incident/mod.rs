//! One incident, full screen: its title and tabs on two lines, then the tab, scrolled by lines.

mod clocks;
mod overview;
mod record;
mod timeline;

pub use clocks::{panel, source_clock};
pub use overview::{line, named};

use ratatui::layout::Rect;

use super::{
    Drawn, View, facts,
    paint::{Canvas, Page, Phrase, made},
    theme::Token,
    words,
};
use crate::{
    app::{
        action::Action,
        model::{IncidentScreen, Size, Tab, layout},
    },
    domain::{Incident, clock},
};

/// Draws it between header and receipts.
pub fn incident(canvas: &mut Canvas<'_>, view: &View<'_>, screen: &IncidentScreen) -> Drawn {
    let model = view.model;
    let held = model.inbox.get(&screen.id);
    let Some(incident) = held.or(screen.last.as_deref()) else {
        canvas.text(
            view.area.x + 1,
            view.area.y + view.rows.header,
            view.area.width,
            "not known any more",
            Token::Dim,
        );
        return Drawn::default();
    };
    let top = view.rows.header;
    let height = layout::body_rows(Size { cols: view.area.width, rows: view.area.height });
    if top < view.area.height {
        title(canvas, view, incident, held.is_none(), view.row(top));
    }
    if top + 1 < view.area.height {
        tabs(canvas, view, screen, view.row(top + 1));
    }
    let body = Rect {
        x: view.area.x + 1,
        y: view.area.y + (top + 2).min(view.area.height),
        width: view.area.width.saturating_sub(2),
        height: height.min(view.area.height.saturating_sub(top + 2)),
    };
    let lines = match screen.tab {
        Tab::Overview if view.wide() => beside(canvas, view, incident, body, screen.top),
        Tab::Overview => scrolled(canvas, body, screen.top, |page| {
            overview::overview(page, view, incident);
            page.blank();
            overview::labels(page, incident);
        }),
        Tab::Timeline => {
            scrolled(canvas, body, screen.top, |page| timeline::timeline(page, view, incident, screen))
        }
    };
    let cursor = (body.height > 0).then_some((view.area.x, body.y));
    Drawn { cursor, body: lines, list: Some(body), hints: None }
}

/// The labels at the right of the rest, where there is room for both.
fn beside(canvas: &mut Canvas<'_>, view: &View<'_>, incident: &Incident, body: Rect, top: usize) -> usize {
    let left = Rect { width: (body.width * 3 / 5).max(74), ..body };
    let right = Rect { x: left.right() + 2, width: body.width - left.width - 2, ..body };
    let lines = |canvas: &mut Canvas<'_>, top: usize, a: Rect, b: Rect| {
        let mut page = Page::new(canvas, a, top);
        overview::overview(&mut page, view, incident);
        let first = page.lines();
        let mut page = Page::new(canvas, b, top);
        overview::labels(&mut page, incident);
        first.max(page.lines())
    };
    let all = lines(canvas, 0, Rect { height: 0, ..left }, Rect { height: 0, ..right });
    let height = usize::from(body.height);
    let top = top.min(all.saturating_sub(height));
    lines(canvas, top, left, right);
    if all > height && body.height > 1 {
        position(canvas, body, top, all);
    }
    all
}

/// Writes lines into `area` from line `top` on, not further than the last ones. Returns how many there are.
pub fn scrolled(
    canvas: &mut Canvas<'_>,
    area: Rect,
    top: usize,
    mut write: impl FnMut(&mut Page<'_, '_>),
) -> usize {
    let mut count = Page::new(canvas, Rect { height: 0, ..area }, 0);
    write(&mut count);
    let lines = count.lines();
    let height = usize::from(area.height);
    let top = top.min(lines.saturating_sub(height));
    write(&mut Page::new(canvas, area, top));
    if lines > height && area.height > 1 {
        position(canvas, area, top, lines);
    }
    lines
}

/// At the right end of the line above: which part of how many lines is in view.
fn position(canvas: &mut Canvas<'_>, area: Rect, top: usize, lines: usize) {
    let last = (top + usize::from(area.height)).min(lines);
    let mut phrase = Phrase::new(canvas.theme()).with(" ", Token::Dim);
    phrase.add(made::number(top + 1), Token::Dim).add("-", Token::Dim).add(made::number(last), Token::Dim);
    phrase.add(" of ", Token::Dim).add(made::number(lines), Token::Dim);
    let width = phrase.width();
    if area.width > width && area.y > 0 {
        canvas.phrase(area.right() - width, area.y - 1, width, &phrase);
    }
}

/// The line that names it: number, priority, state, title.
pub fn title(canvas: &mut Canvas<'_>, view: &View<'_>, incident: &Incident, gone: bool, row: Rect) {
    let now = view.model.server_now(&incident.source, view.now.utc);
    let theme = canvas.theme();
    let mut head = Phrase::new(theme).with(" ", Token::Dim);
    facts::number(&mut head, incident, true, Token::Dim);
    let number = head.width() - 1;
    head.add(" ", Token::Dim);
    facts::priority(&mut head, incident);
    head.add(" ", Token::Dim);
    let look = match words::state(incident.state) {
        Token::StateNew => (Token::priority(incident.priority.level()), Token::StateNew),
        other => (other, other),
    };
    head.add(incident.state.short(), look);
    if clock::breached(incident, view.model.book(&incident.source), now) {
        head.add("+", Token::ClockBreach);
    }
    head.add("  ", Token::Dim);
    // What ended says so itself.
    if gone && !incident.state.is_final() {
        head.add("gone from its source  ", Token::Warning);
    }
    if incident.hidden_chars {
        head.add(theme.glyphs.hidden, Token::Warning).add(" ", Token::Warning);
    }
    head.add(&incident.title, Token::Title);
    canvas.phrase(row.x, row.y, row.width, &head);
    if let Some(url) = &incident.detail.url {
        canvas.link(Rect { x: row.x + 1, width: number.min(row.width.saturating_sub(1)), ..row }, url);
    }
}

fn tabs(canvas: &mut Canvas<'_>, view: &View<'_>, screen: &IncidentScreen, row: Rect) {
    let rule = canvas.theme().glyphs.rule;
    canvas.repeat(row.x, row.y, row.width, rule, Token::Border);
    let theme = canvas.theme();
    let mut phrase = Phrase::new(theme);
    for (tab, action, word) in
        [(Tab::Overview, Action::Overview, "overview"), (Tab::Timeline, Action::Timeline, "timeline")]
    {
        let shown = screen.tab == tab;
        let look = if shown { Token::ViewActive } else { Token::Dim };
        phrase.add(" ", Token::Dim);
        if shown {
            phrase.add(theme.glyphs.cursor, Token::BorderFocus);
        } else {
            phrase.add(words::keys(view.model, action), Token::Key).add(" ", Token::Dim);
        }
        phrase.add(word, look).add(" ", Token::Dim);
    }
    if screen.tab == Tab::Timeline {
        phrase.add(if screen.newest_first { " newest first " } else { " oldest first " }, Token::Dim);
    }
    canvas.phrase(row.x + 2, row.y, row.width.saturating_sub(2), &phrase);
}
