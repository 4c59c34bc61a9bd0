//! The query language of filter line, views and command line: one parser, one in-memory evaluator.

use super::{Incident, Time};
use crate::text::SafeText;

/// A parsed query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {}

/// What a query is judged against beside the incident.
#[derive(Debug, Clone, Copy)]
pub struct Ctx<'a> {
    /// Now.
    pub now: Time,
    /// Who `me` is.
    pub me: &'a SafeText,
}

/// Error
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// at
    pub at: usize,
    /// words
    pub message: String,
}

impl Query {
    /// x
    pub fn parse(_t: &str) -> Result<Self, QueryError> {
        Ok(Self {})
    }
    /// x
    pub fn matches(&self, _i: &Incident, _c: &Ctx<'_>) -> bool {
        true
    }
    /// x
    pub fn time_dependent(&self) -> bool {
        false
    }
}
