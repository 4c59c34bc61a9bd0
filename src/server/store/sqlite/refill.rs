//! Columns of rows that were written before the columns were known, or under other promises.
//!
//! A mark in `meta` says what the columns were computed with. Where it is another one, every row is computed anew from
//! its record when the file is opened: 100,000 take a few seconds.

use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use super::{columns::Row, fault::Fault, write};
use crate::{
    domain::{Practice, Time},
    wire::IncidentRecord,
};

/// Grows when [`super::columns`] computes something else, or the clocks do, of the same record and practice.
const COMPUTED: u32 = 2;

/// Rows of one commit.
const CHUNK: i64 = 4_000;

/// What columns are computed with.
fn mark(practice: &Practice) -> String {
    let promised = format!("{:?} {:?}", practice.book, practice.auto_close);
    // Half of it is more than enough to tell two practices apart.
    let hash = Sha256::digest(promised).iter().take(16).fold(0_u128, |hash, b| hash << 8 | u128::from(*b));
    format!("{COMPUTED} {hash:032x}")
}

/// Computes all columns anew where they were computed with something else.
pub(super) async fn refill(conn: &mut SqliteConnection, practice: &Practice, now: Time) -> Result<(), Fault> {
    let mark = mark(practice);
    let found: Option<String> = sqlx::query_scalar("SELECT value FROM meta WHERE name = 'columns'")
        .fetch_optional(&mut *conn)
        .await?;
    if found.as_ref() == Some(&mark) {
        return Ok(());
    }
    let (mut last, mut many) = (0_i64, 0_usize);
    loop {
        let rows: Vec<(i64, Option<i64>, String)> = sqlx::query_as(
            "SELECT number, next_at, record FROM incident WHERE number > ?1 ORDER BY number LIMIT ?2",
        )
        .bind(last)
        .bind(CHUNK)
        .fetch_all(&mut *conn)
        .await?;
        let Some((end, ..)) = rows.last() else { break };
        (last, many) = (*end, many + rows.len());
        let rows = rows
            .into_iter()
            .map(|(_, next_at, record)| {
                let record: IncidentRecord = serde_json::from_str(&record)?;
                let row = Row::of(&record, practice, now)?;
                // What was due while nobody served is still to be done.
                Ok(Row { next_at: next_at.into_iter().chain(row.next_at).min(), ..row })
            })
            .collect::<Result<Vec<_>, Fault>>()?;
        // A statement is a transaction.
        write::put(conn, &rows).await?;
    }
    sqlx::query("INSERT OR REPLACE INTO meta (name, value) VALUES ('columns', ?1)")
        .bind(mark)
        .execute(conn)
        .await?;
    if many > 0 {
        tracing::info!(incidents = many, "clocks and columns were computed anew");
    }
    Ok(())
}
