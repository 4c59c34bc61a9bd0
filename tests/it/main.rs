//! Tests of the whole: one binary, so that it links once.

mod alertmanager;
mod architecture;
mod docs;
mod licences;
mod net_faults;
mod outbox_kill;
mod support;
