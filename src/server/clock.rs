//! The server's own time: the only clock that events, clocks and the `Date` header know.

use crate::domain::Time;

/// Where the time comes from.
#[derive(Debug, Clone, Copy, Default)]
pub enum Clock {
    /// The system's.
    #[default]
    System,
    /// It stands: for pictures and tests.
    Frozen(Time),
}

impl Clock {
    /// Now.
    pub fn now(&self) -> Time {
        match self {
            Self::System => Time::from(chrono::Utc::now()),
            Self::Frozen(at) => *at,
        }
    }
}
