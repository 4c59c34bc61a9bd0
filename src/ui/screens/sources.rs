//! The sources: how fresh, what they can do, what they last said.

use ratatui::layout::Rect;

use super::{frame, top_left, top_of};
use crate::{
    app::model::SourceState,
    backend::{Freshness, Support},
    text::{Kind, SafeText},
    ui::{
        Drawn, View,
        paint::{Canvas, Page, Phrase, made},
        theme::Token,
        words,
    },
};

/// Draws the screen.
pub fn sources(canvas: &mut Canvas<'_>, view: &View<'_>, cursor: usize) -> Drawn {
    let theme = canvas.theme();
    let list = &view.model.sources;
    let now = view.now.utc;
    let alive = list.iter().filter(|s| s.health.freshness(now) == Freshness::Live).count();
    let mut title = Phrase::new(theme).with("SOURCES", Token::Title).with("  ", Token::Dim);
    title.add(made::number(alive), Token::Text).add(" of ", Token::Dim);
    title.add(made::number(list.len()), Token::Text).add(" live", Token::Dim);
    let body = frame(canvas, view, &title);
    if list.is_empty() {
        let page =
            &mut Page::new(canvas, Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body }, 0);
        page.line_at(0, "No source configured. Add one: watchfloor config init,", Token::Warning);
        page.line_at(0, "or for this run: --source alertmanager=http://127.0.0.1:9093", Token::Text);
        return Drawn { cursor: top_left(view, body), ..Drawn::default() };
    }
    // Each takes as many lines as it has to say; the one under the cursor must be in view.
    let heights: Vec<usize> = list.iter().map(|s| lines(canvas, view, s, body)).collect();
    let before: usize = heights.iter().take(cursor).sum();
    let top = top_of(before, heights.iter().sum(), usize::from(body.height));
    let (mut line, mut at) = (0, None);
    for (n, source) in list.iter().enumerate() {
        let here = n == cursor;
        let visible = (line + heights[n] > top && line < top + usize::from(body.height))
            .then(|| line.saturating_sub(top) as u16);
        if let Some(y) = visible {
            let skip = top.saturating_sub(line);
            let height = (heights[n] - skip).min(usize::from(body.height - y)) as u16;
            let area = Rect { y: body.y + y, height, ..body };
            if here && skip == 0 {
                canvas.tint(Rect { height: 1, ..area }, Token::RowCursor);
                canvas.text(area.x, area.y, 1, canvas.theme().glyphs.cursor, Token::BorderFocus);
                at = Some((area.x, area.y));
            }
            write(&mut Page::new(canvas, inner(area), skip), view, source, here);
        }
        line += heights[n];
    }
    Drawn { cursor: at.or_else(|| top_left(view, body)), body: 0, list: Some(body), hints: None }
}

const fn inner(area: Rect) -> Rect {
    Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area }
}

fn lines(canvas: &mut Canvas<'_>, view: &View<'_>, source: &SourceState, body: Rect) -> usize {
    let mut page = Page::new(canvas, Rect { height: 0, ..inner(body) }, 0);
    write(&mut page, view, source, false);
    page.lines()
}

fn write(page: &mut Page<'_, '_>, view: &View<'_>, source: &SourceState, here: bool) {
    let theme = page.theme();
    let now = view.now.utc;
    let health = &source.health;
    let freshness = health.freshness(now);
    let waiting = health.as_of.is_none() && health.error.is_none();
    let mut head = Phrase::new(theme).with(&source.name, if here { Token::Title } else { Token::Text });
    head.add("  ", Token::Dim);
    if waiting {
        head.add("asking", Token::Dim);
    } else {
        head.add(freshness.word(), words::freshness(freshness));
    }
    // A clock time stays true while nothing is drawn; an age is counted on while it matters.
    if freshness < Freshness::Stale {
        if let Some(at) = health.as_of {
            head.add("  as of ", Token::Dim).add(made::clock_seconds(at, view.model.zone), Token::Text);
        }
    } else if let Some(age) = health.age(now) {
        head.add("  data ", Token::Dim).add(made::data_age(age), Token::Text).add(" old", Token::Dim);
    }
    head.add("  ", Token::Dim).add(source.kind, Token::Dim).add(" ", Token::Dim).add(&source.url, Token::Dim);
    page.phrase(&head);

    let mut facts = Vec::new();
    facts.push(fact(theme, "asked every ", made::seconds(health.poll_s)));
    if let Some(ms) = health.elapsed_ms {
        facts.push(fact(theme, "last answer took ", made::elapsed(u64::from(ms))));
    }
    if health.offset_s != 0 {
        let word = if health.offset_s > 0 { "its clock is ahead by " } else { "its clock is behind by " };
        facts.push(fact(theme, word, made::length(health.offset_s.abs())));
    }
    if let Some(at) = health.next_try.filter(|_| health.error.is_some()) {
        facts.push(fact(theme, "asked again at ", made::clock_seconds(at, view.model.zone)));
    }
    page.flow(2, 3, &facts);
    if let Some(error) = &health.error {
        let attempts = fact(theme, "failed attempts in a row ", made::number(health.failures as usize));
        page.flow(2, 3, &[attempts]);
        page.wrapped(2, error, Token::Warning);
    }
    abilities(page, source);
    page.blank();
}

fn fact<'a>(theme: &'a crate::ui::Theme, word: &'static str, value: made::Made) -> Phrase<'a> {
    Phrase::new(theme).with(word, Token::Dim).with(value, Token::Text)
}

/// Who does what: the source, we in its place, nobody.
fn abilities(page: &mut Page<'_, '_>, source: &SourceState) {
    let theme = page.theme();
    let c = &source.capabilities;
    if c.read_only {
        page.line_at(2, "configured read_only: no verb is sent to it", Token::Warning);
        return;
    }
    let verbs =
        [("ack", c.ack), ("unack", c.unack), ("assign", c.assign), ("note", c.note), ("resolve", c.resolve)];
    let mut phrases = Vec::new();
    let mut reasons = Vec::new();
    for (verb, support) in verbs {
        let (word, look) = match support {
            Support::Native => ("native", Token::Good),
            Support::Local => ("local", Token::Text),
            Support::No(reason) => {
                reasons.push((verb, reason));
                ("no", Token::Dim)
            }
        };
        phrases.push(Phrase::new(theme).with(verb, Token::Dim).with(" ", Token::Dim).with(word, look));
    }
    page.flow(2, 3, &phrases);
    for (verb, reason) in reasons {
        if let Some(mut pen) = page.pen() {
            pen.skip(2).put(verb, Token::Dim).put(": ", Token::Dim);
            pen.put(SafeText::clean(reason, Kind::Line), Token::Dim);
        }
    }
}
