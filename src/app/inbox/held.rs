//! One incident that is out of sight. A part of [`super`].

use crate::domain::{Incident, IncidentId, Time, incident::HoldReason};

/// One incident that is out of sight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub id: IncidentId,
    /// Somebody snoozed it.
    pub snoozed: bool,
    /// Its source or an appointment holds it.
    pub reason: Option<HoldReason>,
    /// When it comes back, by the clock of its source; `None` where nobody knows.
    pub until: Option<Time>,
    /// Seconds that the clock of its source is ahead of ours.
    pub offset_s: i64,
    /// It is back, or gone: as it was last seen.
    pub left: Option<Box<Incident>>,
}

impl Held {
    /// Seconds until it comes back; negative when that is over and its source has not said so yet.
    pub fn remaining(&self, now: Time) -> Option<i64> {
        self.until.map(|until| until - (now + self.offset_s))
    }
}
