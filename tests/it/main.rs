//! Tests of the whole: one binary, so that it links once.

mod alertmanager;
mod architecture;
mod cli;
mod docs;
mod licences;
mod net_faults;
mod outbox_kill;
mod screen;
mod support;
