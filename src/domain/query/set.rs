//! Fields that are one of a few words: what it waits for, how far the work is, how it came to us. A part of [`super`].

use std::fmt;

use super::error::nearest;
use crate::domain::{
    Facts, Phase,
    incident::HoldReason,
    record::{Origin, Verdict},
};

/// Which field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What it waits for.
    Hold,
    /// How far the work is.
    Phase,
    /// How it came to us.
    Origin,
    /// What triage found; what nobody judged is an incident.
    Verdict,
}

/// A set of the words of one field, one bit each in their order, and [`Words::NONE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words(u32);

impl Kind {
    /// The field's name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Phase => "phase",
            Self::Origin => "origin",
            Self::Verdict => "verdict",
        }
    }

    /// Every word of it and what it means.
    pub fn words(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Hold => HoldReason::ALL.iter().map(|w| (w.word(), w.title())).collect(),
            Self::Phase => Phase::ALL.iter().map(|w| (w.word(), w.title())).collect(),
            Self::Origin => Origin::ALL.iter().map(|w| (w.word(), w.title())).collect(),
            Self::Verdict => Verdict::ALL.iter().map(|w| (w.word(), w.title())).collect(),
        }
    }

    pub(super) const fn takes(self) -> &'static str {
        match self {
            Self::Hold => {
                "awaiting_reporter, awaiting_vendor, awaiting_change, awaiting_problem, awaiting_evidence, \
                 awaiting_parent, scheduled, other, silenced, inhibited, muted, * for any or none"
            }
            Self::Phase => "triage, investigating, identified, fixing, monitoring or none",
            Self::Origin => "phone, mail, portal, chat, in_person, monitoring or api",
            Self::Verdict => "incident, request or not_an_incident",
        }
    }

    /// The set that a word asks for: one word (`-` is as good as `_`, and `vendor` is enough for `awaiting_vendor`),
    /// `*` for any, `none` or `-` for none.
    pub(super) fn read(self, typed: &str) -> Result<Words, Option<&'static str>> {
        let word = typed.to_lowercase().replace('-', "_");
        let words = self.words();
        if word == "*" {
            return Ok((0..words.len()).fold(Words::default(), Words::with));
        }
        // Nothing is without an origin or a verdict.
        let none = matches!(self, Self::Hold | Self::Phase);
        if none && matches!(word.as_str(), "none" | "_") {
            return Ok(Words(Words::NONE));
        }
        let is =
            |full: &str| full == word || full.strip_prefix("awaiting_").is_some_and(|short| short == word);
        if let Some(nth) = words.iter().position(|(full, _)| is(full)) {
            return Ok(Words::default().with(nth));
        }
        // What the board says.
        let short = |r: &HoldReason| self == Self::Hold && r.short() == word;
        if let Some(nth) = HoldReason::ALL.iter().position(short) {
            return Ok(Words::default().with(nth));
        }
        Err(nearest(&word, words.iter().map(|(full, _)| *full)))
    }

    /// Which of its words an incident has.
    pub(super) fn of(self, incident: &impl Facts) -> Option<usize> {
        match self {
            Self::Hold => incident.hold().map(|(reason, _)| reason as usize),
            Self::Phase => incident.phase().map(|phase| phase as usize),
            Self::Origin => incident.origin().map(|origin| origin as usize),
            Self::Verdict => Some(incident.verdict().unwrap_or(Verdict::Incident) as usize),
        }
    }
}

impl Words {
    /// Nothing is there.
    const NONE: u32 = 1 << 31;

    fn with(self, nth: usize) -> Self {
        Self(self.0 | 1 << nth)
    }

    /// Both sets.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the word at this place is among them, or nothing is.
    pub const fn has(self, nth: Option<usize>) -> bool {
        match nth {
            Some(nth) => self.0 & (1 << nth) != 0,
            None => self.0 & Self::NONE != 0,
        }
    }

    /// Writes them as they are read.
    pub(super) fn write(self, kind: Kind, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", kind.word())?;
        let words = kind.words().into_iter().enumerate();
        let some = words.filter(|(nth, _)| self.has(Some(*nth))).map(|(_, (word, _))| word);
        let all: Vec<&str> = some.chain(self.has(None).then_some("none")).collect();
        f.write_str(&all.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words stand in the order of their variants: sets and columns count on it.
    #[test]
    fn every_word_is_at_its_variants_place() {
        assert!(HoldReason::ALL.iter().enumerate().all(|(nth, w)| *w as usize == nth));
        assert!(Phase::ALL.iter().enumerate().all(|(nth, w)| *w as usize == nth));
        assert!(Origin::ALL.iter().enumerate().all(|(nth, w)| *w as usize == nth));
        assert!(Verdict::ALL.iter().enumerate().all(|(nth, w)| *w as usize == nth));
        for kind in [Kind::Hold, Kind::Phase, Kind::Origin, Kind::Verdict] {
            assert!(kind.words().len() < 31);
            for (word, _) in kind.words() {
                assert!(kind.takes().contains(word), "{word}");
            }
        }
    }
}
