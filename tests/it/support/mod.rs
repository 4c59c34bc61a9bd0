//! What several integration tests share.

#![allow(clippy::expect_used)] // clippy's leave for tests ends at the functions marked #[test]

pub mod cut_proxy;
pub mod fault_server;
pub mod lab;
pub mod tls_server;

/// Says by name that a test could not run here. With `WATCHFLOOR_TEST_SERVERS=required` (as on CI) that is a failure.
pub fn not_run(name: &str, why: &str) {
    #![allow(clippy::print_stderr, clippy::panic)] // the test's own words
    let required = std::env::var_os("WATCHFLOOR_TEST_SERVERS").is_some_and(|v| v == "required");
    assert!(!required, "not run: {name}: {why}, and WATCHFLOOR_TEST_SERVERS=required");
    eprintln!("not run: {name}: {why}");
}
