//! The parsed query for reading, so that a database can be asked the same question. What each node means is said by
//! the evaluator (`eval.rs`); texts in it are folded as [`super::folded`] does.

pub use super::{
    ast::{Node, NumberWord, Op, Parents, States, Value, Word},
    field::{Flag, Length, Number, Text},
    fold::{Atom, Glob, rarity},
    set::{Kind, Words},
};
