//! The screen over the embedded server: nothing configured, and the demonstration.

use std::fs;

use crate::{cli::harness::Cli, support::pty::Screen};

#[test]
fn the_screen_without_a_source_says_what_it_is_and_follows_a_command() {
    let cli = Cli::new(&[]);
    let mut screen = Screen::start(&cli.path(""), &[], (80, 24), &[]);
    let empty = screen.wait("how to begin", |text| text.contains("watchfloor demo"));
    assert!(empty.contains("this is a local database, not your production"), "{empty}");
    assert!(
        empty.contains("No source: local database, not your production. watchfloor config init"),
        "{empty}"
    );
    cli.run(&["new", "--title", "printer on fire"]).ended(0);
    screen.wait_for("printer on fire");
    screen.keys("q");
    assert_eq!(screen.ended(), 0);
    assert!(!cli.path("data/server.sock").exists());
}

#[test]
fn what_was_told_of_an_incident_before_the_screen_began_is_on_it() {
    let cli = Cli::new(&[]);
    cli.run(&["new", "--title", "printer on fire", "--description", "third floor, by the window"]).ended(0);
    let mut screen = Screen::start(&cli.path(""), &[], (80, 24), &[]);
    screen.wait_for("printer on fire");
    screen.keys("\r");
    screen.wait_for("third floor, by the window");
    screen.keys("qq");
    assert_eq!(screen.ended(), 0);
}

#[test]
fn a_demonstration_touches_nothing_of_the_persons_and_leaves_nothing() {
    let cli = Cli::new(&[]);
    // Their source is down: nobody asks it. Their name is theirs.
    cli.write(
        "config/watchfloor/config.toml",
        "me = \"mira-k\"\n[[source]]\nname = \"prod\"\nkind = \"native\"\nurl = \"unix:/nowhere/x\"\n",
    );
    let temp = cli.path("tmp");
    fs::create_dir(&temp).expect("a folder");
    let variables = [("TMPDIR", temp.to_str().expect("text"))];
    let args = ["demo", "--incidents", "12", "--speed", "0", "--frozen", "2026-03-02T09:30:00Z"];
    let mut screen = Screen::start(&cli.path(""), &args, (120, 30), &variables);
    let board = screen.wait("twelve open", |text| text.contains("12 open"));
    assert!(board.contains("09:30") && !board.contains(" prod\n"), "{board}");
    assert_eq!(fs::read_dir(&temp).expect("a folder").count(), 1);
    screen.keys("q");
    assert_eq!(screen.ended(), 0);
    assert_eq!(fs::read_dir(&temp).expect("a folder").count(), 0);
    for folder in ["data", "state", "cache"] {
        assert!(!cli.path(folder).exists(), "{folder}");
    }
}
