//! The parsed query and how it is written back. A part of [`super`].

use std::fmt;

use super::{
    super::time::{DAY, HOUR, MINUTE},
    field::{Flag, Length, Number, Text},
    fold::{Atom, Glob, Needle},
    set::{Kind, Words},
};
use crate::domain::State;

/// One condition or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Everything.
    All,
    /// Two or more.
    And(Vec<Node>),
    /// Two or more.
    Or(Vec<Node>),
    /// What does not answer it.
    Not(Box<Node>),
    /// Stands in title, service, id or number.
    Word(Word),
    /// A number compared with any of these.
    Number(Number, Op, Vec<i64>),
    /// A length of time, in seconds, compared with any of these; what has no such length answers nothing.
    Length(Length, Op, Vec<i64>),
    /// One of these states.
    State(States),
    /// Whether it is so.
    Flag(Flag, bool),
    /// One of these words.
    One(Kind, Words),
    /// Hangs under one of these.
    Parent(Parents),
    /// A text that is any of these.
    Text(Text, Vec<Value>),
}

/// The words that an answer may have in it.
pub(super) fn words<'n>(node: &'n Node, found: &mut Vec<&'n str>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| words(node, found)),
        Node::Word(word) => found.push(word.needle.folded()),
        _ => {}
    }
}

/// How a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// One of the values.
    Is,
}

impl Op {
    /// Whether `value` compares so with any of those wanted.
    pub fn holds(self, value: i64, wanted: &[i64]) -> bool {
        let compare = |f: fn(&i64, &i64) -> bool| wanted.iter().any(|w| f(&value, w));
        match self {
            Self::Less => compare(i64::lt),
            Self::AtMost => compare(i64::le),
            Self::More => compare(i64::gt),
            Self::AtLeast => compare(i64::ge),
            Self::Is => compare(i64::eq),
        }
    }

    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Is => ":",
        }
    }
}

/// A word to look for, and what it says if it can be a tracking number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub(super) needle: Needle,
    pub(super) number: Option<NumberWord>,
}

/// A word that can be (the beginning or a part of) a tracking number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberWord {
    /// The number it is when complete.
    pub value: Option<u32>,
    /// Its digits as typed.
    pub digits: Box<str>,
    /// `INC-` stood before them: then they are the first digits of the padded number.
    pub prefixed: bool,
}

impl Word {
    pub(super) fn new(text: &str) -> Self {
        let needle = Needle::new(text);
        let folded = needle.folded();
        let digits = folded.strip_prefix("inc").map(|rest| rest.strip_prefix('-').unwrap_or(rest));
        let prefixed = digits.is_some();
        let digits = digits.unwrap_or(folded);
        let number = (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| NumberWord {
            value: digits.parse().ok(),
            digits: digits.into(),
            prefixed,
        });
        Self { needle, number }
    }

    /// The folded text to look for.
    pub fn text(&self) -> &str {
        self.needle.folded()
    }

    /// What it says as a tracking number, if it can be (a part of) one.
    pub const fn number(&self) -> Option<&NumberWord> {
        self.number.as_ref()
    }
}

/// A set of states, one bit each in the order of [`State::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct States(pub(super) u16);

impl States {
    /// What `state:open` means.
    pub fn open() -> Self {
        State::ALL.into_iter().filter(|s| s.is_open()).fold(Self::default(), Self::with)
    }

    pub(super) const fn with(self, state: State) -> Self {
        Self(self.0 | 1 << state as u16)
    }

    /// Whether `state` is one of them.
    pub const fn has(self, state: State) -> bool {
        self.0 & (1 << state as u16) != 0
    }
}

/// Incidents that others hang under.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parents {
    /// It hangs under none.
    pub none: bool,
    /// By number.
    pub numbers: Vec<u32>,
}

