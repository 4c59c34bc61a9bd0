//! Help: every action there is, from the one table, with the keys it really has.

use ratatui::layout::Rect;

use super::frame;
use crate::{
    app::action::{Group, Place, Spec, TABLE},
    text::{Kind, SafeText},
    ui::{
        Drawn, View,
        incident::scrolled,
        paint::{Canvas, Page, Phrase, wrap},
        theme::Token,
    },
};

/// Cells of the keys, and of the name.
const KEYS: u16 = 16;

/// Draws the screen.
pub fn help(canvas: &mut Canvas<'_>, view: &View<'_>, top: usize) -> Drawn {
    let theme = canvas.theme();
    let title = Phrase::new(theme)
        .with("KEYS", Token::Title)
        .with("  a count before moving and Space; verbs act on the marks, else on the cursor", Token::Dim);
    let body = frame(canvas, view, &title);
    let area = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
    let groups = groups();
    if view.wide() {
        let half = (area.width - 3) / 2;
        let (left, right) = halves(&groups);
        let write = |canvas: &mut Canvas<'_>, left_area: Rect, right_area: Rect, top: usize| {
            let mut page = Page::new(canvas, left_area, top);
            for g in left {
                group(&mut page, view, *g);
            }
            let lines = page.lines();
            let mut page = Page::new(canvas, right_area, top);
            for g in right {
                group(&mut page, view, *g);
            }
            lines.max(page.lines())
        };
        let (a, b) = (Rect { width: half, ..area }, Rect { x: area.x + half + 3, width: half, ..area });
        let lines = write(canvas, Rect { height: 0, ..a }, Rect { height: 0, ..b }, 0);
        write(canvas, a, b, top.min(lines.saturating_sub(usize::from(area.height))));
        return Drawn { cursor: None, body: lines, list: Some(area) };
    }
    let lines = scrolled(canvas, area, top, |page| {
        for g in &groups {
            group(page, view, *g);
        }
    });
    Drawn { cursor: None, body: lines, list: Some(area) }
}

fn groups() -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for spec in TABLE {
        if !groups.contains(&spec.group) {
            groups.push(spec.group);
        }
    }
    groups.sort();
    groups
}

fn of(group: Group) -> impl Iterator<Item = &'static Spec> {
    TABLE.iter().filter(move |s| s.group == group)
}

/// As many groups at the left as make half of all lines.
fn halves(groups: &[Group]) -> (&[Group], &[Group]) {
    let lines = |g: &Group| of(*g).count() + 2;
    let all: usize = groups.iter().map(lines).sum();
    let (mut used, mut at) = (0, 0);
    while at < groups.len() && used + lines(&groups[at]) / 2 < all / 2 {
        used += lines(&groups[at]);
        at += 1;
    }
    groups.split_at(at)
}

fn group(page: &mut Page<'_, '_>, view: &View<'_>, group: Group) {
    page.line_at(0, group.title(), (Token::Accent, Token::StateNew));
    for spec in of(group) {
        let keys = view.model.keymap.keys_of(spec.action).join(" ");
        let keys = SafeText::clean(&keys, Kind::Label);
        let help = match place(spec.place) {
            Some(place) => SafeText::clean(&format!("{} {place}", spec.help), Kind::Line),
            None => SafeText::clean(spec.help, Kind::Line),
        };
        let width = page.width().saturating_sub(KEYS + 1).max(10);
        let mut first = true;
        for text in wrap(&help, width) {
            let Some(mut pen) = page.pen() else {
                first = false;
                continue;
            };
            if first {
                pen.field(KEYS, &keys, Token::Key);
            } else {
                pen.skip(KEYS);
            }
            pen.skip(1).put(text, Token::Text);
            first = false;
        }
    }
    page.blank();
}

/// Where, if not wherever one would press it.
const fn place(place: Place) -> Option<&'static str> {
    match place {
        Place::Outbox => Some("(outbox)"),
        Place::Detail => Some("(incident)"),
        Place::Triage => Some("(triage)"),
        Place::Everywhere | Place::Board | Place::Incident => None,
    }
}
