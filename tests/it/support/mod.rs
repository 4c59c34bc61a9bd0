//! What several integration tests share.

#![allow(clippy::expect_used, clippy::panic)] // clippy's leave for tests ends at the functions marked #[test]

pub mod client;
pub mod cut_proxy;
pub mod fault_server;
pub mod lab;
pub mod pairs;
pub mod process;
pub mod pty;
pub mod slow_proxy;
pub mod states;
pub mod tls_server;

/// Says by name that a test could not run here. With `WATCHFLOOR_TEST_SERVERS=required` (as on CI) that is a failure.
pub fn not_run(name: &str, why: &str) {
    #![allow(clippy::print_stderr, clippy::panic)] // the test's own words
    let required = std::env::var_os("WATCHFLOOR_TEST_SERVERS").is_some_and(|v| v == "required");
    assert!(!required, "not run: {name}: {why}, and WATCHFLOOR_TEST_SERVERS=required");
    eprintln!("not run: {name}: {why}");
}

/// Writes down that a test drives a real server, for the sum at the end of `tests/run`.
pub fn drives(server: &str) {
    use std::io::Write;
    let Some(path) = std::env::var_os("WATCHFLOOR_TEST_REPORT") else { return };
    let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
    if let Ok(mut file) = file {
        // In one write: tests run side by side.
        let _ = file.write_all(format!("{server}\n").as_bytes());
    }
}
