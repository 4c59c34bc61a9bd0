//! The last known state: rows for the first frame, before any source has answered.

mod apply;
mod told;
mod write;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use serde::{Deserialize, Serialize};
use sqlx::{SqliteConnection, migrate::Migrator};

use super::{
    Notice, NoticeKind, OpenError, OutboxError, Paths,
    db::{Db, Spec, put_aside},
    error::words,
};
use crate::{
    domain::{Incident, Priority, SourceName, State, Time, sla::Book},
    text::{Kind, SafeText},
};

static TABLES: Migrator = sqlx::migrate!("src/outbox/migrations/cache");
pub(super) const CACHE_DB: Spec = Spec { file: "cache.db", migrator: &TABLES, durable: false };

/// The last known state. Never fails the program: a damaged file is put aside and begun anew, and where none can
/// be written it lives in memory. Clones share the file.
#[derive(Clone)]
pub struct Cache {
    db: Db,
    /// Where it lies; `None` is memory.
    dir: Option<PathBuf>,
    notices: Arc<Mutex<Vec<Notice>>>,
    /// What is promised to incidents of each source, where that is not the standard: rows lie in the order of their clocks.
    books: Arc<Mutex<HashMap<SourceName, Arc<Book>>>>,
}

/// How many rows of which kind were last known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// By state, in the order of [`State::ALL`].
    pub by_state: [u64; 9],
    /// P1 to P5.
    pub by_priority: [u64; 5],
    /// Open ones that nobody owns.
    pub unowned: u64,
}

impl Counts {
    /// Adds one row.
    pub fn add(&mut self, incident: &Incident) {
        self.step(Some(incident.state), Some(incident.priority), incident.owner.is_some(), true);
    }

    /// Adds one row with these facts, or takes it out.
    fn step(&mut self, state: Option<State>, priority: Option<Priority>, owned: bool, add: bool) {
        let step = |n: &mut u64| *n = if add { *n + 1 } else { n.saturating_sub(1) };
        if let Some(n) =
            State::ALL.iter().position(|s| Some(*s) == state).and_then(|at| self.by_state.get_mut(at))
        {
            step(n);
        }
        if let Some(n) = priority.and_then(|p| self.by_priority.get_mut(usize::from(p.level() - 1))) {
            step(n);
        }
        if state.is_some_and(State::is_open) && !owned {
            step(&mut self.unowned);
        }
    }

    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.by_state.iter_mut().zip(other.by_state) {
            *mine += theirs;
        }
        for (mine, theirs) in self.by_priority.iter_mut().zip(other.by_priority) {
            *mine += theirs;
        }
        self.unowned += other.unowned;
    }
}

/// What the first frame shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// The first rows, attention first, as it was when they were written.
    pub incidents: Vec<Incident>,
    /// When each source's rows were true, by source name.
    pub as_of: Vec<(SourceName, Time)>,
    /// How many rows there are in all.
    pub total: u64,
    /// What they are.
    pub counts: Counts,
}

/// Some of all rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Chunk {
    /// The rows, in no useful order.
    pub incidents: Vec<Incident>,
    /// Where the next chunk begins; `None` when this was the last.
    pub next: Option<i64>,
}

impl Cache {
    /// Opens `cache.db`, quickly and without looking at its rows.
    ///
    /// # Errors
    /// Only when not even memory can be had.
    pub async fn open(paths: &Paths) -> Result<Self, OpenError> {
        let dir = &paths.cache;
        let (fault, kind, what) = match Db::open(dir, &CACHE_DB).await {
            Ok(db) => return Ok(Self::of(db, Some(dir.clone()), None)),
            Err(e @ (OpenError::Damaged { .. } | OpenError::Schema { .. })) => {
                let anew = match put_aside(dir, &CACHE_DB) {
                    Ok(_) => Db::open(dir, &CACHE_DB).await,
                    Err(io) => Err(OpenError::Unavailable { path: dir.clone(), why: words(&io) }),
                };
                match anew {
                    Ok(db) => {
                        let notice = rebuilt(&e);
                        return Ok(Self::of(db, Some(dir.clone()), Some(notice)));
                    }
                    Err(e) => (e, NoticeKind::CacheNotKept, "last known state is not kept"),
                }
            }
            Err(e) => (e, NoticeKind::CacheNotKept, "last known state is not kept"),
        };
        let db = Db::memory(&CACHE_DB).await?;
        Ok(Self::of(db, None, Some(Notice::new(kind, what, &fault))))
    }

    fn of(db: Db, dir: Option<PathBuf>, notice: Option<Notice>) -> Self {
        Self { db, dir, notices: Arc::new(Mutex::new(notice.into_iter().collect())), books: Arc::default() }
    }

    /// What is promised to incidents of `source` from now on: rows that are written later lie in the order of these clocks.
    pub fn promise(&self, source: &SourceName, book: Arc<Book>) {
        if let Ok(mut books) = self.books.lock() {
            books.insert(source.clone(), book);
        }
    }

