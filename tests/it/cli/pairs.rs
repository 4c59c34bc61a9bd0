//! Every verb in every state by command: the exit code, what moves, what was so already, what is refused in which words,
//! and that nothing was changed then.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::harness::{Cli, Said};
use crate::support::{
    client::{At, Client},
    pairs::{STATES, TABLE, refusal, verdict},
    process::Server,
    states::{at, get, in_state, kinds, open},
};

/// Words behind the ids that make the command of `verb` complete; every verb has a command of its name.
fn rest(verb: &str, other: &str) -> Vec<String> {
    let words: &[&str] = match verb {
        "assign" => &["--to", "jo"],
        "note" => &["seen"],
        "phase" => &["fixing"],
        "hold" => &["--reason", "awaiting_vendor", "--note", "case 7"],
        "resume" => &["--reason", "the part came"],
        "snooze" => &["--for", "10m"],
        "mitigate" => &["--impact", "none"],
        "relapse" | "reopen" => &["--reason", "errors are back"],
        "resolve" => &["--code", "fixed", "--note", "pool restarted"],
        "close" => &["--comment", "thanks", "--satisfaction", "5"],
        "cancel" => &["--reason", "false_positive", "--note", "the probe was wrong"],
        "merge" => &["--into", other],
        "attach" => &["--parent", other],
        "priority" => &["--impact", "1", "--urgency", "1", "--reason", "all are hit"],
        "major" => &["--reason", "all are hit"],
        "category" => &["database/replication"],
        "update" => &["--text", "we know", "--audience", "sales", "--next", "30m", "--public"],
        "contact" => &["--result", "answered", "--note", "spoke with her"],
        "caller" => &["--add", "Ben", "--email", "ben@example.org"],
        "correct" => &["occurred_at=AT", "--reason", "the first call said so"],
        "excuse" => &["P3 response", "--reason", "nobody was there"],
        "link" => &["db", "--as", "cause"],
        "ack" | "unack" | "start" | "wake" | "restore" => &[],
        other => panic!("{other} has no command here"),
    };
    words.iter().map(|w| w.replace("AT", &at(-7_200))).collect()
}

/// The server, its API, and mira at her command line.
struct Floor {
    cli: Cli,
    api: Client,
    _server: Server,
}

impl Floor {
    fn open() -> Self {
        let server = Server::unix();
        let cli = Cli::new(&[]);
        let At::Unix(at) = server.at() else { panic!("a socket") };
        let source =
            format!("[[source]]\nname = \"desk\"\nkind = \"native\"\nurl = \"unix:{}\"\n", at.display());
        cli.write("config/watchfloor/config.toml", &format!("me = \"mira\"\n{source}"));
        Self { cli, api: server.client(), _server: server }
    }

    /// One incident in each state.
    fn each(&mut self) -> BTreeMap<&'static str, u64> {
        STATES.into_iter().map(|state| (state, in_state(&mut self.api, state))).collect()
    }

    /// All that the server says of it, with the length of its log.
    fn record(&mut self, number: u64) -> (Value, usize) {
        (get(&mut self.api, number), kinds(&mut self.api, number).len())
    }

    fn run(&self, verb: &str, numbers: &[u64], rest: &[String], more: &[&str]) -> Said {
        let mut args = vec![verb.to_owned()];
        args.extend(numbers.iter().map(|n| called(*n)));
        args.extend_from_slice(rest);
        args.extend(more.iter().map(|w| (*w).to_owned()));
        self.cli.run(&args)
    }
}

fn called(number: u64) -> String {
    format!("INC-{number:06}")
}

/// The line of stderr on this one.
fn line<'s>(said: &'s Said, verb: &str, number: u64) -> &'s str {
    let head = format!("{verb} {} refused: ", called(number));
    let found = said.err.lines().find_map(|l| l.split_once(&head));
    found.unwrap_or_else(|| panic!("nothing about {head:?}: {said:#?}")).1
}

#[test]
fn every_verb_in_every_state_by_command() {
    let mut floor = Floor::open();
    for (verb, _) in TABLE {
        let (all, other) = (floor.each(), open(&mut floor.api));
        let rest = rest(verb, &called(other));
        let before: BTreeMap<u64, (Value, usize)> = all.values().map(|n| (*n, floor.record(*n))).collect();
        let of = |wanted: &str| -> Vec<(&str, u64)> {
            let of = STATES.into_iter().filter(|s| wanted.contains(verdict(verb, s)));
            of.map(|s| (s, all[s])).collect()
        };

        // Each that cannot, by itself: refused with the reason and what is possible instead, and nothing done.
        let cannot = of("-?");
        for (state, number) in &cannot {
            let said = floor.run(verb, &[*number], &rest, &[]).ended(3);
            assert_eq!(said.out, "", "{verb} of {state}");
            let words = line(&said, verb, *number);
            if verdict(verb, state) == '-' || !words.contains("clock") {
                refusal(words, verb, state);
            }
            assert_eq!(floor.record(*number), before[number], "{verb} of {state} was refused");
        }

        // Those that are so already: done, in words, and nothing changed.
        let already = of("=");
        if !already.is_empty() {
            let numbers: Vec<u64> = already.iter().map(|(_, n)| *n).collect();
            let said = floor.run(verb, &numbers, &rest, &[]).ended(0);
            for (state, number) in already {
                let head = format!("{verb} {} confirmed", called(number));
                let line = said.out.lines().find(|l| l.starts_with(&head));
                let words = line.and_then(|l| l.split_once(": ")).map(|(_, words)| words);
                assert!(words.is_some_and(|w| !w.is_empty()), "{verb} of {state} says why not: {said:#?}");
                assert_eq!(floor.record(number), before[&number], "{verb} of {state} was so already");
            }
        }

        // One of each state in one call: each goes its own way.
        let said = floor.run(verb, &all.values().copied().collect::<Vec<_>>(), &rest, &["--json"]);
        let want = i32::from(!cannot.is_empty());
        let told = said.ended(want).json();
        let told = told.as_array().expect("a list");
        assert_eq!(told.len(), all.len(), "{verb}: {told:#?}");
        for (state, number) in &all {
            let one = told.iter().find(|t| t["number"] == called(*number));
            let one = one.unwrap_or_else(|| panic!("{verb} says nothing of {number}: {told:#?}"));
            let want = verdict(verb, state);
            assert_eq!(
                one["state"],
                if "+=".contains(want) { "confirmed" } else { "failed" },
                "{verb} of {state}: {one}"
            );
            let (was, now) = (&before[number], floor.record(*number));
            if want == '+' {
                assert!(now.1 > was.1, "{verb} of {state} is not in the log");
            } else {
                assert_eq!(now, *was, "{verb} of {state} changed it: {one}");
            }
        }
    }
    // Nothing that was refused is sent again by itself.
    let waits = floor.cli.run(&["outbox", "list", "--json"]).ended(0).json();
    assert!(waits.as_array().expect("a list").iter().all(|a| a["state"] == json!("failed")), "{waits:#}");
}
