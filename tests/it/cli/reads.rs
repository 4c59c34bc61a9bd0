//! Commands that only look.

use std::{io::Read, process::Stdio};

use serde_json::json;

use super::harness::{Cli, Played, alert, said, two};
use crate::support::fault_server::{FaultServer, Reply};
use watchfloor::text::hostile::{CANARY, HOSTILE};

#[test]
fn a_read_that_no_source_answers_exits_69_and_says_who() {
    let cli = Cli::dead();
    for args in [&["list"][..], &["status"], &["show", "1"], &["timeline", "1"], &["sources", "test"]] {
        let said = cli.run(args).ended(69);
        assert!(args[0] == "status" || said.err.contains("alertmanager"), "{said:?}");
        assert!(said.err.contains("refused") || args[0] == "status", "{said:?}");
    }
    assert_eq!(cli.run(&["list", "--json"]).ended(69).json(), json!([]));
    assert_eq!(cli.run(&["status"]).ended(69).out, "0 P1 0 P2 0 open; 1 of 1 source down\n");
}

#[test]
fn a_list_is_aligned_attention_first() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    let said = cli.run(&["list"]).ended(0);
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines.len(), 3, "{said:?}");
    assert!(lines[0].starts_with("P  STATE"), "{said:?}");
    assert!(lines[1].starts_with("1  NEW+") && lines[1].contains("payments-api is down"), "{said:?}");
    let column = lines[0].find("SERVICE").expect("a heading");
    assert!(
        lines[1][column..].starts_with("payments") && lines[2][column..].starts_with("logging"),
        "{said:?}"
    );
    assert_eq!(said.err, "");
}

#[test]
fn a_list_stands_in_the_order_and_under_the_heads_that_were_asked_for() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    for (sort, first) in [("service", "logging"), ("-service", "payments"), ("attention", "payments")] {
        let json = cli.run(&["list", "--sort", sort, "--json"]).ended(0).json();
        assert_eq!(json[0]["service"], first, "{sort}");
    }
    let said = cli.run(&["list", "--sort", "service", "--group", "service"]).ended(0);
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!((lines.len(), lines[1], lines[3]), (5, "logging (1)", "payments (1)"), "{said:?}");
    assert!(lines[2].contains("disk 94 %") && lines[4].contains("payments-api is down"), "{said:?}");
    let none = cli.run(&["list", "--group", "owner"]).ended(0);
    assert_eq!(none.out.lines().nth(1), Some("no owner (2)"), "{none:?}");
    for args in [["list", "--sort", "servise"], ["list", "--group", "servise"]] {
        let wrong = cli.run(&args).ended(2);
        assert!(wrong.err.contains("did you mean `service`?"), "{wrong:?}");
    }
}

#[test]
fn a_query_picks_and_an_empty_answer_proves_itself() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    let json = cli.run(&["list", "p:3", "service:logging", "--json"]).ended(0).json();
    assert_eq!(json.as_array().expect("an array").len(), 1);
    assert_eq!(json[0]["title"], "disk 94 % on log-07");
    let none = cli.run(&["list", "service:nobody"]).ended(0);
    assert_eq!(
        (none.out.as_str(), none.err.as_str()),
        ("", "watchfloor: 0 of service:nobody; 1 of 1 sources answered\n")
    );
}

#[test]
fn a_bad_query_is_shown_with_its_place_and_nobody_is_asked() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    for args in [
        &["list", "p:1 sevice:x"][..],
        &["ack", "--query", "p:1 sevice:x"],
        &["watch", "p:1 sevice:x"],
        &["p:1 sevice:x"],
    ] {
        let said = cli.run(args).ended(2);
        assert!(said.err.contains("character 5") && said.err.contains("did you mean `service`"), "{said:?}");
        assert!(said.err.contains("  p:1 sevice:x\nwatchfloor:       ^^^^^^\n"), "{said:?}");
    }
    let said = cli.run(&["list", "source:alertmangler"]).ended(2);
    assert!(said.err.contains("no source called `alertmangler`"), "{said:?}");
    assert_eq!(played.requests(), 0);
}

