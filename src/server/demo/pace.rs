//! How fast people are: what is worse is answered and mended sooner.

use fastrand::Rng;

use crate::domain::time::{DAY, HOUR, MINUTE};

/// Seconds until somebody acknowledges a P`level`; now and then longer than the target.
pub(super) fn answer(level: u8, rng: &mut Rng) -> i64 {
    let (least, most, late) = match level {
        1 => (25, 220, 420),
        2 => (80, 22 * MINUTE, 40 * MINUTE),
        3 => (4 * MINUTE, 100 * MINUTE, 5 * HOUR),
        4 => (8 * MINUTE, 5 * HOUR, 9 * HOUR),
        _ => (20 * MINUTE, 20 * HOUR, 2 * DAY),
    };
    spread(least, if rng.u8(0..16) == 0 { late } else { most }, rng)
}

/// Seconds from the acknowledgement of a P`level` until it is mended.
pub(super) fn mend(level: u8, rng: &mut Rng) -> i64 {
    let (least, most) = match level {
        1 => (14 * MINUTE, 150 * MINUTE),
        2 => (25 * MINUTE, 7 * HOUR),
        3 => (30 * MINUTE, 20 * HOUR),
        4 => (HOUR, 44 * HOUR),
        _ => (5 * HOUR, 9 * DAY),
    };
    spread(least, most, rng)
}

/// Between the two, more often near the least: most waits are short and some are long.
pub(super) fn spread(least: i64, most: i64, rng: &mut Rng) -> i64 {
    let part = rng.f64();
    least + (part * part * (most - least).max(0) as f64) as i64
}
