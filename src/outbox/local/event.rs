//! Timelines that the source does not keep.

use sqlx::SqliteConnection;

use super::{Local, OutboxError, bare, occurrence};
use crate::{
    domain::{Event, Number, SourceName, Time, event::EventKind},
    text::{Kind, Opaque, SafeText},
};

#[derive(sqlx::FromRow)]
struct Row {
    at: i64,
    recorded_at: i64,
    kind: String,
    actor: String,
    words: String,
}

impl From<Row> for Event {
    fn from(row: Row) -> Self {
        Self {
            at: Time::from_unix(row.at),
            recorded_at: Time::from_unix(row.recorded_at),
            kind: kind(&row.kind),
            actor: SafeText::clean(&row.actor, Kind::Label),
            text: SafeText::clean(&row.words, Kind::Note),
            local: true,
        }
    }
}

/// The kind of a word; a kind of a newer program reads as a note.
fn kind(word: &str) -> EventKind {
    EventKind::ALL.into_iter().find(|k| k.word() == word).unwrap_or(EventKind::Note)
}

impl Local {
    /// Writes an entry on the timeline of the latest occurrence of a source's own id. With `dedup`, one of that name
    /// is written once, however many processes say it. Returns whether it was written.
    ///
    /// # Errors
    /// [`OutboxError::NotListed`] when it was never listed here.
    pub async fn record(
        &self,
        source: &SourceName,
        native: &Opaque,
        event: &Event,
        dedup: Option<&str>,
    ) -> Result<bool, OutboxError> {
        let native = bare(native)?;
        let mut held = self.db.lock().await;
        self.wrote();
        held.begin().await?;
        let conn = held.conn();
        let done = async {
            let row = occurrence::latest(conn, source, &native).await?.ok_or(OutboxError::NotListed)?;
            let dedup = dedup.map(|d| format!("{}:{d}", row.number));
            append(conn, row.number, event, dedup.as_deref()).await
        }
        .await;
        held.end(done).await
    }

    /// What we keep of the past of a source's own id, oldest first: from the occurrence `since` on (usually the one
    /// on the screen), or everything.
    pub async fn timeline(
        &self,
        source: &SourceName,
        native: &Opaque,
        since: Option<Number>,
    ) -> Result<Vec<Event>, OutboxError> {
        let native = bare(native)?;
        let mut held = self.db.lock().await;
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT e.at, e.recorded_at, e.kind, e.actor, e.words
             FROM occurrence o JOIN event e ON e.number = o.number
             WHERE o.source = ?1 AND o.native = ?2 AND o.number >= ?3
             ORDER BY e.at, e.seq",
        )
        .bind(source.as_str())
        .bind(native)
        .bind(since.map_or(0, Number::get))
        .fetch_all(held.conn())
        .await?;
        Ok(rows.into_iter().map(Event::from).collect())
    }
}

/// Appends to the timeline of `number`; `false` when an entry of that `dedup` is there.
pub(super) async fn append(
    conn: &mut SqliteConnection,
    number: u32,
    event: &Event,
    dedup: Option<&str>,
) -> Result<bool, OutboxError> {
    let written = sqlx::query(
        "INSERT INTO event (number, at, recorded_at, kind, actor, words, dedup)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (dedup) DO NOTHING",
    )
    .bind(number)
    .bind(event.at.unix())
    .bind(event.recorded_at.unix())
    .bind(event.kind.word())
    .bind(bare(&event.actor)?)
    .bind(bare(&event.text)?)
    .bind(dedup)
    .execute(&mut *conn)
    .await?
    .rows_affected()
        == 1;
    if written {
        sqlx::query(
            "UPDATE occurrence SET events = events + 1, notes = notes + ?2, updated_at = max(updated_at, ?3)
             WHERE number = ?1",
        )
        .bind(number)
        .bind(u8::from(event.kind == EventKind::Note))
        .bind(event.recorded_at.unix())
        .execute(conn)
        .await?;
    }
    Ok(written)
}
