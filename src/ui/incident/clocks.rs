//! The clocks panel: of each clock its state, how much is used up, what is left in working time, when it is due here and
//! in UTC, whether its hours count now, why it is paused; under it what was given up or finished before.
//!
//! ```text
//! ✓ P3 response    ▰▱▱▱▱▱▱▱▱▱▱▱  met, 1m40s of 4h
//! ⋯ P3 resolution  ▰▰▰▰▰▱▱▱▱▱▱▱  9h30m left of 24h      due 25 Nov 11:00 CET  10:00Z
//!                  outside hours, resumes Tue 09:00 Paris
//!   P4 resolution  2h of 40h used, given up 23 Nov 03:10, in time until then
//! ```

use crate::{
    domain::{
        Incident, Time,
        clock::{Clock, clocks},
        sla::{
            ClockState, Past, SourceClock,
            explain::{hours_now, work},
        },
        time::MINUTE,
    },
    text::{Kind, SafeText},
    ui::{
        Theme, View,
        paint::{Ink, Page, Pen, Phrase, made},
        theme::Token,
        words,
    },
};

/// Cells of the state's sign with the gap after it, of a name at most, and of a bar.
const SIGN: u16 = 2;
const NAME: u16 = 20;
const BAR: u16 = 12;
/// Cells of what is left, where there is room for the rest beside it.
const LEFT: u16 = 22;

/// Writes the clocks of `incident`.
pub fn panel(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident) {
    let now = view.model.server_now(&incident.source, view.now.utc);
    let all = clocks(incident, view.model.book(&incident.source));
    let theirs = &incident.detail.source_clocks;
    if all.is_empty() && theirs.is_empty() {
        page.line_at(0, "no clock runs at this priority: best effort", Token::Dim);
        return;
    }
    let names = all.iter().map(|c| &c.policy.name).chain(theirs.iter().map(|c| &c.name));
    let widest = names.map(SafeText::width).max().unwrap_or(0) as u16;
    let name = widest.min(NAME).min(page.width() / 3);
    let panel = Panel { view, now, name, stale: words::is_stale(view.model, &incident.source, view.now.utc) };
    for clock in all.iter().filter(|c| !c.cancelled) {
        panel.clock(page, clock);
    }
    for clock in theirs {
        let phrase = source_clock(page.theme(), clock);
        page.phrase(&phrase);
    }
    for clock in &all {
        for past in &clock.history {
            panel.past(page, past);
        }
        if clock.cancelled {
            panel.given_up(page, clock);
        }
    }
}

/// A clock that its source keeps: the source's figures, and that they are.
pub fn source_clock<'a>(theme: &'a Theme, clock: &'a SourceClock) -> Phrase<'a> {
    let (look, word) = if clock.remaining_s < 0 || clock.breached {
        (Token::ClockBreach, " over")
    } else {
        (Token::ClockCalm, " left")
    };
    let mut phrase = Phrase::new(theme).with("  ", Token::Dim).with(&clock.name, Token::Text);
    phrase.add("  ", Token::Dim).add(ours(&work(clock.remaining_s)), look).add(word, look);
    phrase.add(" of ", Token::Dim).add(ours(&work(clock.target_s)), Token::Dim);
    phrase.add(
        if clock.running { ", as its source counts" } else { ", stands still at its source" },
        Token::Dim,
    );
    phrase
}

/// Figures of our own making.
fn ours(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Label)
}

struct Panel<'v, 'm> {
    view: &'v View<'m>,
    now: Time,
    name: u16,
    stale: bool,
}

impl Panel<'_, '_> {
    /// Cells before the words.
    const fn indent(&self) -> u16 {
        SIGN + self.name + 2
    }

    fn clock(&self, page: &mut Page<'_, '_>, clock: &Clock) {
        let theme = page.theme();
        let (sign, look) = self.sign(theme, clock);
        let left = self.left(theme, clock, look);
        let rest = self.rest(theme, clock);
        // What does not fit beside goes under it, whole.
        let fits = page.width() >= self.indent() + BAR + 2 + left.width().max(LEFT) + rest.width();
        if let Some(mut pen) = page.pen() {
            pen.field(SIGN, sign, look).field(self.name, &clock.policy.name, Token::Text).skip(2);
            self.bar(&mut pen, clock, look);
            pen.skip(2);
            let from = pen.at().0;
            pen.phrase(&left);
            if fits && !rest.is_empty() {
                pen.to(from + left.width().max(LEFT)).phrase(&rest);
            }
        }
        let mut under = Vec::new();
        if !fits && !rest.is_empty() {
            under.push(rest);
        }
        under.extend(self.projected(theme, clock));
        if let Some(hours) = hours_now(clock.calendar(), self.now).filter(|_| clock.stopped_at.is_none()) {
            under.push(Phrase::new(theme).with(hours, Token::Dim));
        }
        page.flow(self.indent(), 3, &under);
    }

    fn sign(&self, theme: &Theme, clock: &Clock) -> (&'static str, Token) {
        let glyphs = &theme.glyphs;
        match clock.state(self.now) {
            ClockState::Met => (glyphs.done, Token::Good),
            ClockState::Breached | ClockState::BreachedRunning => (glyphs.fail, Token::ClockBreach),
            ClockState::PausedBreached => (glyphs.pause, Token::ClockBreach),
            ClockState::Paused => (glyphs.pause, Token::StateHold),
            ClockState::Cancelled => (" ", Token::Dim),
            ClockState::Running if !clock.calendar().is_open(self.now) => (glyphs.pending, Token::Dim),
            ClockState::Running => (glyphs.run, words::clock(clock, self.now)),
        }
    }

