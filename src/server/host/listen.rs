//! Where a team's server listens, and what is refused. A part of [`super`].

use std::{
    fmt, io,
    net::SocketAddr,
    os::unix::fs::FileTypeExt,
    path::{Path, PathBuf},
};

use tokio::net::TcpListener;

use super::place::Bound;
use crate::{config::ListenAt, server::api::Listen};

/// Where it listens, as it turned out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listening {
    /// At this address.
    Tcp(SocketAddr),
    /// At this socket.
    Unix(PathBuf),
}

impl fmt::Display for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => write!(f, "http://{address}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// Why it does not listen there.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Others than this machine could reach it, and nothing would keep them out.
    #[error(
        "refused to listen at {0} without a token: whoever reaches that address could read and change everything. Name \
         a file with one (--token-file FILE, mode 0600; `openssl rand -hex 32` makes one), or listen at 127.0.0.1"
    )]
    NoToken(SocketAddr),
    /// Others than this machine could reach it, and everybody on the way could listen.
    #[error(
        "refused to listen at {0}: this server speaks no TLS itself, so tokens and incidents would travel unencrypted. \
         Listen at 127.0.0.1 behind a reverse proxy on this machine; if what stands in front is elsewhere and the \
         network between is yours, say so with --behind-proxy"
    )]
    NoTls(SocketAddr),
    /// Somebody listens there already, or it is not ours to listen at.
    #[error("cannot listen at {at}: {why}")]
    Io {
        /// Where.
        at: String,
        /// The system's reason, or ours.
        why: io::Error,
    },
}

/// What must not be listened at; see [`ListenError`].
pub(super) fn check(at: &ListenAt, has_token: bool, behind_proxy: bool) -> Result<(), ListenError> {
    let ListenAt::Tcp(address) = at else { return Ok(()) };
    let own = address.ip().to_canonical().is_loopback();
    match () {
        () if !own && !has_token => Err(ListenError::NoToken(*address)),
        () if !own && !behind_proxy => Err(ListenError::NoTls(*address)),
        () => Ok(()),
    }
}

/// Listens. A socket is for its owner, and with a token for the group as well: that of a proxy.
pub(super) async fn listen(
    at: &ListenAt,
    has_token: bool,
) -> Result<(Listen, Listening, Bound), ListenError> {
    let refused = |why| ListenError::Io { at: at.to_string(), why };
    match at {
        ListenAt::Tcp(address) => {
            let listener = TcpListener::bind(address).await.map_err(refused)?;
            let real = listener.local_addr().map_err(refused)?;
            Ok((Listen::Tcp(listener), Listening::Tcp(real), Bound::default()))
        }
        ListenAt::Unix(path) => {
            clear(path).await.map_err(refused)?;
            let (listener, bound) =
                Bound::socket(path, if has_token { 0o660 } else { 0o600 }).map_err(refused)?;
            Ok((Listen::Unix(listener), Listening::Unix(path.clone()), bound))
        }
    }
}

/// Removes a socket that nobody listens at any more, and nothing else.
async fn clear(path: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(meta) if !meta.file_type().is_socket() => {
            Err(io::Error::new(io::ErrorKind::AlreadyExists, "a file that is no socket lies there"))
        }
        Ok(_) if tokio::net::UnixStream::connect(path).await.is_ok() => {
            Err(io::Error::new(io::ErrorKind::AddrInUse, "another program listens there"))
        }
        Ok(_) => std::fs::remove_file(path),
    }
}
