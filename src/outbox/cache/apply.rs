//! Writing what changed of a source that tells changes: no list to compare with, the counts are kept.

use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::{
    Cache, Counts, OutboxError,
    write::{self, CHUNK},
};
use crate::domain::{Change, Incident, IncidentId, Priority, SourceName, State, Time, sla::Book};

/// Rows looked at in one go while those that are past are looked for.
const SWEPT: usize = 4_000;

impl Cache {
    /// Applies `changes` of `source`, heard at `stamp`, in one transaction; once they are `all` that was heard, the whole
    /// list is true as of then. Rows that did not change are not written. Returns how many rows were written or deleted.
    pub async fn apply(
        &self,
        source: &SourceName,
        changes: &[Change],
        stamp: Time,
        all: bool,
    ) -> Result<u64, OutboxError> {
        let book = self.book(source);
        loop {
            let mut held = self.db.lock().await;
            held.begin().await?;
            let done = apply(held.conn(), source, changes, &book, stamp, all).await;
            let run = held.end(done).await;
            drop(held);
            if let Some(done) = self.healed(run).await {
                return done;
            }
        }
    }

    /// Deletes the rows of `source` that `stays` does not know, some at a time. Returns how many that were.
    pub async fn sweep(&self, source: &SourceName, stays: impl Fn(&str) -> bool) -> Result<u64, OutboxError> {
        let (mut after, mut gone) = (0, 0);
        loop {
            let run = sqlx::query_as(
                "SELECT row, id FROM incident WHERE source = ?1 AND row > ?2 ORDER BY row LIMIT ?3",
            )
            .bind(source.as_str())
            .bind(after)
            .bind(SWEPT as i64)
            .fetch_all(self.db.lock().await.conn())
            .await;
            let Some(rows) = self.healed(run.map_err(OutboxError::from)).await else { continue };
            let rows: Vec<(i64, String)> = rows?;
            let past = rows.iter().filter(|(_, id)| !stays(id));
            let past: Vec<Change> = past
                .map(|(_, id)| Change::Gone {
                    id: IncidentId::from_known(id),
                    at: Time::default(),
                    why: crate::text::SafeText::default(),
                })
                .collect();
            if !past.is_empty() {
                gone += self.apply(source, &past, Time::default(), false).await?;
            }
            match rows.last() {
                Some((row, _)) if rows.len() == SWEPT => after = *row,
                _ => return Ok(gone),
            }
        }
    }
}

/// What the counts need of a row that is held.
type Facts = (String, Option<State>, Option<Priority>, Option<i64>);

async fn apply(
    conn: &mut SqliteConnection,
    source: &SourceName,
    changes: &[Change],
    book: &Book,
    stamp: Time,
    all: bool,
) -> Result<u64, OutboxError> {
    let held: Option<(i64, i64, String)> =
        sqlx::query_as("SELECT as_of, total, counts FROM source WHERE name = ?1")
            .bind(source.as_str())
            .fetch_optional(&mut *conn)
            .await?;
    let (as_of, mut total, counts) = held.unwrap_or((i64::MIN, 0, String::new()));
    let mut counts: Counts = serde_json::from_str(&counts).unwrap_or_default();
    let mut written = 0;
    for chunk in changes.chunks(CHUNK) {
        // The last word on each.
        let mut last: HashMap<&str, Option<&Incident>> = HashMap::new();
        for change in chunk {
            match change {
                Change::Upsert(incident) => last.insert(incident.id.as_str(), Some(incident)),
                Change::Gone { id, .. } => last.insert(id.as_str(), None),
            };
        }
        let ids: Vec<&str> = last.keys().copied().collect();
        for (_, state, priority, owned) in facts(conn, source, &ids).await? {
            counts.step(state, priority, owned == Some(1), false);
            total -= 1;
        }
        let now: Vec<&Incident> = last.values().flatten().copied().collect();
        for incident in &now {
            counts.add(incident);
            total += 1;
        }
        let gone: Vec<&str> = last.iter().filter(|(_, now)| now.is_none()).map(|(id, _)| *id).collect();
        if !gone.is_empty() {
            written += sqlx::query(
                "DELETE FROM incident WHERE +source = ?1 AND id IN (SELECT value FROM json_each(?2))",
            )
            .bind(source.as_str())
            .bind(serde_json::to_string(&gone)?)
            .execute(&mut *conn)
            .await?
            .rows_affected();
        }
        written += write::chunk(conn, source, &now, book, stamp).await?.0;
    }
    sqlx::query(
        "INSERT INTO source (name, as_of, total, counts) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO UPDATE SET as_of = excluded.as_of, total = excluded.total, counts = excluded.counts",
    )
    .bind(source.as_str())
    .bind(if all { stamp.unix().max(as_of) } else { as_of })
    .bind(total)
    .bind(serde_json::to_string(&counts)?)
    .execute(conn)
    .await?;
    Ok(written)
}

/// What is held of these.
async fn facts(
    conn: &mut SqliteConnection,
    source: &SourceName,
    ids: &[&str],
) -> Result<Vec<Facts>, OutboxError> {
    let held: String = sqlx::query_scalar(
        "SELECT json_group_array(json_array(
             i.id, i.json ->> 'state', i.json ->> 'priority', (i.json ->> 'owner') IS NOT NULL))
         FROM json_each(?1) j CROSS JOIN incident i ON i.id = j.value
         WHERE +i.source = ?2",
    )
    .bind(serde_json::to_string(ids)?)
    .bind(source.as_str())
    .fetch_one(conn)
    .await?;
    Ok(serde_json::from_str(&held)?)
}
