//! Incidents with their past, for demonstrations and benchmarks.

use super::{
    super::Past,
    columns::Row,
    write::{EventRow, Rows},
};
use crate::{
    domain::Number,
    server::ledger::{Entry, Refused},
};

/// Gives numbers and places in the log from `next` on. Returns the rows and what comes next then.
pub(super) fn rows(past: Vec<Past>, next: (u32, u64)) -> Result<(Rows, (u32, u64)), Refused> {
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
        rows.incidents.push(Row::of(&record).map_err(json)?);
    }
    Ok((rows, (number, seq)))
}
