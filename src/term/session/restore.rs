//! Taking and giving back, as one pair of lists that mirror each other.

use std::{
    io,
    os::fd::OwnedFd,
    panic,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr},
};

use super::SessionOptions;

/// Each mode with what takes it and what gives it back; left in the opposite order.
const MODES: [(&str, &str); 4] = [
    ("\x1b[?1049h", "\x1b[?1049l"), // alternate screen
    ("\x1b[?2004h", "\x1b[?2004l"), // bracketed paste
    ("\x1b[?1004h", "\x1b[?1004l"), // focus reports
    ("\x1b[?25l", "\x1b[?25h"),     // cursor
];
/// The mouse, where it was asked for.
const MOUSE: (&str, &str) = ("\x1b[?1000h\x1b[?1006h", "\x1b[?1006l\x1b[?1000l");
/// The window's title and icon name, on the terminal's own stack.
const TITLE: (&str, &str) = ("\x1b[22;0t", "\x1b[23;0t");
const BLANK: &str = "\x1b[m\x1b[H\x1b[2J";
/// Ends a sequence that was cut off, a synchronized update and all colours: a frame may have been half
/// written when a panic or a signal came.
const UNTANGLE: &str = "\x1b\\\x1b[?2026l\x1b[m";
/// Milliseconds that a stuck terminal may hold up our end.
const PATIENCE_MS: i64 = 500;

/// Gives the terminal back; cheap to clone, callable from any thread, works once until entered again.
#[derive(Debug, Clone)]
pub struct Restorer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    input: OwnedFd,
    output: OwnedFd,
    original: Termios,
    options: SessionOptions,
    active: AtomicBool,
}

impl Restorer {
    /// Remembers how the terminal was; changes nothing yet.
    pub(super) fn new(input: OwnedFd, output: OwnedFd, options: SessionOptions) -> io::Result<Self> {
        let original = tcgetattr(&input)?;
        Ok(Self(Arc::new(Inner { input, output, original, options, active: AtomicBool::new(false) })))
    }

    /// Takes the terminal; on an error it is given back.
    pub(super) fn enter(&self) -> io::Result<()> {
        let Inner { input, output, original, options, active } = &*self.0;
        active.store(true, Ordering::SeqCst);
        let mut raw = original.clone();
        raw.make_raw();
        let mut taken = String::new();
        if options.title {
            taken.push_str(TITLE.0);
        }
        for (take, _) in MODES {
            taken.push_str(take);
        }
        if options.mouse {
            taken.push_str(MOUSE.0);
        }
        taken.push_str(BLANK);
        let done = retry(|| tcsetattr(input, OptionalActions::Now, &raw))
            .and_then(|()| write_all(output, taken.as_bytes(), None));
        if done.is_err() {
            self.restore();
        }
        done
    }

    /// Undoes everything in reverse, unless that is done already; says whether it was this call that did.
    ///
    /// Errors are of no use to anybody here (the terminal may be gone) and are ignored. Takes half a second at
    /// most when the terminal is stuck.
    pub fn restore(&self) -> bool {
        let Inner { input, output, original, options, active } = &*self.0;
        if !active.swap(false, Ordering::SeqCst) {
            return false;
        }
        let mut given = String::from(UNTANGLE);
        if options.wipe {
            given.push_str(BLANK);
        }
        if options.mouse {
            given.push_str(MOUSE.1);
        }
        for (_, give) in MODES.iter().rev() {
            given.push_str(give);
        }
        if options.title {
            given.push_str(TITLE.1);
        }
        let _ = write_all(output, given.as_bytes(), Some(PATIENCE_MS));
        // Late replies and half-typed keys are not for the shell.
        let _ = tcflush(input, QueueSelector::IFlush);
        let _ = retry(|| tcsetattr(input, OptionalActions::Now, original));
        true
    }

    /// Whether the terminal is ours just now.
    pub fn is_active(&self) -> bool {
        self.0.active.load(Ordering::SeqCst)
    }

    /// Makes every panic, on any thread, give the terminal back before its message is printed.
    pub fn restore_on_panic(&self) {
        let (restorer, before) = (self.clone(), panic::take_hook());
        panic::set_hook(Box::new(move |info| {
            restorer.restore();
            before(info);
        }));
    }
}

fn retry(mut call: impl FnMut() -> Result<(), Errno>) -> io::Result<()> {
    loop {
        match call() {
            Err(Errno::INTR) => {}
            other => return Ok(other?),
        }
    }
}

/// Writes all of it; with `patience` (in ms) it gives up when the terminal takes nothing for so long.
fn write_all(fd: &OwnedFd, mut bytes: &[u8], patience: Option<i64>) -> io::Result<()> {
    let limit = patience.map(|ms| Timespec { tv_sec: ms / 1000, tv_nsec: ms % 1000 * 1_000_000 });
    while !bytes.is_empty() {
        let mut fds = [PollFd::new(fd, PollFlags::OUT)];
        match poll(&mut fds, limit.as_ref()) {
            Ok(0) => return Err(Errno::TIMEDOUT.into()),
            Ok(_) if fds[0].revents().intersects(PollFlags::HUP | PollFlags::NVAL) => {
                return Err(Errno::IO.into());
            }
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        match rustix::io::write(fd, bytes) {
            Ok(n) => bytes = &bytes[n..],
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
