//! The embedded backend: incidents of our own in a database of our own, behind an HTTP API.
//!
//! ```text
//!  requests ──> api ──> ledger (pure: what follows from what is asked) ──> store (writes it, one batch a commit)
//!  alerts ───> ingest ─┘                                                     │
//!  streams <── api <───────────────────── the log as it grows <──────────────┘
//! ```
//!
//! | file | what it does |
//! |---|---|
//! | [`api`] | routes, limits, problems, the OpenAPI document, the stream |
//! | [`ledger`] | the rules: what an action does to an incident and what is written down |
//! | [`store`] | the database: one writer with group commit, readers, the query language in SQL |
//! | [`ingest`] | alerts from outside: whose they are, what they mean |
//! | [`demo`] | a believable working day, the same for the same seed |
//! | [`host`] | who serves when nobody runs a daemon |
//! | [`clock`] | the server's own time |
//! | [`stop`] | the word that ends it |

pub mod api;
pub mod clock;
pub mod demo;
pub mod host;
pub mod ingest;
pub mod ledger;
pub mod stop;
pub mod store;

pub use clock::Clock;
