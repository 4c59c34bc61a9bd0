//! The terminal's descriptors: which ones, how big it is, how bytes get there.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    os::fd::{AsFd, OwnedFd},
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    io::{Errno, fcntl_dupfd_cloexec},
    stdio,
    termios::{isatty, tcgetwinsize},
};

use super::session::Restorer;

/// The size of our terminal in cells as (columns, rows), asked of the kernel; `None` when no standard stream
/// is a terminal or it does not know (0 x 0, as some serial lines say).
pub fn size() -> Option<(u16, u16)> {
    [stdio::stdout(), stdio::stderr(), stdio::stdin()].into_iter().find_map(size_of)
}

/// The size of the terminal behind `fd` as (columns, rows).
pub fn size_of(fd: impl AsFd) -> Option<(u16, u16)> {
    let size = tcgetwinsize(fd).ok()?;
    (size.ws_col > 0 && size.ws_row > 0).then_some((size.ws_col, size.ws_row))
}

/// Our own descriptor for standard output, if it is a terminal.
pub(super) fn output() -> Option<OwnedFd> {
    isatty(stdio::stdout()).then(|| duplicate(stdio::stdout()).ok()).flatten()
}

/// Our own descriptor to read keys from: standard input, or the controlling terminal when that is a pipe.
pub(super) fn input() -> Option<OwnedFd> {
    if isatty(stdio::stdin()) {
        return duplicate(stdio::stdin()).ok();
    }
    OpenOptions::new().read(true).write(true).open("/dev/tty").ok().map(OwnedFd::from)
}

pub(super) fn duplicate(fd: impl AsFd) -> io::Result<OwnedFd> {
    Ok(fcntl_dupfd_cloexec(fd, 3)?)
}

/// Writes to the terminal, waiting when it is full; after the session gave the terminal back (a panic on
/// another thread, say) what is written goes nowhere, so that nothing is painted over the shell.
#[derive(Debug)]
pub struct TtyWriter {
    fd: OwnedFd,
    restorer: Restorer,
}

impl TtyWriter {
    pub(super) fn new(fd: OwnedFd, restorer: Restorer) -> Self {
        Self { fd, restorer }
    }
}

impl Write for TtyWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.restorer.is_active() {
            return Ok(bytes.len());
        }
        loop {
            match rustix::io::write(&self.fd, bytes) {
                Err(Errno::INTR) => {}
                // Somebody made the shared terminal non-blocking.
                Err(Errno::AGAIN) => writable(&self.fd)?,
                other => return Ok(other?),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn writable(fd: impl AsFd) -> io::Result<()> {
    match poll(&mut [PollFd::new(&fd, PollFlags::OUT)], None) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
