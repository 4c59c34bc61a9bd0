//! Values of verbs that are too long, empty or unknown: refused by the field's name, and nothing is stored.

use serde_json::{Value, json};

use super::{
    process::Server,
    states::{ask, at, get, in_state},
};

/// One byte more than words may have, and one more than a name.
fn long(bytes: usize) -> String {
    "x".repeat(bytes + 1)
}

#[test]
fn each_field_of_each_verb_has_its_limits() {
    let server = Server::unix();
    let mut client = server.client();
    let (words, name) = (long(64 * 1_024), long(256));
    let year = at(400 * 86_400);
    let cases: Vec<(&str, &str, Value, &str)> = vec![
        ("ack", "new", json!({"note": words}), "note"),
        ("ack", "new", json!({"for_s": 59}), "for_s"),
        ("ack", "new", json!({"for_s": 2_592_001}), "for_s"),
        ("assign", "new", json!({"to": name}), "to"),
        ("assign", "new", json!({"to": " "}), "to"),
        ("note", "new", json!({"text": words}), "text"),
        ("note", "new", json!({"text": "\u{200b}"}), "text"),
        ("hold", "in_progress", json!({"reason": "awaiting_change", "detail": words}), "detail"),
        ("hold", "in_progress", json!({"reason": "awaiting_reporter", "message": words}), "message"),
        ("hold", "in_progress", json!({"reason": "scheduled", "until": year}), "until"),
        ("hold", "in_progress", json!({"reason": "inhibited"}), "reason"),
        ("resume", "on_hold", json!({"reason": words}), "reason"),
        ("snooze", "new", json!({"until": year}), "until"),
        ("mitigate", "in_progress", json!({"impact": words}), "impact"),
        ("relapse", "mitigated", json!({"reason": words}), "reason"),
        ("resolve", "new", json!({"code": name}), "code"),
        ("resolve", "new", json!({"code": ""}), "code"),
        ("resolve", "new", json!({"note": words}), "note"),
        ("reopen", "resolved", json!({"reason": words}), "reason"),
        ("close", "resolved", json!({"comment": words}), "comment"),
        ("close", "resolved", json!({"waiver": words}), "waiver"),
        ("close", "resolved", json!({"satisfaction": 0}), "satisfaction"),
        ("cancel", "new", json!({"reason": "test", "detail": words}), "detail"),
        ("cancel", "new", json!({"reason": "duplicate", "duplicate_of": 99_999}), "duplicate_of"),
        ("merge", "new", json!({"into": 99_999}), "into"),
        ("attach", "new", json!({"parent": 99_999}), "parent"),
        ("priority", "new", json!({"impact": 0}), "impact"),
        ("priority", "new", json!({"urgency": 9}), "urgency"),
        ("priority", "new", json!({"set": 1, "reason": words}), "reason"),
        ("major", "new", json!({"on": true, "reason": words}), "reason"),
        ("category", "new", json!({"category": name}), "category"),
        ("category", "new", json!({"category": ""}), "category"),
        ("update", "new", json!({"text": words}), "text"),
        ("update", "new", json!({"text": "x", "audience": name}), "audience"),
        ("update", "new", json!({"text": "x", "next_at": year}), "next_at"),
        ("contact", "new", json!({"result": "answered", "note": words}), "note"),
        ("caller", "new", json!({"caller": {"name": name}}), "caller.name"),
        ("caller", "new", json!({"caller": {"name": "x", "phone": name}}), "caller.phone"),
        ("correct", "new", json!({"field": "occurred_at", "to": at(-60), "reason": words}), "reason"),
        ("excuse", "new", json!({"clock": name, "reason": "x"}), "clock"),
        ("link", "new", json!({"service": name, "role": "cause"}), "service"),
        ("link", "new", json!({"service": "", "role": "cause"}), "service"),
    ];
    for (verb, state, body, field) in cases {
        let number = in_state(&mut client, state);
        let before = get(&mut client, number);
        let answer = ask(&mut client, number, verb, body);
        assert!(answer.status == 422, "{verb}.{field}: {answer:?}");
        let problem = answer.problem(422, "invalid");
        assert_eq!(problem["field"], field, "{verb}: {problem}");
        assert!(answer.body.len() < 4_096, "{verb}.{field}: the answer repeats what was sent");
        assert_eq!(get(&mut client, number), before, "{verb}.{field} changed something");
    }
}

#[test]
fn words_that_are_not_among_those_offered_are_named_with_the_nearest() {
    let server = Server::tcp();
    let mut client = server.client();
    let number = in_state(&mut client, "new");
    for (verb, body, field, near) in [
        ("phase", json!({"phase": "fixin"}), "phase", "`fixing`"),
        ("hold", json!({"reason": "awaiting_vender"}), "reason", "`awaiting_vendor`"),
        ("close", json!({"answer": "work"}), "answer", "`works`"),
        ("cancel", json!({"reason": "duplicat"}), "reason", "`duplicate`"),
        ("contact", json!({"result": "noanswer"}), "result", "`no_answer`"),
        ("correct", json!({"field": "ackd_at", "to": at(-60), "reason": "x"}), "field", "`acked_at`"),
        ("link", json!({"service": "db", "role": "casue"}), "role", "`cause`"),
        ("attach", json!({"parent": "INC-7"}), "parent", "expected"),
        ("snooze", json!({"until": "tomorrow"}), "until", "expected a time"),
    ] {
        let problem = ask(&mut client, number, verb, body).problem(400, "bad-field");
        assert_eq!(problem["field"], field, "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|d| d.contains(near)), "{problem}");
    }
    for (verb, body, field) in [
        ("caller", json!({"caller": {"name": "x", "telephone": "1"}}), "caller.telephone"),
        ("caller", json!({"caler": {"name": "x"}}), "caler"),
        ("hold", json!({"reason": "other", "detial": "x"}), "detial"),
    ] {
        let problem = ask(&mut client, number, verb, body).problem(400, "unknown-field");
        assert_eq!(problem["field"], field, "{problem}");
    }
    assert_eq!(get(&mut client, number)["version"], 1);
}
