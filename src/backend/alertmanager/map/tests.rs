//! Mapping: the fixture row by row, then what is missing, hostile or contradictory.

use super::*;
use crate::backend::alertmanager::dto;

const ALERTS: &str = include_str!("../../../../tests/fixtures/alertmanager/alerts.json");
const SILENCES: &str = include_str!("../../../../tests/fixtures/alertmanager/silences.json");

fn at(text: &str) -> Option<Time> {
    Time::parse(text)
}

fn map(alerts: &str, silences: &str) -> Mapped {
    let (alerts, silences) = (
        dto::alerts(alerts.as_bytes()).expect("alerts"),
        dto::silences(silences.as_bytes()).expect("silences"),
    );
    incidents(&SourceName::new("prod"), &alerts, &Silences::new(&silences), Time::from_unix(1_795_402_000))
}

fn shown(text: Option<&SafeText>) -> Option<&str> {
    text.map(SafeText::shown)
}

fn marks(incident: &Incident) -> Vec<&str> {
    incident.detail.marks.iter().map(SafeText::shown).collect()
}

#[test]
fn an_active_alert_is_new_with_all_its_fields() {
    let mapped = map(ALERTS, SILENCES);
    assert!(!mapped.torn);
    let i = &mapped.incidents[0];
    assert_eq!(i.id.as_str(), "prod/a5e4f5f5b6e0c001@1795400905");
    assert_eq!(occurrence(&i.id), Some(Time::from_unix(1_795_400_905)));
    assert_eq!(i.title.shown(), "billing-api is down on 10.0.0.7:8080");
    assert_eq!((shown(i.service.as_ref()), shown(i.owner.as_ref())), (Some("billing"), None));
    assert_eq!((i.state, i.priority.level(), i.count), (State::New, 1, 1));
    assert_eq!(Some(i.opened_at), at("2026-11-23T02:28:25Z"));
    assert_eq!(i.updated_at, i.opened_at, "that it was sent again is no news");
    assert!(i.hold.is_none() && i.acked_at.is_none() && i.resolved_at.is_none() && !i.hidden_chars);
    let d = &i.detail;
    assert_eq!(d.native_id.to_source(), "a5e4f5f5b6e0c001");
    assert_eq!(
        d.keep.to_source(),
        r#"{"alertname":"TargetDown","cluster":"lab","instance":"10.0.0.7:8080","job":"billing-api","service":"billing","severity":"critical"}"#
    );
    assert_eq!((d.raw_status.shown(), shown(d.severity.as_ref())), ("active", Some("critical")));
    assert!(shown(d.description.as_ref()).is_some_and(|t| t.contains('\n')));
    assert_eq!(shown(d.url.as_ref()), Some("http://prom:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1"));
    assert_eq!(shown(d.runbook.as_ref()), Some("https://runbooks.example/target-down"));
    assert_eq!((d.impact, d.urgency), (Some(1), Some(1)));
    let names: Vec<&str> = d.labels.iter().map(|(n, _)| n.shown()).collect();
    assert_eq!(names, ["alertname", "cluster", "instance", "job", "service", "severity"]);
    assert!(d.marks.is_empty());
}

#[test]
fn our_silence_is_an_acknowledgement() {
    let i = &map(ALERTS, SILENCES).incidents[1];
    assert_eq!(i.title.shown(), "CheckoutErrors on web-1");
    assert_eq!((i.state, shown(i.owner.as_ref())), (State::Acknowledged, Some("ana")));
    assert_eq!((i.acked_at, i.ack_until), (at("2026-11-23T02:29:07Z"), at("2026-11-24T00:29:07Z")));
    assert_eq!(Some(i.updated_at), at("2026-11-23T02:29:07Z"));
    assert!(i.hold.is_none());
    assert_eq!(i.detail.raw_status.shown(), "suppressed (acknowledged by ana)");
    assert_eq!(
        marks(i),
        ["acknowledged by ana till 2026-11-24 00:29Z (renewed while it is open and owned): looking at it"]
    );
}

#[test]
fn a_colleagues_silence_is_a_hold_and_an_inhibition_too() {
    let mapped = map(ALERTS, SILENCES);
    let i = &mapped.incidents[2];
    assert_eq!((i.state, i.title.shown()), (State::OnHold, "root filesystem nearly full"));
    let hold = i.hold.as_ref().expect("a hold");
    assert_eq!((hold.reason, hold.detail.shown()), (HoldReason::Silenced, "alice: disk swap planned"));
    assert_eq!((hold.since, hold.until), (at("2026-11-23T02:28:25Z"), at("2026-11-23T04:28:25Z")));
    assert_eq!(marks(i), ["silenced by alice till 04:28Z: disk swap planned (silence s-alice)"]);
    assert_eq!((shown(i.service.as_ref()), i.priority.level()), (Some("node"), 4));
    assert_eq!(i.detail.url, None, "only http and https");

    let i = &mapped.incidents[3];
    let hold = i.hold.as_ref().expect("a hold");
    assert_eq!((i.state, hold.reason, hold.until), (State::OnHold, HoldReason::Inhibited, None));
    assert_eq!(hold.detail.shown(), "inhibited by billing-api is down on 10.0.0.7:8080");
    assert_eq!(i.detail.raw_status.shown(), "suppressed (inhibited)");
}

