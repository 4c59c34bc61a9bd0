//! The service desk's verbs: moves, matrix, category, hold, snooze, merge, close, cancel, contact, update.

use crate::{
    app::{
        effect::Effect,
        key::Key,
        menu::{MatrixPick, Menu, Search},
        model::{Model, Now},
    },
    domain::Incident,
    text::SafeText,
};

/// `f`: every move the state allows.
pub fn status(_model: &mut Model, _now: Now, _fx: &mut Vec<Effect>) {}

/// `p`: the matrix.
pub fn priority(_model: &mut Model, _now: Now) {}

/// `c`: the category tree.
pub fn category(_model: &mut Model) {}

/// `h`: for what it waits, or on with it.
pub fn hold(_model: &mut Model, _now: Now, _fx: &mut Vec<Effect>) {}

/// `z`: out of sight, or back.
pub fn snooze(_model: &mut Model, _now: Now, _fx: &mut Vec<Effect>) {}

/// `m`: into which.
pub fn merge(_model: &mut Model, _fx: &mut Vec<Effect>) {}

/// `x`: with the caller's answer.
pub fn close(_model: &mut Model, _now: Now, _fx: &mut Vec<Effect>) {}

/// `X`: why it is none.
pub fn cancel(_model: &mut Model, _now: Now) {}

/// `T`: whether the caller answered.
pub fn contact(_model: &mut Model, _now: Now, _fx: &mut Vec<Effect>) {}

/// `C`: what the stakeholders were told.
pub fn tell(_model: &mut Model, _fx: &mut Vec<Effect>) {}

/// A key in a menu.
pub fn menu_key(_model: &mut Model, _now: Now, _menu: Menu, _key: Key, _fx: &mut Vec<Effect>) {}

/// A key in the matrix.
pub fn matrix_key(_model: &mut Model, _now: Now, _matrix: MatrixPick, _key: Key, _fx: &mut Vec<Effect>) {}

/// A key in a searched list.
pub fn search_key(_model: &mut Model, _now: Now, _search: Search, _key: Key, _fx: &mut Vec<Effect>) {}

/// What a source found.
pub fn found(_model: &mut Model, _ask: u64, _incidents: &Result<Vec<Incident>, SafeText>) {}
