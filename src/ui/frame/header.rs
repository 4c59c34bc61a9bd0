//! The first line: what is on fire, how fresh the data is, the time.
//!
//! ```text
//!  3 P1 5 P2| 41 open 7 new| 3 src ok  icinga STALE 72s           03:02Z
//! ```
//! What does not fit leaves in the order of its rank; the time and the counts of P1 and P2 stay longest. No count
//! reads as certain while a source that might add to it cannot be heard: `2+?`.

use crate::{
    backend::Freshness,
    ui::{
        View,
        paint::{Canvas, Phrase, made},
        theme::Token,
        words,
    },
};

/// A round trip from which the link is worth a cell of the header, milliseconds.
const SLOW_LINK_MS: u32 = 150;

/// One cell of the header; those of a higher rank leave first.
struct Cell<'a> {
    rank: u8,
    phrase: Phrase<'a>,
}

/// Draws the header on the first row.
pub fn header(canvas: &mut Canvas<'_>, view: &View<'_>) {
    let row = view.row(0);
    canvas.fill(row, Token::Header);
    let time = made::clock(view.now.utc, view.model.zone);
    let time = Phrase::new(canvas.theme()).with(time, Token::Dim);
    let room = row.width.saturating_sub(time.width() + 2);
    let mut cells = cells(canvas, view);
    let bar = if view.wide() { 3 } else { 2 };
    while total(&cells, bar) > room && cells.len() > 1 {
        let Some(worst) = (0..cells.len()).max_by_key(|i| cells[*i].rank) else { break };
        cells.remove(worst);
    }
    let glyph = canvas.theme().glyphs.bar;
    let mut pen = canvas.pen(row.x, row.y, room);
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            pen.skip(bar - 2).put(glyph, Token::Border).skip(1);
        }
        pen.phrase(&cell.phrase);
    }
    if row.width > time.width() + 1 {
        let x = row.right() - time.width() - 1;
        canvas.phrase(x, row.y, time.width(), &time);
    }
}

fn total(cells: &[Cell<'_>], bar: u16) -> u16 {
    let between = bar * cells.len().saturating_sub(1) as u16;
    cells.iter().map(|c| c.phrase.width()).fold(between, u16::saturating_add)
}

fn cells<'a>(canvas: &Canvas<'a>, view: &View<'a>) -> Vec<Cell<'a>> {
    let model = view.model;
    let theme = canvas.theme();
    let counts = model.inbox.counts();
    let doubt = words::doubtful(model, view.now.utc);
    let gap = if view.wide() { "  " } else { " " };
    let mut cells = Vec::with_capacity(6);

    // Nothing is counted where nobody was asked: a zero would be a lie.
    if !model.sources.is_empty() {
        let [p1, p2, ..] = counts.by_priority;
        let mut alarm = Phrase::new(theme);
        if p1 > 0 {
            alarm.add(" ", Token::HeaderAlarm).add(made::count(p1, doubt), Token::HeaderAlarm);
            alarm.add(" P1 ", Token::HeaderAlarm);
            if view.wide() {
                alarm.add(" ", Token::Header);
            }
        } else {
            alarm
                .add(" ", Token::Dim)
                .add(made::count(0, doubt), Token::Dim)
                .add(" P1", Token::Dim)
                .add(gap, Token::Dim);
        }
        let look = if p2 > 0 { (Token::Priority2, Token::StateNew) } else { (Token::Dim, Token::Dim) };
        alarm.add(made::count(p2, doubt), look).add(" P2", look);
        cells.push(Cell { rank: 0, phrase: alarm });

        let mut open = Phrase::new(theme).with(made::count(counts.open, doubt), Token::Header);
        open.add(" open", Token::Header).add(gap, Token::Header);
        let look = if counts.new > 0 { Token::Bright } else { Token::Dim };
        open.add(made::count(counts.new, doubt), look).add(" new", look);
        if view.wide() {
            let due = model.inbox.counts().due_soon;
            let look = if due > 0 { Token::ClockWarn } else { Token::Dim };
            open.add(gap, Token::Header).add(made::count(due, doubt), look).add(" due <15m", look);
        }
        cells.push(Cell { rank: 2, phrase: open });
    }

    let waiting = model.pending.unsettled();
    if waiting > 0 {
        let outbox = Phrase::new(theme).with(made::number(waiting), Token::Warning);
        cells.push(Cell { rank: 3, phrase: outbox.with(" in outbox", Token::Warning) });
    }
    cells.extend(sources(canvas, view));
    if let Some(ms) = model.link_ms.filter(|ms| *ms > SLOW_LINK_MS) {
        let link =
            Phrase::new(theme).with("link ", Token::Dim).with(made::elapsed(u64::from(ms)), Token::Dim);
        cells.push(Cell { rank: 5, phrase: link });
    }
    cells
}

/// Healthy sources are a number; only late, stale and down ones are named, with the age of their data.
fn sources<'a>(canvas: &Canvas<'a>, view: &View<'a>) -> Vec<Cell<'a>> {
    let theme = canvas.theme();
    let sources = &view.model.sources;
    if sources.is_empty() {
        let none = Phrase::new(theme).with(" no source configured", Token::Warning);
        return vec![Cell { rank: 1, phrase: none }];
    }
    let now = view.now.utc;
    let mut unwell = Phrase::new(theme);
    let (mut live, mut named) = (0, 0);
    for source in sources {
        let health = &source.health;
        let freshness = health.freshness(now);
        if freshness == Freshness::Live {
            live += 1;
            continue;
        }
        named += 1;
        if named > 1 {
            unwell.add("  ", Token::Header);
        }
        // Nobody has heard of it yet, and nothing failed: that is no fault.
        if health.as_of.is_none() && health.error.is_none() {
            unwell.add("asking ", Token::Dim).add(&source.name, Token::Dim);
            continue;
        }
        let look = (words::freshness(freshness), Token::StateNew);
        unwell.add(&source.name, look).add(" ", look).add(freshness.word(), look);
        if let Some(age) = health.age(now) {
            unwell.add(" ", look).add(made::data_age(age), look);
        }
    }
    // One cell, so that the good news does not stand apart from the bad.
    let mut phrase = Phrase::new(theme);
    if live > 0 {
        let look = if named == 0 { Token::Dim } else { Token::Header };
        phrase.add(made::number(live), look).add(" src ok", look);
        if named > 0 {
            phrase.add("  ", Token::Header);
        }
    }
    let room = view.area.width / 2;
    if phrase.width() + unwell.width() > room && named > 1 {
        phrase.add(made::number(named), Token::Error).add(" src not live", Token::Error);
    } else {
        phrase.append(unwell);
    }
    vec![Cell { rank: if named > 0 { 1 } else { 4 }, phrase }]
}
