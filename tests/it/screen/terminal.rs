//! The terminal is put back, whatever ends the program; any size is survived; a closed one is left.

use std::time::{Duration, Instant};

use super::{Home, SSH, disk_full};
use crate::support::pty::Screen;

/// What must have been switched off again by the end, and what was switched on.
fn left_over(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw);
    let mut on = Vec::new();
    for mode in ["1049", "2004", "1004", "1000", "1002", "1003", "1006"] {
        let set = text.rfind(&format!("\x1b[?{mode}h"));
        let reset = text.rfind(&format!("\x1b[?{mode}l"));
        if set > reset {
            on.push(format!("mode {mode}"));
        }
    }
    if text.rfind("\x1b[?25l") > text.rfind("\x1b[?25h") {
        on.push("cursor hidden".into());
    }
    on
}

fn board() -> (Home, Screen) {
    let home = Home::new();
    let screen = home.screen(SSH);
    screen.wait_for("No source configured");
    (home, screen)
}

#[test]
fn the_terminal_is_put_back_after_quit_and_signals() {
    for (how, code) in [("q", Some(0)), ("TERM", None), ("HUP", None), ("INT", None)] {
        let (_home, mut screen) = board();
        if how == "q" {
            screen.keys("q");
        } else {
            screen.signal(how);
        }
        let ended = screen.ended();
        if let Some(code) = code {
            assert_eq!(ended, code, "{how}");
        }
        let raw = screen.drained();
        assert_eq!(left_over(&raw), Vec::<String>::new(), "{how}");
    }
}

#[test]
fn ctrl_c_leaves_too() {
    let (_home, mut screen) = board();
    screen.keys("\x03");
    assert_eq!(screen.ended(), 0);
    assert_eq!(left_over(&screen.drained()), Vec::<String>::new());
}

#[test]
fn a_closed_terminal_is_left_within_three_seconds_even_where_hup_is_ignored() {
    let home = Home::new();
    let program = env!("CARGO_BIN_EXE_watchfloor");
    let command = home.command("sh", &["-c", &format!("trap '' HUP; exec {program}")]);
    let mut screen = Screen::spawn(command, SSH);
    screen.wait_for("No source configured");
    let began = Instant::now();
    screen.hang_up();
    screen.ended();
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

#[test]
fn every_size_and_a_storm_of_them_is_survived() {
    let Some((_lab, home)) = disk_full() else { return };
    let screen = home.screen(SSH);
    screen.wait_for("Disk full");
    for (cols, rows) in [(1, 1), (20, 5), (300, 100), (39, 9), (40, 10), (120, 40), (200, 60)] {
        screen.resize(cols, rows);
    }
    for n in 0..100_u16 {
        screen.resize(20 + n, 5 + n % 50);
    }
    screen.resize(80, 24);
    screen.wait("the board again", |t| t.contains("Disk full") && t.contains("TITLE"));
    screen.resize(30, 6);
    screen.wait("one line an incident", |t| t.contains("Disk full") || t.contains("P1"));
}

#[test]
fn ctrl_z_stops_like_any_program_and_comes_back() {
    // Under a shell with job control, as a person has it: without one nobody could let it go on.
    let home = Home::new();
    let program = env!("CARGO_BIN_EXE_watchfloor");
    let screen = Screen::spawn(
        home.command("sh", &["-c", &format!("set -m; {program}; echo STOPPED; read x; fg")]),
        SSH,
    );
    screen.wait_for("No source configured");
    screen.keys("\x1a");
    screen.wait_for("STOPPED");
    assert_eq!(left_over(&screen.raw()), Vec::<String>::new(), "the shell gets a clean terminal");
    screen.keys("\n");
    screen.wait("painted anew", |t| t.contains("No source configured") && !t.contains("STOPPED"));
    screen.keys("q");
    screen.wait_gone("No source configured");
}

#[test]
fn idle_writes_nothing_but_the_minute() {
    let (_home, screen) = board();
    let written = || screen.raw().len();
    let quiet_for = |pause: Duration| {
        let (mut last, mut since) = (written(), Instant::now());
        let began = Instant::now();
        while since.elapsed() < pause {
            assert!(began.elapsed() < crate::support::pty::PATIENCE, "never quiet");
            std::thread::sleep(Duration::from_millis(50));
            if written() != last {
                (last, since) = (written(), Instant::now());
            }
        }
        last
    };
    let before = quiet_for(Duration::from_secs(2));
    let after = quiet_for(Duration::from_secs(3));
    assert!(after - before < 60, "{} bytes while nothing happened", after - before);
}
