//! The command line: the built binary, driven from outside with folders of its own.

mod config;
mod harness;
mod help;
mod reads;
mod real;
mod verbs;
mod watch;
