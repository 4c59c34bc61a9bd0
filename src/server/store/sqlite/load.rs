//! What a batch names, as it is: one query a table.
//!
//! Rows come as one text each table, because each row is a hand-over between two threads.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use serde::de::DeserializeOwned;
use sqlx::SqliteConnection;

use super::{columns::next_at, fault::Fault};
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

/// Loads incidents of which something is due by `now`, at most `limit`, the earliest first, with their families: what
/// happens to a parent happens to its children.
pub(super) async fn due(
    conn: &mut SqliteConnection,
    now: Time,
    limit: i64,
    next: (u32, u64),
    practice: &Arc<Practice>,
) -> Result<Loaded, Fault> {
    let rows: Vec<(u32, i64)> = sqlx::query_as(
        "SELECT number, next_at FROM incident WHERE next_at <= ?1 ORDER BY next_at, number LIMIT ?2",
    )
    .bind(now.unix())
    .bind(limit)
    .fetch_all(&mut *conn)
    .await?;
    let mut loaded = empty(next, practice);
    // What was due before was done: that is what the column means.
    loaded.due_since = rows.iter().map(|(number, at)| (*number, Time::from_unix(*at) - 1)).collect();
    if !loaded.due_since.is_empty() {
        let numbers: BTreeSet<u32> = loaded.due_since.keys().copied().collect();
        let named = Named { families: numbers.clone(), numbers, ..Named::default() };
        incidents(conn, &named, &mut loaded).await?;
    }
    Ok(loaded)
}

/// Says anew when something of these is due, which `now` was not after all.
pub(super) async fn put_off<'a>(
    conn: &mut SqliteConnection,
    incidents: impl Iterator<Item = &'a IncidentRecord>,
    practice: &Practice,
    now: Time,
) -> Result<(), Fault> {
    let rows: Vec<(u32, Option<i64>)> =
        incidents.map(|i| (i.number, next_at(i, practice, now).filter(|at| *at > now.unix()))).collect();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "UPDATE incident SET next_at = (SELECT value ->> 1 FROM json_each(?1) WHERE value ->> 0 = incident.number)
         WHERE number IN (SELECT value ->> 0 FROM json_each(?1))",
    )
    .bind(serde_json::to_string(&rows)?)
    .execute(conn)
    .await?;
    Ok(())
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
    .fetch_one(conn)
    .await?;
    let found = array::<IncidentRecord>(joined)?;
    loaded.incidents = found.into_iter().map(|i| (i.number, i)).collect();
    loaded.children = families(named, &loaded.incidents);
    Ok(())
}

/// Who hangs under whom, where all children are loaded.
fn families(named: &Named, incidents: &HashMap<u32, IncidentRecord>) -> HashMap<u32, BTreeSet<u32>> {
    let mut under: HashMap<u32, BTreeSet<u32>> = HashMap::new();
    for incident in incidents.values() {
        if let Some(parent) = incident.record.parent {
            under.entry(parent.get()).or_default().insert(incident.number);
        }
    }
    let is_keyed = |i: &&IncidentRecord| i.dedup_key.as_ref().is_some_and(|k| named.dedup_keys.contains(k));
    let keyed = incidents.values().filter(is_keyed).map(|i| i.number);
    let mut left: Vec<u32> = named.families.iter().copied().chain(keyed).collect();
    let mut families = HashMap::new();
    while let Some(number) = left.pop() {
        // Each once, also where somebody's file has a ring.
        if let Some(children) = under.remove(&number) {
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