/// One alert that began at 02:28:25, silenced by the silences that are given as (id, who, comment, matchers).
fn silenced(inhibited: bool, silences: &[(&str, &str, &str, &str)]) -> Incident {
    let ids: Vec<&str> = silences.iter().map(|s| s.0).collect();
    let alert = serde_json::json!([{
        "fingerprint": "f", "labels": {"alertname": "A", "b": "1"}, "startsAt": "2026-11-23T02:28:25.004Z",
        "status": {"state": "suppressed", "silencedBy": ids, "inhibitedBy": if inhibited { vec!["z"] } else { vec![] }}
    }]);
    let silences: Vec<_> = silences
        .iter()
        .map(|(id, who, comment, matchers)| {
            serde_json::json!({"id": id, "createdBy": who, "comment": comment, "status": {"state": "active"},
                "startsAt": "2026-11-23T03:00:00Z", "endsAt": "2026-11-23T05:00:00Z", "updatedAt": "2026-11-23T03:00:00Z",
                "matchers": serde_json::from_str::<serde_json::Value>(matchers).expect("matchers")})
        })
        .collect();
    map(&alert.to_string(), &serde_json::json!(silences).to_string()).incidents.remove(0)
}

const EXACT: &str = r#"[{"name":"b","value":"1"},{"name":"alertname","value":"A"}]"#;
const PART: &str = r#"[{"name":"alertname","value":"A"}]"#;
const MARK: &str = "w [watchfloor:ack:0198f1a2-0000-7000-8000-00000000ab12:1795400905]";
const OLDER: &str = "w [watchfloor:ack:0198f1a2-0000-7000-8000-00000000ab12:1795400000]";

#[test]
fn only_our_marker_on_exactly_the_label_set_is_an_acknowledgement() {
    let regex = r#"[{"name":"b","value":"1","isRegex":true},{"name":"alertname","value":"A"}]"#;
    let unequal = r#"[{"name":"b","value":"1"},{"name":"alertname","value":"A","isEqual":false}]"#;
    let twice = r#"[{"name":"b","value":"1"},{"name":"b","value":"1"}]"#;
    for (comment, matchers, state) in [
        (MARK, EXACT, State::Acknowledged),
        (MARK, PART, State::OnHold),
        (MARK, regex, State::OnHold),
        (MARK, unequal, State::OnHold),
        (MARK, twice, State::OnHold),
        ("w", EXACT, State::OnHold),
        (OLDER, EXACT, State::OnHold),
    ] {
        let i = silenced(false, &[("s", "ana", comment, matchers)]);
        assert_eq!(i.state, state, "{comment} {matchers}");
        assert_eq!(i.owner.is_some(), state == State::Acknowledged);
    }
    assert_eq!(
        silenced(false, &[("s", "ana", MARK, PART)]).hold.expect("a hold").detail.shown(),
        "ana's acknowledgement of another alert"
    );
}

#[test]
fn an_acknowledgement_beside_a_silence_is_held_and_says_both() {
    let i = silenced(false, &[("1", "alice", "swap", PART), ("2", "ana", MARK, EXACT)]);
    assert_eq!((i.state, i.acked_at.is_some(), shown(i.owner.as_ref())), (State::OnHold, true, Some("ana")));
    assert_eq!(
        marks(&i),
        [
            "acknowledged by ana, and silenced by alice",
            "acknowledged by ana till 05:00Z (renewed while it is open and owned): w",
            "silenced by alice till 05:00Z: swap (silence 1)"
        ]
    );
    assert_eq!(i.hold.expect("a hold").detail.shown(), "alice: swap");
}

#[test]
fn an_acknowledged_alert_that_is_inhibited_too_stays_acknowledged() {
    let i = silenced(true, &[("2", "ana", MARK, EXACT)]);
    assert_eq!((i.state, i.hold.as_ref()), (State::Acknowledged, None));
    assert!(marks(&i).contains(&"inhibited by alert z"));
}

/// One alert with these time intervals, as a server answers that says them in the list of alerts.
fn muted(by: &[&str], inhibited: &[&str], silenced: &[&str]) -> Incident {
    let alert = serde_json::json!([{
        "annotations": {}, "endsAt": "2026-11-23T05:00:00.000Z", "fingerprint": "3fff2c2d7595e046",
        "receivers": [{"name": "night"}], "startsAt": "2026-11-23T02:28:25.004Z",
        "status": {"state": "suppressed", "silencedBy": silenced, "inhibitedBy": inhibited, "mutedBy": by},
        "updatedAt": "2026-11-23T02:28:25.004Z", "labels": {"alertname": "A"}
    }]);
    map(&alert.to_string(), "[]").incidents.remove(0)
}

