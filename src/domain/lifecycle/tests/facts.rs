//! Priority, majors, categories, updates, callers, links: what is recorded beside the course of things.

use super::*;
use crate::domain::{
    Priority,
    record::{CiRole, Turn},
};

fn levels(impact: Option<u8>, urgency: Option<u8>, reason: Option<&str>) -> Verb {
    Verb::Priority { impact, urgency, set: None, clear: false, reason: reason.map(typed) }
}

fn set(level: u8, reason: Option<&str>) -> Verb {
    let set = Priority::new(level);
    Verb::Priority { impact: None, urgency: None, set, clear: false, reason: reason.map(typed) }
}

fn clear(reason: Option<&str>) -> Verb {
    Verb::Priority { impact: None, urgency: None, set: None, clear: true, reason: reason.map(typed) }
}

#[test]
fn raising_is_free_and_lowering_needs_a_reason() {
    let p3 = fresh();
    let p2 = done(&p3, &levels(Some(1), None, None));
    assert_eq!((p2.priority.level(), p2.detail.impact, p2.detail.urgency), (2, Some(1), Some(2)));
    let turn = Turn::Priority { from: p3.priority, to: p2.priority };
    assert_eq!(p2.detail.record.passages.last().map(|p| &p.turn), Some(&turn));
    assert_eq!(p2.detail.record.computed, None, "the matrix says the same");
    assert_eq!(refused(&p2, &levels(Some(3), None, None)).0, "reason");
    assert_eq!(refused(&p2, &levels(Some(3), None, Some("tiny"))).0, "reason");
    let p4 = done(&p2, &levels(Some(3), None, Some("one desk only")));
    assert_eq!(p4.priority.level(), 4);
    assert_eq!(refused(&p3, &levels(Some(4), None, None)).0, "impact");
    assert_eq!(refused(&p3, &levels(None, Some(0), None)).0, "urgency");
    let same = go(&p3, &levels(Some(2), Some(2), None), &who("mira")).expect("already");
    assert_eq!(same.already, Some(text("already P3")));
    let nothing = Verb::Priority { impact: None, urgency: None, set: None, clear: false, reason: None };
    assert_eq!(refused(&p3, &nothing).0, "impact");
}

#[test]
fn an_override_stands_until_it_is_cleared() {
    let p3 = fresh();
    assert_eq!(refused(&p3, &set(1, None)).0, "reason", "against the matrix, even up");
    let p1 = done(&p3, &set(1, Some("the board watches")));
    let record = &p1.detail.record;
    assert_eq!((p1.priority, record.computed), (Priority::P1, Priority::new(3)));
    assert_eq!(record.override_.as_ref().map(|o| o.reason.clone()), Some(text("the board watches")));
    // Levels change what the matrix says, not what was set.
    let lower = done(&p1, &levels(Some(3), Some(3), None));
    assert_eq!((lower.priority, lower.detail.record.computed), (Priority::P1, Priority::new(5)));
    assert_eq!(
        said(&p1, &levels(Some(3), Some(3), None))[0].1,
        "priority stays P1 (the matrix says P5), impact 2 -> 3, urgency 2 -> 3"
    );
    assert_eq!(refused(&lower, &clear(None)).0, "reason", "that lowers it");
    let cleared = done(&lower, &clear(Some("as planned")));
    let record = &cleared.detail.record;
    assert_eq!((cleared.priority.level(), &record.computed, &record.override_), (5, &None, &None));
    // Set to what the matrix says is no override.
    assert_eq!(done(&p1, &set(3, Some("calm again"))).detail.record.override_, None);
    assert_eq!(
        go(&p3, &clear(None), &who("jo")).expect("nothing to clear").already,
        Some(text("already P3"))
    );
    let both =
        Verb::Priority { impact: None, urgency: None, set: Priority::new(1), clear: true, reason: None };
    assert_eq!(refused(&p3, &both).0, "set");
}

#[test]
fn a_priority_without_levels_is_a_sources_own() {
    let mut own = fresh();
    let detail = std::sync::Arc::make_mut(&mut own.detail);
    (detail.impact, detail.urgency) = (None, None);
    let up = done(&own, &set(2, Some("customers see it")));
    assert_eq!((up.detail.record.computed, up.detail.impact), (Priority::new(3), None));
    assert_eq!(done(&own, &levels(Some(1), None, None)).priority.level(), 2, "the other level is the middle");
}

#[test]
fn a_major_is_a_flag_beside_the_priority() {
    let declared = done(&fresh(), &Verb::Major { on: true, reason: some("customers see it") });
    assert_eq!(declared.priority, fresh().priority);
    assert!(declared.detail.record.major.is_some());
    assert_eq!(refused(&declared, &Verb::Major { on: false, reason: None }).0, "reason");
    let no = done(&declared, &Verb::Major { on: false, reason: some("one team is enough") });
    assert_eq!(no.detail.record.major, None);
}

