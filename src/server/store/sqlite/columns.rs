//! An incident's row: its record as JSON, and beside it the columns that queries, orders and rules look at.
//!
//! One function fills them, so that what is written and what [`super::query`] asks for cannot drift apart. Anything
//! that depends on the time of asking is stored as the instant at which it changes.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Serialize;

use super::dues::Dues;
use crate::{
    domain::{Number, Phase, Practice, SourceName, State, Time, query::folded, record::Verdict, sla::Book},
    server::ledger,
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
    /// The last resolution.
    pub resolved_at: Option<i64>,
    /// When what runs and what ran is due.
    #[serde(flatten)]
    pub dues: Dues,
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
    /// The folded team; empty where there is none. So for the next three, where an empty text is none.
    pub team_f: String,
    /// The folded first level of the category.
    pub category_f: String,
    /// The folded second one.
    pub subcategory_f: String,
    /// The folded name of who told of it.
    pub reporter_f: String,
    /// [`crate::domain::record::Origin::word`].
    pub origin: &'static str,
    /// [`crate::domain::Phase::word`].
    pub phase: Option<&'static str>,
    /// [`crate::domain::incident::HoldReason::word`].
    pub hold_reason: Option<&'static str>,
    /// [`Verdict::word`]; null for an incident.
    pub verdict: Option<&'static str>,
    /// 1 where it is a major, else 0.
    pub major: u8,
    /// The incident that it hangs under.
    pub parent: Option<u32>,
    /// Out of sight until then.
    pub snoozed_until: Option<i64>,
    /// When the hold ends, where that is known.
    pub hold_until: Option<i64>,
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
    /// When something happens to it by itself.
    pub next_at: Option<i64>,
    /// The incident as the API sends it: JSON, as text.
    pub record: String,
}

/// Every column, in the order in which they are bound: the number first.
pub const NAMES: [&str; 38] = [
    "number",
    "version",
    "state",
    "is_open",
    "priority",
    "count",
    "opened_at",
    "acked_at",
    "ack_until",
    "updated_at",
    "resolved_at",
    "due_1",
    "due_2",
    "due_3",
    "due_last",
    "dues",
    "breached_after",
    "title_f",
    "service_f",
    "owner_f",
    "severity_f",
    "empties",
    "team_f",
    "category_f",
    "subcategory_f",
    "reporter_f",
    "origin",
    "phase",
    "hold_reason",
    "verdict",
    "major",
    "parent",
    "snoozed_until",
    "hold_until",
    "labels_f",
    "dedup_key",
    "next_at",
    "record",
];

/// Writes rows, new ones and changed ones, with one parameter: the JSON array of [`Row`]s (each number at most once).
/// One statement for a batch is several times faster than one for each row.
pub static PUT: LazyLock<String> = LazyLock::new(|| {
    let each = |f: fn(&str) -> String| NAMES.iter().map(|n| f(n)).collect::<Vec<_>>().join(", ");
    format!(
        "INSERT INTO incident ({}) SELECT {} FROM json_each(?1) WHERE true ON CONFLICT (number) DO UPDATE SET {}",
        NAMES.join(", "),
        each(|n| format!("value ->> '{n}'")),
        each(|n| format!("{n} = excluded.{n}")),
    )
});

impl Row {
    /// The row of an incident.
    ///
    /// # Errors
    /// None in practice: a record is always JSON.
    pub fn of(record: &IncidentRecord, practice: &Practice, now: Time) -> serde_json::Result<Self> {
        let columns = Columns::of(record, &practice.book);
        let next_at = next_at(record, practice, now);
        Ok(Self { columns, next_at, record: serde_json::to_string(record)? })
    }
}

/// When something happens to it by itself: all that was due by `now` is done.
pub(super) fn next_at(record: &IncidentRecord, practice: &Practice, now: Time) -> Option<i64> {
    ledger::next_due(record, practice, now).map(Time::unix)
}

impl Columns {
    /// The columns of an incident.
    pub fn of(record: &IncidentRecord, book: &Book) -> Self {
        let facts = record.to_incident(&SourceName::new(""));
        let maybe = |text: Option<&SafeText>| text.map(folded).unwrap_or_default();
        let time = |at: Option<Time>| at.map(Time::unix);
        let more = &record.record;
        Self {
            number: record.number,
            version: record.version,
            state: record.state.word(),
            is_open: record.state.is_open().into(),
            priority: record.priority.level(),
            count: record.count,
            opened_at: record.opened_at.unix(),
            acked_at: time(record.acked_at),
            ack_until: time(record.ack_until).filter(|_| waits_for_us(record.state)),
            updated_at: record.updated_at.unix(),
            resolved_at: time(record.resolved_at),
            dues: Dues::of(&facts, book),
            title_f: folded(&record.title),
            service_f: maybe(record.service.as_ref()),
            owner_f: maybe(record.owner.as_ref()),
            severity_f: maybe(record.severity.as_ref()),
            empties: empty(record.service.as_ref(), EMPTY_SERVICE)
                | empty(record.owner.as_ref(), EMPTY_OWNER)
                | empty(record.severity.as_ref(), EMPTY_SEVERITY),
            team_f: maybe(record.team.as_ref()),
            category_f: maybe(record.category.as_ref()),
            subcategory_f: maybe(record.subcategory.as_ref()),
            reporter_f: maybe(more.reporter.as_ref().map(|r| &r.name)),
            origin: record.origin.word(),
            phase: more.phase.map(Phase::word),
            hold_reason: record.hold.as_ref().map(|h| h.reason.word()),
            verdict: more.verdict.filter(|v| *v != Verdict::Incident).map(Verdict::word),
            major: more.major.is_some().into(),
            parent: more.parent.map(Number::get),
            snoozed_until: time(more.snoozed_until),
            hold_until: time(record.hold.as_ref().and_then(|h| h.until)),
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
