//! Links that the terminal itself opens (OSC 8), in the bytes of the real binary; the terminal at the other end of the
//! test knows none.

use super::{Home, SSH};
use crate::support::{lab::Lab, pty::Screen};

const RUNBOOK: &str = "https://runbooks.example/disk";
const OPEN: &[u8] = b"\x1b]8;;https://runbooks.example/disk\x1b\\https://runbooks.example/disk\x1b]8;;\x1b\\";

fn has(raw: &[u8], bytes: &[u8]) -> bool {
    raw.windows(bytes.len()).any(|w| w == bytes)
}

/// A board of one alert with a runbook, and of one whose runbook is none.
fn lab() -> Option<(Lab, Home)> {
    let lab = Lab::start()?;
    let labels = |name| [("alertname", name), ("severity", "critical"), ("service", "logging")];
    lab.raise(&labels("DiskFull"), &[("summary", "Disk full"), ("runbook_url", RUNBOOK)]);
    let home = Home::with_source(&lab.url());
    Some((lab, home))
}

#[test]
fn a_runbook_on_the_incident_screen_is_a_link_and_stays_one() {
    let Some((_lab, home)) = lab() else { return };
    let screen = home.screen((120, 40));
    screen.wait_for("Disk full");
    screen.keys("\r");
    screen.wait("the overview", |t| t.contains("overview") && t.contains(RUNBOOK));
    let raw = screen.raw();
    assert!(has(&raw, OPEN), "{}", String::from_utf8_lossy(&raw).escape_debug());
    // Seconds go by on its clocks, a sheet comes and goes: it is written again only where it was covered.
    let count = |raw: &[u8]| raw.windows(OPEN.len()).filter(|w| *w == OPEN).count();
    let before = count(&raw);
    screen.keys("j");
    screen.keys("?");
    screen.wait_gone(RUNBOOK);
    screen.keys("\x1b");
    screen.wait_for(RUNBOOK);
    assert_eq!(count(&screen.raw()), before + 1);
}

#[test]
fn where_the_terminal_has_none_there_is_none() {
    let Some((_lab, home)) = lab() else { return };
    for (args, env) in [
        (&[][..], &[("STY", "1.pts")][..]),
        (&[], &[("TMUX", "/tmp/none,1,0"), ("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "3.3a")]),
        (&["--low-bandwidth"], &[]),
    ] {
        let screen = Screen::start(home.path(), args, SSH, env);
        screen.wait_for("Disk full");
        screen.keys("\r");
        screen.wait("the overview", |t| t.contains("overview") && t.contains(RUNBOOK));
        assert!(!has(&screen.raw(), b"\x1b]8;"), "{args:?} {env:?}");
    }
}
