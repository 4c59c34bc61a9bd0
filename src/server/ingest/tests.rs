//! Recorded bodies and hostile ones, as tables.

use serde_json::json;

use super::{alertmanager::Webhook, cloudevents, *};
use crate::{
    domain::Time,
    wire::{Signal, SignalStatus},
};

const NOW: Time = Time::from_unix(1_795_402_342);

fn at(text: &str) -> Option<Time> {
    let at = Time::parse(text);
    assert!(at.is_some(), "{text} is no time");
    at
}

fn safe(text: &str) -> SafeText {
    SafeText::clean(text, Kind::Note)
}

fn hook(body: &str) -> Result<Vec<Signal>, Fault> {
    serde_json::from_str::<Webhook>(body).expect("a webhook").signals(NOW)
}

fn pairs(pairs: &[(&str, &str)]) -> std::collections::BTreeMap<SafeText, SafeText> {
    pairs.iter().map(|(n, v)| (safe(n), safe(v))).collect()
}

#[test]
fn recorded_webhooks_become_alerts() {
    let firing = Signal {
        dedup_key: safe("4285c6bd2b42ee8d"),
        status: SignalStatus::Firing,
        title: Some(safe("5xx ratio above 5%")),
        service: Some(safe("checkout")),
        severity: Some(safe("critical")),
        labels: pairs(&[
            ("alertname", "CheckoutErrors"),
            ("instance", "web-1"),
            ("service", "checkout"),
            ("severity", "critical"),
        ]),
        at: at("2026-11-23T02:28:15Z"),
        url: Some(safe("http://example.invalid/graph")),
        ..Signal::default()
    };
    let body = include_str!("../../../tests/fixtures/alertmanager/webhook-firing-CheckoutErrors.json");
    assert_eq!(hook(body), Ok(vec![firing.clone()]));
    let body = include_str!("../../../tests/fixtures/alertmanager/webhook-resolved-CheckoutErrors.json");
    let cleared = Signal { status: SignalStatus::Resolved, at: at("2026-11-23T02:33:15Z"), ..firing };
    assert_eq!(hook(body), Ok(vec![cleared]));

    let body = include_str!("../../../tests/fixtures/alertmanager/webhook-firing-TargetDown.json");
    let down = &hook(body).expect("alerts")[0];
    assert_eq!(down.runbook, Some(safe("https://runbooks.example/target-down")));
    assert_eq!(down.service, Some(safe("payments")));
    assert!(down.url.as_ref().is_some_and(|u| u.contains_folded("g0.expr=up+%3d%3d+0&g0.tab=1")));

    let body = include_str!("../../../tests/fixtures/alertmanager/webhook-firing-DiskFilling.json");
    assert_eq!(hook(body).expect("alerts")[0].service, Some(safe("node")));

    let body = include_str!("../../../tests/fixtures/alertmanager/webhook-firing-Watchdog.json");
    let dog = &hook(body).expect("alerts")[0];
    assert_eq!((&dog.title, &dog.service), (&Some(safe("Watchdog")), &None));
}

/// One alert of a webhook.
fn alert(fields: &serde_json::Value) -> Signal {
    let mut alert = json!({"status": "firing", "labels": {"alertname": "X"}});
    alert.as_object_mut().expect("an object").extend(fields.as_object().expect("fields").clone());
    hook(&json!({"version": "4", "alerts": [alert]}).to_string()).expect("alerts").remove(0)
}

/// What only decorates never makes an alert be lost.
#[test]
fn what_decorates_is_cut_or_left_out() {
    let long = "x".repeat(5_000);
    let odd = alert(&json!({
        "labels": {"alertname": long, "bad\u{202e}name": "v\u{0}", "": "nameless"},
        "annotations": {"summary": long, "description": "y".repeat(100_000), "runbook_url": "javascript:alert(1)"},
        "generatorURL": "file:///etc/passwd",
        "startsAt": "0001-01-01T00:00:00Z"
    }));
    let cap =
        |t: &Option<SafeText>| t.as_ref().map_or(0, |t| serde_json::to_string(t).expect("JSON").len() - 2);
    assert_eq!((cap(&odd.title), cap(&odd.description)), (512, 64 * 1024));
    assert_eq!((odd.url, odd.runbook, odd.at), (None, None, None));
    assert_eq!(odd.labels.len(), 2);
    assert_eq!(odd.labels[&safe("badname")], safe("v·"));
    assert_eq!(alert(&json!({"startsAt": "2099-01-01T00:00:00Z"})).at, None);
    assert_eq!(alert(&json!({"startsAt": "2026-11-23T02:53:00Z"})).at, at("2026-11-23T02:53:00Z"));
    let many: serde_json::Map<_, _> = (0..200).map(|n| (format!("l{n:03}"), json!("v"))).collect();
    assert_eq!(alert(&json!({"labels": many})).labels.len(), 64);
    for (fields, title) in [
        (json!({"labels": {"alertname": "Down", "instance": "a"}}), "Down on a"),
        (json!({"labels": {"b": "2", "a": "1"}}), "a=1, b=2"),
        (json!({"labels": {}}), "(an alert without labels)"),
        (json!({"annotations": {"summary": "  ", "title": "T"}}), "T"),
    ] {
        assert_eq!(alert(&fields).title, Some(safe(title)));
    }
}

