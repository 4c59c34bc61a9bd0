//! The overview: what is known of the incident now.

use super::record;
use crate::{
    app::model::pending::{ActState, PendingAct},
    domain::{Incident, Time, incident::LocalField},
    text::SafeText,
    ui::{
        View, facts,
        paint::{Ink, Look, Page, Phrase, made, wrap},
        theme::Token,
        words,
    },
};

/// Cells of the names at the left.
const NAMES: u16 = 12;

/// Writes everything but the labels.
pub fn overview(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident) {
    clock_lines(page, view, incident);
    asked(page, view, incident);
    page.blank();
    who_and_when(page, view, incident);
    record::origin(page, view, incident);
    record::work(page, view, incident);
    let theme = page.theme();
    if let Some(hold) = facts::hold(theme, view, incident) {
        named(page, "waits", &hold);
        let detail = incident.hold.as_ref().map(|h| &h.detail).filter(|d| !d.is_empty());
        if let Some(detail) = detail {
            page.wrapped(NAMES, detail, Token::Text);
        }
    }
    record::family(page, view, incident);
    record::outcome(page, view, incident);
    for (n, mark) in incident.detail.marks.iter().enumerate() {
        line(page, if n == 0 { "marks" } else { "" }, mark, Token::Warning);
    }
    if incident.hidden_chars {
        line(page, "careful", "characters that cannot be seen were taken out of its texts", Token::Warning);
    }
    if let Some(runbook) = &incident.detail.runbook {
        address(page, "runbook", runbook);
    }
    if let Some(url) = &incident.detail.url {
        address(page, "link", url);
    }
    if let Some(text) = &incident.detail.description {
        page.blank();
        for row in wrap(text, page.width()) {
            page.line_at(0, row, Token::Text);
        }
    }
}

/// Writes the labels as a table.
pub fn labels(page: &mut Page<'_, '_>, incident: &Incident) {
    let labels = &incident.detail.labels;
    if labels.is_empty() {
        page.line_at(0, "its source gives no labels", Token::Dim);
        return;
    }
    page.line_at(0, "labels", Token::Dim);
    let widest = labels.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let names = (widest as u16).min(page.width() / 2);
    for (name, value) in labels {
        if let Some(mut pen) = page.pen() {
            pen.field(names, name, Token::Dim).skip(2).put(value, Token::Text);
        }
    }
}

/// `name      value`.
pub fn line<'i>(page: &mut Page<'_, '_>, name: &'static str, value: impl Into<Ink<'i>>, look: impl Look) {
    if let Some(mut pen) = page.pen() {
        pen.field(NAMES, name, Token::Dim).put(value, look);
    }
}

/// `name      https://…`, which the terminal may open.
fn address(page: &mut Page<'_, '_>, name: &'static str, url: &SafeText) {
    if let Some(mut pen) = page.pen() {
        pen.field(NAMES, name, Token::Dim).link(url, url, Token::Accent);
    }
}

/// `name      phrase`.
pub fn named(page: &mut Page<'_, '_>, name: &'static str, phrase: &Phrase<'_>) {
    if let Some(mut pen) = page.pen() {
        pen.field(NAMES, name, Token::Dim).phrase(phrase);
    }
}

/// The clocks, and when the acknowledgement ends.
fn clock_lines(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident) {
    super::clocks::panel(page, view, incident);
    let theme = page.theme();
    if let Some(end) = incident.ack_until {
        let mut phrase = Phrase::new(theme).with("ends ", Token::Text);
        phrase.add(made::near(end, view.now.utc, view.model.zone), Token::Text);
        phrase.add(" at the source unless it is extended", Token::Dim);
        named(page, "ack", &phrase);
    }
}

/// What is asked of it and not confirmed.
fn asked(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident) {
    let theme = page.theme();
    for (n, act) in view.model.pending.of(&incident.id).enumerate() {
        let mut phrase = Phrase::new(theme);
        act_state(&mut phrase, view, act);
        named(page, if n == 0 { "asked" } else { "" }, &phrase);
    }
}

