//! The rows of the form, each a label and what stands behind it.

use ratatui::layout::Rect;

use super::{
    Sheet, VALUE,
    choices::{behalf, choices},
    lines::Row,
    told,
};
use crate::{
    app::model::new::{Field, Line, no_taker, offers::Offers, since},
    domain::{Practice, matrix::Matrix},
    text::{Kind, SafeText},
    ui::{
        paint::{Canvas, Caret, Pen, Phrase, Typed, made, wrap},
        theme::Token,
    },
};

impl Sheet<'_, '_> {
    /// Whether "on behalf of" stands on the row of the channel: there is room, and nobody writes it.
    pub(super) fn behalf_beside(&self) -> bool {
        let busy = self.form.field == Field::Behalf || !self.form.text(Field::Behalf).is_empty();
        self.view.area.width >= 76 && (!busy || self.view.area.width >= 110)
    }

    /// Rows that the long words take.
    pub(super) fn more_lines(&self) -> u16 {
        let width = self.width.saturating_sub(VALUE + 1).max(2);
        let line = self.form.line(Field::More);
        line.map_or(1, |line| Typed::lines(&line.input).rows(width).min(99) as u16)
    }

    /// Lines of why it is not opened.
    pub(super) fn refused_lines(&self) -> usize {
        let width = self.width.saturating_sub(VALUE + 1);
        self.refused().map_or(0, |words| wrap(&words, width).len())
    }

    /// Why it is not opened, or cannot be.
    pub(super) fn refused(&self) -> Option<SafeText> {
        self.form.refused.clone().or_else(|| no_taker(&self.view.model.sources))
    }

    pub(super) fn takes_keys(&self, field: Field) -> bool {
        self.form.field == field
    }

    pub(super) fn matrix(&self) -> &Matrix {
        let model = self.view.model;
        self.form.to().map_or(&Practice::standard().matrix, |source| &model.practice(source).matrix)
    }
}

/// Draws a row. Returns the caret where it stands in it.
pub(super) fn part(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, row: Row, at: Rect) -> Option<Caret> {
    match row {
        Row::Field(field) => return self::field(canvas, sheet, field, at),
        Row::Theirs(n) => told::theirs(canvas, sheet, n, at),
        Row::Alike(n) => told::alike(canvas, sheet, n, at),
        Row::Unlike => told::unlike(canvas, at),
        Row::Attach => told::attach(canvas, sheet, at),
        Row::Tell => told::tell(canvas, sheet, at),
        Row::Missing => told::missing(canvas, sheet, at),
        Row::Refused(n) => {
            label(canvas, at, if n == 0 { "Refused" } else { "" }, Token::Error);
            if let Some(words) = sheet.refused()
                && let Some(line) = wrap(&words, at.width.saturating_sub(VALUE + 1)).into_iter().nth(n)
            {
                value(canvas, at).put(line, Token::Warning);
            }
        }
        // Painted with the first of them.
        Row::More(_) | Row::Blank | Row::Title | Row::Keys => {}
    }
    None
}

pub(super) fn label(canvas: &mut Canvas<'_>, row: Rect, word: &'static str, look: Token) {
    canvas.text(row.x + 1, row.y, VALUE - 1, word, look);
}

pub(super) fn value<'c, 'a>(canvas: &'c mut Canvas<'a>, row: Rect) -> Pen<'c, 'a> {
    let x = row.x + VALUE.min(row.width);
    canvas.pen(x, row.y, row.right().saturating_sub(x + 1).max(1))
}

/// A pen at what is told beside a value.
pub(super) fn beside<'c, 'a>(canvas: &'c mut Canvas<'a>, sheet: &Sheet<'_, '_>, row: Rect) -> Pen<'c, 'a> {
    let x = row.x + sheet.side.min(row.width);
    canvas.pen(x, row.y, row.right().saturating_sub(x))
}

