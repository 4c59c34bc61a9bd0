//! Text from outside.
//!
//! [`SafeText`] is the only text that a view, a log line, a terminal title or the command line accepts. It is
//! made in one place, [`SafeText::clean`], where bytes become values. [`Opaque`] is its opposite: a value that
//! goes back to a source untouched and can never be shown.

mod clean;
mod opaque;

pub use clean::{Kind, SafeText};
pub use opaque::Opaque;
