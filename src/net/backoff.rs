//! How long to wait before the next try, and how many tries there may be at all. Pure: no clock, no sleep.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// Upper bound of the first wait.
const BASE: Duration = Duration::from_millis(500);

/// Upper bound of every wait.
const CAP: Duration = Duration::from_mins(1);

/// Full jitter: each wait is random between nothing and `min(60 s, 0.5 s * 2^n)`, so that a thousand clients that
/// lost the same server do not come back in the same second.
#[derive(Debug, Clone)]
pub struct Backoff {
    rng: fastrand::Rng,
    base: Duration,
    cap: Duration,
    step: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self::seeded(fastrand::u64(..))
    }
}

impl Backoff {
    /// One whose waits repeat for the same `seed` (for tests; else `Backoff::default()`).
    pub fn seeded(seed: u64) -> Self {
        Self { rng: fastrand::Rng::with_seed(seed), base: BASE, cap: CAP, step: 0 }
    }

    /// The same with other bounds than 0.5 s and 60 s.
    #[must_use]
    pub fn with_bounds(mut self, base: Duration, cap: Duration) -> Self {
        (self.base, self.cap) = (base, cap);
        self
    }

    /// The wait before the next try; the bound doubles with each call.
    #[allow(clippy::should_implement_trait)] // never ends and is no collection: an iterator would invite `collect`
    pub fn next(&mut self) -> Duration {
        let bound = self.bound();
        self.step = self.step.saturating_add(1);
        bound.mul_f64(self.rng.f64())
    }

    /// What the next wait will be at most.
    pub fn bound(&self) -> Duration {
        self.base.saturating_mul(2u32.saturating_pow(self.step.min(31))).min(self.cap)
    }

    /// Waits handed out since the start or the last reset.
    pub fn tries(&self) -> u32 {
        self.step
    }

    /// Starts again from the shortest wait. Call it after a while of health (60 s), not after one good answer: a
    /// source that fails every second time would never be left in peace.
    pub fn reset(&mut self) {
        self.step = 0;
    }
}

/// A token bucket that keeps retries to a tenth of the calls, so that our retries never make an outage worse.
#[derive(Debug)]
pub struct RetryBudget {
    tenths: AtomicU32,
}

impl RetryBudget {
    /// What a retry costs, in tenths.
    const COST: u32 = 10;
    /// Retries a fresh client may make at once (three), so that the first call of all can be retried.
    const START: u32 = 3 * Self::COST;
    /// Retries that can be saved up (ten).
    const MOST: u32 = 10 * Self::COST;

    /// A fresh budget.
    pub fn new() -> Self {
        Self { tenths: AtomicU32::new(Self::START) }
    }

    /// A call was made: a tenth of a retry is earned.
    pub fn earn(&self) {
        let _ =
            self.tenths.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| Some((n + 1).min(Self::MOST)));
    }

    /// Takes one retry; `false` when there is none left.
    pub fn spend(&self) -> bool {
        self.tenths.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(Self::COST)).is_ok()
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_double_from_half_a_second_to_a_minute_and_reset() {
        let mut backoff = Backoff::seeded(7);
        let bounds: Vec<u128> = (0..9)
            .map(|_| {
                let bound = backoff.bound();
                let wait = backoff.next();
                assert!(wait <= bound, "{wait:?} > {bound:?}");
                bound.as_millis()
            })
            .collect();
        assert_eq!(bounds, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
        backoff.reset();
        assert_eq!((backoff.bound(), backoff.tries()), (Duration::from_millis(500), 0));
    }

    #[test]
    fn it_never_overflows() {
        let mut backoff = Backoff::seeded(1);
        for _ in 0..10_000 {
            assert!(backoff.next() <= CAP);
        }
    }

    #[test]
    fn the_same_seed_repeats_and_the_waits_spread_over_the_whole_bound() {
        let waits = |seed| {
            let mut backoff = Backoff::seeded(seed);
            (0..5).map(|_| backoff.next()).collect::<Vec<_>>()
        };
        assert_eq!(waits(3), waits(3));
        // Of 1,000 clients, the first waits fill each tenth of the half second (binomial: 100 ± 9.5 expected).
        let mut tenths = [0u32; 10];
        for seed in 0..1_000 {
            let wait = Backoff::seeded(seed).next();
            tenths[(wait.as_secs_f64() * 20.0) as usize] += 1;
        }
        assert!(tenths.iter().all(|n| (50..150).contains(n)), "{tenths:?}");
    }

    #[test]
    fn retries_stay_within_a_tenth_of_the_calls() {
        let budget = RetryBudget::new();
        let mut retries = 0;
        for _ in 0..1_000 {
            budget.earn();
            retries += u32::from(budget.spend());
        }
        assert!((100..=103).contains(&retries), "{retries}");
    }
}
