//! `:` in a real terminal: it goes there, asks, shows what a command writes, and says what is wrong where.

use super::{SSH, disk_full};

#[test]
fn a_line_jumps_asks_shows_and_points_at_its_fault() {
    let Some((lab, home)) = disk_full() else { return };
    super::raise(&lab, "log-08", "Disk full on log-08");
    let screen = home.screen(SSH);
    screen.wait("both", |t| t.contains("log-07") && t.contains("log-08"));
    let (_, json) = home.run(&["list", "--json", "\"log-08\""]);
    let list: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let long = list[0]["number"].as_str().expect("a number").to_owned();
    let short = long.trim_start_matches("INC-").trim_start_matches('0').to_owned();
    screen.keys(&format!(":{short}\r"));
    screen.wait("the preview is of that one", |t| {
        t.lines().any(|line| {
            line.contains("log-08") && line.contains("--") || line.contains("╌") && line.contains("log-08")
        })
    });
    // A fault is told with its place, the line stays, and nothing was asked.
    screen.keys(&format!(":ack {short} --nite x\r"));
    screen.wait("the nearest right word under the line", |t| t.contains('^') && t.contains("--note"));
    assert!(lab.silences().is_empty(), "nothing was asked");
    screen.keys("\x15");
    screen.keys(&format!("ack {short} --note \"seen by ana\"\r"));
    screen.wait("it is acknowledged, and can be taken back", |t| {
        t.contains("ACK") && t.contains(&format!("undo ack {short}"))
    });
    assert_eq!(lab.silences().len(), 1);
    screen.keys(":list \"log-07\"\r");
    screen
        .wait("what the command wrote", |t| t.contains(":list") && t.contains("done") && t.contains("INC-"));
    screen.keys("q");
    screen.wait_for("log-07");
    screen.keys(":lsit\r");
    screen.wait_for("did you mean list?");
}
