//! The durable queue of actions, and what lies beside it in the same file.

mod batch;
mod drafts;
mod entry;
mod meta;

pub use drafts::{Draft, Drafts};
pub use entry::{Entry, EntryState, Filter, Found, Settled, Settling};
pub use meta::Meta;

use sqlx::SqliteConnection;

use super::{
    OutboxError,
    ballast::Ballast,
    bare,
    db::{Db, Held},
};
use crate::{
    backend::{ActionKey, Command},
    domain::{
        SourceName, Time,
        time::{DAY, MINUTE},
    },
};

/// How long a lease lasts, in seconds: far longer than an action's deadline (15 s), because a lease that runs out
/// under load sends twice. Once-only rests on the action's key, never on the lease.
pub const LEASE: i64 = MINUTE;

/// How long confirmed actions are kept, in seconds.
pub const KEPT: i64 = 7 * DAY;

/// Actions asked of sources: written before the screen says so, sent by whichever process leases them, settled
/// once. The order of one incident's actions is kept. Clones share the file.
#[derive(Clone)]
pub struct Outbox {
    db: Db,
    ballast: Ballast,
}

impl Outbox {
    pub(super) const fn new(db: Db, ballast: Ballast) -> Self {
        Self { db, ballast }
    }

    /// Writes all of `commands` in one transaction and returns when they are on the disk. A key that is already
    /// there is left as it is, so that asking twice is asking once.
    ///
    /// # Errors
    /// [`OutboxError::Full`] when there is no room: nothing was written.
    pub async fn enqueue(&self, commands: &[Command]) -> Result<Vec<Entry>, OutboxError> {
        // While the ballast is away, the room that is left belongs to what already waits.
        if !self.ballast.ready() {
            return Err(OutboxError::Full);
        }
        let mut held = self.db.lock().await;
        held.begin().await?;
        let done = insert(held.conn(), commands).await;
        held.end(done).await
    }

    /// Leases the oldest action that is due and has no earlier one of the same incident before it, for [`LEASE`]
    /// seconds. `holder` names this process (or one worker in it).
    pub async fn lease(&self, holder: &str, now: Time) -> Result<Option<Entry>, OutboxError> {
        self.lease_any(None, holder, now).await
    }

    /// The same among one source's actions, so that a source that hangs keeps no other waiting.
    pub async fn lease_of(
        &self,
        source: &SourceName,
        holder: &str,
        now: Time,
    ) -> Result<Option<Entry>, OutboxError> {
        self.lease_any(Some(source.as_str()), holder, now).await
    }

    async fn lease_any(
        &self,
        source: Option<&str>,
        holder: &str,
        now: Time,
    ) -> Result<Option<Entry>, OutboxError> {
        Ok(self.lease_rows(source, holder, 1, now).await?.pop())
    }

    async fn give_up(&self, held: &mut Held<'_>, key: &str, now: Time) -> Result<(), OutboxError> {
        loop {
            let run = sqlx::query(
                "UPDATE entry SET state = 'failed', words = 'this version does not understand it',
                     settled_at = ?2, lease_owner = NULL, lease_until = NULL
                 WHERE key = ?1",
            )
            .bind(key)
            .bind(now.unix())
            .execute(held.conn())
            .await;
            if let Some(done) = drained(held, &self.ballast, run).await {
                return done.map(|_| ());
            }
        }
    }

    /// Writes down how an action ended, or that it is tried again.
    ///
    /// A confirmation counts whoever brings it. A refusal or a "later" from a process whose lease has since gone
    /// to another one does not ([`Settling::NotYours`]): the other one is at it. What is settled stays so.
    pub async fn settle(
        &self,
        key: ActionKey,
        holder: &str,
        settled: &Settled,
        now: Time,
    ) -> Result<Settling, OutboxError> {
        let all = self.settle_many(holder, &[(key, settled.clone())], now).await?;
        Ok(all.first().copied().unwrap_or(Settling::NotYours))
    }

