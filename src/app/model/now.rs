//! The time of a message. A part of [`super`].

use crate::domain::Time;

/// The time of a message: the wall clock for people and sources, a monotonic one for pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Our clock.
    pub utc: Time,
    /// Milliseconds since the program began.
    pub ms: u64,
    /// Milliseconds into the present second, so that ticks fall on the second.
    pub sub_ms: u16,
}
