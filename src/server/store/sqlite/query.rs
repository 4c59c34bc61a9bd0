//! The query language as a condition in SQL, with exactly the meaning of `domain/query/eval.rs`.
//!
//! Everything from outside is a bound parameter. A condition may come out as null where memory says no: `and` and `or`
//! keep that harmless, and `not` is written `IS NOT TRUE`. Long lists are bracketed as a balanced tree, because SQLite
//! refuses expressions deeper than 1,000 and a query may have 2,000 words.
//!
//! | file | what it does |
//! |---|---|
//! | this one | nodes, numbers, states, words of fixed sets |
//! | [`next`] | what stands under NEXT CLOCK |
//! | [`text`] | fields that are text, labels |
//! | [`number`] | tracking numbers, ids and words |
//! | [`sql`] | SQL put together, with its parameters |
//!
//! It is also PostgreSQL's SQL but for what [`text::LABEL`] says.

mod next;
mod number;
pub mod sql;
mod text;

use sql::Sql;

use crate::{
    domain::{
        SourceName, State, Time,
        query::{
            Query, folded,
            tree::{Flag, Kind, Length, Node, Number, Op, Words},
        },
        record::Verdict,
    },
    text::SafeText,
};

/// What a query is answered with, beside the rows.
#[derive(Debug, Clone)]
pub struct Asking {
    now: i64,
    /// Folded.
    me: String,
    /// The one source all rows are of, folded.
    source: String,
}

impl Asking {
    /// At `now`, by `me`, of rows that are all of `source`.
    pub fn new(now: Time, me: &SafeText, source: &SourceName) -> Self {
        Self { now: now.unix(), me: folded(me), source: folded(&source.text()) }
    }

    /// The condition that the rows of table `incident` meet that answer `query`.
    pub fn condition(&self, query: &Query) -> Sql {
        self.node(query.node())
    }

    /// The condition of a part of a query.
    pub fn node(&self, node: &Node) -> Sql {
        match node {
            Node::All => Sql::TRUE,
            Node::And(nodes) => Sql::all(nodes.iter().map(|n| self.node(n)).collect()),
            Node::Or(nodes) => Sql::any(nodes.iter().map(|n| self.node(n)).collect()),
            Node::Not(inner) => match **inner {
                // The other states, so that an index can find them.
                Node::State(states) => state(|s| !states.has(s)),
                _ => self.node(inner).negated(),
            },
            Node::Word(word) => self.word(word),
            Node::Number(field, op, wanted) => {
                let column = match field {
                    Number::Priority => "priority",
                    Number::Count => "count",
                };
                compare(&Sql::raw(column), *op, wanted.iter().copied())
            }
            Node::Length(field, op, wanted) => self.length(*field, *op, wanted),
            Node::State(states) => state(|s| states.has(s)),
            Node::Flag(flag, yes) => {
                let is_so = match flag {
                    Flag::Breached => Sql::raw("breached_after < ").int(self.now),
                    Flag::Major => Sql::raw("major = 1"),
                    Flag::Snoozed => Sql::raw("snoozed_until > ").int(self.now),
                };
                if *yes { is_so } else { is_so.negated() }
            }
            Node::One(kind, words) => one_of(*kind, *words),
            Node::Parent(parents) => {
                let numbers = parents.numbers.iter().map(|n| sql::Bound::Int((*n).into()));
                let none = if parents.none { Sql::raw("parent IS NULL") } else { Sql::FALSE };
                Sql::any(vec![Sql::within("parent", numbers), none])
            }
            Node::Text(field, values) => self.text(field, values),
        }
    }

    fn length(&self, field: Length, op: Op, wanted: &[i64]) -> Sql {
        // An age is more than an hour where the opening is before an hour ago.
        let since = |column| {
            let turned = match op {
                Op::Less => Op::More,
                Op::AtMost => Op::AtLeast,
                Op::More => Op::Less,
                Op::AtLeast => Op::AtMost,
                Op::Is => Op::Is,
            };
            compare(&Sql::raw(column), turned, wanted.iter().map(|w| self.now.saturating_sub(*w)))
        };
        match field {
            Length::Age => since("opened_at"),
            Length::Acked => since("acked_at"),
            Length::Updated => since("updated_at"),
            Length::Clock => {
                Sql::all(vec![Sql::raw("is_open = 1"), compare(&self.clock(), op, wanted.iter().copied())])
            }
        }
    }
}

/// One of the states for which `has` holds. What is open or closed says so, which is what the indices know.
fn state(has: impl Fn(State) -> bool) -> Sql {
    let wanted: Vec<State> = State::ALL.into_iter().filter(|s| has(*s)).collect();
    let (open, closed) = (wanted.iter().any(|s| s.is_open()), wanted.iter().any(|s| !s.is_open()));
    let whole = |open| State::ALL.into_iter().filter(|s| s.is_open() == open).all(&has);
    let words = || Sql::within("state", wanted.iter().map(|s| sql::Bound::Text(s.word().to_owned())));
    // Our own words, not parameters: so the planner knows that the indices of what is open are enough.
    let half = |open| Sql::raw(if open { "is_open = 1" } else { "is_open = 0" });
    match (open, closed) {
        (false, false) => Sql::FALSE,
        (true, true) if whole(true) && whole(false) => Sql::TRUE,
        (true, true) => words(),
        (open, _) if whole(open) => half(open),
        (open, _) => Sql::all(vec![half(open), words()]),
    }
}

/// One of these words, or none.
fn one_of(kind: Kind, words: Words) -> Sql {
    let column = match kind {
        Kind::Hold => "hold_reason",
        Kind::Phase => "phase",
        Kind::Origin => "origin",
        Kind::Verdict => "verdict",
    };
    let all = kind.words().into_iter().enumerate();
    let wanted =
        all.filter(|(nth, _)| words.has(Some(*nth))).map(|(_, (word, _))| sql::Bound::Text(word.into()));
    // What nobody judged is an incident, and its column is null.
    let none = words.has(None) || (kind == Kind::Verdict && words.has(Some(Verdict::Incident as usize)));
    let none = if none { Sql::raw(column).push(" IS NULL") } else { Sql::FALSE };
    Sql::any(vec![Sql::within(column, wanted), none])
}

/// Whether the value compares with any of those wanted.
fn compare(value: &Sql, op: Op, wanted: impl Iterator<Item = i64>) -> Sql {
    let sign = match op {
        Op::Less => " < ",
        Op::AtMost => " <= ",
        Op::More => " > ",
        Op::AtLeast => " >= ",
        Op::Is => " = ",
    };
    Sql::any(wanted.map(|w| value.clone().push(sign).int(w)).collect())
}
