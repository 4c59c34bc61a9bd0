//! What a list means, edge by edge.

use std::collections::HashMap;

use super::*;
use crate::outbox::local::{Held, Row, plan};

const W: i64 = crate::domain::REOPEN_WINDOW;

/// Held: `f`, opened at T0 under its id of then, cleared at `cleared`.
fn held(cleared: Option<i64>, seen: i64) -> Held {
    let row = Row {
        number: 7,
        source: "am".into(),
        native: "f".into(),
        id: alert("f", T0).id.as_str().into(),
        title: "t".into(),
        opened_at: T0.unix(),
        listed_at: T0.unix(),
        cleared_at: cleared.map(|c| (T0 + c).unix()),
        owner: None,
        acked_at: None,
        reopen_count: 0,
        recurrence_of: None,
        notes: 0,
        events: 0,
        record: None,
        updated_at: T0.unix(),
        priority: None,
        service: None,
    };
    Held { rows: HashMap::from([("f".into(), row)]), seen_at: Some(T0 + seen) }
}

/// In one line: `close 7@5`, `reopen 7`, `new<7`, `touch 7`.
fn told(listing: &[Incident], held: &Held, now: i64) -> String {
    let listing: Vec<(String, Incident)> =
        listing.iter().map(|i| (bare(&i.detail.native_id).unwrap(), i.clone())).collect();
    let plan = plan(&listing, held, true, T0 + now);
    let mut words: Vec<String> = plan.close.iter().map(|(n, at)| format!("close {n}@{}", *at - T0)).collect();
    words.extend(plan.reopen.iter().map(|(n, _, _)| format!("reopen {n}")));
    words.extend(plan.new.iter().map(|(_, of)| of.map_or("new".into(), |n| format!("new<{n}"))));
    words.extend(plan.touch.iter().map(|(n, _)| format!("touch {n}")));
    words.join(", ")
}

#[test]
fn the_reopen_window_ends_after_thirty_minutes() {
    let back = |at: i64| [alert("f", T0 + at)];
    let rows = [
        // (cleared at, listed again at, what)
        (100, 101, "reopen 7"),
        (100, 100 + W, "reopen 7"),
        (100, 101 + W, "new<7"),
        // Lists made before it cleared say nothing.
        (100, 100, ""),
        (100, 50, ""),
    ];
    for (cleared, now, want) in rows {
        assert_eq!(told(&back(now), &held(Some(cleared), cleared), now), want, "{cleared} {now}");
    }
    // The same beginning as before: the source lost it for a while.
    assert_eq!(told(&[alert("f", T0)], &held(Some(100), 100), 200), "reopen 7");
}

#[test]
fn a_new_beginning_while_it_was_open_is_judged_by_when_we_last_looked() {
    let rows = [
        // (new beginning, last list seen at, what)
        (60, 45, "reopen 7"),
        (60, 75, "reopen 7"),
        (45 + W, 45, "reopen 7"),
        (46 + W, 45, "close 7@45, new<7"),
    ];
    for (began, seen, want) in rows {
        assert_eq!(told(&[alert("f", T0 + began)], &held(None, seen), began + 10), want, "{began} {seen}");
    }
    // An earlier beginning is a correction.
    assert_eq!(told(&[alert("f", T0 - 60)], &held(None, 45), 60), "touch 7");
}

#[test]
fn leaving_the_list() {
    assert_eq!(told(&[], &held(None, 0), 15), "close 7@15");
    assert_eq!(told(&[], &held(None, 0), 0), "", "listed by another process after this list was made");
    assert_eq!(told(&[], &held(Some(5), 0), 15), "", "known already");
    let mut ended = alert("f", T0);
    ended.state = State::Resolved;
    ended.resolved_at = Some(T0 + 9);
    assert_eq!(told(&[ended.clone()], &held(None, 0), 15), "close 7@9");
    assert_eq!(told(&[ended], &held(Some(9), 0), 15), "");
}

#[test]
fn nothing_new_writes_nothing() {
    assert_eq!(told(&[alert("f", T0)], &held(None, 0), 15), "");
    assert_eq!(told(&[alert("f", T0), alert("f", T0)], &held(None, 0), 15), "");
    assert_eq!(told(&[alert("f", T0), alert("g", T0)], &held(None, 0), 15), "new");
    let mut acked = alert("f", T0);
    acked.acked_at = Some(T0 + 3);
    assert_eq!(told(&[acked], &held(None, 0), 15), "touch 7");
}
