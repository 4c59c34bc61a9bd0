//! The query language of filter line, views and command line: one parser, one in-memory evaluator.

/// A parsed query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {}
