//! An action on its way: leased and tried. How that is written down is in [`super::settle`].

use std::{collections::HashSet, time::Duration};

use tokio::time::Instant;

use super::{
    Hub, burst,
    settle::{End, Ended},
    source::Source,
};
use crate::{
    app::model::pending::{ActState, PendingAct},
    backend::{ActError, ActionKey, Command, Outcome, Support, Verb},
    domain::{
        Change, SourceName,
        lifecycle::{self, ActorKind},
    },
    outbox::{Entry, LEASE, Ours, OutboxError},
    runtime::clock,
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

impl Hub {
    /// Takes the next due action of a source for us alone; it must be given to [`Hub::send`].
    pub async fn lease(&self, source: &SourceName) -> Option<Leased> {
        self.lease_entry(source).await.map(Leased)
    }

    /// Sends what [`Hub::lease`] gave, and writes down how it ended.
    pub async fn send(&self, leased: Leased) -> Sent {
        let Leased(entry) = leased;
        let (key, source) = (entry.command.key, entry.command.target.source.clone());
        let ended = self.try_once(entry).await;
        // One went in, one comes out.
        let unknown = || Sent { key, source, state: ActState::Sending, fault: None, changes: Vec::new() };
        self.settle(vec![ended]).await.pop().unwrap_or_else(unknown)
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

    /// One attempt; how it ended is not written down yet.
    pub(super) async fn try_once(&self, entry: Entry) -> Ended {
        let command = &entry.command;
        let began = Instant::now();
        let Some(source) = self.source(&command.target.source) else {
            let words = "its source is not configured any more: add it again and retry, or drop the action";
            let end = End::Failed(Fault::Refused, SafeText::clean(words, Kind::Line));
            return Ended { entry, end, was: None };
        };
        let was = source.handed().bare(&command.target.id);
        let end = self.attempt(source, command).await;
        source.gate().heard(burst::word(&end, began), Instant::now(), fastrand::f64());
        Ended { entry, end, was }
    }

    /// One attempt at a configured source.
    async fn attempt(&self, source: &Source, command: &Command) -> End {
        match source.spec.capabilities.of(&command.verb) {
            Support::No(why) => End::Failed(Fault::Refused, SafeText::clean(why, Kind::Line)),
            Support::Local if !source.keeps_all() => match self.decide(source, command).await {
                Ok(words) => End::Kept { words },
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
                    Ok(Outcome::Confirmed(read)) => End::Confirmed { words: None, read: read.map(|i| *i) },
                    Ok(Outcome::Already(words, read)) => {
                        End::Confirmed { words: Some(words), read: read.map(|i| *i) }
                    }
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

    /// One round over all sources at once, several of each; no new attempt is begun after `until`.
    async fn send_due(&self, until: Instant) -> Vec<Sent> {
        let rounds = self.0.sources.iter().map(|source| async move {
            let mut sent = Vec::new();
            self.burst(&source.spec.name).send_due(until, |one| sent.push(one)).await;
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
pub(super) fn since_key(key: ActionKey) -> u64 {
    let made = key.0.get_timestamp().map(|t| t.to_unix());
    let Some((seconds, nanos)) = made else { return 0 };
    let made = seconds.saturating_mul(1000).saturating_add(u64::from(nanos / 1_000_000));
    u64::try_from(chrono::Utc::now().timestamp_millis()).unwrap_or(0).saturating_sub(made)
}
