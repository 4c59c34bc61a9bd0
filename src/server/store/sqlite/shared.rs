//! What the writer tells everybody.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::broadcast;

use super::super::{Published, Totals};
use crate::{
    domain::Practice,
    server::{Clock, ledger::StoreId},
};

/// Commits that a slow follower may be behind before it has to read the log instead; each holds its messages so long.
const BEHIND: usize = 256;

/// For how long a failed write is held against us.
const DOUBT: Duration = Duration::from_mins(1);

/// What the writer tells everybody.
pub(in super::super) struct Shared {
    /// The file.
    pub path: PathBuf,
    /// Its name for life.
    pub id: StoreId,
    /// The server's time.
    pub clock: Clock,
    /// How the team works.
    pub practice: Arc<Practice>,
    /// The log as it grows.
    pub published: broadcast::Sender<Arc<Published>>,
    head: AtomicU64,
    totals: Mutex<Totals>,
    fault: Mutex<Option<(Instant, String)>>,
}

impl Shared {
    /// As the file was found.
    pub fn new(path: PathBuf, id: StoreId, clock: Clock, practice: Arc<Practice>, totals: Totals) -> Self {
        let (published, _) = broadcast::channel(BEHIND);
        Self {
            path,
            id,
            clock,
            practice,
            published,
            head: AtomicU64::new(totals.head),
            totals: Mutex::new(totals),
            fault: Mutex::new(None),
        }
    }

    /// The last entry of the log.
    pub fn head(&self) -> u64 {
        self.head.load(Ordering::Acquire)
    }

    /// What the gauges say.
    pub fn totals(&self) -> Totals {
        *self.totals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// After a commit.
    pub fn set_totals(&self, totals: Totals) {
        *self.totals.lock().unwrap_or_else(PoisonError::into_inner) = totals;
        self.head.store(totals.head, Ordering::Release);
    }

    /// Why the last write failed, for [`DOUBT`] after it.
    pub fn fault(&self) -> Option<String> {
        let fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        fault.as_ref().filter(|(at, _)| at.elapsed() < DOUBT).map(|(_, words)| words.clone())
    }

    /// After a write.
    pub fn set_fault(&self, fault: Option<String>) {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) =
            fault.map(|words| (Instant::now(), words));
    }
}
