//! How the tasks behind the screen wake each other.

use std::{collections::HashMap, sync::Arc};

use tokio::sync::{Notify, watch};

use crate::domain::SourceName;

/// One bell a source, one for all, and how much is being done that the end should wait for.
#[derive(Debug)]
pub(super) struct Bells {
    sources: HashMap<SourceName, Notify>,
    /// Some source answered after it had failed: the network may be back for others too.
    back: Notify,
    busy: watch::Sender<usize>,
}

impl Bells {
    pub(super) fn new(sources: impl Iterator<Item = SourceName>) -> Self {
        Self {
            sources: sources.map(|name| (name, Notify::new())).collect(),
            back: Notify::new(),
            busy: watch::Sender::new(0),
        }
    }

    /// Lists this source now, or all of them. One that is being listed is listed once more.
    pub(super) fn refresh(&self, source: Option<&SourceName>) {
        match source {
            Some(name) => {
                if let Some(bell) = self.sources.get(name) {
                    bell.notify_one();
                }
            }
            None => self.sources.values().for_each(Notify::notify_one),
        }
    }

    /// Returns when this source is to be listed.
    pub(super) async fn refreshed(&self, source: &SourceName) {
        match self.sources.get(source) {
            Some(bell) => bell.notified().await,
            None => std::future::pending().await,
        }
    }

    /// A source is back: those that wait for their next try need not.
    pub(super) fn is_back(&self) {
        self.back.notify_waiters();
    }

    /// Returns when another source came back.
    pub(super) async fn back(&self) {
        self.back.notified().await;
    }

    /// Something is being done that the end should wait for, while this is held.
    pub(super) fn works(self: &Arc<Self>) -> Works {
        self.busy.send_modify(|n| *n += 1);
        Works(Arc::clone(self))
    }

    /// How much of that there is.
    pub(super) fn busy(&self) -> watch::Receiver<usize> {
        self.busy.subscribe()
    }
}

pub(super) struct Works(Arc<Bells>);

impl Drop for Works {
    fn drop(&mut self) {
        self.0.busy.send_modify(|n| *n -= 1);
    }
}
