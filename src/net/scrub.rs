//! Takes secrets out of text that may be shown: a source may echo the token it was sent, or a URL may hold it.

use std::{fmt, sync::Arc};

use secrecy::{ExposeSecret, SecretString};

/// What stands where a secret stood.
const MASK: &str = "[redacted]";

/// A secret shorter than this is not masked: masking every `a` would garble all text and hide nothing.
const SHORTEST: usize = 4;

/// The secrets of one client. `Debug` shows only how many there are.
#[derive(Clone, Default)]
pub(crate) struct Scrub(Arc<[SecretString]>);

impl Scrub {
    /// Remembers `secrets`, longest first, so that one that holds another goes as a whole.
    pub(crate) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut secrets: Vec<String> = secrets.into_iter().filter(|s| s.len() >= SHORTEST).collect();
        secrets.sort_by_key(|s| std::cmp::Reverse(s.len()));
        Self(secrets.into_iter().map(SecretString::from).collect())
    }

    /// `text` without them.
    pub(crate) fn text(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret.expose_secret(), MASK))
    }

    /// Masks them in `bytes` with as many stars, so that positions stay right.
    pub(crate) fn bytes(&self, bytes: &mut [u8]) {
        for secret in self.0.iter().map(|s| s.expose_secret().as_bytes()) {
            let mut at = 0;
            while let Some(found) =
                bytes.get(at..).and_then(|rest| rest.windows(secret.len()).position(|w| w == secret))
            {
                bytes[at + found..at + found + secret.len()].fill(b'*');
                at += found + secret.len();
            }
        }
    }

    /// Length of the longest, in bytes.
    pub(crate) fn longest(&self) -> usize {
        self.0.first().map_or(0, |s| s.expose_secret().len())
    }
}

impl fmt::Debug for Scrub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scrub({} secrets)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_each_secret_and_leaves_short_ones_alone() {
        let scrub = Scrub::new(["tok-1".into(), "Bearer tok-1".into(), "x".into()]);
        assert_eq!(scrub.text("xx Bearer tok-1, tok-1"), "xx [redacted], [redacted]");
        let mut bytes = b"\xffBearer tok-1tok-1".to_vec();
        scrub.bytes(&mut bytes);
        assert_eq!(bytes, b"\xff*****************");
        assert_eq!(format!("{scrub:?}"), "Scrub(2 secrets)");
    }
}
