//! The store in SQLite.

pub mod columns;