    /// The actions of `filter` in the order in which they were asked, at most `limit`. What another version wrote
    /// and this one does not understand is left out.
    pub async fn list(&self, filter: Filter, limit: u32) -> Result<Vec<Entry>, OutboxError> {
        let sql = match filter {
            Filter::Unsettled => {
                "SELECT * FROM entry WHERE state IN ('pending', 'sent') ORDER BY seq LIMIT ?1"
            }
            Filter::Open => "SELECT * FROM entry WHERE state <> 'confirmed' ORDER BY seq LIMIT ?1",
            Filter::All => "SELECT * FROM (SELECT * FROM entry ORDER BY seq DESC LIMIT ?1) ORDER BY seq",
        };
        let mut held = self.db.lock().await;
        let rows: Vec<entry::Row> = sqlx::query_as(sql).bind(limit).fetch_all(held.conn()).await?;
        Ok(rows.into_iter().filter_map(|row| Entry::try_from(row).ok()).collect())
    }

    /// One action.
    pub async fn get(&self, key: ActionKey) -> Result<Option<Entry>, OutboxError> {
        let mut held = self.db.lock().await;
        let row: Option<entry::Row> = sqlx::query_as("SELECT * FROM entry WHERE key = ?1")
            .bind(entry::hex(key))
            .fetch_optional(held.conn())
            .await?;
        row.map(Entry::try_from).transpose()
    }

    /// Makes a failed or waiting action due now. `false` when it is confirmed, being sent, or not there.
    pub async fn retry(&self, key: ActionKey, now: Time) -> Result<bool, OutboxError> {
        let key = entry::hex(key);
        let mut held = self.db.lock().await;
        let changed = loop {
            let run = sqlx::query(
                    "UPDATE entry SET state = 'pending', next_at = ?2, settled_at = NULL
                     WHERE key = ?1 AND (state IN ('pending', 'failed') OR (state = 'sent' AND lease_until <= ?2))",
                )
                .bind(&key)
                .bind(now.unix())
                .execute(held.conn())
                .await
                .map(|r| r.rows_affected());
            if let Some(done) = drained(&mut held, &self.ballast, run).await {
                break done?;
            }
        };
        Ok(changed == 1)
    }

    /// Takes an action out for good and returns it, so that its words can be kept as a draft. `None` when it is
    /// not there.
    ///
    /// # Errors
    /// [`OutboxError::InFlight`] while somebody holds a lease on it.
    pub async fn drop(&self, key: ActionKey, now: Time) -> Result<Option<Entry>, OutboxError> {
        let hex = entry::hex(key);
        let mut held = self.db.lock().await;
        let mut rows = loop {
            let run = sqlx::query_as::<_, entry::Row>(
                "DELETE FROM entry WHERE key = ?1 AND NOT (state = 'sent' AND lease_until > ?2) RETURNING *",
            )
            .bind(&hex)
            .bind(now.unix())
            .fetch_all(held.conn())
            .await;
            if let Some(done) = drained(&mut held, &self.ballast, run).await {
                break done?;
            }
        };
        std::mem::drop(held);
        match rows.pop() {
            Some(row) => Entry::try_from(row).map(Some),
            None if self.get(key).await?.is_some() => Err(OutboxError::InFlight),
            None => Ok(None),
        }
    }

    /// When [`Outbox::lease`] will next have something to give: at or before `now` is at once, `None` is never
    /// (until somebody enqueues or settles).
    pub async fn next_due(&self) -> Result<Option<Time>, OutboxError> {
        let mut held = self.db.lock().await;
        let at: Option<i64> = sqlx::query_scalar(NEXT_SQL).fetch_one(held.conn()).await?;
        Ok(at.map(Time::from_unix))
    }

    /// Finds an action by the first or last digits of its key, as a receipt shows them; dashes do not count.
    pub async fn resolve_short(&self, digits: &str) -> Result<Found, OutboxError> {
        let digits: String = digits.chars().filter(|c| *c != '-').collect::<String>().to_ascii_lowercase();
        if digits.is_empty() || digits.len() > 32 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
            return Ok(Found::None);
        }
        let mut held = self.db.lock().await;
        let keys: Vec<String> = sqlx::query_scalar(
            "SELECT key FROM entry WHERE key LIKE ?1 || '%' OR key LIKE '%' || ?1 ORDER BY seq LIMIT 20",
        )
        .bind(digits)
        .fetch_all(held.conn())
        .await?;
        let mut keys: Vec<ActionKey> = keys.iter().filter_map(|k| ActionKey::parse(k)).collect();
        Ok(match (keys.pop(), keys.is_empty()) {
            (None, _) => Found::None,
            (Some(one), true) => Found::One(one),
            (Some(last), false) => {
                keys.push(last);
                Found::Many(keys)
            }
        })
    }

    /// See [`super::Store::tidy`].
    pub(super) async fn tidy(&self, now: Time) -> Result<(), OutboxError> {
        self.ballast.ready();
        let mut held = self.db.lock().await;
        loop {
            let run = sqlx::query("DELETE FROM entry WHERE state = 'confirmed' AND settled_at < ?1")
                .bind((now - KEPT).unix())
                .execute(held.conn())
                .await;
            if let Some(done) = drained(&mut held, &self.ballast, run).await {
                return done.map(|_| ());
            }
        }
    }
}

