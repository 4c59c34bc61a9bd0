//! Why the clocks say what they say: a sheet that scrolls.
//!
//! ```text
//! -- why 1042 Checkout 5xx ------------------------------ 1-14 of 41
//! P3 resolution: waits for working hours, 9h30m left
//!   promise   3 business days, here 24h resolution to p:3
//!   calendar  8x5: mon-fri 09:00-17:00, Europe/Paris
//! ```

use ratatui::layout::Rect;

use super::{keys, sheet};
use crate::{
    app::{
        model::explain::Explain,
        told::explain::{self, INDENT, Section},
    },
    domain::{
        Incident,
        sla::explain::{Line, Tone},
    },
    text::SafeText,
    ui::{
        View,
        paint::{Canvas, Caret, Page, Phrase, made, wrap},
        theme::Token,
    },
};

/// Draws it over the lower rows. The cursor rests at its top.
pub fn explain(canvas: &mut Canvas<'_>, view: &View<'_>, form: &Explain) -> Option<Caret> {
    let theme = canvas.theme();
    let screen = view.model.incident_screen().filter(|s| s.id == form.id);
    let incident = view.model.inbox.get(&form.id).or(screen.and_then(|s| s.last.as_deref()));
    let mut title = Phrase::new(theme).with(" why ", Token::Accent);
    let Some(incident) = incident else {
        sheet(canvas, view, 2, &title.with("it is not known any more ", Token::Dim), &Phrase::new(theme));
        return None;
    };
    crate::ui::facts::number(&mut title, incident, false, Token::Text);
    title.add(" ", Token::Text).add(&incident.title, Token::Title).add(" ", Token::Text);
    let sections = explain::sections(view.model, incident, view.now.utc);
    let width = view.area.width.saturating_sub(2);
    let count = {
        let mut page = Page::new(canvas, Rect { width, height: 0, ..view.area }, 0);
        write(&mut page, incident, &sections);
        page.lines()
    };
    let rows = count.min(explain::height(view.area.height)) as u16;
    let top = form.top.min(count.saturating_sub(usize::from(rows)));
    let mut end = Phrase::new(theme);
    if count > usize::from(rows) {
        end.add(" ", Token::Dim).add(made::number(top + 1), Token::Dim).add("-", Token::Dim);
        end.add(made::number(top + usize::from(rows)), Token::Dim).add(" of ", Token::Dim);
        end.add(made::number(count), Token::Dim).add(" ", Token::Dim);
    }
    let body = sheet(canvas, view, rows + 2, &title, &end);
    if body.height == 0 {
        return None;
    }
    let area = Rect { x: body.x + 1, width, height: rows.min(body.height), ..body };
    write(&mut Page::new(canvas, area, top), incident, &sections);
    if body.height > rows {
        let last = Rect { y: body.bottom() - 1, height: 1, ..body };
        let scrolls: &[(&'static str, &'static str)] = &[("Esc", "leave"), ("j k", "scroll"), ("G", "end")];
        keys(canvas, last, if count > usize::from(rows) { scrolls } else { &scrolls[..1] });
    }
    Some((area.x, area.y))
}

fn write(page: &mut Page<'_, '_>, incident: &Incident, sections: &[Section]) {
    for (n, section) in sections.iter().enumerate() {
        if n > 0 {
            page.blank();
        }
        for one in section {
            line(page, one);
        }
    }
    if sections.is_empty() {
        page.line_at(0, "no clock runs: nothing is promised to one like this", Token::Dim);
    }
    for clock in &incident.detail.source_clocks {
        let phrase = crate::ui::incident::source_clock(page.theme(), clock);
        page.blank();
        page.phrase(&phrase);
    }
}

fn line(page: &mut Page<'_, '_>, line: &Line) {
    let look = match line.tone {
        Tone::Head => Token::Title,
        Tone::Plain => Token::Text,
        Tone::Note => Token::Warning,
        Tone::Over => Token::ClockBreach,
        Tone::Past => Token::Dim,
    };
    // The clock's own line stands at the margin.
    let head = line.about.is_empty() && matches!(line.tone, Tone::Head | Tone::Over);
    let indent = if head { 0 } else { INDENT };
    let mut phrase = Phrase::new(page.theme());
    for (n, piece) in line.pieces.iter().enumerate() {
        phrase.add(
            piece,
            if n == 0 && line.pieces.len() > 1 && line.tone == Tone::Plain { Token::Title } else { look },
        );
    }
    let room = page.width().saturating_sub(indent);
    if phrase.width() <= room {
        if let Some(mut pen) = page.pen() {
            if !head {
                pen.skip(2).field(INDENT - 2, line.about, Token::Dim);
            }
            pen.phrase(&phrase);
        }
        return;
    }
    let pieces: Vec<&SafeText> = line.pieces.iter().collect();
    let whole = SafeText::joined(&pieces);
    for (n, part) in wrap(&whole, room).into_iter().enumerate() {
        if let Some(mut pen) = page.pen() {
            if !head {
                pen.skip(2).field(INDENT - 2, if n == 0 { line.about } else { "" }, Token::Dim);
            }
            pen.put(part, look);
        }
    }
}
