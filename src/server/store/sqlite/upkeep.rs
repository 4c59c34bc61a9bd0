//! What the writer does in quiet moments: old rows go, texts come into the index in which words are looked up.

use std::time::Duration;

use sqlx::SqliteConnection;
use tokio::time::Instant;

use super::{Shared, fault::Fault, purge, texts};

/// After opening nothing is purged for so long: others start as well.
const QUIET: Duration = Duration::from_secs(30);
/// Between two pieces of purging; requests come between.
const PAUSE: Duration = Duration::from_millis(200);
/// When nothing is left to do.
const SELDOM: Duration = Duration::from_hours(1);
/// After seeding, which comes in batches: between them nothing is tended.
const AFTER_SEEDING: Duration = Duration::from_millis(500);

/// When what is due.
pub(super) struct Upkeep {
    purge_at: Instant,
    /// When texts are brought into the index, where there are enough of them for a piece.
    texts_at: Option<Instant>,
    /// Texts that are not in the index yet, at the most.
    texts: u64,
}

impl Upkeep {
    /// As the file was found.
    pub async fn new(conn: &mut SqliteConnection) -> Result<Self, Fault> {
        let due: i64 = sqlx::query_scalar("SELECT count(*) FROM incident_text_due").fetch_one(conn).await?;
        let purge_at = Instant::now() + QUIET;
        let mut upkeep = Self { purge_at, texts_at: None, texts: due.unsigned_abs() };
        upkeep.plan(Duration::ZERO);
        Ok(upkeep)
    }

    /// When to call [`Upkeep::some`].
    pub fn at(&self) -> Instant {
        self.texts_at.map_or(self.purge_at, |at| at.min(self.purge_at))
    }

    /// Whether it should not wait for a quiet moment: searches begin to feel it.
    pub const fn is_pressing(&self) -> bool {
        self.texts > 2 * texts::PIECE as u64
    }

    /// So many incidents were written.
    pub fn written(&mut self, many: usize) {
        self.texts += many as u64;
        self.plan(Duration::ZERO);
    }

    /// So many were seeded.
    pub fn seeded(&mut self, many: usize) {
        self.texts += many as u64;
        self.texts_at = None;
        self.plan(AFTER_SEEDING);
    }

    fn plan(&mut self, pause: Duration) {
        if self.texts >= texts::PIECE.into() {
            self.texts_at.get_or_insert_with(|| Instant::now() + pause);
        }
    }

    /// Does a piece of what is due.
    pub async fn some(&mut self, conn: &mut SqliteConnection, shared: &Shared) {
        let now = Instant::now();
        let failed = |what: &str, e: sqlx::Error| {
            tracing::warn!("{what}: {}", Fault::from(e).words(&shared.path));
        };
        if self.texts_at.is_some() {
            self.texts_at = None;
            match texts::tend(conn, texts::PIECE).await {
                // Fewer than were counted: the others were changed and not their texts.
                Ok(done) if done < texts::PIECE.into() => self.texts = 0,
                Ok(done) => self.texts = self.texts.saturating_sub(done),
                Err(e) => {
                    failed("texts were not indexed, searches are slower", e);
                    self.texts = 0;
                }
            }
            self.plan(Duration::ZERO);
        } else if self.purge_at <= now {
            self.purge_at = now
                + match purge::some(conn, shared.clock.now()).await {
                    Ok(true) => PAUSE,
                    Ok(false) => SELDOM,
                    Err(e) => {
                        failed("what is old was not purged", e);
                        SELDOM
                    }
                };
        }
    }
}
