//! Keys to actions: sequences, counts, and the three prefixes with their strip.

use super::{action::Action, key::Key};

/// What a sequence of keys means.
#[derive(Debug, Clone)]
pub struct Keymap {
    /// Sequence and action, in the order of the table.
    pub bindings: Vec<(Vec<Key>, Action)>,
}

/// A sequence or count begun.
#[derive(Debug, Clone, Default)]
pub struct KeyState {
    /// Keys of a sequence so far: one of the prefixes.
    pub sequence: Vec<Key>,
    /// `5` of `5j`; 0 is none.
    pub count: u32,
}
