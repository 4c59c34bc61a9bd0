//! What follows from a batch, written: one statement a table, whatever the number of rows.

use serde::Serialize;
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::{
    columns::{PUT, Row},
    fault::Fault,
};
use crate::{
    domain::{Practice, Time},
    server::ledger::{Entry, NewAnswer, Plan, Raw},
    text::SafeText,
    wire::ServiceChange,
};

/// An entry of the log as its row.
#[derive(Debug, Serialize)]
pub(super) struct EventRow {
    /// Its place.
    pub seq: u64,
    /// Whom it is about.
    pub incident: Option<u32>,
    /// The incident's version after it.
    pub version: Option<u64>,
    /// As JSON.
    pub record: String,
}

impl EventRow {
    /// The row of an entry.
    pub fn of(entry: &Entry) -> serde_json::Result<Self> {
        Ok(Self {
            seq: entry.event.seq,
            incident: entry.event.incident,
            version: entry.version,
            record: serde_json::to_string(&entry.event)?,
        })
    }
}

/// A plan as rows.
pub(super) struct Rows {
    /// Of incidents.
    pub incidents: Vec<Row>,
    /// Of the log.
    pub events: Vec<EventRow>,
}

impl Rows {
    /// The rows of a plan.
    pub fn of(plan: &Plan, practice: &Practice, now: Time) -> serde_json::Result<Self> {
        let row = |record| Row::of(record, practice, now);
        Ok(Self {
            incidents: plan.incidents.values().map(row).collect::<Result<_, _>>()?,
            events: plan.entries.iter().map(EventRow::of).collect::<Result<_, _>>()?,
        })
    }
}

/// Writes incidents and their log. The caller has begun a transaction.
pub(super) async fn rows(conn: &mut SqliteConnection, rows: &Rows) -> Result<(), Fault> {
    if !rows.incidents.is_empty() {
        put(conn, &rows.incidents).await?;
    }
    if !rows.events.is_empty() {
        sqlx::query(
            "INSERT INTO event (seq, incident, version, record)
             SELECT value ->> 'seq', value ->> 'incident', value ->> 'version', value ->> 'record' FROM json_each(?1)",
        )
        .bind(serde_json::to_string(&rows.events)?)
        .execute(conn)
        .await?;
    }
    Ok(())
}

/// Writes rows of incidents.
pub(super) async fn put(conn: &mut SqliteConnection, rows: &[Row]) -> Result<(), Fault> {
    let json = serde_json::to_string(rows)?;
    sqlx::query(AssertSqlSafe(PUT.as_str())).bind(json).execute(conn).await?;
    Ok(())
}

/// Writes the rest of a plan. The caller has begun a transaction.
pub(super) async fn rest(conn: &mut SqliteConnection, plan: &Plan, now: Time) -> Result<(), Fault> {
    if !plan.answers.is_empty() {
        answers(conn, &plan.answers, now).await?;
    }
    for body in &plan.raw {
        raw(conn, body, now).await?;
    }
    if !plan.services.is_empty() {
        let rows = plan.services.values().map(|s| Named::of(&s.id, s)).collect::<Result<Vec<_>, _>>()?;
        sqlx::query(
            "INSERT INTO service (id, record) SELECT value ->> 'id', value ->> 'record' FROM json_each(?1) WHERE true
             ON CONFLICT (id) DO UPDATE SET record = excluded.record",
        )
        .bind(serde_json::to_string(&rows)?)
        .execute(&mut *conn)
        .await?;
    }
    if !plan.people.is_empty() {
        let rows = plan.people.values().map(|p| Named::of(&p.id, p)).collect::<Result<Vec<_>, _>>()?;
        sqlx::query(
            "INSERT INTO person (id, record) SELECT value ->> 'id', value ->> 'record' FROM json_each(?1) WHERE true
             ON CONFLICT (id) DO UPDATE SET record = excluded.record",
        )
        .bind(serde_json::to_string(&rows)?)
        .execute(&mut *conn)
        .await?;
    }
    if !plan.changes.is_empty() {
        changes(conn, &plan.changes).await?;
    }
    Ok(())
}

/// A row that is an id and a record.
#[derive(Serialize)]
struct Named<'a> {
    id: &'a SafeText,
    record: String,
}

impl<'a> Named<'a> {
    fn of(id: &'a SafeText, record: &impl Serialize) -> serde_json::Result<Self> {
        Ok(Self { id, record: serde_json::to_string(record)? })
    }
}

async fn answers(conn: &mut SqliteConnection, answers: &[NewAnswer], now: Time) -> Result<(), Fault> {
    #[derive(Serialize)]
    struct AnswerRow<'a> {
        key: &'a str,
        request: String,
        body: String,
    }
    let rows = answers
        .iter()
        .map(|a| {
            Ok(AnswerRow {
                key: &a.key.key,
                request: hex(&a.key.request),
                body: serde_json::to_string(&a.done)?,
            })
        })
        .collect::<serde_json::Result<Vec<_>>>()?;
    sqlx::query(
        "INSERT INTO answer (key, request, at, body)
         SELECT value ->> 'key', unhex(value ->> 'request'), ?2, value ->> 'body' FROM json_each(?1)",
    )
    .bind(serde_json::to_string(&rows)?)
    .bind(now.unix())
    .execute(conn)
    .await?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).map(|d| char::from(DIGITS[usize::from(d)])).collect()
}

async fn raw(conn: &mut SqliteConnection, raw: &Raw, now: Time) -> Result<(), Fault> {
    sqlx::query("INSERT INTO raw (seq, at, content_type, body) VALUES (?1, ?2, ?3, ?4)")
        .bind(raw.seq.cast_signed())
        .bind(now.unix())
        .bind(&raw.content_type)
        .bind(&raw.body[..])
        .execute(conn)
        .await?;
    Ok(())
}

async fn changes(conn: &mut SqliteConnection, changes: &[ServiceChange]) -> Result<(), Fault> {
    #[derive(Serialize)]
    struct ChangeRow<'a> {
        seq: u64,
        service: &'a SafeText,
        at: i64,
        record: String,
    }
    let rows = changes
        .iter()
        .map(|c| {
            let record = serde_json::to_string(c)?;
            Ok(ChangeRow { seq: c.seq, service: &c.service, at: c.at.unix(), record })
        })
        .collect::<serde_json::Result<Vec<_>>>()?;
    sqlx::query(
        "INSERT INTO change (seq, service, at, record)
         SELECT value ->> 'seq', value ->> 'service', value ->> 'at', value ->> 'record' FROM json_each(?1)",
    )
    .bind(serde_json::to_string(&rows)?)
    .execute(conn)
    .await?;
    Ok(())
}
