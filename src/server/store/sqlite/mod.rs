//! The store in SQLite.

pub mod columns;
pub mod list;
pub mod query;
pub mod texts;

#[cfg(test)]
mod samples;
