//! Choosing: a menu of letters, the matrix of impact and urgency, a list that is searched.

use super::layer::Then;
use crate::{
    app::entry,
    backend::Target,
    domain::{Incident, Priority},
    text::SafeText,
};

/// A menu: each entry has its letter, all are seen at once.
#[derive(Debug, Clone)]
pub struct Menu {
    /// What is chosen, as a word: `hold`, `status`.
    pub verb: &'static str,
    /// For which incidents, captured when the menu was opened.
    pub targets: Vec<Target>,
    /// What can be chosen.
    pub entries: Vec<Entry>,
}

/// One entry of a menu.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its letter, unique in the menu.
    pub key: char,
    /// In words.
    pub title: SafeText,
    /// What it does beside that, dimmed.
    pub hint: SafeText,
    /// What is done.
    pub then: Then,
    /// Why it cannot be chosen now, if so.
    pub refused: Option<SafeText>,
}

/// What the next digit in the matrix is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Digit {
    /// The impact.
    #[default]
    Impact,
    /// The urgency: the impact was typed.
    Urgency,
    /// The priority itself: `=` was typed.
    Set,
}

/// The matrix as the picker.
#[derive(Debug)]
pub struct MatrixPick {
    /// For which incidents.
    pub targets: Vec<Target>,
    /// The cell the cursor is on: impact, urgency.
    pub at: (u8, u8),
    /// The priority itself, whatever the matrix says.
    pub set: Option<Priority>,
    /// What the next digit is.
    pub digit: Digit,
    /// Whether it is a major with it.
    pub major: bool,
    /// Why, where lowering, an override or taking back a major needs it; being typed once it is there.
    pub reason: Option<entry::Entry>,
}

/// What a searched list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchFor {
    /// A category, and the second level.
    Category,
    /// The incident to merge into, or to hang under.
    Incident {
        /// Hang under it instead of merging.
        attach: bool,
    },
    /// The incident of which it is a duplicate.
    Duplicate,
}

/// A list that is searched as one types.
#[derive(Debug)]
pub struct Search {
    /// What for.
    pub purpose: SearchFor,
    /// For which incidents.
    pub targets: Vec<Target>,
    /// What was typed.
    pub input: entry::Entry,
    /// Which of those that fit.
    pub pick: usize,
    /// Incidents that fit, those on the board first.
    pub here: Vec<Incident>,
    /// Incidents that the source found beside those on the board.
    pub found: Vec<Incident>,
    /// Names the search that was asked last.
    pub ask: u64,
    /// Monotonic time at which the source is asked: when the typing rests.
    pub due_ms: Option<u64>,
}
