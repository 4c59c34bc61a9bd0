//! Words that stand in many rows, each kept once and called by its number: services, owners, severities, names of
//! labels.

use std::collections::HashMap;

use crate::text::SafeText;

/// The words of all rows held. They are never forgotten: there are as many as services and people.
#[derive(Debug, Default)]
pub(super) struct Words {
    all: Vec<SafeText>,
    numbers: HashMap<SafeText, u32>,
}

impl Words {
    /// The number of a word, from 1; 0 is none.
    pub(super) fn number(&mut self, word: Option<&SafeText>) -> u32 {
        let Some(word) = word else { return 0 };
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        self.all.push(word.clone());
        let number = u32::try_from(self.all.len()).unwrap_or(0);
        self.numbers.insert(word.clone(), number);
        number
    }

    /// The word with this number.
    pub(super) fn word(&self, number: u32) -> Option<&SafeText> {
        self.all.get((number as usize).checked_sub(1)?)
    }

    /// How many there are; their numbers go from 1 to this.
    pub(super) const fn len(&self) -> usize {
        self.all.len()
    }

    /// The same for comparing.
    pub(super) fn text(&self, number: u32) -> Option<&str> {
        self.word(number).map(SafeText::shown)
    }
}
