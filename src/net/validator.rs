//! What we remember of the last answer, to learn that nothing changed.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::text::Opaque;

/// The `ETag` of the last answer that was taken in, and a hash of its body for the many sources without one.
///
/// A value, not a cell: [`super::Answer::validator`] hands out the next one, and the caller keeps it *after* the body
/// was decoded and applied. An answer that could not be used is then asked for again instead of counting as seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validator {
    /// Of the URL: what was seen of another list says nothing about this one.
    url: u64,
    etag: Option<Opaque>,
    body: Option<u64>,
}

impl Validator {
    /// What to remember of an answer.
    pub(super) fn of(url: &str, etag: Option<Opaque>, body: &[u8]) -> Self {
        Self { url: hash(url.as_bytes()), etag, body: Some(hash(body)) }
    }

    /// The `ETag` to send for `url`, if one is known.
    pub(super) fn etag_for(&self, url: &str) -> Option<&Opaque> {
        self.etag.as_ref().filter(|_| self.url == hash(url.as_bytes()))
    }

    /// Whether `newer` is of the same URL with the same bytes.
    pub(super) fn same_body(&self, newer: &Self) -> bool {
        self.url == newer.url && self.body.is_some() && self.body == newer.body
    }
}

/// `SipHash` with fixed keys: the same within one run, never written to disk. 64 bits make a wrong "unchanged" a matter
/// of one in 10^19 polls.
fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_bound_to_its_url() {
        let seen = Validator::of("http://h/a", Some(Opaque::new("\"1\"")), b"[]");
        assert!(seen.etag_for("http://h/a").is_some());
        assert!(seen.etag_for("http://h/b").is_none());
        assert!(seen.same_body(&Validator::of("http://h/a", None, b"[]")));
        assert!(!seen.same_body(&Validator::of("http://h/b", None, b"[]")));
        assert!(!seen.same_body(&Validator::of("http://h/a", None, b"[1]")));
        assert!(!Validator::default().same_body(&Validator::default()), "nothing was seen yet");
    }
}