#[test]
fn what_a_time_interval_mutes_waits_and_says_for_which() {
    let i = muted(&["nights", "weekends"], &[], &[]);
    let hold = i.hold.as_ref().expect("a hold");
    assert_eq!((i.state, hold.reason, hold.until), (State::OnHold, HoldReason::Muted, None));
    assert_eq!(hold.detail.shown(), "muted by the time intervals nights, weekends");
    assert_eq!(i.detail.raw_status.shown(), "suppressed (muted)");
    assert_eq!(muted(&[], &[], &[]).state, State::New, "an empty field holds nothing");
    // What else holds it is said beside it, the nearest to a person's hand first.
    let i = muted(&["nights"], &["z"], &[]);
    let hold = i.hold.as_ref().expect("a hold");
    assert_eq!(hold.reason, HoldReason::Inhibited);
    assert_eq!(hold.detail.shown(), "inhibited by alert z; muted by the time interval nights");
    let i = muted(&["nights"], &["z"], &["s"]);
    assert_eq!(i.hold.as_ref().expect("a hold").reason, HoldReason::Silenced);
    assert_eq!(marks(&i)[1..], ["inhibited by alert z", "muted by the time interval nights"]);
}

#[test]
fn a_silence_that_is_not_listed_is_said_so() {
    let alert = r#"[{"fingerprint":"f","labels":{"alertname":"A"},"startsAt":"2026-11-23T02:28:25Z",
        "status":{"state":"suppressed","silencedBy":["9678f247"]}}]"#;
    let mapped = map(alert, "[]");
    assert!(mapped.torn);
    let i = &mapped.incidents[0];
    assert_eq!(
        (i.state, marks(i)[0]),
        (State::OnHold, "silenced by 9678f247, which the source does not list")
    );
    assert_eq!(i.hold.as_ref().expect("a hold").detail.shown(), "silence 9678f247");
}

#[test]
fn what_is_missing_gets_a_default_and_is_named() {
    let mapped =
        map(r#"[{},{"labels":{"x":"1","severity":"odd"},"startsAt":"0001-01-01T00:00:00Z"},null]"#, "[]");
    let i = &mapped.incidents[0];
    assert_eq!(i.title.shown(), "(an alert without labels)");
    assert_eq!(i.detail.raw_status.shown(), "(no state) [no fingerprint, no startsAt, no labels]");
    assert_eq!((i.opened_at, i.priority.level()), (Time::from_unix(1_795_402_000), 3));
    assert_eq!(occurrence(&i.id), None);
    assert_eq!(mapped.incidents[1].title.shown(), "severity=odd, x=1");
    assert_ne!(i.id, mapped.incidents[1].id, "told apart by their labels");
    assert!(mapped.incidents[2].detail.raw_status.shown().contains("fields of an unknown shape"));
}

#[test]
fn hostile_texts_are_clean_and_what_goes_back_is_untouched() {
    let evil = "\u{1b}]0;x\u{7}a\u{1b}[31mb\u{202e}c\n\u{0}d";
    let alert = serde_json::json!([{"fingerprint": "../../x?y", "labels": {"alertname": evil, "job": evil},
        "annotations": {"summary": evil, "description": evil, "runbook_url": "file:///etc/passwd"},
        "generatorURL": format!("https://ok.example/{evil}"), "startsAt": "2026-11-23T02:28:25Z",
        "status": {"state": evil, "mutedBy": [evil]}}]);
    let i = map(&alert.to_string(), "[]").incidents.remove(0);
    let d = &i.detail;
    let texts =
        [&i.title, i.service.as_ref().expect("a service"), &d.raw_status, &d.marks[0], &d.labels[0].1];
    for text in texts.into_iter().chain(&d.url) {
        assert!(!text.shown().contains(char::is_control), "{text:?}");
    }
    assert!(!d.description.as_ref().expect("words").shown().contains('\u{1b}'));
    assert_eq!(d.runbook, None);
    assert!(!i.id.as_str().contains('?'));
    assert_eq!(d.native_id.to_source(), "../../x?y");
    let kept: std::collections::BTreeMap<String, String> =
        serde_json::from_str(d.keep.to_source()).expect("labels");
    assert_eq!(kept["alertname"], evil);
}

#[test]
fn equal_texts_of_a_listing_are_one() {
    let alerts: Vec<_> = (0..3)
        .map(|n| serde_json::json!({"fingerprint": n.to_string(), "labels": {"job": "node", "severity": "warning"}}))
        .collect();
    let mapped = map(&serde_json::json!(alerts).to_string(), "[]");
    let place = |i: &Incident| i.service.as_ref().expect("a service").shown().as_ptr();
    assert_eq!(place(&mapped.incidents[0]), place(&mapped.incidents[2]));
    assert_eq!(place(&mapped.incidents[0]), mapped.incidents[1].detail.labels[0].1.shown().as_ptr());
}
