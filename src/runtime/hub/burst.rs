//! Many actions of one source on their way at once. Those of one incident never: the queue gives the next one out when
//! the one before is settled.

use tokio::{task::JoinSet, time::Instant};

use super::{
    Hub,
    gate::Word,
    send::Sent,
    settle::{End, Ended},
};
use crate::{backend::ActionKey, domain::SourceName, runtime::clock};

/// A source's actions that were begun here and have not ended. Dropped, their attempts are given up: the leases run out,
/// and they are tried again with the same keys.
pub struct Burst {
    hub: Hub,
    name: SourceName,
    flying: JoinSet<Ended>,
    landed: Vec<Ended>,
}

impl Hub {
    /// For the actions of one source.
    pub fn burst(&self, name: &SourceName) -> Burst {
        Burst { hub: self.clone(), name: name.clone(), flying: JoinSet::new(), landed: Vec::new() }
    }
}

impl Burst {
    /// How many more may be begun now.
    pub fn room(&self) -> usize {
        let on_their_way = self.flying.len() + self.landed.len();
        self.hub
            .source(&self.name)
            .map_or(0, |source| source.gate().width(Instant::now()).saturating_sub(on_their_way))
    }

    /// How many are on their way, or ended and not settled.
    pub fn is_empty(&self) -> bool {
        self.flying.is_empty() && self.landed.is_empty()
    }

    /// Until when the source is left in peace.
    pub fn closed_until(&self) -> Option<Instant> {
        self.hub.source(&self.name)?.gate().closed_until(Instant::now())
    }

    /// Takes up to `most` due actions for us alone, the oldest first, and begins them all. Returns which.
    pub async fn begin(&mut self, most: usize) -> Vec<ActionKey> {
        let most = most.min(self.room());
        if most == 0 {
            return Vec::new();
        }
        let hub = &self.hub.0;
        let leased = hub.store.outbox.lease_many(&self.name, &hub.holder, most, clock::utc()).await;
        let entries = leased.unwrap_or_else(|error| {
            tracing::warn!(%error, "the next actions could not be taken from the queue");
            Vec::new()
        });
        let keys = entries.iter().map(|entry| entry.command.key).collect();
        for entry in entries {
            let hub = self.hub.clone();
            self.flying.spawn(async move { hub.try_once(entry).await });
        }
        keys
    }

    /// Returns when one has ended, or none is on its way. Cancel-safe.
    pub async fn landing(&mut self) {
        if self.landed.is_empty()
            && let Some(ended) = self.flying.join_next().await
        {
            self.land(ended);
        }
    }

    /// Writes down how those ended that have, all at once.
    pub async fn settle(&mut self) -> Vec<Sent> {
        while let Some(ended) = self.flying.try_join_next() {
            self.land(ended);
        }
        self.hub.settle(std::mem::take(&mut self.landed)).await
    }

    fn land(&mut self, ended: Result<Ended, tokio::task::JoinError>) {
        match ended {
            Ok(ended) => self.landed.push(ended),
            // Its lease runs out, and it is tried again.
            Err(error) => tracing::error!(%error, "an attempt did not come to its end"),
        }
    }

    /// Sends what is due until nothing is, or `until`; what was begun is waited for.
    pub(super) async fn send_due(&mut self, until: Instant, mut told: impl FnMut(Sent)) {
        loop {
            if Instant::now() < until {
                self.begin(usize::MAX).await;
            }
            if self.is_empty() {
                return;
            }
            self.landing().await;
            self.settle().await.into_iter().for_each(&mut told);
        }
    }
}

/// What an end says of the source.
pub(super) fn word(end: &End, began: Instant) -> Word {
    match end {
        End::Confirmed { .. } => Word::Answered(began.elapsed()),
        End::Later { retry_after_s, .. } => Word::Later(*retry_after_s),
        // It may have been refused without asking, which says nothing.
        End::Kept { .. } | End::Failed(..) => Word::Ours,
    }
}