#[test]
fn without_a_fingerprint_the_labels_are_the_key() {
    let key = |labels: serde_json::Value| alert(&json!({ "labels": labels })).dedup_key;
    assert_eq!(key(json!({"a": "1", "b": "2"})), key(json!({"b": "2", "a": "1"})));
    let different = [json!({"a": "1b", "c": ""}), json!({"a": "1", "bc": ""}), json!({"a": "1"}), json!({})];
    let keys: std::collections::BTreeSet<_> = different.into_iter().map(key).collect();
    assert_eq!(keys.len(), 4);
    assert_eq!(alert(&json!({"fingerprint": " abc "})).dedup_key, safe("abc"));
}

#[test]
fn other_versions_and_too_many_are_refused_by_name() {
    let fault = |body: serde_json::Value| hook(&body.to_string()).expect_err("refused");
    assert_eq!(fault(json!({"version": "3", "alerts": []})).field, "version");
    let one = json!({"status": "firing", "labels": {}});
    let fault = fault(json!({"version": "4", "alerts": vec![one; 1_001]}));
    assert_eq!((&*fault.field, &*fault.why), ("alerts", "holds 1001 alerts; at most 1000 are taken at once"));
}

fn event(more: &serde_json::Value) -> serde_json::Value {
    let mut event =
        json!({"specversion": "1.0", "id": "7", "source": "/disks", "type": "org.example.disk.full"});
    event.as_object_mut().expect("an object").extend(more.as_object().expect("fields").clone());
    event
}

fn taken(more: &serde_json::Value) -> Signal {
    cloudevents::structured(&event(more)).unwrap_or_else(|e| panic!("{more}: {e}")).signals.remove(0)
}

#[test]
fn a_cloud_event_becomes_an_alert() {
    let full = taken(&json!({
        "subject": "log-07", "time": "2026-11-23T02:50:00+01:00", "datacontenttype": "application/json",
        "traceparent": "00-1", "data": {
            "dedup_key": "other", "title": "Disk 94 %", "description": "two\nlines", "service": "logging",
            "severity": "warning", "labels": {"region": "eu"}, "url": "https://x.example/1",
            "runbook_url": "https://x.example/2", "value": 0.94
        }
    }));
    assert_eq!(
        full,
        Signal {
            dedup_key: safe("log-07"),
            status: SignalStatus::Firing,
            title: Some(safe("Disk 94 %")),
            description: Some(safe("two\nlines")),
            service: Some(safe("logging")),
            severity: Some(safe("warning")),
            labels: pairs(&[("region", "eu")]),
            at: at("2026-11-23T01:50:00Z"),
            url: Some(safe("https://x.example/1")),
            runbook: Some(safe("https://x.example/2")),
            source: Some(safe("/disks")),
        }
    );
    for (more, key, title, status) in [
        (json!({}), "/disks org.example.disk.full", "org.example.disk.full", SignalStatus::Firing),
        (json!({"data": {"dedup_key": "k"}}), "k", "org.example.disk.full", SignalStatus::Firing),
        (json!({"subject": "s"}), "s", "org.example.disk.full: s", SignalStatus::Firing),
        (json!({"subject": "s", "type": "disk.resolved"}), "s", "disk.resolved: s", SignalStatus::Resolved),
        (
            json!({"subject": "s", "data": {"status": "resolved"}}),
            "s",
            "org.example.disk.full: s",
            SignalStatus::Resolved,
        ),
        (json!({"subject": "s", "data": [1, 2]}), "s", "org.example.disk.full: s", SignalStatus::Firing),
        (json!({"data_base64": "eyJ0aXRsZSI6IlQifQ==", "subject": "s"}), "s", "T", SignalStatus::Firing),
    ] {
        let got = taken(&more);
        assert_eq!((got.dedup_key, got.title, got.status), (safe(key), Some(safe(title)), status), "{more}");
    }
    let words = taken(&json!({"datacontenttype": "text/plain", "data": "some words"}));
    assert_eq!(words.description, Some(safe("some words")));
    let long = taken(&json!({"subject": "s".repeat(300)}));
    assert_eq!(long.dedup_key, key(&"s".repeat(300)));
    assert_ne!(long.dedup_key, taken(&json!({"subject": "s".repeat(301)})).dedup_key);
}

