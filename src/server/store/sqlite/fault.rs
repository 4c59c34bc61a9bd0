//! What goes wrong with the file, in words for the person who must mend it.

use std::path::Path;

use super::super::{OpenError, ReadFailed};

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// SQLite says no.
    #[error("{0}")]
    Db(#[from] sqlx::Error),
    /// A value of our own cannot be read back, or written.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
}

/// SQLite's result codes that we tell apart (<https://sqlite.org/rescode.html>).
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
fn extended(e: &sqlx::Error) -> Option<i32> {
    e.as_database_error()?.code()?.parse().ok()
}

/// SQLite's primary result code.
pub(super) fn primary(e: &sqlx::Error) -> Option<i32> {
    extended(e).map(|c| c & 0xff)
}

impl Fault {
    /// Whether it is the place that fails and not the request: another request would fare no better.
    pub fn is_the_place(&self) -> bool {
        use code::{BUSY, CANTOPEN, CORRUPT, FULL, IOERR, LOCKED, NOTADB, PERM, READONLY};
        let codes = [PERM, BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB];
        match self {
            Self::Db(e @ sqlx::Error::Database(_)) => primary(e).is_some_and(|c| codes.contains(&c)),
            Self::Db(_) => true,
            Self::Json(_) => false,
        }
    }

    /// What is wrong with `path` and what to do.
    pub fn words(&self, path: &Path) -> String {
        let path = path.display();
        let e = match self {
            Self::Db(e) => e,
            Self::Json(e) => {
                return format!("a row of {path} cannot be read ({e}): it may be damaged, copy it");
            }
        };
        match (primary(e), extended(e)) {
            (Some(code::FULL), _) | (_, Some(code::IOERR_WRITE | code::IOERR_SHMSIZE)) => {
                format!("the disk is full: free some space beside {path}, then send the same again")
            }
            (Some(code::CORRUPT | code::NOTADB), _) => format!(
                "{path} is damaged ({e}): nothing was overwritten; copy it, then try `sqlite3 FILE .recover`, or move \
                 it away (with its -wal and -shm) to begin anew"
            ),
            (Some(code::BUSY | code::LOCKED), _) => {
                format!("another program holds {path} for too long ({e}): end it, or try again")
            }
            (Some(code::PERM | code::READONLY | code::CANTOPEN), _) => {
                format!("{path} cannot be written ({e}): give this user the right to write it and its folder")
            }
            _ => format!("{path} cannot be used ({e})"),
        }
    }

    /// The same for whoever opens it.
    pub fn open(&self, path: &Path) -> OpenError {
        OpenError::Unusable(self.words(path))
    }
}

impl From<Fault> for ReadFailed {
    fn from(fault: Fault) -> Self {
        Self(match &fault {
            Fault::Db(sqlx::Error::PoolClosed) => "the server stops".to_owned(),
            Fault::Db(sqlx::Error::PoolTimedOut) => {
                "every connection of the database is busy: try again".to_owned()
            }
            other => format!("the database cannot be read ({other})"),
        })
    }
}

impl From<sqlx::Error> for ReadFailed {
    fn from(e: sqlx::Error) -> Self {
        Fault::Db(e).into()
    }
}

impl From<serde_json::Error> for ReadFailed {
    fn from(e: serde_json::Error) -> Self {
        Fault::Json(e).into()
    }
}
