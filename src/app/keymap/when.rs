//! `when = "board && marked"`: where and when a binding holds, as a small boolean language. A part of [`super`].
//!
//! Words joined by `!`, `&&`, `||` and brackets. What a word means is in [`Fact`] and [`ScreenWord`]; three take a
//! name after a colon: `source:NAME`, `state:NAME`, `can:ACTION`. A fault is told with its place in the text.

use std::fmt;

use super::context::{Context, Fact, ScreenWord};
use crate::{app::action::Action, domain::State};

/// Words a condition may have at most; nobody reads a longer one, and it is asked at every key.
const MOST: usize = 32;

/// One word of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Atom {
    /// This screen is on top.
    Screen(ScreenWord),
    /// This is so now.
    Fact(Fact),
    /// The incident under the cursor comes from there.
    Source(String),
    /// The incident under the cursor is in this state.
    State(State),
    /// This action could be done now.
    Can(Action),
}

/// A condition as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Expr {
    Is(Atom),
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
}

/// A condition, with the words it was written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    text: String,
    expr: Expr,
}

/// What is wrong with a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhenError {
    /// The byte of the text where it is.
    pub at: usize,
    /// How many bytes it is long; at least 1.
    pub len: usize,
    /// What is wrong.
    pub words: String,
    /// What to write instead.
    pub instead: Option<String>,
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl When {
    /// Reads a condition.
    ///
    /// # Errors
    /// The first place that cannot be understood, and the nearest right word.
    pub fn parse(text: &str) -> Result<Self, WhenError> {
        let mut parser = Parser { text, at: 0, words: 0 };
        let expr = parser.any()?;
        parser.space();
        match parser.rest() {
            "" => Ok(Self { text: text.to_owned(), expr }),
            rest if rest.starts_with(')') => Err(parser.fault(1, "there is no `(` for this", None)),
            _ => Err(parser.fault(1, "expected `&&`, `||` or the end", None)),
        }
    }

    /// Whether it holds now.
    pub fn holds(&self, now: &Context) -> bool {
        self.expr.holds(&|atom| now.is(atom))
    }

    /// Every word in it.
    pub fn atoms(&self) -> Vec<&Atom> {
        let mut found = Vec::new();
        self.expr.collect(&mut found);
        found
    }
}

impl Expr {
    fn holds(&self, is: &dyn Fn(&Atom) -> bool) -> bool {
        match self {
            Self::Is(atom) => is(atom),
            Self::Not(inner) => !inner.holds(is),
            Self::All(list) => list.iter().all(|e| e.holds(is)),
            Self::Any(list) => list.iter().any(|e| e.holds(is)),
        }
    }

    fn collect<'e>(&'e self, found: &mut Vec<&'e Atom>) {
        match self {
            Self::Is(atom) => found.push(atom),
            Self::Not(inner) => inner.collect(found),
            Self::All(list) | Self::Any(list) => list.iter().for_each(|e| e.collect(found)),
        }
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    words: usize,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn take(&mut self, sign: &str) -> bool {
        self.space();
        let there = self.rest().starts_with(sign);
        self.at += if there { sign.len() } else { 0 };
        there
    }

    fn fault(&self, len: usize, words: impl Into<String>, instead: Option<String>) -> WhenError {
        WhenError { at: self.at, len: len.max(1), words: words.into(), instead }
    }

    fn any(&mut self) -> Result<Expr, WhenError> {
        let mut list = vec![self.all()?];
        while self.take("||") {
            list.push(self.all()?);
        }
        Ok(one(list, Expr::Any))
    }

    fn all(&mut self) -> Result<Expr, WhenError> {
        let mut list = vec![self.single()?];
        while self.take("&&") {
            list.push(self.single()?);
        }
        Ok(one(list, Expr::All))
    }

    fn single(&mut self) -> Result<Expr, WhenError> {
        self.words += 1;
        if self.words > MOST {
            return Err(self.fault(1, format!("more than {MOST} words"), Some("write two bindings".into())));
        }
        if self.take("!") {
            return Ok(Expr::Not(Box::new(self.single()?)));
        }
        let open = self.at;
        if self.take("(") {
            let inner = self.any()?;
            if self.take(")") {
                return Ok(inner);
            }
            self.at = open + self.text[open..].find('(').unwrap_or(0);
            return Err(self.fault(1, "this `(` is not closed", Some("write `)` behind it".into())));
        }
        self.word().map(Expr::Is)
    }

    fn word(&mut self) -> Result<Atom, WhenError> {
        self.space();
        let rest = self.rest();
        let len = rest.find(|c: char| c.is_whitespace() || "!&|()".contains(c)).unwrap_or(rest.len());
        let word = &rest[..len];
        if word.is_empty() {
            let sign = rest.chars().next();
            let instead = match sign {
                Some(c @ ('&' | '|')) => Some(format!("write `{c}{c}` between two words")),
                _ => Some(format!("write one of {}", known().join(", "))),
            };
            return Err(self.fault(1, "expected a word", instead));
        }
        let atom = read(word).map_err(|(words, instead)| self.fault(len, words, instead))?;
        self.at += len;
        Ok(atom)
    }
}

