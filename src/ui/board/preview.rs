//! What the incident under the cursor is about, below the list or at its right.

use ratatui::layout::Rect;

use crate::{
    domain::{Incident, State},
    ui::{
        View, facts,
        paint::{Canvas, Page, Phrase, made},
        theme::{Theme, Token},
    },
};

/// Below: a rule, then as many lines as there are. A low preview has the title on its rule.
pub fn below(canvas: &mut Canvas<'_>, view: &View<'_>, area: Rect) {
    let Some(incident) = shown(view) else { return super::group::below(canvas, view, area) };
    let rule = canvas.theme().glyphs.rule;
    canvas.repeat(area.x, area.y, area.width, rule, Token::Border);
    let low = area.height < 8;
    if low {
        on_the_rule(canvas, view, incident, area);
    }
    let inner = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(1),
    };
    let mut page = Page::new(canvas, inner, 0);
    if !low {
        title(&mut page, view, incident);
    }
    if !view.model.runs(view.now) {
        body(&mut page, view, incident);
    }
}

/// At the right: a vertical rule, then the same.
pub fn side(canvas: &mut Canvas<'_>, view: &View<'_>, area: Rect) {
    let Some(incident) = shown(view) else { return super::group::side(canvas, view, area) };
    let bar = canvas.theme().glyphs.bar;
    for y in area.top()..area.bottom() {
        canvas.text(area.x, y, 1, bar, Token::Border);
    }
    let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area };
    let mut page = Page::new(canvas, inner, 0);
    let mut head = Phrase::new(page.theme());
    facts::number(&mut head, incident, true, Token::Dim);
    head.add(" ", Token::Dim);
    facts::priority(&mut head, incident);
    head.add(" ", Token::Dim).add(incident.state.short(), crate::ui::words::state(incident.state));
    head.add("  ", Token::Dim).add(&incident.source, Token::Dim);
    page.phrase(&head);
    page.wrapped(0, &incident.title, Token::Title);
    if !view.model.runs(view.now) {
        page.blank();
        body(&mut page, view, incident);
    }
}

/// The one under the cursor, or what stood there.
fn shown<'m>(view: &View<'m>) -> Option<&'m Incident> {
    let model = view.model;
    match &model.board.ghost {
        Some(ghost) => Some(&ghost.incident),
        None => model.board.cursor.as_ref().and_then(|id| model.inbox.get(id)),
    }
}

fn on_the_rule(canvas: &mut Canvas<'_>, view: &View<'_>, incident: &Incident, area: Rect) {
    let theme = canvas.theme();
    let mut end = Phrase::new(theme).with(" ", Token::Dim).with(&incident.source, Token::Dim);
    if let Some(severity) = &incident.detail.severity {
        end.add(", ", Token::Dim).add(severity, Token::Dim);
    }
    end.add(" ", Token::Dim);
    let mut head = Phrase::new(theme).with(" ", Token::Dim);
    facts::number(&mut head, incident, view.wide(), Token::Dim);
    head.add(" ", Token::Dim).add(&incident.title, Token::Title).add(" ", Token::Dim);
    let room = area.width.saturating_sub(6);
    let end_room = end.width().min(room / 3);
    let x = (area.right()).saturating_sub(2 + end_room);
    canvas.phrase(x, area.y, end_room, &end);
    canvas.phrase(area.x + 2, area.y, room - end_room, &head);
}

fn title(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident) {
    let mut head = Phrase::new(page.theme());
    facts::number(&mut head, incident, view.wide(), Token::Dim);
    head.add(" ", Token::Dim);
    facts::priority(&mut head, incident);
    head.add(" ", Token::Dim).add(&incident.title, Token::Title);
    page.phrase(&head);
}

