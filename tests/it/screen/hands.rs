//! Copying, the editor, drafts: what leaves the screen and comes back.

use std::{fs, os::unix::fs::PermissionsExt as _};

use super::{Home, SSH, disk_full, number};
use crate::support::pty::Screen;

/// What was last put on the clipboard by OSC 52.
fn clipboard(screen: &Screen) -> Option<String> {
    use base64::Engine as _;
    let raw = String::from_utf8_lossy(&screen.raw()).into_owned();
    let (_, rest) = raw.rsplit_once("\x1b]52;c;")?;
    let (body, _) = rest.split_once('\x07')?;
    let bytes = base64::engine::general_purpose::STANDARD.decode(body).ok()?;
    String::from_utf8(bytes).ok()
}

/// An editor that is this shell script; `$2` is the file, `$1` an argument of the command.
fn editor(home: &Home, script: &str) -> String {
    let path = home.path().join("ed it.sh");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
    format!("'{}' --wait", path.display())
}

fn with_editor(home: &Home, script: &str) -> Screen {
    let command = editor(home, script);
    Screen::start(home.path(), &[], SSH, &[("EDITOR", &command), ("VISUAL", ""), ("DISPLAY", "")])
}

#[test]
fn ids_and_sitreps_reach_the_terminal_with_their_lines() {
    let Some((_lab, home)) = disk_full() else { return };
    let number = number(&home);
    let plain = [("SSH_CONNECTION", "1.2.3.4 5 6.7.8.9 22"), ("TERM_PROGRAM", "")];
    let screen = Screen::start(home.path(), &[], SSH, &plain);
    screen.wait_for("Disk full");
    screen.keys("yi");
    screen.wait("the way it went", |t| t.contains("id: sent to the terminal (OSC 52)"));
    assert_eq!(clipboard(&screen).as_deref(), Some(&*number));
    screen.keys("ys");
    screen.wait_for("sitrep: sent to the terminal");
    let text = clipboard(&screen).expect("words");
    assert_eq!(text.lines().count(), 5, "{text}");
    assert!(text.starts_with(&format!("{number} P1 NEW Disk full on log-07")), "{text}");
    screen.keys("ym");
    screen.wait_for("markdown: sent to the terminal");
    assert!(clipboard(&screen).expect("words").starts_with("**INC"));
}

#[test]
fn the_editor_has_the_terminal_and_gives_it_back() {
    let Some((_lab, home)) = disk_full() else { return };
    let wait = "test \"$1\" = --wait || exit 9; echo EDITING; while [ ! -e \"$HOME/go\" ]; do sleep 0.02; done; \
                printf 'and a second line\\n' >> \"$2\"";
    let screen = with_editor(&home, wait);
    screen.wait_for("Disk full");
    screen.keys("nhalf a thought\x18\x05");
    screen.wait_for("EDITING");
    // The window grows meanwhile: the screen notices when it comes back.
    screen.resize(100, 30);
    fs::write(home.path().join("go"), "").expect("a file");
    screen.wait("the words, and a screen of the new size", |t| {
        t.contains("half a thought") && t.contains("and a second line") && t.lines().count() > 24
    });
    screen.keys("\x1f");
    screen.wait_gone("and a second line");
}

#[test]
fn an_editor_that_fails_or_dies_loses_no_word() {
    let Some((_lab, home)) = disk_full() else { return };
    let screen = with_editor(&home, "echo lost > \"$2\"; exit 1");
    screen.wait_for("Disk full");
    screen.keys("nhalf a thought\x18\x05");
    screen.wait("as they were", |t| t.contains("half a thought") && t.contains("ended with an error"));
    editor(&home, "echo saved before it died >> \"$2\"; kill -9 $$");
    screen.keys("\x18\x05");
    screen.wait("what it saved", |t| t.contains("half a thought") && t.contains("saved before it died"));
}

