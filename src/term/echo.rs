//! One round trip to the terminal and back, for a command that draws no screen.

use std::time::{Duration, Instant};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    termios::{OptionalActions, QueueSelector, tcflush, tcgetattr, tcsetattr},
};

use super::{osc::Sequence, tty};

/// Asks the terminal where its cursor is and waits for the answer: milliseconds, or `None` where no terminal is there
/// or none answers within `patience`. The line is taken raw meanwhile and given back.
pub fn round_trip(patience: Duration) -> Option<u32> {
    let (input, output) = (tty::input()?, tty::output()?);
    let original = tcgetattr(&input).ok()?;
    let mut raw = original.clone();
    raw.make_raw();
    tcsetattr(&input, OptionalActions::Flush, &raw).ok()?;
    let began = Instant::now();
    let asked = rustix::io::write(&output, Sequence::cursor_query().bytes()).is_ok();
    let mut answered = None;
    while asked && answered.is_none() {
        let left = patience.saturating_sub(began.elapsed());
        let wait = Timespec { tv_sec: left.as_secs().cast_signed(), tv_nsec: left.subsec_nanos().into() };
        let ready = poll(&mut [PollFd::new(&input, PollFlags::IN)], Some(&wait)).unwrap_or(0);
        if ready == 0 {
            break;
        }
        let mut bytes = [0; 64];
        match rustix::io::read(&input, &mut bytes) {
            Ok(n) if n > 0 => {
                if bytes[..n].contains(&b'R') {
                    answered = u32::try_from(began.elapsed().as_millis()).ok();
                }
            }
            _ => break,
        }
    }
    // A late answer is not for the shell.
    let _ = tcflush(&input, QueueSelector::IFlush);
    let _ = tcsetattr(&input, OptionalActions::Now, &original);
    answered
}
