//! The record of an incident on its overview: full, ended, hostile, and nothing where nothing was recorded.

use std::sync::Arc;

use super::{
    fixture::{HOUR, frame, incident, lines, now, shift, text},
    frames::{SIZES, snap},
};
use crate::{
    app::model::{IncidentScreen, Model, Screen, Tab},
    domain::{
        Change, Incident, Number, Phase, Priority, State,
        record::{
            Answer, Caller, CancelReason, CiRole, Confirmation, Ending, Excuse, Major, Origin, Override,
            Record, Resolution, Told, Verdict,
        },
    },
    text::hostile::HOSTILE,
    ui::Theme,
};

fn caller(name: &str) -> Caller {
    Caller { name: text(name), ..Caller::default() }
}

/// A record in which everything has these words, or words of its own.
pub(super) fn full(words: Option<&str>) -> Record {
    let say = |own: &str| text(words.unwrap_or(own));
    let at = now().utc - HOUR;
    Record {
        phase: Some(Phase::Fixing),
        origin: Some(Origin::Phone),
        verdict: Some(Verdict::Request),
        reporter: Some(Box::new(Caller {
            phone: Some(say("+49 69 555 0142")),
            email: Some(say("anna.weber@example.org")),
            vip: true,
            on_behalf_of: Some(say("Bert Krug")),
            ..caller(words.unwrap_or("Anna Weber"))
        })),
        callers: (1..=14).map(|n| caller(words.unwrap_or(&format!("Caller no. {n}")))).collect(),
        occurred_at: Some(at - 900),
        detected_at: Some(at - 600),
        mitigated_at: Some(at + 1_200),
        impact_left: Some(say("orders are slow, none is lost")),
        initial_category: Some(say("hardware")),
        computed: Priority::new(3),
        override_: Some(Box::new(Override {
            by: say("kim"),
            at,
            reason: say("the whole region cannot pay"),
        })),
        major: Some(Box::new(Major { by: say("mira"), at, reason: Some(say("second team needed")) })),
        snoozed_until: Some(now().utc + 2 * HOUR),
        resolution: Some(Box::new(Resolution {
            code: Some(say("workaround")),
            notes: Some(say("rolled back to 4.18.1")),
            by: say("kim"),
            at: at + 1_500,
        })),
        confirmation: Some(Box::new(Confirmation {
            asked_at: Some(at + 1_600),
            asked_by: Some(say("kim")),
            answered_at: Some(at + 1_700),
            answer: Some(Answer::Works),
            satisfaction: Some(4),
            comment: Some(say("quick, thank you")),
        })),
        unanswered: 2,
        told: Some(Box::new(Told {
            at: at + 300,
            by: say("mira"),
            text: say("Card payments in eu-west fail; the vendor is on the line."),
            audience: Some(say("customers")),
            next_at: Some(at + 900),
            public: true,
        })),
        parent: Number::new(1039),
        children: 3,
        follow_up_of: Number::new(871),
        links: vec![(say("payments"), CiRole::Cause), (say("checkout"), CiRole::Affected)],
        excuses: vec![Excuse {
            clock: say("P1 response"),
            reason: say("night shift of one"),
            by: say("kim"),
            at,
        }],
        corrections: 2,
        ..Record::default()
    }
}

pub(super) fn with(number: u32, title: &str, state: State, record: Record) -> Incident {
    let mut incident = incident(number, 2, state, "native", title, 2 * HOUR);
    let detail = Arc::make_mut(&mut incident.detail);
    detail.record = record;
    detail.category = Some(text("software"));
    detail.subcategory = Some(text("web shop"));
    detail.team = Some(text("L2 web shop"));
    incident
}

fn child(number: u32, title: &str) -> Incident {
    with(number, title, State::New, Record { parent: Number::new(1100), ..Record::default() })
}

/// The screen of `incident`, with a parent and two children on the board.
pub(super) fn screen(incident: Incident, cols: u16, rows: u16) -> Model {
    let mut model = shift(cols, rows);
    let mut parent = with(1039, "Primary lag 92 s", State::InProgress, Record::default());
    parent.id = crate::domain::IncidentId::new(&parent.source, "parent");
    let relatives = [parent, child(1101, "Cannot pay by card"), child(1102, "Till 4 shows an error")];
    for one in relatives.into_iter().chain([incident.clone()]) {
        model.inbox.apply(Change::Upsert(one), now().utc, false);
    }
    model.screens = vec![Screen::Incident(IncidentScreen {
        id: incident.id.clone(),
        last: Some(Box::new(incident)),
        tab: Tab::Overview,
        top: 0,
        timeline: None,
        newest_first: true,
    })];
    model
}

#[test]
fn all_that_was_recorded() {
    for (cols, rows) in SIZES {
        let rows = if cols == 80 { 60 } else { rows };
        snap(
            &format!("record-{cols}x{rows}"),
            &screen(with(1100, "Checkout 5xx", State::Resolved, full(None)), cols, rows),
        );
    }
}

#[test]
fn how_it_ended() {
    let ended = |state, reason, other| {
        let ending = Ending {
            reason,
            detail: Some(text("said so on the phone")),
            other,
            by: text("kim"),
            at: now().utc - 120,
            was: State::New,
        };
        let record = Record { ending: Some(Box::new(ending)), ..Record::default() };
        let (buf, _) = frame(&screen(with(1100, "Checkout 5xx", state, record), 120, 40), &Theme::default());
        lines(&buf).join("\n")
    };
    let merged = ended(State::Merged, None, Number::new(1039));
    assert!(
        merged.contains("merged      into INC-001039 P2 WORK Primary lag 92 s  by kim 2m ago"),
        "{merged}"
    );
    let cancelled = ended(State::Cancelled, Some(CancelReason::Duplicate), Number::new(871));
    assert!(cancelled.contains("cancelled   duplicate of INC-000871  by kim 2m ago"), "{cancelled}");
    assert!(cancelled.contains("said so on the phone"));
}

#[test]
fn what_nobody_recorded_has_no_line() {
    let mut bare = incident(1100, 2, State::New, "native", "Disk full", HOUR);
    Arc::make_mut(&mut bare.detail).record = Record::default();
    let (buf, _) = frame(&screen(bare, 80, 60), &Theme::default());
    let all = lines(&buf).join("\n");
    for name in [
        "reporter", "callers", "came by", "began", "category", "team", "matrix", "parent", "children", "told",
    ] {
        assert!(!all.contains(&format!("\n {name} ")), "{name}: {all}");
    }
}

#[test]
fn hostile_words_stay_in_their_cells() {
    for words in HOSTILE {
        for (cols, rows) in [(80, 60), (200, 60), (40, 10), (11, 6)] {
            let model = screen(with(1100, words, State::Resolved, full(Some(words))), cols, rows);
            super::hostile::check(&frame(&model, &Theme::default()).0, words);
        }
    }
}
