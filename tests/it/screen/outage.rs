//! The source goes away: the program goes on, says how old what it shows is, and loses nothing.

use super::{Home, SSH, disk_full, raise};
use crate::support::lab::until;

#[test]
fn rows_age_and_dim_while_the_program_goes_on_and_an_ack_arrives_later() {
    let Some((mut lab, home)) = disk_full() else { return };
    raise(&lab, "log-08", "Disk full on log-08");
    let screen = home.screen(SSH);
    screen.wait("both rows", |t| t.contains("log-07") && t.contains("log-08"));
    let fresh = title_colour(&screen);
    lab.stop_alertmanager();
    screen.wait("the header names the dead source", |t| {
        t.lines().next().is_some_and(|l| l.contains("am DOWN") || l.contains("am STALE"))
    });
    screen.wait_screen("dimmed rows", |s| find(s, "Disk full").is_some_and(|c| c != fresh));
    screen.wait("countdowns carry ~", |t| t.contains('~'));
    screen.wait("a count with a dead source is no certainty", |t| t.contains('?'));
    screen.keys("j");
    screen.keys("a");
    screen.wait("the ack is queued and says what it waits for", |t| t.contains("ack") && t.contains("waits"));
    let (code, out) = home.run(&["outbox", "list"]);
    assert_eq!(code, 0);
    assert!(out.contains("ack"), "{out}");
    lab.start_alertmanager();
    raise(&lab, "log-07", "Disk full on log-07");
    raise(&lab, "log-08", "Disk full on log-08");
    until("the ack arrives", || lab.active_silences().len() == 1);
    screen.wait("ACK", |t| t.contains("ACK"));
    screen.wait("the header is calm again", |t| {
        t.lines().next().is_some_and(|l| !l.contains("DOWN") && !l.contains("STALE"))
    });
    assert_eq!(lab.silences().len(), 1, "in effect once");
}

#[test]
fn the_last_known_state_is_on_screen_before_any_answer() {
    let Some((mut lab, home)) = disk_full() else { return };
    let mut screen = home.screen(SSH);
    screen.wait("the row from the source", |t| t.contains("Disk full") && !t.contains("STALE"));
    // A second listing has come: what the first one gave is in the cache.
    until("the cache holds it", || home.run(&["list", "--json"]).1.contains("Disk full"));
    screen.keys("q");
    assert_eq!(screen.ended(), 0);
    lab.stop_alertmanager();
    let screen = home.screen(SSH);
    screen.wait("the row from the cache, said to be old", |t| {
        t.contains("Disk full") && (t.contains("STALE") || t.contains("DOWN"))
    });
    let (code, out) = home.run(&["list", "--json"]);
    assert_eq!(code, 69, "no source answered: {out}");
}

#[test]
fn a_command_whose_source_is_dead_is_queued_and_flushed_once() {
    let Some((mut lab, home)) = disk_full() else { return };
    let number = super::number(&home);
    lab.stop_alertmanager();
    let (code, _) = home.run(&["ack", &number, "--wait", "1s"]);
    assert_eq!(code, 75, "accepted into the outbox, not confirmed");
    lab.start_alertmanager();
    raise(&lab, "log-07", "Disk full on log-07");
    let (code, out) = home.run(&["flush", "--wait", "20s"]);
    assert_eq!(code, 0, "{out}");
    assert_eq!(lab.active_silences().len(), 1);
    assert_eq!(home.run(&["flush", "--wait", "5s"]).0, 0);
    assert_eq!(lab.silences().len(), 1, "in effect once");
}

#[test]
fn an_action_survives_kill_9_and_is_sent_by_the_next_session() {
    let Some((mut lab, home)) = disk_full() else { return };
    let mut screen = home.screen(SSH);
    screen.wait_for("Disk full");
    lab.stop_alertmanager();
    screen.wait("down", |t| t.contains("DOWN") || t.contains("STALE"));
    screen.keys("a");
    screen.wait("queued", |t| t.contains("waits"));
    screen.signal("KILL");
    screen.ended();
    lab.start_alertmanager();
    raise(&lab, "log-07", "Disk full on log-07");
    let screen = home.screen(SSH);
    until("the next session sends it", || lab.active_silences().len() == 1);
    screen.wait_for("ACK");
}

#[test]
fn without_a_source_it_says_so_in_words() {
    let home = Home::new();
    let screen = home.screen(SSH);
    screen.wait("what to do", |t| t.contains("No source configured") && t.contains("config init"));
}

fn title_colour(screen: &crate::support::pty::Screen) -> vt100::Color {
    let colour = std::cell::Cell::new(None);
    screen.wait_screen("the row", |s| {
        colour.set(find(s, "Disk full"));
        colour.get().is_some()
    });
    colour.get().expect("found")
}

/// The colour of the last row whose text contains these words: not the cursor's row, which is bold.
fn find(screen: &vt100::Screen, words: &str) -> Option<vt100::Color> {
    let (rows, cols) = screen.size();
    let (rows, cols) = (rows.get(), cols.get());
    let lines: Vec<String> = screen.rows(0, cols).collect();
    (3..rows.saturating_sub(6)).rev().find_map(|row| {
        let at = lines[row as usize].find(words)?;
        let col = lines[row as usize][..at].chars().count() as u16;
        screen.cell(row, col).map(vt100::Cell::fgcolor)
    })
}