/// What a statement of the drain came to. On a full disk the ballast goes and there is no result: once more.
async fn drained<T>(
    held: &mut Held<'_>,
    ballast: &Ballast,
    run: Result<T, sqlx::Error>,
) -> Option<Result<T, OutboxError>> {
    match run.map_err(OutboxError::from) {
        Err(OutboxError::Full) if made_room(held, ballast).await => None,
        done => Some(done),
    }
}

/// The disk is full: lets the ballast go. `false` when it is gone already.
async fn made_room(held: &mut Held<'_>, ballast: &Ballast) -> bool {
    let released = ballast.release();
    if released {
        // Room made in the log is room too; who else reads it may prevent that.
        let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_all(held.conn()).await;
    }
    released
}

async fn insert(conn: &mut SqliteConnection, commands: &[Command]) -> Result<Vec<Entry>, OutboxError> {
    let mut entries = Vec::with_capacity(commands.len());
    for command in commands {
        let key = entry::hex(command.key);
        sqlx::query(
            "INSERT INTO entry (key, source, native, command, next_at, since) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
             ON CONFLICT (key) DO NOTHING",
        )
        .bind(&key)
        .bind(command.target.source.as_str())
        .bind(bare(&command.target.native)?)
        .bind(serde_json::to_string(command)?)
        .bind(command.at.unix())
        .execute(&mut *conn)
        .await?;
        let row: entry::Row =
            sqlx::query_as("SELECT * FROM entry WHERE key = ?1").bind(&key).fetch_one(&mut *conn).await?;
        entries.push(row.try_into()?);
    }
    Ok(entries)
}

/// `?1` now, `?2` holder, `?3` until, `?4` source or null, `?5` how many. Driven to its end by `fetch_all`: it commits only then.
const LEASE_SQL: &str = "
    UPDATE entry SET state = 'sent', attempts = attempts + 1, lease_owner = ?2, lease_until = ?3
    WHERE seq IN (
        SELECT e.seq FROM entry e
        WHERE e.state IN ('pending', 'sent')
          AND (?4 IS NULL OR e.source = ?4)
          AND CASE e.state WHEN 'pending' THEN e.next_at <= ?1 ELSE e.lease_until <= ?1 END
          AND NOT EXISTS (
              SELECT 1 FROM entry p
              WHERE p.source = e.source AND p.native = e.native AND p.seq < e.seq
                AND p.state IN ('pending', 'sent'))
        ORDER BY e.seq LIMIT ?5)
    RETURNING *";

const NEXT_SQL: &str = "
    SELECT min(CASE e.state WHEN 'pending' THEN e.next_at ELSE e.lease_until END) FROM entry e
    WHERE e.state IN ('pending', 'sent')
      AND NOT EXISTS (
          SELECT 1 FROM entry p
          WHERE p.source = e.source AND p.native = e.native AND p.seq < e.seq
            AND p.state IN ('pending', 'sent'))";

/// `?1` key, `?2` words, `?3` now, `?4` next time, `?5` holder: the same for the next two.
const CONFIRM_SQL: &str = "
    UPDATE entry SET state = 'confirmed', words = ?2, settled_at = ?3, lease_owner = NULL, lease_until = NULL
    WHERE key = ?1 AND state IN ('pending', 'sent')";

const FAIL_SQL: &str = "
    UPDATE entry SET state = 'failed', words = ?2, settled_at = ?3, lease_owner = NULL, lease_until = NULL
    WHERE key = ?1 AND (state = 'pending' OR (state = 'sent' AND lease_owner = ?5))";

const LATER_SQL: &str = "
    UPDATE entry SET state = 'pending', words = ?2, next_at = ?4, lease_owner = NULL, lease_until = NULL
    WHERE key = ?1 AND (state = 'pending' OR (state = 'sent' AND lease_owner = ?5))";
