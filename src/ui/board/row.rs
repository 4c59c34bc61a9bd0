//! One incident on one line.

use ratatui::layout::Rect;

use super::{
    asked::{Asked, Owner},
    chosen,
    columns::Columns,
};
use crate::{
    app::model::board::Ghost,
    domain::{
        Incident, State, Time,
        clock::{self, Clock, Next},
        sla::Book,
        time::together,
    },
    ui::{
        View,
        paint::{Canvas, Ink, Look, made},
        theme::Token,
        words,
    },
};

/// Draws an incident; `here` is the cursor.
pub fn row(
    canvas: &mut Canvas<'_>,
    view: &View<'_>,
    columns: &Columns,
    incident: &Incident,
    here: bool,
    place: Rect,
) {
    let model = view.model;
    let line = Line {
        book: view.model.book(&incident.source),
        incident,
        now: model.server_now(&incident.source, view.now.utc),
        stale: words::is_stale(model, &incident.source, view.now.utc),
        pending: Asked::of(view, incident),
        lit: here && !model.low_bandwidth && !model.runs(view.now),
        at: (place.x, place.y),
    };
    let marked = model.board.marks.contains(&incident.id);
    if here && model.runs(view.now) && !model.low_bandwidth {
        // Its title is at the head of the preview meanwhile.
        let width = columns.kind.x.saturating_sub(1).min(place.width);
        canvas.tint(Rect { width, ..place }, Token::RowCursor);
    } else if line.lit {
        canvas.tint(place, Token::RowCursor);
    }
    if here {
        canvas.text(place.x, place.y, 1, canvas.theme().glyphs.cursor, Token::BorderFocus);
    }
    if marked && columns.compact && !here {
        canvas.text(place.x, place.y, 1, canvas.theme().glyphs.mark, Token::RowMarked);
    } else if marked && !columns.compact {
        canvas.text(place.x + 1, place.y, 1, canvas.theme().glyphs.mark, Token::RowMarked);
    } else if line.pending.failed && !columns.compact {
        canvas.text(place.x + 1, place.y, 1, "!", Token::Error);
    } else if line.major() && !columns.compact {
        canvas.text(place.x + 1, place.y, 1, "M", (Token::Priority1, Token::StateNew));
    }
    line.state(canvas, columns);
    line.next(canvas, view, columns);
    line.who(canvas, view, columns);
    line.title(canvas, columns);
    line.rest(canvas, columns);
}

/// Draws what stands where the cursor's incident was: nothing can be done to it.
pub fn ghost(canvas: &mut Canvas<'_>, view: &View<'_>, columns: &Columns, ghost: &Ghost, place: Rect) {
    let incident = &ghost.incident;
    if !view.model.low_bandwidth {
        canvas.tint(place, Token::RowCursor);
    }
    let at = (place.x, place.y);
    canvas.text(at.0, at.1, 1, canvas.theme().glyphs.cursor, Token::BorderFocus);
    priority(canvas, columns, at, incident, Token::RowGhost);
    // From the state's column to the end of the title: what became of it, then what it was.
    let from = columns.state.x;
    let to = (columns.title.x + columns.title.width).max(from);
    let mut pen = canvas.pen(at.0 + from, at.1, to - from);
    pen.put(&ghost.why, Token::Warning).skip(2).put(&incident.title, Token::RowGhost);
    let age = made::age(model_age(view, incident));
    rest(canvas, columns, at, incident, age, Token::RowGhost);
}

fn model_age(view: &View<'_>, incident: &Incident) -> i64 {
    together(view.model.server_now(&incident.source, view.now.utc)) - incident.opened_at
}

/// A row about to be drawn.
struct Line<'a> {
    incident: &'a Incident,
    /// What is promised to it.
    book: &'a Book,
    /// By the clock of its source.
    now: Time,
    stale: bool,
    pending: Asked<'a>,
    /// The whole row shows that the cursor is on it. Over a slow link only its gutter does: two cells a move.
    lit: bool,
    at: (u16, u16),
}

