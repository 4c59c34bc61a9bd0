//! The sheet that explains the clocks of an incident. A part of [`super`].

use crate::domain::IncidentId;

/// The page that explains.
#[derive(Debug)]
pub struct Explain {
    /// Of which incident.
    pub id: IncidentId,
    /// The first line that is shown.
    pub top: usize,
}
