//! All integration tests, one binary: they link once.

mod alertmanager;
mod net_faults;
mod support;
