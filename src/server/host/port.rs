//! The address for paths that are too long for a socket: a port of this machine and a token, remembered in
//! `server.endpoint` so that the next host is found where the last one was. A part of [`super`].
//!
//! The file holds one line, which is the token: `wf_PORT_` and 256 random bits. So it is written and read in one piece,
//! and is what a source's `token = { file = … }` can name.

use std::{
    fmt::Write as _,
    fs::{self, OpenOptions},
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener as Taken},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use tokio::net::TcpListener;

/// Ports that are tried: below those that the system lends to outgoing connections.
const PORTS: std::ops::Range<u16> = 20_000..32_000;
/// How many are tried.
const TRIES: usize = 50;

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// Where the server listens.
    pub address: SocketAddr,
    /// The file with the token in it, mode 0600.
    pub file: PathBuf,
}

/// The address of the server of `data`; chosen now if there is none yet. Two who choose at once agree.
pub(super) fn remembered(data: &Path) -> io::Result<Remembered> {
    let file = data.join("server.endpoint");
    match read(&file) {
        Ok((port, _)) => return Ok(found(file, port)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let fresh = write(data, free()?)?;
    // The first one wins, and nobody ever reads half of it.
    let won = fs::hard_link(&fresh, &file);
    fs::remove_file(&fresh)?;
    match won {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => read(&file).map(|(port, _)| found(file, port)),
    }
}

/// Listens there, and gives the token. Where somebody else took the port meanwhile, another one is remembered.
pub(super) fn listen(data: &Path, at: &Remembered) -> io::Result<(TcpListener, String)> {
    let bind = |port: u16| {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind((Ipv4Addr::LOCALHOST, port).into())?;
        socket.listen(1_024)
    };
    let (port, token) = read(&at.file)?;
    match bind(port) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let port = free()?;
            fs::rename(write(data, port)?, &at.file)?;
            tracing::warn!(
                port,
                "another program took the server's port: whoever is open has to be opened anew"
            );
            Ok((bind(port)?, read(&at.file)?.1))
        }
        done => Ok((done?, token)),
    }
}

fn found(file: PathBuf, port: u16) -> Remembered {
    Remembered { address: (Ipv4Addr::LOCALHOST, port).into(), file }
}

fn read(file: &Path) -> io::Result<(u16, String)> {
    let mut text = String::new();
    fs::File::open(file)?.take(256).read_to_string(&mut text)?;
    let token = text.trim().to_owned();
    let port = token.strip_prefix("wf_").and_then(|rest| rest.split('_').next()?.parse().ok());
    port.map(|port| (port, token)).ok_or_else(|| {
        let words = format!("{} holds no address of a server: remove it", file.display());
        io::Error::new(io::ErrorKind::InvalidData, words)
    })
}

/// A file beside the right one with this port and a new token.
fn write(data: &Path, port: u16) -> io::Result<PathBuf> {
    let mut random = [0; 32];
    fs::File::open("/dev/urandom")?.read_exact(&mut random)?;
    let mut token = format!("wf_{port}_");
    for byte in random {
        let _ = write!(token, "{byte:02x}");
    }
    let fresh = data.join(format!("server.endpoint.{}.{:08x}", std::process::id(), fastrand::u32(..)));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
    writeln!(file, "{token}")?;
    Ok(fresh)
}

/// A port that nobody uses now.
fn free() -> io::Result<u16> {
    let tried = (0..TRIES).map(|_| fastrand::u16(PORTS));
    let port = tried.into_iter().find(|port| Taken::bind((Ipv4Addr::LOCALHOST, *port)).is_ok());
    port.ok_or_else(|| io::Error::new(io::ErrorKind::AddrNotAvailable, "no port of this machine is free"))
}
