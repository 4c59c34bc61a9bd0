//! How far a source's clock is from ours, from its `Date` headers. Pure.

use std::{collections::VecDeque, time::Duration};

/// Samples kept.
const KEPT: usize = 9;

/// A slower answer says too little about when its `Date` was written.
const SLOWEST: Duration = Duration::from_secs(2);

/// The median of the last nine samples, in whole seconds: positive when the source's clock is ahead of ours.
///
/// A `Date` has a grain of one second, so the result is good to about half a second: enough for clocks that count
/// minutes, and one wild answer does not move it.
#[derive(Debug, Clone, Default)]
pub struct ClockOffset(VecDeque<i64>);

impl ClockOffset {
    /// One sample: `Date + RTT/2 - local`, or nothing when the answer took longer than 2 s.
    ///
    /// `date_s` is the header (seconds since 1970), `local_ms` our wall clock when the answer's head arrived, `rtt`
    /// from sending to that moment. Half a second is added because `Date` is cut down to the second.
    pub fn sample(date_s: i64, rtt: Duration, local_ms: i64) -> Option<i64> {
        if rtt > SLOWEST {
            return None;
        }
        let half_rtt_ms = rtt.as_millis() as i64 / 2;
        let off_ms = date_s.saturating_mul(1_000).saturating_add(500 + half_rtt_ms).saturating_sub(local_ms);
        Some(off_ms.saturating_add(499).div_euclid(1_000))
    }

    /// Takes a sample in, in seconds; the tenth oldest goes.
    pub fn push(&mut self, offset_s: i64) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(offset_s);
    }

    /// The median in seconds (of an even count the lower middle); nothing before the first sample.
    pub fn seconds(&self) -> Option<i64> {
        let mut sorted: Vec<i64> = self.0.iter().copied().collect();
        sorted.sort_unstable();
        sorted.get(sorted.len().checked_sub(1)? / 2).copied()
    }

    /// Forgets all samples: after a suspend or a jump of our own clock they mean nothing.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_date_plus_half_the_round_trip_minus_local() {
        let ms = Duration::from_millis;
        // In step: our 999 ms of the second are still the same second for the source.
        for local in [1_000_000, 1_000_400, 1_000_999] {
            assert_eq!(ClockOffset::sample(1_000, ms(0), local), Some(0), "{local}");
        }
        assert_eq!(ClockOffset::sample(4_600, ms(200), 1_000_300), Some(3_600));
        assert_eq!(ClockOffset::sample(1_000, ms(0), 4_600_300), Some(-3_600));
        assert_eq!(
            ClockOffset::sample(1_000, ms(2_000), 1_001_500),
            Some(0),
            "the answer was a second on its way"
        );
        assert_eq!(ClockOffset::sample(1_000, ms(2_001), 1_000_000), None);
        assert_eq!(ClockOffset::sample(i64::MAX, ms(1), 0).map(i64::is_positive), Some(true));
    }

    #[test]
    fn one_wild_sample_does_not_move_the_median_and_nine_are_kept() {
        let mut offset = ClockOffset::default();
        assert_eq!(offset.seconds(), None);
        for s in [2, 2, 99_999, 2, 3] {
            offset.push(s);
        }
        assert_eq!(offset.seconds(), Some(2));
        for _ in 0..5 {
            offset.push(-7);
        }
        assert_eq!((offset.0.len(), offset.seconds()), (9, Some(-7)));
        offset.clear();
        assert_eq!(offset.seconds(), None);
    }
}
