//! Whether anything was written into the overlay, by whichever process.

use std::sync::atomic::Ordering;

use super::Local;
use crate::{
    domain::{SourceName, Time, time::MINUTE},
    outbox::OutboxError,
};

/// What the overlay was like at some moment: while it reads the same, laying it over the same list gives the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// SQLite's count of what other connections committed.
    pub(super) theirs: i64,
    /// Our own count of what this one wrote about incidents.
    pub(super) ours: u64,
}

impl Local {
    /// What it is like now, without a look at any row; `None` when that could not be read.
    pub async fn version(&self) -> Option<Version> {
        let mut held = self.db.lock().await;
        let theirs = theirs(held.conn()).await.ok()?;
        Some(Version { theirs, ours: self.ours() })
    }

    /// The list of `source` was seen again at `now`, and was the same: kept to the minute, because a stay that began
    /// anew while nobody looked is told by it. See [`Local::attach`] for a list that may not be the same.
    pub async fn still(&self, source: &SourceName, now: Time) -> Result<(), OutboxError> {
        let known = self.told.lock().ok().and_then(|told| told.get(source).copied());
        if known.is_some_and(|at| now - at < MINUTE) {
            return Ok(());
        }
        let mut held = self.db.lock().await;
        sqlx::query(super::attach::SEEN).bind(source.as_str()).bind(now.unix()).execute(held.conn()).await?;
        self.tell(source, now);
        Ok(())
    }

    /// The file says that the list of `source` was seen at `at`.
    pub(super) fn tell(&self, source: &SourceName, at: Time) {
        if let Ok(mut told) = self.told.lock() {
            told.insert(source.clone(), at);
        }
    }

    /// To be called with the connection held, by whatever writes about an incident.
    pub(super) fn wrote(&self) {
        self.wrote.fetch_add(1, Ordering::Relaxed);
    }

    /// To be called with the connection held.
    pub(super) fn ours(&self) -> u64 {
        self.wrote.load(Ordering::Relaxed)
    }
}

/// <https://sqlite.org/pragma.html#pragma_data_version>
pub(super) async fn theirs(conn: &mut sqlx::SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("PRAGMA data_version").fetch_one(conn).await
}
