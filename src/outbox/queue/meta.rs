//! Small facts by name: when the person was last here.

use super::super::{OutboxError, db::Db};

/// Facts by name.
#[derive(Clone)]
pub struct Meta {
    db: Db,
}

impl Meta {
    pub(in super::super) const fn new(db: Db) -> Self {
        Self { db }
    }

    /// What stands under `name`.
    pub async fn get(&self, name: &str) -> Result<Option<String>, OutboxError> {
        let mut held = self.db.lock().await;
        Ok(sqlx::query_scalar("SELECT value FROM meta WHERE name = ?1")
            .bind(name)
            .fetch_optional(held.conn())
            .await?)
    }

    /// Writes `value` under `name`.
    pub async fn set(&self, name: &str, value: &str) -> Result<(), OutboxError> {
        let mut held = self.db.lock().await;
        sqlx::query(
            "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .execute(held.conn())
        .await?;
        Ok(())
    }
}
