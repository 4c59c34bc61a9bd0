//! An action on its way: leased, sent, and settled, or tried again later with the same key.

use std::{collections::HashSet, time::Duration};

use tokio::time::Instant;

use super::{Hub, source::Source};
use crate::{
    app::pending::{ActState, PendingAct},
    backend::{ActError, ActionKey, Command, Outcome, Support, Verb},
    domain::{
        Change, Incident, SourceName,
        lifecycle::{self, ActorKind},
    },
    outbox::{Entry, LEASE, Ours, OutboxError, Settled, Settling},
    runtime::{clock, pace},
    text::{Kind, SafeText},
};

/// How long one attempt may take, its reading back included: well under the lease, so that no other process takes it
/// for dead.
const ATTEMPT: Duration = Duration::from_secs(30);
const _: () = assert!(ATTEMPT.as_secs() * 2 <= LEASE as u64);

/// How often the queue is looked at for what another process settles.
const LOOK: Duration = Duration::from_millis(100);

/// Why an action failed for good; each is an exit code of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The source said no. Exit code 3.
    Refused,
    /// The source does not have the incident any more. Exit code 4.
    NotFound,
    /// It changed under us. Exit code 5.
    Conflict,
}

/// One attempt, and how it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// Which action.
    pub key: ActionKey,
    /// To which source.
    pub source: SourceName,
    /// Confirmed, failed, or waiting to be tried again.
    pub state: ActState,
    /// Why it failed, if it did.
    pub fault: Option<Fault>,
    /// What looks different now.
    pub changes: Vec<Change>,
}

/// An action that no other process sends for a minute.
#[derive(Debug)]
pub struct Leased(Entry);

impl Leased {
    /// Which.
    pub const fn key(&self) -> ActionKey {
        self.0.command.key
    }
}

/// How an attempt ended, before it is written down.
enum End {
    Done { words: Option<SafeText>, local: bool, read: Option<Incident> },
    Failed(Fault, SafeText),
    Later { words: SafeText, retry_after_s: Option<u32> },
}

impl Hub {
    /// Takes the next due action of a source for us alone; it must be given to [`Hub::send`].
    pub async fn lease(&self, source: &SourceName) -> Option<Leased> {
        self.lease_entry(source).await.map(Leased)
    }

    /// Sends what [`Hub::lease`] gave, and writes down how it ended.
    pub async fn send(&self, leased: Leased) -> Sent {
        self.send_entry(&leased.0).await
    }

    /// Takes the next due action of a source and sends it. `None` when nothing is due.
    pub async fn send_one(&self, source: &SourceName) -> Option<Sent> {
        let leased = self.lease(source).await?;
        Some(self.send(leased).await)
    }

    async fn lease_entry(&self, source: &SourceName) -> Option<Entry> {
        match self.0.store.outbox.lease_of(source, &self.0.holder, clock::utc()).await {
            Ok(entry) => entry,
            Err(error) => {
                tracing::warn!(%error, "the next action could not be taken from the queue");
                None
            }
        }
    }

    async fn send_entry(&self, entry: &Entry) -> Sent {
        let command = &entry.command;
        let end = match self.source(&command.target.source) {
            Some(source) => self.attempt(source, command).await,
            None => End::Failed(
                Fault::Refused,
                SafeText::clean(
                    "its source is not configured any more: add it again and retry, or drop the action",
                    Kind::Line,
                ),
            ),
        };
        self.settle(entry, end).await
    }

