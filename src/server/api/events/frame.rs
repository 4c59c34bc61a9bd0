//! Messages of the stream as bytes (WHATWG HTML, section "Server-sent events"). A part of [`super`].

use bytes::Bytes;
use serde::Serialize;

use crate::{
    domain::Time,
    wire::{EventId, Gap, StreamItem},
};

/// What keeps the line alive, and shows a reader that it is.
pub const HEARTBEAT: Bytes = Bytes::from_static(b":\n\n");

/// What a new stream begins with.
#[derive(Serialize)]
struct Hello {
    id: EventId,
    now: Time,
}

/// The first message: where the log ends, and the server's clock. It has no `id:` line, because a stream that resumes
/// is not there yet.
pub fn hello(head: EventId, now: Time) -> Bytes {
    let data = serde_json::to_string(&Hello { id: head, now }).unwrap_or_default();
    Bytes::from(format!("retry: 1000\nevent: hello\ndata: {data}\n\n"))
}

/// Entries are left out here.
pub fn gap(gap: &Gap) -> Bytes {
    let data = serde_json::to_string(gap).unwrap_or_default();
    Bytes::from(format!("id: {}\nevent: gap\ndata: {data}\n\n", gap.next))
}

/// Entries of the log, one message each: the same bytes as the store makes for those who follow live.
pub fn changes(store: uuid::Uuid, items: &[StreamItem]) -> Bytes {
    let mut text = String::new();
    for item in items {
        use std::fmt::Write;
        let id = EventId { store, seq: item.event.seq };
        // JSON of one line: serde_json writes no newline outside strings, and escapes those within.
        let data = serde_json::to_string(item).unwrap_or_default();
        let _ = write!(text, "id: {id}\nevent: change\ndata: {data}\n\n");
    }
    Bytes::from(text)
}