#[test]
fn an_incident_is_found_by_number_id_and_beginning() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    let listed = cli.run(&["list", "--json"]).ended(0).json();
    let (id, number) =
        (listed[0]["id"].as_str().expect("an id"), listed[0]["number"].as_str().expect("a number"));
    let bare = number.trim_start_matches("INC-").trim_start_matches('0');
    for asked in
        [id, number, bare, &format!("INC-{bare}"), &id[..id.find('/').expect("a slash") + 6], "0999398d"]
    {
        assert_eq!(cli.run(&["show", asked, "--json"]).ended(0).json()["id"], id, "{asked}");
    }
    let said = cli.run(&["show", "alertmanager/0999"]).ended(2);
    for known in listed.as_array().expect("an array") {
        assert!(said.err.contains(known["id"].as_str().expect("an id")), "{said:?}");
    }
    let said = cli.run(&["show", "999"]).ended(4);
    assert!(said.err.contains("`watchfloor list`"), "a way on that works: {said:?}");
    assert!(said.err.contains("999") && said.out.is_empty(), "{said:?}");
}

#[test]
fn with_one_source_down_the_rest_and_what_was_known_is_listed() {
    let (one, other) =
        (Played::new(two()), Played::new(vec![alert("0bbb", &json!({"alertname": "Other"}), "other")]));
    let cli = Cli::new(&[&one.url(), &other.url()]);
    assert_eq!(cli.run(&["list", "--json"]).ended(0).json().as_array().map(Vec::len), Some(3));
    other.stop();
    let said = cli.run(&["list", "--json"]).ended(0);
    let rows = said.json();
    let stale: Vec<_> = rows.as_array().expect("an array").iter().filter(|r| r["stale"] == true).collect();
    assert_eq!((rows.as_array().map(Vec::len), stale.len()), (Some(3), 1));
    assert_eq!(stale[0]["source"], "alertmanager-2");
    assert!(stale[0]["as_of"].is_string());
    assert!(said.err.contains("alertmanager-2 did not answer"), "{said:?}");
    assert!(cli.run(&["list"]).ended(0).out.contains('~'), "old countdowns say that they are");
    let id = stale[0]["id"].as_str().expect("an id");
    cli.run(&["show", id]).ended(69);
    assert_eq!(cli.run(&["sources", "test"]).ended(1).out.matches(" ok ").count(), 1);
    let status = cli.run(&["status", "--json"]).ended(1).json();
    assert_eq!((&status["down"], &status["open"]), (&json!(["alertmanager-2"]), &json!(3)));
}

#[test]
fn a_status_bar_gets_one_line() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    assert_eq!(cli.run(&["status"]).ended(1).out, "1 P1 0 P2 2 open; 1 source up\n");
    assert!(cli.run(&["status", "--tmux"]).ended(1).out.starts_with("1P1 "));
    played.lists(two().split_off(1));
    assert_eq!(cli.run(&["status", "--tmux"]).ended(0).out, "1 open\n");
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let alerts = (0..3_000)
        .map(|n| {
            alert(&format!("{n:016x}"), &json!({"alertname": "Many", "n": n.to_string()}), "one of many")
        })
        .collect();
    let played = Played::new(alerts);
    let cli = Cli::new(&[&played.url()]);
    let mut child = cli.command(&["list", "--json"]).stdout(Stdio::piped()).spawn().expect("it runs");
    let mut first = [0; 2];
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut first).expect("the first line");
    drop(out);
    let said = said(child).ended(0);
    assert_eq!((&first, said.err.as_str()), (b"[\n", ""));
}

