//! From text to conditions: groups, `or`, `not`. A part of [`super`]; what stands in a term is read by
//! [`super::term`].
//!
//! ```text
//! any   = all ("|" all)*          lowest
//! all   = not not*                a space is "and"
//! not   = "-" not | "(" any ")" | term
//! ```

use super::{ast::Node, error::QueryError};

/// The longest query, in bytes.
pub const MAX_BYTES: usize = 4 * 1024;

/// The deepest nesting of groups and `-`.
pub const MAX_DEPTH: usize = 64;

/// A source the query asks for by its exact name, and where it says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedSource {
    /// The name, folded.
    pub name: String,
    /// Where it begins, in characters.
    pub at: usize,
    /// How many characters it covers.
    pub len: usize,
}

/// Where the reading stands.
pub(super) struct Parser {
    pub(super) chars: Vec<char>,
    pub(super) at: usize,
    pub(super) sources: Vec<NamedSource>,
    depth: usize,
}

pub(super) fn parse(text: &str) -> Result<(Node, Vec<NamedSource>), QueryError> {
    if text.len() > MAX_BYTES {
        let end = text.char_indices().take_while(|(byte, _)| *byte < MAX_BYTES).count();
        return Err(QueryError::new(end, 0, format!("the query is longer than {MAX_BYTES} bytes")));
    }
    let mut parser = Parser { chars: text.chars().collect(), at: 0, sources: Vec::new(), depth: 0 };
    let node = parser.any()?;
    match parser.peek() {
        None => Ok((node.unwrap_or(Node::All), parser.sources)),
        Some(_) => Err(QueryError::new(parser.at, 1, "no `(` belongs to this `)`")),
    }
}

impl Parser {
    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn any(&mut self) -> Result<Option<Node>, QueryError> {
        let mut nodes = Vec::new();
        loop {
            let all = self.all()?;
            let bar = self.peek() == Some('|');
            match all {
                Some(node) => nodes.push(node),
                None if bar => return Err(QueryError::new(self.at, 1, "nothing stands before this `|`")),
                None if nodes.is_empty() => return Ok(None),
                None => return Err(QueryError::new(self.at, 0, "something must follow the `|`")),
            }
            if !bar {
                return Ok(one_or(nodes, Node::Or));
            }
            self.at += 1;
        }
    }

    fn all(&mut self) -> Result<Option<Node>, QueryError> {
        let mut nodes = Vec::new();
        loop {
            self.spaces();
            match self.peek() {
                None | Some(')' | '|') => return Ok(one_or(nodes, Node::And)),
                Some(_) => match self.not()? {
                    // A group of "and" within "and" says nothing more.
                    Node::And(more) => nodes.extend(more),
                    node => nodes.push(node),
                },
            }
        }
    }

    fn not(&mut self) -> Result<Node, QueryError> {
        let start = self.at;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(QueryError::new(start, 1, format!("nested more than {MAX_DEPTH} deep")));
        }
        let node = match self.peek() {
            Some('-') => {
                self.at += 1;
                match self.peek() {
                    Some(c) if !c.is_whitespace() && c != ')' && c != '|' => Node::Not(Box::new(self.not()?)),
                    _ => {
                        return Err(QueryError::new(
                            start,
                            1,
                            "`-` means not: what must not be there follows it",
                        ));
                    }
                }
            }
            Some('(') => {
                self.at += 1;
                let inner = self.any()?;
                if self.peek() != Some(')') {
                    return Err(QueryError::new(start, 1, "this `(` is not closed: `)` is missing"));
                }
                self.at += 1;
                inner
                    .ok_or_else(|| QueryError::new(start, self.at - start, "nothing stands in this group"))?
            }
            _ => self.term()?,
        };
        self.depth -= 1;
        Ok(node)
    }
}

/// The only one, or all of them together.
fn one_or(mut nodes: Vec<Node>, together: fn(Vec<Node>) -> Node) -> Option<Node> {
    if nodes.len() > 1 { Some(together(nodes)) } else { nodes.pop() }
}
