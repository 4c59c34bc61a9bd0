//! Opening: a file that only its owner can read, in a schema that we know.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    sync::Arc,
    time::Duration,
};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, SqliteConnection, SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use tokio::sync::mpsc;

use super::{
    super::{OpenError, Opening, Totals},
    Job, Shared,
    fault::Fault,
    refill,
    writer::Writer,
};
use crate::server::ledger::StoreId;

pub(super) static SCHEMA: Migrator = sqlx::migrate!("src/server/store/sqlite/migrations");

/// How long we wait for another program that holds the file.
const BUSY: Duration = Duration::from_secs(5);

/// How long a read waits for a free connection.
const READER_WAIT: Duration = Duration::from_secs(10);

/// Connections that read.
const READERS: u32 = 2;

/// Requests that may wait for the writer; more wait for a place among them.
const QUEUE: usize = 1_024;

/// A store that is open.
pub(in super::super) struct Opened {
    /// What the writer tells everybody.
    pub shared: Arc<Shared>,
    /// To the writer, which ends when nobody can ask it any more.
    pub jobs: mpsc::Sender<Job>,
    /// For reading.
    pub readers: SqlitePool,
}

/// Opens `path`, making it where it is missing, and begins to write.
pub(in super::super) async fn open(path: &Path, opening: Opening) -> Result<Opened, OpenError> {
    let Opening { clock, scratch, practice } = opening;
    prepare(path).map_err(|e| {
        let path = path.display();
        OpenError::Unusable(format!("{path} cannot be written ({e}): give this user the right to write it"))
    })?;
    let told = |fault: Fault| fault.open(path);
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY).disable_statement_logging();
    let mut conn = options.clone().connect().await.map_err(|e| told(e.into()))?;
    ready(&mut conn, path, scratch).await?;
    let id = name(&mut conn).await.map_err(told)?;
    refill::refill(&mut conn, &practice, clock.now()).await.map_err(told)?;
    let totals = count(&mut conn).await.map_err(told)?;
    let shared = Arc::new(Shared::new(path.to_owned(), id, clock, practice, totals));
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(READER_WAIT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options.read_only(true).pragma("cache_size", "-16000"));
    let (jobs, queue) = mpsc::channel(QUEUE);
    let writer = Writer::new(conn, Arc::clone(&shared), queue).await.map_err(told)?;
    tokio::spawn(writer.run());
    Ok(Opened { shared, jobs, readers })
}

/// Makes the folder (0700) and an empty file (0600), and makes sure that the file can be written.
fn prepare(path: &Path) -> io::Result<()> {
    let dir = path.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        // The name itself must survive the power too.
        Ok(_) => File::open(dir)?.sync_all(),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
            if fs::metadata(path)?.is_dir() {
                return Err(io::Error::other("it is a folder"));
            }
            OpenOptions::new().write(true).open(path).map(|_| ())
        }
        Err(e) => Err(e),
    }
}

/// Brings the connection and the schema up to date.
async fn ready(conn: &mut SqliteConnection, path: &Path, scratch: bool) -> Result<(), OpenError> {
    let told = |e: sqlx::Error| Fault::from(e).open(path);
    // Before anything is written: a newer program's file stays as it is.
    let known = SCHEMA.iter().map(|m| m.version).max().unwrap_or(0);
    let found = version(conn).await.map_err(told)?;
    if found > known {
        return Err(OpenError::Unusable(format!(
            "{} was written by a newer watchfloor (schema version {found}, this one knows {known}): start the newer \
             program, or move the file away; nothing was changed",
            path.display()
        )));
    }
    // A foreign database is not written into.
    if found == 0 && tables(conn).await.map_err(told)? > 0 {
        return Err(OpenError::Unusable(format!(
            "{} is another program's database: name another file; nothing was changed",
            path.display()
        )));
    }
    let sync = if scratch { "OFF" } else { "FULL" };
    let pragmas = format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = {sync}; PRAGMA cache_size = -32000; \
         PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY;"
    );
    conn.execute(AssertSqlSafe(pragmas)).await.map_err(told)?;
    if found < known {
        let mut tx = conn.begin_with("BEGIN IMMEDIATE").await.map_err(told)?;
        // `run` is the same, but its future cannot be sent between threads.
        SCHEMA.run_direct(None, &mut *tx, false).await.map_err(|e| match e {
            MigrateError::Execute(e) | MigrateError::ExecuteMigration(e, _) => told(e),
            other => OpenError::Unusable(format!(
                "{} has a schema that this program did not make ({other}): move it away to begin anew",
                path.display()
            )),
        })?;
        // Read at the next start instead of the migrator's table: one page, no query.
        tx.execute(AssertSqlSafe(format!("PRAGMA user_version = {known}"))).await.map_err(told)?;
        tx.commit().await.map_err(told)?;
    }
    Ok(())
}

async fn version(conn: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("PRAGMA user_version").fetch_one(conn).await
}

async fn tables(conn: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE '_sqlx%'")
        .fetch_one(conn)
        .await
}

/// The database's name for life.
async fn name(conn: &mut SqliteConnection) -> Result<StoreId, Fault> {
    sqlx::query("INSERT OR IGNORE INTO meta (name, value) VALUES ('store', ?1)")
        .bind(StoreId::now_v7().to_string())
        .execute(&mut *conn)
        .await?;
    let id: String =
        sqlx::query_scalar("SELECT value FROM meta WHERE name = 'store'").fetch_one(conn).await?;
    StoreId::try_parse(&id).map_err(|e| sqlx::Error::Decode(Box::new(e)).into())
}

/// What the gauges begin with. Only open incidents are counted, over an index; numbers and places have no holes.
pub(super) async fn count(conn: &mut SqliteConnection) -> Result<Totals, Fault> {
    let (incidents, head): (i64, i64) = sqlx::query_as(
        "SELECT (SELECT coalesce(max(number), 0) FROM incident), (SELECT coalesce(max(seq), 0) FROM event)",
    )
    .fetch_one(&mut *conn)
    .await?;
    let mut totals =
        Totals { incidents: incidents.unsigned_abs(), head: head.unsigned_abs(), ..Totals::default() };
    let open: Vec<(i64, i64)> =
        sqlx::query_as("SELECT priority, count(*) FROM incident WHERE is_open = 1 GROUP BY priority")
            .fetch_all(conn)
            .await?;
    for (priority, many) in open {
        if let Some(slot) = totals.open.get_mut((priority - 1) as usize) {
            *slot = many.unsigned_abs();
        }
    }
    Ok(totals)
}
