//! The matrix of impact and urgency as the picker of the priority.
//!
//! ```text
//! -- priority 1042 Checkout 5xx above 4 % in eu-west ---------------
//!           urgency   1 high    2    3 low
//!  impact 1 high       [P1]     P2     P3      now P2: impact 1, urgency 2
//!         2             P2      P3     P4      chosen P1
//!         3 low         P3      P4     P5      major no
//! ```

use ratatui::layout::Rect;

use super::{keys, sheet, targets};
use crate::{
    app::{
        model::menu::{Digit, MatrixPick},
        update::{matrix_chosen, matrix_needs},
    },
    domain::{Incident, matrix::Matrix},
    ui::{
        View,
        paint::{Canvas, Caret, Phrase, Typed, made},
        theme::{Theme, Token},
    },
};

/// Cells before the first column.
const LEAD: u16 = 16;
/// Cells of a column.
const CELL: u16 = 8;

/// Draws it over the lowest rows. Returns the caret: in the reason, else on the chosen cell.
pub fn matrix(canvas: &mut Canvas<'_>, view: &View<'_>, pick: &MatrixPick) -> Option<Caret> {
    let theme = canvas.theme();
    let first = pick.targets.first()?;
    let table = &view.model.practice(&first.source).matrix;
    let mut title = Phrase::new(theme).with(" ", Token::Dim).with("priority ", Token::Accent);
    targets(&mut title, view, &pick.targets);
    title.add(" ", Token::Dim);
    let why = matrix_needs(view.model, pick);
    let said = said(theme, view, pick, view.model.inbox.get(&first.id));
    // Beside the table where all of it has room there, else below.
    let room = view.area.width.saturating_sub(LEAD + CELL * u16::from(table.urgencies()) + 3);
    let side = said.iter().all(|phrase| phrase.width() <= room);
    let below =
        if side { said.len().saturating_sub(usize::from(table.impacts()) + 1) } else { said.len() } as u16;
    let height = u16::from(table.impacts()) + below + u16::from(why.is_some()) + 3;
    let body = sheet(canvas, view, height, &title, &Phrase::new(theme));
    if body.height == 0 {
        return None;
    }
    let mut caret = grid(canvas, pick, table, body);
    let grid_end = body.y + u16::from(table.impacts()) + 1;
    let x = if side { body.x + LEAD + CELL * u16::from(table.urgencies()) + 2 } else { body.x + 1 };
    let top = if side { body.y } else { grid_end };
    for (y, phrase) in (top..).zip(&said) {
        if y + 1 < body.bottom() {
            canvas.phrase(x, y, body.right().saturating_sub(x + 1), phrase);
        }
    }
    let keys_row = body.bottom() - 1;
    if let Some(why) = why
        && keys_row > body.y
    {
        let y = keys_row - 1;
        let used = 2 + canvas.text(body.x + 1, y, body.width.saturating_sub(1), why, Token::Warning);
        let room = body.width.saturating_sub(used + 1).max(1);
        match &pick.reason {
            Some(reason) => caret = Typed::line(reason).paint(canvas, body.x + used, y, room),
            None => {
                canvas.text(body.x + used, y, room, "Enter asks for it", Token::Dim);
            }
        }
    }
    let last = Rect { y: keys_row, height: 1, ..body };
    if pick.reason.is_some() {
        keys(canvas, last, &[("Enter", "set"), ("Esc", "back to the matrix")]);
    } else {
        keys(
            canvas,
            last,
            &[
                ("Enter", "set"),
                ("hjkl", "move"),
                ("12", "impact, urgency"),
                ("M", "major"),
                ("=", "whatever the matrix says"),
                ("Esc", "leave"),
            ],
        );
    }
    Some(caret)
}

