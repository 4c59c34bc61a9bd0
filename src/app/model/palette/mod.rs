//! `:`: everything there is, by a few letters; or a line of the command line, its arguments completed in place.
//!
//! | file | what it does |
//! |---|---|
//! | [`words`] | a line to words, each with its place |
//! | [`grammar`] | which commands there are and what they take |
//! | [`fuzzy`] | letters in that order: how well, and which |
//! | [`history`] | the lines of before |
//!
//! What fits what was typed, what a key does to it and what an entry does is `app::update::palette`.

pub mod fuzzy;
pub mod grammar;
pub mod history;
pub mod words;

use std::ops::Range;

use super::seen::Seen;
use crate::{
    app::{
        action::Action,
        entry::Entry,
        inbox::called::{is_beginning, number},
    },
    backend::Target,
    domain::IncidentId,
    text::SafeText,
};

pub use self::{grammar::Grammar, history::History};

/// Names the lines of before among the drafts, and the line to `$EDITOR`.
pub const SLOT: &str = "palette";
/// Bytes a line takes.
pub const CAP: usize = 4_096;

/// The line being typed, and what fits.
#[derive(Debug, Default)]
pub struct Palette {
    /// What was typed.
    pub input: Entry,
    /// Which of [`Palette::rows`] is chosen; none while the line itself is what Enter does.
    pub pick: Option<usize>,
    /// What fits, the best first.
    pub rows: Vec<Row>,
    /// What is wrong with the line: at which character, in words.
    pub wrong: Option<(Option<usize>, SafeText)>,
    /// The line is being read or done under this number.
    pub asked: Option<u64>,
    /// Only the themes are offered.
    pub themes: bool,
    /// A row was chosen by a key, not by being the best.
    pub moved: bool,
    /// What stood marked or under the cursor when it was opened: what a verb without ids means.
    pub targets: Vec<Target>,
    /// Which line of before stands here, counted from the newest; the text typed until then.
    pub back: Option<(usize, String)>,
    /// The theme that was painted when it was opened.
    pub theme: SafeText,
    /// The theme that is painted now.
    pub painted: SafeText,
    /// Words of the board, for completing.
    pub seen: Seen,
}

/// One thing that fits.
#[derive(Debug, Clone)]
pub struct Row {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub title: SafeText,
    /// Which graphemes of the name were typed, in order.
    pub hits: Vec<u32>,
    /// What it means, who that is.
    pub about: SafeText,
    /// Its keys.
    pub keys: SafeText,
    /// Why it cannot be done now, if so.
    pub refused: Option<SafeText>,
    /// What Enter does.
    pub does: Does,
}

/// What a row is; in the order in which they come where they fit equally well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What can stand at the caret.
    Argument,
    /// A line of before.
    Recent,
    /// An action, or a command of the command line.
    Command,
    /// A view.
    View,
    /// An incident.
    Incident,
    /// A service.
    Service,
    /// Somebody.
    Person,
    /// A theme.
    Theme,
}

impl Kind {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Argument => "",
            Self::Recent => "before",
            Self::Command => "command",
            Self::View => "view",
            Self::Incident => "incident",
            Self::Service => "service",
            Self::Person => "person",
            Self::Theme => "theme",
        }
    }
}

/// What a row does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Does {
    /// What its key does.
    Action(Action),
    /// A command: does it where it needs nothing, else waits for its arguments.
    Command(String),
    /// A line as it was typed before.
    Line(String),
    /// Shows this view.
    View(usize),
    /// Opens it.
    Incident(IncidentId),
    /// Brings the cursor to it where the view has it, else opens it.
    Jump(IncidentId),
    /// Filters by this service.
    Service(SafeText),
    /// Filters by this owner.
    Person(SafeText),
    /// Paints with it, from now on.
    Theme(SafeText),
    /// Puts this in the place of these characters.
    Put(Range<usize>, String),
}

/// What a line of the command line may mean beside its words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scope {
    /// What stands marked or under the cursor: what a verb without ids means.
    pub here: Vec<Target>,
    /// The held incidents that words of the line name.
    pub named: Vec<Target>,
    /// Those that answer its `--query`.
    pub answering: Vec<Target>,
    /// Columns of the terminal.
    pub columns: u16,
}

impl Palette {
    /// The chosen row.
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.pick?)
    }
}

impl Scope {
    /// The held incident that `word` names.
    pub fn called(&self, word: &str) -> Option<&Target> {
        let all = || self.named.iter().chain(&self.here).chain(&self.answering);
        let number = number(word);
        all()
            .find(|t| number.is_some() && t.number.map(crate::domain::Number::get) == number)
            .or_else(|| all().find(|t| t.id.as_str() == word))
            .or_else(|| all().find(|t| is_beginning(t.id.as_str(), word)))
    }
}

#[cfg(test)]
mod tests;
