//! The signals that the screen listens to, as one stream.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a signal asks of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// The window has a new size (SIGWINCH).
    Measure,
    /// Leave (SIGTERM, SIGHUP, SIGQUIT).
    Leave,
    /// Leave, unless it was meant for the editor (SIGINT).
    Interrupt,
    /// Stop and give the terminal back (SIGTSTP from outside).
    Stop,
    /// We were stopped and go on (SIGCONT): what is on the terminal is not ours any more.
    GoOn,
}

/// The stream.
pub(super) struct Signals {
    window: Signal,
    term: Signal,
    int: Signal,
    hup: Signal,
    quit: Signal,
    stop: Signal,
    cont: Signal,
}

impl Signals {
    /// Listens from now on. What these signals do by themselves (dying with a wild terminal) is off from here.
    pub(super) fn new() -> io::Result<Self> {
        // tokio has no name for these two.
        let stop = SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw());
        let cont = SignalKind::from_raw(rustix::process::Signal::CONT.as_raw());
        Ok(Self {
            window: signal(SignalKind::window_change())?,
            term: signal(SignalKind::terminate())?,
            int: signal(SignalKind::interrupt())?,
            hup: signal(SignalKind::hangup())?,
            quit: signal(SignalKind::quit())?,
            stop: signal(stop)?,
            cont: signal(cont)?,
        })
    }

    /// The next one. Cancel-safe.
    pub(super) async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.term.recv() => Asked::Leave,
            _ = self.int.recv() => Asked::Interrupt,
            _ = self.hup.recv() => Asked::Leave,
            _ = self.quit.recv() => Asked::Leave,
            _ = self.stop.recv() => Asked::Stop,
            _ = self.cont.recv() => Asked::GoOn,
            _ = self.window.recv() => Asked::Measure,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn signals_become_what_they_ask_for() {
        let mut signals = Signals::new().unwrap();
        let me = rustix::process::getpid();
        for (raise, asked) in
            [(rustix::process::Signal::WINCH, Asked::Measure), (rustix::process::Signal::CONT, Asked::GoOn)]
        {
            rustix::process::kill_process(me, raise).unwrap();
            assert_eq!(signals.next().await, asked);
        }
    }
}
