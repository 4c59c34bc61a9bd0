//! Going through the unacknowledged ones, one at a time: which, how far, what was decided.

use crate::domain::IncidentId;

/// The inbox that empties.
#[derive(Debug, Default)]
pub struct Triage {
    /// Those it began with, in the order of the board.
    pub ids: Vec<IncidentId>,
    /// Which of them is shown; past the last one the summary stands.
    pub at: usize,
}

impl Triage {
    /// The one that is shown; `None` at the summary.
    pub fn current(&self) -> Option<&IncidentId> {
        self.ids.get(self.at)
    }
}
