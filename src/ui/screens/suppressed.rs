//! What is out of sight: snoozed, silenced, inhibited, muted, put off; by what and by whom, until when. What comes back first
//! stands first; all that is known of the row under the cursor stands below.

use ratatui::layout::Rect;

use super::{frame, top_left, top_of};
use crate::{
    app::{
        inbox::held::Held,
        model::{
            mouse::Hit,
            suppressed::{Suppressed, Tally},
        },
    },
    backend::Freshness,
    domain::{Incident, Time, incident::HoldReason},
    text::{Kind, SafeText},
    ui::{
        Drawn, Theme, View,
        board::{answered, answers},
        paint::{Canvas, Page, Phrase, made},
        theme::Token,
        words,
    },
};

/// Cells of what stands left of the title: gutter, number, priority.
const LEFT: u16 = 9;
/// Cells of `UNTIL`, `LEFT` and `SINCE` with a space before each.
const TIMES: u16 = 8 + 8 + 6;
/// Columns from which the words of why and the times have room beside the title.
const WORDS_FROM: u16 = 60;
/// The most lines about the row under the cursor.
const ABOUT: u16 = 6;

/// Draws the screen.
pub fn suppressed(canvas: &mut Canvas<'_>, view: &View<'_>, list: &Suppressed) -> Drawn {
    let tally = list.tally();
    let mut title = Phrase::new(canvas.theme()).with("SUPPRESSED", Token::Title).with("  ", Token::Dim);
    counts(&mut title, view, tally);
    let body = frame(canvas, view, &title);
    if list.rows().is_empty() {
        let area = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
        nothing(&mut Page::new(canvas, area, 0), view, tally);
        return Drawn { cursor: top_left(view, body), ..Drawn::default() };
    }
    let rows = list.rows().len();
    // The rows come first; what is left goes to the one under the cursor.
    let about = if body.height >= 12 { ABOUT + 1 } else { 0 };
    let lost = lost(canvas.theme(), view);
    let lost_rows = u16::try_from(lost.len()).unwrap_or(0).min(body.height / 4);
    let head = u16::from(body.height >= 3);
    let height = body.height.saturating_sub(head + about + lost_rows);
    let columns = Columns::of(view, body);
    if head > 0 {
        columns.head(canvas, body);
    }
    let area = Rect { y: body.y + head, height, ..body };
    let top = top_of(list.cursor(), rows, usize::from(height));
    let mut at = None;
    for (n, held) in list.rows().iter().enumerate().skip(top).take(usize::from(height)) {
        let place = Rect { y: area.y + (n - top) as u16, height: 1, ..area };
        if n == list.cursor() {
            at = Some((place.x, place.y));
            canvas.tint(place, Token::RowCursor);
            canvas.text(place.x, place.y, 1, canvas.theme().glyphs.cursor, Token::BorderFocus);
        }
        columns.row(canvas, view, held, n == list.cursor(), place);
        canvas.hit(place, Hit::Row(u16::try_from(n).unwrap_or(u16::MAX)));
    }
    let used = u16::try_from(rows).unwrap_or(u16::MAX).min(height);
    for (y, source) in (area.y + used..).zip(lost.into_iter().take(usize::from(lost_rows))) {
        canvas.phrase(body.x + 1, y, body.width.saturating_sub(1), &source);
    }
    if let Some(held) = list.row().filter(|_| about > 0) {
        let y = body.bottom() - about;
        canvas.repeat(body.x, y, body.width, canvas.theme().glyphs.rule, Token::Border);
        let place = Rect { x: body.x + 1, y: y + 1, width: body.width.saturating_sub(2), height: about - 1 };
        about_it(&mut Page::new(canvas, place, 0), view, held);
    }
    Drawn { cursor: at.or_else(|| top_left(view, body)), body: 0, list: Some(area), hints: None }
}

/// `1 snoozed, 2 silenced, 1 inhibited of 41 open`.
fn counts(phrase: &mut Phrase<'_>, view: &View<'_>, tally: Tally) {
    let parts = [
        (tally.snoozed, " snoozed"),
        (tally.silenced, " silenced"),
        (tally.inhibited, " inhibited"),
        (tally.muted, " muted"),
        (tally.scheduled, " put off"),
    ];
    let mut first = true;
    for (n, word) in parts {
        // That nobody has an appointment is no news; time intervals are rare.
        if n == 0 && matches!(word, " put off" | " muted") {
            continue;
        }
        phrase.add(if first { "" } else { ", " }, Token::Dim);
        phrase.add(made::number(n), if n > 0 { Token::Bright } else { Token::Text }).add(word, Token::Text);
        first = false;
    }
    let open = made::count(view.model.inbox.counts().open, words::doubtful(view.model, view.now.utc));
    phrase.add(" of ", Token::Dim).add(open, Token::Text).add(" open", Token::Dim);
}

