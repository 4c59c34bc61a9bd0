//! `K`: why the clocks say what they say.

use crate::app::{explain::Explain, key::Key, model::Model};

/// Opens the page.
pub fn open(_model: &mut Model) {}

/// A key on it.
pub fn key(_model: &mut Model, _explain: Explain, _key: Key) {}