/// `ack waits for am, try 3 in 8 s: connection refused`.
pub fn act_state<'a>(phrase: &mut Phrase<'a>, view: &View<'_>, act: &'a PendingAct) {
    let theme = phrase.theme();
    let (sign, look) = match &act.state {
        ActState::Failed(_) => (theme.glyphs.fail, Token::Error),
        ActState::Confirmed { .. } => (theme.glyphs.done, Token::Good),
        _ => (theme.glyphs.wait, Token::Warning),
    };
    phrase.add(sign, look).add(" ", look).add(act.verb.name(), Token::Text).add(" ", Token::Text);
    match &act.state {
        ActState::Queued => phrase.add("queued", Token::Dim),
        ActState::Sending => phrase.add("sending", Token::Dim),
        ActState::Waiting { words, next_at, tries } => {
            phrase.add("waits for ", Token::Warning).add(&act.target.source, Token::Warning);
            phrase.add(", try ", Token::Warning).add(made::number(*tries as usize + 1), Token::Warning);
            let left = *next_at - view.now.utc;
            if left > 0 {
                phrase.add(" in ", Token::Warning).add(made::seconds(left), Token::Warning);
            } else {
                phrase.add(" now", Token::Warning);
            }
            phrase.add(": ", Token::Dim).add(words, Token::Dim)
        }
        ActState::Confirmed { elapsed_ms, .. } => {
            phrase.add("confirmed ", Token::Text).add(made::elapsed(*elapsed_ms), Token::Dim)
        }
        ActState::Failed(words) => phrase.add("refused: ", Token::Error).add(words, Token::Warning),
    };
}

fn who_and_when(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident) {
    let theme = page.theme();
    let zone = view.model.zone;
    let detail = &incident.detail;
    let mut owner = Phrase::new(theme);
    match &incident.owner {
        None => owner.add("nobody", Token::Dim),
        Some(name) if words::is_mine(view.model, incident) => {
            owner.add(name, Token::OwnerMe).add(", you", Token::OwnerMe)
        }
        Some(name) => owner.add(name, Token::Text),
    };
    facts::local(&mut owner, incident, LocalField::Owner);
    named(page, "owner", &owner);
    let mut state = Phrase::new(theme).with(incident.state.word(), Token::Text);
    if !detail.raw_status.is_empty() {
        state.add("  its source says ", Token::Dim).add(&detail.raw_status, Token::Text);
    }
    named(page, "state", &state);
    let mut priority = Phrase::new(theme);
    facts::priority(&mut priority, incident);
    for (name, level) in [("  impact ", detail.impact), ("  urgency ", detail.urgency)] {
        if let Some(level) = level {
            priority.add(name, Token::Dim).add(grade(level), Token::Text);
        }
    }
    if let Some(severity) = &detail.severity {
        priority.add("  severity ", Token::Dim).add(severity, Token::Text);
    }
    named(page, "priority", &priority);
    let mut moment = |name: &'static str, at: Option<Time>, field: Option<LocalField>| {
        let Some(at) = at else { return };
        let now = view.model.server_now(&incident.source, view.now.utc);
        let mut phrase = Phrase::new(theme).with(made::near(at, view.now.utc, zone), Token::Text);
        phrase.add("  ", Token::Dim).add(made::ago(now - at), Token::Dim);
        if !made::is_utc(zone) && page.width() >= 60 {
            phrase.add("  ", Token::Dim).add(made::utc(at), Token::Dim);
        }
        if let Some(field) = field {
            facts::local(&mut phrase, incident, field);
        }
        named(page, name, &phrase);
    };
    moment("opened", Some(incident.opened_at), None);
    moment("acked", incident.acked_at, Some(LocalField::AckedAt));
    moment("resolved", incident.resolved_at, None);
    let mut service = Phrase::new(theme);
    match &incident.service {
        Some(name) => service.add(name, Token::Text),
        None => service.add("not named", Token::Dim),
    };
    named(page, "service", &service);
    let mut source = Phrase::new(theme).with(&incident.source, Token::Text).with("  ", Token::Dim);
    source.add(&incident.id, Token::Dim);
    named(page, "source", &source);
    if incident.count > 1 || detail.reopen_count > 0 || detail.recurrence_of.is_some() {
        named(page, "again", &again(theme, incident));
    }
}

fn again<'a>(theme: &'a crate::ui::Theme, incident: &Incident) -> Phrase<'a> {
    let mut phrase = Phrase::new(theme);
    if incident.count > 1 {
        phrase.add("raised ", Token::Dim).add(made::times(incident.count), Token::Text).add("  ", Token::Dim);
    }
    if incident.detail.reopen_count > 0 {
        let times = made::times(incident.detail.reopen_count);
        phrase.add("reopened ", Token::Dim).add(times, Token::Text).add("  ", Token::Dim);
    }
    if let Some(before) = incident.detail.recurrence_of {
        phrase.add("recurrence of ", Token::Dim).add(made::long(before), Token::Text);
    }
    phrase
}

const fn grade(level: u8) -> &'static str {
    match level {
        0 | 1 => "high",
        2 => "medium",
        _ => "low",
    }
}
