//! The program's clock: the only place that reads one. Everything else gets a [`Now`].

use std::{
    os::fd::OwnedFd,
    sync::OnceLock,
    time::{Duration, Instant},
};

use rustix::{
    io::Errno,
    time::{
        ClockId, Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, clock_gettime,
        timerfd_create, timerfd_settime,
    },
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
    frozen: Option<Time>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { start: Instant::now(), asleep: asleep(), frozen: None }
    }
}

impl Clock {
    /// A clock on which it is always `at`, for pictures and rehearsals; only the monotonic one runs. From now on
    /// [`utc`] says the same in the whole process.
    pub fn frozen(at: Time) -> Self {
        let at = *FROZEN.get_or_init(|| at);
        Self { frozen: Some(at), ..Self::default() }
    }

    /// Whether it stands still.
    pub const fn is_frozen(&self) -> bool {
        self.frozen.is_some()
    }

    /// Now.
    pub fn now(&self) -> Now {
        let wall = chrono::Utc::now();
        Now {
            utc: self.frozen.unwrap_or_else(|| Time::from(wall)),
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

/// Where the clock of this process stands still, if it does.
static FROZEN: OnceLock<Time> = OnceLock::new();

/// Wall time now, for rooms that have no [`Clock`]; where the clock stands still, that instant.
pub fn utc() -> Time {
    frozen().unwrap_or_else(|| Time::from(chrono::Utc::now()))
}

/// The instant at which the clock of this process stands still, if it does (see [`Clock::frozen`]).
pub fn frozen() -> Option<Time> {
    FROZEN.get().copied()
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

/// Why [`Alarm::wait`] returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rang {
    /// The instant has come.
    Time,
    /// The wall clock was set, or the machine woke from suspend.
    Jump,
}

/// Sleeps until an instant, and tells at once, without a tick, when the wall clock is set or the machine wakes from
/// suspend: a timer of the kernel on the wall clock, which such a jump cancels (`timerfd_create(2)`,
/// `TFD_TIMER_CANCEL_ON_SET`). One wake-up a sleep, where the runtime's own timers need up to three.
#[derive(Debug)]
pub struct Alarm(Option<AsyncFd<OwnedFd>>);

impl Alarm {
    /// An alarm that is not set; where the system has no such timers it only sleeps.
    pub fn new() -> Self {
        let fd = timerfd_create(TimerfdClockId::Realtime, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC);
        Self(fd.ok().and_then(|fd| {
            #[expect(
                deprecated,
                reason = "its successor is unsafe only for types that lie about their descriptor"
            )]
            AsyncFd::with_interest(fd, Interest::READABLE).ok()
        }))
    }

    /// Returns at `until` (never with `None`), or at a jump. Cancel-safe.
    pub async fn wait(&self, until: Option<tokio::time::Instant>) -> Rang {
        let Some(timer) = &self.0 else { return asleep_until(until).await };
        match arm(timer.get_ref(), until) {
            Ok(()) => {}
            Err(Errno::CANCELED) => return Rang::Jump,
            Err(_) => return asleep_until(until).await,
        }
        loop {
            let Ok(mut ready) = timer.readable().await else { return asleep_until(until).await };
            let mut rings = [0; 8];
            match ready.try_io(|fd| Ok(rustix::io::read(fd.get_ref(), &mut rings)?)) {
                Ok(Err(error)) if error.raw_os_error() == Some(Errno::CANCELED.raw_os_error()) => {
                    return Rang::Jump;
                }
                Ok(_) => return Rang::Time,
                // It was readiness of an earlier setting.
                Err(_) => {}
            }
        }
    }
}

impl Default for Alarm {
    fn default() -> Self {
        Self::new()
    }
}

async fn asleep_until(until: Option<tokio::time::Instant>) -> Rang {
    match until {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
    Rang::Time
}

fn arm(fd: &OwnedFd, until: Option<tokio::time::Instant>) -> rustix::io::Result<()> {
    /// In the year 2096.
    const NEVER: Timespec = Timespec { tv_sec: 4_000_000_000, tv_nsec: 0 };
    let at = until.map_or(NEVER, |until| {
        // A nanosecond at least: zero would switch the timer off.
        let ahead = until.saturating_duration_since(tokio::time::Instant::now());
        let now = clock_gettime(ClockId::Realtime);
        let nanos = now.tv_nsec + i64::from(ahead.subsec_nanos()) + 1;
        Timespec {
            tv_sec: now.tv_sec + i64::try_from(ahead.as_secs()).unwrap_or(0) + nanos / 1_000_000_000,
            tv_nsec: nanos % 1_000_000_000,
        }
    });
    let once = Itimerspec { it_interval: Timespec { tv_sec: 0, tv_nsec: 0 }, it_value: at };
    timerfd_settime(fd, TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET, &once).map(|_| ())
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

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
    async fn the_alarm_rings_when_it_is_time_and_not_before() {
        let alarm = Alarm::new();
        assert!(alarm.0.is_some(), "Linux has such timers");
        for ms in [0, 1, 30] {
            let until = tokio::time::Instant::now() + Duration::from_millis(ms);
            assert_eq!(alarm.wait(Some(until)).await, Rang::Time);
            assert!(tokio::time::Instant::now() >= until);
        }
        // Given up for something else and set anew: an old ring does not count.
        let soon = tokio::time::Instant::now() + Duration::from_millis(1);
        let _ = alarm.wait(Some(soon)).now_or_never();
        std::thread::sleep(Duration::from_millis(3));
        let later = tokio::time::Instant::now() + Duration::from_millis(30);
        alarm.wait(Some(later)).await;
        assert!(tokio::time::Instant::now() >= later);
        assert!(tokio::time::timeout(Duration::from_millis(20), alarm.wait(None)).await.is_err());
    }
}
