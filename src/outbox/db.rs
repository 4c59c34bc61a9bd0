//! One SQLite file: made with narrow rights, migrated once, used through one connection.
//!
//! Transactions are begun and ended with plain statements: SQLite rolls back by itself when the disk is full, and
//! a library that counts its own `BEGIN`s never finds back from that.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, SqliteConnection, migrate::Migrator,
    sqlite::SqliteConnectOptions,
};
use tokio::sync::{Mutex, MutexGuard};

use super::error::{OpenError, OutboxError, code, primary, reason, words};

/// How long a process waits for another one's transaction.
const BUSY: Duration = Duration::from_secs(5);

/// Memory for pages of a file, in KiB: a quarter of what SQLite takes by itself. The system keeps the same pages, so that
/// one that is read again costs a copy.
const PAGES: u32 = 512;

/// What kind of file.
pub(super) struct Spec {
    /// Its name in its folder.
    pub file: &'static str,
    /// How it is made.
    pub migrator: &'static Migrator,
    /// Fsynced at every commit; without it the last commits may be lost with the power (not with the process).
    pub durable: bool,
}

impl Spec {
    /// The newest schema version we know.
    fn known(&self) -> i64 {
        self.migrator.iter().map(|m| m.version).max().unwrap_or(0)
    }
}

/// An open file; clones share the connection.
#[derive(Clone)]
pub(super) struct Db {
    slot: Arc<Mutex<Slot>>,
}

struct Slot {
    conn: SqliteConnection,
    /// A transaction was begun and not ended: its task was dropped in the middle.
    begun: bool,
}

impl Db {
    /// Opens `spec` in `dir`, making both where they are missing. Takes a few milliseconds, and no look at the data.
    pub async fn open(dir: &Path, spec: &Spec) -> Result<Self, OpenError> {
        let path = dir.join(spec.file);
        prepare(dir, &path).map_err(|e| OpenError::Unavailable { path: path.clone(), why: words(&e) })?;
        let options = SqliteConnectOptions::new().filename(&path).busy_timeout(BUSY);
        let journal = if on_network(dir) { "TRUNCATE" } else { "WAL" };
        Self::connect(options, spec, &path, journal).await
    }

    /// The same tables in memory.
    pub async fn memory(spec: &Spec) -> Result<Self, OpenError> {
        let path = Path::new(":memory:");
        Self::connect(SqliteConnectOptions::new().filename(path), spec, path, "MEMORY").await
    }

    async fn connect(
        options: SqliteConnectOptions,
        spec: &Spec,
        path: &Path,
        journal: &'static str,
    ) -> Result<Self, OpenError> {
        let told = |e: sqlx::Error| open_error(path, &e);
        let mut conn = options.disable_statement_logging().connect().await.map_err(told)?;
        // Before anything is written: a newer program's file stays as it is.
        let found = version(&mut conn).await.map_err(told)?;
        if found > spec.known() {
            return Err(OpenError::Newer { path: path.to_owned(), found, known: spec.known() });
        }
        // Changing the journal mode does not wait by itself while another process does the same.
        let sync = if spec.durable { "FULL" } else { "NORMAL" };
        let pragmas = format!(
            "PRAGMA journal_mode = {journal}; PRAGMA synchronous = {sync}; PRAGMA wal_autocheckpoint = {};
             PRAGMA cache_size = -{PAGES};",
            if spec.durable { 100 } else { 1_000 }
        );
        patient(&mut conn, &pragmas).await.map_err(told)?;
        if found < spec.known() {
            migrate(&mut conn, spec, path).await?;
        }
        Ok(Self { slot: Arc::new(Mutex::new(Slot { conn, begun: false })) })
    }

    /// The connection, alone; a transaction that somebody left behind is rolled back first.
    pub async fn lock(&self) -> Held<'_> {
        let mut slot = self.slot.lock().await;
        if slot.begun {
            // Fails when SQLite rolled back by itself, which is as good.
            let _ = slot.conn.execute("ROLLBACK").await;
            slot.begun = false;
        }
        Held { slot }
    }

    /// Puts the file aside and begins a new one; all clones use the new one. Returns where the old one went.
    pub async fn renew(&self, dir: &Path, spec: &Spec) -> Result<PathBuf, OpenError> {
        let mut slot = self.slot.lock().await;
        // Closed before the new one exists: closing removes the companions by name.
        if let Some(memory) = Arc::into_inner(Self::memory(spec).await?.slot) {
            let old = std::mem::replace(&mut *slot, memory.into_inner());
            let _ = old.conn.close_hard().await;
        }
        let path = dir.join(spec.file);
        let aside = put_aside(dir, spec)
            .map_err(|e| OpenError::Unavailable { path: path.clone(), why: words(&e) })?;
        if let Some(new) = Arc::into_inner(Self::open(dir, spec).await?.slot) {
            *slot = new.into_inner();
        }
        Ok(aside)
    }
}

/// The connection while it is ours.
pub(super) struct Held<'a> {
    slot: MutexGuard<'a, Slot>,
}

