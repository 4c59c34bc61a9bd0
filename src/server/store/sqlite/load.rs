//! What a batch names, as it is: one query a table.
//!
//! Rows come as one text each table, because each row is a hand-over between two threads.

use std::{collections::HashMap, sync::Arc};

use serde::de::DeserializeOwned;
use sqlx::SqliteConnection;

use super::fault::Fault;
use crate::{
    domain::{Practice, Time},
    server::ledger::{Answer, Asked, Done, Loaded, Named},
    wire::{EventRecord, IncidentRecord, Person, Service},
};

/// Loads what `named` names; `next` is the next tracking number and the next place in the log.
pub(super) async fn load<'a>(
    conn: &mut SqliteConnection,
    batch: impl Iterator<Item = &'a Asked> + Clone,
    next: (u32, u64),
    practice: &Arc<Practice>,
) -> Result<Loaded, Fault> {
    let mut loaded = named(conn, &Named::of(batch.clone()), next, practice).await?;
    for (number, version) in loaded.stale(batch) {
        let events = after_version(conn, number, version).await?;
        loaded.since.insert((number, version), events);
    }
    Ok(loaded)
}

/// Loads what is named.
pub(super) async fn named(
    conn: &mut SqliteConnection,
    named: &Named,
    next: (u32, u64),
    practice: &Arc<Practice>,
) -> Result<Loaded, Fault> {
    let mut loaded = empty(next, practice);
    if !named.numbers.is_empty() || !named.families.is_empty() || !named.dedup_keys.is_empty() {
        incidents(conn, named, &mut loaded).await?;
    }
    if !named.keys.is_empty() {
        loaded.answers = answers(conn, named).await?;
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
    Ok(loaded)
}

/// Loads incidents of which something is due by `now`, at most `limit`, the earliest first, each with the instant at which
/// it is.
pub(super) async fn due(
    conn: &mut SqliteConnection,
    now: Time,
    limit: i64,
) -> Result<Vec<(Time, IncidentRecord)>, Fault> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT next_at, record FROM incident WHERE next_at <= ?1 ORDER BY next_at, number LIMIT ?2",
    )
    .bind(now.unix())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|(at, record)| Ok((Time::from_unix(at), serde_json::from_str(&record)?))).collect()
}

fn empty(next: (u32, u64), practice: &Arc<Practice>) -> Loaded {
    Loaded { next_number: next.0, next_seq: next.1, practice: Arc::clone(practice), ..Loaded::default() }
}

/// Records joined by commas as values.
fn array<T: DeserializeOwned>(joined: Option<String>) -> Result<Vec<T>, Fault> {
    Ok(match joined {
        Some(joined) => serde_json::from_str(&format!("[{joined}]"))?,
        None => Vec::new(),
    })
}

/// What is named by number or key (of one key the open one with the highest number and the one with the highest number
/// that is not open), all that stands above it, and the families below.
async fn incidents(conn: &mut SqliteConnection, named: &Named, loaded: &mut Loaded) -> Result<(), Fault> {
    let joined = sqlx::query_scalar(
        "WITH RECURSIVE keyed (number) AS (
             SELECT (SELECT max(number) FROM incident WHERE dedup_key = k.value AND is_open = 1)
             FROM json_each(?2) k
             UNION
             SELECT (SELECT max(number) FROM incident WHERE dedup_key = k.value AND is_open = 0)
             FROM json_each(?2) k
         ), up (number) AS (
             SELECT value FROM json_each(?1) UNION SELECT number FROM keyed
             UNION
             SELECT i.record ->> '$.record.ending.other' FROM json_each(?4) e
             CROSS JOIN incident i ON i.number = e.value
             UNION
             SELECT i.parent FROM up CROSS JOIN incident i ON i.number = up.number WHERE i.parent IS NOT NULL
         ), down (number) AS (
             SELECT value FROM json_each(?3) UNION SELECT number FROM keyed
             UNION
             SELECT i.number FROM down CROSS JOIN incident i INDEXED BY incident_by_parent
             ON i.parent = down.number WHERE i.parent IS NOT NULL
         )
         SELECT group_concat(i.record) FROM (SELECT number FROM up UNION SELECT number FROM down) n
         CROSS JOIN incident i ON i.number = n.number",
    )
    .bind(serde_json::to_string(&named.numbers)?)
    .bind(serde_json::to_string(&named.dedup_keys)?)
    .bind(serde_json::to_string(&named.families)?)
    .bind(serde_json::to_string(&named.endings)?)
    .fetch_one(conn)
    .await?;
    let found = array::<IncidentRecord>(joined)?;
    loaded.incidents = found.into_iter().map(|i| (i.number, i)).collect();
    loaded.children = families(named, &loaded.incidents);
    Ok(())
}

/// Who hangs under whom, where all children are loaded.
fn families(named: &Named, incidents: &HashMap<u32, IncidentRecord>) -> HashMap<u32, Vec<u32>> {
    let mut under: HashMap<u32, Vec<u32>> = HashMap::new();
    for incident in incidents.values() {
        if let Some(parent) = incident.record.parent {
            under.entry(parent.get()).or_default().push(incident.number);
        }
    }
    let is_keyed = |i: &&IncidentRecord| i.dedup_key.as_ref().is_some_and(|k| named.dedup_keys.contains(k));
    let keyed = incidents.values().filter(is_keyed).map(|i| i.number);
    let mut left: Vec<u32> = named.families.iter().copied().chain(keyed).collect();
    let mut families = HashMap::new();
    while let Some(number) = left.pop() {
        // Each once, also where somebody's file has a ring.
        if let Some(mut children) = under.remove(&number) {
            children.sort_unstable();
            left.extend(&children);
            families.insert(number, children);
        }
    }
    families
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