    /// `9h30m left of 24h`, `12m over its 4h`, `met, 1m40s of 5m`.
    fn left<'a>(&self, theme: &'a Theme, clock: &Clock, look: Token) -> Phrase<'a> {
        let left = clock.remaining(self.now);
        let of = ours(&work(clock.target_s));
        let mut phrase = Phrase::new(theme);
        if clock.stopped_at.is_some() {
            let word = if left < 0 { "missed" } else { "met" };
            phrase.add(word, look).add(", ", Token::Dim);
            phrase.add(ours(&work(clock.elapsed(self.now))), Token::Text);
            return phrase.with(" of ", Token::Dim).with(of, Token::Dim);
        }
        phrase.add(self.working(clock, left), look);
        phrase.add(if left < 0 { " over its " } else { " left of " }, Token::Dim).add(of, Token::Dim);
        phrase
    }

    /// Working time; with seconds only where they matter, and never in days, of which each calendar has its own.
    fn working(&self, clock: &Clock, left: i64) -> Ink<'static> {
        if left.abs() < 10 * MINUTE || (clock.calendar().is_always() && left.abs() < 86_400) {
            return made::countdown(left, self.now, self.stale, self.view.model.ticks()).into();
        }
        // Outside its hours it stands still.
        let counts = clock.calendar().is_open(self.now);
        let seen = if counts { self.view.model.ticks().seen(left, self.now) } else { left };
        let sign = match (self.stale, left < 0) {
            (true, true) => "~+",
            (true, false) => "~",
            (false, true) => "+",
            (false, false) => "",
        };
        ours(&format!("{sign}{}", work(seen))).into()
    }

    /// When it is due, here and in UTC; of a paused one why it is.
    fn rest<'a>(&self, theme: &'a Theme, clock: &Clock) -> Phrase<'a> {
        let zone = self.view.model.zone;
        let mut phrase = Phrase::new(theme);
        if let Some((since, reason)) = clock.paused {
            phrase.add("paused for ", Token::StateHold).add(reason.title(), Token::StateHold);
            phrase.add(" since ", Token::Dim).add(made::near(since, self.view.now.utc, zone), Token::Dim);
        } else if let Some(due) = clock.due_at() {
            let over = clock.stopped_at.is_some() || due < self.now;
            phrase.add(if over { "was due " } else { "due " }, Token::Dim);
            phrase.add(made::near(due, self.view.now.utc, zone), Token::Text);
            if !made::is_utc(zone) {
                phrase.add("  ", Token::Dim).add(made::clock(due, chrono_tz::Tz::UTC), Token::Dim);
            }
        }
        phrase
    }

    /// When it would be due if the hold ended now.
    fn projected<'a>(&self, theme: &'a Theme, clock: &Clock) -> Option<Phrase<'a>> {
        let due = clock.projected_due(self.now)?;
        let phrase = Phrase::new(theme).with("if it went on now: due ", Token::Dim);
        Some(phrase.with(made::near(due, self.view.now.utc, self.view.model.zone), Token::Text))
    }

    fn bar(&self, pen: &mut Pen<'_, '_>, clock: &Clock, look: Token) {
        let look = if clock.running() { look } else { Token::Dim };
        let used = i128::from(clock.elapsed(self.now)) * i128::from(BAR);
        let full = (used / i128::from(clock.target_s.max(1))).clamp(0, i128::from(BAR)) as u16;
        let glyphs = *pen.glyphs();
        pen.repeat(full, glyphs.full, look).repeat(BAR - full, glyphs.left, look);
    }

    /// `P4 resolution  2h of 40h used, given up 23 Nov 03:10, in time until then`.
    fn past(&self, page: &mut Page<'_, '_>, past: &Past) {
        let how = match (past.state, past.breached) {
            (ClockState::Cancelled, true) => ", breached before that",
            (ClockState::Cancelled, false) => ", in time until then",
            (_, true) => ", too late",
            (_, false) => ", in time",
        };
        let what = if past.state == ClockState::Cancelled { " used, given up " } else { " used, ended " };
        let (used, target, ended) = (past.elapsed_s, past.target_s, past.ended);
        self.before(page, &past.name, (used, target), what, ended, how);
    }

    fn given_up(&self, page: &mut Page<'_, '_>, clock: &Clock) {
        let how = if clock.breached(self.now) { ", breached before that" } else { ", in time until then" };
        let figures = (clock.elapsed(self.now), clock.target_s);
        let ended = clock.stopped_at.unwrap_or(self.now);
        self.before(page, &clock.policy.name, figures, " used, given up ", ended, how);
    }

    fn before(
        &self,
        page: &mut Page<'_, '_>,
        name: &SafeText,
        (used, target): (i64, i64),
        what: &'static str,
        ended: Time,
        how: &'static str,
    ) {
        if let Some(mut pen) = page.pen() {
            pen.skip(SIGN).field(self.name, name, Token::Dim).skip(2).put(ours(&work(used)), Token::Dim);
            pen.put(" of ", Token::Dim).put(ours(&work(target)), Token::Dim).put(what, Token::Dim);
            pen.put(made::near(ended, self.view.now.utc, self.view.model.zone), Token::Dim)
                .put(how, Token::Dim);
        }
    }
}