/// Why there is no row.
fn nothing(page: &mut Page<'_, '_>, view: &View<'_>, tally: Tally) {
    let theme = page.theme();
    let certain = !words::doubtful(view.model, view.now.utc);
    let words = if certain { "Nothing is held back:" } else { "Nothing is known to be held back:" };
    let first = Phrase::new(theme).with(words, if certain { Token::Text } else { Token::Warning });
    let (mut counted, mut heard) = (Phrase::new(theme), Phrase::new(theme));
    counts(&mut counted, view, tally);
    answered(&mut heard, view);
    page.flow(0, 1, &[first, counted.with(";", Token::Dim), heard]);
    page.blank();
    answers(page, view);
}

/// Sources of which nobody knows what they hold back now.
fn lost<'a>(theme: &'a Theme, view: &View<'a>) -> Vec<Phrase<'a>> {
    let now = view.now.utc;
    let old = view.model.sources.iter().filter(|s| s.health.freshness(now) >= Freshness::Stale);
    old.map(|source| {
        let mut phrase = Phrase::new(theme);
        phrase.add(&source.name, (words::freshness(source.health.freshness(now)), Token::StateNew));
        match source.health.age(now) {
            Some(age) => phrase.add("  no news for ", Token::Warning).add(made::seconds(age), Token::Warning),
            None => phrase.add("  never answered", Token::Warning),
        };
        phrase.add(": what it holds back now is not known", Token::Dim);
        phrase
    })
    .collect()
}

/// Where things stand.
struct Columns {
    title: u16,
    why: u16,
    times: bool,
    long: bool,
}

impl Columns {
    const fn of(view: &View<'_>, body: Rect) -> Self {
        let times = body.width >= WORDS_FROM;
        let long = view.wide();
        let taken = LEFT + if times { TIMES } else { 8 } + if long { 9 } else { 0 };
        let room = body.width.saturating_sub(taken + 1);
        let why = if times { room / 2 } else { 7 };
        Self { title: room.saturating_sub(why + 1), why, times, long }
    }

    fn head(&self, canvas: &mut Canvas<'_>, body: Rect) {
        let mut pen = canvas.pen(body.x, body.y, body.width);
        pen.field_right(6, "ID", Token::Dim).skip(1).field(1, "P", Token::Dim).skip(1);
        pen.field(self.title, "TITLE", Token::Dim).skip(1).field(self.why, "WHY", Token::Dim);
        if self.times {
            pen.skip(1).field_right(self.until(), "UNTIL", Token::Dim);
        }
        pen.skip(1).field_right(7, "LEFT", Token::Dim);
        if self.times {
            pen.skip(1).field_right(5, "SINCE", Token::Dim);
        }
    }

    const fn until(&self) -> u16 {
        if self.long { 16 } else { 7 }
    }

    fn row(&self, canvas: &mut Canvas<'_>, view: &View<'_>, held: &Held, here: bool, place: Rect) {
        let Some(incident) = held.left.as_deref().or_else(|| view.model.inbox.get(&held.id)) else { return };
        let ghost = held.left.is_some();
        let now = view.now.utc + held.offset_s;
        let stale = words::is_stale(view.model, &incident.source, view.now.utc);
        let plain = match (ghost, stale) {
            (true, _) => Token::RowGhost,
            (false, true) => Token::RowStale,
            (false, false) => Token::Text,
        };
        let mut pen = canvas.pen(place.x + 1, place.y, place.width.saturating_sub(1));
        match incident.number {
            Some(number) => pen.field_right(5, made::short(number), plain),
            None => pen.skip(5),
        };
        let level = incident.priority.level();
        pen.skip(1).field(1, made::level(level), if ghost { plain } else { Token::priority(level) }).skip(1);
        pen.field(self.title, &incident.title, if here && !ghost { Token::Title } else { plain }).skip(1);
        if ghost {
            pen.field(self.why, "not held back any more", Token::RowGhost);
            return;
        }
        if !self.times {
            pen.field(self.why, kind(held), Token::StateHold);
        } else if let Some(why) = why(held, incident) {
            pen.field(self.why, &why, if stale { plain } else { Token::StateHold });
        }
        if self.times {
            pen.skip(1);
            match held.until {
                Some(at) if self.long => {
                    pen.field_right(16, made::near_short(at, now, view.model.zone), plain)
                }
                Some(at) => pen.field_right(7, made::until(at, now, view.model.zone), plain),
                None => pen.field_right(self.until(), "?", Token::Dim),
            };
        }
        pen.skip(1);
        match held.remaining(view.now.utc) {
            Some(left) => pen.field_right(7, made::countdown(left, view.now.utc, stale, view.model.ticks()), plain),
            None => pen.field_right(7, "", Token::Dim),
        };
        if let Some(since) = incident.hold.as_ref().and_then(|h| h.since).filter(|_| self.times) {
            pen.skip(1).field_right(5, made::age(now - since), Token::Dim);
        }
    }
}

