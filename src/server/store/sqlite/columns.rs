//! An incident's row: its record as JSON, and beside it the columns that queries, orders and rules look at.
//!
//! One function fills them, so that what is written and what [`super::query`] asks for cannot drift apart. Anything
//! that depends on the time of asking is stored as the instant at which it changes.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    domain::{
        SourceName, State, Time,
        clock::{self, Clock, Metric},
        query::folded,
        sla::Book,
    },
    text::SafeText,
    wire::IncidentRecord,
};

/// The columns of one incident, named as in the schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Columns {
    /// The tracking number.
    pub number: u32,
    /// The record's version.
    pub version: u64,
    /// [`State::word`].
    pub state: &'static str,
    /// 1 where [`State::is_open`], else 0.
    pub is_open: u8,
    /// 1 to 5.
    pub priority: u8,
    /// How often it was raised.
    pub count: u32,
    /// Seconds since 1970, like all times here.
    pub opened_at: i64,
    /// First acknowledgement.
    pub acked_at: Option<i64>,
    /// When the acknowledgement runs out; null where nothing is due any more (closed, on hold).
    pub ack_until: Option<i64>,
    /// The last change.
    pub updated_at: i64,
    /// When the *running* response clock's target is used up; null when it was met or stopped, on hold, best effort.
    pub response_due: Option<i64>,
    /// The same for the resolution clock.
    pub resolution_due: Option<i64>,
    /// It counts as breached at every instant after this one; null: never, as far as is known.
    pub breached_after: Option<i64>,
    /// The folded title.
    pub title_f: String,
    /// The folded service; empty where there is none.
    pub service_f: String,
    /// The folded owner; empty where there is none.
    pub owner_f: String,
    /// The folded severity; empty where there is none.
    pub severity_f: String,
    /// Which of them are there and yet empty: [`EMPTY_SERVICE`] and so on. Nobody means to write that, but `owner:*`
    /// finds it and `owner:-` does too; so "nobody" is one value of a column, and its index is in order.
    pub empties: u8,
    /// Folded labels as one text: `␟name␞value␟name␞value␟`, empty where there are none.
    pub labels_f: String,
    /// What makes repeated alerts the same incident, as it came.
    pub dedup_key: Option<SafeText>,
}

/// A row to be written: an element of the JSON array that [`PUT`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What is looked at.
    #[serde(flatten)]
    pub columns: Columns,
    /// The incident as the API sends it: JSON, as text.
    pub record: String,
}

/// Writes rows, new ones and changed ones: each statement in turn with one parameter, the JSON array of [`Row`]s (each
/// number at most once). One statement for a batch is several times faster than one for each row.
pub const PUT: &[&str] = &[
    "INSERT INTO incident (number, version, state, is_open, priority, count, opened_at, acked_at, \
     ack_until, updated_at, response_due, resolution_due, breached_after, title_f, service_f, owner_f, severity_f, \
     empties, labels_f, dedup_key, record) \
     SELECT value ->> 'number', value ->> 'version', value ->> 'state', value ->> 'is_open', value ->> 'priority', \
     value ->> 'count', value ->> 'opened_at', value ->> 'acked_at', value ->> 'ack_until', value ->> 'updated_at', \
     value ->> 'response_due', value ->> 'resolution_due', value ->> 'breached_after', value ->> 'title_f', \
     value ->> 'service_f', value ->> 'owner_f', value ->> 'severity_f', value ->> 'empties', value ->> 'labels_f', value ->> 'dedup_key', \
     value ->> 'record' FROM json_each(?1) WHERE true \
     ON CONFLICT (number) DO UPDATE SET version = excluded.version, state = excluded.state, \
     is_open = excluded.is_open, priority = excluded.priority, count = excluded.count, \
     opened_at = excluded.opened_at, acked_at = excluded.acked_at, ack_until = excluded.ack_until, \
     updated_at = excluded.updated_at, response_due = excluded.response_due, \
     resolution_due = excluded.resolution_due, breached_after = excluded.breached_after, title_f = excluded.title_f, \
     service_f = excluded.service_f, owner_f = excluded.owner_f, severity_f = excluded.severity_f, \
     empties = excluded.empties, labels_f = excluded.labels_f, dedup_key = excluded.dedup_key, record = excluded.record",
];

