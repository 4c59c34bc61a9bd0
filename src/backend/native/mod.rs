//! Our own server, over its API: changes by its stream, pages for the beginning, polls where the stream does not get
//! through.
//!
//! ```text
//! list: pages of what is open --as_of of the first--> the stream (one task) --> pending --> list: what changed
//!       list.rs                                       follow.rs               pending.rs
//! Command --request--> POST with its key (act.rs) -- 412 --> conflict.rs: again, already, or a conflict
//! ```
//!
//! The first calls of `list` hand out everything that is open, then what waits to be closed, a page each. Before the first page the server notes the
//! end of its log, and from there a task follows the stream, so that nothing between the pages is missed. What it brings
//! waits, the newest of each incident, until `list` is called again; `watch` returns as soon as something waits. After a
//! break the task comes back with the last id it took in (full jitter, 0.5 to 60 s); where the server says that entries
//! are missing, or more than 50,000 incidents wait, everything is listed anew. Where a proxy keeps the stream back (no
//! hello within 10 s) it asks by long polls, and where these do not come through either, `list` lists everything each
//! time; the stream is tried again after ten minutes. A line without a byte for 30 s is dead; while it is down, `list`
//! tries at once and answers with what failed, and what was true is as old as the last byte heard, heartbeats included.
//!
//! Every verb carries its key, so that it is done once however often it is sent; those that could overrun somebody else's
//! decision (assigning, resolving, closing …) also carry the version that the person saw. Our own server on this machine may pass from one process to another: for three seconds
//! that is waited for.

mod act;
mod conflict;
mod desk;
mod error;
mod follow;
mod list;
mod pending;
mod read;
mod record;
mod request;
#[cfg(test)]
mod sample;
mod shared;
mod words;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use tokio::{
    sync::{Mutex as TurnMutex, Semaphore},
    task::JoinHandle,
};

pub use self::shared::Patience;
use self::shared::Shared;
use super::{
    AT_ONCE, ActError, ActionKey, Backend, Capabilities, Command, Draft, Listing, Outcome, ReadError,
    Support, Target, Tended,
};
use crate::{
    domain::{Event, Incident, Number, Practice, SourceName, Time, directory::Directory, query::Query},
    net::Client,
    text::SafeText,
};

/// What can be configured.
#[derive(Debug, Clone)]
pub struct Options {
    /// Who acts when a command names nobody.
    pub me: SafeText,
    /// Through what people ask, for the log: `tui` or `cli`.
    pub via: &'static str,
    /// Every verb is refused.
    pub read_only: bool,
    /// It is our own server on this machine, through its socket: its clock is ours, and another process may be about to
    /// take it over.
    pub local: bool,
}

/// One server of our own kind.
pub struct Native {
    shared: Arc<Shared>,
    /// Held while it is listed: pages have an order.
    turn: TurnMutex<()>,
    task: Mutex<Option<JoinHandle<()>>>,
    known: TurnMutex<desk::Known>,
    /// Verbs that are on their way.
    requests: Semaphore,
}

impl Native {
    /// One that `client` speaks to; the client's base is the URL before `/v1`.
    pub fn new(name: SourceName, client: Client, options: Options) -> Self {
        Self {
            shared: Arc::new(Shared::new(name, client, options)),
            turn: TurnMutex::default(),
            task: Mutex::default(),
            known: TurnMutex::default(),
            requests: Semaphore::new(AT_ONCE),
        }
    }

    /// The same with other times than the usual ones; before it is first asked.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        if let Some(shared) = Arc::get_mut(&mut self.shared) {
            shared.patience = patience;
        }
        self
    }

    /// What it can do, known before it is asked.
    pub const fn capabilities_of(read_only: bool) -> Capabilities {
        Capabilities {
            ack: Support::Native,
            unack: Support::Native,
            assign: Support::Native,
            note: Support::Native,
            resolve: Support::Native,
            read_only,
            keeps_all: true,
        }
    }

    fn capabilities_now(&self) -> Capabilities {
        Self::capabilities_of(self.shared.options.read_only)
    }

    /// The task that follows the stream lives as long as the adapter.
    fn keep_task(&self, task: JoinHandle<()>) {
        let before = self.task.lock().unwrap_or_else(PoisonError::into_inner).replace(task);
        if let Some(before) = before {
            before.abort();
        }
    }
}

impl Drop for Native {
    fn drop(&mut self) {
        if let Some(task) = self.task.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }
}

#[async_trait]
impl Backend for Native {
    fn name(&self) -> &SourceName {
        &self.shared.name
    }

    fn capabilities(&self) -> Capabilities {
        self.capabilities_now()
    }

    async fn list(&self) -> Result<Listing, ReadError> {
        self.listing().await
    }

    async fn get(&self, target: &Target) -> Result<Option<Incident>, ReadError> {
        self.get_one(target).await
    }

    async fn by_number(&self, number: Number) -> Result<Option<Incident>, ReadError> {
        self.numbered(number).await
    }

    async fn open(&self, new: &Draft, key: ActionKey) -> Result<Incident, ActError> {
        self.open_new(new, key).await
    }

    async fn practice(&self) -> Result<Option<Practice>, ReadError> {
        self.read_practice().await
    }

    async fn directory(&self) -> Result<Option<Directory>, ReadError> {
        self.read_directory().await
    }

    async fn find(&self, query: &Query, limit: u32) -> Result<Vec<Incident>, ReadError> {
        self.search(query, limit).await
    }

    async fn timeline(&self, target: &Target) -> Result<Vec<Event>, ReadError> {
        self.past(target).await
    }

    async fn watch(&self, poll: Duration) {
        self.wait_for_news(poll).await;
    }

    async fn act(&self, command: &Command) -> Result<Outcome, ActError> {
        self.carry_out(command).await
    }

    /// The server looks after its own: acknowledgements that run out, incidents whose alert cleared.
    async fn tend(&self, _open: &[Incident], _now: Time) -> Result<Vec<Tended>, ReadError> {
        Ok(Vec::new())
    }
}
