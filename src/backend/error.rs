//! What goes wrong with a source, in words for the person at 03:00.

use crate::text::SafeText;

/// A read that failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    /// No answer: refused, timed out, no route, TLS. Worth trying again.
    #[error("{0:?}")]
    Unreachable(SafeText),
    /// It answered, but not with what we can use (HTML, cut JSON, too large, an error of its own).
    #[error("{0:?}")]
    Answer(SafeText),
    /// We cannot even ask: token missing, bad configuration. Trying again changes nothing until it is mended.
    #[error("{0:?}")]
    Setup(SafeText),
}

impl ReadError {
    /// What was tried, what came back, what to do.
    pub const fn words(&self) -> &SafeText {
        match self {
            Self::Unreachable(w) | Self::Answer(w) | Self::Setup(w) => w,
        }
    }
}

/// A verb that failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ActError {
    /// The source could not be reached, or it is not known whether it did it: stays in the outbox and is tried
    /// again with the same key, after `retry_after_s` where the source said so.
    #[error("{words:?}")]
    Later {
        /// What was tried and what came back.
        words: SafeText,
        /// Seconds, from `Retry-After`.
        retry_after_s: Option<u32>,
    },
    /// The source refused, in its own words. Exit code 3.
    #[error("{0:?}")]
    Refused(SafeText),
    /// The source does not have it any more. Exit code 4.
    #[error("{0:?}")]
    NotFound(SafeText),
    /// It changed under us: what it is now. Exit code 5.
    #[error("{0:?}")]
    Conflict(SafeText),
}

impl ActError {
    /// What was tried, what came back, what to do.
    pub const fn words(&self) -> &SafeText {
        match self {
            Self::Later { words, .. }
            | Self::Refused(words)
            | Self::NotFound(words)
            | Self::Conflict(words) => words,
        }
    }
}

impl From<ReadError> for ActError {
    fn from(e: ReadError) -> Self {
        match e {
            ReadError::Unreachable(words) | ReadError::Answer(words) => {
                Self::Later { words, retry_after_s: None }
            }
            ReadError::Setup(words) => Self::Refused(words),
        }
    }
}
