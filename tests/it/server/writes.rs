//! One request is done once; conflicts are told with what happened.

use std::{sync::Barrier, thread};

use serde_json::{Value, json};

use super::{client::Answer, lists::open, process::Server, states::fixed};

fn without_mark(answer: &Answer) -> Answer {
    let mut plain = answer.clone();
    // The clock goes on, and the mark is what says that it is a repetition; all else must be the same.
    plain.headers.retain(|(name, _)| name != "date" && name != "idempotent-replayed");
    plain
}

#[test]
fn a_key_gives_the_same_answer_byte_for_byte() {
    let mut server = Server::tcp();
    let mut client = server.client();
    let number = open(&mut client, "first");
    let requests: [(&str, String, Value); 6] = [
        ("POST", "/v1/incidents".into(), json!({"title": "once", "labels": {"b": "2", "a": "1"}})),
        ("POST", format!("/v1/incidents/{number}/ack"), json!({"by": {"name": "ana"}})),
        ("POST", format!("/v1/incidents/{number}/note"), json!({"text": "two\nlines"})),
        ("PUT", "/v1/services/checkout".into(), json!({"id": "checkout", "depends_on": ["db"]})),
        ("PUT", "/v1/people/mira".into(), json!({"id": "mira", "vip": true})),
        ("POST", "/v1/changes".into(), json!({"service": "checkout", "title": "4.18.2"})),
    ];
    let mut first = Vec::new();
    for (at, (method, path, body)) in requests.iter().enumerate() {
        let key = format!("key-{at}");
        let headers = [("idempotency-key", &*key)];
        let answer = client.send(method, path, &headers, body);
        assert!(answer.status < 300, "{answer:?}");
        assert_eq!(answer.header("idempotent-replayed"), None);
        first.push(answer);
    }
    // Things change, and the server is killed: the answers stay.
    client.post(&format!("/v1/incidents/{number}/assign"), &json!({"to": "mira"})).ok(200);
    client.put("/v1/services/checkout", &json!({"id": "checkout", "name": "Other"})).ok(200);
    let head = client.head();
    for restarted in [false, true] {
        if restarted {
            server.kill();
            server.again();
            client = server.client();
        }
        for (at, (method, path, body)) in requests.iter().enumerate() {
            let key = format!("key-{at}");
            let again = client.send(method, path, &[("idempotency-key", &*key)], body);
            assert_eq!(again.header("idempotent-replayed"), Some("true"), "{again:?}");
            assert_eq!(without_mark(&again), without_mark(&first[at]));
        }
        assert_eq!(client.head(), head, "a repetition wrote something");
    }
}

#[test]
fn a_key_is_for_one_request() {
    let server = Server::unix();
    let mut client = server.client();
    let number = open(&mut client, "first");
    let note = format!("/v1/incidents/{number}/note");
    let key = [("idempotency-key", "k")];
    client.send("POST", &note, &key, &json!({"text": "one"})).ok(200);
    for (path, body) in [(&*note, json!({"text": "two"})), ("/v1/incidents", json!({"title": "x"}))] {
        let problem = client.send("POST", path, &key, &body).problem(422, "key-reused");
        assert_eq!(problem["field"], "Idempotency-Key");
    }
    // Refusals are not stored: the same key may be used when the request is mended.
    let key = [("idempotency-key", "k2")];
    client.send("POST", &note, &key, &json!({"text": ""})).problem(422, "invalid");
    client.send("POST", &note, &key, &json!({"text": "three"})).ok(200);
}

