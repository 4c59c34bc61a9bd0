//! The HTTP API.
//!
//! ```text
//!  sockets ──> listen ──> guard (count, Date, time limit, panics, token) ──> router (one table) ──> a handler
//!                                                        params, address, body: what is asked, read strictly
//!                                                        problem: every refusal, as problem+json
//! ```
//!
//! | file | what it does |
//! |---|---|
//! | [`listen`] | connections, their limits, their end |
//! | [`router`](mod@router) | the routes as one table |
//! | [`guard`] | what every request passes |
//! | [`app`] | what handlers share |
//! | [`params`], [`address`], [`body`], [`cursor`] | requests, read strictly: what is unknown is refused by its name |
//! | [`explain`], [`problem`], [`answer`] | faults in words; refusals; what was done |
//! | [`incidents`], [`verbs`], [`catalogue`], [`practice`], [`inbound`] | the routes |
//! | [`events`] | the stream |
//! | [`openapi`], [`health`], [`metrics`] | about the server itself |

pub mod address;
pub mod answer;
pub mod app;
pub mod body;
pub mod catalogue;
pub mod cursor;
pub mod events;
pub mod explain;
pub mod guard;
pub mod health;
pub mod inbound;
pub mod incidents;
pub mod listen;
pub mod metrics;
pub mod openapi;
pub mod params;
pub mod practice;
pub mod problem;
pub mod router;
pub mod verbs;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

pub use app::App;
pub use router::router;

use super::{ingest::Keys, stop::Stop, store::Store};

/// Where the API is offered.
#[derive(Debug)]
pub enum Listen {
    /// On a TCP port.
    Tcp(tokio::net::TcpListener),
    /// On a Unix socket, which counts as this machine and this user.
    Unix(tokio::net::UnixListener),
}

/// What the API needs.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Required as `Authorization: Bearer …` on every route but `/healthz`, when set. Only its SHA-256 is kept.
    pub token: Option<Arc<[u8; 32]>>,
    /// Who may send alerts.
    pub inbound: Keys,
}

/// Serves until `stop`, then finishes what is in hand (at most five seconds). Streams end at once: their clients come
/// back to whoever serves then.
pub async fn serve(store: Store, listen: Vec<Listen>, options: Options, stop: Stop) -> std::io::Result<()> {
    let app = App::new(store, options, stop.clone());
    listen::serve(router(app), listen, stop).await
}

/// An address of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A TCP port.
    Tcp(SocketAddr),
    /// A Unix socket.
    Unix(PathBuf),
}
