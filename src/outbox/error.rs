//! What goes wrong with our own files, in words for the person who must mend it.

use std::path::PathBuf;

use crate::text::{Kind, SafeText};

/// A file that could not be opened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OpenError {
    /// Written by a newer program. It was not touched.
    #[error(
        "{path:?} was written by a newer watchfloor (schema version {found}, this one knows {known}): \
         start the newer program, or move the file away; nothing was changed"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// Not a database, or a damaged one. It was not touched.
    #[error(
        "{path:?} is damaged ({why:?}): nothing was overwritten; copy it, then try `sqlite3 FILE .recover`, \
         or move it away (with its -wal and -shm) to begin anew"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// SQLite's words.
        why: SafeText,
    },
    /// The schema is not what any version of this program made.
    #[error("{path:?} has a schema that this program did not make ({why:?}): move it away to begin anew")]
    Schema {
        /// The file.
        path: PathBuf,
        /// What differs.
        why: SafeText,
    },
    /// Missing, read-only, full, locked for more than five seconds: another place is tried.
    #[error("{path:?} cannot be written ({why:?})")]
    Unavailable {
        /// The file or folder.
        path: PathBuf,
        /// The system's words.
        why: SafeText,
    },
}

/// A read or write that failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OutboxError {
    /// The disk is full: nothing new is taken, what waits is still sent.
    #[error(
        "the disk is full: this was not saved and nothing of it will be sent; free some space and try again"
    )]
    Full,
    /// The row is being sent right now.
    #[error("the action is being sent right now: wait for its answer")]
    InFlight,
    /// No occurrence of this incident was ever listed here.
    #[error(
        "the incident was never listed by its source here, so nothing can be kept about it: list it first"
    )]
    NotListed,
    /// The lifecycle does not allow it: why, and what would be allowed instead.
    #[error("{0:?}")]
    Forbidden(SafeText),
    /// The file is damaged.
    #[error("our own file is damaged ({0:?}): copy it, then restart")]
    Damaged(SafeText),
    /// Another process held the file for more than five seconds.
    #[error("another process holds our own file for too long ({0:?}): try again")]
    Busy(SafeText),
    /// A value could not be written as JSON.
    #[error("a value could not be written as JSON: a fault of this program")]
    Encode,
    /// Anything else that SQLite says.
    #[error("our own file could not be used ({0:?})")]
    Store(SafeText),
}

/// SQLite's primary result codes that we tell apart (<https://sqlite.org/rescode.html>).
pub(super) mod code {
    pub const PERM: i32 = 3;
    pub const BUSY: i32 = 5;
    pub const LOCKED: i32 = 6;
    pub const READONLY: i32 = 8;
    pub const IOERR: i32 = 10;
    pub const CORRUPT: i32 = 11;
    pub const FULL: i32 = 13;
    pub const CANTOPEN: i32 = 14;
    pub const NOTADB: i32 = 26;
    /// Extended: a quota says no through `EDQUOT`, which SQLite calls a failed write.
    pub const IOERR_WRITE: i32 = 778;
    /// Extended: no room for the shared-memory file.
    pub const IOERR_SHMSIZE: i32 = 4_874;
}

/// SQLite's extended result code, if it is SQLite that speaks.
pub(super) fn extended(e: &sqlx::Error) -> Option<i32> {
    e.as_database_error()?.code()?.parse().ok()
}

/// SQLite's primary result code.
pub(super) fn primary(e: &sqlx::Error) -> Option<i32> {
    extended(e).map(|c| c & 0xff)
}

/// Its words, fit to be shown.
pub(super) fn words(e: &impl std::fmt::Display) -> SafeText {
    SafeText::clean(&e.to_string(), Kind::Line)
}

/// Whether there is no room left, which SQLite calls an I/O error in places.
fn is_full(e: &sqlx::Error) -> bool {
    primary(e) == Some(code::FULL) || matches!(extended(e), Some(code::IOERR_WRITE | code::IOERR_SHMSIZE))
}

/// Why a file could not be opened, fit to be shown.
pub(super) fn reason(e: &sqlx::Error) -> SafeText {
    if is_full(e) { SafeText::clean("the disk is full: free some space", Kind::Line) } else { words(e) }
}

impl From<sqlx::Error> for OutboxError {
    fn from(e: sqlx::Error) -> Self {
        match primary(&e) {
            _ if is_full(&e) => Self::Full,
            Some(code::CORRUPT | code::NOTADB) => Self::Damaged(words(&e)),
            Some(code::BUSY | code::LOCKED) => Self::Busy(words(&e)),
            _ => Self::Store(words(&e)),
        }
    }
}

impl From<serde_json::Error> for OutboxError {
    fn from(_: serde_json::Error) -> Self {
        Self::Encode
    }
}
