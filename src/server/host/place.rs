//! Where the server of a data directory is found, and how its socket gets there. A part of [`super`].

use std::{
    fmt::Write,
    fs::{self, DirBuilder},
    io,
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, PermissionsExt, symlink},
    },
    path::{Path, PathBuf},
};

use rustix::process::geteuid;
use sha2::{Digest, Sha256};
use tokio::net::UnixListener;

use super::port;
use crate::{
    config::{AuthConfig, LOCAL, SourceConfig, SourceKind, TokenConfig},
    domain::SourceName,
    server::api::Listen,
};

/// The longest path of a socket, in bytes. The system's limit is 107 on Linux and 103 elsewhere.
const LONGEST: usize = 100;

/// How the server of a data directory is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// Through this socket, or link to one.
    Unix(PathBuf),
    /// At a port of this machine, with a token: for paths that are too long for a socket.
    Tcp(port::Remembered),
}

impl Endpoint {
    /// That of `data`, which is a canonical path.
    pub(super) fn of(data: &Path) -> Self {
        let socket = data.join("server.sock");
        if fits(&socket) {
            return Self::Unix(socket);
        }
        match port::remembered(data) {
            Ok(remembered) => Self::Tcp(remembered),
            Err(error) => {
                // Whoever connects there is told that the path is too long.
                tracing::warn!(%error, "the server's address could not be remembered");
                Self::Unix(socket)
            }
        }
    }

    /// The source that speaks to it, for `me` alone and no production.
    pub fn source(&self, name: &str) -> Option<SourceConfig> {
        let url = match self {
            Self::Unix(_) => SourceConfig::over_socket()?,
            Self::Tcp(at) => format!("http://{}/", at.address).parse().ok()?,
        };
        let mut source = SourceConfig::new(SourceName::new(name), SourceKind::Native, url);
        source.local = true;
        match self {
            Self::Unix(path) => source.socket = Some(path.clone()),
            Self::Tcp(at) => source.auth = AuthConfig::Bearer { token: TokenConfig::File(at.file.clone()) },
        }
        Some(source)
    }

    /// The source for those who have configured none.
    pub fn local(&self) -> Option<SourceConfig> {
        self.source(LOCAL)
    }

    /// Whether somebody listens there now.
    pub(super) async fn answers(&self) -> bool {
        match self {
            Self::Unix(path) => tokio::net::UnixStream::connect(path).await.is_ok(),
            Self::Tcp(at) => tokio::net::TcpStream::connect(at.address).await.is_ok(),
        }
    }
}

fn fits(path: &Path) -> bool {
    path.as_os_str().len() <= LONGEST
}

/// The data directory, made for its owner alone if it is not there, as one path whatever leads to it.
pub(super) fn data(dir: &Path) -> PathBuf {
    // What goes wrong here is told in better words by what needs the folder next: the lock.
    let _ = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned())
}

/// A socket that is listened to; dropped, it is gone from the file system.
#[derive(Debug, Default)]
pub(super) struct Bound(Vec<PathBuf>);

impl Drop for Bound {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}

impl Bound {
    /// Listens at `path`, which is removed with this.
    pub(super) fn socket(path: &Path, mode: u32) -> io::Result<(UnixListener, Self)> {
        let listener = UnixListener::bind(path)?;
        let bound = Self(vec![path.to_owned()]);
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
        Ok((listener, bound))
    }
}

/// Listens for the server of `data`. Only for the holder of the lock: what lies there is a dead one's.
///
/// The socket goes into `runtime` where there is such a folder (it is emptied at the end of the session, and it is
/// never on a network), with a link to it in `data`.
pub(super) fn listen(
    data: &Path,
    runtime: Option<&Path>,
    at: &Endpoint,
) -> io::Result<(Listen, Option<String>, Bound)> {
    let name = match at {
        Endpoint::Tcp(remembered) => {
            let (listener, token) = port::listen(data, remembered)?;
            return Ok((Listen::Tcp(listener), Some(token), Bound::default()));
        }
        Endpoint::Unix(name) => name,
    };
    if let Some(runtime) = runtime {
        match in_runtime(data, runtime, name) {
            Ok(Some((listener, bound))) => return Ok((Listen::Unix(listener), None, bound)),
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(folder = %runtime.display(), %error, "the socket goes into the data directory");
            }
        }
    }
    forget(name)?;
    let (listener, bound) = Bound::socket(name, 0o600)?;
    Ok((Listen::Unix(listener), None, bound))
}

/// The socket in the runtime folder, and the link to it; `None` where its path is too long.
fn in_runtime(data: &Path, runtime: &Path, name: &Path) -> io::Result<Option<(UnixListener, Bound)>> {
    let folder = runtime.join("watchfloor");
    let socket = folder.join(format!("{}.sock", hash(data)));
    if !fits(&socket) {
        return Ok(None);
    }
    if let Err(error) = DirBuilder::new().mode(0o700).create(&folder)
        && error.kind() != io::ErrorKind::AlreadyExists
    {
        return Err(error);
    }
    let meta = fs::symlink_metadata(&folder)?;
    if !meta.is_dir() || meta.uid() != geteuid().as_raw() {
        return Err(io::Error::other(format!("{} is not a folder of yours", folder.display())));
    }
    if meta.mode() & 0o077 != 0 {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    }
    forget(&socket)?;
    let (listener, mut bound) = Bound::socket(&socket, 0o600)?;
    // In one step, so that nobody finds the name missing who could find it leading somewhere.
    let fresh = name.with_extension("sock.new");
    forget(&fresh)?;
    symlink(&socket, &fresh)?;
    fs::rename(&fresh, name)?;
    bound.0.push(name.to_owned());
    Ok(Some((listener, bound)))
}

/// Removes what a dead host left.
fn forget(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Names a data directory in a folder of all: 16 hex digits of SHA-256.
fn hash(data: &Path) -> String {
    Sha256::digest(data.as_os_str().as_bytes()).iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
