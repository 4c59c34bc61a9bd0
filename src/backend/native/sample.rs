//! Records for the tests of this adapter.

use serde_json::{Value, json};

use crate::{
    domain::{State, Time, event::EventKind},
    text::{Kind, SafeText},
    wire::{Actor, ActorKind, EventRecord, FieldChange, IncidentRecord, Resolution},
};

/// The server's clock in the tests.
pub const NOW: Time = Time::from_unix(1_000_000);

pub fn text(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Line)
}

/// INC-000042; resolved by jo 12 s ago where its state says so.
pub fn record(state: State, owner: Option<&str>, version: u64) -> IncidentRecord {
    let mut record: IncidentRecord = serde_json::from_value(json!({
        "id": "INC-000042", "number": 42, "version": version, "title": "Checkout 5xx", "state": state, "priority": 1,
        "impact": 1, "urgency": 1, "severity": null, "service": "checkout", "owner": owner, "team": null,
        "origin": "api", "dedup_key": null, "url": null, "runbook": null, "opened_at": NOW - 600,
        "occurred_at": null, "acked_at": null, "ack_until": null, "resolved_at": null, "updated_at": NOW - 12,
        "resolution": null, "count": 1, "reopen_count": 0, "recurrence_of": null
    }))
    .expect("a record");
    if state == State::Resolved {
        record.resolution = Some(Resolution { code: None, notes: None, by: text("jo"), at: NOW - 12 });
    }
    record
}

/// Something that `who` did 12 s ago, and the fields it changed.
pub fn event(who: &str, kind: EventKind, fields: &[&str]) -> EventRecord {
    let change = |f: &&str| FieldChange { field: (*f).to_owned(), old: Value::Null, new: json!("x") };
    EventRecord {
        seq: 1,
        incident: Some(42),
        kind,
        occurred_at: NOW - 12,
        recorded_at: NOW - 12,
        actor: Actor { kind: ActorKind::User, name: text(who) },
        via: text("tui"),
        text: SafeText::default(),
        changes: fields.iter().map(change).collect(),
        code: None,
        public: false,
    }
}