    /// One attempt at a configured source.
    async fn attempt(&self, source: &Source, command: &Command) -> End {
        match source.spec.capabilities.of(&command.verb) {
            Support::No(why) => End::Failed(Fault::Refused, SafeText::clean(why, Kind::Line)),
            Support::Local if !source.keeps_all() => match self.decide(source, command).await {
                Ok(words) => End::Done { words, local: true, read: None },
                Err(error) => ours(&error),
            },
            Support::Native | Support::Local => {
                if let Err(why) = self.complete(source, command) {
                    return End::Failed(Fault::Refused, SafeText::clean(&why.to_string(), Kind::Line));
                }
                let act = async {
                    let backend = source.backend().await?;
                    backend.act(command).await
                };
                let answer = tokio::time::timeout(ATTEMPT, act).await.unwrap_or_else(|_| {
                    let text = format!(
                        "no answer within {} s; it is not known whether it was done",
                        ATTEMPT.as_secs()
                    );
                    Err(ActError::Later { words: SafeText::clean(&text, Kind::Line), retry_after_s: None })
                });
                match answer {
                    Ok(outcome) => self.confirmed(source, command, outcome).await,
                    Err(ActError::Later { words, retry_after_s }) => End::Later { words, retry_after_s },
                    Err(ActError::Refused(words)) => End::Failed(Fault::Refused, words),
                    Err(ActError::NotFound(words)) => End::Failed(Fault::NotFound, words),
                    Err(ActError::Conflict(words)) => End::Failed(Fault::Conflict, words),
                }
            }
        }
    }

    /// A source that knows nothing of our rules gets only what they allow, also what an older version of this program
    /// has put into the queue; our own server says it itself.
    fn complete(&self, source: &Source, command: &Command) -> Result<(), lifecycle::Forbidden> {
        if source.keeps_all() {
            return Ok(());
        }
        let practice = self.practice(&source.spec.name);
        lifecycle::lacking(&command.verb, ActorKind::User, &practice)
    }

    /// What the source cannot hold is decided by the lifecycle and kept by us; the words say if it was so already.
    async fn decide(&self, source: &Source, command: &Command) -> Result<Option<SafeText>, OutboxError> {
        let local = &self.0.store.local;
        if let Verb::Note { .. } = command.verb {
            // Whatever becomes of an incident, something can be said about it.
            return local.apply(command, clock::utc()).await.map(|_| None);
        }
        let practice = self.practice(&source.spec.name);
        let said = source.handed().bare(&command.target.id);
        let acks = source.spec.capabilities.ack == Support::Native;
        let ours = Ours { practice: &practice, acks };
        Ok(local.decide(command, said.as_ref(), ours, clock::utc()).await?.already)
    }

    /// The source has it: our timeline gets its entry, unless the source keeps one itself.
    async fn confirmed(&self, source: &Source, command: &Command, outcome: Outcome) -> End {
        let (words, read) = match outcome {
            Outcome::Confirmed(read) => (None, read),
            Outcome::Already(words, read) => (Some(words), read),
        };
        if source.keeps_all() {
            return End::Done { words, local: false, read: read.map(|i| *i) };
        }
        match self.0.store.local.confirmed(command, read.as_deref(), clock::utc()).await {
            // Never listed here: there is nothing of ours about it, and nothing is missing.
            Ok(_) | Err(OutboxError::NotListed) => {}
            Err(error) => {
                tracing::warn!(%error, key = %command.key, "done at the source, not on our timeline");
            }
        }
        End::Done { words, local: false, read: read.map(|i| *i) }
    }

    /// Writes down how it ended.
    async fn settle(&self, entry: &Entry, end: End) -> Sent {
        let Command { key, target, verb, .. } = &entry.command;
        let now = clock::utc();
        let mut changes = Vec::new();
        let (settled, state, fault) = match end {
            End::Done { words, local, read } => {
                changes = self.touched(target, read).await;
                let elapsed_ms = since_key(*key);
                let settled = Settled::Confirmed { words: words.clone().unwrap_or_default() };
                (settled, ActState::Confirmed { elapsed_ms, words, local }, None)
            }
            End::Failed(fault, words) => {
                (Settled::Failed { words: words.clone() }, ActState::Failed(words), Some(fault))
            }
            End::Later { words, retry_after_s } => {
                let wait = pace::send_again(entry.attempts, retry_after_s, fastrand::f64());
                // The queue counts whole seconds; the first retry may come at once.
                let next_at = now + i64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(60);
                let settled = Settled::Later { words: words.clone(), next_at };
                (settled, ActState::Waiting { words, next_at, tries: entry.attempts }, None)
            }
        };
        tracing::info!(%key, verb = verb.name(), source = target.source.as_str(), state = ?state, "sent");
        match self.0.store.outbox.settle(*key, &self.0.holder, &settled, now).await {
            Ok(Settling::Done) => {}
            Ok(Settling::NotYours) => tracing::warn!(%key, "settled by another process meanwhile"),
            // Its lease runs out and it is sent again: the key makes that harmless.
            Err(error) => tracing::warn!(%error, %key, "how it ended could not be written down"),
        }
        Sent { key: *key, source: target.source.clone(), state, fault, changes }
    }

