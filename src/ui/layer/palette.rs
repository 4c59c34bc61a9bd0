//! `:`: the line, what is wrong with it, and what fits it. Over the lower half of a small screen; on a large one calm
//! in the middle.
//!
//! ```text
//! -- everything, by a few letters ------------------------------ 12 fit --
//!  :res_
//!
//! > resolve   Resolve, where the source can.              r      command
//!   1042 P1 NEW   8m  Restart loop on web-1  checkout            incident
//! ```

use ratatui::layout::Rect;

use super::{keys, sheet};
use crate::{
    app::model::palette::{Does, Kind, Palette, Row},
    domain::Incident,
    ui::{
        View,
        paint::{Canvas, Caret, Ink, Phrase, Typed, lit, made, wrap},
        theme::Token,
        words,
    },
};

/// From these on it stands in the middle.
const LARGE: (u16, u16) = (110, 32);
/// The widest it is.
const WIDEST: u16 = 104;
/// The most rows of the list.
const MOST: u16 = 18;
/// Cells of the word for what a row is.
const KIND: u16 = 8;
/// Cells before the line: ` :`.
const LEAD: u16 = 2;

/// Draws the palette. Returns the caret.
pub fn palette(canvas: &mut Canvas<'_>, view: &View<'_>, palette: &Palette) -> Option<Caret> {
    let theme = canvas.theme();
    let what = if palette.themes { " themes " } else { " everything, by a few letters " };
    let title = Phrase::new(theme).with(what, Token::Accent);
    let mut end = Phrase::new(theme);
    if palette.rows.len() > 1 {
        end.add(" ", Token::Dim).add(made::number(palette.rows.len()), Token::Text).add(" fit ", Token::Dim);
    }
    let body = frame(canvas, view, &title, &end);
    if body.height == 0 {
        return None;
    }
    let line = Rect { height: 1, ..body };
    canvas.text(line.x, line.y, line.width, " :", Token::Key);
    let typed = Typed::line(&palette.input);
    let room = line.width.saturating_sub(LEAD + 1).max(1);
    let caret = typed.paint(canvas, line.x + LEAD, line.y, room);
    let last = u16::from(body.height > 3);
    let mut rest = Rect { y: body.y + 1, height: body.height.saturating_sub(1 + last), ..body };
    let used = below(canvas, palette, &typed, room, rest);
    rest.y += used;
    rest.height = rest.height.saturating_sub(used);
    list(canvas, view, palette, rest);
    if last > 0 {
        let row = Rect { y: body.bottom() - 1, height: 1, ..body };
        let enter =
            if palette.row().is_some_and(|r| r.kind == Kind::Argument) { "takes it" } else { "does it" };
        let all: &[(&'static str, &'static str)] =
            &[("Esc", "leave"), ("Enter", enter), ("Tab", "completes"), ("Up Down", "choose")];
        let some = match (palette.asked, palette.rows.len()) {
            (Some(_), _) => &all[..1],
            (None, 0) => &all[..2],
            _ => all,
        };
        let last = &some[1..].iter().chain(&some[..1]).copied().collect::<Vec<_>>();
        keys(canvas, row, last);
    }
    Some(caret)
}

/// The sheet below, or the box in the middle; returns where its body is.
fn frame(canvas: &mut Canvas<'_>, view: &View<'_>, title: &Phrase<'_>, end: &Phrase<'_>) -> Rect {
    let area = view.area;
    if area.width < LARGE.0 || area.height < LARGE.1 {
        return sheet(canvas, view, (area.height / 2).max(8), title, end);
    }
    let width = WIDEST.min(area.width - 8);
    let height = (MOST + 5).min(area.height - 6);
    let place = Rect {
        x: area.x + (area.width - width) / 2,
        // A little above the middle, where one looks.
        y: area.y + (area.height - height) / 3,
        width,
        height,
    };
    canvas.fill(Rect { x: place.x - 1, width: width + 2, ..place }, Token::Ground);
    let rule = canvas.theme().glyphs.rule;
    canvas.repeat(place.x, place.y, width, rule, Token::BorderFocus);
    canvas.repeat(place.x, place.bottom() - 1, width, rule, Token::BorderFocus);
    canvas.phrase(place.x + 2, place.y, width - 4, title);
    if !end.is_empty() {
        canvas.phrase(place.right() - end.width() - 2, place.y, end.width(), end);
    }
    Rect { y: place.y + 1, height: height - 2, ..place }
}

