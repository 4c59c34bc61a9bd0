//! Times out of order, corrections, excuses.

use super::*;
use crate::domain::{
    record::{Milestone, Turn},
    sla::{Book, Metric},
};

fn correct(field: Milestone, to: Time) -> Verb {
    Verb::Correct { field, to, reason: typed("the log says so") }
}

#[test]
fn nothing_happens_before_it_opened_or_after_now() {
    let opened = fresh().opened_at;
    let at = |at: Time| go(&fresh(), &ACK, &Who { at, ..who("mira") });
    for (when, field) in [(NOW + 301, "by.at"), (opened - 301, "by.at")] {
        match at(when) {
            Err(Forbidden::Invalid { field: got, .. }) => assert_eq!(got, field),
            other => panic!("{other:?}"),
        }
    }
    let acked = |when: Time| at(when).expect("within the slack").incident.acked_at;
    assert_eq!((acked(NOW + 300), acked(opened - 300)), (Some(NOW), Some(opened)));
    // Done while the line was down, told after something later: passages stay in order.
    let held = in_state(State::OnHold);
    let earlier = Who { at: NOW - 600, ..who("jo") };
    let back = go(&held, &Verb::Resume { reason: None }, &earlier).expect("resumed").incident;
    let passages = &back.detail.record.passages;
    assert!(passages.is_sorted_by_key(|p| p.at), "{passages:?}");
}

#[test]
fn a_correction_keeps_the_order_and_the_old_value() {
    let over = in_state(State::Resolved);
    let opened = over.opened_at;
    let with = |field, to| done(&over, &correct(field, to));
    let began = with(Milestone::OccurredAt, opened - 600);
    assert_eq!((began.detail.record.occurred_at, began.detail.record.corrections), (Some(opened - 600), 1));
    let twice = done(&began, &correct(Milestone::OccurredAt, opened - 900));
    assert_eq!(twice.detail.record.corrections, 2);
    let words = &said(&began, &correct(Milestone::OccurredAt, opened - 900))[0].1;
    let (was, is) = ((opened - 600).rfc3339(), (opened - 900).rfc3339());
    assert_eq!(*words, format!("occurred_at corrected from {was} to {is}: the log says so"));
    let earlier = with(Milestone::ResolvedAt, NOW - 60);
    let resolution = earlier.detail.record.resolution.as_ref().map(|r| r.at);
    assert_eq!((earlier.resolved_at, resolution), (Some(NOW - 60), Some(NOW - 60)));
    assert_eq!(earlier.detail.record.mitigated_at, Some(NOW - 60), "what it implied moves with it");
    let wrong = [
        (Milestone::OccurredAt, opened + 1),
        (Milestone::DetectedAt, opened + 1),
        (Milestone::AckedAt, opened - 1),
        (Milestone::ResolvedAt, opened - 1),
        (Milestone::ResolvedAt, NOW + 301),
    ];
    for (field, to) in wrong {
        assert_eq!(refused(&over, &correct(field, to)).0, "to", "{field:?}");
    }
    let detected = done(&began, &correct(Milestone::DetectedAt, opened - 300));
    assert_eq!(refused(&detected, &correct(Milestone::OccurredAt, opened - 200)).0, "to");
    assert_eq!(refused(&began, &correct(Milestone::MitigatedAt, opened - 601)).0, "to", "before the impact");
    let (field, why) = refused(&fresh(), &correct(Milestone::MitigatedAt, NOW));
    assert_eq!(field, "field");
    assert!(why.contains("mitigate it"), "{why}");
    // After the end too: reports use the right time.
    done(&in_state(State::Closed), &correct(Milestone::OccurredAt, opened - 600));
}

#[test]
fn a_reopening_keeps_what_clocks_need_of_an_earlier_mitigation() {
    let later = |s: i64| Who { at: NOW + s, now: NOW + s, ..who("mira") };
    let over = go(&in_state(State::Mitigated), &resolve(), &later(600)).expect("resolved").incident;
    let back = go(&over, &reopen(), &later(900)).expect("reopened").incident;
    let turns: Vec<_> = back.detail.record.passages.iter().map(|p| (p.at - NOW, p.turn.clone())).collect();
    let want = [(0, Turn::Mitigated), (600, Turn::Resolved), (900, Turn::Relapsed), (900, Turn::Reopened)];
    assert_eq!(turns, want);
}

#[test]
fn a_breach_is_explained_once() {
    let response = Book::standard()
        .policies()
        .iter()
        .find(|p| p.metric == Metric::Response && p.name.shown().starts_with("P1"));
    let name = response.expect("P1 has a response").name.clone();
    let mut late = fresh();
    late.priority = crate::domain::Priority::P1;
    let excuse =
        |clock: &SafeText| Verb::Excuse { clock: clock.clone(), reason: typed("the pager was flat") };
    let explained = done(&late, &excuse(&name));
    assert_eq!(explained.detail.record.excuses.len(), 1);
    let again = go(&explained, &excuse(&name), &who("jo")).expect("already");
    assert_eq!(again.already, Some(text("already explained by mira: the pager was flat")));
    let (field, why) = refused(&late, &excuse(&text("P1 lunch")));
    assert_eq!(field, "clock");
    assert!(why.contains(name.shown()), "{why}");
    let calm = Incident { opened_at: NOW, ..fresh() };
    assert!(refused(&calm, &excuse(&name)).1.contains("nothing to explain"));
}
