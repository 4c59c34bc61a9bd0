//! How attempts ended, written down: several at once, in one transaction each of our two files.

use super::{Hub, send::Fault, send::Sent, source::Source};
use crate::{
    app::model::pending::ActState,
    backend::{Command, Target},
    domain::{Change, Incident, SourceName},
    outbox::{Entry, OutboxError, Settled, Settling},
    runtime::{clock, pace},
    text::SafeText,
};

/// How an attempt ended, before it is written down.
#[derive(Debug)]
pub(super) enum End {
    /// Its source has it: what it said of the incident, where it did.
    Confirmed { words: Option<SafeText>, read: Option<Incident> },
    /// We have it: it is nothing that the source could hold.
    Kept { words: Option<SafeText> },
    /// For good.
    Failed(Fault, SafeText),
    /// To be tried again.
    Later { words: SafeText, retry_after_s: Option<u32> },
}

/// An attempt that has ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) entry: Entry,
    pub(super) end: End,
    /// What had been said of the incident when it began.
    pub(super) was: Option<Incident>,
}

/// What is to be said of an incident.
pub(super) struct Read {
    pub(super) target: Target,
    /// As its source said it just now; `None`: as it said it before.
    pub(super) now: Option<Incident>,
    /// What had been said of it when that was begun to be read.
    pub(super) was: Option<Incident>,
    /// The same, of a source that keeps everything itself.
    pub(super) told: Option<u64>,
}

impl Hub {
    /// Writes down how attempts at one source ended, and what looks different now; in the order of `ended`.
    pub(super) async fn settle(&self, ended: Vec<Ended>) -> Vec<Sent> {
        let now = clock::utc();
        let Some(name) = ended.first().map(|e| e.entry.command.target.source.clone()) else {
            return Vec::new();
        };
        self.keep_confirmed(&name, &ended).await;
        let (mut all, mut written, mut reads) = (Vec::new(), Vec::new(), Vec::new());
        for Ended { entry, end, was } in ended {
            let Command { key, target, verb, .. } = entry.command;
            let (settled, state, fault, read) = match end {
                End::Confirmed { words, read } => {
                    let elapsed_ms = super::send::since_key(key);
                    let settled = Settled::Confirmed { words: words.clone().unwrap_or_default() };
                    (settled, ActState::Confirmed { elapsed_ms, words, local: false }, None, Some(read))
                }
                End::Kept { words } => {
                    let elapsed_ms = super::send::since_key(key);
                    let settled = Settled::Confirmed { words: words.clone().unwrap_or_default() };
                    (settled, ActState::Confirmed { elapsed_ms, words, local: true }, None, Some(None))
                }
                End::Failed(fault, words) => {
                    (Settled::Failed { words: words.clone() }, ActState::Failed(words), Some(fault), None)
                }
                End::Later { words, retry_after_s } => {
                    let wait = pace::send_again(entry.attempts, retry_after_s, fastrand::f64());
                    // The queue counts whole seconds; the first retry may come at once.
                    let next_at = now + i64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(60);
                    let settled = Settled::Later { words: words.clone(), next_at };
                    (settled, ActState::Waiting { words, next_at, tries: entry.attempts }, None, None)
                }
            };
            tracing::info!(%key, verb = verb.name(), source = name.as_str(), state = ?state, "sent");
            if let Some(read) = read {
                // Where the source keeps everything, its adapter keeps the order of its own answers.
                reads.push(Read { target, now: read, was, told: None });
            }
            written.push((key, settled));
            all.push(Sent { key, source: name.clone(), state, fault, changes: Vec::new() });
        }
        let changes = self.touched(&name, reads).await;
        match self.0.store.outbox.settle_many(&self.0.holder, &written, now).await {
            Ok(answers) => {
                for ((key, _), answer) in written.iter().zip(answers) {
                    if answer == Settling::NotYours {
                        tracing::warn!(%key, "settled by another process meanwhile");
                    }
                }
            }
            // The leases run out and they are sent again: the keys make that harmless.
            Err(error) => {
                tracing::warn!(%error, actions = written.len(), "how they ended could not be written down");
            }
        }
        // Told with the first: whoever shows them shows them at once.
        if let Some(first) = all.first_mut() {
            first.changes = changes;
        }
        all
    }

    /// The source has them: our timeline gets its entries, unless the source keeps one itself.
    async fn keep_confirmed(&self, name: &SourceName, ended: &[Ended]) {
        if self.source(name).is_none_or(Source::keeps_all) {
            return;
        }
        let confirmed: Vec<(&Command, Option<&Incident>)> = ended
            .iter()
            .filter_map(|e| match &e.end {
                End::Confirmed { read, .. } => Some((&e.entry.command, read.as_ref())),
                _ => None,
            })
            .collect();
        if confirmed.is_empty() {
            return;
        }
        match self.0.store.local.confirmed_many(&confirmed, clock::utc()).await {
            // Never listed here: there is nothing of ours about it, and nothing is missing.
            Ok(answers) => debug_assert!(
                answers.iter().all(|answer| matches!(answer, Ok(_) | Err(OutboxError::NotListed)))
            ),
            Err(error) => {
                tracing::warn!(%error, actions = confirmed.len(), "done at the source, not on our timeline");
            }
        }
    }

    /// Incidents look different for us, whatever their source says: what changes, if they do. What was said of one
    /// since it was begun to be read is not taken back: that one is read once more.
    pub(super) async fn touched(&self, name: &SourceName, reads: Vec<Read>) -> Vec<Change> {
        let (mut changes, overtaken) = self.take_words(name, reads).await;
        for target in overtaken {
            match Box::pin(self.look(&target)).await {
                Ok(more) => changes.extend(more),
                Err(words) => {
                    tracing::warn!(id = target.id.as_str(), why = ?words, "how it stands could not be read again");
                }
            }
        }
        changes
    }

    /// The same, with those of which something else was said meanwhile.
    pub(super) async fn take_words(&self, name: &SourceName, reads: Vec<Read>) -> (Vec<Change>, Vec<Target>) {
        let Some(source) = self.source(name) else { return Default::default() };
        if source.keeps_all() {
            let (mut changes, mut overtaken) = (Vec::new(), Vec::new());
            for Read { target, now: read, told, .. } in reads {
                let Some(read) = read else { continue };
                let is_newer = {
                    let is = source.told();
                    told.is_some() && is.said_of(target.id.as_str()) != told && !is.is(&read)
                };
                if is_newer {
                    overtaken.push(target);
                } else {
                    changes.extend(self.said_of_one(source, read));
                }
            }
            return (changes, overtaken);
        }
        let mut bare = Vec::with_capacity(reads.len());
        let mut asked = Vec::with_capacity(reads.len());
        for Read { target, now: read, was, .. } in reads {
            if let Some(said) = read.clone().or_else(|| source.handed().bare(&target.id)) {
                bare.push(said);
                asked.push((target, was.filter(|_| read.is_some())));
            }
        }
        let now = clock::utc();
        let (merged, fault) = self.0.store.local.attach_some(name, bare.clone(), now).await;
        if let Some(error) = fault {
            tracing::warn!(%error, "shown without our own notes and owners");
        }
        let (mut changes, mut overtaken) = (Vec::new(), Vec::new());
        let mut handed = source.handed();
        for (((target, was), bare), incident) in asked.into_iter().zip(bare).zip(merged) {
            let is = handed.bare(&target.id);
            let is_newer = was.is_some() && is != was && is.as_ref() != Some(&bare);
            if is_newer {
                overtaken.push(target);
            } else {
                changes.extend(handed.put(bare, incident, now));
            }
        }
        (changes, overtaken)
    }
}