/// What is wrong with the line, its place marked; or what comes next. Returns the rows it takes.
fn below(canvas: &mut Canvas<'_>, palette: &Palette, typed: &Typed, room: u16, rest: Rect) -> u16 {
    if rest.height == 0 {
        return 0;
    }
    if palette.asked.is_some() {
        canvas.text(rest.x + LEAD, rest.y, rest.width - LEAD, "at it; Esc leaves it", Token::Pending);
        return 1;
    }
    let Some((at, words)) = &palette.wrong else { return 1 };
    let column = at.map(|at| LEAD + typed.column_of(at, room).min(room.saturating_sub(1)));
    let width = rest.width.saturating_sub(LEAD + 1);
    // Behind the mark where it fits there, else under it.
    if let Some(column) = column {
        canvas.text(rest.x + column, rest.y, 1, "^", Token::Error);
        let left = rest.width.saturating_sub(column + 3);
        if Ink::from(words).width() <= usize::from(left) {
            canvas.text(rest.x + column + 2, rest.y, left, words, Token::Warning);
            return 1;
        }
    }
    let mut used = u16::from(column.is_some());
    for text in wrap(words, width) {
        if used >= rest.height {
            break;
        }
        canvas.text(rest.x + LEAD, rest.y + used, width, text, Token::Warning);
        used += 1;
    }
    used
}

fn list(canvas: &mut Canvas<'_>, view: &View<'_>, palette: &Palette, area: Rect) {
    let room = usize::from(area.height);
    if room == 0 {
        return;
    }
    if palette.rows.is_empty() && palette.wrong.is_none() && palette.asked.is_none() {
        let line = palette.input.value();
        let words = if line.starts_with("view save") || line.starts_with("save-view") {
            "a name for the view: what is shown is kept under it"
        } else if line.contains(' ') {
            ""
        } else {
            "nothing is called that"
        };
        canvas.text(area.x + LEAD, area.y, area.width.saturating_sub(LEAD), words, Token::Dim);
    }
    let top = palette.pick.map_or(0, |pick| (pick + 1).saturating_sub(room));
    let shown = palette.rows.iter().enumerate().skip(top).take(room);
    // Names stand in one column as far as they are of one length.
    let names = shown.clone().filter(|(_, r)| r.kind != Kind::Incident && r.kind != Kind::Recent);
    let longest = names.map(|(_, r)| Ink::from(&r.title).width()).max().unwrap_or(0) as u16;
    let names = longest.clamp(8, (area.width / 3).max(8));
    for (line, (n, row)) in (area.y..).zip(shown) {
        let place = Rect { y: line, height: 1, ..area };
        let here = palette.pick == Some(n);
        if here {
            canvas.tint(place, Token::MenuPick);
            canvas.text(place.x, place.y, 1, canvas.theme().glyphs.cursor, Token::BorderFocus);
        }
        entry(canvas, view, row, here, names, place);
    }
}

fn entry(canvas: &mut Canvas<'_>, view: &View<'_>, row: &Row, here: bool, names: u16, place: Rect) {
    let theme = canvas.theme();
    let look = match (&row.refused, here) {
        (Some(_), _) => Token::Dim,
        (None, true) => Token::Title,
        (None, false) => Token::Text,
    };
    // What it is, and its keys, at the right; on a narrow screen only what it is called.
    let word = row.kind.word();
    let right = if place.width >= 50 && !word.is_empty() { KIND + 1 } else { 0 };
    if right > 0 {
        canvas.text_right(place.right() - right, place.y, KIND, word, Token::Dim);
    }
    let mut keys = 0;
    if !row.keys.is_empty() && place.width >= 40 {
        keys = (Ink::from(&row.keys).width() as u16).min(12) + 2;
        let x = place.right().saturating_sub(right + keys);
        canvas.text(x, place.y, keys - 2, &row.keys, Token::Key);
    }
    let mut phrase = Phrase::new(theme);
    lit(&mut phrase, &row.title, &row.hits, look, (look, Token::Match));
    let mut pen = canvas.pen(place.x, place.y, place.width.saturating_sub(right + keys + 1));
    pen.skip(LEAD);
    let incident = match &row.does {
        Does::Incident(id) | Does::Jump(id) => view.model.inbox.get(id),
        _ => None,
    };
    if let Some(incident) = incident {
        facts(&mut pen, view, incident);
        pen.phrase(&phrase);
        if let Some(service) = &incident.service {
            pen.skip(2).put(service, Token::Dim);
        }
        return;
    }
    let (x, _) = pen.at();
    pen.phrase(&phrase);
    pen.to(x + names).skip(2);
    match &row.refused {
        Some(why) => pen.put(why, Token::Warning),
        None => pen.put(&row.about, Token::Dim),
    };
}

/// `1042 P1 NEW   8m`.
fn facts(pen: &mut crate::ui::paint::Pen<'_, '_>, view: &View<'_>, incident: &Incident) {
    match incident.number {
        Some(number) => pen.field_right(6, made::short(number), Token::Dim),
        None => pen.field_right(6, "-", Token::Dim),
    };
    let level = incident.priority.level();
    pen.skip(1).put(made::priority(level), Token::priority(level)).skip(1);
    pen.field(4, incident.state.short(), words::state(incident.state)).skip(1);
    let age = view.model.server_now(&incident.source, view.now.utc) - incident.opened_at;
    pen.field_right(5, made::age(age), Token::Dim).skip(1);
}
