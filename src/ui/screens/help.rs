//! Help: every action there is with the keys it really has, the query language, the signs; searched with `/`.

use ratatui::layout::Rect;

use super::{frame, top_left};
use crate::{
    app::{
        action::Action,
        manual::{self, Row, Section},
    },
    text::{Kind, SafeText},
    ui::{
        Drawn, View,
        incident::scrolled,
        paint::{Canvas, Page, Phrase, wrap_lit},
        theme::Token,
        words,
    },
};

/// Cells of the keys.
const KEYS: u16 = 16;

/// Draws the screen.
pub fn help(canvas: &mut Canvas<'_>, view: &View<'_>, top: usize) -> Drawn {
    let theme = canvas.theme();
    let asked = &view.model.help;
    let mut title = Phrase::new(theme).with("KEYS", Token::Title);
    let filter = SafeText::clean(&asked.filter, Kind::Line);
    if asked.typing || !asked.filter.is_empty() {
        title.add("  / ", Token::Key).add(filter, Token::Input);
    } else {
        title.add("  / searches; a count before moving", Token::Dim);
        if view.wide() {
            title.add(" and ", Token::Dim).add(words::keys(view.model, Action::Mark), Token::Dim);
        }
        let act =
            if view.wide() { "; verbs act on the marks, else here" } else { "; verbs act on the marks" };
        title.add(act, Token::Dim);
    }
    let end = title.width();
    let body = frame(canvas, view, &title);
    let area = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
    let at = body.y.checked_sub(2).filter(|_| asked.typing);
    let typed = at.map(|y| (body.x + (1 + end).min(body.width.saturating_sub(1)), y));
    let cursor = typed.or_else(|| top_left(view, body));
    let sections = manual::help(&view.model.keymap, asked.about, &asked.filter);
    let wanted: Vec<String> = asked.filter.split_whitespace().map(str::to_lowercase).collect();
    if sections.is_empty() {
        let lines = scrolled(canvas, area, 0, |page| {
            page.line_at(0, "nothing is called that; Esc shows all of it", Token::Dim);
        });
        return Drawn { cursor, body: lines, list: Some(area), hints: None };
    }
    if view.wide() {
        let half = (area.width - 3) / 2;
        let (left, right) = halves(&sections);
        let write = |canvas: &mut Canvas<'_>, left_area: Rect, right_area: Rect, top: usize| {
            let mut page = Page::new(canvas, left_area, top);
            for s in left {
                section(&mut page, s, &wanted);
            }
            let lines = page.lines();
            let mut page = Page::new(canvas, right_area, top);
            for s in right {
                section(&mut page, s, &wanted);
            }
            lines.max(page.lines())
        };
        let (a, b) = (Rect { width: half, ..area }, Rect { x: area.x + half + 3, width: half, ..area });
        let lines = write(canvas, Rect { height: 0, ..a }, Rect { height: 0, ..b }, 0);
        write(canvas, a, b, top.min(lines.saturating_sub(usize::from(area.height))));
        return Drawn { cursor, body: lines, list: Some(area), hints: None };
    }
    let lines = scrolled(canvas, area, top, |page| sections.iter().for_each(|s| section(page, s, &wanted)));
    Drawn { cursor, body: lines, list: Some(area), hints: None }
}

/// As many sections at the left as make half of all lines.
fn halves(sections: &[Section]) -> (&[Section], &[Section]) {
    let lines = |s: &Section| s.rows.len() + 2;
    let all: usize = sections.iter().map(lines).sum();
    let (mut used, mut at) = (0, 0);
    while at < sections.len() && used + lines(&sections[at]) / 2 < all / 2 {
        used += lines(&sections[at]);
        at += 1;
    }
    sections.split_at(at)
}

fn section(page: &mut Page<'_, '_>, section: &Section, words: &[String]) {
    page.line_at(0, SafeText::clean(&section.title, Kind::Label), (Token::Accent, Token::StateNew));
    for one in &section.rows {
        row(page, one, words);
    }
    page.blank();
}

fn row(page: &mut Page<'_, '_>, row: &Row, words: &[String]) {
    let keys = SafeText::clean(&row.left, Kind::Line);
    let keys_width = u16::try_from(keys.width()).unwrap_or(KEYS);
    // What has no key is reached by its name.
    let nameless = row.left.is_empty();
    let keys = if nameless { SafeText::clean(&format!(":{}", row.name), Kind::Label) } else { keys };
    let text = SafeText::clean(&row.text, Kind::Line);
    let mut first = true;
    if keys_width > KEYS {
        // Long ones stand on a line of their own: nothing of them is to be guessed.
        page.line_at(0, keys.clone(), Token::Key);
        first = false;
    }
    let width = page.width().saturating_sub(KEYS + 1).max(10);
    for parts in wrap_lit(&text, width, words) {
        if let Some(mut pen) = page.pen() {
            if first {
                pen.field(KEYS, &keys, if nameless { Token::Dim } else { Token::Key });
            } else {
                pen.skip(KEYS);
            }
            pen.skip(1);
            for (part, found) in parts {
                pen.put(part, if found { Token::Match } else { Token::Text });
            }
        }
        first = false;
    }
}
