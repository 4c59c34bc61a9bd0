//! How long to wait before the next try. Pure: the random number comes in.

use std::time::Duration;

/// Upper bound of the first wait before an action is sent again.
const SEND_BASE: Duration = Duration::from_millis(500);
/// Upper bound of every wait before an action is sent again.
const SEND_CAP: Duration = Duration::from_mins(1);
/// What a source may ask for at most (`Retry-After`).
const ASKED_CAP: Duration = Duration::from_mins(10);
/// Upper bound of the first wait after a source could not be read.
const READ_BASE: Duration = Duration::from_secs(1);
/// A source that is back is noticed within this time even if it is polled more often.
const READ_CAP: Duration = Duration::from_secs(30);

/// Wait before an action is sent again after `tries` tries (at least 1): what the source asked for, else full jitter
/// over `min(60 s, 0.5 s * 2^(tries-1))`, so that a thousand clients do not come back in the same second.
/// `random` is from 0 to 1.
pub fn send_again(tries: u32, asked_s: Option<u32>, random: f64) -> Duration {
    match asked_s {
        Some(s) => Duration::from_secs(s.into()).min(ASKED_CAP),
        None => bound(SEND_BASE, SEND_CAP, tries).mul_f64(random.clamp(0.0, 1.0)),
    }
}

/// Wait before a source is read again after `failures` failures in a row: half to all of
/// `min(max(poll, 30 s), 1 s * 2^(failures-1))`. Not less than half: a source that is down is not asked at once.
pub fn read_again(failures: u32, poll: Duration, random: f64) -> Duration {
    let bound = bound(READ_BASE, poll.max(READ_CAP), failures);
    bound.mul_f64(f64::midpoint(1.0, random.clamp(0.0, 1.0)))
}

/// The poll interval, spread by a tenth so that many screens do not ask in step.
pub fn poll(every: Duration, random: f64) -> Duration {
    every.mul_f64(0.95 + 0.1 * random.clamp(0.0, 1.0))
}

fn bound(base: Duration, cap: Duration, tries: u32) -> Duration {
    base.saturating_mul(2u32.saturating_pow(tries.saturating_sub(1).min(31))).min(cap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sending_backs_off_from_half_a_second_to_a_minute() {
        let most: Vec<_> = (1..=9).map(|n| send_again(n, None, 1.0).as_millis()).collect();
        assert_eq!(most, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
        assert_eq!(send_again(9, None, 0.0), Duration::ZERO, "full jitter");
        assert!(send_again(u32::MAX, None, 1.0) <= SEND_CAP);
    }

    #[test]
    fn what_the_source_asks_for_is_kept_up_to_ten_minutes() {
        assert_eq!(send_again(1, Some(7), 0.3), Duration::from_secs(7));
        assert_eq!(send_again(1, Some(86_400), 0.3), ASKED_CAP);
    }

    #[test]
    fn a_recovered_source_is_noticed_within_thirty_seconds_or_its_own_poll() {
        let every = Duration::from_secs(15);
        assert_eq!(read_again(1, every, 0.0), Duration::from_millis(500));
        assert_eq!(read_again(40, every, 1.0), READ_CAP);
        assert_eq!(read_again(40, Duration::from_mins(5), 1.0), Duration::from_mins(5));
    }

    #[test]
    fn an_hour_of_silence_costs_few_tries() {
        for (random, tries) in [(0.0, 240), (0.5, 160), (1.0, 120)] {
            let (mut waited, mut failures) = (Duration::ZERO, 0);
            while waited < Duration::from_hours(1) {
                failures += 1;
                waited += read_again(failures, Duration::from_secs(15), random);
            }
            assert!((tries..tries + 10).contains(&failures), "{failures}");
        }
    }

    #[test]
    fn polls_spread_around_their_interval() {
        let every = Duration::from_secs(20);
        assert_eq!(poll(every, 0.0), Duration::from_secs(19));
        assert_eq!(poll(every, 1.0), Duration::from_secs(21));
    }
}
