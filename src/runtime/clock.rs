//! The program's clock: the only place that reads one. Everything else gets a [`Now`].

use std::{
    os::fd::OwnedFd,
    time::{Duration, Instant},
};

use rustix::time::{
    ClockId, Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, clock_gettime,
    timerfd_create, timerfd_settime,
};
use tokio::io::{Interest, unix::AsyncFd};

use crate::{app::Now, domain::Time};

/// Suspended for longer than this, everything held counts as old.
const JUMP: Duration = Duration::from_secs(5);

/// Wall clock, monotonic clock, and whether the machine slept.
#[derive(Debug)]
pub struct Clock {
    start: Instant,
    asleep: Duration,
}

impl Default for Clock {
    fn default() -> Self {
        Self { start: Instant::now(), asleep: asleep() }
    }
}

impl Clock {
    /// Now.
    pub fn now(&self) -> Now {
        let wall = chrono::Utc::now();
        Now {
            utc: Time::from(wall),
            ms: u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX),
            sub_ms: (wall.timestamp_subsec_millis() % 1000) as u16,
        }
    }

    /// When it began to count.
    pub const fn start(&self) -> Instant {
        self.start
    }

    /// The instant that [`Now::ms`] calls `ms`.
    pub fn instant(&self, ms: u64) -> tokio::time::Instant {
        (self.start + Duration::from_millis(ms)).into()
    }

    /// Whether the machine was suspended for over five seconds since the last time this was asked. Timers stand
    /// still in suspend (tokio issue 3185), so it is told by the two monotonic clocks of Linux drifting apart.
    pub fn slept(&mut self) -> bool {
        let asleep = asleep();
        let slept = asleep.saturating_sub(self.asleep) > JUMP;
        self.asleep = asleep;
        slept
    }
}

/// Wall time now, for rooms that have no [`Clock`].
pub fn utc() -> Time {
    Time::from(chrono::Utc::now())
}

/// How long the machine was suspended since it booted.
fn asleep() -> Duration {
    let read = |id| {
        let t = clock_gettime(id);
        Duration::new(u64::try_from(t.tv_sec).unwrap_or(0), u32::try_from(t.tv_nsec).unwrap_or(0))
    };
    // The monotonic one first: the other is never behind it.
    let monotonic = read(ClockId::Monotonic);
    read(ClockId::Boottime).saturating_sub(monotonic)
}

/// Tells at once when the wall clock is set or the machine wakes from suspend, without a tick: a timer that never
/// fires and that the kernel cancels at such a moment (`timerfd_create(2)`, `TFD_TIMER_CANCEL_ON_SET`).
#[derive(Debug)]
pub struct ClockWatch(Option<AsyncFd<OwnedFd>>);

impl ClockWatch {
    /// Begins to watch; without such timers it just never tells anything.
    pub fn new() -> Self {
        let fd = timerfd_create(TimerfdClockId::Realtime, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC);
        Self(fd.ok().and_then(|fd| {
            arm(&fd).ok()?;
            #[expect(
                deprecated,
                reason = "its successor is unsafe only for types that lie about their descriptor"
            )]
            AsyncFd::with_interest(fd, Interest::READABLE).ok()
        }))
    }

    /// Returns when the clock jumped.
    pub async fn jumped(&self) {
        let Some(timer) = &self.0 else { return std::future::pending().await };
        match timer.readable().await {
            Ok(mut ready) => {
                let mut ticks = [0; 8];
                // ECANCELED is the message; the timer has to be set again for the next one.
                let _ = rustix::io::read(timer.get_ref(), &mut ticks);
                ready.clear_ready();
                if arm(timer.get_ref()).is_err() {
                    std::future::pending::<()>().await;
                }
            }
            Err(_) => std::future::pending().await,
        }
    }
}

impl Default for ClockWatch {
    fn default() -> Self {
        Self::new()
    }
}

fn arm(fd: &OwnedFd) -> rustix::io::Result<()> {
    const ZERO: Timespec = Timespec { tv_sec: 0, tv_nsec: 0 };
    // In the year 2096.
    const NEVER: Timespec = Timespec { tv_sec: 4_000_000_000, tv_nsec: 0 };
    let at = Itimerspec { it_interval: ZERO, it_value: NEVER };
    timerfd_settime(fd, TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET, &at).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_count_from_the_start() {
        let clock = Clock::default();
        let now = clock.now();
        assert!(now.ms < 60_000 && now.sub_ms < 1000);
        assert!(clock.instant(now.ms + 5_000) > tokio::time::Instant::now());
    }

    #[test]
    fn a_machine_that_stays_awake_never_slept() {
        let mut clock = Clock::default();
        assert!(!clock.slept());
        // As if the last look had been before a suspend of six seconds.
        clock.asleep = clock.asleep.saturating_sub(Duration::from_secs(6));
        let fresh_boot = asleep() < Duration::from_secs(6);
        assert!(clock.slept() || fresh_boot);
        assert!(!clock.slept());
    }

    #[tokio::test]
    async fn the_watch_is_quiet_while_nothing_happens() {
        let watch = ClockWatch::new();
        assert!(watch.0.is_some(), "Linux has such timers");
        assert!(tokio::time::timeout(Duration::from_millis(20), watch.jumped()).await.is_err());
    }
}
