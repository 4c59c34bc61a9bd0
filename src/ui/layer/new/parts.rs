//! The rows of the form, each a label and what stands behind it.

use ratatui::layout::Rect;

use super::{Sheet, VALUE, lines::Row};
use crate::{
    app::new::{Field, Is, Line, Through, draft, offers::Offers, since},
    domain::{Priority, clock::Metric, matrix::Matrix, record::Verdict, sla::Target},
    text::{Kind, SafeText},
    ui::{
        facts,
        paint::{Canvas, Caret, Pen, Phrase, Typed, made, wrap},
        theme::{Theme, Token},
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
        let width = self.view.area.width.saturating_sub(VALUE + 1).max(2);
        let line = self.form.line(Field::More);
        line.map_or(1, |line| Typed::lines(&line.input).rows(width).min(99) as u16)
    }

    /// Lines of why it was refused.
    pub(super) fn refused_lines(&self) -> usize {
        let width = self.view.area.width.saturating_sub(VALUE + 1);
        self.form.refused.as_ref().map_or(0, |words| wrap(words, width).len())
    }

    fn takes_keys(&self, field: Field) -> bool {
        self.form.field == field
    }

    fn matrix(&self) -> Option<&Matrix> {
        self.form.to().map(|source| &self.view.model.practice(source).matrix)
    }
}

/// Draws a row. Returns the caret where it stands in it.
pub(super) fn part(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, row: Row, at: Rect) -> Option<Caret> {
    match row {
        Row::Field(field) => return self::field(canvas, sheet, field, at),
        Row::Theirs(n) => theirs(canvas, sheet, n, at),
        Row::Alike(n) => alike(canvas, sheet, n, at),
        Row::Attach => attach(canvas, sheet, at),
        Row::Tell => tell(canvas, sheet, at),
        Row::Missing => missing(canvas, sheet, at),
        Row::Refused(n) => {
            label(canvas, at, if n == 0 { "Refused" } else { "" }, Token::Error);
            if let Some(words) = &sheet.form.refused
                && let Some(line) = wrap(words, at.width.saturating_sub(VALUE + 1)).into_iter().nth(n)
            {
                value(canvas, at).put(line, Token::Warning);
            }
        }
        // Painted with the first of them.
        Row::More(_) | Row::Blank | Row::Title | Row::Keys => {}
    }
    None
}

fn label(canvas: &mut Canvas<'_>, row: Rect, word: &'static str, look: Token) {
    canvas.text(row.x + 1, row.y, VALUE - 1, word, look);
}

fn value<'c, 'a>(canvas: &'c mut Canvas<'a>, row: Rect) -> Pen<'c, 'a> {
    let x = row.x + VALUE.min(row.width);
    canvas.pen(x, row.y, row.right().saturating_sub(x + 1).max(1))
}

/// A pen at what is told beside a value.
fn beside<'c, 'a>(canvas: &'c mut Canvas<'a>, sheet: &Sheet<'_, '_>, row: Rect) -> Pen<'c, 'a> {
    let x = row.x + sheet.side.min(row.width);
    canvas.pen(x, row.y, row.right().saturating_sub(x + 1))
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
    let width = if whole { room } else { room.min(sheet.side - VALUE - 2) }.max(1);
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
                for more in [&person.team, &person.phone].into_iter().flatten() {
                    phrase.add("  ", Token::Dim).add(more, Token::Text);
                }
                if person.phone.is_none()
                    && let Some(mail) = &person.email
                {
                    phrase.add("  ", Token::Dim).add(mail, Token::Text);
                }
                if person.vip {
                    phrase.add("  ", Token::Dim).add("VIP", Token::Warning);
                }
            }
            None if form.text(field) == "-" => {
                phrase.add("nobody called", Token::Dim);
            }
            None => {
                phrase.add("as typed: not in the directory", Token::Dim);
            }
        },
        Offers::Services(_) => service(&mut phrase, sheet, offers, line),
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

fn service<'a>(phrase: &mut Phrase<'a>, sheet: &'a Sheet<'_, '_>, offers: &'a Offers, line: &Line) {
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
    let _ = sheet;
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

/// Letters or digits, the chosen one in brackets. Returns the caret and where the row goes on.
fn choices(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, field: Field, row: Rect) -> (Caret, u16) {
    let form = sheet.form;
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
        Field::Impact => {
            sheet.matrix().map_or_else(Vec::new, |m| digits(m.impacts(), &names(m.impacts()), form.impact))
        }
        _ => sheet
            .matrix()
            .map_or_else(Vec::new, |m| digits(m.urgencies(), &names(m.urgencies()), form.urgency)),
    };
    let x = row.x + VALUE.min(row.width);
    let room = row.right().saturating_sub(x + 1);
    let draw = |short: bool| {
        let mut phrase = Phrase::new(theme);
        let mut at = 0;
        for (n, choice) in list.iter().enumerate() {
            if n > 0 {
                phrase.add(if short { " " } else { "  " }, Token::Dim);
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
    /// `[p]hone`, `m ail`, `[2] department`, `1 whole site`; `m` where there is no room.
    fn add(&self, phrase: &mut Phrase<'_>, short: bool) {
        let key = made::character(self.key);
        if self.chosen {
            phrase.add("[", Token::Accent).add(key, Token::Title).add("]", Token::Accent);
        } else {
            phrase.add(key, Token::Key);
        }
        if short || self.rest.is_empty() {
            return;
        }
        if self.apart || !self.chosen {
            phrase.add(" ", Token::Dim);
        }
        phrase.add(self.rest.clone(), if self.chosen { Token::Title } else { Token::Dim });
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
    let far = row.x + row.width * 7 / 10;
    let x = far.max(from + 2);
    let room = row.right().saturating_sub(x + 1);
    let x =
        if phrase.width() > room { row.right().saturating_sub(phrase.width() + 1).max(from + 2) } else { x };
    canvas.phrase(x, row.y, row.right().saturating_sub(x), &phrase);
}

fn added(phrase: &mut Phrase<'_>, priority: Priority) {
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
fn behalf(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, from: u16, row: Rect) -> Option<Caret> {
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

/// An open incident of the caller.
fn theirs(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, n: usize, row: Rect) {
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

/// Something that looks like it.
fn alike(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, n: usize, row: Rect) {
    let Some(alike) = sheet.form.alike.get(n) else { return };
    let incident = &alike.incident;
    let now = sheet.view.now.utc;
    if n == 0 {
        canvas.text(row.x + 1, row.y, 10, "Looks like", Token::Dim);
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
fn attach(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, row: Rect) {
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
fn tell(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, row: Rect) {
    label(canvas, row, "Tell them", Token::Dim);
    let theme = canvas.theme();
    let mut phrase = Phrase::new(theme);
    let (now, zone) = (sheet.view.now.utc, sheet.view.model.zone);
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
                    .add(", we call back by ", Token::Text)
                    .add(made::near(*at, now, zone), Token::Title),
                Some((_, at)) => {
                    phrase.add(", solved by ", Token::Text).add(made::near(*at, now, zone), Token::Title)
                }
                None => phrase.add(", best effort: nothing is promised at this priority", Token::Text),
            }
        }
    };
    if draft::caller(sheet.form).is_some_and(|caller| caller.vip) {
        phrase.add("  ", Token::Dim).add("VIP: call back first", Token::Warning);
    }
    value(canvas, row).phrase(&phrase);
}

/// What is still missing.
fn missing(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, row: Rect) {
    label(canvas, row, "Required", Token::Dim);
    let missing = sheet.form.missing(sheet.view.model, sheet.view.now.utc);
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
