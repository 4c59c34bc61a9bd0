//! The timeline: what happened, by whom, with the gaps between.
//!
//! ```text
//!    -3m  02:58Z  ana       note      replica 3 rebuilt, lag falling
//!                  12 min silence
//! ```

use crate::{
    app::{action::Action, model::IncidentScreen},
    domain::{Event, Incident, Time, clock_log, event::EventKind, time::MINUTE},
    ui::{
        View,
        paint::{Page, Phrase, made, wrap},
        theme::Token,
        words,
    },
};

/// Nothing said for this long is worth a line, seconds.
const SILENCE: i64 = 10 * MINUTE;

/// Writes the timeline in the order of the screen.
pub fn timeline(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident, screen: &IncidentScreen) {
    let events = match &screen.timeline {
        None => {
            page.line_at(0, "reading what its source knows of the past", Token::Dim);
            return;
        }
        Some(Err(words)) => {
            page.line_at(0, "the timeline could not be read:", Token::Error);
            page.wrapped(2, words, Token::Warning);
            page.blank();
            let keys = Phrase::new(page.theme())
                .with(words::keys(view.model, Action::Refresh), Token::Key)
                .with(" tries again", Token::Text);
            page.phrase(&keys);
            return;
        }
        Some(Ok(events)) => events,
    };
    let now = view.model.server_now(&incident.source, view.now.utc);
    let events = &clock_log::merged(events, incident, view.model.book(&incident.source), now);
    if events.is_empty() {
        page.line_at(
            0,
            "nothing yet: its source keeps no timeline, and nobody here has done anything",
            Token::Dim,
        );
        page.line_at(0, "what is done from here on is kept with it", Token::Dim);
        return;
    }
    let mut last: Option<Time> = None;
    let mut entry = |page: &mut Page<'_, '_>, event: &Event| {
        if let Some(last) = last {
            let gap = (event.at - last).abs();
            if gap >= SILENCE {
                silence(page, gap);
            }
        }
        last = Some(event.at);
        write(page, view, event, now);
    };
    if screen.newest_first {
        for event in events.iter().rev() {
            entry(page, event);
        }
    } else {
        for event in events {
            entry(page, event);
        }
    }
}

fn silence(page: &mut Page<'_, '_>, seconds: i64) {
    let theme = page.theme();
    let mut phrase = Phrase::new(theme).with(theme.glyphs.rule, Token::Border).with(" ", Token::Dim);
    phrase.add(made::gap(seconds), Token::Dim).add(" silence ", Token::Dim);
    phrase.add(theme.glyphs.rule, Token::Border);
    let indent = columns(page.width()).before_text;
    if let Some(mut pen) = page.pen() {
        pen.skip(indent).phrase(&phrase);
    }
}

/// Where the words begin, and how much room who and what have.
struct Columns {
    when: u16,
    actor: u16,
    kind: u16,
    before_text: u16,
}

const fn columns(width: u16) -> Columns {
    let (when, actor, kind) = if width >= 100 {
        (21, 12, 9)
    } else if width >= 70 {
        (16, 8, 8)
    } else {
        (0, 0, 8)
    };
    // The age, then each column with a cell behind it.
    let before_text = 6 + when + (when > 0) as u16 + actor + (actor > 0) as u16 + kind + 1;
    Columns { when, actor, kind, before_text }
}

fn write(page: &mut Page<'_, '_>, view: &View<'_>, event: &Event, now: Time) {
    let theme = page.theme();
    let c = columns(page.width());
    let zone = view.model.zone;
    // Which clock it was is a part of the words: its name is longer than a person's.
    let clock = event.kind == EventKind::Clock && !event.actor.is_empty();
    let named = if clock { event.actor.width() as u16 + 2 } else { 0 };
    let lines = wrap(&event.text, page.width().saturating_sub(c.before_text + named).max(10));
    let mut first = true;
    for line in lines {
        let Some(mut pen) = page.pen() else {
            first = false;
            continue;
        };
        if first {
            pen.field_right(5, made::age(now - event.at), Token::Dim).skip(1);
            if c.when > 0 {
                let when = if c.when > 16 {
                    made::moment(event.at, zone)
                } else {
                    made::near_short(event.at, now, zone)
                };
                pen.field(c.when, when, Token::Dim).skip(1);
            }
            if c.actor > 0 {
                let mine = event.actor == view.model.me;
                if clock {
                    pen.skip(c.actor + 1);
                } else {
                    pen.field(c.actor, &event.actor, if mine { Token::OwnerMe } else { Token::Accent })
                        .skip(1);
                }
            }
            pen.field(c.kind, event.kind.word(), kind(event.kind)).skip(1);
        } else {
            pen.skip(c.before_text);
        }
        let from = pen.at().0;
        if clock && first {
            pen.put(&event.actor, Token::Text).put(": ", Token::Dim);
        }
        pen.put(line, Token::Text);
        if first && event.local && pen.left() > 7 && pen.at().0 >= from {
            pen.skip(2).put("local", Token::Dim);
        }
        first = false;
    }
    // A pipeline tells of its deploys in its own time, and nobody waited for it.
    if event.recorded_at - event.at > 5 * MINUTE && event.kind != EventKind::Change {
        let mut phrase = Phrase::new(theme).with("told ", Token::Dim);
        phrase.add(made::gap(event.recorded_at - event.at), Token::Dim).add(" later", Token::Dim);
        if let Some(mut pen) = page.pen() {
            pen.skip(c.before_text).phrase(&phrase);
        }
    }
}

const fn kind(kind: EventKind) -> Token {
    match kind {
        EventKind::Ack
        | EventKind::Resolved
        | EventKind::Mitigated
        | EventKind::Closed
        | EventKind::Start
        | EventKind::Resume => Token::Good,
        EventKind::Opened
        | EventKind::Reopened
        | EventKind::Unack
        | EventKind::Relapsed
        | EventKind::Major
        | EventKind::Restored
        | EventKind::Priority => Token::Warning,
        EventKind::Clock => Token::ClockWarn,
        EventKind::Excuse => Token::ClockBreach,
        EventKind::Change | EventKind::Update | EventKind::Contact | EventKind::Caller => Token::Accent,
        EventKind::Note
        | EventKind::Assign
        | EventKind::Changed
        | EventKind::Phase
        | EventKind::Category
        | EventKind::Correction
        | EventKind::Cancelled
        | EventKind::Merged => Token::Text,
        EventKind::Hold => Token::StateHold,
        EventKind::Raised | EventKind::Snooze | EventKind::Link => Token::Dim,
    }
}
