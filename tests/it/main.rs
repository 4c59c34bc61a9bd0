//! All integration tests, one binary: they link once.

mod net_faults;
mod support;
