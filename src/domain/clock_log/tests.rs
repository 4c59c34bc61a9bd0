//! What the clocks of one incident say, and when.

use super::*;
use crate::domain::{
    Hold, Incident, Priority, State,
    incident::HoldReason,
    record::{Passage, Turn},
    sample,
};
use std::sync::Arc;

fn p1(minutes: i64) -> Incident {
    let mut incident = sample::incident(0);
    incident.priority = Priority::P1;
    incident.opened_at = sample::NOW - minutes * 60;
    incident.acked_at = Some(incident.opened_at + 60);
    incident.state = State::InProgress;
    incident
}

fn told(incident: &Incident) -> Vec<(i64, String)> {
    entries(incident, Book::standard(), sample::NOW)
        .iter()
        .filter(|e| e.actor.eq_folded("p1 resolution"))
        .map(|e| ((e.at - incident.opened_at) / 60, e.text.shown().to_owned()))
        .collect()
}

#[test]
fn it_warns_and_is_missed_once() {
    let warned: Vec<String> =
        told(&p1(5 * 60)).into_iter().map(|(at, words)| format!("{at} {words}")).collect();
    assert_eq!(warned.last().map(String::as_str), Some("240 missed: 4h used up"), "{warned:?}");
    assert!(told(&p1(10)).is_empty(), "nothing yet");
    let mut met = p1(5 * 60);
    met.state = State::Resolved;
    met.resolved_at = Some(met.opened_at + 60 * 60);
    assert!(told(&met).iter().all(|(at, _)| *at <= 60), "{:?}", told(&met));
}

#[test]
fn a_hold_pauses_and_goes_on() {
    let mut incident = p1(60);
    let (from, to) = (incident.opened_at + 600, incident.opened_at + 1_200);
    let reason = HoldReason::AwaitingVendor;
    Arc::make_mut(&mut incident.detail).record.passages =
        vec![Passage { at: from, turn: Turn::Held { reason } }, Passage { at: to, turn: Turn::Resumed }];
    let wanted = [(10, "paused: waits for a vendor".to_owned()), (20, "goes on".to_owned())];
    assert_eq!(told(&incident)[..2], wanted);
    let record = &mut Arc::make_mut(&mut incident.detail).record;
    record.passages.push(Passage { at: sample::NOW - 60, turn: Turn::Held { reason } });
    incident.state = State::OnHold;
    incident.hold = Some(Box::new(Hold {
        reason,
        detail: SafeText::default(),
        since: Some(sample::NOW - 60),
        until: None,
    }));
    assert_eq!(told(&incident).last(), Some(&(59, "paused: waits for a vendor".to_owned())));
}

#[test]
fn a_log_that_tells_of_clocks_itself_is_believed() {
    let incident = p1(5 * 60);
    let note = Event {
        at: sample::NOW,
        recorded_at: sample::NOW,
        kind: EventKind::Note,
        actor: SafeText::default(),
        text: SafeText::default(),
        local: false,
    };
    let both = merged(std::slice::from_ref(&note), &incident, Book::standard(), sample::NOW);
    assert!(both.len() > 1 && both.is_sorted_by_key(|e| e.at));
    let own = Event { kind: EventKind::Clock, ..note };
    assert_eq!(merged(&[own], &incident, Book::standard(), sample::NOW).len(), 1);
}
