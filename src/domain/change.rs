//! One thing that happened to the set of incidents: the unit in which sources and screens stay in step.

use super::{Incident, IncidentId, Time};
use crate::text::SafeText;

/// A change. Applying one twice, or an old one late, leaves the same set.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// This incident is now so.
    Upsert(Incident),
    /// It left the source's list of open ones.
    Gone {
        /// Which.
        id: IncidentId,
        /// When it was noticed.
        at: Time,
        /// Why, in words for the ghost row: `resolved at the source`.
        why: SafeText,
    },
}
