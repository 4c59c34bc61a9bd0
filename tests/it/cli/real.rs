//! Against a real Alertmanager.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::harness::Cli;
use crate::support::lab::{Lab, until};

const CHECKOUT: &[(&str, &str)] = &[
    ("alertname", "CheckoutErrors"),
    ("severity", "critical"),
    ("service", "checkout"),
    ("instance", "web-1"),
];

fn by_fingerprint(rows: &[Value], fingerprint: &str, labels: &str) -> BTreeMap<String, Value> {
    rows.iter()
        .map(|r| (r[fingerprint].as_str().expect("a fingerprint").to_owned(), r[labels].clone()))
        .collect()
}

#[test]
fn the_list_is_what_the_server_has() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(CHECKOUT, &[("summary", "5xx ratio above 5%")]);
    lab.raise(
        &[("alertname", "DiskFull"), ("severity", "warning"), ("path", "/ü \"x\"")],
        &[("summary", "disk full")],
    );
    let cli = Cli::new(&[&lab.url()]);
    let listed = cli.run(&["list", "--json"]).ended(0).json();
    let listed = listed.as_array().expect("an array");
    let theirs = lab.alerts();
    assert_eq!(
        by_fingerprint(listed, "native_id", "labels"),
        by_fingerprint(&theirs, "fingerprint", "labels")
    );
    for alert in &theirs {
        let row = listed.iter().find(|r| r["native_id"] == alert["fingerprint"]).expect("listed");
        assert_eq!(row["title"], alert["annotations"]["summary"]);
        assert_eq!(
            row["opened_at"].as_str().expect("a time")[..19],
            alert["startsAt"].as_str().expect("a time")[..19]
        );
        assert_eq!((&row["state"], &row["stale"]), (&json!("new"), &json!(false)));
    }
}

#[test]
fn verbs_are_confirmed_by_reading_back() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(CHECKOUT, &[("summary", "5xx ratio above 5%")]);
    let cli = Cli::new(&[&lab.url()]);
    let said = cli.run(&["ack", "1", "--note", "looking at it", "--for", "1h"]).ended(0);
    assert!(said.out.starts_with("ack INC-000001 confirmed"), "{said:?}");
    let silences = lab.active_silences();
    assert_eq!(silences.len(), 1, "{silences:?}");
    assert!(lab.amtool(&["silence", "query", "alertname=CheckoutErrors"]).contains("looking at it"));
    let row = cli.run(&["show", "1", "--json"]).ended(0).json();
    assert_eq!(
        (&row["state"], &row["owner"], &row["pending"]),
        (&json!("acknowledged"), &json!("ana"), &json!([]))
    );
    assert!(row["acked_at"].is_string());
    assert_eq!(row["clocks"][0]["state"], "met");

    cli.run(&["assign", "1", "--to", "jo"]).ended(0);
    cli.run(&["note", "1", "rolled back 4.18.2"]).ended(0);
    assert_eq!(cli.run(&["show", "1", "--json"]).ended(0).json()["owner"], "jo");
    let told = cli.run(&["timeline", "1"]).ended(0).out;
    for words in ["looking at it", "assigned to jo", "rolled back 4.18.2"] {
        assert!(told.contains(words), "{words}: {told}");
    }

    cli.run(&["unack", "1"]).ended(0);
    assert!(lab.active_silences().is_empty());
    let row = cli.run(&["show", "1", "--json"]).ended(0).json();
    assert_eq!((&row["state"], row["acked_at"].is_string()), (&json!("new"), true), "the first ack stays");
    assert_eq!(cli.run(&["outbox", "list", "--json"]).ended(0).json(), json!([]));
}

#[test]
fn what_was_asked_while_it_was_dead_is_delivered_once() {
    let Some(mut lab) = Lab::start() else { return };
    let starts_at = chrono::Utc::now().to_rfc3339();
    let labels: Value = CHECKOUT.iter().map(|(n, v)| ((*n).to_owned(), Value::from(*v))).collect();
    let ends_at = (chrono::Utc::now() + chrono::Duration::hours(1)).to_rfc3339();
    let alert = json!({"labels": labels, "annotations": {"summary": "5xx"}, "startsAt": starts_at, "endsAt": ends_at});
    lab.post_alert(&alert);
    until("the alert is listed", || lab.alerts().len() == 1);
    let cli = Cli::new(&[&lab.url()]);
    cli.run(&["list"]).ended(0);

    lab.stop_alertmanager();
    cli.run(&["ack", "1", "--note", "asked in the dark", "--wait", "1s"]).ended(75);
    assert_eq!(cli.run(&["outbox", "list", "--json"]).ended(0).json()[0]["state"], "waiting");

    lab.start_alertmanager();
    // Alertmanager keeps no alerts over a restart: what raised it raises it again.
    lab.post_alert(&alert);
    until("the alert is listed", || lab.alerts().len() == 1);
    let said = cli.run(&["flush", "--wait", "20s"]).ended(0);
    assert!(said.out.contains("ack INC-000001 confirmed"), "{said:?}");
    assert_eq!(cli.run(&["flush", "--wait", "20s"]).ended(0).out, "");
    assert_eq!(lab.silences().len(), 1, "delivered once: {:?}", lab.silences());
    assert_eq!(cli.run(&["show", "1", "--json"]).ended(0).json()["state"], "acknowledged");
    assert_eq!(cli.run(&["outbox", "list", "--json"]).ended(0).json(), json!([]));
}