#[test]
fn hostile_text_never_reaches_the_terminal() {
    let alerts = HOSTILE.iter().enumerate().map(|(n, raw)| {
        let labels = json!({"alertname": raw, "severity": "critical", "service": raw, "n": n.to_string()});
        alert(&format!("{n:016x}"), &labels, raw)
    });
    let played = Played::new(alerts.collect());
    let cli = Cli::new(&[&played.url()]);
    for args in [
        &["list"][..],
        &["list", "--json"],
        &["list", "--format", "csv"],
        &["list", "--color", "never"],
        &["show", "1"],
        &["show", "2", "--json"],
        &["timeline", "3"],
        &["status", "--tmux"],
    ] {
        let said = cli.run(args);
        assert!(said.code <= 1, "{said:?}");
        for text in [&said.out, &said.err] {
            let bad = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r'));
            assert_eq!(bad, None, "{args:?}");
            assert!(!text.contains(CANARY), "{args:?}");
        }
    }
    assert_eq!(cli.run(&["list", "--json"]).json().as_array().map(Vec::len), Some(HOSTILE.len()));
}

#[test]
fn what_is_typed_is_cleaned_before_it_is_repeated() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    for args in [
        &["show", "\x1b]0;PWNED\x07x"][..],
        &["list", "\x1b[2Jfoo:"],
        &["--nope\x1b[2J"],
        &["theme", "check", "\x1b[2J"],
    ] {
        let said = cli.run(args);
        assert!(matches!(said.code, 0 | 2 | 4), "{said:?}");
        assert!(!said.err.contains('\x1b') && !said.err.contains('\x07'), "{said:?}");
    }
}

#[test]
fn colour_comes_only_when_it_is_asked_for_in_a_pipe() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    assert!(!cli.run(&["list"]).out.contains('\x1b'));
    assert!(cli.run(&["list", "--color", "always"]).out.contains("\x1b[1;31m"));
    assert!(cli.run(&["list", "--color", "mauve"]).ended(2).err.contains("auto, always or never"));
}

#[test]
fn an_answer_that_is_no_alertmanager_is_no_empty_list() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(FaultServer::always(Reply::html(200, "<html>log in</html>")));
    let said = Cli::new(&[&server.url()]).run(&["list"]).ended(69);
    assert!(said.out.is_empty() && said.err.contains("alertmanager did not answer"), "{said:?}");
}

#[test]
fn what_was_open_at_a_source_that_was_removed_is_not_called_over() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    cli.run(&["list"]).ended(0);
    let config =
        format!("[[source]]\nname = \"other\"\nkind = \"alertmanager\"\nurl = \"{}\"\n", played.url());
    let file = cli.write("other.toml", &config);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_watchfloor"));
    command.env_clear().env("HOME", cli.path("home")).env("NO_PROXY", "*").env("USER", "ana");
    for folder in ["data", "state", "cache"] {
        command.env(format!("WATCHFLOOR_{}_DIR", folder.to_uppercase()), cli.path(folder));
    }
    command.args(["show", "1", "--config"]).arg(file).stdout(Stdio::piped()).stderr(Stdio::piped());
    let said = said(command.spawn().expect("it runs")).ended(4);
    assert!(said.out.is_empty() && said.err.contains("not configured"), "{said:?}");
}

#[test]
fn one_that_is_over_keeps_its_priority_and_its_timeline() {
    let Some(lab) = crate::support::lab::Lab::start() else { return };
    lab.raise(
        &[("alertname", "A"), ("severity", "critical"), ("service", "checkout")],
        &[("summary", "5xx")],
    );
    let cli = Cli::new(&[&lab.url()]);
    cli.run(&["resolve", "1", "--code", "fixed", "--note", "disk cleared"]).ended(0);
    let shown = cli.run(&["show", "1", "--json"]).ended(0).json();
    assert_eq!((&shown["state"], &shown["priority"]), (&json!("resolved"), &json!(1)));
    assert_eq!(shown["service"], "checkout");
    let past = cli.run(&["timeline", "1"]).ended(0).out;
    assert!(past.contains("began to fire") && !past.contains("cannot be read"), "{past}");
}
