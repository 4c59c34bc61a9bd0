//! The verbs of the record by command, against a real `watchfloor serve` with a configured practice: every row of the
//! table of transitions, what is refused and why, batches, new incidents.

use serde_json::{Value, json};

use super::harness::{Cli, Said, said};
use crate::host::Going;

const CONFIG: &str = r#"
me = "ana"
time_zone = "Europe/Paris"
people = "people.csv"
[[source]]
name = "desk"
kind = "native"
url = "unix:../../api.sock"
[serve]
listen = "unix:../../api.sock"
[[calendar]]
name = "never far"
tz = "Europe/Paris"
weekly = { mon-sun = "00:00-24:00" }
[[sla]]
name = "first answer"
metric = "response"
query = "p<=2"
target = "30m"
[[sla]]
name = "fixed"
metric = "resolution"
query = "p:1"
target = "4h"
calendar = "never far"
pause_on = ["awaiting_vendor"]
[[category]]
name = "database"
sub = ["replication"]
[[category]]
name = "network"
[closing]
auto_close = "off"
codes = ["fixed"]
[[service]]
id = "db-core"
"#;

/// A server of a team, and a person at its command line.
struct Desk {
    cli: Cli,
    _server: Going,
}

impl Desk {
    fn open() -> Self {
        let cli = Cli::new(&[]);
        cli.write("config/watchfloor/config.toml", CONFIG);
        cli.write(
            "config/watchfloor/people.csv",
            "id,name,email,phone,vip\nlima,Ana Lima,lima@example.com,+33 1,yes\n",
        );
        let mut server = Going::start(cli.command(&["serve"]));
        server.says("listening on ");
        Self { cli, _server: server }
    }

    /// Does it, and it is done.
    fn does(&self, args: &[&str]) -> String {
        self.run(args).ended(0).out
    }

    /// As this person does it: in the zone that is configured.
    fn run(&self, args: &[&str]) -> Said {
        let mut command = self.cli.command(args);
        command.env_remove("TZ");
        said(command.spawn().expect("it runs"))
    }

    /// It is refused: exit 3, in these words.
    fn refuses(&self, args: &[&str], words: &str) {
        let said = self.run(args).ended(3);
        assert!(said.err.contains(words), "{args:?}: {words}: {said:#?}");
    }

    fn opens(&self, args: &[&str]) -> String {
        self.does(&[&["new", "--title", "checkout is slow"], args].concat()).trim().to_owned()
    }

    fn show(&self, id: &str) -> Value {
        self.run(&["show", id, "--json"]).ended(0).json()
    }

    fn state(&self, id: &str) -> String {
        self.show(id)["state"].as_str().expect("a state").to_owned()
    }

    fn clock(&self, id: &str, name: &str) -> Value {
        let shown = self.show(id);
        let clocks = shown["clocks"].as_array().expect("clocks");
        clocks
            .iter()
            .find(|c| c["name"] == name)
            .unwrap_or_else(|| panic!("no {name} in {clocks:#?}"))
            .clone()
    }
}