impl Line<'_> {
    /// The look of plain words of this row.
    const fn words(&self) -> Token {
        if self.stale { Token::RowStale } else { Token::Text }
    }

    fn state(&self, canvas: &mut Canvas<'_>, columns: &Columns) {
        let level = Token::priority(self.incident.priority.level());
        self.priority(canvas, columns, level);
        let (x, y) = (self.at.0 + columns.state.x, self.at.1);
        if let Some((word, failed)) = self.pending.state {
            let look = if failed { Token::Error } else { Token::Pending };
            let sign = if failed { "!" } else { canvas.theme().glyphs.pending };
            let mut pen = canvas.pen(x, y, columns.state.width);
            pen.put(word, look).put(sign, look);
            return;
        }
        let state = self.incident.state;
        let look = match words::state(state) {
            Token::StateNew => (level, Token::StateNew),
            other => (other, other),
        };
        canvas.text(x, y, columns.state.width, state.short(), look);
        if clock::breached(self.incident, self.book, self.now) {
            canvas.text(x + 4, y, columns.state.width.saturating_sub(4), "+", Token::ClockBreach);
        }
    }

    /// Its digit: what is asked for while it is on its way, and bold for a major.
    fn priority(&self, canvas: &mut Canvas<'_>, columns: &Columns, look: Token) {
        let asked = self.pending.priority.filter(|p| *p != self.incident.priority);
        let look = match asked {
            Some(_) => (Token::Pending, Token::Pending),
            None if self.major() => (look, Token::StateNew),
            None => (look, look),
        };
        let level = asked.unwrap_or(self.incident.priority).level();
        let ink = if columns.compact { made::priority(level) } else { made::level(level) };
        Columns::put(canvas, self.at, columns.priority, ink, look);
    }

    fn major(&self) -> bool {
        self.pending.major.unwrap_or(self.incident.detail.record.major.is_some())
    }

    /// Until when it is out of sight, while it is.
    fn asleep(&self) -> Option<Time> {
        self.incident.detail.record.snoozed_until.filter(|until| *until > self.now)
    }

    /// What is resolved waits for an answer: whom to ask.
    fn to_close(&self, canvas: &mut Canvas<'_>, columns: &Columns) {
        let kind = if self.stale { Token::RowStale } else { Token::Dim };
        let record = &self.incident.detail.record;
        let (word, look) = match &record.confirmation {
            Some(c) if c.answer.is_some() => ("cls", Token::Good),
            _ if record.has_originator() => ("ask", Token::Warning),
            _ => ("cls", kind),
        };
        Columns::put(canvas, self.at, columns.kind, word, kind);
        // The bar's cells are free: nothing runs.
        let width = if columns.bar.width > 0 && columns.bar.x == columns.value.x + columns.value.width + 1 {
            columns.value.width + 1 + columns.bar.width
        } else {
            columns.value.width
        };
        let (x, y) = (self.at.0 + columns.value.x, self.at.1);
        match &record.reporter {
            Some(caller) => canvas.text(x, y, width, &caller.name, look),
            None => canvas.text(x, y, width, "no one", Token::ClockRest),
        };
    }

    fn next(&self, canvas: &mut Canvas<'_>, view: &View<'_>, columns: &Columns) {
        if self.incident.state == State::Resolved {
            self.to_close(canvas, columns);
            return;
        }
        let next = clock::next(self.incident, self.book, self.now);
        let kind = if self.stale { Token::RowStale } else { Token::Dim };
        // Out of sight until then: its clocks go on, and what is overrun is told by its `+`.
        let asleep = self.asleep();
        let word = if asleep.is_some() || self.pending.asleep { "zz" } else { words::next_kind(&next) };
        Columns::put(canvas, self.at, columns.kind, word, kind);
        if let Some(until) = asleep {
            let until = made::until(until, self.now, view.model.zone);
            let (x, width) = (self.at.0 + columns.value.x, columns.value.width);
            canvas.text_right(x, self.at.1, width, until, Token::ClockRest);
            return;
        }
        let (x, y, width) = (self.at.0 + columns.value.x, self.at.1, columns.value.width);
        match next {
            Next::Clock(clock) => {
                let look = if self.pending.state.is_some() {
                    Token::Pending
                } else {
                    words::clock(&clock, self.now)
                };
                let left = made::countdown(clock.left(self.now).unwrap_or(0), self.now, self.stale, view.model.ticks());
                canvas.text_right(x, y, width, left, look);
                if columns.bar.width > 0 {
                    bar(canvas, self.at.0 + columns.bar.x, y, columns.bar.width, &clock, self.now, look);
                }
            }
            Next::AckEnds(end) => {
                let left = made::countdown(end - self.now, self.now, self.stale, view.model.ticks());
                canvas.text_right(x, y, width, left, Token::ClockWarn);
            }
            Next::HoldEnds(end) => {
                // An instant of the source's clock, told by ours.
                let end = made::until(end, self.now, view.model.zone);
                canvas.text_right(x, y, width, end, Token::ClockRest);
            }
            Next::Waits => {
                let why = self.incident.hold.as_ref().map_or("", |h| words::waits_for(h.reason));
                canvas.text_right(x, y, width, why, Token::ClockRest);
            }
            Next::Nothing => {}
        }
    }

    fn who(&self, canvas: &mut Canvas<'_>, view: &View<'_>, columns: &Columns) {
        let owner = match self.pending.owner {
            Owner::AsItIs => self.incident.owner.as_ref(),
            Owner::Nobody => None,
            Owner::Person(name) => Some(name),
        };
        let mine = owner == Some(&view.model.me);
        let look = match (self.pending.owner != Owner::AsItIs, mine) {
            (true, _) => Token::Pending,
            (_, true) => Token::OwnerMe,
            _ if owner.is_none() => Token::Dim,
            _ => self.words(),
        };
        match owner {
            Some(_) if mine => Columns::put(canvas, self.at, columns.who, "you", look),
            Some(owner) => Columns::put(canvas, self.at, columns.who, owner, look),
            None => Columns::put(canvas, self.at, columns.who, "-", look),
        }
    }

    fn title(&self, canvas: &mut Canvas<'_>, columns: &Columns) {
        let look = if self.lit { Token::Title } else { self.words() };
        let glyphs = canvas.theme().glyphs;
        let (x, y) = (self.at.0 + columns.title.x, self.at.1);
        let mut room = columns.title.width;
        let mut count = None;
        if self.incident.count > 1 {
            let words = if columns.long {
                made::times_in_words(self.incident.count)
            } else {
                made::times(self.incident.count)
            };
            count = Some(words);
            room = room.saturating_sub(Ink::from(words).width() as u16 + 1);
        }
        let mut used = 0;
        if self.incident.hidden_chars {
            used += canvas.text(x, y, room, glyphs.hidden, Token::Warning);
            used += u16::from(used < room);
        }
        used += canvas.text(x + used, y, room.saturating_sub(used), &self.incident.title, look);
        if let Some(words) = count {
            if columns.long {
                canvas.text(x + used + 1, y, columns.title.width - room, words, Token::Dim);
            } else {
                canvas.text_right(x, y, columns.title.width, words, Token::Dim);
            }
        }
    }

    fn rest(&self, canvas: &mut Canvas<'_>, columns: &Columns) {
        let age = made::age(together(self.now) - self.incident.opened_at);
        rest(canvas, columns, self.at, self.incident, age, self.words());
        chosen::cells(canvas, &columns.extra, self.at, self.incident, self.now, self.words());
    }
}

