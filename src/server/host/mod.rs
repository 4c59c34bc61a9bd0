//! Who serves when nobody runs a daemon: whoever holds `server.lock`. A part of [`super`].
//!
//! ```text
//!  screen, command ──┐                                        ┌── <data>/server.lock   held by the one who serves
//!  screen, command ──┴──HTTP──> <data>/server.sock ── host ───┴── <data>/server.db     opened by nobody else
//! ```
//!
//! Every process that needs the embedded server begins a [`Standing`]: a thread that sleeps in the kernel until the
//! lock is free, and then serves. A host that quits finishes what is in hand, removes the socket and lets the lock
//! go; a host that is killed loses its lock by the kernel's hand, and the next one removes the stale socket. Either
//! way the next in line wakes at once, and all others go on from their last `Last-Event-ID`.
//!
//! The address is a function of the data directory alone, so that processes with and without `XDG_RUNTIME_DIR` (a
//! login shell, a cron job) find each other.
//!
//! | file | what it does |
//! |---|---|
//! | [`place`] | where the server of a data directory is found, and how its socket gets there |
//! | [`port`] | the address for paths that are too long for a socket |
//! | [`lock`] | `server.lock` |
//! | [`standing`] | the thread that waits in line and serves |
//! | [`team`] | the same server for a team: `watchfloor serve` |
//! | [`listen`] | where a team's server listens, and what is refused |
//! | [`directory`] | configured people and services |
//! | [`tell`] | words to the service manager |

mod directory;
mod listen;
mod lock;
mod place;
mod port;
mod standing;
mod team;
mod tell;

#[cfg(test)]
mod tests;

pub use listen::{ListenError, Listening};
pub use lock::{Held, Lock};
pub use place::Endpoint;
pub use standing::{Beside, Standing, State};
pub use team::{Team, TeamError};

use futures_util::future::BoxFuture;

use super::{stop::Stop, store::Store};

/// The database's name in a data directory.
pub const DATABASE: &str = "server.db";

/// What goes on where the store is open, such as a demonstration; it ends with the server. An error, in words, ends the
/// server.
pub type Work = Box<dyn FnOnce(Store, Stop) -> BoxFuture<'static, Result<(), String>> + Send>;
