//! Renewing and ending acknowledgements.

use watchfloor::{
    backend::Backend,
    domain::{Incident, State, event::EventKind},
};

use super::{ack, acting::confirmed, adapter, command, list, named, now};
use crate::support::lab::{Lab, until};

fn end_of(silence: &serde_json::Value) -> i64 {
    let end = silence["endsAt"].as_str().expect("an end");
    chrono::DateTime::parse_from_rfc3339(end).expect("a time").timestamp() - now().unix()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_is_renewed_in_place_while_open_and_owned() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Disk"), ("z", "1"), ("b", "2")], &[]);
    let incident = named(&lab.url(), "Disk").await;
    let acked =
        confirmed(adapter(&lab.url(), 600).act(&command(&incident, "ana", ack(Some("on it"), None))).await);
    let before = lab.active_silences().remove(0);

    // 600 s are left. A third of 1,500 is less, a third of 3,600 is more.
    let owned = [acked.clone()];
    assert!(adapter(&lab.url(), 1_500).tend(&owned, now()).await.expect("upkeep").is_empty());
    let unowned = [Incident { owner: None, ..acked.clone() }];
    assert!(adapter(&lab.url(), 3_600).tend(&unowned, now()).await.expect("upkeep").is_empty());
    assert!(adapter(&lab.url(), 3_600).tend(&[], now()).await.expect("upkeep").is_empty());

    let done = adapter(&lab.url(), 3_600).tend(&owned, now()).await.expect("upkeep");
    assert_eq!(done.len(), 1);
    assert_eq!((done[0].event.kind, &done[0].native), (EventKind::Ack, &acked.detail.native_id));
    let words = done[0].event.text.shown();
    assert!(words.starts_with("ana's acknowledgement renewed till "), "{words}");

    let silences = lab.silences();
    assert_eq!(silences.len(), 1, "changed in place, none was made or expired");
    assert!((end_of(&silences[0]) - 3_600).abs() <= 3, "{}", silences[0]);
    for field in ["id", "comment", "createdBy", "matchers", "startsAt"] {
        assert_eq!(silences[0][field], before[field], "{field}");
    }
    assert!(
        adapter(&lab.url(), 3_600).tend(&owned, now()).await.expect("upkeep").is_empty(),
        "once is enough"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_a_person_chose_stays() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Disk")], &[]);
    let incident = named(&lab.url(), "Disk").await;
    let acked =
        confirmed(adapter(&lab.url(), 7200).act(&command(&incident, "ana", ack(None, Some(600)))).await);
    assert!(adapter(&lab.url(), 7200).tend(&[acked], now()).await.expect("upkeep").is_empty());
    assert!((end_of(&lab.silences()[0]) - 600).abs() <= 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_alert_is_over_our_acknowledgement_ends_and_nobody_elses() {
    let Some(lab) = Lab::start() else { return };
    let labels = [("alertname", "Disk"), ("instance", "db-1")];
    lab.raise(&labels, &[]);
    lab.raise(&[("alertname", "Other")], &[]);
    let backend = adapter(&lab.url(), 7200);
    let incident = named(&lab.url(), "Disk").await;
    confirmed(backend.act(&command(&incident, "ana", ack(None, None))).await);
    let theirs = lab.silence_as_colleague("alice", "swap", &[("alertname", "Disk")]);
    assert!(backend.tend(&[], now()).await.expect("upkeep").is_empty(), "it is still listed");

    lab.clear(&labels);
    let done = backend.tend(&[], now()).await.expect("upkeep");
    assert_eq!(done.len(), 1);
    assert_eq!((done[0].event.kind, &done[0].native), (EventKind::Unack, &incident.detail.native_id));
    assert_eq!(done[0].event.text.shown(), "ana's acknowledgement ended: the alert is over");
    let active = lab.active_silences();
    assert_eq!((active.len(), active[0]["id"].as_str()), (1, Some(theirs.as_str())));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_occurrence_is_not_covered_by_the_acknowledgement_of_the_last_one() {
    let Some(lab) = Lab::start() else { return };
    let labels = [("alertname", "Flapping")];
    lab.raise(&labels, &[]);
    let first = named(&lab.url(), "Flapping").await;
    let backend = adapter(&lab.url(), 7200);
    confirmed(backend.act(&command(&first, "ana", ack(None, None))).await);
    lab.clear(&labels);
    until("a second has passed", || now() > first.opened_at);
    lab.raise(&labels, &[]);

    let second = named(&lab.url(), "Flapping").await;
    assert_eq!((second.state, second.acked_at), (State::OnHold, None));
    let hold = second.hold.as_ref().expect("a hold");
    assert_eq!(hold.detail.shown(), "ana's acknowledgement of an earlier occurrence");
    let done = backend.tend(std::slice::from_ref(&second), now()).await.expect("upkeep");
    assert_eq!(done[0].event.text.shown(), "ana's acknowledgement ended: the alert ended and fired again");
    assert_eq!(list(&backend).await[0].state, State::New);
    // And it can be acknowledged anew.
    assert_eq!(
        confirmed(backend.act(&command(&second, "ana", ack(None, None))).await).state,
        State::Acknowledged
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_missing_alerts_do_not_end_acknowledgements() {
    let Some(mut lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Disk")], &[]);
    let incident = named(&lab.url(), "Disk").await;
    confirmed(adapter(&lab.url(), 7200).act(&command(&incident, "ana", ack(None, None))).await);
    lab.stop_alertmanager();
    assert!(adapter(&lab.url(), 7200).tend(&[], now()).await.is_err(), "nothing was read, nothing is done");
    lab.start_alertmanager();
    assert_eq!((lab.alerts().len(), lab.active_silences().len()), (0, 1), "it forgets alerts, not silences");

    let careful = adapter(&lab.url(), 7200).settle_after(300);
    assert!(careful.tend(&[], now()).await.expect("upkeep").is_empty());
    assert_eq!(lab.active_silences().len(), 1);
    // Prometheus sends the same alert again, and it is acknowledged still.
    lab.post_alert(&serde_json::json!({"labels": {"alertname": "Disk"}, "startsAt": incident.opened_at}));
    until("it is listed", || lab.alerts().len() == 1);
    assert_eq!(named(&lab.url(), "Disk").await.state, State::Acknowledged);
}
