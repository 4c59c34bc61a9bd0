//! Texts begun and not sent: no word that a person typed is lost.

use super::{super::OutboxError, super::ballast::Ballast, super::bare, super::db::Db, drained};
use crate::{domain::Time, text::Opaque};

/// One text begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// `D-4821`: to be said over the phone, and to be typed.
    pub id: String,
    /// What it was typed into: `note:am/abc`.
    pub slot: String,
    /// As typed.
    pub text: Opaque,
    /// When it was last saved.
    pub saved_at: Time,
}

/// All drafts: one a slot.
#[derive(Clone)]
pub struct Drafts {
    db: Db,
    ballast: Ballast,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    slot: String,
    text: String,
    saved_at: i64,
}

impl From<Row> for Draft {
    fn from(row: Row) -> Self {
        Self {
            id: format!("D-{}", row.id),
            slot: row.slot,
            text: Opaque::new(row.text),
            saved_at: Time::from_unix(row.saved_at),
        }
    }
}

impl Drafts {
    pub(in super::super) const fn new(db: Db, ballast: Ballast) -> Self {
        Self { db, ballast }
    }

    /// Saves what stands in `slot`; the id stays the same while the slot is in use.
    pub async fn save(&self, slot: &str, text: &Opaque, now: Time) -> Result<Draft, OutboxError> {
        let text = bare(text)?;
        for attempt in 0..20 {
            // Four digits while there are plenty left of them; people say them aloud.
            let id =
                if attempt < 10 { fastrand::i64(1_000..10_000) } else { fastrand::i64(10_000..1_000_000) };
            let mut held = self.db.lock().await;
            let rows = loop {
                let run = sqlx::query_as::<_, Row>(
                    "INSERT INTO draft (id, slot, text, saved_at) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (slot) DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at
                     ON CONFLICT (id) DO NOTHING
                     RETURNING *",
                )
                .bind(id)
                .bind(slot)
                .bind(&text)
                .bind(now.unix())
                .fetch_all(held.conn())
                .await;
                if let Some(done) = drained(&mut held, &self.ballast, run).await {
                    break done?;
                }
            };
            if let Some(row) = rows.into_iter().next() {
                return Ok(row.into());
            }
        }
        Err(OutboxError::Full)
    }

    /// What was begun in `slot`.
    pub async fn load(&self, slot: &str) -> Result<Option<Draft>, OutboxError> {
        self.one("SELECT * FROM draft WHERE slot = ?1", slot).await
    }

    /// The draft of an id: `D-4821`, `d4821` or `4821`.
    pub async fn by_id(&self, id: &str) -> Result<Option<Draft>, OutboxError> {
        let digits = id.trim().trim_start_matches(['D', 'd']).trim_start_matches('-');
        self.one("SELECT * FROM draft WHERE id = CAST(?1 AS INTEGER)", digits).await
    }

    async fn one(&self, sql: &'static str, value: &str) -> Result<Option<Draft>, OutboxError> {
        let mut held = self.db.lock().await;
        let row: Option<Row> = sqlx::query_as(sql).bind(value).fetch_optional(held.conn()).await?;
        Ok(row.map(Draft::from))
    }

    /// Forgets what was begun in `slot`: it was sent, or thrown away.
    pub async fn delete(&self, slot: &str) -> Result<bool, OutboxError> {
        let mut held = self.db.lock().await;
        let changed = loop {
            let run = sqlx::query("DELETE FROM draft WHERE slot = ?1")
                .bind(slot)
                .execute(held.conn())
                .await
                .map(|r| r.rows_affected());
            if let Some(done) = drained(&mut held, &self.ballast, run).await {
                break done?;
            }
        };
        Ok(changed == 1)
    }

    /// All of them, the latest first.
    pub async fn list(&self) -> Result<Vec<Draft>, OutboxError> {
        let mut held = self.db.lock().await;
        let rows: Vec<Row> =
            sqlx::query_as("SELECT * FROM draft ORDER BY saved_at DESC, id").fetch_all(held.conn()).await?;
        Ok(rows.into_iter().map(Draft::from).collect())
    }
}
