//! The feed, for programs and for people who hear it.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};

use super::harness::{Cli, Played, said, two};
use crate::support::pty::Screen;

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

/// A plain feed over pipes.
struct Plain {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Plain {
    fn start(cli: &Cli, args: &[&str]) -> Self {
        let mut command = cli.command(&[&["watch", "--plain"], args].concat());
        let mut child = command.stdin(Stdio::piped()).spawn().expect("it runs");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        Self { stdin: child.stdin.take(), child, lines }
    }

    fn types(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("open");
        writeln!(stdin, "{line}").expect("it reads");
    }

    /// The next line that holds these words; those before it are of something else.
    fn hears(&mut self, words: &str) -> String {
        let mut before = Vec::new();
        loop {
            let Some(line) = self.lines.next() else { panic!("never heard {words:?} in {before:#?}") };
            let line = line.expect("a line");
            assert!(line.bytes().all(|b| (0x20..0x7f).contains(&b)), "{line:?}");
            if line.contains(words) {
                return line;
            }
            before.push(line);
        }
    }

    fn ends(mut self, code: i32) -> String {
        drop(self.stdin.take());
        for line in self.lines.by_ref() {
            line.expect("a line");
        }
        said(self.child).ended(code).err
    }
}

#[test]
fn a_plain_feed_is_sentences_and_takes_verbs_by_number() {
    let cli = Cli::new(&[]);
    let new = ["new", "--title", "tills are down", "--service", "tills", "--impact", "1", "--urgency", "1"];
    cli.run(&new).ended(0);
    // Colours that were asked for elsewhere are none here.
    let mut plain = Plain::start(&cli, &["--prompt", "--color", "always"]);
    let first = plain.hears("[1] ");
    assert!(first.starts_with("[1] P1 new, "), "{first}");
    assert!(first.ends_with(": tills are down, service tills, owner nobody"), "{first}");
    plain.types("1 ack on my way");
    let answer = plain.hears("1: ");
    assert!(answer.starts_with("1: acknowledged, confirmed after ") && answer.ends_with(" ms"), "{answer}");
    let changed = plain.hears("[1] changed at ");
    assert!(changed.contains("new to acknowledged"), "{changed}");
    plain.types("1 note rebooted \"till 4\"");
    plain.hears("1: note written, confirmed after ");
    plain.types("9 ack");
    plain.hears("9: there is no such number here");
    plain.types("1 hold");
    plain.hears("--reason");
    plain.types("list");
    plain.hears("[1] P1 acknowledged");
    plain.hears("1 in all.");
    // What somebody else logs gets the next number.
    cli.run(&["new", "--title", "printer is on fire"]).ended(0);
    let new = plain.hears("printer is on fire");
    assert!(new.starts_with("[2] new at "), "{new}");
    plain.types("2 resolve");
    let asked = plain.hears("How did it end?");
    assert!(asked.contains("1 for fixed, 2 for workaround, "), "{asked}");
    plain.types("99");
    plain.hears("99 is none of 1 to 6");
    plain.types("2");
    plain.hears("What was done?");
    plain.types("put the fire out");
    plain.hears("2: resolved, confirmed after ");
    plain.types("1 resolve");
    plain.hears("How did it end?");
    plain.types("");
    plain.hears("Nothing was done.");
    plain.ends(0);
    let shown = cli.run(&["list", "state:resolved", "--json"]).ended(0).json();
    let id = shown[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(shown.as_array().map(Vec::len), Some(1), "{shown}");
    let told = cli.run(&["timeline", &id]).ended(0).out;
    assert!(told.contains("put the fire out") && told.contains("workaround"), "{told}");
}

#[test]
fn what_a_source_refuses_is_told_in_its_words_and_what_was_typed_before_is_not_lost() {
    // This one takes no silence.
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    let mut plain = Plain::start(&cli, &["--prompt"]);
    // Typed before anything is known: it waits until the numbers mean something.
    plain.types("1 ack");
    plain.types("2 assign jo");
    plain.types("2 merge --into 1");
    plain.hears("[2] ");
    plain.hears("1: ack refused: ");
    plain.hears("2: assigned to jo, kept here: its source has no such thing after ");
    plain.hears("2: merge done, kept here: ");
    plain.types("quit");
    let err = plain.ends(0);
    assert!(err.contains("watching alertmanager: 2 open"), "{err}");
    // Without a prompt, nothing is read: a feed into a file is a feed.
    let mut quiet = Plain::start(&cli, &[]);
    quiet.types("1 ack");
    quiet.hears("[1] ");
    kill_process(Pid::from_raw(quiet.child.id().cast_signed()).expect("a process"), Signal::TERM)
        .expect("it runs");
    quiet.ends(0);
    cli.run(&["watch", "--plain", "--json"]).ended(2);
    cli.run(&["watch", "--plain", "--format", "csv"]).ended(2);
}

#[test]
fn on_a_terminal_the_plain_feed_asks_by_itself_and_draws_nothing() {
    let cli = Cli::new(&[]);
    cli.run(&["new", "--title", "tills are down"]).ended(0);
    let mut screen = Screen::start(&cli.path(""), &["watch", "--plain"], (80, 24), &[]);
    screen.wait_for("quit ends.");
    screen.wait_for("[1] P");
    screen.keys("1 ack\r");
    screen.wait_for("1: acknowledged, confirmed after");
    screen.keys("quit\r");
    assert_eq!(screen.ended(), 0);
    let raw = String::from_utf8(screen.drained()).expect("UTF-8");
    // The terminal itself ends lines with CR LF, and echoes what is typed.
    assert!(
        !raw.contains('\x1b') && raw.replace("\r\n", "").chars().all(|c| (' '..='~').contains(&c)),
        "{raw:?}"
    );
}
