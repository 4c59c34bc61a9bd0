//! The database behind the server.

pub mod sqlite;

use std::{path::PathBuf, sync::Arc};

use bytes::Bytes;
use tokio::sync::broadcast;

use super::{
    clock::Clock,
    ledger::{Answered, Asked, Refused, StoreId},
};
use crate::{
    domain::{Number, Time, query::Query},
    text::SafeText,
    wire::{EventRecord, Gap, IncidentRecord, Person, Service, ServiceChange, StreamItem},
};

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file; it is made with its folder, readable by its owner alone.
    File(PathBuf),
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
    id: StoreId,
    clock: Clock,
    published: broadcast::Sender<Arc<Published>>,
}

impl Store {
    /// Opens (or makes) the database. `scratch`: nothing in it needs to outlive the machine, so it is not fsynced.
    ///
    /// # Errors
    /// The words say what was tried, what came back, what to do.
    pub async fn open(_place: &Place, clock: Clock, _scratch: bool) -> Result<Self, OpenError> {
        let (published, _) = broadcast::channel(1_024);
        Ok(Self(Arc::new(Inner { id: StoreId::nil(), clock, published })))
    }

    /// This database's name for life.
    pub fn id(&self) -> StoreId {
        self.0.id
    }

    /// The server's clock.
    pub fn clock(&self) -> Clock {
        self.0.clock
    }

    /// Does what is asked. When it returns `Ok` the change is on disk and in the log, and its events were published.
    ///
    /// # Errors
    /// Nothing of it was stored (for [`Refused::Storage`]: it is not known to be).
    pub async fn submit(&self, _asked: Asked) -> Result<Answered, Refused> {
        Err(Refused::Storage("not built".into()))
    }

    /// The log as it grows, from now on. A reader that falls too far behind is told so and reads [`Store::since`].
    pub fn follow(&self) -> broadcast::Receiver<Arc<Published>> {
        self.0.published.subscribe()
    }

    /// The last entry of the log.
    pub fn head(&self) -> u64 {
        0
    }

    /// Up to `limit` entries of the log after `seq`, each with its incident as it is now.
    pub async fn since(&self, _seq: u64, _limit: u32) -> Result<Since, ReadFailed> {
        Ok(Since::default())
    }

    /// A page of incidents.
    pub async fn list(&self, _asked: ListAsked) -> Result<Listed, ReadFailed> {
        Ok(Listed::default())
    }

    /// One incident.
    pub async fn incident(&self, _number: Number) -> Result<Option<IncidentRecord>, ReadFailed> {
        Ok(None)
    }

    /// One incident's part of the log, oldest first, with the changes of its service (and of those it depends on) from
    /// two hours before it opened until it was resolved among them; `None` where there is no such incident.
    pub async fn timeline(&self, _number: Number) -> Result<Option<Vec<EventRecord>>, ReadFailed> {
        Ok(None)
    }

    /// Services by id, after `after`.
    pub async fn services(&self, _after: Option<&str>, _limit: u32) -> Result<Vec<Service>, ReadFailed> {
        Ok(Vec::new())
    }

    /// One service.
    pub async fn service(&self, _id: &str) -> Result<Option<Service>, ReadFailed> {
        Ok(None)
    }

    /// People by id, after `after`.
    pub async fn people(&self, _after: Option<&str>, _limit: u32) -> Result<Vec<Person>, ReadFailed> {
        Ok(Vec::new())
    }

    /// Somebody.
    pub async fn person(&self, _id: &str) -> Result<Option<Person>, ReadFailed> {
        Ok(None)
    }

    /// Changes, newest first, of one service or of all, that happened in `from..to`, after place `after`.
    pub async fn changes(
        &self,
        _service: Option<&str>,
        _from: Option<Time>,
        _to: Option<Time>,
        _after: Option<Key>,
        _limit: u32,
    ) -> Result<Vec<ServiceChange>, ReadFailed> {
        Ok(Vec::new())
    }

    /// What the gauges say. Cheap: kept by the writer, not counted.
    pub fn totals(&self) -> Totals {
        Totals::default()
    }

    /// Waits until everything that was submitted is on disk, and closes the file.
    pub async fn close(&self) {}
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
    pub async fn seed(&self, _past: Vec<Past>) -> Result<(), Refused> {
        Err(Refused::Storage("not built".into()))
    }
}
