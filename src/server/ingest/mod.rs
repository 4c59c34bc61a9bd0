//! Alerts from outside: whose they are, what they mean. Pure: bytes and the time come in, alerts
//! ([`crate::wire::Signal`]) go out.
//!
//! | file | what it says |
//! |---|---|
//! | [`keys`] | who may send: tokens that may do nothing else, signatures over the body |
//! | [`alertmanager`] | the webhook of Alertmanager (version 4) |
//! | [`cloudevents`] | `CloudEvents` 1.0: structured, batch, binary |
//!
//! A monitoring system sends a refused body once and never again, so a field that only decorates (an address, a label
//! too many) is cut or left out rather than refused where the shape is not ours. Our own shape is read strictly.

pub mod alertmanager;
pub mod cloudevents;
pub mod keys;

#[cfg(test)]
mod tests;

use std::fmt::Write;

use sha2::{Digest, Sha256};

pub use keys::{Denied, Given, Keys};

use crate::text::{Kind, SafeText};

/// The most alerts of one body.
pub const MAX_SIGNALS: usize = 1_000;

/// What is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub struct Fault {
    /// Its path in the body, or the header's name.
    pub field: String,
    /// What is wrong with it and what to write instead.
    pub why: String,
}

impl Fault {
    /// At a path.
    pub fn new(field: impl Into<String>, why: impl Into<String>) -> Self {
        Self { field: field.into(), why: why.into() }
    }
}

/// Refuses more than [`MAX_SIGNALS`].
///
/// # Errors
/// Says how many there are.
pub fn not_too_many(count: usize, field: &str) -> Result<(), Fault> {
    if count > MAX_SIGNALS {
        return Err(Fault::new(
            field,
            format!("holds {count} alerts; at most {MAX_SIGNALS} are taken at once"),
        ));
    }
    Ok(())
}

/// A key that makes alerts the same incident: as it is, or its SHA-256 where it is longer than a key may be.
fn key(text: &str) -> SafeText {
    let text = text.trim();
    if text.len() <= Kind::Label.cap() { label(text) } else { label(&sha256(&[text])) }
}

/// SHA-256 in hexadecimal of texts, each with its length, so that no two lists are the same.
fn sha256(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex(&digest.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn label(text: &str) -> SafeText {
    SafeText::clean(text, Kind::Label)
}

/// A text that is there and says something.
fn said(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|t| !t.is_empty())
}
