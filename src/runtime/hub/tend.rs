//! Upkeep that one process does for all: renewing acknowledgements that run out, expiring those whose alert is gone.

use super::{Hub, source::Source};
use crate::{
    domain::{SourceName, Time},
    outbox::OutboxError,
    runtime::clock,
};

/// How long one process has the upkeep of a source for itself, in seconds; it renews that when half is over.
const LEASE_S: i64 = 60;

impl Hub {
    /// Does the upkeep of a source, if it is ours to do. To be called after each successful listing. Returns whether
    /// anything was done, so that the source is listed again.
    pub async fn tend(&self, name: &SourceName) -> bool {
        let Some(source) = self.source(name) else { return false };
        // A source that keeps everything itself looks after it, too.
        if source.spec.capabilities.read_only || source.keeps_all() {
            return false;
        }
        let now = clock::utc();
        if source.tends_until() - now > LEASE_S / 2 {
            return self.tend_now(source, now).await;
        }
        let lease = format!("tend:{}", name.as_str());
        match self.0.store.local.lease(&lease, &self.0.holder, LEASE_S, now).await {
            Ok(true) => source.tends(now + LEASE_S),
            Ok(false) => return false,
            Err(error) => {
                tracing::warn!(%error, "the upkeep could not be taken on");
                return false;
            }
        }
        self.tend_now(source, now).await
    }

    async fn tend_now(&self, source: &Source, now: Time) -> bool {
        let name = &source.spec.name;
        let open = source.handed().rows();
        let done = match source.backend().await {
            Ok(backend) => backend.tend(&open, now).await,
            Err(error) => Err(error),
        };
        let done = match done {
            Ok(done) => done,
            Err(error) => {
                tracing::warn!(source = name.as_str(), why = ?error.words(), "upkeep failed; again after the next list");
                return false;
            }
        };
        for tended in &done {
            match self.0.store.local.record(name, &tended.native, &tended.event, None).await {
                Ok(_) | Err(OutboxError::NotListed) => {}
                Err(error) => tracing::warn!(%error, "upkeep was done, not on our timeline"),
            }
        }
        if !done.is_empty() {
            tracing::info!(source = name.as_str(), pieces = done.len(), "upkeep done");
        }
        !done.is_empty()
    }
}
