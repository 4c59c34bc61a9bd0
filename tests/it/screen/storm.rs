//! A page storm: two hundred alerts of a real Alertmanager, acknowledged in three presses and seen by amtool. How long
//! it took is printed, never judged: the machine is anybody's.

use std::time::Instant;

use serde_json::{Value, json};

use super::Home;
use crate::support::{
    lab::{Lab, until},
    pty::Screen,
};

const ALERTS: usize = 200;

/// A lab in which a rack has lost its power, and the screen that shows it.
fn storm() -> Option<(Lab, Home, Screen)> {
    let lab = Lab::start()?;
    let one = |n: usize| {
        json!({
            "labels": {"alertname": "HostDown", "severity": "critical", "service": "rack-7",
                "instance": format!("node-{n:03}")},
            "annotations": {"summary": format!("node-{n:03} is down")},
        })
    };
    let all: Vec<Value> = (0..ALERTS).map(one).collect();
    let (status, body) = lab.http("POST", "/api/v2/alerts", Some(&Value::from(all)));
    assert_eq!(status, 200, "{body}");
    until("all are listed", || lab.alerts().len() == ALERTS);
    let home = Home::with_source(&lab.url());
    let screen = home.screen((120, 40));
    screen.wait_for(&format!("{ALERTS} open"));
    Some((lab, home, screen))
}

/// What amtool lists, by this flag.
fn amtool(lab: &Lab, flag: &str) -> usize {
    let list: Value =
        serde_json::from_str(&lab.amtool(&["alert", "query", flag, "-o", "json"])).expect("JSON");
    list.as_array().expect("a list").len()
}

/// All are silenced, each once, by ana, and none is active any more.
fn all_silenced(lab: &Lab, screen: &Screen, presses: &str, began: Instant) {
    screen.wait_for(&format!("ack {ALERTS} done"));
    let receipt = began.elapsed();
    until("amtool lists all of them as silenced", || amtool(lab, "--silenced") == ALERTS);
    assert_eq!(amtool(lab, "--active"), 0);
    let silences = lab.active_silences();
    assert_eq!(silences.len(), ALERTS);
    assert!(silences.iter().all(|s| s["createdBy"] == "ana"));
    screen.wait("no new one is left", |text| !text.contains(" NEW "));
    #[allow(clippy::print_stderr)] // a measurement, for who reads the run
    {
        eprintln!("{presses}: {ALERTS} acknowledged, receipt after {receipt:?}");
    }
}

#[test]
fn two_hundred_alerts_are_acknowledged_in_two_presses() {
    let Some((lab, _home, screen)) = storm() else { return };
    let began = Instant::now();
    screen.keys("*a");
    all_silenced(&lab, &screen, "* a", began);
}

#[test]
fn two_hundred_alerts_of_a_view_are_acknowledged_in_three_presses() {
    let Some((lab, _home, screen)) = storm() else { return };
    screen.keys("g2");
    screen.wait_gone("node-");
    let began = Instant::now();
    // To the view of new ones, which each of them leaves as soon as it is acknowledged.
    screen.keys("\t*a");
    all_silenced(&lab, &screen, "view * a", began);
}

#[test]
fn two_hundred_alerts_under_one_head_are_acknowledged_in_three_presses() {
    let Some((lab, _home, screen)) = storm() else { return };
    screen.keys("bsgg");
    screen.wait("one head of all of them", |text| {
        text.lines().any(|line| line.contains("rack-7") && line.contains(&format!(" {ALERTS} ")))
    });
    let began = Instant::now();
    screen.keys("a");
    all_silenced(&lab, &screen, "b s a on the head", began);
}
