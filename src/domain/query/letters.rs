//! Which letters stand in a text, one bit each: what has a word in it has its letters, so most rows that do not answer
//! need not be read; and a word of one letter is answered by its bit alone. A part of [`super`].

use super::ast::{Node, Word};

/// The letters a–z, each by a bit of its own; digits two by two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Letters(u32);

/// What a row must have in it to answer a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Need {
    letters: Letters,
    /// Whoever has the letters answers.
    enough: bool,
}

impl Letters {
    /// Those of this text, whatever their case.
    pub fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self(text.bytes().fold(0, |all, byte| all | bit(byte.to_ascii_lowercase())));
        }
        // Some letters beyond ASCII have one of ASCII in their small form.
        let folded = text.chars().flat_map(char::to_lowercase);
        Self(folded.fold(0, |all, c| all | u8::try_from(c).map_or(0, bit)))
    }

    /// These and those.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of these are among those.
    pub const fn are_in(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

const fn bit(folded: u8) -> u32 {
    match folded {
        b'a'..=b'z' => 1 << (folded - b'a'),
        b'0'..=b'9' => 1 << (26 + (folded - b'0') / 2),
        _ => 0,
    }
}

impl Need {
    /// What `node` needs of the letters of id, title and service.
    pub(super) fn of(node: &Node) -> Self {
        match node {
            Node::All => Self { letters: Letters(0), enough: true },
            Node::Word(word) => Self::of_word(word),
            Node::And(nodes) => {
                nodes.iter().map(Self::of).fold(Self { letters: Letters(0), enough: true }, |a, b| Self {
                    letters: a.letters.and(b.letters),
                    enough: a.enough && b.enough,
                })
            }
            Node::Or(nodes) => {
                let each = nodes.iter().map(|node| Self::of(node).letters.0);
                Self { letters: Letters(each.reduce(|a, b| a & b).unwrap_or(0)), enough: false }
            }
            _ => Self::default(),
        }
    }

    fn of_word(word: &Word) -> Self {
        // What can be a number is found without standing there.
        if word.number().is_some() {
            return Self::default();
        }
        let text = word.text();
        let one = text.len() == 1 && text.as_bytes()[0].is_ascii_lowercase();
        Self { letters: Letters::of(text), enough: one }
    }

    /// Whether a row with these letters answers; `None` where it is to be read.
    pub const fn told_by(self, letters: Letters) -> Option<bool> {
        if !self.letters.are_in(letters) {
            return Some(false);
        }
        if self.enough { Some(true) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        domain::{
            Facts, Incident,
            query::{Ctx, Query},
            sample,
            sla::Book,
        },
        text::{Kind, SafeText},
    };

    fn letters(incident: &Incident) -> Letters {
        let service = incident.service().map(Letters::of).unwrap_or_default();
        Letters::of(Facts::id(incident)).and(Letters::of(incident.title())).and(service)
    }

    proptest! {
        #[test]
        fn letters_never_tell_otherwise_than_the_text(
            title in "[a-cKİKé0-3 -]{0,6}",
            service in "[x-zÜ]{0,2}",
            n in 0_u32..2_000,
            query in "[a-ck0-3x-z]{1,3}( -?[a-cé]{1,2}| \\| [a-cx]| p:1| INC-1)?",
        ) {
            let Ok(query) = Query::parse(&query) else { return Ok(()) };
            let incident = Incident {
                title: SafeText::clean(&title, Kind::Line),
                service: Some(SafeText::clean(&service, Kind::Label)),
                ..sample::incident(n)
            };
            let me = SafeText::default();
            let answers = query.matches(&incident, &Ctx { now: sample::NOW, me: &me, book: Book::standard() });
            if let Some(told) = query.need().told_by(letters(&incident)) {
                prop_assert_eq!(told, answers, "{} {:?}", query, incident.title);
            }
        }
    }

    #[test]
    fn one_letter_is_told_and_more_are_read() {
        let told = |query: &str, text: &str| Query::parse(query).unwrap().need().told_by(Letters::of(text));
        assert_eq!(
            (told("e", "WEB"), told("q", "web"), told("", "web")),
            (Some(true), Some(false), Some(true))
        );
        assert_eq!(
            (told("we", "web"), told("wq", "web"), told("e b", "web")),
            (None, Some(false), Some(true))
        );
        // Numbers, and what is asked of other facts.
        assert_eq!((told("7", "web"), told("inc-7", "web"), told("-e", "web")), (None, None, None));
        assert_eq!((told("e p:1", "web"), told("e | q", "web"), told("q | z", "web")), (None, None, None));
    }
}
