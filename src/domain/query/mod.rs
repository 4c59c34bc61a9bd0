//! The query language of filter line, views and command line: one parser, one in-memory evaluator.
