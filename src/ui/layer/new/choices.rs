//! Fields in which a letter or a digit is pressed, and what follows from impact and urgency.

use ratatui::layout::Rect;

use super::{Sheet, VALUE};
use crate::{
    app::model::new::{Field, Is, Through},
    domain::{Priority, sla::Target},
    text::{Kind, SafeText},
    ui::{
        paint::{Canvas, Caret, Phrase, Typed, made},
        theme::Token,
    },
};

/// Letters or digits, the chosen one in brackets. Returns the caret and where the row goes on.
pub(super) fn choices(
    canvas: &mut Canvas<'_>,
    sheet: &Sheet<'_, '_>,
    field: Field,
    row: Rect,
) -> (Caret, u16) {
    let (form, matrix) = (sheet.form, sheet.matrix());
    let theme = canvas.theme();
    let digits = |n: u8, names: &[Option<SafeText>], chosen: Option<u8>| -> Vec<Choice> {
        let choice = |level: u8| Choice {
            key: char::from(b'0' + level.min(9)),
            rest: names.get(usize::from(level) - 1).cloned().flatten().unwrap_or_default(),
            apart: true,
            chosen: chosen == Some(level),
        };
        (1..=n).map(choice).collect()
    };
    let words = |key: char, rest: &str, chosen: bool| Choice {
        key,
        rest: SafeText::clean(rest, Kind::Line),
        apart: false,
        chosen,
    };
    let list: Vec<Choice> = match field {
        Field::Through => Through::CHOICES
            .iter()
            .map(|(key, rest, origin)| words(*key, rest, form.through.0 == *origin))
            .collect(),
        Field::IsIt => {
            Is::CHOICES.iter().map(|(key, rest, is)| words(*key, rest, form.verdict.0 == *is)).collect()
        }
        Field::Source => {
            let names: Vec<Option<SafeText>> = form.sources.iter().map(|s| Some(s.text())).collect();
            digits(names.len().min(9) as u8, &names, u8::try_from(form.source + 1).ok())
        }
        Field::Impact => digits(matrix.impacts(), &names(matrix.impacts()), form.impact),
        _ => digits(matrix.urgencies(), &names(matrix.urgencies()), form.urgency),
    };
    let x = row.x + VALUE.min(row.width);
    let room = row.right().saturating_sub(x + 1);
    let draw = |short: bool| {
        let mut phrase = Phrase::new(theme);
        let mut at = 0;
        for (n, choice) in list.iter().enumerate() {
            // The brackets of a chosen one, or their room, keep them apart.
            if n > 0 && !short {
                phrase.add(" ", Token::Dim);
            }
            if choice.chosen {
                at = phrase.width() + 1;
            }
            choice.add(&mut phrase, short && !choice.chosen);
        }
        (phrase, at)
    };
    let (mut phrase, mut at) = draw(false);
    if phrase.width() > room {
        (phrase, at) = draw(true);
    }
    let used = canvas.phrase(x, row.y, room, &phrase);
    if field == Field::Urgency {
        priority(canvas, sheet, x + used, row);
    }
    ((x + at.min(room), row.y), x + used)
}

/// What the levels of a matrix without names are called, where there are three.
fn names(levels: u8) -> Vec<Option<SafeText>> {
    if levels != 3 {
        return Vec::new();
    }
    ["high", "medium", "low"].map(|word| Some(SafeText::clean(word, Kind::Label))).to_vec()
}

/// One way to answer.
struct Choice {
    key: char,
    rest: SafeText,
    /// The words do not go on with the key: `2 department`.
    apart: bool,
    chosen: bool,
}

impl Choice {
    /// `[phone]`, ` mail `, `[2 department]`, ` 1 whole site `; `m` where there is no room.
    fn add(&self, phrase: &mut Phrase<'_>, short: bool) {
        let (open, close) = if self.chosen { ("[", "]") } else { (" ", " ") };
        let (word, edge) = if self.chosen { (Token::Title, Token::Accent) } else { (Token::Dim, Token::Dim) };
        phrase.add(open, edge).add(made::character(self.key), Token::Key);
        if !short && !self.rest.is_empty() {
            phrase.add(if self.apart { " " } else { "" }, word).add(self.rest.clone(), word);
        }
        phrase.add(close, edge);
    }
}

/// `=  P2  ack 30m`.
fn priority(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, from: u16, row: Rect) {
    let theme = canvas.theme();
    let mut phrase = Phrase::new(theme).with("=  ", Token::Dim);
    match sheet.promise.priority {
        None => return,
        Some(level) => added(&mut phrase, level),
    }
    if let Some((metric, target)) = sheet.promise.first {
        phrase.add("  ", Token::Dim).add(metric.short(), Token::Dim).add(" ", Token::Dim);
        length(&mut phrase, target);
    }
    let (far, near) = (row.x + row.width * 7 / 10, from + 2);
    let room = |x: u16| row.right().saturating_sub(x) >= phrase.width();
    // Whole or not at all: what to tell says the priority too.
    if let Some(x) = [far.max(near), near].into_iter().find(|x| room(*x)) {
        canvas.phrase(x, row.y, phrase.width(), &phrase);
    }
}

pub(super) fn added(phrase: &mut Phrase<'_>, priority: Priority) {
    let level = priority.level();
    phrase.add(made::priority(level), (Token::priority(level), Token::StateNew));
}

fn length(phrase: &mut Phrase<'_>, target: Target) {
    match target {
        Target::Seconds(s) => phrase.add(made::length(s), Token::Text),
        Target::BusinessDays(n) => {
            phrase.add(made::number(n as usize), Token::Text).add(" business days", Token::Text)
        }
    };
}

/// Who is hit, on the row of the channel.
pub(super) fn behalf(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, from: u16, row: Rect) -> Option<Caret> {
    let here = sheet.takes_keys(Field::Behalf);
    let x = (row.x + row.width * 7 / 10).max(from + 4);
    let mut pen = canvas.pen(x, row.y, row.right().saturating_sub(x + 1));
    pen.put("On behalf of  ", if here { Token::Accent } else { Token::Dim });
    let (x, width) = (pen.at().0, pen.left());
    let line = sheet.form.line(Field::Behalf)?;
    let typed = Typed::line(&line.input);
    if here && width > 0 {
        canvas.fill(Rect { x, width, ..row }, Token::Input);
        return Some(typed.paint(canvas, x, row.y, width));
    }
    if typed.is_empty() {
        canvas.text(x, row.y, width, "-", Token::Dim);
    } else {
        canvas.text(x, row.y, width, SafeText::clean(line.input.value(), Kind::Line), Token::Text);
    }
    None
}
