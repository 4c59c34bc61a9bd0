//! Several sources in one list, of which some lie, hang or refuse: the rest goes on, and each is named with its words.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::runtime::Runtime;

use super::{Home, SSH};
use crate::support::{
    fault_server::{FaultServer, Reply},
    pty::Screen,
};

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
}

/// A source that lists eight alerts.
fn sound(runtime: &Runtime) -> FaultServer {
    let alert = |n: usize| {
        json!({
            "labels": {"alertname": format!("Sound{n}"), "severity": "warning"},
            "annotations": {"summary": format!("sound alert {n}")},
            "fingerprint": format!("{n:016x}"), "startsAt": "2026-01-02T02:28:25Z",
            "status": {"state": "active", "silencedBy": [], "inhibitedBy": []},
        })
    };
    let alerts = serde_json::Value::from((0..8).map(alert).collect::<Vec<_>>()).to_string();
    runtime.block_on(FaultServer::start(move |seen| {
        if seen.target.starts_with("/api/v2/alerts") {
            Reply::json(200, alerts.clone())
        } else {
            Reply::json(200, "[]")
        }
    }))
}

fn watch(sources: &[(&str, &str)]) -> (Home, Screen) {
    let home = Home::new();
    let tables = sources.iter().map(|(name, url)| {
        format!(
            "[[source]]\nname = \"{name}\"\nkind = \"alertmanager\"\nurl = \"{url}\"\npoll = \"1s\"\ntimeout = \"1s\"\n"
        )
    });
    home.config(&format!("me = \"ana\"\n{}", tables.collect::<String>()));
    let screen = home.screen(SSH);
    (home, screen)
}

/// One line, however it was wrapped.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_bad_one_is_named_with_its_words_and_the_others_are_not_held_up() {
    let runtime = runtime();
    let good = sound(&runtime);
    for (reply, words) in [
        (Reply::silence(), "no complete answer within 1.0 s"),
        (Reply::hang_after_head(), "no complete answer within 1.0 s"),
        (Reply::html(200, "<html><title>Sign in to ACME</title></html>"), "near \"Sign in to ACME\""),
        (Reply::json(200, r#"{"status":"error","error":"tenant not found"}"#), "near \"tenant not found\""),
        (Reply::json(200, "[1,2,3]"), "nothing in it can be read"),
        (Reply::truncated(9_000, "[{\"labels\":{}}"), "broke off"),
        (Reply::json(401, r#"{"message":"token expired"}"#), "Check the token"),
        (Reply::redirect(302, "http://login.example/sso"), "http://login.example"),
        (Reply::gzip_bomb(1 << 30), "larger than the cap"),
    ] {
        let bad = runtime.block_on(FaultServer::always(reply));
        let (_home, screen) = watch(&[("good", &good.url()), ("bad", &bad.url())]);
        let began = Instant::now();
        screen.wait("the rows of the good one", |t| t.contains("sound alert 7"));
        screen.wait("the bad one in the header", |t| {
            t.lines().next().is_some_and(|l| l.contains("1 src ok") && l.contains("bad DOWN"))
        });
        screen.wait("no count is certain", |t| t.lines().next().is_some_and(|l| l.contains("8+? open")));
        // While it fails: the cursor goes down eight rows and the last one is marked.
        screen.keys("7j ");
        screen.wait("a mark on the last row", |t| {
            t.lines().any(|l| l.contains('*') && l.contains("sound alert"))
        });
        screen.keys("gsj");
        screen.wait(words, |t| flat(t).contains(words) && t.contains("R refresh"));
        assert!(began.elapsed() < Duration::from_secs(20), "{words}");
    }
}

#[test]
fn an_empty_board_says_who_does_not_answer_and_what_to_press() {
    let runtime = runtime();
    let bad = runtime.block_on(FaultServer::always(Reply::text(503, "in maintenance")));
    let (_home, screen) = watch(&[("am-prod", &bad.url())]);
    screen.wait("who, what came back, what to press", |t| {
        let t = flat(t);
        ["none of 1 source answers", "am-prod", "status 503: \"in maintenance\"", "R asks again now"]
            .iter()
            .all(|words| t.contains(words))
    });
}

#[test]
fn ctrl_z_in_a_form_stops_and_fg_is_not_written_into_it() {
    let runtime = runtime();
    let good = sound(&runtime);
    let home = Home::with_source(&good.url());
    let program = env!("CARGO_BIN_EXE_watchfloor");
    let screen = Screen::spawn(
        home.command("sh", &["-c", &format!("set -m; {program}; echo STOPPED; read x; fg")]),
        SSH,
    );
    screen.wait_for("sound alert 7");
    screen.keys("n");
    screen.wait_for("Ctrl-j new line");
    screen.keys("half a thought\x1a");
    screen.wait_for("STOPPED");
    screen.keys("\n");
    screen.wait("the form as it was", |t| t.contains("half a thought") && t.contains("Ctrl-j new line"));
    screen.keys("\x1b");
    screen.wait_for("kept as a draft");
    screen.keys("q");
    screen.wait_gone("sound alert");
}
