//! Incidents with their past, for demonstrations and benchmarks.
//!
//! Many rows are bound a hundred at a time: parsing them out of JSON, as for a batch of requests, takes SQLite two and
//! a half times as long. (With a handful of rows it is the other way round: one statement whatever their number.)

use std::sync::LazyLock;

use serde_json::Value;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::{
    super::Past,
    columns::{NAMES, Row},
    fault::Fault,
    write::{EventRow, Rows},
};
use crate::{
    domain::{Number, Practice, Time},
    server::ledger::{Entry, Refused},
};

/// Gives numbers and places in the log from `next` on. Returns the rows and what comes next then.
pub(super) fn rows(
    past: Vec<Past>,
    next: (u32, u64),
    practice: &Practice,
    now: Time,
) -> Result<(Rows, (u32, u64)), Refused> {
    let full = || Refused::Storage("all tracking numbers are used: begin a new database".into());
    let json =
        |e: serde_json::Error| Refused::Storage(format!("an incident cannot be written as JSON ({e})"));
    let (mut number, mut seq) = next;
    let mut rows = Rows { incidents: Vec::with_capacity(past.len()), events: Vec::new() };
    for Past { mut record, events } in past {
        let id = Number::new(number).ok_or_else(full)?;
        (record.id, record.number) = (id.long(), id.get());
        number = number.checked_add(1).ok_or_else(full)?;
        for (nth, mut event) in (1..).zip(events) {
            (event.seq, event.incident) = (seq, Some(record.number));
            seq += 1;
            let entry = Entry { event, version: Some(record.version.min(nth)) };
            rows.events.push(EventRow::of(&entry).map_err(json)?);
        }
        rows.incidents.push(Row::of(&record, practice, now).map_err(json)?);
    }
    Ok((rows, (number, seq)))
}

/// Rows of one statement: the same text each time, so that it is prepared once.
const AT_ONCE: usize = 100;

/// Writes the rows. The caller has begun a transaction.
pub(super) async fn write(conn: &mut SqliteConnection, rows: Rows) -> Result<(), Fault> {
    let mut incidents = rows.incidents.into_iter();
    while incidents.len() > 0 {
        let chunk = incidents.by_ref().take(AT_ONCE);
        self::incidents(chunk)?.build().execute(&mut *conn).await?;
    }
    let mut events = rows.events.into_iter();
    while events.len() > 0 {
        let mut sql = QueryBuilder::<Sqlite>::new("INSERT INTO event (seq, incident, version, record) ");
        sql.push_values(events.by_ref().take(AT_ONCE), |mut row, event| {
            row.push_bind(event.seq.cast_signed())
                .push_bind(event.incident)
                .push_bind(event.version.map(u64::cast_signed))
                .push_bind(event.record);
        });
        sql.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// The columns of [`NAMES`], in its order: a test compares the two.
fn incidents(rows: impl Iterator<Item = Row>) -> Result<QueryBuilder<Sqlite>, Fault> {
    let keyed = rows
        .map(|row| {
            let key = row.columns.dedup_key.as_ref().map(serde_json::to_value).transpose()?;
            let key = key.and_then(|key| if let Value::String(key) = key { Some(key) } else { None });
            Ok((key, row))
        })
        .collect::<Result<Vec<_>, Fault>>()?;
    let mut sql = QueryBuilder::<Sqlite>::new(&*INSERT);
    sql.push_values(keyed, |mut values, (key, Row { columns, next_at, record })| {
        let dues = columns.dues;
        values
            .push_bind(columns.number)
            .push_bind(columns.version.cast_signed())
            .push_bind(columns.state)
            .push_bind(columns.is_open)
            .push_bind(columns.priority)
            .push_bind(columns.count)
            .push_bind(columns.opened_at)
            .push_bind(columns.acked_at)
            .push_bind(columns.ack_until)
            .push_bind(columns.updated_at)
            .push_bind(columns.resolved_at)
            .push_bind(dues.due_1)
            .push_bind(dues.due_2)
            .push_bind(dues.due_3)
            .push_bind(dues.due_last)
            .push_bind(dues.dues)
            .push_bind(dues.breached_after)
            .push_bind(columns.title_f)
            .push_bind(columns.service_f)
            .push_bind(columns.owner_f)
            .push_bind(columns.severity_f)
            .push_bind(columns.empties)
            .push_bind(columns.team_f)
            .push_bind(columns.category_f)
            .push_bind(columns.subcategory_f)
            .push_bind(columns.reporter_f)
            .push_bind(columns.origin)
            .push_bind(columns.phase)
            .push_bind(columns.hold_reason)
            .push_bind(columns.verdict)
            .push_bind(columns.major)
            .push_bind(columns.parent)
            .push_bind(columns.snoozed_until)
            .push_bind(columns.hold_until)
            .push_bind(columns.labels_f)
            .push_bind(key)
            .push_bind(next_at)
            .push_bind(record);
    });
    Ok(sql)
}

static INSERT: LazyLock<String> = LazyLock::new(|| format!("INSERT INTO incident ({}) ", NAMES.join(", ")));
