//! What went wrong on the way, in the words of the backend contract.

use super::words::line;
use crate::{
    backend::{ActError, ReadError},
    net::NetError,
};

/// A read that failed.
pub fn read(error: &NetError) -> ReadError {
    let words = line(&error.to_string());
    match error {
        NetError::Config(_) | NetError::Secret(_) => ReadError::Setup(words),
        NetError::Tls { .. } => ReadError::Unreachable(words),
        _ if matches!(error.status(), Some(401 | 403)) => ReadError::Setup(words),
        _ if error.is_retryable() => ReadError::Unreachable(words),
        _ => ReadError::Answer(words),
    }
}

/// A write that failed. Each carries its key, so that sending it again is always safe: only what cannot get better by
/// itself is a refusal.
pub fn write(error: &NetError) -> ActError {
    let words = line(&error.to_string());
    match error {
        NetError::Config(_) | NetError::Secret(_) | NetError::Redirect { .. } => ActError::Refused(words),
        NetError::Refused { status, .. } if *status < 500 && !matches!(status, 408 | 425 | 429) => {
            ActError::Refused(words)
        }
        _ => ActError::Later {
            words,
            retry_after_s: error.retry_after().map(|wait| wait.as_secs().try_into().unwrap_or(u32::MAX)),
        },
    }
}
