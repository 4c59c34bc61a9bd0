//! Alerts from outside: a real Alertmanager posts its webhook; tokens, signatures, events told twice, bad bodies.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{
    client::{Answer, At, Client},
    process::{INBOUND_TOKEN, SECRETS, Server, TOKEN, until},
};
use crate::support::lab::Lab;

const EVENTS: &str = "/v1/inbound/events";
const ALERTMANAGER: &str = "/v1/inbound/alertmanager";

/// All incidents.
fn incidents(client: &mut Client) -> Vec<Value> {
    client.get("/v1/incidents?sort=number").ok(200)["incidents"].as_array().expect("a list").clone()
}

/// The end of the log: the same where nothing was stored.
fn head(client: &mut Client) -> Value {
    client.get("/v1/incidents").ok(200)["as_of"].clone()
}

/// Waits until the one incident there is looks so.
fn until_one(client: &mut Client, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let mut found = Value::Null;
    until(what, || {
        let all = incidents(client);
        assert!(all.len() <= 1, "several: {all:?}");
        found = all.into_iter().next().unwrap_or_default();
        !found.is_null() && holds(&found)
    });
    found
}

#[test]
fn an_alert_of_a_real_alertmanager_rises_repeats_clears_and_comes_back() {
    let server = Server::with_keys(false);
    let mut client = server.client();
    let At::Tcp(address) = server.at() else { panic!("a port") };
    let config = format!(
        "route: {{receiver: wf, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1s}}\n\
         receivers:\n\
         - name: wf\n  \
           webhook_configs:\n  \
           - url: http://{address}{ALERTMANAGER}\n    \
             send_resolved: true\n    \
             http_config: {{authorization: {{credentials: {INBOUND_TOKEN}}}}}\n"
    );
    let Some(lab) = Lab::start_with(&config) else { return };
    let labels = [("alertname", "CheckoutErrors"), ("service", "checkout"), ("severity", "warning")];
    let notes = [("summary", "5xx ratio above 5%"), ("runbook_url", "https://runbooks.example/checkout")];
    lab.raise_from(&labels, &notes, "http://prometheus.example/graph?g0.expr=up");

    let raised = until_one(&mut client, "the alert", |_| true);
    assert_eq!(raised["title"], "5xx ratio above 5%");
    assert_eq!((&raised["service"], &raised["severity"]), (&json!("checkout"), &json!("warning")));
    assert_eq!((&raised["state"], &raised["priority"]), (&json!("new"), &json!(3)));
    assert_eq!(raised["origin"], "monitoring");
    assert_eq!(raised["url"], "http://prometheus.example/graph?g0.expr=up");
    assert_eq!(raised["runbook"], "https://runbooks.example/checkout");
    assert_eq!(raised["dedup_key"], lab.alerts()[0]["fingerprint"]);
    assert!(raised["occurred_at"].is_string(), "{raised}");

    until_one(&mut client, "repeats are counted", |i| i["count"].as_u64() >= Some(3));
    lab.clear(&labels);
    let over = until_one(&mut client, "it is resolved", |i| i["state"] == "resolved");
    assert_eq!(over["resolution"]["code"], "auto_recovered");
    assert_eq!(over["resolution"]["by"], "alertmanager");

    lab.raise_from(&labels, &notes, "");
    let back = until_one(&mut client, "it is back", |i| i["state"] == "new");
    assert_eq!((&back["number"], &back["reopen_count"]), (&raised["number"], &json!(1)));
    let timeline = client.get(&format!("/v1/incidents/{}/timeline", back["number"])).ok(200);
    let kinds: Vec<&str> =
        timeline["items"].as_array().expect("items").iter().filter_map(|e| e["kind"].as_str()).collect();
    let turns: Vec<&str> = kinds.into_iter().filter(|k| ["resolved", "reopened"].contains(k)).collect();
    assert_eq!(turns, ["resolved", "reopened"]);
}

#[test]
fn the_token_of_alerts_sends_alerts_and_nothing_else() {
    let server = Server::with_keys(true);
    let mut client = server.client();
    let whole = format!("Bearer {TOKEN}");
    let inbound = format!("Bearer {INBOUND_TOKEN}");
    let alert = json!({"dedup_key": "k", "title": "T"});
    for wrong in [None, Some("Bearer wrong"), Some("Basic eDp4"), Some("Bearer ")] {
        let headers: Vec<(&str, &str)> = wrong.map(|w| ("authorization", w)).into_iter().collect();
        for path in [EVENTS, ALERTMANAGER] {
            client.send("POST", path, &headers, &alert).problem(401, "unauthorized");
        }
    }
    client.ask("GET", "/v1/incidents", &[("authorization", &inbound)], b"").problem(401, "unauthorized");
    let read = |client: &mut Client| {
        let page = client.ask("GET", "/v1/incidents", &[("authorization", &whole)], b"").ok(200);
        page["incidents"].as_array().expect("a list").len()
    };
    assert_eq!(read(&mut client), 0);
    for token in [&inbound, &whole] {
        client.send("POST", EVENTS, &[("authorization", token)], &alert).ok(200);
    }
    assert_eq!(read(&mut client), 1);
}

