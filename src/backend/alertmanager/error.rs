//! What went wrong on the way, in the words of the backend contract.

use crate::{
    backend::{ActError, ReadError},
    net::NetError,
    text::{Kind, SafeText},
};

/// A read that failed.
pub fn read(error: &NetError) -> ReadError {
    let words = words(error);
    match error {
        NetError::Config(_) | NetError::Secret(_) => ReadError::Setup(words),
        NetError::Tls { .. } => ReadError::Unreachable(words),
        _ if matches!(error.status(), Some(401 | 403)) => ReadError::Setup(words),
        _ if error.is_retryable() => ReadError::Unreachable(words),
        _ => ReadError::Answer(words),
    }
}

/// A read on behalf of a verb that failed: nothing was sent yet, so trying again is always safe.
pub fn look(error: &NetError) -> ActError {
    match read(error) {
        ReadError::Setup(words) => ActError::Refused(words),
        ReadError::Unreachable(words) | ReadError::Answer(words) => {
            ActError::Later { words, retry_after_s: retry_after_s(error) }
        }
    }
}

/// A write that failed. Where it may have been done in spite of the error, it stays in the outbox: the next try looks
/// for its key before it sends anything.
pub fn write(error: &NetError) -> ActError {
    let words = words(error);
    match error {
        NetError::Config(_) | NetError::Secret(_) | NetError::Redirect { .. } => ActError::Refused(words),
        // Its own 500 is a refusal in words ("silence not found"), not a fault that passes.
        NetError::Refused { status, .. } if !matches!(status, 408 | 425 | 429 | 502..=504) => {
            ActError::Refused(words)
        }
        _ => ActError::Later { words, retry_after_s: retry_after_s(error) },
    }
}

fn retry_after_s(error: &NetError) -> Option<u32> {
    error.retry_after().map(|wait| wait.as_secs().try_into().unwrap_or(u32::MAX))
}

fn words(error: &NetError) -> SafeText {
    SafeText::clean(&error.to_string(), Kind::Line)
}
