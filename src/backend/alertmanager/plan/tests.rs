//! Decisions, each from one small scene.

use super::*;
use crate::backend::{ActionKey, alertmanager::dto};

const KEY: &str = "0198f1a2-0000-7000-8000-00000000ab12";
const OTHER: &str = "0198f1a2-0000-7000-8000-00000000ffff";
const NOW: i64 = 1_795_402_000;
const BEGAN: i64 = 1_795_401_000;

fn rfc(t: i64) -> String {
    Time::from_unix(t).rfc3339()
}

/// A silence: id, state, who, comment, start and end relative to now, exactly on the labels or wider.
fn silence(
    id: &str,
    state: &str,
    who: &str,
    comment: &str,
    from: i64,
    to: i64,
    exact: bool,
) -> serde_json::Value {
    let mut matchers = vec![serde_json::json!({"name": "b", "value": "1"})];
    if exact {
        matchers.push(serde_json::json!({"name": "alertname", "value": "A"}));
    }
    serde_json::json!({"id": id, "status": {"state": state}, "createdBy": who, "comment": comment,
        "startsAt": rfc(NOW + from), "endsAt": rfc(NOW + to), "updatedAt": rfc(NOW + from), "matchers": matchers})
}

fn with<T>(began: Option<i64>, silences: &[serde_json::Value], f: impl FnOnce(&Scene<'_>) -> T) -> T {
    let active: Vec<_> =
        silences.iter().filter(|s| s["status"]["state"] == "active").map(|s| s["id"].clone()).collect();
    let alerts = serde_json::json!([{"fingerprint": "f", "labels": {"alertname": "A", "b": "1"},
        "startsAt": rfc(began.unwrap_or(0)), "status": {"state": "active", "silencedBy": active}}])
    .to_string();
    let silences = serde_json::json!(silences).to_string();
    let alerts = dto::alerts(alerts.as_bytes()).expect("alerts");
    let silences = dto::silences(silences.as_bytes()).expect("silences");
    let labels = alerts[0].labels.clone();
    f(&Scene {
        alert: began.map(|_| &alerts[0]),
        labels: &labels,
        occurrence: Some(Time::from_unix(BEGAN)),
        silences: &silences,
        now: Time::from_unix(NOW),
    })
}

fn ack(
    began: Option<i64>,
    silences: &[serde_json::Value],
    who: &str,
    words: Option<&str>,
    for_s: Option<i64>,
) -> Ack {
    let marker = Marker {
        key: ActionKey::parse(KEY).expect("a key"),
        occurrence: Some(Time::from_unix(BEGAN)),
        until: for_s.is_some(),
    };
    let who = SafeText::clean(who, Kind::Label);
    with(began, silences, |s| s.ack(&Ask { marker, who: &who, words, for_s: for_s.unwrap_or(7200) }))
}

fn mark(key: &str, rest: &str) -> String {
    format!("w [watchfloor:ack:{key}{rest}]")
}

#[test]
fn a_new_acknowledgement_is_a_silence_of_all_labels() {
    let Ack::Post(post) = ack(Some(BEGAN), &[], "ana", None, None) else { panic!("a post") };
    assert_eq!(
        serde_json::to_value(&*post).expect("JSON"),
        serde_json::json!({
            "matchers": [
                {"name": "alertname", "value": "A", "isRegex": false, "isEqual": true},
                {"name": "b", "value": "1", "isRegex": false, "isEqual": true}],
            "startsAt": rfc(NOW - 60), "endsAt": rfc(NOW + 7200), "createdBy": "ana",
            "comment": format!("acknowledged [watchfloor:ack:{KEY}:{BEGAN}]")
        })
    );
    let Ack::Post(post) = ack(Some(BEGAN), &[], "ana", Some("on it"), Some(60)) else { panic!("a post") };
    assert_eq!(post.comment, format!("on it [watchfloor:ack:{KEY}:{BEGAN}:until]"));
    assert_eq!(post.ends_at, rfc(NOW + 60));
}

#[test]
fn a_foreign_silence_does_not_keep_us_from_acknowledging() {
    let theirs = silence("s", "active", "alice", "swap", -100, 100, false);
    assert!(matches!(ack(Some(BEGAN), &[theirs], "ana", None, None), Ack::Post(p) if p.id.is_none()));
}

#[test]
fn the_key_is_looked_for_before_anything_else() {
    let sent = silence("s", "active", "ana", &mark(KEY, ""), -10, 100, true);
    assert_eq!(ack(Some(BEGAN), std::slice::from_ref(&sent), "ana", Some("w"), None), Ack::Sent("s".into()));
    assert_eq!(
        ack(None, &[sent], "ana", None, None),
        Ack::Sent("s".into()),
        "also when the alert is over by now"
    );
    let ended = silence("s", "expired", "ana", &mark(KEY, ""), -10, -1, true);
    let Ack::Already(words) = ack(Some(BEGAN), &[ended], "ana", None, None) else { panic!("not again") };
    assert!(words.shown().contains("taken back since"), "{words:?}");
}

#[test]
fn what_somebody_acknowledged_is_acknowledged() {
    let by = |who| silence("s", "active", who, &mark(OTHER, ""), -12, 100, true);
    let Ack::Already(words) = ack(Some(BEGAN), &[by("ana")], "bob", Some("x"), Some(9)) else {
        panic!("already")
    };
    assert_eq!(words.shown(), "already acknowledged by ana 12s ago");
    assert!(matches!(ack(Some(BEGAN), &[by("bob")], "bob", None, None), Ack::Already(_)));
    let Ack::Post(post) = ack(Some(BEGAN), &[by("ana"), by("bob")], "bob", None, Some(9)) else {
        panic!("longer")
    };
    assert_eq!((post.id.as_deref(), &*post.ends_at), (Some("s"), &*rfc(NOW + 9)));
    assert_eq!(post.comment, format!("w [watchfloor:ack:{KEY}:{BEGAN}:until]"), "old words, new key");
    // Ended ones and those of earlier occurrences do not count.
    let old = silence("o", "active", "ana", &mark(OTHER, &format!(":{}", BEGAN - 9)), -12, 100, true);
    let gone = silence("e", "expired", "ana", &mark(OTHER, ""), -12, -1, true);
    assert!(matches!(ack(Some(BEGAN), &[old, gone], "bob", None, None), Ack::Post(p) if p.id.is_none()));
}

#[test]
fn what_is_over_or_began_again_is_not_acknowledged() {
    assert_eq!(ack(None, &[], "ana", None, None), Ack::Gone);
    assert!(matches!(ack(Some(BEGAN + 1), &[], "ana", None, None), Ack::Another(_)));
    assert!(matches!(ack(Some(BEGAN - 1), &[], "ana", None, None), Ack::Post(_)), "a replica saw it earlier");
}

fn unack(began: Option<i64>, silences: &[serde_json::Value]) -> Unack {
    with(began, silences, |s| s.unack(Time::from_unix(NOW - 5)))
}

#[test]
fn taking_back_ends_all_of_ours_and_nothing_else() {
    let ours = |id, state, rest: &str, to| silence(id, state, "ana", &mark(OTHER, rest), -100, to, true);
    let theirs = silence("t", "active", "alice", "swap", -100, 3_600, false);
    let all = [
        ours("1", "active", "", 100),
        theirs.clone(),
        ours("2", "active", ":5", 100),
        ours("3", "expired", "", -90),
        silence("4", "active", "ana", &mark(OTHER, ""), -100, 100, false),
    ];
    assert_eq!(unack(Some(BEGAN), &all), Unack::Expire(vec!["1".into(), "2".into()]));
    assert_eq!(unack(None, &all[..1]), Unack::Expire(vec!["1".into()]), "also when the alert is over by now");

    let Unack::Theirs(words) = unack(Some(BEGAN), &[theirs]) else { panic!("theirs") };
    assert!(
        words.shown().starts_with("silenced by alice till ") && words.shown().ends_with("not ours to expire")
    );
    let Unack::Theirs(words) = unack(Some(BEGAN), &all[4..]) else { panic!("of another alert") };
    assert!(words.shown().contains("ana's acknowledgement of another alert"), "{words:?}");
    assert_eq!(unack(Some(BEGAN), &[]), Unack::NotAcked);
    assert_eq!(unack(None, &[]), Unack::Gone);
}

#[test]
fn what_ended_after_it_was_asked_for_was_our_doing() {
    let ended = |to| silence("1", "expired", "ana", &mark(OTHER, ""), -100, to, true);
    assert_eq!(unack(Some(BEGAN), &[ended(-2)]), Unack::Done);
    assert_eq!(unack(Some(BEGAN), &[ended(-50)]), Unack::NotAcked);
}