impl Held<'_> {
    /// For statements.
    pub fn conn(&mut self) -> &mut SqliteConnection {
        &mut self.slot.conn
    }

    /// Begins to write; waits for other processes.
    pub async fn begin(&mut self) -> Result<(), sqlx::Error> {
        self.slot.begun = true;
        self.slot.conn.execute("BEGIN IMMEDIATE").await?;
        Ok(())
    }

    /// Commits what went well, takes back what did not.
    pub async fn end<T>(&mut self, done: Result<T, OutboxError>) -> Result<T, OutboxError> {
        let done = match done {
            Ok(value) => self.slot.conn.execute("COMMIT").await.map(|_| value).map_err(OutboxError::from),
            Err(e) => Err(e),
        };
        if done.is_err() {
            let _ = self.slot.conn.execute("ROLLBACK").await;
        }
        self.slot.begun = false;
        done
    }
}

/// Makes the folder (0700) and an empty file (0600), and makes sure that the file can be written.
fn prepare(dir: &Path, path: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        // The name itself must survive the power too.
        Ok(_) => File::open(dir)?.sync_all(),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            OpenOptions::new().write(true).open(path).map(|_| ())
        }
        Err(e) => Err(e),
    }
}

/// Whether a folder lies on another machine, where the shared memory of WAL does not work.
fn on_network(dir: &Path) -> bool {
    const NFS: u32 = 0x6969;
    const SMB: u32 = 0x517b;
    const SMB2: u32 = 0xfe53_4d42;
    const CIFS: u32 = 0xff53_4d42;
    const AFS: u32 = 0x5346_414f;
    #[cfg(target_os = "linux")]
    {
        rustix::fs::statfs(dir).is_ok_and(|s| [NFS, SMB, SMB2, CIFS, AFS].contains(&(s.f_type as u32)))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (dir, NFS, SMB, SMB2, CIFS, AFS);
        false
    }
}

/// Bytes free for us on the file system of `dir`.
pub(super) fn free_bytes(dir: &Path) -> Option<u64> {
    rustix::fs::statvfs(dir).ok().map(|s| s.f_bavail.saturating_mul(s.f_frsize))
}

async fn version(conn: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("PRAGMA user_version").fetch_one(conn).await
}

/// Executes `sql`, again and again while another process is in the way.
async fn patient(conn: &mut SqliteConnection, sql: &str) -> Result<(), sqlx::Error> {
    let mut left = BUSY;
    loop {
        match conn.execute(AssertSqlSafe(sql.to_owned())).await {
            Err(e) if primary(&e) == Some(code::BUSY) && !left.is_zero() => {
                let pause = Duration::from_millis(10);
                tokio::time::sleep(pause).await;
                left = left.saturating_sub(pause);
            }
            other => return other.map(|_| ()),
        }
    }
}

/// Brings the schema up to date, in one transaction for all processes that start at once.
async fn migrate(conn: &mut SqliteConnection, spec: &Spec, path: &Path) -> Result<(), OpenError> {
    let told = |e: sqlx::Error| open_error(path, &e);
    let mut tx = conn.begin_with("BEGIN IMMEDIATE").await.map_err(told)?;
    if version(&mut tx).await.map_err(told)? < spec.known() {
        // `run` is the same, but its future cannot be sent between threads.
        spec.migrator.run_direct(None, &mut *tx, false).await.map_err(|e| match e {
            sqlx::migrate::MigrateError::Execute(e) | sqlx::migrate::MigrateError::ExecuteMigration(e, _)
                if unavailable(&e) || damaged(&e) =>
            {
                open_error(path, &e)
            }
            e => OpenError::Schema { path: path.to_owned(), why: words(&e) },
        })?;
        // Read at the next start instead of the migrator's table: one page, no query.
        let stamp = format!("PRAGMA user_version = {}", spec.known());
        tx.execute(AssertSqlSafe(stamp)).await.map_err(told)?;
    }
    tx.commit().await.map_err(told)
}

fn unavailable(e: &sqlx::Error) -> bool {
    use code::{BUSY, CANTOPEN, FULL, IOERR, LOCKED, PERM, READONLY};
    primary(e).is_some_and(|c| [PERM, BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN].contains(&c))
}

fn damaged(e: &sqlx::Error) -> bool {
    primary(e).is_some_and(|c| [code::CORRUPT, code::NOTADB].contains(&c))
}

fn open_error(path: &Path, e: &sqlx::Error) -> OpenError {
    let (path, why) = (path.to_owned(), reason(e));
    if damaged(e) { OpenError::Damaged { path, why } } else { OpenError::Unavailable { path, why } }
}

/// Puts a damaged file and its companions aside: `cache.db` becomes `cache.db.damaged`, replacing an older one.
pub(super) fn put_aside(dir: &Path, spec: &Spec) -> std::io::Result<PathBuf> {
    let aside = dir.join(format!("{}.damaged", spec.file));
    for end in ["-wal", "-shm"] {
        match fs::remove_file(dir.join(format!("{}{end}", spec.file))) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
    }
    fs::rename(dir.join(spec.file), &aside)?;
    Ok(aside)
}