fn field(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, field: Field, row: Rect) -> Option<Caret> {
    let here = sheet.takes_keys(field);
    if here {
        canvas.text(row.x, row.y, 1, canvas.theme().glyphs.cursor, Token::BorderFocus);
    }
    let word = if field == Field::Behalf { "On behalf" } else { field.title() };
    label(canvas, row, word, if here { Token::Accent } else { Token::Dim });
    if let Some(line) = sheet.form.line(field) {
        return text(canvas, sheet, field, line, row);
    }
    let caret = choices(canvas, sheet, field, row);
    if field == Field::Through && sheet.behalf_beside() {
        let aside = behalf(canvas, sheet, caret.1, row);
        if sheet.takes_keys(Field::Behalf) {
            return aside;
        }
    }
    here.then_some(caret.0)
}

/// A field of text, and beside it what is meant by it.
fn text(
    canvas: &mut Canvas<'_>,
    sheet: &Sheet<'_, '_>,
    field: Field,
    line: &Line,
    row: Rect,
) -> Option<Caret> {
    let here = sheet.takes_keys(field);
    let x = row.x + VALUE;
    let whole = matches!(field, Field::What | Field::More | Field::Done);
    let room = row.width.saturating_sub(VALUE + 1);
    let width = if whole { room } else { room.min(sheet.side.saturating_sub(VALUE + 2)) }.max(1);
    let rows = match field {
        Field::More => sheet.more_rows(row),
        _ => 1,
    };
    let typed = if field.has_lines() { Typed::lines(&line.input) } else { Typed::line(&line.input) };
    let mut caret = None;
    if here {
        canvas.fill(Rect { x, y: row.y, width, height: rows }, Token::Input);
        let at = if field.has_lines() {
            typed.paint_lines(canvas, x, row.y, width, rows)
        } else {
            typed.paint(canvas, x, row.y, width)
        };
        caret = Some(at);
    } else {
        let kind = if field.has_lines() { Kind::Note } else { Kind::Line };
        let words = SafeText::clean(line.input.value(), kind);
        let lines = wrap(&words, if field.has_lines() { width } else { u16::MAX });
        for (line, y) in lines.into_iter().zip(row.y..row.y + rows) {
            canvas.text(x, y, width, line, Token::Text);
        }
    }
    if typed.is_empty() {
        hint(canvas, sheet, field, here, row);
    } else if !whole {
        meaning(canvas, sheet, field, line, row);
    }
    caret
}

/// What goes into an empty field.
fn hint(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, field: Field, here: bool, row: Rect) {
    let words = match field {
        Field::Caller => "name, id or telephone; - if nobody",
        Field::Behalf => "who is hit, if somebody else",
        Field::What => "one line: what does not work",
        Field::Service => "what it hits",
        Field::Category => "software/email",
        Field::Since => "now; or 08:55, -20m, yesterday 16:00",
        Field::Team => "the team that answers for it",
        Field::More => "longer words",
        Field::Done => "what was done; or workaround: what was done",
        _ => return,
    };
    // Where nobody writes, an empty field is empty: what counts is said below.
    if here {
        let look = (Token::Input, Token::Dim);
        let whole = matches!(field, Field::What | Field::More | Field::Done);
        if whole {
            value(canvas, row).put(words, look);
        } else {
            beside(canvas, sheet, row).put(words, Token::Dim);
        }
    } else if field == Field::Since {
        value(canvas, row).put("now", Token::Dim);
    }
}

/// Cells of `  +12 Down`.
const OTHERS: usize = 10;

