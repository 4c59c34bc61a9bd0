//! A page storm: two hundred alerts of a real Alertmanager, acknowledged in three presses and seen by amtool. How long
//! it took is printed, never judged: the machine is anybody's.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Home;
use crate::support::{
    client::At,
    lab::{Lab, until},
    process::Server,
    pty::Screen,
    slow_proxy::SlowProxy,
};

const ALERTS: usize = 200;

/// Requests that a source has on its way to it at most, beside its listings.
const AT_ONCE: usize = 8;

/// A lab in which a rack has lost its power, and the screen that shows it.
fn storm() -> Option<(Lab, Home, Screen)> {
    let lab = power_is_lost()?;
    let home = Home::with_source(&lab.url());
    let screen = home.screen((120, 40));
    screen.wait_for(&format!("{ALERTS} open"));
    Some((lab, home, screen))
}

fn power_is_lost() -> Option<Lab> {
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
    Some(lab)
}

/// A source that is asked only when there is a reason.
fn seldom(kind: &str, url: &str) -> Home {
    let home = Home::new();
    home.config(&format!(
        "me = \"ana\"\n[[source]]\nname = \"am\"\nkind = \"{kind}\"\nurl = \"{url}\"\npoll = \"10m\"\n"
    ));
    home
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

#[test]
fn a_storm_over_a_slow_line_costs_a_request_each_and_one_listing_behind_it() {
    let Some(lab) = power_is_lost() else { return };
    let proxy = SlowProxy::start(lab.address(), Duration::from_millis(100));
    let home = seldom("alertmanager", &proxy.url());
    let screen = home.screen((120, 40));
    screen.wait_for(&format!("{ALERTS} open"));
    let is_listing = |r: &&String| r.starts_with("GET /api/v2/alerts?") && !r.contains("filter=");
    let listings = || proxy.counted().requests.iter().filter(is_listing).count();
    let (before, began) = (listings(), Instant::now());
    screen.keys("*a");
    screen.wait("how far it is", |text| {
        text.contains(" done, ") && text.contains(" waiting") && !text.contains(&format!("ack {ALERTS} done"))
    });
    all_silenced(&lab, &screen, "* a over a slow line", began);
    let counted = proxy.counted();
    assert_eq!(counted.of("POST /api/v2/silences"), ALERTS, "each once");
    assert!((2..=AT_ONCE).contains(&counted.most_writing), "{} at once", counted.most_writing);
    let (alerts, silences) = (counted.of("GET /api/v2/alerts?"), counted.of("GET /api/v2/silences"));
    assert!(alerts < ALERTS && silences < ALERTS, "looked {alerts} and {silences} times for {ALERTS}");
    assert!(listings() - before <= 4, "{} listings", listings() - before);
}

#[test]
fn what_was_acknowledged_at_once_is_taken_back_at_once() {
    let Some((lab, _home, screen)) = storm() else { return };
    screen.keys("*a");
    all_silenced(&lab, &screen, "* a, to be taken back", Instant::now());
    screen.wait_for(&format!("u undo ack of {ALERTS}"));
    screen.keys("u");
    // It would page again, so it asks, and a key typed ahead of the question is no answer.
    screen.wait("what it takes back, and what follows", |text| {
        text.contains("notifies again") && text.contains(&ALERTS.to_string())
    });
    until("it is answered", || {
        screen.keys("y");
        !screen.text().contains("notifies again")
    });
    until("no silence is left", || lab.active_silences().is_empty());
    until("amtool lists all of them as active", || amtool(&lab, "--active") == ALERTS);
    screen.wait_for(&format!("unack {ALERTS} done"));
    assert_eq!(lab.silences().len(), ALERTS, "each was expired, and no other made");
}

#[test]
fn two_hundred_incidents_of_our_own_server_are_acknowledged_over_a_slow_line() {
    let server = Server::tcp();
    let At::Tcp(address) = server.at() else { panic!("on TCP") };
    let mut api = server.client();
    for n in 0..ALERTS {
        let new = json!({"title": format!("node-{n:03} is down"), "impact": 1, "urgency": 1});
        api.post("/v1/incidents", &new).ok(201);
    }
    let proxy = SlowProxy::start(address.to_string(), Duration::from_millis(100));
    let home = seldom("native", &proxy.url());
    let screen = home.screen((120, 40));
    screen.wait_for(&format!("{ALERTS} open"));
    screen.keys("*a");
    screen.wait_for(&format!("ack {ALERTS} done"));
    screen.wait("no new one is left", |text| !text.contains(" NEW "));
    let counted = proxy.counted();
    assert_eq!(counted.of("POST "), ALERTS, "each once");
    assert!((2..=AT_ONCE).contains(&counted.most_writing), "{} at once", counted.most_writing);
    let lists = counted.of("GET /v1/incidents?");
    assert!(lists < 20, "{lists} lists: what changed is told by the stream");
}
