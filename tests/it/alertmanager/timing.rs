//! What a real Alertmanager shows only now and then: answers of two moments, effects that take their time, a colleague
//! who acts between our look and our write. A server with a script shows it each time.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use serde_json::{Value, json};
use watchfloor::{
    backend::{ActError, Backend},
    domain::State,
};

use super::{ack, acting::confirmed, adapter, command, list, named, now};
use crate::support::fault_server::{FaultServer, Reply, Seen};

const KEY: &str = "0198f1a2-0000-7000-8000-00000000ab12";

fn alerts(silenced_by: &[&str]) -> Value {
    let state = if silenced_by.is_empty() { "active" } else { "suppressed" };
    json!([{"fingerprint": "f1", "labels": {"alertname": "A"}, "annotations": {}, "receivers": [],
        "startsAt": "2026-11-23T02:28:25.004Z", "endsAt": "2026-11-23T02:32:25.004Z",
        "updatedAt": "2026-11-23T02:28:25.008Z",
        "status": {"state": state, "silencedBy": silenced_by, "inhibitedBy": []}}])
}

fn silence(left_s: i64) -> Value {
    json!({"id": "s1", "status": {"state": "active"}, "createdBy": "ana", "comment": format!("w [watchfloor:ack:{KEY}]"),
        "startsAt": (now() - 60).rfc3339(), "endsAt": (now() + left_s).rfc3339(), "updatedAt": (now() - 60).rfc3339(),
        "matchers": [{"name": "alertname", "value": "A", "isRegex": false, "isEqual": true}]})
}

fn is_read(request: &Seen, path: &str) -> bool {
    request.method == "GET" && request.target.split('?').next() == Some(path)
}

/// A server that shows the silence `s1` on its alert from the look with this number on.
async fn showing_from(look: u32) -> (FaultServer, Arc<AtomicU32>) {
    let looks = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&looks);
    let server = FaultServer::start(move |request| {
        let body = if is_read(request, "/api/v2/alerts") {
            let seen = counter.fetch_add(1, Ordering::SeqCst);
            alerts(if seen >= look { &["s1"] } else { &[] })
        } else if is_read(request, "/api/v2/silences") {
            json!([])
        } else if request.method == "GET" {
            silence(7_200)
        } else {
            json!({"silenceID": "s1"})
        };
        Reply::json(200, &*body.to_string())
    })
    .await;
    (server, looks)
}

#[tokio::test]
async fn a_silence_counts_only_when_the_alert_shows_it() {
    // Look 0 is the listing, 1 the decision, 2 and 3 show nothing yet.
    let (server, looks) = showing_from(4).await;
    let incident = named(&server.url(), "A").await;
    let after =
        confirmed(adapter(&server.url(), 7200).act(&command(&incident, "ana", ack(None, None))).await);
    assert_eq!(after.state, State::Acknowledged);
    assert_eq!(looks.load(Ordering::SeqCst), 5);
    assert_eq!(server.seen().iter().filter(|r| r.method == "POST").count(), 1);
}

#[tokio::test]
async fn a_silence_that_never_shows_is_no_acknowledgement() {
    let (server, _) = showing_from(u32::MAX).await;
    let incident = named(&server.url(), "A").await;
    let outcome = adapter(&server.url(), 7200).act(&command(&incident, "ana", ack(None, None))).await;
    assert!(
        matches!(&outcome, Err(ActError::Later { words, .. }) if words.shown().contains("does not work on the alert yet")),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn two_answers_of_two_moments_are_read_again() {
    let mut reads = 0;
    let server = FaultServer::start(move |request| {
        if is_read(request, "/api/v2/alerts") {
            return Reply::json(200, &*alerts(&["s1"]).to_string());
        }
        // The first list of silences was written before the silence was made.
        reads += 1;
        let silences = if reads == 1 { json!([]) } else { json!([silence(7_200)]) };
        Reply::json(200, &*silences.to_string())
    })
    .await;
    let all = list(&adapter(&server.url(), 7200)).await;
    assert_eq!(all[0].state, State::Acknowledged, "{:?}", all[0].detail.marks);
}

#[tokio::test]
async fn a_renewal_does_not_undo_a_taking_back_in_between() {
    let server = FaultServer::start(move |request| {
        let body = if is_read(request, "/api/v2/alerts") {
            alerts(&["s1"])
        } else if request.method == "GET" {
            json!([silence(60)])
        } else {
            // The silence had ended when the renewal came, so Alertmanager made a new one.
            json!({"silenceID": "s2"})
        };
        Reply::json(200, &*body.to_string())
    })
    .await;
    let backend = adapter(&server.url(), 7200);
    let open = list(&backend).await;
    assert!(open[0].owner.is_some());
    let done = backend.tend(&open, now()).await.expect("upkeep");
    assert!(done.is_empty(), "{done:?}");
    let writes: Vec<String> = server
        .seen()
        .iter()
        .filter(|r| r.method != "GET")
        .map(|r| format!("{} {}", r.method, r.target))
        .collect();
    assert_eq!(writes, ["POST /api/v2/silences", "DELETE /api/v2/silence/s2"]);
}
