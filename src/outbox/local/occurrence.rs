//! One stay of an incident on its source's list.

use serde::Deserialize;
use sqlx::{AssertSqlSafe, SqliteConnection};

use std::sync::Arc;

use super::{OutboxError, merge::merge};
use crate::{
    domain::{Detail, Incident, IncidentId, Number, Priority, SourceName, State, Time},
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
    /// All of it as far as we know it, our overlay included.
    pub incident: Box<Incident>,
}

/// A row of the table. As JSON it is an array of what laying over a list needs, in this order, see [`open`].
#[derive(Debug, Clone, sqlx::FromRow, Deserialize)]
pub(in super::super) struct Row {
    pub number: u32,
    #[serde(skip)]
    pub source: String,
    pub native: String,
    pub id: String,
    #[serde(skip)]
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
    /// What people decided about it, see [`super::kept`].
    pub record: Option<String>,
    #[serde(skip)]
    pub priority: Option<u8>,
    #[serde(skip)]
    pub service: Option<String>,
}

impl Row {
    /// As others see it; `None` only for the number zero, which the counter never gives.
    pub fn into_occurrence(self) -> Option<Occurrence> {
        let incident = Box::new(self.merged(self.bare()));
        Some(Occurrence {
            incident,
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

    /// What its source said of it, as far as that was kept.
    pub fn bare(&self) -> Incident {
        let source = SourceName::new(&self.source);
        let time = |t: i64| Time::from_unix(t);
        let state = match (self.cleared_at, self.acked_at) {
            (Some(_), _) => State::Resolved,
            (None, Some(_)) => State::Acknowledged,
            (None, None) => State::New,
        };
        let status = if self.cleared_at.is_some() { "not listed any more" } else { "as it was last listed" };
        Incident {
            id: IncidentId::from_known(&self.id),
            number: Number::new(self.number),
            source,
            title: SafeText::clean(&self.title, Kind::Line),
            service: self.service.as_ref().map(|s| SafeText::clean(s, Kind::Label)),
            owner: None,
            state,
            priority: self.priority.and_then(Priority::new).unwrap_or_else(|| Priority::of(2, 2)),
            opened_at: time(self.opened_at),
            acked_at: self.acked_at.map(time),
            ack_until: None,
            resolved_at: self.cleared_at.map(time),
            updated_at: time(self.cleared_at.unwrap_or(self.opened_at)),
            count: 1,
            hold: None,
            hidden_chars: false,
            detail: Arc::new(Detail {
                native_id: Opaque::new(self.native.as_str()),
                raw_status: SafeText::clean(status, Kind::Label),
                ..Detail::default()
            }),
        }
    }

    /// The same with our overlay over it.
    pub fn merged(&self, mut bare: Incident) -> Incident {
        merge(&mut bare, self);
        bare
    }
}

/// The occurrence with this number.
pub(super) async fn numbered(conn: &mut SqliteConnection, number: u32) -> Result<Option<Row>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM occurrence WHERE number = ?1").bind(number).fetch_optional(conn).await
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

/// Rows that come in one hand-over between SQLite's thread and ours: each costs both of them a wake-up.
pub(super) const CHUNK: usize = 1_000;

/// A row `o` as JSON, in the order of [`Row`].
const JSON: &str =
    "json_group_array(json_array(o.number, o.native, o.id, o.opened_at, o.listed_at, o.cleared_at,
     o.owner, o.acked_at, o.reopen_count, o.recurrence_of, o.notes, o.events, o.updated_at, o.record))";

/// Hands every open occurrence of `source` to `each`. What another process writes meanwhile may be in some and not in
/// others, unless a transaction was begun.
pub(super) async fn open(
    conn: &mut SqliteConnection,
    source: &SourceName,
    mut each: impl FnMut(Row),
) -> Result<(), OutboxError> {
    let sql = format!(
        "SELECT {JSON} FROM (SELECT * FROM occurrence WHERE source = ?1 AND cleared_at IS NULL
             AND native >= ?2 AND native IS NOT ?3 ORDER BY native LIMIT ?4) o"
    );
    let mut after: Option<String> = None;
    loop {
        let json: String = sqlx::query_scalar(AssertSqlSafe(sql.clone()))
            .bind(source.as_str())
            .bind(after.as_deref().unwrap_or_default())
            .bind(after.as_deref())
            .bind(CHUNK as i64)
            .fetch_one(&mut *conn)
            .await?;
        let rows: Vec<Row> = serde_json::from_str(&json)?;
        let full = rows.len() == CHUNK;
        after = rows.last().map(|r| r.native.clone());
        rows.into_iter().for_each(&mut each);
        if !full {
            return Ok(());
        }
    }
}

/// The latest occurrence of each of these ids of a source, where it has any.
pub(super) async fn latest_of(
    conn: &mut SqliteConnection,
    source: &SourceName,
    natives: &[&str],
) -> Result<Vec<Row>, OutboxError> {
    let sql = format!(
        "SELECT {JSON} FROM (SELECT DISTINCT value AS native FROM json_each(?2)) n
         JOIN occurrence o ON o.number = (
             SELECT max(number) FROM occurrence WHERE source = ?1 AND native = n.native)"
    );
    let json: String = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(source.as_str())
        .bind(serde_json::to_string(natives)?)
        .fetch_one(conn)
        .await?;
    Ok(serde_json::from_str(&json)?)
}
