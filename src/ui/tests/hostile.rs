//! Hostile text in every field, on every path to the screen: no cell of the finished frame holds anything but one
//! clean grapheme, and the grid stays whole.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

use super::fixture::{ask, capabilities, detail, events, find, frame, key, model_of, now, sources};
use crate::{
    app::model::{
        IncidentScreen, Model, Notice, Screen, Tab,
        board::Ghost,
        layer::{Assign, Choice, FilterLine, Layer, Strip, Then, Words, WordsFor},
        pending::ActState,
        seen::Seen,
        suppressed::Suppressed,
    },
    backend::{Target, Verb},
    domain::{Change, Hold, Incident, IncidentId, Number, Priority, SourceName, incident::HoldReason},
    text::{
        Kind, Opaque, SafeText,
        hostile::{CANARY, HOSTILE},
        is_clean_symbol,
    },
    ui::{Theme, tests::fixture::incidents},
};

/// A model in which every outside text is `words`.
fn everywhere(words: &str, cols: u16, rows: u16) -> Model {
    let line = || SafeText::clean(words, Kind::Line);
    let label = || SafeText::clean(words, Kind::Label);
    let note = || SafeText::clean(words, Kind::Note);
    let mut list = incidents();
    for incident in &mut list {
        incident.title = line();
        incident.service = Some(label());
        incident.owner = Some(label());
        incident.hidden_chars = true;
        if let Some(hold) = &mut incident.hold {
            hold.detail = line();
        }
        let mut detail = detail();
        detail.raw_status = label();
        detail.severity = Some(label());
        detail.description = Some(note());
        detail.url = Some(line());
        detail.runbook = Some(line());
        detail.labels = vec![(label(), label()), (label(), line())];
        detail.marks = vec![line(), line()];
        incident.detail = Arc::new(detail);
    }
    // An id and a source whose names nobody checked.
    let odd = SourceName::new(words);
    let mut without = list[0].clone();
    without.source = odd.clone();
    without.id = IncidentId::new(&odd, words);
    without.number = None;
    without.hold =
        Some(Box::new(Hold { reason: HoldReason::Silenced, detail: line(), since: None, until: None }));
    list.push(without);

    let mut sources = sources();
    for source in &mut sources {
        source.url = line();
        source.health.error = Some(note());
        source.capabilities = capabilities();
    }
    sources[0].name = odd;
    let mut model = model_of(sources, list, cols, rows);
    for tab in &mut model.views {
        tab.name = label();
    }
    model.me = label();
    model.said = Some((line(), now().ms));
    model.notices.push(Notice { about: "x", words: line(), warning: true });
    let note_verb = || Verb::Note { text: Opaque::new(words) };
    ask(&mut model, 1, 1031, note_verb(), ActState::Failed(line()), 10);
    let waiting = ActState::Waiting { words: line(), next_at: now().utc + 8, tries: 2 };
    ask(&mut model, 2, 1040, Verb::Assign { to: Some(label()) }, waiting, 9);
    let done = ActState::Confirmed { elapsed_ms: 9, words: Some(line()), local: true };
    ask(&mut model, 3, 1042, note_verb(), done, 8);
    model.board.filter.text = words.to_owned();
    model
}

/// Everything that can lie on top.
fn screens(model: &mut Model, words: &str) -> Vec<(&'static str, Option<Screen>, Option<Layer>)> {
    let line = || SafeText::clean(words, Kind::Line);
    let incident = find(model, 1042);
    let target = Target::from(&incident);
    let mut past = events();
    for event in &mut past {
        event.actor = SafeText::clean(words, Kind::Label);
        event.text = SafeText::clean(words, Kind::Note);
    }
    let screen = |tab, timeline| {
        Some(Screen::Incident(IncidentScreen {
            id: incident.id.clone(),
            last: None,
            tab,
            top: 0,
            timeline,
            newest_first: true,
        }))
    };
    let input = || crate::app::entry::Entry::lines(words);
    let form = |purpose| {
        Some(Layer::Words(Words {
            purpose,
            targets: vec![target.clone()],
            input: input(),
            slot: words.to_owned(),
            draft: Some(words.to_owned()),
            unsaved_ms: None,
        }))
    };
    let people = vec![SafeText::clean(words, Kind::Label); 3];
    let strip = Strip {
        verb: "resolve",
        targets: vec![(Number::new(1042), SourceName::new(words)), (None, SourceName::new(words))],
        worst: Priority::P1,
        consequence: line(),
        choices: vec![Choice { key: '\u{202e}', title: "resolve", then: Then::Quit }],
        armed_at_ms: 0,
    };
    let assign = |typed: &str| {
        Some(Layer::Assign(Assign {
            targets: vec![target.clone()],
            input: crate::app::entry::Entry::line(typed),
            people: people.clone(),
            pick: 1,
        }))
    };
    vec![
        ("board", None, None),
        ("overview", screen(Tab::Overview, None), None),
        ("timeline", screen(Tab::Timeline, Some(Ok(past))), None),
        ("timeline failed", screen(Tab::Timeline, Some(Err(line()))), None),
        ("outbox", Some(Screen::Outbox { cursor: 0 }), None),
        ("sources", Some(Screen::Sources { cursor: 0 }), None),
        ("suppressed", Some(Screen::Suppressed(Box::new(Suppressed::of(&model.inbox, now())))), None),
        ("help", Some(Screen::Help { top: 0 }), None),
        ("filter", None, Some(Layer::Filter(FilterLine::new(input().value(), Seen::default())))),
        ("note", None, form(WordsFor::Note)),
        ("ack", None, form(WordsFor::Ack)),
        ("assign", None, assign("")),
        ("assign typed", None, assign(words)),
        ("strip", None, Some(Layer::Strip(strip))),
        ("link", None, Some(Layer::Link(line()))),
    ]
}

