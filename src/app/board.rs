//! What the board keeps besides the incidents: where the cursor is, what is marked, what is typed in the filter.

use std::collections::BTreeSet;

use crate::{
    domain::{Incident, IncidentId, query::Query},
    text::SafeText,
};

/// The board's own state.
#[derive(Debug, Default)]
pub struct Board {
    /// The incident under the cursor: an id, never a row number.
    pub cursor: Option<IncidentId>,
    /// Its last known place in the shown list, to fall back on when it leaves.
    pub cursor_row: usize,
    /// The incident under the cursor left the view: it stays as a ghost, verbs are refused until the cursor moves.
    pub ghost: Option<Ghost>,
    /// First shown row.
    pub top: usize,
    /// Rows that slid in above while the cursor's line stood still: "2 new above".
    pub pushed: usize,
    /// Marked incidents.
    pub marks: BTreeSet<IncidentId>,
    /// Marks dropped by Esc; `u` brings them back.
    pub dropped_marks: BTreeSet<IncidentId>,
    /// Where `V` began.
    pub range_from: Option<IncidentId>,
    /// What narrows the view further.
    pub filter: Filter,
}

/// The filter line.
#[derive(Debug, Default)]
pub struct Filter {
    /// As typed.
    pub text: String,
    /// The last text that could be read.
    pub query: Option<Query>,
    /// What is wrong with the text as it stands: place in characters, words. The last good result stays.
    pub error: Option<(usize, SafeText)>,
}

/// What stands where the cursor's incident was.
#[derive(Debug, Clone)]
pub struct Ghost {
    /// As it was last seen.
    pub incident: Box<Incident>,
    /// `gone: resolved at the source`.
    pub why: SafeText,
}
