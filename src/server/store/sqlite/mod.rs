//! The store in SQLite.
//!
//! ```text
//!  submit ──> queue ──> writer: load what the batch names -> ledger -> one transaction -> publish -> answer
//!  since, list, …  ──> readers: two connections that cannot write
//! ```
//!
//! | file | what it does |
//! |---|---|
//! | [`open`](mod@open) | the file, its rights, its schema, its name |
//! | [`writer`] | the one task that writes: group commit, acknowledgements that run out, purging |
//! | [`load`] | what a batch names, one query a table |
//! | [`due`](mod@due) | what time alone brings |
//! | [`write`](mod@write) | what follows from a batch, one statement a table |
//! | [`seed`] | incidents with their past, for demonstrations |
//! | [`upkeep`], [`purge`] | quiet moments: what is old goes, words come into their index |
//! | [`read`], [`timeline`] | reading |
//! | [`list`], [`query`] | pages of incidents, the query language in SQL |
//! | [`texts`] | the index in which words are looked up |
//! | [`columns`], [`dues`] | an incident's row, when its clocks change what they say |
//! | [`refill`] | columns of rows that were written before they were known, or under other promises |
//! | [`texts`] | the index of texts, brought up to date in large pieces |
//! | [`frame`] | the log as messages of the stream |
//! | [`shared`] | what the writer tells everybody |
//! | [`fault`] | what goes wrong, in words |

pub mod columns;
mod due;
pub mod dues;
mod fault;
mod frame;
pub mod list;
mod load;
mod open;
mod purge;
pub mod query;
pub(super) mod read;
mod refill;
#[cfg(test)]
mod samples;
mod seed;
mod shared;
#[cfg(test)]
mod tests;
pub mod texts;
pub(super) mod timeline;
mod upkeep;
mod write;
mod writer;

pub(super) use open::{Opened, open};
pub(super) use shared::Shared;
pub(super) use writer::{Job, Submitted};
