//! The API's contract, held against the real binary on real sockets.
//!
//! | file | what it proves |
//! |---|---|
//! | [`lists`] | pages are complete and stable while somebody writes; filters |
//! | [`writes`] | one request is done once; conflicts are told |
//! | [`stream`] | resuming, gaps, long poll, slow readers |
//! | [`bad_input`] | what is wrong is refused by its name, on every route, and nothing is stored |
//! | [`values`] | values that are too long, empty or out of their order, on every verb |
//! | [`limits`] | heads, bodies, time, tokens, methods |
//! | [`intake`] | a real Alertmanager's webhook; signatures, `CloudEvents`, bodies that are refused |
//! | [`pairs`] | every verb in every state |
//! | [`rows`] | the lifecycle's table, row by row |
//! | [`families`] | merges, parents and children, corrections |
//! | [`desk`] | the practice; the document's examples |
//! | [`kill`] | SIGKILL under load: what was answered is there |
//!
//! What others need too lies in `support`: [`process`] starts a server, [`client`] sends requests as bytes, so that
//! also wrong ones can be sent, [`states`] brings incidents into each state.

#![allow(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use crate::support::{client, process, states};

mod bad_input;
mod desk;
mod families;
mod intake;
mod kill;
mod limits;
mod lists;
mod pairs;
mod rows;
mod stream;
mod values;
mod writes;
