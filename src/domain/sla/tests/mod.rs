//! Tests of the engine: against a walk second by second, as properties, and what incidents make of it.

mod oracle;
mod props;
mod story;
