//! Working hours (rules C1 to C9, Z1 to Z3, E1).

use chrono_tz::Tz;

/// Why a calendar is refused; never a guess (E1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFault {
    /// No window is left that ever opens.
    #[error("there is no working time in it")]
    NoWorkingTime,
    /// The zone is not in the IANA database.
    #[error("unknown time zone `{0}`")]
    UnknownZone(String),
    /// Not a time of day, or not a date.
    #[error("`{0}` is no time")]
    InvalidTime(String),
}

/// A compiled calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    zone: Tz,
}

impl Calendar {
    /// Around the clock; the zone is for showing times.
    pub const fn always(zone: Tz) -> Self {
        Self { zone }
    }

    /// The zone in which its times are shown.
    pub const fn zone(&self) -> Tz {
        self.zone
    }
}