    fn book(&self, source: &SourceName) -> Arc<Book> {
        let own = self.books.lock().ok().and_then(|books| books.get(source).cloned());
        own.unwrap_or_else(|| Arc::clone(Book::standard()))
    }

    /// What there is to tell since the last call: rebuilt, not kept.
    pub fn notices(&self) -> Vec<Notice> {
        self.notices.lock().map(|mut n| std::mem::take(&mut *n)).unwrap_or_default()
    }

    /// The first `n` rows by the packed sort key, the stored counts, and how old all that is. Takes as long with a
    /// million rows as with a hundred.
    pub async fn first_page(&self, n: u32) -> Result<Page, OutboxError> {
        loop {
            let run = first_page(self.db.lock().await.conn(), n).await;
            if let Some(done) = self.healed(run).await {
                return done;
            }
        }
    }

    /// Up to `n` rows from where the last chunk ended (`after`, at first 0).
    pub async fn chunk(&self, after: i64, n: u32) -> Result<Chunk, OutboxError> {
        let rows: Vec<(i64, String)> = loop {
            let run = sqlx::query_as("SELECT row, json FROM incident WHERE row > ?1 ORDER BY row LIMIT ?2")
                .bind(after)
                .bind(n)
                .fetch_all(self.db.lock().await.conn())
                .await;
            if let Some(done) = self.healed(run.map_err(OutboxError::from)).await {
                break done?;
            }
        };
        let next = if rows.len() < n as usize { None } else { rows.last().map(|(row, _)| *row) };
        // Parsing a large chunk takes milliseconds that belong to the screen.
        let parse = move || rows.iter().filter_map(|(_, json)| serde_json::from_str(json).ok()).collect();
        let incidents = tokio::task::spawn_blocking(parse).await.map_err(|_| OutboxError::Encode)?;
        Ok(Chunk { incidents, next })
    }

    /// SQLite's own check of the whole file (half a second at a million rows): for a quiet moment. A damaged file is
    /// begun anew. Returns whether it was sound.
    pub async fn check(&self) -> Result<bool, OutboxError> {
        let words: Result<Vec<String>, sqlx::Error> = {
            let mut held = self.db.lock().await;
            sqlx::query_scalar("PRAGMA quick_check(1)").fetch_all(held.conn()).await
        };
        let fault = match words.map_err(OutboxError::from) {
            Ok(said) if said.first().is_some_and(|w| w == "ok") => return Ok(true),
            Ok(said) => SafeText::clean(&said.join("; "), Kind::Line),
            Err(OutboxError::Damaged(words)) => words,
            Err(e) => return Err(e),
        };
        self.renew(fault).await;
        Ok(false)
    }

    /// What a piece of work came to. A damaged file is begun anew and there is no result: once more.
    async fn healed<T>(&self, run: Result<T, OutboxError>) -> Option<Result<T, OutboxError>> {
        match run {
            Err(OutboxError::Damaged(words)) if self.dir.is_some() => {
                self.renew(words).await;
                None
            }
            done => Some(done),
        }
    }

    async fn renew(&self, why: SafeText) {
        let Some(dir) = &self.dir else { return };
        let fault = OpenError::Damaged { path: dir.join(CACHE_DB.file), why };
        let notice = match self.db.renew(dir, &CACHE_DB).await {
            Ok(_) => rebuilt(&fault),
            // What is open now is memory.
            Err(e) => Notice::new(NoticeKind::CacheNotKept, "last known state is not kept", &e),
        };
        if let Ok(mut notices) = self.notices.lock() {
            notices.push(notice);
        }
    }
}

/// The file was put aside: nothing needs doing, so nothing is asked of the reader.
fn rebuilt(fault: &OpenError) -> Notice {
    let said = match fault {
        OpenError::Damaged { path, why } => format!(
            "the last known state was damaged ({why:?}) and begins anew; the old file was put aside as {}.damaged",
            path.display()
        ),
        other => format!("the last known state begins anew: {other}"),
    };
    Notice { kind: NoticeKind::CacheRebuilt, words: SafeText::clean(&said, Kind::Line) }
}

async fn first_page(conn: &mut SqliteConnection, n: u32) -> Result<Page, OutboxError> {
    let sources: Vec<(String, i64, i64, String)> =
        sqlx::query_as("SELECT name, as_of, total, counts FROM source ORDER BY name")
            .fetch_all(&mut *conn)
            .await?;
    let mut page = Page::default();
    for (name, as_of, total, counts) in &sources {
        page.as_of.push((SourceName::new(name), Time::from_unix(*as_of)));
        page.total += total.unsigned_abs();
        page.counts.merge(&serde_json::from_str(counts).unwrap_or_default());
    }
    let rows: Vec<String> = sqlx::query_scalar("SELECT json FROM incident ORDER BY sort, row LIMIT ?1")
        .bind(n)
        .fetch_all(conn)
        .await?;
    // A row that an older program wrote differently is left out; the next list writes it anew.
    page.incidents = rows.iter().filter_map(|json| serde_json::from_str(json).ok()).collect();
    Ok(page)
}
