//! What sources tell rarely, as they last told it: so that clocks are right before anybody was asked.

use super::{Cache, OutboxError};
use crate::domain::SourceName;

impl Cache {
    /// Keeps what `source` told about `what`.
    pub async fn keep_told(
        &self,
        source: &SourceName,
        what: &'static str,
        words: &str,
    ) -> Result<(), OutboxError> {
        loop {
            let run = sqlx::query(
                "INSERT INTO told (source, what, words) VALUES (?1, ?2, ?3)
                 ON CONFLICT (source, what) DO UPDATE SET words = excluded.words WHERE words <> excluded.words",
            )
            .bind(source.as_str())
            .bind(what)
            .bind(words)
            .execute(self.db.lock().await.conn())
            .await;
            if let Some(done) = self.healed(run.map_err(OutboxError::from)).await {
                return done.map(|_| ());
            }
        }
    }

    /// What `source` told last about `what`.
    pub async fn told(&self, source: &SourceName, what: &'static str) -> Result<Option<String>, OutboxError> {
        loop {
            let run = sqlx::query_scalar("SELECT words FROM told WHERE source = ?1 AND what = ?2")
                .bind(source.as_str())
                .bind(what)
                .fetch_optional(self.db.lock().await.conn())
                .await;
            if let Some(done) = self.healed(run.map_err(OutboxError::from)).await {
                return done;
            }
        }
    }
}
