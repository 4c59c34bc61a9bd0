//! Own keys while the screen runs: a file written is in force, a broken one is said to be and the old keys go on.

use std::fs;

use super::{Home, SSH};

fn write(home: &Home, text: &str) {
    let folder = home.path().join("config/watchfloor");
    fs::create_dir_all(&folder).expect("a folder");
    // As editors save: beside, then renamed.
    fs::write(folder.join(".keys.toml.new"), text).expect("a file");
    fs::rename(folder.join(".keys.toml.new"), folder.join("keys.toml")).expect("renamed");
}

#[test]
fn keys_that_are_written_while_the_screen_runs_work_at_once() {
    let home = Home::new();
    home.config("me = \"ana\"\n");
    let screen = home.screen(SSH);
    screen.wait_for("No source configured");
    write(&home, "go-outbox = [\"gx\", \"F6\"]\n");
    screen.wait_for("keys read again");
    screen.keys("\x1b[17~");
    screen.wait("F6 goes to the outbox", |t| t.contains("OUTBOX"));
    screen.keys("q");
    screen.wait_for("No source configured");

    write(&home, "go-outbox = [\"gx\", \"F6\"]\nakc = \"F7\"\n");
    screen.wait("file, line and what was meant", |t| t.contains("keys.toml:2:1") && t.contains("akc"));
    screen.keys("\x1b[17~");
    screen.wait("the old keys go on", |t| t.contains("OUTBOX"));
    screen.keys("q");
    screen.wait("the notice stands", |t| t.contains("akc"));

    write(&home, "go-sources = { add = [\"F7\"] }\n");
    screen.wait("mended", |t| !t.contains("akc") && t.contains("keys read again"));
    screen.keys("\x1b[18~");
    screen.wait("F7 goes to the sources", |t| t.contains("SOURCES"));
}

#[test]
fn what_should_be_known_of_own_keys_is_on_the_screen() {
    let home = Home::new();
    home.config("me = \"ana\"\n");
    write(&home, "redraw = []\n");
    let screen = home.screen(SSH);
    screen.wait("from the start", |t| t.contains("keys.toml:1") && t.contains("`redraw` has no key"));
    write(&home, "redraw = [\"F8\"]\n");
    screen.wait("mended", |t| !t.contains("`redraw` has no key") && t.contains("keys read again"));
    write(&home, "help = []\n");
    screen.wait("while it runs", |t| t.contains("`help` has no key"));
}

#[test]
fn a_broken_file_of_keys_stops_the_start_with_every_fault() {
    let home = Home::new();
    home.config("me = \"ana\"\n");
    write(&home, "akc = \"F7\"\n[[bind]]\nkeys = \"Ctrl-Enter\"\naction = \"ack\"\nwhen = \"bord\"\n");
    let mut screen = home.screen(SSH);
    screen.wait("all of them", |t| t.contains("akc") && t.contains("bord"));
    assert_eq!(screen.ended(), 2);
}
