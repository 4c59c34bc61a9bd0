//! The terminal while it is ours: taken with [`Session::enter`], given back in reverse order, exactly once.

mod restore;
#[cfg(test)]
mod tests;

use std::{io, os::fd::OwnedFd};

pub use restore::Restorer;

use super::{probe::Caps, tty};

/// Why the screen cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// Standard output is a file or a pipe.
    #[error(
        "standard output is not a terminal, so there is nothing to draw on; `watchfloor list` prints the incidents instead"
    )]
    NotATerminal,
    /// Neither standard input nor `/dev/tty` is a terminal.
    #[error(
        "no terminal to read keys from: standard input is not one and /dev/tty cannot be opened; `watchfloor list` needs no keys"
    )]
    NoKeyboard,
    /// The terminal refused.
    #[error("the terminal could not be set up ({0}); is it still there?")]
    Io(#[from] io::Error),
}

/// What is taken over beside the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionOptions {
    /// Keep the window's title on the terminal's stack and put it back.
    pub title: bool,
    /// Wipe the screen on leaving: for the Linux console, which has no alternate screen.
    pub wipe: bool,
    /// Hear the mouse: buttons and wheel (mode 1000) as SGR reports (1006), nothing that only moves.
    pub mouse: bool,
}

impl SessionOptions {
    /// What suits the terminal.
    pub fn for_caps(caps: &Caps) -> Self {
        Self { title: !caps.linux_console, wipe: caps.linux_console, mouse: false }
    }
}

/// The guard: dropping it gives the terminal back.
#[derive(Debug)]
pub struct Session {
    input: OwnedFd,
    output: OwnedFd,
    restorer: Restorer,
}

impl Session {
    /// Takes over the terminal of the standard streams.
    pub fn enter(options: SessionOptions) -> Result<Self, SessionError> {
        let output = tty::output().ok_or(SessionError::NotATerminal)?;
        let input = tty::input().ok_or(SessionError::NoKeyboard)?;
        Self::enter_on(input, output, options)
    }

    /// Takes over the terminal behind these descriptors: raw mode, the title kept, the alternate screen,
    /// bracketed paste, focus reports, no cursor.
    pub fn enter_on(input: OwnedFd, output: OwnedFd, options: SessionOptions) -> Result<Self, SessionError> {
        let restorer = Restorer::new(tty::duplicate(&input)?, tty::duplicate(&output)?, options)?;
        restorer.enter()?;
        Ok(Self { input, output, restorer })
    }

    /// A descriptor for the reader thread.
    pub fn input(&self) -> io::Result<OwnedFd> {
        tty::duplicate(&self.input)
    }

    /// Where frames are written.
    pub fn writer(&self) -> io::Result<tty::TtyWriter> {
        Ok(tty::TtyWriter::new(tty::duplicate(&self.output)?, self.restorer.clone()))
    }

    /// Gives the terminal back from elsewhere: for the panic hook and the signal path.
    pub fn restorer(&self) -> Restorer {
        self.restorer.clone()
    }

    /// The terminal's size in cells as (columns, rows).
    pub fn size(&self) -> Option<(u16, u16)> {
        tty::size_of(&self.output)
    }

    /// Gives the terminal to somebody else for a while: the shell (Ctrl-Z; the caller then stops the process
    /// group) or an editor. The reader has to be paused before.
    pub fn suspend(&self) {
        self.restorer.restore();
    }

    /// Takes it over again. The backend has to forget what it knows and draw everything.
    pub fn resume(&self) -> io::Result<()> {
        self.restorer.enter()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.restorer.restore();
    }
}