fn one(mut list: Vec<Expr>, many: fn(Vec<Expr>) -> Expr) -> Expr {
    match (list.len(), list.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            list.push(last);
            many(list)
        }
        (_, None) => many(list),
    }
}

fn read(word: &str) -> Result<Atom, (String, Option<String>)> {
    if let Some((head, name)) = word.split_once(':') {
        return match (head, name) {
            (_, "") => Err((format!("`{word}` wants a name behind the colon"), None)),
            ("source", name) => Ok(Atom::Source(name.to_owned())),
            ("state", name) => State::parse(name).map(Atom::State).ok_or_else(|| {
                let states = State::ALL.map(|s| s.short().to_lowercase());
                (
                    format!("there is no state `{name}`"),
                    Some(nearest_of(name, states.iter().map(String::as_str))),
                )
            }),
            ("can", name) => super::action_named(name).map(Atom::Can).ok_or_else(|| {
                let names = crate::app::action::TABLE.iter().map(|s| s.name);
                (format!("no action is called `{name}`"), Some(nearest_of(name, names)))
            }),
            _ => Err((
                format!("`{head}:` is none of the words with a name"),
                Some("write source:NAME, state:NAME or can:ACTION".into()),
            )),
        };
    }
    // What is also a state is the state, so that both ways of saying it are the same to the check for shadows.
    match word {
        "new" => return Ok(Atom::State(State::New)),
        "hold" => return Ok(Atom::State(State::OnHold)),
        "resolved" => return Ok(Atom::State(State::Resolved)),
        _ => {}
    }
    if let Some(screen) = ScreenWord::ALL.into_iter().find(|s| s.word() == word) {
        return Ok(Atom::Screen(screen));
    }
    if let Some(fact) = Fact::ALL.into_iter().find(|f| f.word() == word) {
        return Ok(Atom::Fact(fact));
    }
    let instead = match word {
        "and" => Some("write `&&`".to_owned()),
        "or" => Some("write `||`".to_owned()),
        "not" => Some("write `!` before the word".to_owned()),
        _ => Some(nearest_of(word, known().into_iter())),
    };
    Err((format!("`{word}` is no word of conditions"), instead))
}

fn nearest_of<'a>(word: &str, words: impl Iterator<Item = &'a str> + Clone) -> String {
    match super::nearest(word, words.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of {}", words.collect::<Vec<_>>().join(", ")),
    }
}

/// Every word a condition can be made of, for messages and documents.
pub fn known() -> Vec<&'static str> {
    let screens = ScreenWord::ALL.into_iter().map(ScreenWord::word);
    let facts = Fact::ALL.into_iter().map(Fact::word);
    screens
        .chain(facts)
        .chain(["new", "hold", "resolved", "source:NAME", "state:NAME", "can:ACTION"])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> (usize, usize, String) {
        let e = When::parse(text).expect_err(text);
        (e.at, e.len, format!("{}; {}", e.words, e.instead.unwrap_or_default()))
    }

    fn holds(text: &str, now: &Context) -> bool {
        When::parse(text).expect(text).holds(now)
    }

    #[test]
    fn conditions_are_told_from_a_snapshot_alone() {
        let mut now = Context::new(ScreenWord::Board);
        now.set(Fact::Marked);
        now.state = Some(State::New);
        now.source = Some("pager".into());
        now.can = vec![(Action::Acknowledge, true), (Action::Resolve, false)];
        for so in [
            "board",
            "board && marked",
            "!incident",
            "incident || marked",
            "board && (incident || new)",
            "state:new",
            "source:pager && !mine",
            "can:ack && !can:resolve",
            "!(mine && board)",
            " ( board ) ",
            // && binds tighter.
            "board || mine && incident",
        ] {
            assert!(holds(so, &now), "{so}");
        }
        for not in
            ["incident", "board && mine", "!board", "state:ack", "source:other", "(board || marked) && mine"]
        {
            assert!(!holds(not, &now), "{not}");
        }
    }

    #[test]
    fn faults_have_their_place_and_the_right_word() {
        let (at, len, words) = fault("board && markd");
        assert_eq!((at, len), (9, 5));
        assert!(words.contains("did you mean `marked`?"), "{words}");
        assert_eq!(fault("board &").0, 6);
        assert!(fault("board & mine").2.contains("`&&`"), "{:?}", fault("board & mine"));
        assert_eq!(fault("(board").0, 0);
        assert_eq!(fault("board)").0, 5);
        assert_eq!(fault("").0, 0);
        assert!(fault("board and mine").2.contains("expected"));
        assert!(fault("can:akc").2.contains("did you mean `ack`?"));
        assert!(fault("state:nwe").2.contains("did you mean `new`?"));
        assert!(fault("source:").2.contains("name"));
        assert!(fault("wall:x").2.contains("source:NAME"));
        assert!(fault(&"!".repeat(5_000)).2.contains("32 words"), "depth is bounded");
        assert!(fault(&"(".repeat(5_000)).2.contains("32 words"));
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_can_be_typed_breaks_it(text in ".{0,40}", signs in "[!&|() a-z:]{0,60}") {
            for text in [text, signs] {
                if let Err(e) = When::parse(&text) {
                    proptest::prop_assert!(e.at <= text.len() && text.is_char_boundary(e.at));
                }
            }
        }
    }
}