#[test]
fn words_survive_a_dropped_line_and_a_kill_in_the_editor() {
    let Some((_lab, home)) = disk_full() else { return };
    let mut screen = home.screen(SSH);
    screen.wait_for("Disk full");
    screen.keys("nthe line drops here");
    screen.wait_for("the line drops here");
    screen.hang_up();
    screen.ended();

    let mut screen = with_editor(&home, "echo EDITING; exec sleep 1000");
    screen.wait_for("Disk full");
    screen.keys("n");
    screen.wait_for("the line drops here");
    screen.keys(" and here\x18\x05");
    screen.wait_for("EDITING");
    wait_for_draft(&home, "drops here and here");
    screen.signal("KILL");
    screen.ended();

    let screen = home.screen(SSH);
    screen.wait_for("Disk full");
    screen.keys("n");
    screen.wait_for("the line drops here and here");
}

/// Waits until the words are in our files, the one the editor has not among them.
fn wait_for_draft(home: &Home, words: &str) {
    let deadline = std::time::Instant::now() + crate::support::pty::PATIENCE;
    let holds = || {
        let files = fs::read_dir(home.path().join("state")).expect("a folder").flatten();
        files
            .filter(|f| f.file_name().to_string_lossy().contains(".db"))
            .filter_map(|f| fs::read(f.path()).ok())
            .any(|bytes| bytes.windows(words.len()).any(|w| w == words.as_bytes()))
    };
    while !holds() {
        assert!(std::time::Instant::now() < deadline, "never saved: {words}");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn the_mouse_is_asked_for_and_given_back() {
    let Some((lab, home)) = disk_full() else { return };
    super::raise(&lab, "log-08", "Disk full on log-08");
    let mut screen = Screen::start(home.path(), &["--mouse"], SSH, &[]);
    let text = screen.wait("both", |t| t.contains("log-07") && t.contains("log-08"));
    assert!(String::from_utf8_lossy(&screen.raw()).contains("\x1b[?1000h\x1b[?1006h"));
    let rows: Vec<usize> = (0..text.lines().count())
        .filter(|n| text.lines().nth(*n).is_some_and(|line| line.contains("Disk full on log-0")))
        .take(2)
        .collect();
    let click = |row: usize| format!("\x1b[<0;20;{0}M\x1b[<0;20;{0}m", row + 1);
    screen.keys(&click(rows[1]));
    screen.wait_screen("the cursor on the second row", |s| usize::from(s.cursor_position().0) == rows[1]);
    // A second click opens it; with a form open, a click on a hint does nothing.
    screen.keys(&click(rows[1]));
    screen.wait_for("overview");
    screen.keys("nwords");
    screen.wait_for("words");
    screen.keys(&click(23));
    screen.keys(" go on");
    screen.wait_for("words go on");
    assert!(lab.silences().is_empty(), "no click acknowledged anything");
    screen.signal("TERM");
    screen.ended();
    assert!(String::from_utf8_lossy(&screen.drained()).contains("\x1b[?1006l\x1b[?1000l"));
}

#[test]
fn nobody_hears_the_mouse_unasked() {
    let Some((_lab, home)) = disk_full() else { return };
    let screen = home.screen(SSH);
    screen.wait_for("Disk full");
    assert!(!String::from_utf8_lossy(&screen.raw()).contains("\x1b[?1000h"));
}

#[test]
fn the_doctor_names_what_to_type() {
    let home = Home::new();
    home.config("me = \"ana\"\n");
    let screen =
        Screen::start(home.path(), &["doctor"], (100, 40), &[("SSH_CONNECTION", "x"), ("LC_ALL", "C")]);
    let text = screen.wait("its last line", |t| t.contains("no source is configured"));
    for words in [
        "TERM=xterm-256color",
        "ASCII only",
        "export LC_ALL=C.UTF-8",
        "OSC 52",
        "ms to the terminal and back",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    let (code, json) = home.run(&["doctor", "--json"]);
    let list: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(list.as_array().is_some_and(|all| all.len() > 6), "{json}");
    let faults = list.as_array().into_iter().flatten().filter(|f| f["level"] == "fault").count();
    assert_eq!(code, i32::from(faults > 0), "{json}");
}