fn hmac(secret: &str, pieces: &[&[u8]]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    for piece in pieces {
        mac.update(piece);
    }
    mac.finalize().into_bytes().iter().fold(String::new(), |hex, b| hex + &format!("{b:02x}"))
}

#[test]
fn a_signed_body_is_taken_and_no_other() {
    let server = Server::with_keys(false);
    let mut client = server.client();
    let body = json!({"dedup_key": "k", "title": "T"}).to_string();
    let now = chrono::Utc::now().timestamp();
    let ours = |secret: &str, at: i64, body: &str| {
        format!("t={at},v1={}", hmac(secret, &[at.to_string().as_bytes(), b".", body.as_bytes()]))
    };
    let mut post = |name: &str, value: &str, body: &str| {
        client.ask("POST", EVENTS, &[("content-type", "application/json"), (name, value)], body.as_bytes())
    };
    let ok = |answer: &Answer| answer.ok(200)["signals"][0]["outcome"].clone();
    let wrong = [
        ours("not the secret", now, &body),
        ours(SECRETS[0], now - 400, &body),
        ours(SECRETS[0], now + 400, &body),
        ours(SECRETS[0], now, "another body"),
        "t=1".to_owned(),
        String::new(),
    ];
    for header in &wrong {
        let problem = post("x-watchfloor-signature", header, &body).problem(401, "unauthorized");
        assert_eq!(problem["field"], "X-Watchfloor-Signature");
    }
    post("x-hub-signature-256", &format!("sha256={}", hmac("no", &[body.as_bytes()])), &body)
        .problem(401, "unauthorized");
    // Both secrets count while one is exchanged; the same signed body again is the same alert.
    let header = ours(SECRETS[0], now, &body);
    assert_eq!(ok(&post("x-watchfloor-signature", &header, &body)), "raised");
    assert_eq!(ok(&post("x-watchfloor-signature", &header, &body)), "updated");
    let old = ours(SECRETS[1], now, &body);
    assert_eq!(ok(&post("x-watchfloor-signature", &old, &body)), "updated");
    let hub = format!("sha256={}", hmac(SECRETS[1], &[body.as_bytes()]));
    assert_eq!(ok(&post("x-hub-signature-256", &hub, &body)), "updated");
    assert_eq!(incidents(&mut client).len(), 1);
}

#[test]
fn an_event_told_twice_is_one() {
    let mut server = Server::tcp();
    let mut client = server.client();
    let event = json!({
        "specversion": "1.0", "id": "e-1", "source": "/disks", "type": "org.example.disk", "subject": "log-07",
        "data": {"title": "Disk 94 % on log-07", "service": "logging", "severity": "critical"}
    });
    let structured = [("content-type", "application/cloudevents+json; charset=utf-8")];
    let first = client.ask("POST", EVENTS, &structured, event.to_string().as_bytes());
    assert_eq!(first.ok(200)["signals"][0]["outcome"], "raised");
    assert_eq!(first.header("idempotent-replayed"), None);
    let before = head(&mut client);
    let binary = [
        ("content-type", "application/json"),
        ("ce-specversion", "1.0"),
        ("ce-id", "e%2D1"),
        ("ce-source", "/disks"),
        ("ce-type", "org.example.disk"),
        ("ce-subject", "log-07"),
    ];
    for restarted in [false, true] {
        if restarted {
            server.kill();
            server.again();
            client = server.client();
        }
        for again in [
            client.ask("POST", EVENTS, &structured, event.to_string().as_bytes()),
            client.ask("POST", EVENTS, &binary, b"{\"title\": \"Disk 94 % on log-07\"}"),
        ] {
            assert_eq!(again.header("idempotent-replayed"), Some("true"));
            assert_eq!(again.body, first.body);
        }
    }
    assert_eq!(head(&mut client), before, "a repetition wrote something");
    // Another event about the same thing counts on; a list of events is one delivery.
    let next = |id: &str, kind: &str| {
        let mut next = event.clone();
        (next["id"], next["type"]) = (id.into(), kind.into());
        next
    };
    let batch = json!([next("e-2", "org.example.disk"), next("e-3", "org.example.disk.resolved")]);
    let media = [("content-type", "application/cloudevents-batch+json")];
    let taken = client.ask("POST", EVENTS, &media, batch.to_string().as_bytes()).ok(200);
    let outcomes: Vec<&str> =
        taken["signals"].as_array().expect("a list").iter().filter_map(|s| s["outcome"].as_str()).collect();
    assert_eq!(outcomes, ["updated", "resolved"]);
    let again = client.ask("POST", EVENTS, &media, batch.to_string().as_bytes());
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let all = incidents(&mut client);
    assert_eq!((all.len(), &all[0]["count"], &all[0]["state"]), (1, &json!(2), &json!("resolved")));
    assert_eq!(client.ask("POST", EVENTS, &media, b"[]").ok(200), json!({"signals": []}));
}