#[test]
fn many_at_once_with_one_key_are_one() {
    let server = Server::tcp();
    let at = server.at();
    let together = Barrier::new(12);
    let answers: Vec<Answer> = thread::scope(|scope| {
        let asked: Vec<_> = (0..12)
            .map(|_| {
                scope.spawn(|| {
                    let mut client = super::client::Client::new(at.clone());
                    together.wait();
                    let body = json!({"title": "at once"});
                    client.send("POST", "/v1/incidents", &[("idempotency-key", "same")], &body)
                })
            })
            .collect();
        asked.into_iter().map(|a| a.join().expect("answered")).collect()
    });
    let marked = answers.iter().filter(|a| a.header("idempotent-replayed").is_some()).count();
    assert_eq!(marked, 11);
    assert!(answers.iter().all(|a| a.status == 201 && a.body == answers[0].body));
    let all = server.client().get("/v1/incidents").ok(200);
    assert_eq!(all["incidents"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_stale_version_is_told_with_what_happened() {
    let server = Server::tcp();
    let mut client = server.client();
    let made = client.post("/v1/incidents", &json!({"title": "x"}));
    let tag = made.header("etag").expect("a tag").to_owned();
    let number = made.ok(201)["number"].as_u64().expect("a number");
    let path = |verb: &str| format!("/v1/incidents/{number}/{verb}");
    assert_eq!(made.header("location"), Some(&*format!("/v1/incidents/{number}")));
    // A note is no conflict.
    client.post(&path("note"), &json!({"text": "a note", "by": {"name": "ana"}})).ok(200);
    let acked = client.send("POST", &path("ack"), &[("if-match", &tag)], &json!({"by": {"name": "ana"}}));
    acked.ok(200);
    let new_tag = acked.header("etag").expect("a tag").to_owned();
    assert_ne!(new_tag, tag);

    let stale = client.send("POST", &path("assign"), &[("if-match", &tag)], &json!({"to": "mira"}));
    let problem = stale.problem(412, "stale");
    assert_eq!(problem["field"], "If-Match");
    assert_eq!(problem["current"]["owner"], "ana");
    assert_eq!(stale.header("etag"), Some(&*new_tag));
    let since = problem["since"].as_array().expect("what happened");
    assert!(since.iter().any(|e| e["actor"]["name"] == "ana"), "{problem}");
    assert_eq!(client.get(path("").trim_end_matches('/')).ok(200)["owner"], "ana");

    client.send("POST", &path("assign"), &[("if-match", &new_tag)], &json!({"to": "mira"})).ok(200);
    client.send("POST", &path("assign"), &[("if-match", "*")], &json!({"to": "ana"})).ok(200);
    client
        .send("POST", &path("assign"), &[("if-match", "\"9999.1\"")], &json!({"to": null}))
        .problem(412, "stale");
}

#[test]
fn what_is_known_is_not_sent_again() {
    let server = Server::tcp();
    let mut client = server.client();
    open(&mut client, "x");
    let tag = client.get("/v1/incidents/1").header("etag").expect("a tag").to_owned();
    for id in ["1", "INC-1", "INC-000001", "inc-1"] {
        let path = format!("/v1/incidents/{id}");
        let known = client.ask("GET", &path, &[("if-none-match", &tag)], b"");
        assert_eq!((known.status, known.body.len()), (304, 0));
        assert_eq!(client.ask("GET", &path, &[("if-none-match", "\"1.999\"")], b"").status, 200);
    }
}

#[test]
fn what_the_state_forbids_is_told_with_what_it_allows() {
    let server = Server::unix();
    let mut client = server.client();
    open(&mut client, "x");
    client.post("/v1/incidents/1/reopen", &json!({"reason": "too early"})).problem(409, "not-allowed");
    client.post("/v1/incidents/1/resolve", &fixed()).ok(200);
    let problem = client.post("/v1/incidents/1/ack", &json!({})).problem(409, "not-allowed");
    assert!(problem["detail"].as_str().is_some_and(|d| d.contains("reopen")), "{problem}");
    assert!(
        problem["allowed"].as_array().is_some_and(|a| a.iter().any(|m| m["verb"] == "reopen")),
        "{problem}"
    );
    let already = client.post("/v1/incidents/1/resolve", &json!({})).ok(200);
    assert!(already["already"].is_string() && already["events"] == json!([]), "{already}");
    let timeline = client.get("/v1/incidents/1/timeline").ok(200);
    let kinds: Vec<&str> =
        timeline["items"].as_array().expect("items").iter().filter_map(|e| e["kind"].as_str()).collect();
    assert_eq!(kinds.len(), 2, "{timeline}");
    for path in ["/v1/incidents/99", "/v1/incidents/99/timeline"] {
        client.get(path).problem(404, "not-found");
    }
    client.post("/v1/incidents/99/ack", &json!({})).problem(404, "not-found");
}
