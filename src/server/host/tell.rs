//! Words to the service manager: `sd_notify(3)` without its library. A part of [`super`].

use std::{ffi::OsStr, io, os::unix::net::UnixDatagram};

/// Tells systemd, if it asked to be told: `READY=1`, `STOPPING=1`. Best effort.
pub(super) fn manager(word: &str) {
    let Some(socket) = std::env::var_os("NOTIFY_SOCKET").filter(|s| !s.is_empty()) else { return };
    if let Err(error) = send(&socket, word) {
        tracing::warn!(%error, "the service manager could not be told {word}");
    }
}

fn send(socket: &OsStr, word: &str) -> io::Result<()> {
    let from = UnixDatagram::unbound()?;
    #[cfg(target_os = "linux")]
    {
        use std::os::{linux::net::SocketAddrExt, unix::ffi::OsStrExt, unix::net::SocketAddr};
        if let Some(name) = socket.as_bytes().strip_prefix(b"@") {
            return from.send_to_addr(word.as_bytes(), &SocketAddr::from_abstract_name(name)?).map(drop);
        }
    }
    from.send_to(word.as_bytes(), socket).map(drop)
}