#[test]
fn a_bad_body_is_refused_by_name_and_leaves_nothing() {
    let server = Server::tcp();
    let mut client = server.client();
    let json = "application/json";
    let ce = "application/cloudevents+json";
    let deep = format!("{{\"dedup_key\":\"k\",\"labels\":{}", "{\"a\":".repeat(50_000));
    let deep_ce = format!("{{\"data\":{}", "[".repeat(50_000));
    let alert = |more: &str| {
        format!("{{\"version\":\"4\",\"alerts\":[{{\"status\":\"firing\",\"labels\":{{}}{more}}}]}}")
    };
    let many = Value::from(vec![json!({"dedup_key": "k", "title": "T"}); 1_001]).to_string();
    let good = r#"{"dedup_key":"good","title":"T"}"#;
    for (path, media, body, status, kind, field) in [
        (EVENTS, json, "", 400, "bad-json", None),
        (EVENTS, json, "{", 400, "bad-json", None),
        (EVENTS, json, "\"x\"", 400, "bad-field", Some("body")),
        (EVENTS, json, r#"{"title":"T"}"#, 400, "bad-field", Some("dedup_key")),
        (EVENTS, json, r#"{"dedup_key":7,"title":"T"}"#, 400, "bad-field", Some("dedup_key")),
        (EVENTS, json, r#"{"dedup_key":"","title":"T"}"#, 422, "invalid", Some("dedup_key")),
        (EVENTS, json, r#"{"dedup_key":"k"}"#, 422, "invalid", Some("title")),
        (EVENTS, json, r#"{"dedup_key":"k","title":"T","status":"fired"}"#, 400, "bad-field", Some("status")),
        (EVENTS, json, r#"{"dedup_key":"k","title":"T","titel":"x"}"#, 400, "unknown-field", Some("titel")),
        (EVENTS, json, r#"{"dedup_key":"k","title":"T","url":"javascript:1"}"#, 422, "invalid", Some("url")),
        (EVENTS, json, r#"{"dedup_key":"k","title":"T","at":"now"}"#, 400, "bad-field", Some("at")),
        (
            EVENTS,
            json,
            r#"{"dedup_key":"k","title":"T","labels":{"a":1}}"#,
            400,
            "bad-field",
            Some("labels.a"),
        ),
        (EVENTS, json, &format!("[{good},{{\"title\":\"T\"}}]"), 400, "bad-field", Some("1.dedup_key")),
        (EVENTS, json, &format!("[{good},{{\"dedup_key\":\"k\"}}]"), 422, "invalid", Some("1.title")),
        (EVENTS, json, &format!("[{good},[\"k\",\"firing\",\"T\"]]"), 400, "bad-field", Some("1")),
        (EVENTS, json, &format!("[{good},{deep}"), 400, "bad-json", None),
        (EVENTS, json, &many, 400, "bad-field", Some("body")),
        (EVENTS, json, &deep, 400, "bad-field", Some("labels.a")),
        (EVENTS, "text/plain", good, 415, "unsupported-media-type", Some("Content-Type")),
        (EVENTS, ce, "[]", 400, "bad-field", Some("body")),
        (
            EVENTS,
            ce,
            r#"{"specversion":"0.3","id":"1","source":"s","type":"t"}"#,
            400,
            "bad-field",
            Some("specversion"),
        ),
        (EVENTS, ce, r#"{"specversion":"1.0","id":"1","source":"s"}"#, 400, "bad-field", Some("type")),
        (EVENTS, ce, &deep_ce, 400, "bad-json", None),
        (EVENTS, "application/cloudevents-batch+json", "{}", 400, "bad-field", Some("body")),
        (ALERTMANAGER, json, "{}", 400, "bad-field", Some("version")),
        (ALERTMANAGER, json, r#"{"version":"3","alerts":[]}"#, 400, "bad-field", Some("version")),
        (ALERTMANAGER, json, r#"{"version":"4"}"#, 400, "bad-field", Some("alerts")),
        (ALERTMANAGER, json, r#"{"version":4,"alerts":[]}"#, 400, "bad-field", Some("version")),
        (ALERTMANAGER, json, &alert(",\"startsAt\":7"), 400, "bad-field", Some("alerts[0].startsAt")),
        (ALERTMANAGER, json, &alert(",\"annotations\":[]"), 400, "bad-field", Some("alerts[0].annotations")),
        (ALERTMANAGER, ce, &alert(""), 415, "unsupported-media-type", Some("Content-Type")),
    ] {
        let problem =
            client.ask("POST", path, &[("content-type", media)], body.as_bytes()).problem(status, kind);
        let short = &body[..body.floor_char_boundary(80)];
        if let Some(field) = field {
            assert_eq!(problem["field"], field, "{short}: {problem}");
        }
        assert!(problem.to_string().len() < 2_000, "{short}");
    }
    let huge = vec![b' '; 10 * 1024 * 1024];
    for path in [EVENTS, ALERTMANAGER] {
        server.client().ask("POST", path, &[("content-type", json)], &huge).problem(413, "too-large");
    }
    let mut client = server.client();
    assert!(incidents(&mut client).is_empty());
    assert!(head(&mut client).as_str().is_some_and(|h| h.ends_with("-0")), "something was stored");
}
