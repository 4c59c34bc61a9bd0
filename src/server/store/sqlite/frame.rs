//! The log as messages of the stream, made once for all readers.

use std::collections::HashMap;

use bytes::Bytes;

use super::{super::Published, write::Rows};
use crate::{server::ledger::StoreId, wire::EventId};

/// A commit's messages: `id`, `event: change` and a [`crate::wire::StreamItem`] each. `None` where nothing was logged.
pub(super) fn published(store: StoreId, rows: &Rows) -> Option<Published> {
    let (first, last) = (rows.events.first()?.seq, rows.events.last()?.seq);
    let records: HashMap<u32, &str> =
        rows.incidents.iter().map(|row| (row.columns.number, row.record.as_str())).collect();
    let frames = rows
        .events
        .iter()
        .map(|event| {
            let incident = event.incident.and_then(|number| records.get(&number).copied()).unwrap_or("null");
            let id = EventId { store, seq: event.seq };
            // JSON as serde writes it has no newline: one line of data.
            let record = &event.record;
            Bytes::from(format!(
                "id: {id}\nevent: change\ndata: {{\"event\":{record},\"incident\":{incident}}}\n\n"
            ))
        })
        .collect();
    Some(Published { first, last, frames })
}