fn body(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident) {
    let theme = page.theme();
    let mut clocks = facts::clock_phrases(theme, view, incident);
    if let Some(end) = incident.ack_until {
        let mut phrase = Phrase::new(theme).with("ack ends ", Token::Dim);
        phrase.add(made::near(end, view.now.utc, view.model.zone), Token::Text);
        clocks.push(phrase);
    }
    if clocks.is_empty() {
        clocks.push(Phrase::new(theme).with("no clock runs: best effort", Token::Dim));
    }
    page.flow(0, 5, &clocks);

    let mut about = vec![facts::owner(theme, view, incident)];
    let mut opened = Phrase::new(theme).with("opened ", Token::Dim);
    opened.add(made::near(incident.opened_at, view.now.utc, view.model.zone), Token::Text);
    about.push(opened);
    if let Some(service) = &incident.service {
        about.push(Phrase::new(theme).with("service ", Token::Dim).with(service, Token::Text));
    }
    if let Some(severity) = incident.detail.severity.as_ref().filter(|_| page.width() >= 60) {
        about.push(Phrase::new(theme).with("severity ", Token::Dim).with(severity, Token::Text));
    }
    if incident.count > 1 {
        about.push(
            Phrase::new(theme).with(made::times(incident.count), Token::Text).with(" raised", Token::Dim),
        );
    }
    page.flow(0, 3, &about);

    if let Some(mut phrase) = facts::hold(theme, view, incident) {
        if let Some(hold) = incident.hold.as_ref().filter(|h| !h.detail.is_empty()) {
            phrase.add(": ", Token::Dim).add(&hold.detail, Token::Text);
        }
        page.phrase(&phrase);
    }
    for phrase in record(theme, view, incident) {
        page.phrase(&phrase);
    }
    for mark in &incident.detail.marks {
        page.line_at(0, mark, Token::Warning);
    }
    if let Some(words) = &incident.detail.description {
        page.wrapped(0, words, Token::Text);
    }
    page.flow(0, 2, &facts::labels(theme, incident));
    if let Some(runbook) = &incident.detail.runbook {
        page.address("runbook ", runbook);
    }
    if let Some(url) = &incident.detail.url {
        page.address("link ", url);
    }
}

/// What people decided that asks for something: whom to ask before it is closed, what is left of the impact, until when
/// it is out of sight.
fn record<'a>(theme: &'a Theme, view: &View<'_>, incident: &'a Incident) -> Vec<Phrase<'a>> {
    let record = &incident.detail.record;
    let mut all = Vec::new();
    if incident.state == State::Resolved {
        let mut phrase = Phrase::new(theme);
        match &record.reporter {
            Some(caller) => {
                phrase.add("waits to be closed: ask ", Token::Dim).add(&caller.name, Token::Text);
                if caller.vip {
                    phrase.add(" VIP", Token::Warning);
                }
                for way in [&caller.phone, &caller.email].into_iter().flatten() {
                    phrase.add(", ", Token::Dim).add(way, Token::Text);
                }
                if record.unanswered > 0 {
                    phrase.add(", no answer ", Token::Dim);
                    phrase.add(made::times(record.unanswered), Token::Warning);
                }
            }
            None => {
                phrase.add("waits to be closed: nobody has to be asked", Token::Dim);
            }
        }
        all.push(phrase);
    }
    if let Some(major) = &record.major {
        let mut phrase = Phrase::new(theme).with("major, declared by ", Token::Warning);
        phrase.add(&major.by, Token::Text);
        all.push(phrase);
    }
    if let Some(left) = record.impact_left.as_ref().filter(|_| incident.state == State::Mitigated) {
        all.push(Phrase::new(theme).with("left of the impact: ", Token::Dim).with(left, Token::Text));
    }
    let at = view.model.server_now(&incident.source, view.now.utc);
    if let Some(until) = record.snoozed_until.filter(|until| *until > at) {
        let mut phrase = Phrase::new(theme).with("out of sight until ", Token::Dim);
        phrase.add(made::near(until, view.now.utc, view.model.zone), Token::Text);
        all.push(phrase);
    }
    all
}
