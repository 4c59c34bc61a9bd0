//! The database behind the server.

pub mod sqlite;

use std::{path::PathBuf, sync::Arc};

use bytes::Bytes;
use sqlx::SqlitePool;
use tokio::sync::{broadcast, mpsc, oneshot};

use self::sqlite::{Job, Opened, Shared, Submitted};
use super::{
    clock::Clock,
    ledger::{Answered, Asked, Refused, StoreId},
};
use crate::{
    domain::{Number, Practice, SourceName, Time, query::Query},
    text::SafeText,
    wire::{EventRecord, Gap, IncidentRecord, Person, Service, ServiceChange, StreamItem},
};

/// What `source:` means in queries here: there is one source only, and each client has its own name for it.
const SOURCE: &str = "watchfloor";

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file; it is made with its folder, readable by its owner alone.
    File(PathBuf),
}

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The server's clock.
    pub clock: Clock,
    /// Nothing in it needs to outlive the machine, so it is not fsynced.
    pub scratch: bool,
    /// How the team works; the standard one where nothing is configured.
    pub practice: Arc<Practice>,
}

impl Default for Opening {
    fn default() -> Self {
        Self { clock: Clock::System, scratch: false, practice: Arc::clone(Practice::standard()) }
    }
}

/// Why the store cannot be opened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OpenError {
    /// The words say what was tried, what came back, what to do.
    #[error("{0}")]
    Unusable(String),
}

/// A read that failed, in words for the log and the answer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct ReadFailed(pub String);

/// The order of a list. Every order ends with the number, so that it is total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By number, oldest first: a row never moves, so pages are complete and without doubles whatever is written
    /// meanwhile.
    #[default]
    Number,
    /// By number, newest first.
    NumberDown,
    /// By priority, then number. A row whose priority changes meanwhile may be missed or come twice.
    Priority,
    /// Last changed first. A row that changes meanwhile may come twice.
    UpdatedDown,
}

/// What a list asks for.
#[derive(Debug, Clone)]
pub struct ListAsked {
    /// Which.
    pub query: Query,
    /// Who `me` is in it.
    pub me: SafeText,
    /// In which order.
    pub sort: Sort,
    /// At most so many: 1 to 5,000.
    pub limit: u32,
    /// Where the page before ended.
    pub after: Option<Key>,
    /// Leave the descriptions out.
    pub brief: bool,
}

/// Where a page ended: the sort value of its last row (equal to the number where that is the order), and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// What the order compares first.
    pub value: i64,
    /// What it compares then.
    pub number: u32,
}

/// A page as the database has it.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// Each incident as JSON, ready to be sent.
    pub rows: Vec<Box<serde_json::value::RawValue>>,
    /// Where it ended, if there are more.
    pub next: Option<Key>,
    /// The end of the log before it was read.
    pub head: u64,
}

/// A piece of the log that was just committed.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its first entry.
    pub first: u64,
    /// Its last entry.
    pub last: u64,
    /// Each entry as a finished message of the stream (`id:`, `event:`, `data:` and the empty line), made once for all
    /// readers.
    pub frames: Vec<Bytes>,
}

/// A piece of the log.
#[derive(Debug, Clone, Default)]
pub struct Since {
    /// The entries, oldest first.
    pub items: Vec<StreamItem>,
    /// The last entry that was looked at: where to go on.
    pub last: u64,
    /// Entries were left out before these.
    pub gap: Option<Gap>,
}

/// What the gauges say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// All incidents.
    pub incidents: u64,
    /// Open ones by priority, P1 first.
    pub open: [u64; 5],
    /// The last entry of the log.
    pub head: u64,
}

/// The database. Clones are the same one.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    jobs: mpsc::Sender<Job>,
    readers: SqlitePool,
}

impl Store {
    /// Opens (or makes) the database under the standard practice. `scratch`: nothing in it needs to outlive the machine, so it is not fsynced.
    ///
    /// # Errors
    /// The words say what was tried, what came back, what to do.
    pub async fn open(place: &Place, clock: Clock, scratch: bool) -> Result<Self, OpenError> {
        Self::open_with(place, Opening { clock, scratch, ..Opening::default() }).await
    }

    /// The same for a team that has its own practice. Where promises changed since the last time, all clocks are
    /// computed anew first.
    ///
    /// # Errors
    /// The words say what was tried, what came back, what to do.
    pub async fn open_with(place: &Place, opening: Opening) -> Result<Self, OpenError> {
        let Place::File(path) = place;
        let Opened { shared, jobs, readers } = sqlite::open(path, opening).await?;
        Ok(Self(Arc::new(Inner { shared, jobs, readers })))
    }

    /// This database's name for life.
    pub fn id(&self) -> StoreId {
        self.0.shared.id
    }

    /// The server's clock.
    pub fn clock(&self) -> Clock {
        self.0.shared.clock
    }

    /// How the team works: its matrix, categories and promises.
    pub fn practice(&self) -> &Arc<Practice> {
        &self.0.shared.practice
    }

