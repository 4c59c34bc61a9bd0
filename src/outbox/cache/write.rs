//! Writing a source's list: only what changed.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hasher},
};

use serde::Serialize;
use sqlx::SqliteConnection;

use super::{Cache, Counts, OutboxError};
use crate::domain::{Incident, SourceName, Time, order, sla::Book};

/// Rows compared and written at once: a millisecond or two of work between two awaits.
pub(super) const CHUNK: usize = 256;

#[derive(Serialize)]
struct NewRow<'a> {
    id: &'a str,
    sort: i64,
    hash: i64,
    json: String,
}

impl Cache {
    /// Makes `incidents` the last known list of `source`, true at `stamp`, in one transaction. Rows that did not
    /// change are not written, rows that are gone are deleted. A list older than the one that is held is ignored.
    /// Returns how many rows were written or deleted.
    pub async fn replace(
        &self,
        source: &SourceName,
        incidents: &[Incident],
        stamp: Time,
    ) -> Result<u64, OutboxError> {
        let book = self.book(source);
        loop {
            let mut held = self.db.lock().await;
            held.begin().await?;
            let done = replace(held.conn(), source, incidents, &book, stamp).await;
            let run = held.end(done).await;
            drop(held);
            if let Some(done) = self.healed(run).await {
                return done;
            }
        }
    }

    /// The list of `source` that was written at `since` is still true at `stamp`: its age is written and nothing else.
    /// `false` when another process wrote one of its own meanwhile, so that only [`Cache::replace`] makes it ours.
    pub async fn still(&self, source: &SourceName, since: Time, stamp: Time) -> Result<bool, OutboxError> {
        loop {
            let run = sqlx::query("UPDATE source SET as_of = ?3 WHERE name = ?1 AND as_of = ?2")
                .bind(source.as_str())
                .bind(since.unix())
                .bind(stamp.unix())
                .execute(self.db.lock().await.conn())
                .await;
            if let Some(done) = self.healed(run.map_err(OutboxError::from)).await {
                return Ok(done?.rows_affected() == 1);
            }
        }
    }

    /// Forgets every source that is not among `configured`. Returns how many rows went.
    pub async fn retain(&self, configured: &[SourceName]) -> Result<u64, OutboxError> {
        let names = serde_json::to_string(configured)?;
        loop {
            let run = retain(self.db.lock().await.conn(), &names).await;
            if let Some(done) = self.healed(run).await {
                return done;
            }
        }
    }
}

async fn retain(conn: &mut SqliteConnection, names: &str) -> Result<u64, OutboxError> {
    let gone = sqlx::query("DELETE FROM incident WHERE source NOT IN (SELECT value FROM json_each(?1))")
        .bind(names)
        .execute(&mut *conn)
        .await?
        .rows_affected();
    for sql in [
        "DELETE FROM source WHERE name NOT IN (SELECT value FROM json_each(?1))",
        "DELETE FROM told WHERE source NOT IN (SELECT value FROM json_each(?1))",
    ] {
        sqlx::query(sql).bind(names).execute(&mut *conn).await?;
    }
    Ok(gone)
}

async fn replace(
    conn: &mut SqliteConnection,
    source: &SourceName,
    incidents: &[Incident],
    book: &Book,
    stamp: Time,
) -> Result<u64, OutboxError> {
    let held: Option<(i64, i64)> = sqlx::query_as("SELECT as_of, total FROM source WHERE name = ?1")
        .bind(source.as_str())
        .fetch_optional(&mut *conn)
        .await?;
    let (as_of, before) = held.unwrap_or((i64::MIN, 0));
    if as_of > stamp.unix() {
        return Ok(0);
    }
    let (mut written, mut inserted) = (0, 0);
    let mut counts = Counts::default();
    for chunk in incidents.chunks(CHUNK) {
        for incident in chunk {
            counts.add(incident);
        }
        let chunk: Vec<&Incident> = chunk.iter().collect();
        let (changed, new) = self::chunk(conn, source, &chunk, book, stamp).await?;
        written += changed;
        inserted += new;
    }
    // Only if the sums differ is anything gone (or named twice), and only then is it looked for.
    let mut total = incidents.len() as i64;
    if before + inserted != total {
        let ids: Vec<&str> = incidents.iter().map(|i| i.id.as_str()).collect();
        written += sqlx::query(
            "DELETE FROM incident WHERE source = ?1 AND id NOT IN (SELECT value FROM json_each(?2))",
        )
        .bind(source.as_str())
        .bind(serde_json::to_string(&ids)?)
        .execute(&mut *conn)
        .await?
        .rows_affected();
        total = sqlx::query_scalar("SELECT count(*) FROM incident WHERE source = ?1")
            .bind(source.as_str())
            .fetch_one(&mut *conn)
            .await?;
    }
    sqlx::query(
        "INSERT INTO source (name, as_of, total, counts) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO UPDATE SET as_of = excluded.as_of, total = excluded.total, counts = excluded.counts",
    )
    .bind(source.as_str())
    .bind(stamp.unix())
    .bind(total)
    .bind(serde_json::to_string(&counts)?)
    .execute(conn)
    .await?;
    Ok(written)
}

/// Returns how many rows were written, and how many of them are new.
pub(super) async fn chunk(
    conn: &mut SqliteConnection,
    source: &SourceName,
    chunk: &[&Incident],
    book: &Book,
    stamp: Time,
) -> Result<(u64, i64), OutboxError> {
    let ids: Vec<&str> = chunk.iter().map(|i| i.id.as_str()).collect();
    // In this order, whatever the planner thinks of the index by source: it would read the whole source. In one row,
    // because each row is a hand-over between two threads.
    let held: String = sqlx::query_scalar(
        "SELECT json_group_array(json_array(i.id, i.hash, i.sort))
         FROM json_each(?1) j CROSS JOIN incident i ON i.id = j.value
         WHERE +i.source = ?2",
    )
    .bind(serde_json::to_string(&ids)?)
    .bind(source.as_str())
    .fetch_one(&mut *conn)
    .await?;
    let held: Vec<(String, i64, i64)> = serde_json::from_str(&held)?;
    let held: HashMap<&str, (i64, i64)> = held.iter().map(|(id, h, s)| (id.as_str(), (*h, *s))).collect();
    let mut rows = Vec::new();
    let mut new = std::collections::HashSet::new();
    for &incident in chunk {
        let id = incident.id.as_str();
        let json = serde_json::to_string(incident)?;
        let (hash, sort) = (hash(&json), order::key(incident, book, stamp).packed.cast_signed());
        match held.get(id) {
            Some(same) if *same == (hash, sort) => {}
            known => {
                if known.is_none() {
                    new.insert(id);
                }
                rows.push(NewRow { id, sort, hash, json });
            }
        }
    }
    if rows.is_empty() {
        return Ok((0, 0));
    }
    sqlx::query(
        "INSERT INTO incident (id, source, sort, hash, json)
         SELECT value ->> 'id', ?1, value ->> 'sort', value ->> 'hash', value ->> 'json' FROM json_each(?2) WHERE true
         ON CONFLICT (id) DO UPDATE SET
             source = excluded.source, sort = excluded.sort, hash = excluded.hash, json = excluded.json",
    )
    .bind(source.as_str())
    .bind(serde_json::to_string(&rows)?)
    .execute(conn)
    .await?;
    Ok((rows.len() as u64, new.len() as i64))
}

/// Not the same in every release of the compiler, which costs one rewrite of the cache.
fn hash(json: &str) -> i64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(json.as_bytes());
    hasher.finish().cast_signed()
}
