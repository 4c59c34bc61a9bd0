//! Tests of the whole: one binary, so that it links once.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy's leave for tests ends at #[test] functions

mod alertmanager;
mod architecture;
mod cli;
mod docs;
mod host;
mod licences;
mod native;
mod net_faults;
mod outbox_kill;
mod pictures;
mod screen;
mod server;
mod support;
mod text_matrix;
mod words;