    /// Does what is asked. When it returns `Ok` the change is on disk and in the log, and its events were published.
    /// What was asked is done even when nobody waits for the answer any more.
    ///
    /// # Errors
    /// Nothing of it was stored (for [`Refused::Storage`]: it is not known to be).
    pub async fn submit(&self, asked: Asked) -> Result<Answered, Refused> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Submit(Submitted { asked, reply });
        self.0.jobs.send(job).await.map_err(|_| stopped())?;
        answer.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// The log as it grows, from now on. A reader that falls too far behind is told so and reads [`Store::since`].
    pub fn follow(&self) -> broadcast::Receiver<Arc<Published>> {
        self.0.shared.published.subscribe()
    }

    /// The last entry of the log.
    pub fn head(&self) -> u64 {
        self.0.shared.head()
    }

    /// Why the last write failed, while no later one succeeded, for a minute: a balancer that sends nobody here while
    /// this is told would otherwise never see a write succeed again.
    pub fn fault(&self) -> Option<String> {
        self.0.shared.fault()
    }

    /// Up to `limit` entries of the log after `seq`, each with its incident as it is now. A place after the end (of a
    /// backup that was restored) is a gap.
    pub async fn since(&self, seq: u64, limit: u32) -> Result<Since, ReadFailed> {
        sqlite::read::since(&self.0.readers, &self.0.shared, seq, limit).await
    }

    /// A page of incidents.
    pub async fn list(&self, asked: ListAsked) -> Result<Listed, ReadFailed> {
        let shared = &self.0.shared;
        // Before the rows: whoever follows from here on misses nothing.
        let head = shared.head();
        let mut conn = self.0.readers.acquire().await?;
        let page =
            sqlite::list::page(&mut conn, &asked, &SourceName::new(SOURCE), shared.clock.now()).await?;
        Ok(Listed { head, ..page })
    }

    /// One incident.
    pub async fn incident(&self, number: Number) -> Result<Option<IncidentRecord>, ReadFailed> {
        sqlite::read::incident(&self.0.readers, number).await
    }

    /// One incident's part of the log, oldest first, with the changes of its service (and of those it depends on) from
    /// two hours before it opened until it was resolved among them; `None` where there is no such incident.
    pub async fn timeline(&self, number: Number) -> Result<Option<Vec<EventRecord>>, ReadFailed> {
        sqlite::timeline::timeline(&self.0.readers, number, self.0.shared.clock.now()).await
    }

    /// Services by id, after `after`.
    pub async fn services(&self, after: Option<&str>, limit: u32) -> Result<Vec<Service>, ReadFailed> {
        sqlite::read::services(&self.0.readers, after, limit).await
    }

    /// One service.
    pub async fn service(&self, id: &str) -> Result<Option<Service>, ReadFailed> {
        sqlite::read::service(&self.0.readers, id).await
    }

    /// People by id, after `after`.
    pub async fn people(&self, after: Option<&str>, limit: u32) -> Result<Vec<Person>, ReadFailed> {
        sqlite::read::people(&self.0.readers, after, limit).await
    }

    /// Somebody.
    pub async fn person(&self, id: &str) -> Result<Option<Person>, ReadFailed> {
        sqlite::read::person(&self.0.readers, id).await
    }

    /// Changes, newest first, of one service or of all, that happened in `from..to`, after place `after` (when it
    /// happened, and the place in the log).
    pub async fn changes(
        &self,
        service: Option<&str>,
        from: Option<Time>,
        to: Option<Time>,
        after: Option<Key>,
        limit: u32,
    ) -> Result<Vec<ServiceChange>, ReadFailed> {
        let asked = sqlite::read::ChangesAsked { service, from, to, after, limit };
        sqlite::read::changes(&self.0.readers, asked).await
    }

    /// What the gauges say. Cheap: kept by the writer, not counted.
    pub fn totals(&self) -> Totals {
        self.0.shared.totals()
    }

    /// Waits until everything that was submitted is on disk, and closes the file.
    pub async fn close(&self) {
        // Readers first: while one is open, the log beside the file cannot be emptied.
        self.0.readers.close().await;
        let (reply, done) = oneshot::channel();
        if self.0.jobs.send(Job::Close(reply)).await.is_ok() {
            let _ = done.await;
        }
    }
}

fn stopped() -> Refused {
    Refused::Storage("the server stops: send the same again with the same key when it is back".into())
}

/// An incident with its past, as a demonstration puts it into an empty database: numbers and places in the log are
/// given by the store, everything else stands as it is written here.
#[derive(Debug, Clone)]
pub struct Past {
    /// As it now is; its number and id are filled in.
    pub record: IncidentRecord,
    /// What happened to it, oldest first; incident and place are filled in.
    pub events: Vec<EventRecord>,
}

impl Store {
    /// Writes incidents with their past, some thousands at once: for demonstrations and benchmarks. What is written so
    /// is not published.
    ///
    /// # Errors
    /// [`Refused::Storage`]: nothing of this batch was stored.
    pub async fn seed(&self, past: Vec<Past>) -> Result<(), Refused> {
        let (reply, answer) = oneshot::channel();
        self.0.jobs.send(Job::Seed(past, reply)).await.map_err(|_| stopped())?;
        answer.await.unwrap_or_else(|_| Err(stopped()))
    }
}
