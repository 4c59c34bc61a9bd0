//! One stay of an incident on its source's list.

use sqlx::SqliteConnection;

use crate::{
    domain::{IncidentId, Number, Priority, SourceName, Time},
    text::{Kind, Opaque, SafeText},
};

/// One stay of an incident on its source's list, with what we keep about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Ours, never reused.
    pub number: Number,
    /// Where it lives.
    pub source: SourceName,
    /// The source's own id.
    pub native: Opaque,
    /// The latest id under which it was listed.
    pub id: IncidentId,
    /// Its title when it was first listed or came back.
    pub title: SafeText,
    /// When it opened at the source.
    pub opened_at: Time,
    /// When it left the list; `None` while it is on it.
    pub cleared_at: Option<Time>,
    /// Who answers for it.
    pub owner: Option<SafeText>,
    /// The first acknowledgement ever seen.
    pub acked_at: Option<Time>,
    /// How often it came back.
    pub reopen_count: u32,
    /// The earlier one of the same incident.
    pub recurrence_of: Option<Number>,
    /// How urgent it was when it was first listed.
    pub priority: Option<Priority>,
    /// What it hit.
    pub service: Option<SafeText>,
}

/// A row of the table.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in super::super) struct Row {
    pub number: u32,
    pub source: String,
    pub native: String,
    pub id: String,
    pub title: String,
    pub opened_at: i64,
    /// When it was first listed or listed again: an older list knows nothing of it.
    pub listed_at: i64,
    pub cleared_at: Option<i64>,
    pub owner: Option<String>,
    pub acked_at: Option<i64>,
    pub reopen_count: u32,
    pub recurrence_of: Option<u32>,
    /// How many notes its timeline holds.
    pub notes: u32,
    /// How many entries its timeline holds.
    pub events: u32,
    pub updated_at: i64,
    pub priority: Option<u8>,
    pub service: Option<String>,
}

impl Row {
    /// As others see it; `None` only for the number zero, which the counter never gives.
    pub fn into_occurrence(self) -> Option<Occurrence> {
        Some(Occurrence {
            number: Number::new(self.number)?,
            source: SourceName::new(&self.source),
            native: Opaque::new(self.native),
            id: IncidentId::from_known(&self.id),
            title: SafeText::clean(&self.title, Kind::Line),
            opened_at: Time::from_unix(self.opened_at),
            cleared_at: self.cleared_at.map(Time::from_unix),
            owner: self.owner.map(|o| SafeText::clean(&o, Kind::Label)),
            acked_at: self.acked_at.map(Time::from_unix),
            reopen_count: self.reopen_count,
            recurrence_of: self.recurrence_of.and_then(Number::new),
            priority: self.priority.and_then(Priority::new),
            service: self.service.map(|s| SafeText::clean(&s, Kind::Label)),
        })
    }
}

/// The latest occurrence of a source's own id.
pub(super) async fn latest(
    conn: &mut SqliteConnection,
    source: &SourceName,
    native: &str,
) -> Result<Option<Row>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM occurrence WHERE source = ?1 AND native = ?2 ORDER BY number DESC LIMIT 1")
        .bind(source.as_str())
        .bind(native)
        .fetch_optional(conn)
        .await
}