/// What a text field is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing is there.
    Absent,
    /// The person at the keyboard.
    Me,
    /// Exact, or with `*`.
    Like(Glob),
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::And(nodes) => list(f, nodes, " "),
            // Always bracketed: so it keeps its meaning wherever it stands.
            Self::Or(nodes) => {
                f.write_str("(")?;
                list(f, nodes, " | ")?;
                f.write_str(")")
            }
            Self::Not(inner) => match **inner {
                Self::And(_) => write!(f, "-({inner})"),
                _ => write!(f, "-{inner}"),
            },
            Self::Word(word) => text(f, word.needle.folded(), true),
            Self::Number(field, op, values) => {
                f.write_str(match field {
                    Number::Priority => "p",
                    Number::Count => "count",
                })?;
                f.write_str(op.sign())?;
                list(f, values, ",")
            }
            Self::Length(field, op, values) => {
                f.write_str(match field {
                    Length::Clock => "clock",
                    Length::Age => "age",
                    Length::Acked => "acked",
                    Length::Updated => "updated",
                })?;
                f.write_str(op.sign())?;
                list(f, &values.iter().copied().map(Seconds).collect::<Vec<_>>(), ",")
            }
            Self::State(states) if *states == States::open() => f.write_str("state:open"),
            Self::State(states) => {
                let words: Vec<_> =
                    State::ALL.into_iter().filter(|s| states.has(*s)).map(State::word).collect();
                write!(f, "state:{}", words.join(","))
            }
            Self::Flag(flag, yes) => write!(f, "{}:{}", flag.word(), if *yes { "yes" } else { "no" }),
            Self::One(kind, words) => words.write(*kind, f),
            Self::Parent(Parents { none, numbers }) => {
                f.write_str("parent:")?;
                list(f, numbers, ",")?;
                let between = if numbers.is_empty() { "" } else { "," };
                if *none { write!(f, "{between}none") } else { Ok(()) }
            }
            Self::Text(field, values) => {
                match field {
                    Text::Service => f.write_str("service:"),
                    Text::Owner => f.write_str("owner:"),
                    Text::Source => f.write_str("source:"),
                    Text::Title => f.write_str("title:"),
                    Text::Id => f.write_str("id:"),
                    Text::Severity => f.write_str("severity:"),
                    Text::Team => f.write_str("team:"),
                    Text::Category => f.write_str("category:"),
                    Text::Reporter => f.write_str("reporter:"),
                    Text::Label(name) => write!(f, "label.{name}:"),
                }?;
                list(f, values, ",")
            }
        }
    }
}

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T], between: &str) -> fmt::Result {
    for (nth, item) in items.iter().enumerate() {
        if nth > 0 {
            f.write_str(between)?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("-"),
            Self::Me => f.write_str("me"),
            Self::Like(glob) if glob.0.is_empty() => f.write_str("\"\""),
            Self::Like(glob) => {
                for run in glob.0.chunk_by(|a, b| (*a == Atom::Star) == (*b == Atom::Star)) {
                    let literal: String = run
                        .iter()
                        .filter_map(|a| if let Atom::Char(c) = a { Some(*c) } else { None })
                        .collect();
                    match run.first() {
                        Some(Atom::Star) => f.write_str(&"*".repeat(run.len()))?,
                        _ => text(f, &literal, false)?,
                    }
                }
                Ok(())
            }
        }
    }
}

/// Whether `c` never needs quotes.
pub(super) fn plain(c: char) -> bool {
    c.is_alphanumeric() || "_./@#%+-".contains(c)
}

/// Writes `literal`, in quotes where it would be read as something else.
fn text(f: &mut fmt::Formatter<'_>, literal: &str, word: bool) -> fmt::Result {
    if quoted(literal, word) { write!(f, "\"{}\"", escape(literal)) } else { f.write_str(literal) }
}

/// Whether `literal` must stand in quotes, as a word or as a value.
pub(super) fn quoted(literal: &str, word: bool) -> bool {
    let special = if word { literal.starts_with('-') } else { matches!(literal, "" | "-" | "me" | "none") };
    special || !literal.chars().all(plain)
}

/// What stands between the quotes.
pub(super) fn escape(literal: &str) -> String {
    literal.replace('\\', "\\\\").replace('"', "\\\"")
}

/// A length of time as it can be read again without loss.
struct Seconds(i64);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let mut rest = self.0.unsigned_abs();
        if rest == 0 {
            return f.write_str("0s");
        }
        for (unit, word) in [(DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (1, "s")] {
            let unit = unit.unsigned_abs();
            if rest >= unit {
                write!(f, "{}{word}", rest / unit)?;
                rest %= unit;
            }
        }
        Ok(())
    }
}