    /// Sends until each of `keys` is settled or `wait` is over, whoever settles it; returns how each stands then.
    /// Other due actions of the same sources go out with them, in their order.
    pub async fn settle_all(&self, keys: &[ActionKey], wait: Duration) -> Vec<(PendingAct, Option<Fault>)> {
        let until = Instant::now() + wait;
        let mut open: HashSet<ActionKey> = keys.iter().copied().collect();
        let mut ours = std::collections::HashMap::new();
        while !open.is_empty() {
            for sent in self.send_due(until).await {
                if sent.state.is_settled() {
                    open.remove(&sent.key);
                    ours.insert(sent.key, (sent.state, sent.fault));
                }
            }
            for key in open.clone() {
                match self.action(key).await {
                    Ok(Some(act)) if !act.state.is_settled() => {}
                    _ => drop(open.remove(&key)),
                }
            }
            if open.is_empty() || Instant::now() >= until {
                break;
            }
            tokio::time::sleep_until(until.min(Instant::now() + LOOK)).await;
        }
        let mut all = Vec::with_capacity(keys.len());
        for key in keys {
            if let Ok(Some(mut act)) = self.action(*key).await {
                let mut fault = None;
                if let Some((state, why)) = ours.remove(key) {
                    // The queue keeps whole seconds; who sent it knows how long it took.
                    (act.state, fault) = (state, why);
                }
                all.push((act, fault));
            }
        }
        all
    }

    /// Sends what is due and becomes due until `wait` is over, or nothing is left. Returns how many are left.
    pub async fn drain(&self, wait: Duration, mut told: impl FnMut(&Sent)) -> usize {
        let until = Instant::now() + wait;
        loop {
            self.send_due(until).await.iter().for_each(&mut told);
            let left = self.unsettled().await;
            if left == 0 || Instant::now() >= until {
                return left;
            }
            tokio::time::sleep_until(until.min(Instant::now() + LOOK)).await;
        }
    }

    /// One round over all sources at once, each in its order; no new attempt is begun after `until`.
    async fn send_due(&self, until: Instant) -> Vec<Sent> {
        let rounds = self.0.sources.iter().map(|source| async move {
            let mut sent = Vec::new();
            while Instant::now() < until
                && let Some(one) = self.send_one(&source.spec.name).await
            {
                sent.push(one);
            }
            sent
        });
        futures_util::future::join_all(rounds).await.into_iter().flatten().collect()
    }
}

/// Our own file said no.
fn ours(error: &OutboxError) -> End {
    let words = super::words(error);
    match error {
        OutboxError::NotListed => End::Failed(Fault::NotFound, words),
        OutboxError::Forbidden(words) => End::Failed(Fault::Refused, words.clone()),
        _ => End::Later { words, retry_after_s: None },
    }
}

/// Milliseconds since the key was made: a version 7 UUID carries its time.
fn since_key(key: ActionKey) -> u64 {
    let made = key.0.get_timestamp().map(|t| t.to_unix());
    let Some((seconds, nanos)) = made else { return 0 };
    let made = seconds.saturating_mul(1000).saturating_add(u64::from(nanos / 1_000_000));
    u64::try_from(chrono::Utc::now().timestamp_millis()).unwrap_or(0).saturating_sub(made)
}
