//! The store in SQLite.

pub mod columns;
pub mod list;
pub mod query;

#[cfg(test)]
mod samples;
