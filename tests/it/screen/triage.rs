//! Real alerts on the board, acted on by key.

use super::{Home, SSH, disk_full, labels, raise};
use crate::support::lab::{Lab, until};

#[test]
fn an_alert_of_a_real_prometheus_is_acknowledged_by_key_and_amtool_sees_it() {
    let Some(mut lab) = Lab::start() else { return };
    if !lab.start_prometheus() {
        return;
    }
    until("Prometheus raises TargetDown", || {
        lab.alerts().iter().any(|a| a["labels"]["alertname"] == "TargetDown")
    });
    let home = Home::with_source(&lab.url());
    let screen = home.screen(SSH);
    screen.wait("the alert on the board", |t| t.contains("is down on") && t.contains("NEW"));
    screen.keys("a");
    screen.wait("its receipt and its state", |t| t.contains("ACK") && t.contains("ack"));
    until("amtool lists the silence", || lab.amtool(&["silence", "query"]).contains("ana"));
    let silence = &lab.active_silences()[0];
    assert_eq!(silence["createdBy"], "ana");
    let alert =
        lab.alerts().into_iter().find(|a| a["labels"]["alertname"] == "TargetDown").expect("still there");
    let all = alert["labels"].as_object().expect("labels").len();
    assert_eq!(silence["matchers"].as_array().map(Vec::len), Some(all), "matchers from all labels");
    screen.wait("the owner", |t| t.contains("you"));
}

#[test]
fn a_colleagues_silence_is_hold_and_survives_our_unack() {
    let Some((lab, home)) = disk_full() else { return };
    let id = lab.silence_as_colleague("bo", "disk swap planned", &[("alertname", "DiskFull")]);
    let screen = home.screen(SSH);
    screen.wait("HOLD", |t| t.contains("HOLD") && t.contains("Disk full"));
    let number = super::number(&home);
    let (code, _) = home.run(&["unack", &number]);
    assert_ne!(code, 0, "there is nothing of ours to take back");
    assert!(lab.active_silences().iter().any(|s| s["id"] == *id), "the colleague's silence lives");
}

#[test]
fn clearing_the_alert_clears_the_row() {
    let Some((lab, home)) = disk_full() else { return };
    raise(&lab, "log-08", "Disk full on log-08");
    let screen = home.screen(SSH);
    screen.wait_for("log-08");
    screen.wait_for("log-07");
    lab.clear(&labels("log-08"));
    screen.wait("log-08 gone from the list, or a ghost that says so", |t| {
        !t.contains("log-08") || t.contains("gone")
    });
    screen.wait("1 open", |t| t.contains("1 open"));
}

#[test]
fn unack_by_key_asks_first_and_expires_only_ours() {
    let Some((lab, home)) = disk_full() else { return };
    let screen = home.screen(SSH);
    screen.wait("the alert", |t| t.contains("Disk full") && t.contains("NEW"));
    screen.keys("a");
    screen.wait_for("ACK");
    assert_eq!(lab.active_silences().len(), 1);
    screen.keys("A");
    screen.wait_for("un-ack");
    // The strip takes no key before it could be read: `u` is pressed until it is taken.
    until("the silence is gone", || {
        screen.keys("u");
        lab.active_silences().is_empty()
    });
    screen.wait_for("NEW");
}

#[test]
fn a_resolution_by_key_takes_a_code_and_words_and_nothing_goes_out_without() {
    let Some((lab, home)) = disk_full() else { return };
    let screen = home.screen(SSH);
    screen.wait_for("Disk full");
    screen.keys("r");
    screen.wait("the codes", |t| t.contains("workaround") && t.contains("known_error"));
    screen.keys("f");
    screen.wait("the form of this code", |t| t.contains("resolve as fixed"));
    screen.keys("\r");
    screen.wait("what is missing, over the open form", |t| {
        t.contains("note: is missing; say in words what was done") && t.contains("resolve as fixed")
    });
    assert_eq!(lab.alerts().len(), 1);
    assert!(home.run(&["outbox", "list"]).1.lines().count() <= 1, "nothing was asked");
    screen.keys("disk cleared\r");
    screen.wait_for("cannot be undone");
    // The strip takes no key before it could be read: `y` is pressed until it is taken.
    until("Alertmanager does not list it any more", || {
        screen.keys("y");
        lab.alerts().is_empty()
    });
    let past = home.run(&["timeline", "1"]).1;
    assert!(past.contains("resolved as fixed: disk cleared"), "{past}");
}

#[test]
fn assign_and_note_are_kept_beside_the_source_and_marked_local() {
    let Some((lab, home)) = disk_full() else { return };
    let screen = home.screen(SSH);
    screen.wait_for("Disk full");
    screen.keys("s\r");
    screen.wait("the owner", |t| t.lines().any(|l| l.contains("Disk full") && l.contains("you")));
    screen.keys("n");
    screen.keys("replica 3 rebuilt");
    screen.wait_for("replica 3 rebuilt");
    screen.keys("\r");
    screen.wait("the note's receipt", |t| t.contains("note"));
    screen.keys("'t");
    screen.wait("the timeline", |t| t.contains("replica 3 rebuilt") && t.contains("assign"));
    assert!(lab.silences().is_empty(), "nothing of it was sent to Alertmanager");
    let (code, json) = home.run(&["list", "--json"]);
    assert_eq!(code, 0);
    let list: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(list[0]["owner"], "ana");
    assert!(list[0]["local"].as_array().expect("a list").iter().any(|f| f == "owner"), "{json}");
}

#[test]
fn hostile_text_from_a_real_source_never_drives_the_terminal() {
    let Some(lab) = Lab::start() else { return };
    let title =
        "\u{1b}]52;c;UFdORUQ=\u{7}\u{1b}]0;PWNED\u{7}\u{1b}[2Jdisk \u{202e}gnp.exe\u{9b}31m full\u{0}";
    lab.raise(&[("alertname", "Evil"), ("severity", "critical"), ("service", title)], &[("summary", title)]);
    let home = Home::with_source(&lab.url());
    let screen = home.screen((120, 40));
    screen.wait("the cleaned title", |t| t.contains("disk") && t.contains("full"));
    screen.keys("\r");
    screen.wait_for("Evil");
    screen.keys("'t");
    let raw = screen.raw();
    for payload in ["52;c;", "PWNED", "\u{202e}", "\u{9b}31m"] {
        assert!(
            !raw.windows(payload.len()).any(|w| w == payload.as_bytes()),
            "{payload:?} reached the terminal"
        );
    }
}
