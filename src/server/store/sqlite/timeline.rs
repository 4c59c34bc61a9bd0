//! One incident's part of the log, with the changes that may have caused it.

use sqlx::SqlitePool;

use super::super::ReadFailed;
use crate::{
    domain::{Number, Time, event::EventKind, time::HOUR},
    server::ledger::change_beside,
    wire::{EventRecord, IncidentRecord, ServiceChange},
};

/// How long before an incident opened a change is shown beside it, in seconds.
const BEFORE: i64 = 2 * HOUR;

/// How many steps along dependencies a change is still shown.
const DEEP: i64 = 3;

/// The most changes beside one incident: the newest.
const CHANGES: i64 = 200;

/// One incident's timeline at `now`, oldest first.
pub(in super::super) async fn timeline(
    readers: &SqlitePool,
    number: Number,
    now: Time,
) -> Result<Option<Vec<EventRecord>>, ReadFailed> {
    let Some(incident) = super::read::incident(readers, number).await? else { return Ok(None) };
    let records: Vec<String> =
        sqlx::query_scalar("SELECT record FROM event WHERE incident = ?1 ORDER BY seq")
            .bind(number.get())
            .fetch_all(readers)
            .await?;
    let mut events =
        records.iter().map(|r| serde_json::from_str(r)).collect::<Result<Vec<EventRecord>, _>>()?;
    events.extend(changes(readers, &incident, now).await?);
    // What was told late stands where it happened.
    events.sort_by_key(|e| (e.occurred_at, e.seq));
    Ok(Some(events))
}

/// Changes of its service and of those that it depends on, as entries of its timeline.
async fn changes(
    readers: &SqlitePool,
    incident: &IncidentRecord,
    now: Time,
) -> Result<Vec<EventRecord>, ReadFailed> {
    let Some(service) = &incident.service else { return Ok(Vec::new()) };
    let service = serde_json::to_string(service)?;
    let until = incident.resolved_at.unwrap_or(now);
    // The depth bounds it where services depend on each other in a circle.
    let rows: Vec<(i64, String, String)> = sqlx::query_as(
        "WITH RECURSIVE up (id, deep) AS (
             SELECT ?1 ->> '$', 0
             UNION
             SELECT d.value, up.deep + 1
             FROM up JOIN service s ON s.id = up.id, json_each(s.record, '$.depends_on') d WHERE up.deep < ?2
         )
         SELECT n.deep, c.record, e.record
         FROM (SELECT id, min(deep) AS deep FROM up GROUP BY id) n
         CROSS JOIN change c ON c.service = n.id AND c.at BETWEEN ?3 AND ?4
         CROSS JOIN event e ON e.seq = c.seq
         ORDER BY c.at DESC, c.seq DESC LIMIT ?5",
    )
    .bind(service)
    .bind(DEEP)
    .bind((incident.opened_at - BEFORE).unix())
    .bind(until.unix())
    .bind(CHANGES)
    .fetch_all(readers)
    .await?;
    rows.into_iter()
        .map(|(deep, change, event)| {
            let change: ServiceChange = serde_json::from_str(&change)?;
            let event: EventRecord = serde_json::from_str(&event)?;
            let text = change_beside(&change.title, incident.opened_at - change.at, deep > 0);
            Ok(EventRecord { incident: Some(incident.number), kind: EventKind::Change, text, ..event })
        })
        .collect()
}
