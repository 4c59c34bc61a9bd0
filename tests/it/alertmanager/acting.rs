//! Acknowledge, take back, resolve.

use serde_json::Value;
use watchfloor::{
    backend::{ActError, Backend, Outcome, Verb},
    domain::{Incident, REOPEN_WINDOW, State},
    text::SafeText,
};

use super::{ack, adapter, command, named, now, resolve};
use crate::support::lab::{Lab, until};

/// The incident of a confirmed outcome.
pub(super) fn confirmed(outcome: Result<Outcome, ActError>) -> Incident {
    match outcome {
        Ok(Outcome::Confirmed(Some(incident))) => *incident,
        other => panic!("{other:?}"),
    }
}

fn already(outcome: Result<Outcome, ActError>) -> String {
    match outcome {
        Ok(Outcome::Already(words, _)) => words.shown().to_owned(),
        other => panic!("{other:?}"),
    }
}

fn refused(outcome: Result<Outcome, ActError>) -> String {
    match outcome {
        Err(ActError::Refused(words)) => words.shown().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_is_a_silence_of_all_labels() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(
        &[("alertname", "Disk"), ("instance", "db-1"), ("severity", "critical")],
        &[("summary", "disk full")],
    );
    let incident = named(&lab.url(), "Disk").await;
    let asked = command(&incident, "ana", ack(Some("looking at it"), None));
    let after = confirmed(adapter(&lab.url(), 7200).act(&asked).await);

    assert_eq!(after.id, incident.id);
    assert_eq!((after.state, after.owner.as_ref().map(SafeText::shown)), (State::Acknowledged, Some("ana")));
    let (since, until) = (after.acked_at.expect("a time"), after.ack_until.expect("an end"));
    assert!((now() - since).abs() <= 3, "{since:?}");
    assert!((until - now() - 7_200).abs() <= 3, "{until:?}");
    assert!(after.hold.is_none());

    let seen: Value = serde_json::from_str(&lab.amtool(&["silence", "query", "-o", "json"])).expect("JSON");
    let seen = seen.as_array().expect("a list");
    assert_eq!(seen.len(), 1);
    let matchers: Vec<_> = seen[0]["matchers"].as_array().expect("matchers").iter().collect();
    let pairs: Vec<_> = matchers.iter().map(|m| (m["name"].as_str(), m["value"].as_str())).collect();
    assert_eq!(
        pairs,
        [
            (Some("alertname"), Some("Disk")),
            (Some("instance"), Some("db-1")),
            (Some("severity"), Some("critical"))
        ]
    );
    assert!(matchers.iter().all(|m| m["isRegex"] == false && m["isEqual"] != false), "{matchers:?}");
    assert_eq!(seen[0]["createdBy"], "ana");
    let comment = seen[0]["comment"].as_str().expect("a comment");
    assert!(comment.starts_with(&format!("looking at it [watchfloor:ack:{}", asked.key)), "{comment}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_twice_and_a_second_person_make_no_second_silence() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Disk")], &[]);
    let incident = named(&lab.url(), "Disk").await;
    let backend = adapter(&lab.url(), 7200);
    let asked = command(&incident, "ana", ack(Some("on it"), None));
    confirmed(backend.act(&asked).await);
    confirmed(backend.act(&asked).await);
    assert_eq!(lab.silences().len(), 1);

    let words = already(backend.act(&command(&incident, "bob", ack(Some("me too"), Some(60)))).await);
    assert!(words.starts_with("already acknowledged by ana ") && words.ends_with("s ago"), "{words}");
    let words = already(backend.act(&command(&incident, "ana", ack(None, None))).await);
    assert!(words.starts_with("already acknowledged by ana "), "{words}");
    assert_eq!(lab.silences().len(), 1);

    // Taken back in the meantime: the command was carried out once, and is not again.
    confirmed(backend.act(&command(&incident, "ana", Verb::Unack)).await);
    let words = already(backend.act(&asked).await);
    assert!(words.contains("taken back since"), "{words}");
    assert_eq!(lab.active_silences().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_and_a_length_change_ones_own_acknowledgement_in_place() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Disk"), ("b", "2"), ("a", "1")], &[]);
    let incident = named(&lab.url(), "Disk").await;
    let backend = adapter(&lab.url(), 7200);
    let first = confirmed(backend.act(&command(&incident, "ana", ack(None, None))).await);
    let id = lab.active_silences()[0]["id"].clone();

    let after =
        confirmed(backend.act(&command(&incident, "ana", ack(Some("vendor called"), Some(14_400)))).await);
    assert!((after.ack_until.expect("an end") - now() - 14_400).abs() <= 3);
    assert_eq!(after.acked_at, first.acked_at, "the response clock stays where it stopped");
    let silences = lab.silences();
    assert_eq!((silences.len(), &silences[0]["id"]), (1, &id));
    let comment = silences[0]["comment"].as_str().expect("a comment");
    assert!(comment.starts_with("vendor called [") && comment.ends_with(":until]"), "{comment}");

    // Words alone leave the chosen end alone.
    let later = confirmed(backend.act(&command(&incident, "ana", ack(Some("part ordered"), None))).await);
    assert_eq!(later.ack_until, after.ack_until);
    assert!(lab.silences()[0]["comment"].as_str().expect("a comment").ends_with(":until]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_back_ends_ours_only() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Disk"), ("instance", "db-1")], &[]);
    let incident = named(&lab.url(), "Disk").await;
    let backend = adapter(&lab.url(), 7200);
    confirmed(backend.act(&command(&incident, "ana", ack(None, None))).await);
    let theirs = lab.silence_as_colleague("alice", "disk swap planned", &[("alertname", "Disk")]);

    let both = named(&lab.url(), "Disk").await;
    assert_eq!(both.state, State::OnHold, "a colleague's silence holds it");
    assert!(both.acked_at.is_some());
    assert_eq!(both.detail.marks[0].shown(), "acknowledged by ana, and silenced by alice");

    // Anybody's acknowledgement is ours.
    let after = confirmed(backend.act(&command(&incident, "bob", Verb::Unack)).await);
    assert_eq!((after.state, after.acked_at), (State::OnHold, None));
    let active = lab.active_silences();
    assert_eq!((active.len(), active[0]["id"].as_str()), (1, Some(theirs.as_str())));

    // Within the second in which one of ours ended, that one's end counts as the answer.
    let ended = now();
    until("a second has passed", || now() > ended);
    let words = refused(backend.act(&command(&incident, "bob", Verb::Unack)).await);
    assert!(
        words.starts_with("silenced by alice till ") && words.ends_with(": not ours to expire"),
        "{words}"
    );
    assert_eq!(lab.active_silences().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_back_what_is_not_acknowledged_is_no_fault() {
    let Some(lab) = Lab::start() else { return };
    let labels = [("alertname", "Disk")];
    lab.raise(&labels, &[]);
    let incident = named(&lab.url(), "Disk").await;
    let backend = adapter(&lab.url(), 7200);
    assert_eq!(already(backend.act(&command(&incident, "ana", Verb::Unack)).await), "it is not acknowledged");
    lab.clear(&labels);
    let gone = backend.act(&command(&incident, "ana", Verb::Unack)).await;
    assert!(matches!(gone, Err(ActError::NotFound(_))), "{gone:?}");
    let gone = backend.act(&command(&incident, "ana", ack(None, None))).await;
    assert!(matches!(gone, Err(ActError::NotFound(_))), "{gone:?}");
    assert_eq!(lab.silences().len(), 0, "nothing is left behind for an alert that is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_that_fired_again_is_another_incident() {
    let Some(lab) = Lab::start() else { return };
    let labels = [("alertname", "Disk")];
    lab.raise(&labels, &[]);
    let first = named(&lab.url(), "Disk").await;
    lab.clear(&labels);
    // Ids carry whole seconds.
    until("a second has passed", || now() > first.opened_at);
    lab.raise(&labels, &[]);
    let second = named(&lab.url(), "Disk").await;
    assert_ne!(first.id, second.id);

    // Asked longer ago than an incident that comes back is still the same one.
    let backend = adapter(&lab.url(), 7200);
    let mut late = command(&first, "ana", ack(None, None));
    late.at = second.opened_at - REOPEN_WINDOW - 60;
    let outcome = backend.act(&late).await;
    assert!(
        matches!(&outcome, Err(ActError::Conflict(w)) if w.shown().contains("fired again")),
        "{outcome:?}"
    );
    assert_eq!(lab.silences().len(), 0);
    assert_eq!(backend.get(&(&first).into()).await.expect("an answer"), None);

    // Asked just now, of an alert that went and came while nobody answered: it is meant.
    let outcome = backend.act(&command(&first, "ana", ack(None, None))).await;
    assert!(matches!(outcome, Ok(Outcome::Confirmed(Some(_)))), "{outcome:?}");
    assert_eq!(named(&lab.url(), "Disk").await.state, State::Acknowledged);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_label_values_come_back_as_they_went() {
    let Some(lab) = Lab::start() else { return };
    let labels = [
        ("alertname", "Hostile"),
        ("backslash", r"C:\temp\new \\ \x"),
        ("comma", r#"a="b",c=~".*"}"#),
        ("control", "\u{1b}]52;c;aGk=\u{7}\u{1b}[31m\r\ttab"),
        ("newline", "one\ntwo\\n"),
        ("quote", r#"say "hi" 'there'"#),
        ("space", "  around  "),
        ("unicode", "büro ✓ 日本 \u{202e}gpj\u{200b}.exe 👩‍👩‍👧"),
    ];
    lab.raise(&labels, &[("summary", "\u{1b}[2Jdisk\u{202e} full")]);
    let backend = adapter(&lab.url(), 7200);
    let incident = super::list(&backend).await.remove(0);
    let after = confirmed(
        backend.act(&command(&incident, "ana", ack(Some("\"quoted\"\nand two lines"), None))).await,
    );
    assert_eq!(after.state, State::Acknowledged);

    let silences = lab.active_silences();
    let matchers = silences[0]["matchers"].as_array().expect("matchers");
    let pairs: Vec<_> = matchers
        .iter()
        .map(|m| (m["name"].as_str().expect("a name"), m["value"].as_str().expect("a value")))
        .collect();
    assert_eq!(pairs, labels);
    let shown: String = after.detail.labels.iter().flat_map(|(n, v)| [n.shown(), v.shown()]).collect();
    assert!(!shown.contains(char::is_control), "{shown:?}");
    assert!(!after.title.shown().contains(char::is_control));

    let after = confirmed(backend.act(&command(&incident, "ana", Verb::Unack)).await);
    assert_eq!(after.state, State::New);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_raised_by_hand_can_be_resolved() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Manual"), ("severity", "critical")], &[("summary", "declared by hand")]);
    let incident = named(&lab.url(), "Manual").await;
    let backend = adapter(&lab.url(), 7200);
    let asked = command(&incident, "ana", resolve());
    assert!(matches!(backend.act(&asked).await, Ok(Outcome::Confirmed(None))));
    assert_eq!(lab.alerts().len(), 0);
    assert!(already(backend.act(&asked).await).contains("over already"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_prometheus_raises_is_acknowledged_but_not_resolved() {
    let Some(mut lab) = Lab::start() else { return };
    if !lab.start_prometheus() {
        return;
    }
    until("Prometheus raises TargetDown", || {
        lab.alerts().iter().any(|a| a["labels"]["alertname"] == "TargetDown")
    });
    let incident = named(&lab.url(), "TargetDown").await;
    assert_eq!(incident.title.shown(), "payments-api is down on 127.0.0.1:1");
    assert_eq!(incident.service.as_ref().map(SafeText::shown), Some("payments"));
    assert_eq!(incident.priority.level(), 1);
    assert_eq!(
        incident.detail.runbook.as_ref().map(SafeText::shown),
        Some("https://runbooks.example/target-down")
    );
    assert!(incident.detail.url.as_ref().is_some_and(|u| u.shown().contains("/graph?g0.expr=")));

    let backend = adapter(&lab.url(), 7200);
    let words = refused(backend.act(&command(&incident, "ana", resolve())).await);
    assert!(words.contains("Prometheus raises this alert"), "{words}");
    assert_eq!(
        confirmed(backend.act(&command(&incident, "ana", ack(None, None))).await).state,
        State::Acknowledged
    );
    let matchers = lab.active_silences()[0]["matchers"].to_string();
    assert!(matchers.contains("\"cluster\""), "external labels are labels too: {matchers}");
}
