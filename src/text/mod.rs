//! Text from outside.
//!
//! [`SafeText`] is the only text that a view, a log line, a terminal title or the command line accepts. It is
//! made in one place, [`SafeText::clean`], where bytes become values. [`Opaque`] is its opposite: a value that
//! goes back to a source untouched and can never be shown.
//!
//! Inside: `escapes` takes whole sequences out, `rules` knows the characters, `sink` builds the clean text,
//! [`hostile`] is the corpus that all tests share.

mod clean;
mod escapes;
pub mod hostile;
mod opaque;
mod rules;
mod sink;
#[cfg(test)]
mod tests;

pub use clean::{Kind, SafeText, is_clean_symbol};
pub use opaque::Opaque;
