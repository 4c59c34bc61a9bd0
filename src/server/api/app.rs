//! What every handler shares. A part of [`super`].

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::{Options, events::hub::Hub, guard, metrics::Metrics, practice::Written, problem::Refusal};
use crate::{
    domain::Time,
    server::{
        ledger::{Answered, Asked, IdempotencyKey, Op},
        stop::Stop,
        store::Store,
    },
};

/// Reads of the log for streams that catch up, at once: five thousand clients that come back together must not take
/// the readers from those who list.
const CATCHING_UP: usize = 4;

/// The API's state. Clones are the same one.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    options: Options,
    metrics: Metrics,
    hub: Arc<Hub>,
    catching_up: Semaphore,
    practice: Written,
}

impl App {
    /// Around a store. Starts what feeds the streams, until `stop`.
    pub fn new(store: Store, options: Options, stop: Stop) -> Self {
        let hub = Hub::start(&store, stop);
        Self(Arc::new(Inner {
            options,
            metrics: Metrics::new(),
            hub,
            catching_up: Semaphore::new(CATCHING_UP),
            practice: Written::of(store.practice()),
            store,
        }))
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// What it was started with.
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// What is counted.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// What feeds the streams.
    pub fn hub(&self) -> &Arc<Hub> {
        &self.0.hub
    }

    /// Whose turn it is to catch up.
    pub fn catching_up(&self) -> &Semaphore {
        &self.0.catching_up
    }

    /// How the team works, as it is told.
    pub fn practice(&self) -> &Written {
        &self.0.practice
    }

    /// The server's clock.
    pub fn now(&self) -> Time {
        self.0.store.clock().now()
    }

    /// Whether a request carries the token of the API, or none is needed.
    pub fn may_use(&self, headers: &axum::http::HeaderMap) -> bool {
        match &self.0.options.token {
            Some(token) => guard::bearer(headers).is_some_and(|given| guard::is_token(given, token)),
            None => true,
        }
    }

    /// Has the store do something.
    pub async fn submit(&self, op: Op, key: Option<IdempotencyKey>) -> Result<Answered, Refusal> {
        Ok(self.0.store.submit(Asked { op, key }).await?)
    }
}
