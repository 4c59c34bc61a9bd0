//! Upkeep that one process does for all: renewing acknowledgements that run out, expiring those whose alert is gone.

use super::{Hub, source::Source};
use crate::{
    backend::Support,
    domain::{SourceName, Time},
    outbox::{Ours, OutboxError},
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
        let ours = self.tend_ours(source, now).await;
        let open = source.handed().rows();
        let done = match source.backend().await {
            Ok(backend) => backend.tend(&open, now).await,
            Err(error) => Err(error),
        };
        let done = match done {
            Ok(done) => done,
            Err(error) => {
                tracing::warn!(source = name.as_str(), why = ?error.words(), "upkeep failed; again after the next list");
                return ours;
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
        ours || !done.is_empty()
    }

    /// What time brings to the records we keep: holds that are over, resolutions that nobody answered.
    async fn tend_ours(&self, source: &Source, now: Time) -> bool {
        let name = &source.spec.name;
        let practice = self.practice(name);
        let ours = Ours { practice: &practice, acks: source.spec.capabilities.ack == Support::Native };
        let moved =
            self.0.store.local.tend(name, |native| source.handed().of_native(native), ours, now).await;
        match moved {
            Ok(moved) => moved > 0,
            Err(error) => {
                tracing::warn!(%error, source = name.as_str(), "what is due on our own records could not be done");
                false
            }
        }
    }
}
