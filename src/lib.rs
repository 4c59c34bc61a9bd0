//! watchfloor: the full-screen terminal program with which people run incidents.

pub mod app;
pub mod backend;
pub mod cli;
pub mod config;
pub mod domain;
pub mod net;
pub mod outbox;
pub mod runtime;
pub mod term;
pub mod text;
pub mod ui;