/// The table; returns where the chosen cell is.
fn grid(canvas: &mut Canvas<'_>, pick: &MatrixPick, table: &Matrix, body: Rect) -> Caret {
    let mut caret = (body.x + 1, body.y);
    let end = |n: u8, most: u8| match n {
        1 => "high",
        n if n == most => "low",
        _ => "",
    };
    canvas.text(
        body.x + 5,
        body.y,
        8,
        "urgency",
        if pick.digit == Digit::Urgency { Token::Accent } else { Token::Dim },
    );
    for u in 1..=table.urgencies() {
        let mut pen = canvas.pen(body.x + LEAD + CELL * u16::from(u - 1), body.y, CELL);
        pen.put(made::level(u), Token::Text).skip(1).put(end(u, table.urgencies()), Token::Dim);
    }
    for i in 1..=table.impacts() {
        let y = body.y + u16::from(i);
        if y + 1 >= body.bottom() {
            break;
        }
        let mut pen = canvas.pen(body.x, y, LEAD);
        pen.skip(1);
        if i == 1 {
            pen.put("impact", Token::Dim);
        } else {
            pen.skip(6);
        }
        pen.skip(1).put(made::level(i), Token::Text).skip(1).put(end(i, table.impacts()), Token::Dim);
        for u in 1..=table.urgencies() {
            let Some(level) = table.priority(i, u).map(crate::domain::Priority::level) else { continue };
            let x = body.x + LEAD + CELL * u16::from(u - 1);
            let here = pick.set.is_none() && (i, u) == pick.at;
            if here {
                canvas.tint(Rect { x: x - 1, y, width: 4, height: 1 }, Token::RowCursor);
                canvas.text(x - 1, y, 1, "[", Token::BorderFocus);
                canvas.text(x + 2, y, 1, "]", Token::BorderFocus);
                caret = (x, y);
            }
            let look = Token::priority(level);
            if here {
                canvas.text(x, y, 2, made::priority(level), (look, Token::StateNew));
            } else {
                canvas.text(x, y, 2, made::priority(level), look);
            }
        }
    }
    caret
}

/// What it is now, what it would be, and whether it is a major.
fn said<'a>(
    theme: &'a Theme,
    view: &View<'a>,
    pick: &MatrixPick,
    incident: Option<&'a Incident>,
) -> Vec<Phrase<'a>> {
    let mut said = Vec::new();
    if let Some(incident) = incident {
        said.push(now(theme, incident));
        if let Some(set) = &incident.detail.record.override_ {
            let mut phrase = Phrase::new(theme);
            if let Some(computed) = incident.detail.record.computed {
                phrase
                    .add("not ", Token::Dim)
                    .add(made::priority(computed.level()), Token::Text)
                    .add(", ", Token::Dim);
            }
            phrase.add("set by ", Token::Dim).add(&set.by, Token::Text);
            phrase.add(": ", Token::Dim).add(&set.reason, Token::Text);
            said.push(phrase);
        }
    }
    let mut then = Phrase::new(theme).with("then ", Token::Dim);
    match matrix_chosen(view.model, pick).map(crate::domain::Priority::level) {
        Some(level) => then.add(made::priority(level), (Token::priority(level), Token::StateNew)),
        None => then.add("-", Token::Dim),
    };
    match (pick.set, pick.digit) {
        (_, Digit::Set) => then.add(", type the priority: 1 to 5", Token::Accent),
        (Some(_), _) => then.add(", whatever the matrix says", Token::Warning),
        (None, Digit::Urgency) => then.add(", now the urgency", Token::Accent),
        (None, Digit::Impact) => &mut then,
    };
    said.push(then);
    let was = incident.is_some_and(|i| i.detail.record.major.is_some());
    let mut major = Phrase::new(theme).with("major ", Token::Dim);
    let look = if pick.major == was { Token::Text } else { Token::Warning };
    major.add(if pick.major { "yes" } else { "no" }, look);
    if pick.major != was {
        major.add(if was { ", was one" } else { ", declared with Enter" }, look);
    }
    said.push(major);
    said
}

/// `now P2: impact 1, urgency 2`.
fn now<'a>(theme: &'a Theme, incident: &'a Incident) -> Phrase<'a> {
    let level = incident.priority.level();
    let mut phrase = Phrase::new(theme).with("now ", Token::Dim);
    phrase.add(made::priority(level), (Token::priority(level), Token::StateNew));
    match (incident.detail.impact, incident.detail.urgency) {
        (Some(i), Some(u)) => {
            phrase.add(": impact ", Token::Dim).add(made::level(i), Token::Text);
            phrase.add(", urgency ", Token::Dim).add(made::level(u), Token::Text);
        }
        _ => {
            phrase.add(", its source named no impact", Token::Dim);
        }
    }
    phrase
}