/// What is meant by what was typed.
fn meaning(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, field: Field, line: &Line, row: Rect) {
    let form = sheet.form;
    let here = sheet.takes_keys(field);
    let theme = canvas.theme();
    let mut phrase = Phrase::new(theme);
    let offers = form.offers(field);
    match offers {
        Offers::People(_) => match offers.person(line.pick) {
            Some(person) => {
                phrase.add("> ", Token::Accent);
                phrase.add(person.name.as_ref().unwrap_or(&person.id), Token::Title);
                // That they are a VIP, and that there are more of that name, is never cut: what does not fit before
                // it stays away.
                let others = if here && offers.len() > 1 { OTHERS } else { 0 };
                let behind = others + if person.vip { "  VIP".len() } else { 0 };
                let room = usize::from(row.width.saturating_sub(sheet.side));
                for more in [&person.team, person.phone.as_ref().map_or(&person.email, |_| &person.phone)] {
                    let Some(more) = more else { continue };
                    if usize::from(phrase.width()) + 2 + more.width() + behind <= room {
                        phrase.add("  ", Token::Dim).add(more, Token::Text);
                    }
                }
                if person.vip {
                    phrase.add("  VIP", Token::Warning);
                }
            }
            None if form.text(field) == "-" => {
                phrase.add("nobody called", Token::Dim);
            }
            None => {
                phrase.add("as typed: not in the directory", Token::Dim);
            }
        },
        Offers::Services(_) => service(&mut phrase, offers, line),
        Offers::Categories(_) => match offers.category(line.pick) {
            Some((category, sub)) => {
                if line.ours {
                    phrase.add("(from the service)", Token::Dim);
                } else if here {
                    phrase.add("> ", Token::Accent).add(category, Token::Title);
                    if let Some(sub) = sub {
                        phrase.add(" / ", Token::Dim).add(sub, Token::Title);
                    }
                }
            }
            None => {
                phrase.add("not in the tree", Token::Warning);
            }
        },
        Offers::Teams(_) if line.ours => {
            phrase.add("(by service; type to change)", Token::Dim);
        }
        Offers::Teams(_) => match offers.word(line.pick) {
            Some(team) if here => {
                phrase.add("> ", Token::Accent).add(team, Token::Title);
            }
            Some(_) => {}
            None => {
                phrase.add("as typed", Token::Dim);
            }
        },
        Offers::None if field == Field::Since => since(&mut phrase, sheet),
        Offers::None => {}
    }
    if here && offers.choices() > 1 && !offers.is_empty() && offers.len() > 1 {
        phrase.add("  ", Token::Dim).add(made::more(offers.len() - 1), Token::Dim).add(" Down", Token::Key);
    }
    beside(canvas, sheet, row).phrase(&phrase);
}

fn service<'a>(phrase: &mut Phrase<'a>, offers: &'a Offers, line: &Line) {
    let Some(service) = offers.service(line.pick) else {
        phrase.add("as typed: not in the directory", Token::Dim);
        return;
    };
    if line.ours {
        phrase.add("(from the words", Token::Dim);
    } else {
        phrase.add("> ", Token::Accent).add(&service.id, Token::Title);
        phrase.add(" (", Token::Dim).add(service.name.as_ref().unwrap_or(&service.id), Token::Dim);
    }
    if let Some(criticality) = service.criticality {
        let look = if criticality == 1 { Token::Warning } else { Token::Dim };
        phrase.add("; ", Token::Dim).add("criticality ", look).add(made::level(criticality), look);
    }
    phrase.add(")", Token::Dim);
}

/// When that was, or what is wrong with it.
fn since(phrase: &mut Phrase<'_>, sheet: &Sheet<'_, '_>) {
    let (now, zone) = (sheet.view.now.utc, sheet.view.model.zone);
    match since::read(sheet.form.text(Field::Since), now, zone) {
        Ok(Some(at)) => {
            phrase.add("> ", Token::Accent).add(made::near(at, now, zone), Token::Text);
            phrase.add(", ", Token::Dim).add(made::ago(now - at), Token::Dim);
        }
        Ok(None) => {}
        Err(fault) => {
            phrase.add(fault.words, Token::Warning);
        }
    }
}

impl Sheet<'_, '_> {
    /// Rows of the long words from this one on: they were given with it.
    fn more_rows(&self, row: Rect) -> u16 {
        let rows = super::lines::rows(self);
        let more = rows.iter().filter(|r| matches!(r, Row::More(_))).count() as u16;
        (1 + more).min(self.view.area.bottom().saturating_sub(row.y))
    }
}