#[test]
fn the_first_category_is_kept_and_a_slip_is_told() {
    let put = |c: &str, s: Option<&str>| Verb::Category { category: text(c), sub: s.map(text) };
    let first = done(&fresh(), &put("Network", Some("DNS")));
    let detail = &first.detail;
    assert_eq!((&detail.category, &detail.subcategory), (&Some(text("network")), &Some(text("dns"))));
    assert_eq!(detail.record.initial_category, None);
    let second = done(&first, &put("database", Some("postgresql")));
    assert_eq!(second.detail.record.initial_category, Some(text("network/dns")));
    let third = done(&second, &put("hardware/disk", None));
    assert_eq!(third.detail.record.initial_category, Some(text("network/dns")));
    assert_eq!(done(&third, &put("network", Some("dns"))), first, "back where it began");
    assert_eq!(said(&first, &put("database", None))[0].1, "category network/dns -> database");
    let (field, why) = refused(&first, &put("databse", None));
    assert_eq!(field, "category");
    assert!(why.contains("did you mean database?"), "{why}");
    assert_eq!(refused(&first, &put("database", Some("mongo"))).0, "sub");
}

#[test]
fn three_calls_without_an_answer_suggest_to_settle_it() {
    let mut open = fresh();
    std::sync::Arc::make_mut(&mut open.detail).record.reporter = Some(Box::new(ben()));
    let no = contact(Reached::NoAnswer);
    let twice = done(&done(&open, &no), &no);
    assert_eq!(said(&open, &no)[0].1, "tried to reach Ben: no answer");
    assert_eq!(
        said(&twice, &no)[0].1,
        "tried to reach Ben: no answer, 3 times now; it may be resolved without them"
    );
    assert_eq!(done(&twice, &contact(Reached::Answered)).detail.record.unanswered, 0);
    let asked = done(&done(&twice, &resolve()), &no);
    assert!(said(&done(&twice, &resolve()), &no)[0].1.ends_with("it may be closed without them"));
    assert_eq!(asked.detail.record.confirmation.as_ref().and_then(|c| c.asked_at), Some(NOW));
}

#[test]
fn an_update_is_kept_and_clocks_see_it() {
    let verb = Verb::Update {
        text: typed("payments work again"),
        audience: Some(text("customers")),
        next_at: Some(NOW + 1_800),
        public: true,
    };
    let moved = go(&fresh(), &verb, &who("mira")).expect("told");
    assert!(moved.said[0].public);
    assert_eq!(moved.said[0].text.shown(), "told customers: payments work again (next at 2026-11-23 03:32Z)");
    let record = &moved.incident.detail.record;
    assert_eq!(record.passages.last().map(|p| &p.turn), Some(&Turn::Updated));
    assert_eq!(record.told.as_ref().and_then(|t| t.next_at), Some(NOW + 1_800));
    let past = Verb::Update { text: typed("x"), audience: None, next_at: Some(NOW), public: false };
    assert_eq!(refused(&fresh(), &past).0, "next_at");
}

#[test]
fn callers_and_links_stand_once() {
    let one = done(&fresh(), &Verb::Caller { caller: Box::new(ben()) });
    assert_eq!((one.detail.record.callers.len(), one.count), (1, 2));
    let again = go(&one, &Verb::Caller { caller: Box::new(ben()) }, &who("jo")).expect("already");
    assert_eq!(again.already, Some(text("Ben is among its callers already")));
    let nobody = Verb::Caller { caller: Box::default() };
    assert_eq!(refused(&one, &nobody).0, "caller.name");
    let link = |role| Verb::Link { service: text("db-1"), role };
    let linked = done(&fresh(), &link(Some(CiRole::Suspect)));
    let cause = done(&linked, &link(Some(CiRole::Cause)));
    assert_eq!(cause.detail.record.links, [(text("db-1"), CiRole::Cause)]);
    assert_eq!(done(&cause, &link(None)), fresh());
}

#[test]
fn overlong_words_are_refused_with_the_field_and_the_limit() {
    let long = |bytes: usize| typed(&"x".repeat(bytes));
    let rows: Vec<(&str, usize, Verb)> = vec![
        ("text", 65_536, Verb::Note { text: long(65_537) }),
        ("note", 65_536, Verb::Ack { note: Some(long(70_000)), for_s: None }),
        ("text", 65_536, Verb::Note { text: long(3_000_000) }),
        ("code", 256, Verb::Resolve { code: Some(long(257)), note: None }),
        ("to", 256, Verb::Assign { to: Some(text(&"x".repeat(257))) }),
        (
            "reason",
            65_536,
            Verb::Priority {
                impact: Some(1),
                urgency: None,
                set: None,
                clear: false,
                reason: Some(long(65_537)),
            },
        ),
    ];
    for (field, cap, verb) in rows {
        let (at, why) = refused(&fresh(), &verb);
        assert_eq!(at, field);
        assert!(why.contains(&format!("at most {cap}")), "{why}");
    }
    done(&fresh(), &Verb::Note { text: long(65_536) });
}