/// Every cell holds one clean grapheme; wide ones are followed by as many empty cells; rows are as wide as the frame.
pub(super) fn check(buf: &Buffer, what: &str) {
    let mut all = String::new();
    for y in 0..buf.area.height {
        let mut x = 0;
        while x < buf.area.width {
            let symbol = buf[(x, y)].symbol();
            assert!(is_clean_symbol(symbol), "{what}: {symbol:?} at {x},{y}");
            let marks = symbol.chars().filter(|c| matches!(c, '\u{ff9e}' | '\u{ff9f}')).count();
            let cells = (symbol.width() + marks).max(1) as u16;
            for behind in 1..cells {
                assert!(x + behind < buf.area.width, "{what}: {symbol:?} hangs over the edge at {x},{y}");
                assert_eq!(buf[(x + behind, y)].symbol(), " ", "{what}: behind {symbol:?} at {x},{y}");
            }
            all.push_str(symbol);
            x += cells;
        }
    }
    assert!(!all.contains(CANARY), "{what}: the payload is on the screen");
}

#[test]
fn no_text_breaks_out_of_its_cells() {
    for words in HOSTILE {
        for (cols, rows) in [(80, 24), (120, 40), (200, 60), (40, 10), (11, 6)] {
            let mut model = everywhere(words, cols, rows);
            for (name, screen, layer) in screens(&mut model, words) {
                model.screens = screen.into_iter().collect();
                model.layer = layer;
                // Signs differ between the sets, places do not: one size shows both.
                for ascii in [false, true].into_iter().take(if cols == 80 { 2 } else { 1 }) {
                    let (buf, _) = frame(&model, &Theme::default().ascii(ascii));
                    check(&buf, &format!("{name} at {cols}x{rows} with {words:?}"));
                }
            }
        }
    }
}

#[test]
fn a_ghost_an_error_and_empty_lists_stay_clean() {
    for words in HOSTILE {
        let line = SafeText::clean(words, Kind::Line);
        let mut model = everywhere(words, 80, 24);
        let incident = find(&model, 1042);
        model.inbox.apply(
            Change::Gone { id: incident.id.clone(), at: now().utc, why: line.clone() },
            now().utc,
            true,
        );
        model.board.ghost = Some(Ghost { incident: Box::new(incident), why: line.clone() });
        model.board.filter.error = Some((3, line));
        model.layer = Some(Layer::Filter(FilterLine::new(words, Seen::of(&model.inbox, &model.sources))));
        check(&frame(&model, &Theme::default()).0, "ghost and filter error");
        model.layer = None;
        check(&frame(&model, &Theme::default()).0, "ghost");

        let mut empty = model_of(model.sources, Vec::new(), 80, 24);
        check(&frame(&empty, &Theme::default()).0, "nothing known");
        empty.board.filter.text = words.to_owned();
        check(&frame(&empty, &Theme::default()).0, "nothing matches");
    }
}

/// Whatever a title, a service or an owner says, the columns behind them stay where they are.
#[test]
fn columns_stay_in_their_places() {
    for (cols, rows) in [(80, 24), (120, 40), (200, 60)] {
        let plain = |words: &str| -> Vec<Incident> {
            incidents()
                .into_iter()
                .map(|mut i| {
                    i.title = SafeText::clean(words, Kind::Line);
                    i.service = Some(SafeText::clean(words, Kind::Label));
                    i.owner = Some(SafeText::clean(words, Kind::Label));
                    i
                })
                .collect()
        };
        let width = if cols >= 160 { cols - cols * 2 / 5 - 1 } else { cols };
        let columns = crate::ui::board::columns_for_tests(width, rows, cols >= 120);
        let behind: Vec<(u16, u16)> = [columns.age, columns.id, columns.source, columns.state, columns.value]
            .into_iter()
            .filter(|c| c.width > 0)
            .map(|c| (c.x.saturating_sub(1), c.x + c.width))
            .collect();
        let calm = frame(&model_of(sources(), plain("disk"), cols, rows), &Theme::default()).0;
        for words in HOSTILE {
            let wild = frame(&model_of(sources(), plain(words), cols, rows), &Theme::default()).0;
            for y in 2..14 {
                for (from, to) in &behind {
                    for x in *from..*to {
                        assert_eq!(wild[(x, y)].symbol(), calm[(x, y)].symbol(), "{x},{y} with {words:?}");
                    }
                }
            }
        }
    }
    let _ = key(1);
}