impl Row {
    /// The row of an incident.
    ///
    /// # Errors
    /// None in practice: a record is always JSON.
    pub fn of(record: &IncidentRecord) -> serde_json::Result<Self> {
        Ok(Self { columns: Columns::of(record), record: serde_json::to_string(record)? })
    }
}

impl Columns {
    /// The columns of an incident.
    pub fn of(record: &IncidentRecord) -> Self {
        let open = record.state.is_open();
        let due = Due::of(record);
        Self {
            number: record.number,
            version: record.version,
            state: record.state.word(),
            is_open: open.into(),
            priority: record.priority.level(),
            count: record.count,
            opened_at: record.opened_at.unix(),
            acked_at: record.acked_at.map(Time::unix),
            ack_until: record.ack_until.map(Time::unix).filter(|_| waits_for_us(record.state)),
            updated_at: record.updated_at.unix(),
            response_due: due.response,
            resolution_due: due.resolution,
            breached_after: due.breached_after,
            title_f: folded(&record.title),
            service_f: record.service.as_ref().map(folded).unwrap_or_default(),
            owner_f: record.owner.as_ref().map(folded).unwrap_or_default(),
            severity_f: record.severity.as_ref().map(folded).unwrap_or_default(),
            empties: empty(record.service.as_ref(), EMPTY_SERVICE)
                | empty(record.owner.as_ref(), EMPTY_OWNER)
                | empty(record.severity.as_ref(), EMPTY_SEVERITY),
            labels_f: labels(&record.labels),
            dedup_key: record.dedup_key.clone(),
        }
    }
}

/// Whether clocks stand under NEXT CLOCK: open, and not waiting for somebody else.
fn waits_for_us(state: State) -> bool {
    state.is_open() && state != State::OnHold
}

/// In [`Columns::empties`]: the service is an empty text.
pub const EMPTY_SERVICE: u8 = 1;
/// In [`Columns::empties`]: the owner is.
pub const EMPTY_OWNER: u8 = 2;
/// In [`Columns::empties`]: the severity is.
pub const EMPTY_SEVERITY: u8 = 4;

fn empty(text: Option<&SafeText>, bit: u8) -> u8 {
    if text.is_some_and(SafeText::is_empty) { bit } else { 0 }
}

/// Before and after every label in [`Columns::labels_f`]; [`SafeText`] cannot contain it.
pub const LABEL_END: char = '\u{1f}';
/// Between a label's name and its value there; [`SafeText`] cannot contain it.
pub const LABEL_IS: char = '\u{1e}';

/// Folded labels as one text: `␟name␞value␟name␞value␟`. A label is then found as a piece of text, with and without
/// `*`, in any database. Of two names that differ only in case the first counts, as when a board is filtered.
fn labels(labels: &BTreeMap<SafeText, SafeText>) -> String {
    let mut text = String::new();
    let mut names: Vec<String> = Vec::new();
    for (name, value) in labels {
        let name = folded(name);
        if names.contains(&name) {
            continue;
        }
        if text.is_empty() {
            text.push(LABEL_END);
        }
        text.push_str(&name);
        text.push(LABEL_IS);
        text.push_str(&folded(value));
        text.push(LABEL_END);
        names.push(name);
    }
    text
}

/// The instants at which clocks change what they say.
struct Due {
    response: Option<i64>,
    resolution: Option<i64>,
    breached_after: Option<i64>,
}

/// Before any instant that a clock can show.
const LONG_AGO: i64 = -(1 << 52);

impl Due {
    /// As [`clock`] counts.
    fn of(record: &IncidentRecord) -> Self {
        let incident = record.to_incident(&SourceName::new(""));
        let clocks: Vec<Clock> = clock::clocks(&incident, Book::standard());
        let running = |metric| {
            let clock = clocks.iter().find(|c| c.metric() == metric && c.running());
            clock.filter(|_| waits_for_us(record.state)).and_then(Clock::due_at).map(Time::unix)
        };
        // A clock that stopped in time never breaches; one that stopped too late did so for good.
        let breached_after = clocks.iter().filter_map(|clock| match clock.stopped_at {
            None => clock.due_at().map(Time::unix),
            Some(at) if clock.breached(at) => Some(LONG_AGO),
            Some(_) => None,
        });
        Self {
            response: running(Metric::Response),
            resolution: running(Metric::Resolution),
            breached_after: breached_after.min(),
        }
    }
}
