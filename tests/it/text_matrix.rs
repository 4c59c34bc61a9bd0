//! The render matrix: hostile text in every field that a source can fill, against every way in which we show it.
//!
//! The source here is a played one, because no real Alertmanager takes all of this.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use watchfloor::text::hostile::{CANARY, HOSTILE};

use crate::support::{
    fault_server::{FaultServer, Reply},
    pty::Screen,
};

/// Which fields are hostile.
#[derive(Clone, Copy, PartialEq)]
enum Fields {
    /// Texts only: not a trace of a payload may be seen.
    Texts,
    /// Ids and addresses too: they keep their letters, and nothing that acts.
    All,
}

/// One alert with `words` in each of its fields, and the silence that works on it.
fn pair(n: usize, words: &str, fields: Fields) -> (Value, Value) {
    let odd = |plain: String| if fields == Fields::All { format!("{words}{n}") } else { plain };
    let url = |plain: &str| if fields == Fields::All { format!("{plain}{words}") } else { plain.to_owned() };
    let silence = odd(format!("s{n}"));
    let mut labels = json!({
        "alertname": words, "severity": words, "service": words, "team": words, "job": words, "instance": words,
        "n": n.to_string(),
    });
    labels[words] = json!(words);
    let mut annotations = json!({
        "summary": words, "description": format!("{words}\n{words}"), "message": words,
        "runbook_url": url("https://wiki.example/"), "dashboard": words,
    });
    annotations[words] = json!(words);
    let alert = json!({
        "labels": labels, "annotations": annotations, "fingerprint": odd(format!("{n:016x}")),
        "receivers": [{"name": words}], "generatorURL": url("http://prometheus.example/"),
        "startsAt": "2026-01-02T02:28:25.004Z", "updatedAt": words, "endsAt": words,
        "status": {
            // A third is acknowledged by somebody, a third held, a third as it was raised.
            "state": if n.is_multiple_of(3) { words } else { "suppressed" },
            "silencedBy": if n.is_multiple_of(3) { json!([]) } else { json!([silence, words]) },
            "inhibitedBy": if n % 3 == 1 { json!([words]) } else { json!([]) },
            "mutedBy": [words],
        },
    });
    let silence = json!({
        "id": silence, "status": {"state": "active"}, "updatedAt": "2026-01-02T02:28:25.004Z",
        "startsAt": "2026-01-02T02:28:25.004Z", "endsAt": "2036-01-02T02:28:25.004Z",
        "createdBy": words, "comment": words,
        "matchers": [{"name": words, "value": words, "isRegex": false, "isEqual": true}],
    });
    (alert, silence)
}

/// Lists all of them, refuses each write in hostile words.
fn hostile(runtime: &Runtime, fields: Fields) -> FaultServer {
    let pairs = HOSTILE.iter().enumerate().map(|(n, words)| pair(n, words, fields));
    let (alerts, silences): (Vec<_>, Vec<_>) = pairs.unzip();
    let (alerts, silences) = (Value::from(alerts).to_string(), Value::from(silences).to_string());
    let mut refused = 0;
    runtime.block_on(FaultServer::start(move |seen| {
        match (seen.method.as_str(), seen.target.split('?').next().unwrap_or_default()) {
            ("GET", "/api/v2/alerts") => Reply::json(200, alerts.clone()),
            ("GET", "/api/v2/silences") => Reply::json(200, silences.clone()),
            ("GET", "/api/v2/status") => Reply::json(
                200,
                json!({"uptime": HOSTILE[0], "versionInfo": {"version": HOSTILE[1]}}).to_string(),
            ),
            _ => {
                refused += 1;
                Reply::json(400, json!(HOSTILE[refused % HOSTILE.len()]).to_string())
            }
        }
    }))
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
}

fn run(home: &Path, url: &str, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_watchfloor"));
    command.env_clear().env("HOME", home).env("USER", "ana").env("TZ", "UTC").env("NO_PROXY", "*");
    for (name, folder) in [("DATA", "data"), ("STATE", "state"), ("CACHE", "cache")] {
        command.env(format!("WATCHFLOOR_{name}_DIR"), home.join(folder));
    }
    command.args(args).args(["--source", &format!("alertmanager={url}")]).stdin(Stdio::null());
    command.output().expect("the binary runs")
}

/// Characters that a terminal acts on, or that make text look like another.
fn acts(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r'))
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0001}'..='\u{e007f}')
}

fn check(text: &str, what: &str, fields: Fields) {
    let bad = text.char_indices().find(|(_, c)| acts(*c));
    assert_eq!(bad, None, "{what}: {:?}", bad.map(|(at, _)| text[..at].lines().last()));
    assert!(fields == Fields::All || !text.contains(CANARY), "{what}: {text}");
}

