//! Listing, one incident, its past.

use serde_json::json;
use watchfloor::{
    backend::{Backend, Listing, ReadError, Target, Verb},
    domain::{State, event::EventKind, incident::HoldReason},
    text::SafeText,
};

use super::{ack, adapter, command, list, named};
use crate::support::lab::{Lab, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_is_what_the_server_holds() {
    let Some(lab) = Lab::start() else { return };
    let many: Vec<_> = (0..400)
        .map(|i| {
            json!({"labels": {"alertname": "Many", "instance": format!("web-{i}"), "service": "checkout",
                "severity": "warning"}, "annotations": {"summary": format!("number {i}")}})
        })
        .collect();
    let (status, body) = lab.http("POST", "/api/v2/alerts", Some(&json!(many)));
    assert_eq!(status, 200, "{body}");
    lab.raise(&[("alertname", "NoSummary"), ("instance", "web-1")], &[]);
    until("all are listed", || lab.alerts().len() == 401);

    let mut ours: Vec<(String, String)> = list(&adapter(&lab.url(), 7200))
        .await
        .iter()
        .map(|i| (i.detail.native_id.to_source().to_owned(), i.detail.keep.to_source().to_owned()))
        .collect();
    let mut theirs: Vec<(String, String)> = lab
        .alerts()
        .iter()
        .map(|a| (a["fingerprint"].as_str().expect("a fingerprint").to_owned(), a["labels"].to_string()))
        .collect();
    ours.sort();
    theirs.sort();
    assert_eq!(ours, theirs);

    let one = named(&lab.url(), "NoSummary").await;
    assert_eq!(one.title.shown(), "NoSummary on web-1");
    assert_eq!((one.state, one.detail.raw_status.shown()), (State::New, "active"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_server_is_unchanged_and_each_change_shows() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Disk")], &[("summary", "disk full")]);
    let backend = adapter(&lab.url(), 7200);
    assert_eq!(list(&backend).await.len(), 1);
    assert!(matches!(backend.list().await, Ok(Listing::Unchanged(s)) if s.offset_s == Some(0)));

    // Only silences change: the alerts' body does too, because they name them; only a pending one leaves it alone.
    lab.post_silence(&json!({
        "matchers": [{"name": "alertname", "value": "Disk", "isRegex": false}],
        "startsAt": "2098-01-01T00:00:00Z", "endsAt": "2099-01-01T00:00:00Z", "createdBy": "alice", "comment": "later"
    }));
    assert_eq!(list(&backend).await[0].state, State::New);
    assert!(matches!(backend.list().await, Ok(Listing::Unchanged(_))));

    // Only alerts change.
    lab.raise(&[("alertname", "Second")], &[]);
    assert_eq!(list(&backend).await.len(), 2);

    lab.silence_as_colleague("alice", "disk swap planned", &[("alertname", "Disk")]);
    let held = list(&backend).await;
    let held = held.iter().find(|i| i.title.shown() == "disk full").expect("listed");
    assert_eq!(held.state, State::OnHold);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleagues_silence_holds_and_says_who_and_why() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Disk"), ("instance", "db-1")], &[("summary", "disk full")]);
    lab.silence_as_colleague("alice", "disk swap planned", &[("alertname", "Disk")]);

    let incident = named(&lab.url(), "Disk").await;
    let hold = incident.hold.as_ref().expect("a hold");
    assert_eq!((incident.state, hold.reason), (State::OnHold, HoldReason::Silenced));
    assert_eq!(hold.detail.shown(), "alice: disk swap planned");
    let left = hold.until.expect("an end") - super::now();
    assert!((7_100..=7_200).contains(&left), "{left}");
    let marks: Vec<&str> = incident.detail.marks.iter().map(SafeText::shown).collect();
    assert!(marks.len() == 1 && marks[0].starts_with("silenced by alice till "), "{marks:?}");
    assert!(marks[0].contains("Z: disk swap planned (silence "), "{marks:?}");
    assert_eq!(incident.owner, None);
    assert_eq!(incident.detail.raw_status.shown(), "suppressed (silenced by alice)");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inhibited_alert_names_what_inhibits_it() {
    let Some(lab) = Lab::start() else { return };
    let (a, b) = (
        [("alertname", "HostDown"), ("instance", "web-1"), ("severity", "critical")],
        [("alertname", "Slow"), ("instance", "web-1"), ("severity", "warning")],
    );
    lab.raise(&a, &[("summary", "web-1 is down")]);
    lab.raise(&b, &[]);
    until("it is inhibited", || lab.alerts().iter().any(|a| a["status"]["state"] == "suppressed"));

    let incident = named(&lab.url(), "Slow").await;
    let hold = incident.hold.as_ref().expect("a hold");
    assert_eq!((incident.state, hold.reason), (State::OnHold, HoldReason::Inhibited));
    assert_eq!(hold.detail.shown(), "inhibited by web-1 is down");
    // Read alone, it says the same.
    let alone = adapter(&lab.url(), 7200).get(&Target::from(&incident)).await.expect("an answer");
    assert_eq!(alone, Some(incident));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_incident_is_as_in_the_listing_until_it_is_over() {
    let Some(lab) = Lab::start() else { return };
    let labels = [("alertname", "Disk"), ("instance", "db-1")];
    lab.raise(&labels, &[("summary", "disk full")]);
    lab.raise(&[("alertname", "Disk"), ("instance", "db-2")], &[]);
    lab.silence_as_colleague("alice", "swap", &[("instance", "db-1")]);
    let backend = adapter(&lab.url(), 7200);
    let all = list(&backend).await;
    for incident in &all {
        assert_eq!(backend.get(&Target::from(incident)).await.expect("an answer").as_ref(), Some(incident));
    }
    lab.clear(&labels);
    let gone = all.iter().find(|i| i.title.shown() == "disk full").expect("listed");
    assert_eq!(backend.get(&Target::from(gone)).await.expect("an answer"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_holds_start_acknowledgement_and_its_end() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Disk")], &[]);
    let incident = named(&lab.url(), "Disk").await;
    let backend = adapter(&lab.url(), 7200);
    backend.act(&command(&incident, "ana", ack(Some("on it"), None))).await.expect("acknowledged");
    backend.act(&command(&incident, "ana", Verb::Unack)).await.expect("taken back");
    lab.silence_as_colleague("alice", "swap", &[("alertname", "Disk")]);
    lab.silence_as_colleague("bob", "unrelated", &[("alertname", "Other")]);

    let events = backend.timeline(&Target::from(&incident)).await.expect("a timeline");
    let told: Vec<_> = events.iter().map(|e| (e.kind, e.actor.shown())).collect();
    assert_eq!(
        told,
        [
            (EventKind::Opened, "Alertmanager"),
            (EventKind::Ack, "ana"),
            (EventKind::Unack, "Alertmanager"),
            (EventKind::Hold, "alice")
        ]
    );
    assert!(events[1].text.shown().ends_with(": on it"), "{:?}", events[1]);
    assert_eq!(events[2].text.shown(), "acknowledgement taken back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_server_is_unreachable_and_comes_back() {
    let Some(mut lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Disk")], &[]);
    let backend = adapter(&lab.url(), 7200);
    assert_eq!(list(&backend).await.len(), 1);
    lab.stop_alertmanager();
    let error = backend.list().await.expect_err("it is down");
    assert!(
        matches!(&error, ReadError::Unreachable(w) if w.shown().contains("could not connect")),
        "{error:?}"
    );
    lab.start_alertmanager();
    // Alertmanager keeps no alerts over a restart.
    assert_eq!(list(&backend).await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_alertmanager_is_said_to_be_none() {
    let Some(lab) = Lab::start() else { return };
    let wrong = adapter(&format!("{}/nowhere", lab.url()), 7200);
    let error = wrong.list().await.expect_err("a wrong base");
    assert!(matches!(&error, ReadError::Answer(w) if w.shown().contains("404")), "{error:?}");
}
