//! The query language of filter line, views and command line: one parser, one in-memory evaluator.
//!
//! `p<=2 state:new,ack service:checkout owner:me clock<15m label.region=eu "lag 92" -source:icinga`
//!
//! | written | means |
//! |---|---|
//! | `lag`, `"lag 92"` | stands in title, id, number or service, in either case |
//! | `field:value`, `field=value` | is exactly that; `*` stands for anything, a comma is "or", quotes take `*` literally |
//! | `field<value` and `<=` `>` `>=` | for numbers (`p`, `count`) and lengths of time (`clock`, `age`, `acked`) |
//! | `a b`, `a \| b`, `-a`, `( … )` | and, or, not, group; "or" binds weakest |
//! | `owner:me`, `owner:none`, `service:-` | the person at the keyboard; nobody; nothing there |
//! | `category:database`, `category:database/replication` | the first level, whatever stands under it; both levels |
//! | `hold:vendor`, `hold:*`, `phase:none` | a word of a fixed set, any of them, none of them |
//! | `parent:42`, `parent:none`, `major:yes`, `snoozed:no` | what it hangs under; what is so or not |
//!
//! `clock` is what stands under NEXT CLOCK, in seconds to go: overrun is negative, so `clock<15m` finds it.

mod ast;
mod complete;
mod error;
mod eval;
mod field;
mod fold;
mod letters;
mod narrow;
mod of_source;
mod parse;
mod set;
mod term;
pub mod tree;

#[cfg(test)]
mod props;
#[cfg(test)]
mod tests;

use std::fmt;

pub use complete::{Completion, Vocabulary, complete};
pub use error::QueryError;
pub use field::{FieldHelp, reference};
pub use letters::{Letters, Need};
pub use parse::{MAX_BYTES, MAX_DEPTH, NamedSource};

use super::{Facts, Time, sla::Book};
use crate::text::SafeText;

/// The form in which texts are compared on both sides: lower case character by character, which is not what
/// `str::to_lowercase` makes of a final sigma. For whoever stores texts to compare them later.
pub fn folded(text: &SafeText) -> String {
    fold::fold(text.shown())
}

/// What a query is answered with, beside the incident.
#[derive(Debug, Clone, Copy)]
pub struct Ctx<'a> {
    /// The server's time.
    pub now: Time,
    /// Who `owner:me` is.
    pub me: &'a SafeText,
    /// What is promised, for `clock` and `breached`.
    pub book: &'a Book,
}

/// A parsed query. Two are equal when they mean the same conditions in the same order, however they were typed.
///
/// Its `Display` is the canonical form: it reads back to an equal query.
#[derive(Debug, Clone)]
pub struct Query {
    text: String,
    node: ast::Node,
    sources: Vec<NamedSource>,
}

impl Query {
    /// Reads a query; an empty one is [`Query::all`].
    ///
    /// # Errors
    /// The first fault, with its place, what may stand there and the nearest right word; also for more than
    /// [`MAX_BYTES`] bytes and nesting deeper than [`MAX_DEPTH`].
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let (node, sources) = parse::parse(text)?;
        Ok(Self { text: text.trim().to_owned(), node, sources })
    }

    /// The query that every incident answers.
    pub const fn all() -> Self {
        Self { text: String::new(), node: ast::Node::All, sources: Vec::new() }
    }

    /// What was read, for whoever asks something else than memory: see [`tree`].
    pub const fn node(&self) -> &tree::Node {
        &self.node
    }

    /// Whether it asks for nothing.
    pub const fn is_all(&self) -> bool {
        matches!(self.node, ast::Node::All)
    }

    /// As it was typed, without the spaces around it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Both conditions: a view with a filter on top.
    pub fn and(a: Self, b: Self) -> Self {
        if a.is_all() {
            return b;
        }
        if b.is_all() {
            return a;
        }
        let parts = |node| if let ast::Node::And(nodes) = node { nodes } else { vec![node] };
        let mut nodes = parts(a.node);
        nodes.extend(parts(b.node));
        let node = ast::Node::And(nodes);
        // Places within the parts mean nothing in the whole, so the names it asks for are not carried over.
        Self { text: node.to_string(), node, sources: Vec::new() }
    }

    /// Whether `incident` answers it.
    pub fn matches(&self, incident: &impl Facts, ctx: &Ctx<'_>) -> bool {
        self.node.matches(incident, ctx)
    }

    /// Whether whatever answers this surely answers `other`: typing on at a word does. `false` says nothing.
    pub fn narrows(&self, other: &Self) -> bool {
        narrow::narrows(&self.node, &other.node)
    }

    /// What the letters of a row's id, title and service must be for it to answer: told without reading them.
    pub fn need(&self) -> Need {
        Need::of(&self.node)
    }

    /// Whether the answer can change while the incident does not: it asks for a clock, an age or a snooze.
    /// What is promised to whom may not depend on such a question.
    pub fn time_dependent(&self) -> bool {
        self.node.time_dependent()
    }

    /// The (folded) words an answer has in it, each once: what is highlighted in the rows. Words behind a `-` are in none.
    pub fn words(&self) -> Vec<&str> {
        let mut found = Vec::new();
        ast::words(&self.node, &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The sources it asks for by exact name, for checking that they exist.
    pub fn named_sources(&self) -> &[NamedSource] {
        &self.sources
    }
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl Eq for Query {}

impl Default for Query {
    fn default() -> Self {
        Self::all()
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

impl std::str::FromStr for Query {
    type Err = QueryError;
    fn from_str(text: &str) -> Result<Self, QueryError> {
        Self::parse(text)
    }
}
