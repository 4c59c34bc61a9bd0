//! Help, man pages and completions stay as they are until somebody means to change them.

use std::{io::Write, process::Command, process::Stdio};

use super::harness::Cli;

const COMMANDS: [&str; 21] = [
    "list",
    "show",
    "timeline",
    "watch",
    "status",
    "ack",
    "unack",
    "assign",
    "note",
    "resolve",
    "new",
    "outbox",
    "flush",
    "sources",
    "serve",
    "demo",
    "config",
    "keys",
    "theme",
    "completions",
    "man",
];

fn stays(name: &str, text: &str) {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("cli-{name}"), text);
    });
}

#[test]
fn help_stays_as_it_is() {
    let cli = Cli::new(&[]);
    stays("help", &cli.run(&["--help"]).ended(0).out);
    let mut all = String::new();
    for command in COMMANDS {
        let said = cli.run(&[command, "--help"]).ended(0);
        // The options that all have are in the snapshot above.
        all.push_str(said.out.split("Common options:").next().unwrap_or_default());
        all.push_str("----\n");
    }
    stays("help-commands", &all);
}

#[test]
fn the_man_page_stays_as_it_is() {
    stays("man", &Cli::new(&[]).run(&["man"]).ended(0).out);
}

#[test]
fn completions_are_scripts_that_shells_read() {
    let cli = Cli::new(&[]);
    for shell in ["bash", "zsh", "fish"] {
        let script = cli.run(&["completions", shell]).ended(0).out;
        assert!(script.contains("unack"), "{shell}");
        let Ok(mut child) =
            Command::new(shell).arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped()).spawn()
        else {
            assert_ne!(shell, "bash", "every machine that runs these tests has bash");
            continue;
        };
        child.stdin.take().expect("a pipe").write_all(script.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn faults_of_usage_exit_2_on_stderr() {
    let cli = Cli::dead();
    for args in [
        &["ack"][..],
        &["list", "--formt", "json"],
        &["outbox"],
        &["assign", "1"],
        &["ack", "1", "--for", "soon"],
    ] {
        let said = cli.run(args).ended(2);
        assert!(said.out.is_empty() && !said.err.is_empty(), "{args:?} {said:?}");
    }
}

#[test]
fn the_screen_needs_a_terminal() {
    let said = Cli::dead().run::<&str>(&[]).ended(2);
    assert!(said.out.is_empty() && said.err.contains("watchfloor list"), "{said:?}");
}
