//! What Tab offers in a query: names of fields, and the values that are there. A part of [`super`].

use std::ops::Range;

use super::{
    ast::{escape, quoted},
    field::{FIELDS, Field, Length, Number, Text},
    fold::fold,
    set::Kind,
};
use crate::{
    domain::State,
    text::{Kind as Cleaning, SafeText},
};

/// The most completions offered at once.
pub const MAX_OFFERED: usize = 50;

/// What exists on the board: where values to complete come from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Vocabulary<'a> {
    /// Services seen.
    pub services: &'a [SafeText],
    /// Owners seen, and everybody else who can be one.
    pub owners: &'a [SafeText],
    /// Configured sources.
    pub sources: &'a [SafeText],
    /// Names of labels seen.
    pub labels: &'a [SafeText],
    /// Teams seen.
    pub teams: &'a [SafeText],
    /// Categories of the tree or seen: `database` and `database/replication`.
    pub categories: &'a [SafeText],
    /// Who told of incidents.
    pub reporters: &'a [SafeText],
}

/// One way to go on typing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// Which characters (not bytes) of the text it replaces.
    pub replace: Range<usize>,
    /// What stands there afterwards, in quotes where needed.
    pub insert: String,
    /// The same for the pick list.
    pub shown: SafeText,
    /// What it means; may be empty.
    pub about: &'static str,
}

impl Completion {
    /// The whole text afterwards, and where the cursor then stands (in characters).
    pub fn apply(&self, text: &str) -> (String, usize) {
        let mut out: String = text.chars().take(self.replace.start).collect();
        out.push_str(&self.insert);
        let cursor = self.replace.start + self.insert.chars().count();
        out.extend(text.chars().skip(self.replace.end));
        (out, cursor)
    }
}

/// What can stand at `cursor` (in characters) of `text`: names of fields, or values of the field typed there.
///
/// The most likely come first: exact beginnings in the order of the vocabulary, then what contains the letters.
pub fn complete(text: &str, cursor: usize, known: &Vocabulary<'_>) -> Vec<Completion> {
    let chars: Vec<char> = text.chars().take(cursor).collect();
    let cursor = chars.len();
    let (start, comma) = token(&chars);
    let typed: String = chars[start..].iter().collect();
    let op = typed.find([':', '=', '<', '>']);
    let field = op.and_then(|at| Field::parse(&typed[..at]));
    let (from, offers) = match (op, field) {
        (None, _) => (start, names(known)),
        (Some(at), Some(field)) => {
            let sign = if typed[at..].starts_with("<=") || typed[at..].starts_with(">=") { 2 } else { 1 };
            let value = start + typed[..at].chars().count() + sign;
            (value.max(comma.unwrap_or(0)), values(&field, known))
        }
        // A field that does not exist has no values.
        (Some(_), None) => return Vec::new(),
    };
    let prefix = fold(&chars[from..].iter().filter(|c| **c != '"').collect::<String>());
    let rank = |offer: &Offer| {
        let folded = fold(&offer.0.replace(['"', '\\'], ""));
        if folded.starts_with(&prefix) { Some(0) } else { folded.contains(&prefix).then_some(1) }
    };
    let mut ranked: Vec<_> = offers.into_iter().filter_map(|o| rank(&o).map(|r| (r, o))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked
        .into_iter()
        .take(MAX_OFFERED)
        .map(|(_, (insert, about))| Completion {
            replace: from..cursor,
            shown: SafeText::clean(&insert, Cleaning::Label),
            insert,
            about,
        })
        .collect()
}

/// Where the term under the cursor begins (behind brackets and `-`), and where its last value does after a comma.
fn token(chars: &[char]) -> (usize, Option<usize>) {
    let (mut start, mut comma, mut quotes) = (0, None, false);
    for (at, c) in chars.iter().enumerate() {
        match c {
            '"' if at == 0 || !quotes || chars[at - 1] != '\\' => quotes = !quotes,
            c if !quotes && (c.is_whitespace() || "()|".contains(*c)) => (start, comma) = (at + 1, None),
            '-' if !quotes && at == start => start = at + 1,
            ',' if !quotes => comma = Some(at + 1),
            _ => {}
        }
    }
    (start, comma)
}

type Offer = (String, &'static str);

fn names(known: &Vocabulary<'_>) -> Vec<Offer> {
    let fields = FIELDS.iter().map(|(name, about)| (format!("{name}:"), *about));
    let labels = known.labels.iter().map(|name| (format!("label.{}:", name.shown()), "a label"));
    // A label whose name cannot be typed as one is left out.
    fields
        .chain(
            labels.filter(|(name, _)| !name.contains(|c: char| c.is_whitespace() || "\"(),|<>=".contains(c))),
        )
        .collect()
}

fn values(field: &Field, known: &Vocabulary<'_>) -> Vec<Offer> {
    let fixed = |words: &[&str]| words.iter().map(|w| ((*w).to_owned(), "")).collect::<Vec<_>>();
    let seen = |words: &[SafeText]| {
        words.iter().filter(|w| !w.is_empty()).map(|w| (literal(w.shown()), "")).collect::<Vec<_>>()
    };
    match field {
        Field::Number(Number::Priority) => fixed(&["1", "2", "3", "4", "5"]),
        Field::Number(Number::Count) => fixed(&["2", "5", "10"]),
        Field::Length(Length::Clock) => fixed(&["15m", "5m", "1h", "4h", "0s"]),
        Field::Length(Length::Age | Length::Acked | Length::Updated) => {
            fixed(&["15m", "1h", "4h", "1d", "1w"])
        }
        Field::Flag(_) => fixed(&["yes", "no"]),
        Field::Parent => fixed(&["none"]),
        Field::One(kind) => {
            let none = matches!(kind, Kind::Hold | Kind::Phase).then(|| ("none".to_owned(), "none of them"));
            kind.words().into_iter().map(|(word, about)| (word.to_owned(), about)).chain(none).collect()
        }
        Field::Text(Text::Team) => none_or(seen(known.teams), "no team"),
        Field::Text(Text::Category) => none_or(seen(known.categories), "without one"),
        Field::Text(Text::Reporter) => none_or(seen(known.reporters), "nobody: an alert told of it"),
        Field::State => {
            let open = ("open".to_owned(), "not resolved, closed, cancelled or merged");
            std::iter::once(open).chain(State::ALL.map(|s| (s.word().to_owned(), s.short()))).collect()
        }
        Field::Text(Text::Service) => seen(known.services),
        Field::Text(Text::Source) => seen(known.sources),
        Field::Text(Text::Owner) => {
            let mut offers = vec![("me".to_owned(), "you"), ("none".to_owned(), "nobody")];
            offers.extend(seen(known.owners));
            offers
        }
        Field::Text(Text::Title | Text::Id | Text::Severity | Text::Label(_)) => Vec::new(),
    }
}

fn none_or(mut seen: Vec<Offer>, none: &'static str) -> Vec<Offer> {
    seen.push(("none".to_owned(), none));
    seen
}

/// A value that is read back as exactly this text.
fn literal(text: &str) -> String {
    if quoted(text, false) { format!("\"{}\"", escape(text)) } else { text.to_owned() }
}