#[test]
fn faults_of_cloud_events_are_named() {
    for (more, field) in [
        (json!({"specversion": "0.3"}), "specversion"),
        (json!({"specversion": 1.0}), "specversion"),
        (json!({"id": ""}), "id"),
        (json!({"id": null}), "id"),
        (json!({"source": 7}), "source"),
        (json!({"type": " "}), "type"),
        (json!({"time": "yesterday"}), "time"),
        (json!({"subject": []}), "subject"),
        (json!({"data": {"title": 7}}), "data.title"),
        (json!({"data": {"status": "broken"}}), "data.status"),
        (json!({"data": {"labels": []}}), "data.labels"),
        (json!({"data": {"labels": {"a": 1}}}), "data.labels.a"),
        (json!({"data": {}, "data_base64": "e30="}), "data_base64"),
        (json!({"data_base64": "***"}), "data_base64"),
        (json!({"data_base64": "eyI="}), "data_base64"),
    ] {
        assert_eq!(cloudevents::structured(&event(&more)).expect_err("refused").field, field, "{more}");
        let batch = cloudevents::batch(&json!([event(&json!({})), event(&more)]));
        assert_eq!(batch.expect_err("refused").field, format!("1.{field}"), "{more}");
    }
    assert_eq!(cloudevents::structured(&json!([])).expect_err("refused").field, "body");
    assert_eq!(cloudevents::batch(&json!({})).expect_err("refused").field, "body");
    assert_eq!(cloudevents::batch(&json!([7])).expect_err("refused").field, "0");
    assert_eq!(cloudevents::batch(&json!(vec![0; 1_001])).expect_err("refused").field, "body");
}

