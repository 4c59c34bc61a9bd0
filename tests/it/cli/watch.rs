//! The feed.

use std::io::{BufRead, BufReader};

use rustix::process::{Pid, Signal, kill_process};

use super::harness::{Cli, Played, said, two};

#[test]
fn the_feed_tells_what_is_open_then_what_changes_until_it_is_stopped() {
    let played = Played::new(two().split_off(1));
    let cli = Cli::new(&[]);
    cli.write(
        "config/watchfloor/config.toml",
        &format!(
            "[[source]]\nname = \"am\"\nkind = \"alertmanager\"\nurl = \"{}\"\npoll = \"1s\"\n",
            played.url()
        ),
    );
    let mut child = cli.command(&["watch", "--json"]).spawn().expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut next = || -> serde_json::Value {
        let line = lines.next().expect("a line").expect("a line");
        assert!(!line.contains('\x1b'));
        serde_json::from_str(&line).expect("JSON")
    };
    let first = next();
    assert_eq!(
        (&first["change"], &first["incident"]["title"]),
        (&"open".into(), &"disk 94 % on log-07".into())
    );
    played.lists(two());
    let new = next();
    assert_eq!((&new["change"], &new["incident"]["title"]), (&"new".into(), &"payments-api is down".into()));
    // What another process does of ours is a change too.
    cli.run(&["assign", new["incident"]["number"].as_str().expect("a number"), "--to", "jo"]).ended(0);
    let changed = next();
    assert_eq!((&changed["change"], &changed["words"]), (&"changed".into(), &"owner nobody -> jo".into()));
    played.lists(two().split_off(1));
    assert_eq!(next()["change"], "gone");
    kill_process(Pid::from_raw(child.id().cast_signed()).expect("a process"), Signal::INT).expect("it runs");
    drop(lines);
    said(child).ended(0);
}
