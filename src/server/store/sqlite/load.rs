//! What a batch names, as it is: one query a table.
//!
//! Rows come as one text each table, because each row is a hand-over between two threads.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use sqlx::SqliteConnection;

use super::fault::Fault;
use crate::{
    domain::Time,
    server::ledger::{Answer, Asked, Done, Loaded, Named},
    wire::{EventRecord, IncidentRecord, Person, Service},
};

/// Loads what `named` names; `next` is the next tracking number and the next place in the log.
pub(super) async fn load<'a>(
    conn: &mut SqliteConnection,
    batch: impl Iterator<Item = &'a Asked> + Clone,
    next: (u32, u64),
) -> Result<Loaded, Fault> {
    let named = Named::of(batch.clone());
    let mut loaded = Loaded { next_number: next.0, next_seq: next.1, ..Loaded::default() };
    if !named.numbers.is_empty() || !named.dedup_keys.is_empty() {
        loaded.incidents = incidents(conn, &named).await?;
    }
    if !named.keys.is_empty() {
        loaded.answers = answers(conn, &named).await?;
    }
    if !named.services.is_empty() {
        let joined = sqlx::query_scalar(
            "SELECT group_concat(record) FROM service WHERE id IN (SELECT value FROM json_each(?1))",
        )
        .bind(serde_json::to_string(&named.services)?)
        .fetch_one(&mut *conn)
        .await?;
        loaded.services = array::<Service>(joined)?.into_iter().map(|s| (s.id.clone(), s)).collect();
    }
    if !named.people.is_empty() {
        let joined = sqlx::query_scalar(
            "SELECT group_concat(record) FROM person WHERE id IN (SELECT value FROM json_each(?1))",
        )
        .bind(serde_json::to_string(&named.people)?)
        .fetch_one(&mut *conn)
        .await?;
        loaded.people = array::<Person>(joined)?.into_iter().map(|p| (p.id.clone(), p)).collect();
    }
    for (number, version) in loaded.stale(batch) {
        let events = after_version(conn, number, version).await?;
        loaded.since.insert((number, version), events);
    }
    Ok(loaded)
}

/// Loads acknowledged incidents whose acknowledgement ran out by `now`, at most `limit`, the earliest first.
pub(super) async fn due(
    conn: &mut SqliteConnection,
    now: Time,
    limit: i64,
    next: (u32, u64),
) -> Result<Loaded, Fault> {
    let joined = sqlx::query_scalar(
        "SELECT group_concat(record) FROM
             (SELECT record FROM incident WHERE ack_until <= ?1 ORDER BY ack_until LIMIT ?2)",
    )
    .bind(now.unix())
    .bind(limit)
    .fetch_one(conn)
    .await?;
    let incidents = array::<IncidentRecord>(joined)?.into_iter().map(|i| (i.number, i)).collect();
    Ok(Loaded { incidents, next_number: next.0, next_seq: next.1, ..Loaded::default() })
}

/// Records joined by commas as values.
fn array<T: DeserializeOwned>(joined: Option<String>) -> Result<Vec<T>, Fault> {
    Ok(match joined {
        Some(joined) => serde_json::from_str(&format!("[{joined}]"))?,
        None => Vec::new(),
    })
}

/// Of one key the open one with the highest number and the one with the highest number that is not open.
async fn incidents(
    conn: &mut SqliteConnection,
    named: &Named,
) -> Result<HashMap<u32, IncidentRecord>, Fault> {
    let joined = sqlx::query_scalar(
        "SELECT group_concat(i.record) FROM (
             SELECT value AS number FROM json_each(?1)
             UNION SELECT (SELECT max(number) FROM incident WHERE dedup_key = k.value AND is_open = 1)
                   FROM json_each(?2) k
             UNION SELECT (SELECT max(number) FROM incident WHERE dedup_key = k.value AND is_open = 0)
                   FROM json_each(?2) k
         ) n CROSS JOIN incident i ON i.number = n.number",
    )
    .bind(serde_json::to_string(&named.numbers)?)
    .bind(serde_json::to_string(&named.dedup_keys)?)
    .fetch_one(conn)
    .await?;
    Ok(array::<IncidentRecord>(joined)?.into_iter().map(|i| (i.number, i)).collect())
}

async fn answers(conn: &mut SqliteConnection, named: &Named) -> Result<HashMap<String, Answer>, Fault> {
    let rows: Vec<(String, Vec<u8>, String)> = sqlx::query_as(
        "SELECT key, request, body FROM answer WHERE key IN (SELECT value FROM json_each(?1))",
    )
    .bind(serde_json::to_string(&named.keys)?)
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(key, request, body)| {
            let done: Done = serde_json::from_str(&body)?;
            // One of another length never equals a request: the key counts as used for another one.
            let request = <[u8; 32]>::try_from(request).unwrap_or_default();
            Ok((key, Answer { request, done }))
        })
        .collect()
}

/// What happened to an incident after a version of it, oldest first, at most 50.
async fn after_version(
    conn: &mut SqliteConnection,
    number: u32,
    version: u64,
) -> Result<Vec<EventRecord>, Fault> {
    let joined = sqlx::query_scalar(
        "SELECT group_concat(record) FROM
             (SELECT record FROM event WHERE incident = ?1 AND version > ?2 ORDER BY seq LIMIT 50)",
    )
    .bind(number)
    .bind(version.cast_signed())
    .fetch_one(conn)
    .await?;
    array(joined)
}
