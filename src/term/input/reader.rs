//! The reader thread: sleeps in `poll` on the terminal and a pipe of its own, without a time-out when idle.
//!
//! A hang-up is `POLLHUP`, an error or an end of file on the terminal; it is told as [`Input::Closed`] at once,
//! also when SIGHUP is ignored, and the thread ends, so nothing can spin on a dead descriptor.

use std::{
    io,
    os::fd::{AsFd, OwnedFd},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Instant,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    pipe::{PipeFlags, pipe_with},
};

use super::{Decoder, Input};

/// Where inputs go; false when nobody listens any more, which ends the thread.
///
/// It is called on the reader thread and may block there (a full channel), but must not call back into the
/// [`InputHandle`].
pub type Sink = Box<dyn Fn(Input) -> bool + Send>;

/// Bytes read at once: a paste comes in pieces of at most 4 KiB from a Linux terminal anyway.
const CHUNK: usize = 16 * 1024;

#[derive(Debug, Default)]
struct Gate {
    paused: bool,
    stopped: bool,
}

#[derive(Debug)]
struct Shared {
    /// Held while the terminal is read, so that a pause is complete when it returns.
    gate: Mutex<Gate>,
    asked: Arc<AtomicBool>,
    wake: OwnedFd,
}

impl Shared {
    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, with: impl FnOnce(&mut Gate)) {
        with(&mut self.gate());
        // A full pipe already wakes the thread; a closed one means that it has ended.
        let _ = rustix::io::write(&self.wake, &[0]);
    }
}

/// Steers the reader thread; dropping it stops the thread (without waiting for it).
#[derive(Debug)]
pub struct InputHandle {
    shared: Arc<Shared>,
    thread: thread::JoinHandle<()>,
}

impl InputHandle {
    /// Stops reading; when it returns no byte of the terminal is taken any more, so that an editor or the
    /// shell gets them all. A hang-up is still noticed.
    pub fn pause(&self) {
        self.shared.change(|gate| gate.paused = true);
    }

    /// Reads again after [`InputHandle::pause`].
    pub fn resume(&self) {
        self.shared.change(|gate| gate.paused = false);
    }

    /// Ends the thread soon.
    pub fn stop(&self) {
        self.shared.change(|gate| gate.stopped = true);
    }

    /// Lets the next cursor-position report through; to be called before the query is sent.
    pub fn expect_cursor_report(&self) {
        self.shared.asked.store(true, Ordering::Release);
    }

    /// Whether the thread is still there.
    pub fn is_running(&self) -> bool {
        !self.thread.is_finished()
    }
}

impl Drop for InputHandle {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Starts the reader thread on `tty`, which should be in raw mode.
///
/// # Errors
///
/// When the pipe or the thread cannot be made.
pub fn spawn(tty: OwnedFd, sink: Sink) -> io::Result<InputHandle> {
    let (ear, wake) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK)?;
    let shared = Arc::new(Shared { gate: Mutex::default(), asked: Arc::default(), wake });
    let reader = Reader {
        decoder: Decoder::new(Arc::clone(&shared.asked)),
        shared: Arc::clone(&shared),
        tty,
        ear,
        sink,
        start: Instant::now(),
        found: Vec::new(),
    };
    let thread = thread::Builder::new().name("input".into()).spawn(move || reader.run())?;
    Ok(InputHandle { shared, thread })
}

struct Reader {
    decoder: Decoder,
    shared: Arc<Shared>,
    tty: OwnedFd,
    ear: OwnedFd,
    sink: Sink,
    start: Instant,
    found: Vec<Input>,
}

enum Next {
    Go,
    Closed,
    Stop,
}

impl Reader {
    fn run(mut self) {
        let mut chunk = vec![0; CHUNK];
        loop {
            let next = self.turn(&mut chunk);
            let listening = self.found.drain(..).all(&self.sink);
            match next {
                Next::Go if listening => {}
                Next::Closed if listening => {
                    (self.sink)(Input::Closed);
                    return;
                }
                _ => return,
            }
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Waits once and reads what there is into `found`.
    fn turn(&mut self, chunk: &mut [u8]) -> Next {
        let (paused, stopped) = {
            let gate = self.shared.gate();
            (gate.paused, gate.stopped)
        };
        if stopped {
            return Next::Stop;
        }
        if paused {
            self.decoder.reset();
        }
        let deadline = self.decoder.deadline();
        let wait = deadline.map(|at| timespec(at.saturating_sub(self.now())));
        // Without an event to wait for, poll still tells of a hang-up.
        let wanted = if paused { PollFlags::empty() } else { PollFlags::IN };
        let mut fds = [PollFd::new(&self.tty, wanted), PollFd::new(&self.ear, PollFlags::IN)];
        match poll(&mut fds, wait.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return Next::Closed,
        }
        let (tty, ear) = (fds[0].revents(), fds[1].revents());
        if !ear.is_empty() {
            drain(&self.ear);
        }
        let gone = tty.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL);
        if tty.contains(PollFlags::IN) {
            return self.read(chunk, gone);
        }
        if gone {
            return Next::Closed;
        }
        if deadline.is_some_and(|at| self.now() >= at) {
            self.decoder.timeout(&mut self.found);
        }
        Next::Go
    }

    fn read(&mut self, chunk: &mut [u8], gone: bool) -> Next {
        let got = {
            let gate = self.shared.gate();
            if gate.paused || gate.stopped {
                return if gone { Next::Closed } else { Next::Go };
            }
            rustix::io::read(&self.tty, &mut *chunk)
        };
        match got {
            Ok(0) => Next::Closed,
            Ok(n) => {
                let now = self.now();
                self.decoder.feed(&chunk[..n], now, &mut self.found);
                Next::Go
            }
            Err(Errno::INTR) => Next::Go,
            Err(Errno::AGAIN) if !gone => Next::Go,
            Err(_) => Next::Closed,
        }
    }
}

fn drain(pipe: impl AsFd) {
    let mut sink = [0; 64];
    while matches!(rustix::io::read(&pipe, &mut sink), Ok(n) if n > 0) {}
}

fn timespec(ms: u64) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(ms / 1000).unwrap_or(i64::MAX),
        // Rounded up, or the last millisecond would be waited for in several short turns.
        tv_nsec: i64::try_from(ms % 1000).unwrap_or(0) * 1_000_000 + 500_000,
    }
}
