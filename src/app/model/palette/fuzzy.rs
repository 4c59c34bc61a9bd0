//! Letters in that order: whether a name has them, how well, and which they are.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};

use crate::text::SafeText;

/// How well a name fits; more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It has the letters in that order.
    Letters,
    /// What was typed stands in what is said of it.
    About,
    /// What was typed stands in it.
    Within,
    /// It begins with what was typed.
    Begins,
    /// It is what was typed.
    Whole,
}

/// What was typed, ready to be looked for.
pub struct Needle {
    matcher: Matcher,
    pattern: Pattern,
    folded: String,
    /// What a name scores that has no two letters beside each other: less is noise.
    least: u32,
    chars: Vec<char>,
}

impl Needle {
    /// Looks for this.
    pub fn new(typed: &str) -> Self {
        /// A letter that fits scores 16; gaps cost.
        const LETTER: u32 = 12;
        let folded = typed.trim().to_lowercase();
        let letters = folded.chars().filter(|c| !c.is_whitespace()).count();
        Self {
            matcher: Matcher::new(Config::DEFAULT),
            // What was typed is a name, no pattern: `!` and `^` are letters.
            pattern: Pattern::new(
                &folded.replace('\\', "\\\\"),
                CaseMatching::Ignore,
                Normalization::Smart,
                AtomKind::Fuzzy,
            ),
            least: letters as u32 * LETTER,
            folded,
            chars: Vec::new(),
        }
    }

    /// What was typed, in lower case.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// How well a text scores; `None` where it does not fit, or only by letters far from each other.
    pub fn score(&mut self, text: &str) -> Option<u32> {
        let hay = Utf32Str::new(text, &mut self.chars);
        self.pattern.score(hay, &mut self.matcher).filter(|score| *score >= self.least)
    }

    /// How well a thing fits by what is said of it: another word for it, or a sentence. Of those, letters far from each
    /// other say nothing.
    pub fn told(&self, text: &SafeText) -> Option<Fit> {
        let enough = self.folded.chars().count() > 2;
        if text.eq_folded(&self.folded) {
            Some(Fit::Begins)
        } else if enough && text.starts_folded(&self.folded) {
            Some(Fit::Within)
        } else {
            (enough && text.contains_folded(&self.folded)).then_some(Fit::About)
        }
    }

    /// How well a name fits, and which of its graphemes fit.
    pub fn fit(&mut self, name: &SafeText) -> Option<(Fit, u32, Vec<u32>)> {
        let mut hits = Vec::new();
        let hay = Utf32Str::new(name.shown(), &mut self.chars);
        let score = self.pattern.indices(hay, &mut self.matcher, &mut hits)?;
        hits.sort_unstable();
        hits.dedup();
        let fit = if name.eq_folded(&self.folded) {
            Fit::Whole
        } else if name.starts_folded(&self.folded) {
            Fit::Begins
        } else if name.contains_folded(&self.folded) {
            Fit::Within
        } else if score >= self.least {
            Fit::Letters
        } else {
            return None;
        };
        Some((fit, score, hits))
    }
}
