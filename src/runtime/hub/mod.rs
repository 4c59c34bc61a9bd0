//! The engine under screen and command line: sources, queue, last known state and overlay as one thing. It never
//! draws.
//!
//! | file | what it does |
//! |---|---|
//! | [`build`] | sources as configured |
//! | [`source`] | one source: how it is made, how it does, what was handed out |
//! | [`diff`] | what changed between two listings |
//! | [`told`] | the same for a source that keeps everything itself, without a second copy |
//! | [`keeper`] | and its way into the cache |
//! | [`read`] | list, cache, timeline |
//! | [`again`] | what an action said is said again behind the next listing |
//! | [`whole`] | listings of a source that keeps everything itself: parts, changes, no overlay |
//! | [`learn`] | how the teams behind the sources work, and whom they know |
//! | [`open`] | a new incident |
//! | [`find`] | which incident a person means |
//! | [`search`] | one incident whole; those that answer a query |
//! | [`queue`] | what lies in the outbox: enqueue, retry, drop; drafts and small facts |
//! | [`send`] | an action on its way: leased and tried |
//! | [`burst`] | many of one source at once |
//! | [`gate`] | how many that may be |
//! | [`settle`] | how they ended, written down; or to be tried again |
//! | [`tend`] | upkeep that one process does for all |

mod again;
mod build;
mod burst;
mod diff;
mod find;
mod gate;
mod keeper;
mod learn;
mod open;
mod queue;
mod read;
mod search;
mod send;
mod settle;
mod source;
mod tend;
mod told;
mod whole;

#[cfg(test)]
pub(in crate::runtime) mod tests;

pub use build::{paths, specs};
pub use burst::Burst;
pub use find::Find;
pub use learn::News;
pub use queue::LAST_VISIT;
pub use read::{Reading, Refreshed, Row, Unread};
pub use send::{Fault, Leased, Sent};
pub use source::{Make, SourceSpec};

use std::sync::Arc;
use std::sync::RwLock;

use tokio::sync::watch;

use self::source::Source;
use crate::{
    app::model::{Notice, SourceState},
    domain::SourceName,
    outbox::{self, Cache, NoticeKind, OpenError, Paths, Store},
    text::{Kind, SafeText},
};

/// Why the engine cannot start.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// One of our own files must not be written over; the words say which and what to do.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// The engine. Clones are the same one.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    sources: Vec<Source>,
    store: Store,
    cache: Cache,
    /// How the teams behind the sources work.
    learned: RwLock<learn::Learned>,
    /// Names this process in leases.
    holder: String,
    /// Counts how often something was put into the queue, or made due.
    queued: watch::Sender<u64>,
}

impl Hub {
    /// Opens queue, overlay and cache; sources are made when they are first used.
    pub async fn open(specs: Vec<SourceSpec>, paths: &Paths) -> Result<(Self, Vec<Notice>), HubError> {
        let (cache, opened) = tokio::join!(Cache::open(paths), Store::open(paths));
        let (cache, opened) = (cache?, opened?);
        let mut notices = notices(opened.notices);
        notices.extend(self::notices(cache.notices()));
        let hub = Self::new(specs, opened.store, cache);
        hub.recall().await;
        Ok((hub, notices))
    }

    /// The same over files that are open already: the screen opens the cache first, for its first frame.
    pub fn new(specs: Vec<SourceSpec>, store: Store, cache: Cache) -> Self {
        let sources = specs.into_iter().map(Source::new).collect();
        let holder = format!("{}-{:08x}", std::process::id(), fastrand::u32(..));
        Self(Arc::new(Inner {
            sources,
            store,
            cache,
            holder,
            learned: RwLock::default(),
            queued: watch::Sender::new(0),
        }))
    }

    /// The sources in their configured order, and how they do.
    pub fn sources(&self) -> Vec<SourceState> {
        self.0.sources.iter().map(Source::state).collect()
    }

    /// Whether what is queued survives exit and reboot; if not, the screen must not call it saved.
    pub fn durable(&self) -> bool {
        self.0.store.durable()
    }

    /// Upkeep for a quiet moment after the first frame. Returns what there is to tell.
    pub async fn tidy(&self) -> Vec<Notice> {
        let names: Vec<SourceName> = self.0.sources.iter().map(|s| s.spec.name.clone()).collect();
        if let Err(error) = self.0.store.tidy(super::clock::utc()).await {
            tracing::warn!(%error, "the outbox could not be tidied");
        }
        let checked = self.0.cache.check().await.map(|_| ());
        if let Err(error) = checked.and(self.0.cache.retain(&names).await.map(|_| ())) {
            tracing::warn!(%error, "the cache could not be tidied");
        }
        notices(self.0.cache.notices())
    }

    fn source(&self, name: &SourceName) -> Option<&Source> {
        self.0.sources.iter().find(|s| s.spec.name == *name)
    }
}

/// Notices about our own files as the screen and the command line say them.
pub fn notices(from: Vec<outbox::Notice>) -> Vec<Notice> {
    from.into_iter()
        .map(|notice| {
            let (about, warning) = match notice.kind {
                NoticeKind::NotDurable => ("not-durable", true),
                NoticeKind::OverlayNotKept => ("overlay-not-kept", true),
                NoticeKind::CacheNotKept => ("cache-not-kept", false),
                NoticeKind::CacheRebuilt => ("cache-rebuilt", false),
            };
            Notice { about, words: notice.words, warning }
        })
        .collect()
}

/// Words of one of our own errors for a person.
fn words(error: &impl std::fmt::Display) -> SafeText {
    SafeText::clean(&error.to_string(), Kind::Line)
}
