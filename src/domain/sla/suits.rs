//! Which incidents a policy's query can mean, asked once when a book is made; and what it says of an incident at
//! another priority.

use crate::domain::{
    Facts, Priority,
    query::{
        Ctx, Query,
        tree::{self, Node},
    },
};

/// What a query says of priorities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Levels {
    /// One bit for each priority that may answer it, bit 1 for P1.
    pub(super) may: u8,
    /// It asks for nothing else: each of them does answer it.
    pub(super) surely: bool,
}

const ALL: u8 = 0b11_1110;

impl Levels {
    pub(super) fn of(query: &Query) -> Self {
        Self::node(query.node())
    }

    fn node(node: &Node) -> Self {
        match node {
            Node::All => Self { may: ALL, surely: true },
            Node::Number(tree::Number::Priority, op, wanted) => {
                let may = (1..=5_u8).filter(|p| op.holds(i64::from(*p), wanted)).map(|p| 1 << p).sum();
                Self { may, surely: true }
            }
            Node::And(nodes) => nodes.iter().map(Self::node).fold(Self { may: ALL, surely: true }, |a, b| {
                Self { may: a.may & b.may, surely: a.surely && b.surely }
            }),
            Node::Or(nodes) => nodes.iter().map(Self::node).fold(Self { may: 0, surely: true }, |a, b| {
                Self { may: a.may | b.may, surely: a.surely && b.surely }
            }),
            Node::Not(inner) => match Self::node(inner) {
                Self { may, surely: true } => Self { may: ALL & !may, surely: true },
                Self { surely: false, .. } => Self { may: ALL, surely: false },
            },
            _ => Self { may: ALL, surely: false },
        }
    }

    pub(super) const fn has(self, priority: Priority) -> bool {
        self.may & (1 << priority.level()) != 0
    }
}

/// Whether `incident` answers the query as it would be at `priority`, all else as it is.
pub(super) fn matches(node: &Node, incident: &impl Facts, priority: Priority, ctx: &Ctx<'_>) -> bool {
    match node {
        Node::And(nodes) => nodes.iter().all(|n| matches(n, incident, priority, ctx)),
        Node::Or(nodes) => nodes.iter().any(|n| matches(n, incident, priority, ctx)),
        Node::Not(inner) => !matches(inner, incident, priority, ctx),
        Node::Number(tree::Number::Priority, op, wanted) => op.holds(i64::from(priority.level()), wanted),
        other => other.matches(incident, ctx),
    }
}
