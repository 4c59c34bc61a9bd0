//! Verbs and the outbox, without a real server: what happens when nobody answers.

use serde_json::json;

use super::harness::{Cli, Played, alert, said, two};

#[test]
fn what_was_never_seen_cannot_be_acted_on() {
    let said = Cli::dead().run(&["ack", "1"]).ended(69);
    assert!(said.err.contains("ack 1") && said.err.contains("alertmanager"), "{said:?}");
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    assert!(cli.run(&["ack", "77"]).ended(4).err.contains("77"));
    cli.run(&["ack", "alertmanager/0999"]).ended(2);
    // Two targets, one of them unknown: the other is done all the same, and here it needs no server.
    let said = cli.run(&["note", "1", "77", "hello"]).ended(1);
    assert!(said.out.contains("note INC-000001") && said.err.contains("note 77"), "{said:?}");
}

#[test]
fn a_verb_whose_source_went_away_is_queued_and_can_be_dropped() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    let listed = cli.run(&["list", "--json"]).ended(0).json();
    let number = listed[0]["number"].as_str().expect("a number").to_owned();
    played.stop();
    let said = cli.run(&["ack", &number, "--wait", "1s"]).ended(75);
    assert!(said.out.is_empty(), "{said:?}");
    for words in [
        format!("queued: ack {number}"),
        "sent when alertmanager answers".into(),
        "watchfloor outbox list".into(),
    ] {
        assert!(said.err.contains(&words), "{words}: {said:?}");
    }
    let waiting = cli.run(&["outbox", "list", "--json"]).ended(0).json();
    assert_eq!((waiting.as_array().map(Vec::len), &waiting[0]["verb"]), (Some(1), &json!("ack")));
    assert_eq!(waiting[0]["state"], "waiting");
    let row = &cli.run(&["list", "--json"]).ended(69).json()[0];
    assert_eq!(row["pending"][0]["id"], waiting[0]["id"]);
    assert_eq!(cli.run(&["flush", "--wait", "0"]).ended(75).out, "");
    cli.run(&["outbox", "retry", "ffffff"]).ended(4);
    let id = waiting[0]["id"].as_str().expect("an id");
    cli.run(&["outbox", "retry", &id[id.len() - 6..], "--wait", "0"]).ended(75);
    assert!(
        cli.run(&["outbox", "drop", &id[id.len() - 6..]])
            .ended(0)
            .out
            .contains(&format!("dropped ack {number}"))
    );
    assert_eq!(cli.run(&["outbox", "list", "--json"]).ended(0).json(), json!([]));
    cli.run(&["outbox", "drop", id]).ended(4);
    assert!(cli.run(&["flush"]).ended(0).err.contains("nothing waits"));
}

#[test]
fn nothing_is_called_queued_where_nothing_can_be_kept() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    // A folder cannot be made below a file.
    let file = cli.write("file", "");
    let mut command = cli.command(&["ack", "1", "--wait", "0"]);
    command.env("WATCHFLOOR_STATE_DIR", file.join("state"));
    let said = said(command.spawn().expect("it runs")).ended(69);
    assert!(said.err.contains("actions are not saved across exit"), "{said:?}");
    assert!(said.err.contains("will not be sent again") && !said.err.contains("queued"), "{said:?}");
}

#[test]
fn not_waiting_at_all_only_saves() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    let said = cli.run(&["ack", "1", "--wait", "0", "--json"]).ended(75);
    assert_eq!(said.json()[0]["state"], "queued");
}

#[test]
fn a_query_says_whom_it_touches_before_it_does() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    let said = cli.run(&["note", "--query", "service:logging", "looked at it"]).ended(0);
    assert!(said.err.contains("disk 94 % on log-07") && !said.err.contains("payments"), "{said:?}");
    assert_eq!(said.out.lines().count(), 1, "{said:?}");
    let said = cli.run(&["note", "--query", "service:nobody", "looked at it"]).ended(0);
    assert!(said.err.contains("no incident answers service:nobody"), "{said:?}");
}

#[test]
fn notes_come_from_standard_input_whole_or_not_at_all() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    cli.run(&["list"]).ended(0);
    cli.run_with(&["note", "1", "-"], "line one\nline two \x1b[2J\n").ended(0);
    let told = cli.run(&["timeline", "1", "--json"]).ended(0).json();
    let note =
        told.as_array().expect("an array").iter().find(|e| e["kind"] == "note").expect("a note").clone();
    assert!(note["text"].as_str().expect("words").starts_with("line one\nline two"), "{note}");
    assert_eq!((&note["actor"], &note["local"]), (&json!("ana"), &json!(true)));
    cli.run_with(&["note", "1", "-"], "  \n").ended(2);
    assert!(cli.run_with(&["note", "1", "-"], &"x".repeat(70_000)).ended(2).err.contains("bytes"));
    assert!(cli.run(&["note", "only words"]).ended(2).err.contains("watchfloor note 42"));
}

#[test]
fn a_read_only_source_is_asked_for_nothing() {
    let played = Played::new(vec![alert("0abc", &json!({"alertname": "A"}), "a")]);
    let cli = Cli::new(&[]);
    cli.write(
        "config/watchfloor/config.toml",
        &format!(
            "[[source]]\nname = \"am\"\nkind = \"alertmanager\"\nurl = \"{}\"\nread_only = true\n",
            played.url()
        ),
    );
    let said = cli.run(&["ack", "1"]).ended(3);
    assert!(said.err.contains("read_only"), "{said:?}");
    assert_eq!(cli.run(&["outbox", "list", "--json"]).ended(0).json(), json!([]));
}

#[test]
fn an_owner_is_shown_where_the_incident_is() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    cli.run(&["assign", "1", "2", "--to", "me"]).ended(0);
    let listed = cli.run(&["list", "owner:me", "--json"]).ended(0).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
    assert_eq!((&listed[0]["owner"], &listed[0]["local"]), (&json!("ana"), &json!(["owner", "timeline"])));
    cli.run(&["assign", "1", "--to", "nobody"]).ended(0);
    assert_eq!(cli.run(&["list", "owner:me", "--json"]).ended(0).json().as_array().map(Vec::len), Some(1));
}
