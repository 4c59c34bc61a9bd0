//! The past of one alert.

use super::*;

const MARK: &str = "on it [watchfloor:ack:0198f1a2-0000-7000-8000-00000000ab12:1795401000]";

fn rfc(t: i64) -> String {
    Time::from_unix(t).rfc3339()
}

fn told(silences: &serde_json::Value, listed: bool) -> Vec<(i64, EventKind, String)> {
    let alerts =
        serde_json::json!([{"fingerprint": "f", "labels": {"alertname": "A"}, "startsAt": rfc(1_795_401_000),
        "status": {"silencedBy": ["h"]}}])
        .to_string();
    let silences = silences.to_string();
    let alerts = dto::alerts(alerts.as_bytes()).expect("alerts");
    let silences = dto::silences(silences.as_bytes()).expect("silences");
    let occurrence = Some(Time::from_unix(1_795_401_000));
    events(listed.then_some(&alerts[0]), &alerts[0].labels, occurrence, &silences)
        .into_iter()
        .map(|e| (e.at.unix() - 1_795_401_000, e.kind, format!("{}: {}", e.actor.shown(), e.text.shown())))
        .collect()
}

#[test]
fn start_acknowledgement_end_and_what_silences_it_in_their_order() {
    let exact = serde_json::json!([{"name": "alertname", "value": "A"}]);
    let silence = |id: &str, state: &str, comment: &str, from: i64, to: i64, updated: i64| {
        serde_json::json!({"id": id, "status": {"state": state}, "createdBy": "ana", "comment": comment,
            "startsAt": rfc(1_795_401_000 + from), "endsAt": rfc(1_795_401_000 + to),
            "updatedAt": rfc(1_795_401_000 + updated), "matchers": exact})
    };
    let all = serde_json::json!([
        silence("h", "active", "swap", 500, 9_000, 500),
        silence("2", "expired", MARK, 300, 400, 300),
        silence("1", "expired", MARK, 100, 200, 200),
        silence("0", "expired", MARK, -500, -400, -400),
        silence("x", "expired", "swap", 10, 20, 20),
        silence("y", "active", "elsewhere", 10, 9_000, 10),
    ]);
    let events = told(&all, true);
    let kinds: Vec<_> = events.iter().map(|(at, kind, _)| (*at, *kind)).collect();
    assert_eq!(
        kinds,
        [
            (0, EventKind::Opened),
            (100, EventKind::Ack),
            (200, EventKind::Unack),
            (300, EventKind::Ack),
            (400, EventKind::Unack),
            (500, EventKind::Hold)
        ]
    );
    assert_eq!(events[2].2, "Alertmanager: acknowledgement taken back");
    assert_eq!(events[4].2, "Alertmanager: acknowledgement ran out");
    assert!(events[1].2.starts_with("ana: acknowledged till ") && events[1].2.ends_with(": on it"));
    assert!(events[5].2.starts_with("ana: silenced by ana till "));
    // Over by now: what is known of it stays, except what silences it.
    assert_eq!(told(&all, false).len(), 5);
}