#[test]
fn nothing_acts_on_whoever_reads_the_command_line() {
    let runtime = runtime();
    for fields in [Fields::Texts, Fields::All] {
        let server = hostile(&runtime, fields);
        let home = tempfile::tempdir().expect("a folder");
        let said = |args: &[&str], codes: &[i32]| {
            let output = run(home.path(), &server.url(), args);
            assert!(output.status.code().is_some_and(|c| codes.contains(&c)), "{args:?} {output:?}");
            for bytes in [output.stdout.clone(), output.stderr] {
                check(&String::from_utf8(bytes).expect("UTF-8"), &format!("{args:?}"), fields);
            }
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        let listed: Value = serde_json::from_str(&said(&["list", "--json"], &[0])).expect("JSON");
        assert_eq!(listed.as_array().map(Vec::len), Some(HOSTILE.len()), "all of them are shown");
        for args in [
            &["list"][..],
            &["list", "--format", "csv"],
            &["status"],
            &["status", "--tmux"],
            &["sources"],
            &["sources", "test"],
            &["show", "alertmanager/"],
        ] {
            said(args, &[0, 1, 2]);
        }
        for n in 1..=HOSTILE.len() {
            let n = n.to_string();
            said(&["show", &n], &[0]);
            said(&["timeline", &n], &[0]);
        }
        for format in ["json", "csv"] {
            said(&["show", "1", "--format", format], &[0]);
            said(&["timeline", "1", "--format", format], &[0]);
        }
        // The words of the refusals, and what the outbox keeps of them.
        for n in 1..=6 {
            said(&["ack", &n.to_string(), "--wait", "5s"], &[0, 3, 75]);
        }
        said(&["outbox", "list"], &[0]);
        said(&["outbox", "list", "--json"], &[0]);
        // What was listed is also shown from the last known state.
        let log = std::fs::read(home.path().join("state/watchfloor.log")).unwrap_or_default();
        check(&String::from_utf8(log).expect("UTF-8"), "the log", fields);
    }
}

#[test]
fn errors_in_hostile_words_are_shown_without_them() {
    // Each waits out its tries: all at once.
    std::thread::scope(|all| {
        for words in HOSTILE {
            all.spawn(move || refused_with(words));
        }
    });
}

fn refused_with(words: &str) {
    let runtime = runtime();
    let replies = [
        Reply::json(400, json!({"message": words}).to_string()),
        Reply::text(500, words),
        Reply::html(502, format!("<html><title>{words}</title>{words}")),
        Reply::json(200, json!({"error": words}).to_string()),
        Reply::json(200, format!("[{words}")),
        Reply::text(429, words).header("Retry-After", "600"),
        Reply::raw([b"HTTP/1.1 500 ", words.as_bytes(), b"\r\n\r\n"].concat()),
        Reply::raw([b"HTTP/1.1 302 x\r\nLocation: http://h/", words.as_bytes(), b"\r\n\r\n"].concat()),
        Reply::raw(words),
    ];
    for (n, reply) in replies.into_iter().enumerate() {
        let server = runtime.block_on(FaultServer::always(reply));
        let home = tempfile::tempdir().expect("a folder");
        let output = run(home.path(), &server.url(), &["sources", "test"]);
        assert_eq!(output.status.code(), Some(69), "{n} {words:?}: {output:?}");
        for bytes in [output.stdout, output.stderr] {
            check(&String::from_utf8(bytes).expect("UTF-8"), &format!("{n} {words:?}"), Fields::Texts);
        }
    }
}

/// The same without links (OSC 8). A link is whole, leads to http or https, and is printable ASCII from end to end.
fn without_links(text: &str) -> String {
    const BEGIN: &str = "\x1b]8;;";
    const END: &str = "\x1b\\";
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once(BEGIN) {
        kept.push_str(before);
        let (address, behind) = after.split_once(END).expect("a link that ends");
        let web = ["http://", "https://"].iter().any(|scheme| address.to_lowercase().starts_with(scheme));
        assert!(address.is_empty() || web, "no web address: {address:?}");
        assert!(address.bytes().all(|b| b.is_ascii_graphic()), "not printable: {address:?}");
        rest = behind;
    }
    kept + rest
}

/// What may follow ESC: what we send ourselves, and nothing that an alert could have said.
fn check_terminal(raw: &[u8], fields: Fields) {
    let text = String::from_utf8(raw.to_vec()).expect("UTF-8 only");
    assert!(fields == Fields::All || !text.contains(CANARY), "a payload is on the terminal");
    // The window title, which is ours; its text is checked with the rest.
    let bell = without_links(&text).replace("\x1b]2;", "").replace('\x07', "");
    for bad in ["\x1b]", "\x1bP", "\x1b_", "\x1b^", "\x1bX", "\x1b[21t", "\x1b[8m", "\x1b[31m", "\x1b#"] {
        assert!(!bell.contains(bad), "{bad:?} is on the terminal");
    }
    let bad = bell.chars().find(|c| acts(*c) && !matches!(c, '\x1b' | '\x08' | '\t'));
    assert_eq!(bad, None, "on the terminal");
}

#[test]
fn nothing_acts_on_the_terminal_of_the_screen() {
    let runtime = runtime();
    for fields in [Fields::Texts, Fields::All] {
        let server = hostile(&runtime, fields);
        let home = tempfile::tempdir().expect("a folder");
        let source = format!("alertmanager={}", server.url());
        let mut screen = Screen::start(home.path(), &["--source", &source], (80, 24), &[("NO_PROXY", "*")]);
        screen.wait("the rows", |t| t.contains("20 open") || t.contains("open 20"));
        for n in 0..HOSTILE.len() {
            screen.wait_for("STATE NEXT CLOCK");
            screen.keys(&format!("gg{}\r", "j".repeat(n)));
            screen.wait("its own screen", |t| t.contains("overview") && t.contains("response"));
            screen.keys("\t");
            screen.wait("its past", |t| t.contains("began to fire"));
            screen.keys("q");
        }
        screen.wait_for("STATE NEXT CLOCK");
        screen.keys("gs");
        screen.wait_for("SOURCES");
        screen.keys("qa");
        screen.keys("jas");
        screen.wait("whom to assign it to", |t| t.contains("assign"));
        screen.keys("\x1b");
        screen.keys("gx");
        screen.wait_for("OUTBOX");
        screen.keys("q*");
        screen.resize(120, 40);
        screen.wait("the wide board", |t| t.contains("sort: attention"));
        screen.keys("q");
        screen.keys("q");
        screen.ended();
        check_terminal(&screen.drained(), fields);
    }
}
