//! Many actions at once, in one transaction each way: what costs is the sync of the disk, not the rows.

use sqlx::SqliteConnection;

use super::{
    super::{OutboxError, bare},
    CONFIRM_SQL, FAIL_SQL, LATER_SQL, LEASE, LEASE_SQL, Outbox, drained,
    entry::{self, Entry, Settled, Settling},
    made_room,
};
use crate::{
    backend::ActionKey,
    domain::{SourceName, Time},
};

impl Outbox {
    /// Leases up to `most` due actions of one source for [`LEASE`] seconds, the oldest first, in one transaction. No
    /// two of one incident: the next one of it is due when the one before is settled.
    pub async fn lease_many(
        &self,
        source: &SourceName,
        holder: &str,
        most: usize,
        now: Time,
    ) -> Result<Vec<Entry>, OutboxError> {
        self.lease_rows(Some(source.as_str()), holder, most, now).await
    }

    pub(super) async fn lease_rows(
        &self,
        source: Option<&str>,
        holder: &str,
        most: usize,
        now: Time,
    ) -> Result<Vec<Entry>, OutboxError> {
        let mut held = self.db.lock().await;
        let mut rows = loop {
            let run = sqlx::query_as::<_, entry::Row>(LEASE_SQL)
                .bind(now.unix())
                .bind(holder)
                .bind((now + LEASE).unix())
                .bind(source)
                .bind(i64::try_from(most).unwrap_or(i64::MAX))
                .fetch_all(held.conn())
                .await;
            if let Some(done) = drained(&mut held, &self.ballast, run).await {
                break done?;
            }
        };
        // What an UPDATE returns has no order.
        rows.sort_by_key(|row| row.seq);
        let mut entries = Vec::with_capacity(rows.len());
        let mut strange = None;
        for row in rows {
            let key = row.key.clone();
            match Entry::try_from(row) {
                Ok(entry) => entries.push(entry),
                // It must not come up again and again and hold up its lane.
                Err(error) => {
                    self.give_up(&mut held, &key, now).await?;
                    strange = Some(error);
                }
            }
        }
        match strange {
            Some(error) if entries.is_empty() => Err(error),
            _ => Ok(entries),
        }
    }

    /// Writes down how several actions ended, all in one transaction; each as by [`Outbox::settle`]. The answers are in
    /// the order of `ended`.
    ///
    /// # Errors
    /// Nothing was written down.
    pub async fn settle_many(
        &self,
        holder: &str,
        ended: &[(ActionKey, Settled)],
        now: Time,
    ) -> Result<Vec<Settling>, OutboxError> {
        let mut held = self.db.lock().await;
        loop {
            held.begin().await?;
            let done = settle_all(held.conn(), holder, ended, now).await;
            match held.end(done).await {
                Err(OutboxError::Full) if made_room(&mut held, &self.ballast).await => {}
                done => return done,
            }
        }
    }
}

async fn settle_all(
    conn: &mut SqliteConnection,
    holder: &str,
    ended: &[(ActionKey, Settled)],
    now: Time,
) -> Result<Vec<Settling>, OutboxError> {
    let mut all = Vec::with_capacity(ended.len());
    for (key, settled) in ended {
        let (sql, words, next_at) = match settled {
            Settled::Confirmed { words } => (CONFIRM_SQL, words, now),
            Settled::Failed { words } => (FAIL_SQL, words, now),
            Settled::Later { words, next_at } => (LATER_SQL, words, *next_at),
        };
        let run = sqlx::query(sql)
            .bind(entry::hex(*key))
            .bind(bare(words)?)
            .bind(now.unix())
            .bind(next_at.unix())
            .bind(holder)
            .execute(&mut *conn)
            .await?;
        all.push(if run.rows_affected() == 1 { Settling::Done } else { Settling::NotYours });
    }
    Ok(all)
}
