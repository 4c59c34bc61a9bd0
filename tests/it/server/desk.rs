//! The practice as it is told, and the document: every verb's example is one that its route takes.

use serde_json::{Value, json};
use watchfloor::{domain::Practice, wire::PracticeDoc};

use super::{
    process::Server,
    states::{at, in_state, open, verbs},
};

#[test]
fn the_practice_is_told_whole_and_once() {
    let server = Server::tcp();
    let mut client = server.client();
    let told = client.get("/v1/practice");
    let doc: PracticeDoc = serde_json::from_slice(&told.body).expect("a practice");
    assert_eq!(doc.compile().expect("one that can be used").matrix, Practice::standard().matrix);
    let practice = told.ok(200);
    assert_eq!(practice["matrix"]["cells"], json!([[1, 2, 3], [2, 3, 4], [3, 4, 5]]));
    let names = |list: &str| -> Vec<String> {
        let all = practice[list].as_array().expect("a list");
        all.iter().filter_map(|p| p["name"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(names("policies").len(), Practice::standard().book.policies().len());
    assert!(names("calendars").iter().any(|c| c == "24x7"), "{practice}");
    assert!(names("categories").iter().any(|c| c == "database"));
    let etag = told.header("etag").expect("a tag").to_owned();
    let again = client.ask("GET", "/v1/practice", &[("if-none-match", &etag)], b"");
    assert_eq!((again.status, again.body.len()), (304, 0));
    client.post("/v1/practice", &json!({})).problem(405, "method-not-allowed");
}

/// Where each verb can be asked.
fn state_for(verb: &str) -> &'static str {
    match verb {
        "unack" => "acknowledged",
        "resume" => "on_hold",
        "phase" | "hold" | "mitigate" => "in_progress",
        "relapse" => "mitigated",
        "reopen" | "close" => "resolved",
        "restore" => "cancelled",
        _ => "new",
    }
}

/// Times of the example moved to where they were when it was written, as seen from now; numbers of incidents that there
/// are.
fn as_of_now(mut body: Value, other: u64) -> Value {
    for (field, time) in [("until", at(3_600)), ("next_at", at(3_600)), ("to", at(-60))] {
        let is_time = body[field].as_str().is_some_and(|t| watchfloor::domain::Time::parse(t).is_some());
        if is_time {
            body[field] = json!(time);
        }
    }
    for field in ["into", "parent", "duplicate_of"] {
        if body[field].is_number() {
            body[field] = json!(other);
        }
    }
    if let Some(by) = body["by"].as_object_mut() {
        by.remove("at");
        by.insert("name".into(), json!("mira"));
    }
    body
}

#[test]
fn every_example_of_a_verb_is_taken_by_its_route() {
    let server = Server::unix();
    let mut client = server.client();
    let document = client.get("/v1/openapi.json").ok(200);
    let paths = document["paths"].as_object().expect("paths");
    let mut tried = 0;
    for (verb, _) in verbs(1) {
        let operation = &paths[&format!("/v1/incidents/{{id}}/{verb}")]["post"];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        let schema = schema.as_str().expect("a schema").trim_start_matches('#');
        let example = document.pointer(schema).expect("there")["example"].clone();
        assert!(example.is_object(), "{verb} has no example");
        let other = open(&mut client);
        let number = in_state(&mut client, state_for(verb));
        let answer = client.post(&format!("/v1/incidents/{number}/{verb}"), &as_of_now(example, other));
        if verb == "excuse" {
            // Nothing was breached a second after it opened: the body was read, the clock is not one of its.
            assert_eq!(answer.problem(422, "invalid")["field"], "clock");
        } else {
            assert_eq!(answer.status, 200, "{verb}: {}", String::from_utf8_lossy(&answer.body));
        }
        tried += 1;
    }
    let routes = paths.keys().filter(|p| p.starts_with("/v1/incidents/{id}/")).count();
    assert_eq!(routes, tried + 1, "all verbs, and the timeline");
}
