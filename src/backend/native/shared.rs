//! What the adapter and its background task both know: where the listing stands, what waits, how the line does.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, watch},
    time::{Instant, sleep},
};

use super::{
    Options,
    pending::{Age, MOST, Pending},
    record, words,
};
use crate::{
    backend::{ReadError, Stamp},
    domain::{self, Change, IncidentId, SourceName, Time},
    net::{Answer, Call, Client, IDLE, NetError},
    wire::{EventId, IncidentRecord},
};

/// How long another process may take to begin hosting our own server.
pub const TAKEOVER: Duration = Duration::from_secs(3);

/// Between two tries meanwhile.
const TAKEOVER_PAUSE: Duration = Duration::from_millis(50);

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until the stream says hello; after that something on the way holds it back.
    pub hello: Duration,
    /// Without a byte, heartbeats included, until a stream counts as dead.
    pub idle: Duration,
    /// Until the stream is tried again where it did not get through.
    pub stream_again: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { hello: Duration::from_secs(10), idle: IDLE, stream_again: Duration::from_mins(10) }
    }
}

/// What is listed, one run after the other: what is open comes first, whatever waits to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Run {
    /// What is open, the worst first: with a million, the last page comes half a minute after the first.
    #[default]
    Open,
    /// What is resolved and not closed yet, the last changed first.
    Resolved,
}

/// The next page.
#[derive(Debug, Clone, Default)]
pub struct Next {
    /// Of which run.
    pub run: Run,
    /// Where the page before ended; `None` is the run's first.
    pub cursor: Option<String>,
}

/// Whether an incident is on the board: it is open, or waits to be closed.
pub const fn is_listed(state: domain::State) -> bool {
    !state.is_final()
}

/// Where the adapter stands.
#[derive(Debug, Clone, Default)]
pub enum Stage {
    /// Everything is to be listed from its beginning.
    #[default]
    Anew,
    /// Some pages were handed out.
    Pages {
        /// What to ask for the next one with.
        next: Next,
        /// The end of the log before the first page: from there the stream is followed.
        from: EventId,
    },
    /// All pages were handed out; nobody follows the stream yet.
    Listed(EventId),
    /// The background task follows the stream.
    Following,
}

/// Behind one lock, held for moments only.
#[derive(Default)]
pub struct State {
    pub stage: Stage,
    pub pending: Pending,
    /// When the server was last heard, by our clock.
    pub heard: Option<Time>,
    /// The last page could not be read: whoever lists waits before the next try.
    pub failed: bool,
    /// How long it took to answer last.
    pub elapsed_ms: u32,
    /// Why there is no line to the server, once that is certain.
    pub trouble: Option<ReadError>,
    /// Whether whoever lists knows of the trouble, or that there is none.
    pub told: bool,
    /// Attempts to reach the server since the start, whatever became of them.
    pub attempts: u64,
    /// No stream gets through: until then everything is listed anew each time.
    pub plain_until: Option<Instant>,
    /// Grows whenever the line came back or everything is listed anew: what is read rarely is asked for again then.
    pub epoch: u64,
    /// The newest that was heard of the incidents that a verb is on its way to.
    newest: HashMap<IncidentId, Option<Age>>,
}

/// Shared by the adapter and its background task.
pub struct Shared {
    pub name: SourceName,
    pub client: Client,
    pub options: Options,
    pub patience: Patience,
    state: Mutex<State>,
    changed: watch::Sender<()>,
    /// Somebody waits for the line to come back: try now.
    pub kick: Notify,
}

impl Shared {
    pub fn new(name: SourceName, client: Client, options: Options) -> Self {
        Self {
            name,
            client,
            options,
            patience: Patience::default(),
            state: Mutex::default(),
            changed: watch::Sender::new(()),
            kick: Notify::new(),
        }
    }

    /// Held for moments only, never over an await.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Our clock.
    pub fn now() -> Time {
        Time::from(chrono::Utc::now())
    }

    /// How far the server's clock is ahead of ours; a server on this machine has ours.
    pub fn offset_s(&self) -> Option<i64> {
        if self.options.local { None } else { self.client.clock_offset_s() }
    }

    /// The server's clock, as far as its answers told.
    pub fn server_now(&self) -> Time {
        Self::now() + self.offset_s().unwrap_or(0)
    }

    /// Makes a call; to our own server, again while another process takes it over. Every write carries its key, so that
    /// none is done twice.
    pub async fn call(&self, call: Call<'_>) -> Result<Answer, NetError> {
        let until = Instant::now() + TAKEOVER;
        loop {
            let result = self.client.call(call.clone()).await;
            let is_away = matches!(&result, Err(e) if is_away(e));
            if !self.options.local || !is_away || Instant::now() + TAKEOVER_PAUSE > until {
                return result;
            }
            sleep(TAKEOVER_PAUSE.mul_f64(0.5 + fastrand::f64())).await;
        }
    }

    /// Wakes whoever waits for news.
    pub fn notify(&self) {
        self.changed.send_replace(());
    }

    /// Hears of news from now on.
    pub fn news(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Everything has to be listed from its beginning.
    pub fn anew(&self) {
        {
            let mut state = self.state();
            state.stage = Stage::Anew;
            state.pending = Pending::default();
            state.trouble = None;
            state.failed = false;
            state.epoch += 1;
        }
        self.notify();
    }

    /// The server was heard.
    pub fn heard(&self) {
        self.state().heard = Some(Self::now());
    }

    /// An incident is so now. `false`: too many wait, so everything has to be listed anew.
    pub fn take(&self, record: IncidentRecord) -> bool {
        let age = (record.version, record.updated_at);
        let now = Self::now();
        let change = if is_listed(record.state) {
            Change::Upsert(record::incident(&self.name, record))
        } else {
            let id = IncidentId::new(&self.name, &record.id);
            Change::Gone { id, at: now, why: words::gone(&record) }
        };
        let id = match &change {
            Change::Upsert(incident) => &incident.id,
            Change::Gone { id, .. } => id,
        };
        let mut state = self.state();
        if let Some(newest) = state.newest.get_mut(id) {
            *newest = Some(age);
        }
        state.heard = Some(now);
        state.pending.push(change, age);
        state.pending.len() <= MOST
    }

    /// A verb goes to this incident: what is heard of it until the flight lands is remembered.
    pub fn takes_off<'s>(&'s self, id: &'s IncidentId) -> Flight<'s> {
        self.state().newest.insert(id.clone(), None);
        Flight { shared: self, id }
    }

    /// When what is handed out was true: when the server was last heard.
    pub fn stamp(&self, state: &State) -> Stamp {
        Stamp {
            at: state.heard.unwrap_or_else(Self::now),
            offset_s: self.offset_s(),
            elapsed_ms: state.elapsed_ms,
        }
    }
}

/// A verb on its way.
pub struct Flight<'s> {
    shared: &'s Shared,
    id: &'s IncidentId,
}

impl Flight<'_> {
    /// The answer is here, and says how the incident was at `age`. `false`: something newer was heard meanwhile.
    pub fn lands(self, age: Age) -> bool {
        let mut state = self.shared.state();
        state.pending.settle(self.id, age);
        let newest = state.newest.get(self.id).copied().flatten();
        drop(state);
        newest.is_none_or(|newest| newest <= age)
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.shared.state().newest.remove(self.id);
    }
}

/// Nobody hosts our server at this moment.
fn is_away(error: &NetError) -> bool {
    matches!(
        error,
        NetError::Unreachable { .. } | NetError::Broken { .. } | NetError::Timeout { connecting: true, .. }
    )
}

#[cfg(test)]
mod tests;
