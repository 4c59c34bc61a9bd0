//! The overlay: facts that a source cannot hold, keyed by *occurrence*.
//!
//! An occurrence is one stay of an incident (its source and the source's own id) on the source's list, with one
//! number. Back within [`crate::domain::REOPEN_WINDOW`] after it cleared it is the same one; later it is a new one that names the
//! old one. Every fact about it hangs on its number.

mod act;
mod attach;
mod decide;
mod event;
mod family;
mod kept;
mod merge;
mod occurrence;
mod plan;
mod turn;
mod upkeep;
mod version;

#[cfg(test)]
pub(super) use self::{
    occurrence::Row,
    plan::{Held, plan},
};
pub use act::Applied;
pub use attach::{Attached, Gone};
pub use decide::{Decided, Ours};
pub use occurrence::Occurrence;
pub use version::Version;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, atomic::AtomicU64},
};

use super::{OutboxError, bare, db::Db};
use crate::{
    domain::{IncidentId, Number, SourceName, Time},
    text::Opaque,
};

/// What this process was last told of each source: the difference to it is what came and what went *here*,
/// whichever process wrote it down first.
type Seen = HashMap<SourceName, HashMap<IncidentId, Option<Number>>>;

/// The overlay. Clones share the file and what was seen.
#[derive(Clone)]
pub struct Local {
    db: Db,
    seen: Arc<Mutex<Seen>>,
    /// When each source's list was last seen, as the file says.
    told: Arc<Mutex<HashMap<SourceName, Time>>>,
    /// Counts what this process wrote about incidents.
    wrote: Arc<AtomicU64>,
    /// Counts the looks at rows.
    #[cfg(test)]
    pub(crate) looks: Arc<AtomicU64>,
}

impl Local {
    pub(super) fn new(db: Db) -> Self {
        Self {
            db,
            seen: Arc::default(),
            told: Arc::default(),
            wrote: Arc::default(),
            #[cfg(test)]
            looks: Arc::default(),
        }
    }

    /// The occurrence of a number.
    pub async fn number(&self, number: Number) -> Result<Option<Occurrence>, OutboxError> {
        let mut held = self.db.lock().await;
        let row: Option<occurrence::Row> = sqlx::query_as("SELECT * FROM occurrence WHERE number = ?1")
            .bind(number.get())
            .fetch_optional(held.conn())
            .await?;
        Ok(row.and_then(occurrence::Row::into_occurrence))
    }

    /// The latest occurrence of a source's own id, open or not.
    pub async fn latest(
        &self,
        source: &SourceName,
        native: &Opaque,
    ) -> Result<Option<Occurrence>, OutboxError> {
        let mut held = self.db.lock().await;
        let row = occurrence::latest(held.conn(), source, &bare(native)?).await?;
        Ok(row.and_then(occurrence::Row::into_occurrence))
    }

    /// What cleared last at `source`, the latest first.
    pub async fn recent_closed(
        &self,
        source: &SourceName,
        limit: u32,
    ) -> Result<Vec<Occurrence>, OutboxError> {
        let mut held = self.db.lock().await;
        let rows: Vec<occurrence::Row> = sqlx::query_as(
            "SELECT * FROM occurrence WHERE source = ?1 AND cleared_at IS NOT NULL
             ORDER BY cleared_at DESC, number DESC LIMIT ?2",
        )
        .bind(source.as_str())
        .bind(limit)
        .fetch_all(held.conn())
        .await?;
        Ok(rows.into_iter().filter_map(occurrence::Row::into_occurrence).collect())
    }

    /// Takes or renews what one process does for all (renewing acknowledgements), for `seconds`. `false` while
    /// another one has it.
    pub async fn lease(
        &self,
        name: &str,
        holder: &str,
        seconds: i64,
        now: Time,
    ) -> Result<bool, OutboxError> {
        let mut held = self.db.lock().await;
        let changed = sqlx::query(
            "INSERT INTO lease (name, holder, until) VALUES (?1, ?2, ?3)
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
             WHERE lease.holder = excluded.holder OR lease.until <= ?4",
        )
        .bind(name)
        .bind(holder)
        .bind((now + seconds).unix())
        .bind(now.unix())
        .execute(held.conn())
        .await?
        .rows_affected();
        Ok(changed == 1)
    }
}
