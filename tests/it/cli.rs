//! The command line: the built binary, driven from outside with folders of its own.

#![allow(clippy::expect_used, clippy::panic)] // clippy's leave for tests ends at the functions marked #[test]

mod config;
mod desk;
pub(crate) mod harness;
mod help;
mod pairs;
mod reads;
mod real;
mod snapshot;
mod themes;
mod verbs;
mod watch;
