//! What keyboards, slow links and terminals send.

use super::{Home, SSH, disk_full};

#[test]
fn a_down_arrow_split_over_packets_is_never_esc() {
    let Some((lab, home)) = disk_full() else { return };
    super::raise(&lab, "log-08", "Disk full on log-08");
    let screen = home.screen(SSH);
    screen.wait("both", |t| t.contains("log-07") && t.contains("log-08"));
    screen.keys("/log");
    screen.wait_for("log");
    screen.keys("\r");
    screen.keys("\x1b");
    screen.keys("[");
    screen.keys("B");
    screen.keys(" ");
    screen.wait("marked by Space, filter still there", |t| t.contains('*') && t.contains("log"));
}

#[test]
fn terminal_replies_are_never_keys() {
    let Some((lab, home)) = disk_full() else { return };
    let screen = home.screen(SSH);
    screen.wait_for("Disk full");
    // XTVERSION, DECRQM, OSC 11 and DA1 answers that nobody asked for, one of them never ended.
    screen.keys("\x1bP>|XTerm(380)aaa\x1b\\\x1b[?2026;2$y\x1b]11;rgb:1010/1414/1b1b\x1b\\\x1b[?62;22c");
    screen.keys("?");
    screen.wait("help opened, so keys arrive", |t| t.contains("KEYS"));
    assert!(lab.silences().is_empty(), "the a in the answers acknowledged nothing");
}

#[test]
fn a_paste_of_ten_megabytes_is_text_and_not_keys() {
    let Some((lab, home)) = disk_full() else { return };
    let screen = home.screen(SSH);
    screen.wait_for("Disk full");
    screen.keys("n");
    let mut paste = String::from("\x1b[200~first line\na\rq\x03");
    paste.push_str(&"all work and no play ".repeat(500_000));
    paste.push_str("\x1b[201~");
    screen.keys(&paste);
    screen.wait("still in the form", |t| t.contains("no play"));
    screen.keys("\x1b");
    screen.wait_for("draft");
    assert!(lab.silences().is_empty());
    assert!(home.run(&["outbox", "list"]).1.lines().count() <= 1, "a paste never sends");
}

#[test]
fn hostile_pastes_into_filter_and_palette_are_text_and_nothing_is_done() {
    let Some((lab, home)) = disk_full() else { return };
    let screen = home.screen(SSH);
    screen.wait_for("Disk full");
    let acts = "ack 1\r\x1b]52;c;YQ==\x07\x1b[2J\x03quit\r\n";
    let paste = format!("\x1b[200~{acts}{}\x1b[201~", "all work and no play ".repeat(500_000));
    // Onto the board it is a filter, into the palette a line, and never a key.
    screen.keys(&paste);
    screen.wait("a filter, and why it is none", |t| t.contains("no play") && t.contains("longer than"));
    screen.keys("\x1b");
    screen.wait_for("Disk full");
    screen.wait_gone("no play");
    screen.keys(":");
    screen.wait_for("by a few letters");
    screen.keys(&paste);
    screen.wait("a line", |t| t.contains("no play") && t.contains("by a few letters"));
    screen.keys("\x1b");
    screen.wait_gone("by a few letters");
    screen.wait_for("Disk full");
    assert!(lab.silences().is_empty());
    assert!(home.run(&["outbox", "list"]).1.lines().count() <= 1, "a paste does nothing");
}

#[test]
fn the_filter_points_at_what_it_does_not_understand_and_keeps_the_last_good_result() {
    let Some((_lab, home)) = disk_full() else { return };
    let screen = home.screen(SSH);
    screen.wait_for("Disk full");
    screen.keys("/disk srvice:x");
    screen.wait("the nearest right word", |t| t.contains("service"));
    screen.keys("\x15disk (");
    screen.wait("an open bracket, and the last good result", |t| {
        t.contains("disk (") && t.contains("Disk full")
    });
    screen.keys("\x1b");
    screen.wait_gone("disk (");
}

#[test]
fn words_survive_esc_and_a_killed_session() {
    let Some((_lab, home)) = disk_full() else { return };
    let mut screen = home.screen(SSH);
    screen.wait_for("Disk full");
    screen.keys("nhalf a thought");
    screen.wait_for("half a thought");
    screen.wait("the draft's id", |t| t.contains("D-"));
    screen.signal("KILL");
    screen.ended();
    let screen = home.screen(SSH);
    screen.wait_for("Disk full");
    screen.keys("n");
    screen.wait_for("half a thought");
}

#[test]
fn prefixes_show_how_they_go_on() {
    let home = Home::new();
    let screen = home.screen(SSH);
    screen.wait_for("No source configured");
    screen.keys("g");
    screen.wait("which key", |t| t.contains("outbox") && t.contains("sources"));
    screen.keys("x");
    screen.wait("the outbox", |t| t.to_lowercase().contains("outbox"));
    screen.keys("q");
    screen.wait_for("No source configured");
}

#[test]
fn control_characters_in_a_paste_are_left_out_and_counted() {
    let Some((lab, home)) = disk_full() else { return };
    let screen = home.screen(SSH);
    screen.wait_for("Disk full");
    screen.keys("n");
    screen.wait_for("send");
    screen.keys("\x1b[200~one\x1b[31m two\r\nthree\x07\tfour\x7f\x1b[201~");
    let told = screen.wait("how many", |t| t.contains("control characters were left out"));
    assert!(told.contains("3 control characters were left out of the paste"), "{told}");
    assert!(told.contains("one[31m two") && told.contains("three    four"), "{told}");
    // Line ends and tabs are none.
    screen.keys("\x1b");
    screen.wait_for("draft");
    screen.keys("/\x1b[200~disk\t\x03full\x1b[201~");
    screen.wait_for("1 control character was left out of the paste");
    assert!(lab.silences().is_empty());
}
