//! What is wrong with a query, and where. A part of [`super`].

use std::fmt;

/// A query that was not understood: the place, the fault and the nearest right word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// Where the fault begins, in characters (not bytes) from the start of the text.
    pub at: usize,
    /// How many characters it covers; 0 where something is missing.
    pub len: usize,
    /// What is wrong and what may stand there.
    pub message: String,
    /// The word that was probably meant.
    pub suggestion: Option<&'static str>,
}

impl QueryError {
    pub(super) fn new(at: usize, len: usize, message: impl Into<String>) -> Self {
        Self { at, len, message: message.into(), suggestion: None }
    }

    pub(super) fn suggest(mut self, word: Option<&'static str>) -> Self {
        self.suggestion = word;
        self
    }

    /// The fault in words, without its place: for where the place is marked by a caret.
    pub fn words(&self) -> String {
        match self.suggestion {
            Some(word) => format!("{}; did you mean `{word}`?", self.message),
            None => self.message.clone(),
        }
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "query, character {}: {}", self.at + 1, self.words())
    }
}

impl std::error::Error for QueryError {}

/// The word of `words` that `typed` was probably meant to be.
pub(super) fn nearest(typed: &str, words: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    let typed = typed.to_lowercase();
    let length = typed.chars().count();
    words
        .into_iter()
        .filter_map(|word| {
            let distance = strsim::osa_distance(&typed, word);
            let begins = length >= 3 && word.starts_with(&typed);
            // A third of the letters may be wrong, but never all of them.
            (begins || distance <= (length / 3).max(1) && distance < length.min(word.len()))
                .then_some((if begins { 0 } else { distance }, word))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}
