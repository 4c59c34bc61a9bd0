//! `N`: keys and answers of the form of a new incident.

use crate::{
    app::{
        effect::Effect,
        key::Key,
        model::{Model, Now},
        new::NewForm,
    },
    domain::Incident,
    text::SafeText,
};

/// Opens the form.
pub fn open(_model: &mut Model, _now: Now, _fx: &mut Vec<Effect>) {}

/// A key in it.
pub fn key(_model: &mut Model, _now: Now, _form: Box<NewForm>, _key: Key, _fx: &mut Vec<Effect>) {}

/// What a source found that looks alike.
pub fn found(_model: &mut Model, _ask: u64, _incidents: Result<Vec<Incident>, SafeText>) {}

/// It was opened, or was not.
pub fn opened(
    _model: &mut Model,
    _now: Now,
    _slot: &str,
    _incident: Result<Box<Incident>, SafeText>,
    _fx: &mut Vec<Effect>,
) {
}
