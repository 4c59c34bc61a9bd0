//! The last verb and its words, for `.`.

use crate::backend::Verb;

/// What `.` does again.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// The verbs of one ask, as they were asked of each incident.
    pub verbs: Vec<Verb>,
}
