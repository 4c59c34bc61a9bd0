//! Links that the terminal itself opens (OSC 8), in the bytes of the real binary; the terminal at the other end of the
//! test knows none.

use super::{Home, SSH};
use crate::support::{lab::Lab, pty::Screen};

const RUNBOOK: &str = "https://runbooks.example/disk";
const OPEN: &str = "\x1b]8;;https://runbooks.example/disk\x1b\\https://runbooks.example/disk\x1b]8;;\x1b\\";

/// What was written, without colours and attributes.
fn without_colours(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let mut pieces = text.split("\x1b[");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|c: char| !matches!(c, '0'..='9' | ';')).unwrap_or(piece.len());
        match piece[end..].strip_prefix('m') {
            Some(rest) => out.push_str(rest),
            None => out.extend(["\x1b[", piece]),
        }
    }
    out
}

/// A board of one alert with a runbook.
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
    let links = || without_colours(&screen.raw()).matches(OPEN).count();
    let before = links();
    assert!(before > 0, "{}", without_colours(&screen.raw()).escape_debug());
    // Help lies over it and goes: it is written once more, as a link.
    screen.keys("?");
    screen.wait_gone(RUNBOOK);
    screen.keys("q");
    screen.wait_for(RUNBOOK);
    assert_eq!(links(), before + 1);
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
        assert!(!String::from_utf8_lossy(&screen.raw()).contains("\x1b]8;"), "{args:?} {env:?}");
    }
}
