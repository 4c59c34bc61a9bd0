//! Reading what was committed.

use serde::de::DeserializeOwned;
use sqlx::SqlitePool;

use super::{
    super::{Key, ReadFailed, Since},
    Shared,
};
use crate::{
    domain::{Number, Time},
    wire::{EventId, Gap, GapReason, IncidentRecord, Person, Service, ServiceChange, StreamItem},
};

/// The log after `seq`.
pub(in super::super) async fn since(
    readers: &SqlitePool,
    shared: &Shared,
    seq: u64,
    limit: u32,
) -> Result<Since, ReadFailed> {
    if seq > shared.head()
        && let head = end(readers).await?
        && seq > head
    {
        let next = EventId { store: shared.id, seq: head };
        let gap = Some(Gap { reason: GapReason::NotKept, next });
        return Ok(Since { items: Vec::new(), last: head, gap });
    }
    let rows: Vec<(i64, String, Option<String>)> = sqlx::query_as(
        "SELECT e.seq, e.record, i.record FROM event e LEFT JOIN incident i ON i.number = e.incident
         WHERE e.seq > ?1 ORDER BY e.seq LIMIT ?2",
    )
    .bind(seq.cast_signed())
    .bind(limit)
    .fetch_all(readers)
    .await?;
    let last = rows.last().map_or(seq, |(seq, ..)| seq.unsigned_abs());
    let items = rows
        .into_iter()
        .map(|(_, event, incident)| {
            let incident = incident.as_deref().map(serde_json::from_str).transpose()?;
            Ok(StreamItem { event: serde_json::from_str(&event)?, incident })
        })
        .collect::<serde_json::Result<_>>()?;
    Ok(Since { items, last, gap: None })
}

/// The last entry of the log: a reader may have seen a commit before its writer told of it.
async fn end(readers: &SqlitePool) -> Result<u64, ReadFailed> {
    let head: i64 = sqlx::query_scalar("SELECT coalesce(max(seq), 0) FROM event").fetch_one(readers).await?;
    Ok(head.unsigned_abs())
}

/// One incident.
pub(in super::super) async fn incident(
    readers: &SqlitePool,
    number: Number,
) -> Result<Option<IncidentRecord>, ReadFailed> {
    let record: Option<String> = sqlx::query_scalar("SELECT record FROM incident WHERE number = ?1")
        .bind(number.get())
        .fetch_optional(readers)
        .await?;
    one(record.as_deref())
}

/// Services by id.
pub(in super::super) async fn services(
    readers: &SqlitePool,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Service>, ReadFailed> {
    let records = sqlx::query_scalar("SELECT record FROM service WHERE id > ?1 ORDER BY id LIMIT ?2")
        .bind(after.unwrap_or(""))
        .bind(limit)
        .fetch_all(readers)
        .await?;
    all(&records)
}

/// One service.
pub(in super::super) async fn service(readers: &SqlitePool, id: &str) -> Result<Option<Service>, ReadFailed> {
    let record: Option<String> = sqlx::query_scalar("SELECT record FROM service WHERE id = ?1")
        .bind(id)
        .fetch_optional(readers)
        .await?;
    one(record.as_deref())
}

/// People by id.
pub(in super::super) async fn people(
    readers: &SqlitePool,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Person>, ReadFailed> {
    let records = sqlx::query_scalar("SELECT record FROM person WHERE id > ?1 ORDER BY id LIMIT ?2")
        .bind(after.unwrap_or(""))
        .bind(limit)
        .fetch_all(readers)
        .await?;
    all(&records)
}

/// Somebody.
pub(in super::super) async fn person(readers: &SqlitePool, id: &str) -> Result<Option<Person>, ReadFailed> {
    let record: Option<String> = sqlx::query_scalar("SELECT record FROM person WHERE id = ?1")
        .bind(id)
        .fetch_optional(readers)
        .await?;
    one(record.as_deref())
}

/// Which changes.
pub(in super::super) struct ChangesAsked<'a> {
    /// Of which service; of all.
    pub service: Option<&'a str>,
    /// Not before.
    pub from: Option<Time>,
    /// Before.
    pub to: Option<Time>,
    /// Where the page before ended.
    pub after: Option<Key>,
    /// At most so many.
    pub limit: u32,
}

/// Changes, newest first.
pub(in super::super) async fn changes(
    readers: &SqlitePool,
    asked: ChangesAsked<'_>,
) -> Result<Vec<ServiceChange>, ReadFailed> {
    let sql = if asked.service.is_some() {
        "SELECT record FROM change WHERE service = ?1 AND at >= ?2 AND at < ?3 AND (at, seq) < (?4, ?5)
         ORDER BY at DESC, seq DESC LIMIT ?6"
    } else {
        "SELECT record FROM change WHERE ?1 IS NULL AND at >= ?2 AND at < ?3 AND (at, seq) < (?4, ?5)
         ORDER BY at DESC, seq DESC LIMIT ?6"
    };
    let (at, seq) = asked.after.map_or((i64::MAX, i64::MAX), |key| (key.value, key.number.into()));
    let records = sqlx::query_scalar(sql)
        .bind(asked.service)
        .bind(asked.from.map_or(i64::MIN, Time::unix))
        .bind(asked.to.map_or(i64::MAX, Time::unix))
        .bind(at)
        .bind(seq)
        .bind(asked.limit)
        .fetch_all(readers)
        .await?;
    all(&records)
}

fn one<T: DeserializeOwned>(record: Option<&str>) -> Result<Option<T>, ReadFailed> {
    Ok(record.map(serde_json::from_str).transpose()?)
}

fn all<T: DeserializeOwned>(records: &[String]) -> Result<Vec<T>, ReadFailed> {
    Ok(records.iter().map(|r| serde_json::from_str(r)).collect::<Result<_, _>>()?)
}