fn priority(canvas: &mut Canvas<'_>, columns: &Columns, at: (u16, u16), incident: &Incident, look: Token) {
    let level = incident.priority.level();
    let ink = if columns.compact { made::priority(level) } else { made::level(level) };
    Columns::put(canvas, at, columns.priority, ink, look);
}

/// Service, age, number and source.
fn rest(
    canvas: &mut Canvas<'_>,
    columns: &Columns,
    at: (u16, u16),
    incident: &Incident,
    age: made::Made,
    look: Token,
) {
    if columns.service.width > 0
        && let Some(service) = &incident.service
    {
        Columns::put(canvas, at, columns.service, service, look);
    }
    canvas.text_right(at.0 + columns.age.x, at.1, columns.age.width, age, Token::Dim);
    let (x, width) = (at.0 + columns.id.x, columns.id.width);
    match incident.number {
        _ if width == 0 => {}
        Some(number) if width >= 10 => {
            canvas.text(x, at.1, width, made::long(number), Token::Dim);
        }
        Some(number) => canvas.text_right(x, at.1, width, made::short(number), Token::Dim),
        None => canvas.text_right(x, at.1, width, Ink::tail(&incident.id, usize::from(width)), Token::Dim),
    }
    Columns::put(canvas, at, columns.source, &incident.source, Token::Dim);
}

/// Draws how much of a clock's time is used up.
pub fn bar(canvas: &mut Canvas<'_>, x: u16, y: u16, width: u16, clock: &Clock, now: Time, look: impl Look) {
    let cells = i64::from(width);
    // Rounded down, so that a full bar means that no time is left.
    let full = (clock.elapsed(now).saturating_mul(cells) / clock.target_s.max(1)).clamp(0, cells) as u16;
    let glyphs = canvas.theme().glyphs;
    canvas.repeat(x, y, full, glyphs.full, look);
    canvas.repeat(x + full, y, width - full, glyphs.left, look);
}
