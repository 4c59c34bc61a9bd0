//! What a moved cursor costs on the wire: exact bytes of the real binary.

use super::Home;
use crate::support::{lab::Lab, pty::Screen};

/// Enough for twenty moves on a board of 24 rows.
const ALERTS: usize = 12;

/// A board of several alerts whose clocks show whole minutes, and on which nothing but keys changes anything: the
/// source is asked rarely, the keys come faster than the order settles.
fn board(args: &[&str], size: (u16, u16), env: &[(&str, &str)]) -> Option<(Lab, Home, Screen)> {
    let lab = Lab::start()?;
    for n in 0..ALERTS {
        let instance = format!("log-{n:02}");
        let labels = [
            ("alertname", "DiskFull"),
            ("severity", "info"),
            ("service", "logging"),
            ("instance", &*instance),
        ];
        lab.raise(&labels, &[("summary", &format!("Disk full on {instance}"))]);
    }
    let home = Home::new();
    home.config(&format!(
        "me = \"ana\"\n[[source]]\nname = \"am\"\nkind = \"alertmanager\"\nurl = \"{}\"\npoll = \"1h\"\n",
        lab.url()
    ));
    let screen = Screen::start(home.path(), args, size, env);
    screen.wait("all alerts", |t| (0..ALERTS).all(|n| t.contains(&format!("log-{n:02}"))));
    Some((lab, home, screen))
}

/// The row on which the cursor's sign stands.
fn cursor_row(screen: &vt100::Screen) -> Option<u16> {
    let (rows, _) = screen.size();
    // Below the header and the views, whose chosen tab has a sign too.
    (3..rows.get()).find(|row| screen.cell(*row, 0).is_some_and(|c| !c.contents().trim().is_empty()))
}

/// Bytes of each of twenty moves, ten down and ten up; each is seen before the next key is pressed.
fn moves(screen: &Screen) -> Vec<usize> {
    let first = std::cell::Cell::new(0);
    screen.wait_screen("the cursor", |s| cursor_row(s).inspect(|row| first.set(*row)).is_some());
    let mut costs = Vec::new();
    let mut row = first.get();
    for n in 0..20 {
        let (key, to) = if n < 10 { ("j", row + 1) } else { ("k", row - 1) };
        let before = screen.raw().len();
        screen.keys(key);
        // The real cursor is put there last.
        screen.wait_screen("the cursor has moved", |s| {
            cursor_row(s) == Some(to) && s.cursor_position() == (to, 0)
        });
        costs.push(screen.raw().len() - before);
        row = to;
    }
    // The header's minute may turn in between: the middle is the cost of a move.
    costs.sort_unstable();
    costs
}

#[test]
fn over_a_slow_link_a_moved_cursor_costs_sixty_four_bytes_at_most() {
    let Some((_lab, _home, screen)) = board(&["--low-bandwidth"], (80, 24), &[]) else { return };
    let costs = moves(&screen);
    assert!(costs[10] <= 64, "{costs:?}");
    assert!(!screen.text().contains("of 8h"), "no preview:\n{}", screen.text());
}

#[test]
fn beside_a_preview_a_moved_cursor_costs_two_rows_and_no_frame() {
    // Where the cursor's row has a ground of its own, two rows of 120 cells are written whole: that is over the 350
    // bytes that 16 colours keep to. These bounds hold what it costs today.
    for (env, most) in [
        (&[][..], 720),
        (&[("COLORTERM", "")], 570),
        (&[("NO_COLOR", "1")], 450),
        (&[("COLORTERM", ""), ("TERM", "xterm")], 350),
    ] {
        let Some((_lab, _home, screen)) = board(&[], (200, 60), env) else { return };
        screen.wait_for("of 8h");
        let costs = moves(&screen);
        assert!(costs[10] <= most, "{env:?}: {costs:?}");
    }
}
