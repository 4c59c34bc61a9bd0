//! Decoding: what is borrowed, what is mended, what is an error.

use super::*;

const ALERTS: &str = include_str!("../../../../tests/fixtures/alertmanager/alerts.json");
const SILENCES: &str = include_str!("../../../../tests/fixtures/alertmanager/silences.json");

#[test]
fn the_usual_lists_decode_and_borrow() {
    let all = alerts(ALERTS.as_bytes()).expect("alerts");
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|a| !a.odd));
    assert!(matches!(all[0].labels.0[0].1, Text(Cow::Borrowed("TargetDown"))));
    assert_eq!(all[0].labels.get("severity"), Some("critical"));
    assert_eq!(all[0].labels.get("nothing"), None);
    assert_eq!(all[1].generator_url.raw(), "");

    let all = silences(SILENCES.as_bytes()).expect("silences");
    assert_eq!(all.iter().filter(|s| s.is_active()).count(), 2);
    assert!(
        all[2].matchers[0].is_regex && all[2].matchers[0].is_equal,
        "isEqual is true where it is not sent"
    );
}

#[test]
fn fingerprints_are_those_of_prometheus() {
    // A label set and its fingerprint as a real Alertmanager told them.
    let labels: Pairs<'_> = serde_json::from_str(
        r#"{"alertname":"CheckoutErrors","instance":"web-1","service":"checkout","severity":"critical"}"#,
    )
    .expect("labels");
    assert_eq!(labels.fingerprint(), "4285c6bd2b42ee8d");
}

#[test]
fn labels_are_sorted_and_named_once() {
    let pairs: Pairs<'_> = serde_json::from_str(r#"{"b":"1","a":"2","b":"3"}"#).expect("labels");
    assert_eq!(serde_json::to_string(&pairs).expect("JSON"), r#"{"a":"2","b":"3"}"#);
}

#[test]
fn unset_times_are_unset() {
    let time = |s: &str| Text(s.to_owned().into()).time();
    assert_eq!(time("0001-01-01T00:00:00Z"), None);
    assert_eq!(time("0001-01-01T00:00:00.000Z"), None);
    assert_eq!(time(""), None);
    assert_eq!(time("soon"), None);
    assert_eq!(time("2026-11-23T02:28:25.004Z").map(Time::unix), Some(1_795_400_905));
}

#[test]
fn nothing_odd_hides_an_alert() {
    let body = r#"[
        {"labels":{"alertname":"Null"},"annotations":null,"status":{"state":"active","silencedBy":null},"startsAt":null},
        {"labels":{"alertname":"Numbers","code":500,"ok":true,"none":null},"annotations":[],"startsAt":1795401705,
         "status":{"state":"active","silencedBy":"s1","inhibitedBy":[7]},"fingerprint":12},
        {},
        null,
        7
    ]"#;
    let all = alerts(body.as_bytes()).expect("alerts");
    assert_eq!(all.len(), 5);
    assert!(!all[0].odd);
    assert!(all[1].odd);
    let labels: Vec<_> = all[1].labels.iter().collect();
    assert_eq!(labels, [("alertname", "Numbers"), ("code", "500"), ("ok", "true")]);
    assert_eq!(all[1].status.silenced_by, [Text("s1".into())]);
    assert_eq!(all[1].status.inhibited_by, [Text("7".into())]);
    assert_eq!(all[1].starts_at.time(), None);
    assert_eq!(all[1].fingerprint.raw(), "12");
    assert!(all[3].odd && all[4].odd);
}

#[test]
fn one_unreadable_silence_leaves_the_others() {
    let body = r#"[{"id":"a","matchers":"?"},{"id":"b","status":{"state":"active"}}]"#;
    let all = silences(body.as_bytes()).expect("silences");
    assert_eq!(all.iter().map(|s| s.id.raw()).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn what_is_no_list_is_an_error() {
    for body in ["", "{}", "[{]", "\"x\"", "<html>", "null", "[{\"labels\":{\"a\":\"\\ud800\"}}]"] {
        assert!(alerts(body.as_bytes()).is_err(), "{body}");
        assert!(silences(body.as_bytes()).is_err() || body.contains("labels"), "{body}");
    }
    assert_eq!(alerts(b"\xEF\xBB\xBF[]").expect("a mark is passed over"), []);
}

#[test]
fn a_list_of_something_else_is_no_list_of_alerts() {
    for body in ["[1,2,3]", "[null]", "[{}]", r#"[{"id":1,"name":"x"}]"#, r#"[{"labels":{}},"x"]"#] {
        assert!(alerts(body.as_bytes()).is_err(), "{body}");
    }
    assert_eq!(alerts(br#"[7,{"labels":{"alertname":"A"}}]"#).expect("one of them is").len(), 2);
}