#[test]
fn every_row_of_the_table_by_command() {
    let desk = Desk::open();
    // T01
    let id = desk.opens(&["--impact", "1", "--urgency", "1", "--reporter", "lima", "--origin", "phone"]);
    assert_eq!((id.as_str(), desk.state(&id).as_str()), ("INC-000001", "new"));
    assert_eq!(desk.clock(&id, "first answer")["state"], "running");
    assert_eq!(desk.clock(&id, "fixed")["origin"], "backend");
    // T02, T04: the response clock stays stopped
    desk.does(&["ack", &id]);
    assert_eq!(
        (desk.state(&id).as_str(), desk.clock(&id, "first answer")["state"].as_str()),
        ("acknowledged", Some("met"))
    );
    desk.does(&["unack", &id]);
    assert_eq!(
        (desk.state(&id).as_str(), desk.clock(&id, "first answer")["state"].as_str()),
        ("new", Some("met"))
    );
    // T03
    desk.does(&["start", &id]);
    let shown = desk.show(&id);
    assert_eq!((&shown["state"], &shown["owner"]), (&json!("in_progress"), &json!("ana")));
    // T15
    desk.does(&["phase", &id, "fixing"]);
    desk.does(&["category", &id, "database/replication"]);
    desk.does(&["link", &id, "db-core", "--as", "cause"]);
    desk.does(&["major", &id, "--reason", "all shops"]);
    desk.does(&["update", &id, "--text", "we work on it", "--audience", "sales", "--next", "30m"]);
    desk.does(&["caller", &id, "--add", "Mr. K", "--phone", "555"]);
    let shown = desk.show(&id);
    assert_eq!((&shown["phase"], &shown["major"]), (&json!("fixing"), &json!(true)));
    assert_eq!((&shown["category"], &shown["subcategory"]), (&json!("database"), &json!("replication")));
    assert_eq!(shown["links"], json!([{"service": "db-core", "role": "cause"}]));
    assert_eq!((&shown["told"]["audience"], &shown["callers"][0]["phone"]), (&json!("sales"), &json!("555")));
    assert_eq!(shown["reporter"]["email"], "lima@example.com");
    assert_eq!((&shown["reporter"]["name"], &shown["reporter"]["vip"]), (&json!("Ana Lima"), &json!(true)));
    desk.does(&["major", &id, "--off", "--reason", "one shop only"]);
    // T05, T06: the clock of the resolution pauses for the vendor alone
    desk.does(&["hold", &id, "--reason", "awaiting_vendor", "--note", "case 7"]);
    assert_eq!(
        (desk.state(&id).as_str(), &desk.show(&id)["hold"]["reason"]),
        ("on_hold", &json!("awaiting_vendor"))
    );
    assert_eq!(desk.clock(&id, "fixed")["paused_by"], "awaiting_vendor");
    let listed = desk.does(&["list", "state:hold"]);
    assert!(listed.contains("--- vendor"), "{listed}");
    desk.does(&["resume", &id, "--reason", "they called"]);
    assert_eq!(
        (desk.state(&id).as_str(), desk.clock(&id, "fixed")["state"].as_str()),
        ("in_progress", Some("running"))
    );
    // T07, T08
    desk.does(&["mitigate", &id, "--impact", "slow, but up"]);
    assert_eq!(desk.state(&id), "mitigated");
    desk.does(&["relapse", &id, "--reason", "5xx again"]);
    assert_eq!(desk.state(&id), "in_progress");
    // T09, T10: without a code and words nothing is asked
    for args in [&[][..], &["--code", "fixed"], &["--note", "done"], &["--code", " ", "--note", "done"]] {
        let said = desk.run(&[&["resolve", &id], args].concat()).ended(2);
        assert!(said.err.contains("--code") || said.err.contains("--note"), "{args:?}: {said:?}");
    }
    assert_eq!(desk.state(&id), "in_progress");
    desk.does(&["resolve", &id, "--code", "fixed", "--note", "pool restarted"]);
    let shown = desk.show(&id);
    assert_eq!((&shown["state"], &shown["resolution"]["code"]), (&json!("resolved"), &json!("fixed")));
    desk.does(&["reopen", &id, "--reason", "not fixed"]);
    assert_eq!((desk.state(&id).as_str(), &desk.show(&id)["reopen_count"]), ("in_progress", &json!(1)));
    desk.does(&["resolve", &id, "--code", "fixed", "--note", "again"]);
    // T11: with the caller's answer
    desk.refuses(&["close", &id], "answer");
    desk.does(&["contact", &id, "--result", "answered", "--note", "she tries"]);
    desk.does(&["close", &id, "--answer", "works", "--satisfaction", "5"]);
    let shown = desk.show(&id);
    assert_eq!((&shown["state"], &shown["confirmation"]["answer"]), (&json!("closed"), &json!("works")));
    assert!(shown["closed_at"].is_string(), "{shown:#}");
    // T14
    desk.refuses(&["reopen", &id, "--reason", "again"], "closed");
    let next = desk.opens(&["--follow-up-of", &id]);
    assert_eq!(desk.show(&next)["follow_up_of"], json!(id));
    // T12, and back
    desk.does(&["cancel", &next, "--reason", "false_positive"]);
    assert_eq!(
        (desk.state(&next).as_str(), &desk.show(&next)["cancel_reason"]),
        ("cancelled", &json!("false_positive"))
    );
    desk.does(&["restore", &next]);
    assert_eq!(desk.state(&next), "new");
    // T13
    let other = desk.opens(&[]);
    desk.does(&["merge", &next, "--into", &other]);
    assert_eq!((desk.state(&next).as_str(), &desk.show(&next)["merged_into"]), ("merged", &json!(other)));
    desk.does(&["snooze", &other, "--for", "2h"]);
    assert!(desk.show(&other)["snoozed_until"].is_string());
    desk.does(&["wake", &other]);
    assert!(desk.show(&other)["snoozed_until"].is_null());
    let told = desk.does(&["timeline", &id]);
    for words in ["pool restarted", "case 7", "she tries"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let page = desk.does(&["show", &id]);
    for words in ["reporter", "Ana Lima (lima), +33 1", "database/replication", "linked", "5 of 5", "met in"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[test]
fn what_the_state_or_the_record_forbids_is_refused_with_what_is_allowed() {
    let desk = Desk::open();
    let id = desk.opens(&["--impact", "1", "--urgency", "1"]);
    let other = desk.opens(&[]);
    let possible = "possible now: ack, start, resolve, cancel, merge, snooze, note";
    desk.refuses(&["resume", &id], possible);
    desk.refuses(&["relapse", &id, "--reason", "back"], possible);
    desk.refuses(&["reopen", &id, "--reason", "back"], possible);
    desk.refuses(&["close", &id], possible);
    desk.refuses(&["restore", &id], possible);
    desk.refuses(&["hold", &id, "--reason", "awaiting_vendor"], possible);
    desk.does(&["ack", &id]);
    desk.refuses(&["hold", &id, "--reason", "scheduled"], "until is missing");
    desk.refuses(&["hold", &id, "--reason", "other"], "detail is missing");
    desk.refuses(&["hold", &id, "--reason", "awaiting_reporter"], "message is missing");
    desk.refuses(&["priority", &id, "--impact", "3", "--urgency", "3"], "reason is missing");
    desk.refuses(&["priority", &id, "--impact", "7"], "impact is 7; write 1");
    desk.refuses(&["category", &id, "datbase"], "did you mean database?");
    desk.refuses(&["cancel", &id, "--reason", "other"], "detail is missing");
    desk.refuses(&["merge", &id, "--into", &id], "itself");
    desk.refuses(&["correct", &id, "acked_at=2019-01-01 09:00", "--reason", "typo"], "after acked_at");
    desk.refuses(&["excuse", &id, "no such clock", "--reason", "x"], "nothing to explain");
    desk.does(&["attach", &other, "--parent", &id]);
    desk.refuses(&["attach", &id, "--parent", &other], "circle");
    assert_eq!(desk.show(&other)["parent"], json!(id));
    desk.does(&["attach", &other, "--parent", "none"]);
    desk.does(&["resolve", &id, "--code", "fixed", "--note", "done"]);
    desk.refuses(&["hold", &id, "--reason", "awaiting_vendor"], "resolved");
    desk.refuses(&["cancel", &id, "--reason", "test"], "resolved");
    desk.does(&["close", &id]);
    assert_eq!(desk.state(&id), "closed");
    for verb in [&["start"][..], &["major"], &["merge", "--into", &other]] {
        desk.refuses(&[verb, &[&id]].concat(), "closed");
    }
    // Nothing that was refused is sent again by itself.
    let waits = desk.run(&["outbox", "list", "--json"]).ended(0).json();
    assert!(waits.as_array().expect("a list").iter().all(|a| a["state"] == "failed"), "{waits:#}");
}

#[test]
fn a_batch_tells_each_and_does_not_stop_at_the_first() {
    let desk = Desk::open();
    let (a, b, c) = (desk.opens(&[]), desk.opens(&[]), desk.opens(&[]));
    desk.does(&["start", &a, &b, &c]);
    desk.does(&["resolve", &b, "--code", "fixed", "--note", "done"]);
    let said = desk.run(&["hold", &a, &b, "99", &c, "--reason", "awaiting_change", "--json"]).ended(1);
    let told = said.json();
    let told: Vec<(&Value, &Value)> =
        told.as_array().expect("a list").iter().map(|t| (&t["incident"], &t["state"])).collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!(told.iter().filter(|(_, state)| **state == "confirmed").count(), 2, "{told:?}");
    assert_eq!(
        (desk.state(&a), desk.state(&b), desk.state(&c)),
        ("on_hold".into(), "resolved".into(), "on_hold".into())
    );
    let said = desk.run(&["resume", "--query", "hold:awaiting_change"]).ended(0);
    assert!(
        said.err.contains(&format!("resume {a}")) && said.out.contains(&format!("resume {c}")),
        "{said:?}"
    );
    desk.run(&["start", "99"]).ended(4);
    // What is meant must be clear before anything is done.
    desk.run(&["merge", &a, "--into", "99"]).ended(4);
    assert_eq!(desk.state(&a), "in_progress");
}

#[test]
fn a_new_incident_says_who_when_and_where() {
    let desk = Desk::open();
    let parent = desk.opens(&[]);
    let id = desk.opens(&[
        "--reporter",
        "Jo Doe",
        "--phone",
        "555-1",
        "--email",
        "jo@example.com",
        "--on-behalf-of",
        "the desk",
        "--category",
        "network",
        "--team",
        "net",
        "--occurred-at",
        "20m",
        "--parent",
        &parent,
        "--major",
        "--service",
        "db-core",
        "--label",
        "site=lyon",
    ]);
    let shown = desk.show(&id);
    for (key, want) in [
        ("origin", json!("phone")),
        ("category", json!("network")),
        ("team", json!("net")),
        ("parent", json!(parent)),
        ("major", json!(true)),
        ("service", json!("db-core")),
        (
            "reporter",
            json!({"name": "Jo Doe", "person": null, "email": "jo@example.com", "phone": "555-1", "vip": false,
                   "on_behalf_of": "the desk"}),
        ),
    ] {
        assert_eq!(shown[key], want, "{key}: {shown:#}");
    }
    assert!(shown["occurred_at"].as_str() < shown["opened_at"].as_str(), "{shown:#}");
    let request = desk.opens(&["--verdict", "request", "--impact", "1", "--urgency", "1"]);
    assert_eq!(
        (&desk.show(&request)["clocks"], &desk.show(&request)["verdict"]),
        (&json!([]), &json!("request"))
    );
    let none = desk.opens(&["--verdict", "not_an_incident"]);
    assert_eq!(
        (desk.state(&none).as_str(), &desk.show(&none)["cancel_reason"]),
        ("cancelled", &json!("not_an_incident"))
    );
    for (args, code, words) in [
        (&["--occurred-at", "2026-10-25 02:30"][..], 2, "+02:00 or 2026-10-25T02:30:00+01:00"),
        (&["--occurred-at", "2026-03-29 02:30"], 2, "the clocks skip that time in Europe/Paris"),
        (&["--occurred-at", "2099-01-01 09:00"], 3, "occurred_at"),
        (&["--category", "netwrok"], 3, "network"),
        (&["--impact", "5"], 3, "impact"),
        (&["--parent", "99"], 4, "99"),
        (&["--phone", "555"], 2, "--reporter"),
        (&["--origin", "carrier pigeon"], 2, "in_person"),
        (&["--follow-up-of", &parent], 3, "not closed"),
    ] {
        let said = desk.run(&[&["new", "--title", "x"], args].concat()).ended(code);
        assert!(said.err.contains(words) && said.out.is_empty(), "{args:?}: {said:?}");
    }
}

#[test]
fn what_is_configured_is_served_to_those_who_have_no_configuration() {
    let desk = Desk::open();
    let id = desk.opens(&["--impact", "1", "--urgency", "1"]);
    // Another person, who only knows the address.
    let other = Cli::new(&[]);
    let address = format!("native=unix:{}", desk.cli.path("api.sock").display());
    let shown = other.run(&["show", &id, "--json", "--source", &address]).ended(0).json();
    let clocks: Vec<&Value> =
        shown["clocks"].as_array().expect("clocks").iter().map(|c| &c["name"]).collect();
    assert_eq!(clocks, ["first answer", "fixed"]);
    let said = other.run(&["category", &id, "hardware", "--source", &address]).ended(3);
    assert!(said.err.contains("there are: database, network"), "{said:?}");
    // The directory is put in while it serves already.
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let new = other.run(&["new", "--title", "x", "--reporter", "lima", "--source", &address]).ended(0);
        let shown = other.run(&["show", new.out.trim(), "--json", "--source", &address]).ended(0).json();
        if shown["reporter"]["name"] == "Ana Lima" {
            assert_eq!(shown["reporter"]["phone"], "+33 1");
            break;
        }
        assert!(std::time::Instant::now() < until, "{shown:#}");
    }
}
