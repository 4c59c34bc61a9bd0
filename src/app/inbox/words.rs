//! Words that stand in many rows, each kept once and called by its number: services, owners, severities, names of
//! labels; and of values and addresses those that were said twice.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hasher},
};

use super::bytes::{Reader, put, put_text};
use crate::text::{Kind, SafeText};

/// Values said twice that are kept once. What comes after them stands in its rows: a value that is another in each row
/// (an instance, an address with an id in it) must not fill the memory for good.
const SAID: usize = if cfg!(test) { 64 } else { 16_384 };
/// Values that were said once are remembered by their hashes, so many of them.
const SEEN: usize = 4_096;

/// The words of all rows held. They are never forgotten: there are as many as services and people, and a bounded number
/// of values.
#[derive(Debug, Default)]
pub(super) struct Words {
    all: Vec<SafeText>,
    numbers: HashMap<SafeText, u32>,
    /// How many of them are values.
    said: usize,
    /// Hashes of values that were said; empty until the first is.
    seen: Vec<u32>,
}

/// A value as a row has it.
pub(super) enum Said<'a> {
    /// One of the words.
    Word(&'a SafeText),
    /// It stands in the row.
    Here(&'a str),
}

impl<'a> Said<'a> {
    /// The value as it is.
    pub(super) fn text(&self) -> &'a str {
        match self {
            Self::Word(word) => word.shown(),
            Self::Here(text) => text,
        }
    }

    /// The value as a text of its own, shared where it is a word.
    pub(super) fn to_safe(&self) -> SafeText {
        match self {
            Self::Word(word) => (*word).clone(),
            // It was clean when it was put.
            Self::Here(text) => SafeText::clean(text, Kind::Body),
        }
    }
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

    /// Appends a value: its number where it was said before, otherwise 0 and the value itself.
    pub(super) fn put_said(&mut self, value: &SafeText, out: &mut Vec<u8>) {
        let number = self.said_before(value);
        put(out, number.into());
        if number == 0 {
            put_text(out, value.shown());
        }
    }

    /// Reads a value that was put so.
    pub(super) fn read_said<'a>(&'a self, reader: &mut Reader<'a>) -> Option<Said<'a>> {
        match reader.small()? {
            0 => reader.text().map(Said::Here),
            number => self.word(number).map(Said::Word),
        }
    }

    /// The number of a value that is a word, or becomes one because it is said again; 0 is none.
    fn said_before(&mut self, value: &SafeText) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        if self.said >= SAID {
            return 0;
        }
        // The same in every run: what a row takes can be said exactly.
        let mut hasher = DefaultHasher::new();
        hasher.write(value.shown().as_bytes());
        let hash = hasher.finish();
        self.seen.resize(SEEN, 0);
        // Never 0, which is a free place.
        let (place, mark) = ((hash >> 32) as usize % SEEN, hash as u32 | 1);
        match self.seen.get_mut(place) {
            Some(seen) if *seen == mark => {
                self.said += 1;
                self.number(Some(value))
            }
            Some(seen) => {
                *seen = mark;
                0
            }
            None => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(words: &mut Words, value: &str) -> usize {
        let mut out = Vec::new();
        words.put_said(&SafeText::clean(value, Kind::Body), &mut out);
        assert_eq!(
            words.read_said(&mut Reader(&out)).map(|said| said.text().to_owned()).as_deref(),
            Some(value)
        );
        out.len()
    }

    #[test]
    fn a_value_is_kept_once_from_the_second_time_on() {
        let mut words = Words::default();
        assert_eq!([put(&mut words, "prod-eu-west"), words.len()], [2 + 12, 0]);
        assert_eq!([put(&mut words, "prod-eu-west"), words.len()], [1, 1]);
        assert_eq!(put(&mut words, "prod-eu-west"), 1);
    }

    #[test]
    fn values_that_never_end_do_not_fill_the_memory() {
        let mut words = Words::default();
        for n in 0..1_000 {
            put(&mut words, &format!("web-{n}"));
            put(&mut words, &format!("web-{n}"));
        }
        assert_eq!(words.len(), SAID);
        assert_eq!(put(&mut words, "web-3"), 1, "what is known stays known");
        assert_eq!(put(&mut words, "web-999"), 2 + 7);
    }
}