/// In whichever mode it comes, it is the same event.
#[test]
fn a_delivery_has_one_name() {
    let name = |more| cloudevents::structured(&event(&more)).expect("an event").name;
    let header = |name: &str| match name {
        "ce-specversion" => Some("1.0".to_owned()),
        "ce-id" => Some("7".to_owned()),
        "ce-source" => Some("/disks".to_owned()),
        "ce-type" => Some("org.example.disk.full".to_owned()),
        "ce-subject" => Some("s".to_owned()),
        _ => None,
    };
    let binary = cloudevents::binary(header, Some("application/json; charset=utf-8"), br#"{"title":"T"}"#);
    let binary = binary.expect("an event");
    assert_eq!(binary.signals, [taken(&json!({"subject": "s", "data": {"title": "T"}}))]);
    assert_eq!(binary.name, name(json!({})));
    assert_eq!(binary.name, name(json!({"subject": "other", "data": {"title": "T"}})));
    assert_ne!(binary.name, name(json!({"id": "8"})));
    assert_ne!(name(json!({"source": "a", "id": "bc"})), name(json!({"source": "ab", "id": "c"})));
    assert!(binary.name.len() <= 255 && binary.name.bytes().all(|b| b.is_ascii_graphic()));
    let no_id = |n: &str| header(n).filter(|_| n != "ce-id");
    assert_eq!(cloudevents::binary(no_id, None, b"").expect_err("refused").field, "ce-id");
    assert_eq!(cloudevents::binary(header, None, b"{").expect_err("refused").field, "body");
    let picture = cloudevents::binary(header, Some("image/png"), b"\x89PNG").expect("an event");
    assert_eq!(picture.signals[0].title, Some(safe("org.example.disk.full: s")));
}

mod keys_tests {
    use std::sync::Arc;

    use hmac::{Hmac, KeyInit, Mac};
    use sha2::{Digest, Sha256};

    use super::*;

    fn keys(tokens: &[&str], secrets: &[&str]) -> Keys {
        Keys {
            tokens: tokens.iter().map(|t| Arc::new(Sha256::digest(t.as_bytes()).into())).collect(),
            secrets: secrets.iter().map(|s| s.as_bytes().into()).collect(),
        }
    }

    fn sign(secret: &str, time: i64, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
        mac.update(format!("{time}.{body}").as_bytes());
        hex(&mac.finalize().into_bytes())
    }

    /// The example in GitHub's documentation of webhooks.
    #[test]
    fn githubs_own_example_is_right() {
        let keys = keys(&[], &["old", "It's a Secret to Everybody"]);
        let right = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        let check = |header: &str, body: &[u8]| {
            keys.check(Given { hub: Some(header), ..Given::default() }, body, NOW)
        };
        assert_eq!(check(right, b"Hello, World!"), Ok(()));
        assert_eq!(check(&right.to_uppercase().replace("SHA", "sha"), b"Hello, World!"), Ok(()));
        assert_eq!(check(right, b"Hello, World?"), Err(Denied::Signature));
        assert_eq!(check(&right.replace("757", "758"), b"Hello, World!"), Err(Denied::Signature));
        for odd in ["", "sha256=", "sha1=00", &right[..70], &format!("{right}0"), &right.replace('7', "g")] {
            assert!(matches!(check(odd, b"Hello, World!"), Err(Denied::Unreadable(_))), "{odd}");
        }
    }

    #[test]
    fn a_signature_is_of_its_time_and_body() {
        let keys = keys(&[], &["new", "old"]);
        let check = |header: &str| {
            keys.check(Given { signature: Some(header), ..Given::default() }, b"{\"a\":1}", NOW)
        };
        let signed = |secret, time| format!("t={time},v1={}", sign(secret, time, "{\"a\":1}"));
        let now = NOW.unix();
        for time in [now, now - 300, now + 300] {
            assert_eq!(check(&signed("new", time)), Ok(()));
            assert_eq!(check(&signed("old", time)), Ok(()));
        }
        for time in [now - 301, now + 301, 0] {
            assert!(matches!(check(&signed("new", time)), Err(Denied::Time { .. })), "{time}");
        }
        let (a, b) = (sign("other", now, "{\"a\":1}"), sign("old", now, "{\"a\":1}"));
        assert_eq!(check(&format!("t={now},v1={a},v1={b},v0=x")), Ok(()));
        assert_eq!(check(&format!("t={now},v1={a}")), Err(Denied::Signature));
        // The time is signed too.
        assert_eq!(check(&format!("t={},v1={b}", now - 1)), Err(Denied::Signature));
        // Old and wrong: nothing is said about clocks.
        assert_eq!(check(&format!("t=0,v1={a}")), Err(Denied::Signature));
        for odd in [
            "",
            "t=1",
            &format!("v1={b}"),
            &format!("t={now},t={now},v1={b}"),
            &format!("t=+{now},v1={b}"),
            &format!("t=,v1={b}"),
            &format!("t={now},v1={}", &b[1..]),
            "t=99999999999999999999,v1=",
            "x",
            &format!("t={now}{}", format!(",v1={b}").repeat(9)),
        ] {
            assert!(matches!(check(odd), Err(Denied::Unreadable(_))), "{odd}");
        }
    }

    #[test]
    fn a_token_or_a_signature_is_needed() {
        let header = format!("t={},v1={}", NOW.unix(), sign("s", NOW.unix(), "x"));
        let with = |bearer, signature| Given { bearer, signature, hub: None };
        let both = keys(&["token", "second"], &["s"]);
        assert_eq!(both.check(with(Some("second"), None), b"x", NOW), Ok(()));
        assert_eq!(both.check(with(Some("second"), Some("odd")), b"x", NOW), Ok(()));
        assert_eq!(both.check(with(None, Some(&header)), b"x", NOW), Ok(()));
        assert_eq!(both.check(with(Some("wrong"), Some(&header)), b"x", NOW), Ok(()));
        assert_eq!(both.check(with(Some("wrong"), None), b"x", NOW), Err(Denied::Token));
        assert!(matches!(both.check(with(None, None), b"x", NOW), Err(Denied::Nobody(_))));
        // A signature means nothing to who knows no secret.
        let tokens = keys(&["token"], &[]);
        assert!(matches!(tokens.check(with(None, Some(&header)), b"x", NOW), Err(Denied::Nobody(_))));
        let secrets = keys(&[], &["s"]);
        assert!(matches!(secrets.check(with(Some("token"), None), b"x", NOW), Err(Denied::Nobody(_))));
        assert!(!secrets.knows("") && !tokens.knows(""));
    }
}
