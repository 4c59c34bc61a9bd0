//! Which acknowledgements are renewed, which are ended, and which are left alone.

use super::*;

const KEY: &str = "0198f1a2-0000-7000-8000-00000000ab12";
const NOW: i64 = 1_795_402_000;
const ACK_FOR: i64 = 7_200;

fn rfc(t: i64) -> String {
    Time::from_unix(t).rfc3339()
}

fn silence(id: &str, name: &str, comment: &str, left: i64) -> serde_json::Value {
    serde_json::json!({"id": id, "status": {"state": "active"}, "createdBy": "ana", "comment": comment,
        "startsAt": rfc(NOW - 9), "endsAt": rfc(NOW + left), "updatedAt": rfc(NOW - 9),
        "matchers": [{"name": "z", "value": "1"}, {"name": "alertname", "value": name}]})
}

fn steps(silences: &[serde_json::Value], owned: &[&str]) -> Vec<Step> {
    let alerts = serde_json::json!([{"fingerprint": "fA", "labels": {"alertname": "A", "z": "1"},
        "startsAt": rfc(NOW - 100)}])
    .to_string();
    let silences = serde_json::json!(silences).to_string();
    plan(
        &dto::alerts(alerts.as_bytes()).expect("alerts"),
        &dto::silences(silences.as_bytes()).expect("silences"),
        &owned.iter().map(|f| (*f).to_owned()).collect(),
        Time::from_unix(NOW),
        ACK_FOR,
    )
}

fn mark(rest: &str) -> String {
    format!("w [watchfloor:ack:{KEY}{rest}]")
}

#[test]
fn under_a_third_it_is_renewed_with_everything_else_as_it_was() {
    let short = silence("s", "A", &mark(""), ACK_FOR / 3 - 1);
    let steps_ = steps(std::slice::from_ref(&short), &["fA"]);
    let [Step::Renew { silence: post, native, till, who }] = &steps_[..] else { panic!("{steps_:?}") };
    assert_eq!((native.as_str(), who.as_str(), till.unix()), ("fA", "ana", NOW + ACK_FOR));
    let post = serde_json::to_value(post).expect("JSON");
    for field in ["id", "startsAt", "comment", "createdBy"] {
        assert_eq!(post[field], short[field]);
    }
    assert_eq!(post["endsAt"], rfc(NOW + ACK_FOR));
    assert_eq!(post["matchers"][0]["name"], "z", "the order is part of its identity");

    assert!(steps(&[silence("s", "A", &mark(""), ACK_FOR / 3)], &["fA"]).is_empty(), "long enough");
    assert!(steps(std::slice::from_ref(&short), &["fB"]).is_empty(), "nobody owns it");
    assert!(steps(&[silence("s", "A", &mark(":until"), 60)], &["fA"]).is_empty(), "a person chose its end");
    assert!(steps(&[silence("s", "A", "swap", 60)], &["fA"]).is_empty(), "not ours");
}

#[test]
fn of_two_the_longer_is_renewed() {
    let all = steps(&[silence("a", "A", &mark(""), 60), silence("b", "A", &mark(""), 90)], &["fA"]);
    let [Step::Renew { silence, .. }] = &all[..] else { panic!("{all:?}") };
    assert_eq!(silence.id.as_deref(), Some("b"));
}

#[test]
fn what_has_no_alert_is_ended() {
    let all =
        steps(&[silence("s", "Gone", &mark(":until"), 9_999), silence("t", "Gone", "swap", 9_999)], &[]);
    let [Step::Expire { id, native, gone: true, .. }] = &all[..] else { panic!("{all:?}") };
    let labels: Pairs<'_> = serde_json::from_str(r#"{"alertname":"Gone","z":"1"}"#).expect("labels");
    assert_eq!((id.as_str(), native), ("s", &labels.fingerprint()));

    let earlier = silence("s", "A", &mark(&format!(":{}", NOW - 101)), 9_999);
    assert!(matches!(&steps(&[earlier], &["fA"])[..], [Step::Expire { gone: false, .. }]));
}

#[test]
fn a_marked_silence_that_was_widened_is_left_alone() {
    let mut wide = silence("s", "Gone.*", &mark(""), 60);
    wide["matchers"][1]["isRegex"] = true.into();
    assert!(steps(&[wide], &["fA"]).is_empty());
}
