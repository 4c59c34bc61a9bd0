//! What the form tells beside its fields: the caller's open ones, what looks alike, what to tell the caller, what is
//! missing.

use ratatui::layout::Rect;

use super::{
    Sheet,
    choices::added,
    parts::{beside, label, value},
};
use crate::{
    app::told::draft,
    domain::{clock::Metric, record::Verdict},
    text::SafeText,
    ui::{
        facts,
        paint::{Canvas, Phrase, made},
        theme::{Theme, Token},
    },
};

/// An open incident of the caller.
pub(super) fn theirs(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, n: usize, row: Rect) {
    let Some(incident) = sheet.form.theirs.get(n) else { return };
    let theme = canvas.theme();
    let mut phrase = Phrase::new(theme);
    phrase.add(if n == 0 { "  open for them: " } else { "                 " }, Token::Dim);
    facts::number(&mut phrase, incident, sheet.view.wide(), Token::Text);
    let mut end = Phrase::new(theme).with(" (", Token::Dim);
    end.add(made::age(sheet.view.now.utc - incident.opened_at), Token::Dim);
    end.add(", ", Token::Dim).add(incident.state.short(), Token::Dim).add(")", Token::Dim);
    let mut pen = beside(canvas, sheet, row);
    pen.phrase(&phrase).skip(1);
    let room = pen.left().saturating_sub(end.width());
    let (x, y) = pen.at();
    let used = canvas.text(x, y, room, &incident.title, Token::Text);
    canvas.phrase(x + used, y, end.width(), &end);
}

/// That nothing looks like it.
pub(super) fn unlike(canvas: &mut Canvas<'_>, row: Rect) {
    label(canvas, row, "Looks like", Token::Dim);
    canvas.text(row.x + 13, row.y, row.width.saturating_sub(14), "nothing that is known", Token::Dim);
}

/// Something that looks like it.
pub(super) fn alike(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, n: usize, row: Rect) {
    let Some(alike) = sheet.form.alike.get(n) else { return };
    let incident = &alike.incident;
    let now = sheet.view.now.utc;
    if n == 0 {
        label(canvas, row, "Looks like", Token::Dim);
    }
    let theme = canvas.theme();
    let mut head = Phrase::new(theme).with(made::number(n + 1), Token::Key).with("  ", Token::Dim);
    facts::number(&mut head, incident, row.width >= 60, Token::Text);
    head.add(" ", Token::Dim);
    let mut end = Phrase::new(theme);
    if incident.state.is_open() {
        facts::priority(&mut head, incident);
        end.add("  ", Token::Dim).add(made::age(now - incident.opened_at), Token::Dim);
        if alike.callers > 0 {
            end.add("  ", Token::Dim).add(made::number(alike.callers), Token::Text);
            end.add(if alike.callers == 1 { " caller" } else { " callers" }, Token::Dim);
        }
    } else {
        let at = incident.resolved_at.unwrap_or(incident.updated_at);
        head.add(incident.state.word(), Token::Dim).add(" ", Token::Dim).add(made::ago(now - at), Token::Dim);
        head.add(if alike.same { ": same words;" } else { ":" }, Token::Dim);
    }
    if sheet.form.follow_up.is_some() && sheet.form.follow_up == incident.number {
        end.add("  ", Token::Dim).add("this goes on with it", Token::Accent);
    }
    let mut pen = canvas.pen(row.x + 13, row.y, row.width.saturating_sub(14));
    pen.phrase(&head).skip(1);
    let (x, y, left) = (pen.at().0, pen.at().1, pen.left());
    let notes = incident.detail.record.resolution.as_ref().and_then(|r| r.notes.as_ref());
    let words = notes.filter(|_| alike.same).map_or_else(|| incident.title.clone(), SafeText::first_line);
    let used = canvas.text(x, y, left.saturating_sub(end.width()), &words, Token::Text);
    let room = left.saturating_sub(used);
    let end_x = (x + left).saturating_sub(end.width()).max(x + used);
    canvas.phrase(end_x, y, room, &end);
}

/// What `Ctrl-g` would do.
pub(super) fn attach(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, row: Rect) {
    let Some(first) = sheet.form.alike.first() else { return };
    let theme = canvas.theme();
    let mut phrase = Phrase::new(theme).with("Ctrl-g 1", Token::Key);
    if first.takes_callers() {
        phrase.add(" = caller no. ", Token::Dim).add(made::number(first.callers + 1), Token::Text);
        phrase.add(" of ", Token::Dim);
        facts::number(&mut phrase, &first.incident, false, Token::Text);
        phrase.add(": nothing else to fill in", Token::Dim);
    } else {
        phrase.add(" = this goes on with ", Token::Dim);
        facts::number(&mut phrase, &first.incident, false, Token::Text);
        phrase.add(", which is closed", Token::Dim);
    }
    canvas.phrase(row.x + 13, row.y, row.width.saturating_sub(14), &phrase);
}

/// What the caller can be told now.
pub(super) fn tell(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, row: Rect) {
    label(canvas, row, "Tell them", Token::Dim);
    let theme = canvas.theme();
    let mut phrase = Phrase::new(theme);
    let (now, zone) = (sheet.view.now.utc, sheet.view.model.zone);
    let short = row.width < 60;
    match (sheet.form.verdict.0, sheet.promise.priority) {
        (Verdict::Request, _) => phrase.add("logged as a request: no clock runs", Token::Text),
        (Verdict::NotAnIncident, _) => {
            phrase.add("logged and cancelled at once: not an incident", Token::Text)
        }
        (Verdict::Incident, None) => {
            phrase.add("by when we call back: impact and urgency decide it", Token::Dim)
        }
        (Verdict::Incident, Some(level)) => {
            added(&mut phrase, level);
            match &sheet.promise.by {
                Some((Metric::Response, at)) => phrase
                    .add(if short { ", call back by " } else { ", we call back by " }, Token::Text)
                    .add(made::near(*at, now, zone), Token::Title),
                Some((_, at)) => {
                    phrase.add(", solved by ", Token::Text).add(made::near(*at, now, zone), Token::Title)
                }
                None => phrase.add(", best effort: nothing is promised at this priority", Token::Text),
            }
        }
    };
    let vip = draft::caller(sheet.form).is_some_and(|caller| caller.vip);
    if vip && !short && sheet.promise.by.is_some() {
        phrase.add("  ", Token::Dim).add("VIP: call back first", Token::Warning);
    }
    value(canvas, row).phrase(&phrase);
}

/// What is still missing.
pub(super) fn missing(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, row: Rect) {
    label(canvas, row, "Required", Token::Dim);
    let missing = sheet.form.missing(sheet.view.model.zone, sheet.view.now.utc);
    let theme: &Theme = canvas.theme();
    let mut phrase = Phrase::new(theme).with("still missing: ", Token::Dim);
    if missing.is_empty() {
        phrase.add("none", Token::Good);
    }
    for (n, (_, word)) in missing.iter().enumerate() {
        phrase.add(if n > 0 { ", " } else { "" }, Token::Dim).add(*word, Token::Warning);
    }
    value(canvas, row).phrase(&phrase);
}
