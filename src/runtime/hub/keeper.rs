//! What a source that keeps everything itself said goes into the cache behind everybody's back: gathered, one write an
//! incident, in transactions of some milliseconds. Nobody waits for it, but for a listing that runs far ahead.

use std::{collections::HashMap, time::Duration};

use tokio::{sync::Notify, time::Instant};

use super::{Hub, source::Source};
use crate::domain::{Change, IncidentId, SourceName, Time};

/// Changes are gathered this long before they are written: what changes again meanwhile is written once.
const GATHER: Duration = Duration::from_millis(if cfg!(test) { 20 } else { 2_000 });
/// Rows in one transaction: some ten milliseconds of work.
const CHUNK: usize = 1_000;
/// So many times as long as a transaction took is rested after it.
const REST: u32 = 7;
/// Changes that may wait, a kilobyte each. With more the next part of a listing is not asked for.
const ROOM: usize = if cfg!(test) { 2_000 } else { 8_000 };
/// With more there is no rest, and nothing is gathered first.
const MANY: usize = ROOM / 2;

/// So many are written at once by a command that ends at once.
const FEW: usize = 5_000;

/// What waits to be written.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    changes: HashMap<IncidentId, Change>,
    /// When the newest of it was true.
    stamp: Time,
    /// That is to be written, with changes or without.
    due: bool,
    /// Everything was said: rows that were not handed out are past.
    sweep: bool,
    /// Somebody writes.
    at_work: bool,
}

impl Keeper {
    /// How many changes wait.
    pub(super) fn waiting(&self) -> usize {
        self.changes.len()
    }

    fn piece(&mut self) -> Vec<Change> {
        let ids: Vec<IncidentId> = self.changes.keys().take(CHUNK).cloned().collect();
        let piece = ids.iter().filter_map(|id| self.changes.remove(id)).collect();
        if self.changes.is_empty() {
            // The room of a million rows is not kept for the next ten.
            self.changes = HashMap::new();
        }
        piece
    }
}

/// Tells that there is room again, and that there is much to write.
#[derive(Debug, Default)]
pub(super) struct Room {
    again: Notify,
    many: Notify,
}

impl Hub {
    /// These changes go into the cache, in a while; `whole` says that a listing ended with them.
    pub(super) fn keep_later(&self, source: &Source, changes: &[Change], stamp: Time, whole: bool) {
        if changes.is_empty() && !whole && !source.age_is_due(stamp) {
            return;
        }
        source.kept(stamp);
        let mut keeper = source.keeper();
        for change in changes {
            let (Change::Upsert(crate::domain::Incident { id, .. }) | Change::Gone { id, .. }) = change;
            keeper.changes.insert(id.clone(), change.clone());
        }
        keeper.stamp = keeper.stamp.max(stamp);
        keeper.due = true;
        keeper.sweep |= whole;
        if keeper.waiting() >= MANY {
            source.room.many.notify_one();
        }
        if !std::mem::replace(&mut keeper.at_work, true) {
            tokio::spawn(self.clone().write_down(source.spec.name.clone()));
        }
    }

    /// Returns once so little waits to be written that the next part of a listing may be asked for.
    pub(super) async fn room(&self, source: &Source) {
        loop {
            let room = source.room.again.notified();
            if source.keeper().waiting() < ROOM || source.told().keeps_rows() {
                return;
            }
            room.await;
        }
    }

    /// Writes what waits, where it is little: a command that ends at once leaves nothing behind to write it.
    pub(super) async fn write_now(&self, source: &Source) {
        if source.keeper().waiting() > FEW {
            return;
        }
        while self.write_piece(source).await.is_some() {}
    }

    async fn write_down(self, name: SourceName) {
        let Some(source) = self.source(&name) else { return };
        let gather = || tokio::time::timeout(GATHER, source.room.many.notified());
        let _ = gather().await;
        loop {
            let began = Instant::now();
            let Some(left) = self.write_piece(source).await else { return };
            match left {
                0 => drop(gather().await),
                few if few < MANY => tokio::time::sleep(began.elapsed() * REST).await,
                _ => tokio::task::yield_now().await,
            }
        }
    }

    /// Writes some of what waits; how much waits still. `None` when there was nothing to write.
    async fn write_piece(&self, source: &Source) -> Option<usize> {
        let name = &source.spec.name;
        let (piece, left, stamp, sweep) = {
            let mut keeper = source.keeper();
            let piece = keeper.piece();
            let left = keeper.waiting();
            // How old it all is becomes true with the last of it.
            if piece.is_empty() && !keeper.due {
                keeper.at_work = false;
                return None;
            }
            keeper.due &= left > 0;
            let sweep = left == 0 && std::mem::take(&mut keeper.sweep);
            (piece, left, keeper.stamp, sweep)
        };
        if left < ROOM {
            source.room.again.notify_waiters();
        }
        let mut done = self.0.cache.apply(name, &piece, stamp, left == 0).await.map(|_| ());
        if sweep && done.is_ok() {
            done = self.0.cache.sweep(name, |id| source.told().has(id)).await.map(|_| ());
        }
        if let Err(error) = done {
            tracing::warn!(%error, source = name.as_str(), "the last known state could not be kept");
        }
        Some(left)
    }
}