/// By what, in seven cells.
const fn kind(held: &Held) -> &'static str {
    match held.reason {
        _ if held.snoozed => "snoozed",
        Some(reason) => reason.short(),
        None => "",
    }
}

/// By what and by whom, in the words of the source.
fn why(held: &Held, incident: &Incident) -> Option<SafeText> {
    let plain = |text: &str| SafeText::clean(text, Kind::Line);
    let hold = incident.hold.as_ref().filter(|_| held.reason.is_some()).map(|hold| {
        let said = !hold.detail.is_empty();
        match hold.reason {
            HoldReason::Silenced if said => hold.detail.within("silenced by ", ""),
            // Its words say so themselves.
            HoldReason::Inhibited | HoldReason::Muted if said => hold.detail.clone(),
            HoldReason::Scheduled if said => hold.detail.within("appointment: ", ""),
            reason => plain(reason.title()),
        }
    });
    match (held.snoozed, hold) {
        (true, Some(hold)) => Some(hold.within("snoozed; ", "")),
        (true, None) => Some(plain("snoozed")),
        (false, hold) => hold,
    }
}

/// All that is known of one: times with day and zone, silences with their ids, what brings it back.
fn about_it(page: &mut Page<'_, '_>, view: &View<'_>, held: &Held) {
    let Some(incident) = held.left.as_deref().or_else(|| view.model.inbox.get(&held.id)) else { return };
    let theme = page.theme();
    let now = view.now.utc + held.offset_s;
    let mut phrase = Phrase::new(theme);
    if let Some(number) = incident.number {
        phrase.add(made::long(number), Token::Title).add(" ", Token::Title);
    }
    phrase.add(&incident.title, Token::Title);
    page.phrase(&phrase);
    if held.left.is_some() {
        page.line_at(0, "It is not held back any more. The cursor goes on from here.", Token::RowGhost);
        return;
    }
    if let Some(why) = why(held, incident) {
        page.wrapped(0, &why, Token::Text);
    }
    page.flow(0, 2, &times(page.theme(), view, held, incident, now));
    incident.detail.marks.iter().for_each(|mark| page.wrapped(0, mark, Token::Dim));
}

/// `snoozed until …`, `held since …`, `comes back in 2h00`.
fn times<'a>(
    theme: &'a Theme,
    view: &View<'_>,
    held: &Held,
    incident: &Incident,
    now: Time,
) -> Vec<Phrase<'a>> {
    let zone = view.model.zone;
    let mut parts = Vec::new();
    let mut moment = |words: &'static str, at: Option<Time>| {
        if let Some(at) = at {
            parts.push(
                Phrase::new(theme).with(words, Token::Dim).with(made::near(at, now, zone), Token::Text),
            );
        }
    };
    moment("snoozed until ", incident.detail.record.snoozed_until.filter(|_| held.snoozed));
    let hold = incident.hold.as_ref().filter(|_| held.reason.is_some());
    moment("held since ", hold.and_then(|h| h.since));
    moment("held until ", hold.and_then(|h| h.until));
    match held.remaining(view.now.utc) {
        Some(left) if left > 0 => parts.push(
            Phrase::new(theme)
                .with("comes back in ", Token::Dim)
                .with(made::countdown(left, view.now.utc, false, view.model.ticks()), Token::Bright),
        ),
        Some(_) => parts.push(Phrase::new(theme).with("over: its source is to say so", Token::Warning)),
        None => parts.push(Phrase::new(theme).with("nobody said until when", Token::Warning)),
    }
    parts
}
