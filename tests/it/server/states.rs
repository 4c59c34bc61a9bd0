//! Incidents brought into each state, over the API: what tables of states and verbs begin with.

use serde_json::{Value, json};

use super::client::{Answer, Client};

/// Every state, in the order of the lifecycle.
pub const STATES: [&str; 9] = [
    "new",
    "acknowledged",
    "in_progress",
    "on_hold",
    "mitigated",
    "resolved",
    "closed",
    "cancelled",
    "merged",
];

/// Those in which people work.
pub const OPEN: [&str; 5] = ["new", "acknowledged", "in_progress", "on_hold", "mitigated"];

/// An instant so many seconds from now, as the API writes it.
pub fn at(seconds: i64) -> String {
    (watchfloor::domain::Time::from(chrono::Utc::now()) + seconds).rfc3339()
}

/// `body` asked by mira.
pub fn by(mut body: Value) -> Value {
    body["by"] = json!({"name": "mira", "via": "cli"});
    body
}

/// A verb by mira, whatever comes of it.
pub fn ask(client: &mut Client, number: u64, verb: &str, body: Value) -> Answer {
    client.post(&format!("/v1/incidents/{number}/{verb}"), &by(body))
}

/// A verb by mira that is carried out: the incident as it is then.
pub fn done(client: &mut Client, number: u64, verb: &str, body: Value) -> Value {
    let answer = ask(client, number, verb, body);
    assert_eq!(answer.status, 200, "{verb}: {}", String::from_utf8_lossy(&answer.body));
    let acted = answer.json();
    assert_eq!(acted["already"], Value::Null, "{verb}: {acted}");
    assert!(acted["events"].as_array().is_some_and(|e| !e.is_empty()), "{verb} wrote nothing: {acted}");
    acted["incident"].clone()
}

/// Opens an incident with these fields, by mira: its number.
pub fn open_with(client: &mut Client, mut fields: Value) -> u64 {
    if fields.get("title").is_none() {
        fields["title"] = json!("checkout is slow");
    }
    client.post("/v1/incidents", &by(fields)).ok(201)["number"].as_u64().expect("a number")
}

/// Opens one that nobody reported.
pub fn open(client: &mut Client) -> u64 {
    open_with(client, json!({}))
}

/// Opens one that somebody reported.
pub fn called(client: &mut Client) -> u64 {
    open_with(client, json!({"origin": "phone", "reporter": {"name": "Jonas Weber", "phone": "+49 30 1234"}}))
}

/// The incident as it is.
pub fn get(client: &mut Client, number: u64) -> Value {
    client.get(&format!("/v1/incidents/{number}")).ok(200)
}

/// What its log says, as words of kinds.
pub fn kinds(client: &mut Client, number: u64) -> Vec<String> {
    let past = client.get(&format!("/v1/incidents/{number}/timeline")).ok(200);
    let all = past["items"].as_array().expect("items");
    all.iter().filter_map(|e| e["kind"].as_str().map(str::to_owned)).collect()
}

/// What stands among its passages.
pub fn turns(incident: &Value) -> Vec<&str> {
    let all = incident["record"]["passages"].as_array().map_or(&[][..], Vec::as_slice);
    all.iter().filter_map(|p| p["turn"].as_str()).collect()
}

/// What a resolution needs.
pub fn fixed() -> Value {
    json!({"code": "fixed", "note": "pool restarted"})
}

/// Brings `number`, which is new, into `state`.
pub fn bring(client: &mut Client, number: u64, state: &str) {
    let hold = json!({"reason": "awaiting_change"});
    let steps: Vec<(&str, Value)> = match state {
        "new" => vec![],
        "acknowledged" => vec![("ack", json!({}))],
        "in_progress" => vec![("start", json!({}))],
        "on_hold" => vec![("start", json!({})), ("hold", hold)],
        "mitigated" => vec![("start", json!({})), ("mitigate", json!({"impact": "none"}))],
        "resolved" => vec![("resolve", fixed())],
        "closed" => vec![("resolve", fixed()), ("close", json!({}))],
        "cancelled" => vec![("cancel", json!({"reason": "test"}))],
        "merged" => {
            let into = open(client);
            vec![("merge", json!({"into": into}))]
        }
        other => panic!("there is no state {other}"),
    };
    for (verb, body) in steps {
        done(client, number, verb, body);
    }
    assert_eq!(get(client, number)["state"], state);
}

/// One that nobody reported, in `state`.
pub fn in_state(client: &mut Client, state: &str) -> u64 {
    let number = open(client);
    bring(client, number, state);
    number
}

/// Every verb with a body that its route takes; `other` is an open incident.
pub fn verbs(other: u64) -> Vec<(&'static str, Value)> {
    vec![
        ("ack", json!({})),
        ("unack", json!({})),
        ("assign", json!({"to": "jo"})),
        ("note", json!({"text": "seen"})),
        ("start", json!({})),
        ("phase", json!({"phase": "fixing"})),
        ("hold", json!({"reason": "awaiting_vendor", "detail": "case 7"})),
        ("resume", json!({"reason": "the part came"})),
        ("snooze", json!({"until": at(600)})),
        ("wake", json!({})),
        ("mitigate", json!({"impact": "none"})),
        ("relapse", json!({"reason": "errors are back"})),
        ("resolve", fixed()),
        ("reopen", json!({"reason": "errors are back"})),
        ("close", json!({"comment": "thanks", "satisfaction": 5})),
        ("cancel", json!({"reason": "false_positive", "detail": "the probe was wrong"})),
        ("merge", json!({"into": other})),
        ("restore", json!({})),
        ("attach", json!({"parent": other})),
        ("priority", json!({"impact": 1, "urgency": 1, "reason": "all are hit"})),
        ("major", json!({"on": true, "reason": "all are hit"})),
        ("category", json!({"category": "database", "sub": "replication"})),
        ("update", json!({"text": "we know", "audience": "sales", "next_at": at(1_800), "public": true})),
        ("contact", json!({"result": "answered", "note": "spoke with her"})),
        ("caller", json!({"caller": {"name": "Ben", "email": "ben@example.org"}})),
        ("correct", json!({"field": "occurred_at", "to": at(-7_200), "reason": "the first call said so"})),
        ("excuse", json!({"clock": "P3 response", "reason": "nobody was there"})),
        ("link", json!({"service": "db", "role": "cause"})),
    ]
}
