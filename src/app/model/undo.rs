//! Verbs on their way into the outbox, and the ways back. A part of [`super`].

use std::borrow::Cow;

use crate::backend::{ActionKey, Target, Verb};

/// A verb on its way into the outbox.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Names the ask.
    pub group: u64,
    /// The draft to delete once it is saved.
    pub slot: Option<String>,
    /// How to take it back.
    pub undo: Option<Undo>,
}

/// One way back.
#[derive(Debug, Clone)]
pub struct Undo {
    /// What it takes back: `ack`.
    pub verb: &'static str,
    /// Of which: the first number, and how many.
    pub number: Option<crate::domain::Number>,
    /// How many incidents.
    pub count: usize,
    /// The outbox rows, to take out if they were not sent yet.
    pub keys: Vec<ActionKey>,
    /// The inverse, or why there is none.
    pub inverse: Result<Vec<(Target, Verb)>, Cow<'static, str>>,
}
