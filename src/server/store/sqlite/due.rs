//! What time alone brings: acknowledgements and holds that end, clocks that warn and are breached, incidents that close.
//!
//! A row's `next_at` is the earliest instant at which there is something to do, so all before it was done: what happened
//! from then on is told, once, whenever it is looked at.

use std::sync::Arc;

use serde_json::to_string;
use sqlx::SqliteConnection;

use super::{columns::next_at, fault::Fault};
use crate::{
    domain::{Practice, Time},
    server::ledger::{self, Loaded, Plan},
    wire::IncidentRecord,
};

/// What follows by `now` for incidents that are due, each with the instant since when, the earliest first. `next` is the
/// next tracking number and the next place in the log.
pub(super) fn plan(
    due: Vec<(Time, IncidentRecord)>,
    next: (u32, u64),
    practice: &Arc<Practice>,
    now: Time,
) -> Plan {
    let (mut all, mut due) = (Plan::default(), due.into_iter().peekable());
    while let Some((since, first)) = due.next() {
        let mut incidents = vec![first];
        while let Some((_, more)) = due.next_if(|(at, _)| *at == since) {
            incidents.push(more);
        }
        let loaded = Loaded {
            practice: Arc::clone(practice),
            incidents: incidents.into_iter().map(|i| (i.number, i)).collect(),
            next_number: next.0,
            next_seq: next.1 + all.entries.len() as u64,
            ..Loaded::default()
        };
        let plan = ledger::due(loaded, since - 1, now);
        // Each is about other incidents, and about nothing else.
        all.incidents.extend(plan.incidents);
        all.entries.extend(plan.entries);
    }
    all
}

/// Says anew when something of these is due, of which nothing was by `now` after all.
pub(super) async fn put_off<'a>(
    conn: &mut SqliteConnection,
    incidents: impl Iterator<Item = &'a IncidentRecord>,
    practice: &Practice,
    now: Time,
) -> Result<(), Fault> {
    let later = |i| next_at(i, practice, now).filter(|at| *at > now.unix());
    let rows: Vec<(u32, Option<i64>)> = incidents.map(|i| (i.number, later(i))).collect();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "UPDATE incident SET next_at = (SELECT value ->> 1 FROM json_each(?1) WHERE value ->> 0 = incident.number)
         WHERE number IN (SELECT value ->> 0 FROM json_each(?1))",
    )
    .bind(to_string(&rows)?)
    .execute(conn)
    .await?;
    Ok(())
}
