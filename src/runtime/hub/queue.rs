//! What lies in the outbox, as the screen and the command line see it; drafts; when the person was last here.

use tokio::sync::watch;

use super::{Hub, words};
use crate::{
    app::model::pending::{ActState, PendingAct},
    backend::{ActionKey, Command, Target, Verb},
    domain::{SourceName, Time},
    outbox::{Draft, Entry, EntryState, Filter, Found, OutboxError, new_key},
    runtime::clock,
    text::{Opaque, SafeText},
};

/// Most actions that are shown or listed at once.
const MOST: u32 = 10_000;

/// Under which name the queue keeps when the screen was last left.
pub const LAST_VISIT: &str = "last_visit";

impl Hub {
    /// Makes the keys, commits all of `acts` in one transaction, and wakes the sender. What this returns is on the disk.
    ///
    /// # Errors
    /// Nothing was saved; the words say why and what to do.
    pub async fn enqueue(
        &self,
        acts: Vec<(Target, Verb)>,
        actor: &SafeText,
    ) -> Result<Vec<PendingAct>, SafeText> {
        let at = clock::utc();
        let commands: Vec<Command> = acts
            .into_iter()
            .map(|(target, verb)| Command { key: new_key(), target, verb, actor: actor.clone(), at })
            .collect();
        let entries = self.0.store.outbox.enqueue(&commands).await.map_err(|e| words(&e))?;
        for source in commands.iter().filter_map(|c| self.source(&c.target.source)) {
            source.gate().knock();
        }
        self.wake_senders();
        Ok(entries.into_iter().map(pending).collect())
    }

    /// What is not done: waiting, being sent, failed. Oldest first.
    pub async fn outbox(&self) -> Result<Vec<PendingAct>, SafeText> {
        self.listed(Filter::Open).await
    }

    /// The same and what was confirmed in the last days.
    pub async fn outbox_all(&self) -> Result<Vec<PendingAct>, SafeText> {
        self.listed(Filter::All).await
    }

    async fn listed(&self, filter: Filter) -> Result<Vec<PendingAct>, SafeText> {
        let entries = self.0.store.outbox.list(filter, MOST).await.map_err(|e| words(&e))?;
        Ok(entries.into_iter().map(pending).collect())
    }

    /// How many actions wait or are being sent.
    pub async fn unsettled(&self) -> usize {
        self.0.store.outbox.list(Filter::Unsettled, MOST).await.map_or(0, |all| all.len())
    }

    /// How an action stands.
    pub async fn action(&self, key: ActionKey) -> Result<Option<PendingAct>, SafeText> {
        Ok(self.0.store.outbox.get(key).await.map_err(|e| words(&e))?.map(pending))
    }

    /// Makes a failed or waiting action due now. `false` when it is confirmed, being sent, or not there.
    pub async fn retry(&self, key: ActionKey) -> Result<bool, SafeText> {
        let due = self.0.store.outbox.retry(key, clock::utc()).await.map_err(|e| words(&e))?;
        if let Ok(Some(act)) = self.action(key).await
            && let Some(source) = self.source(&act.target.source)
        {
            source.gate().open();
        }
        self.wake_senders();
        Ok(due)
    }

    /// Takes an action out that was not sent yet, or was refused; `None` when it is not there. What a person wrote in it
    /// is kept as a draft, so that the same form brings it back.
    pub async fn drop_action(&self, key: ActionKey) -> Result<Option<PendingAct>, OutboxError> {
        let dropped = self.0.store.outbox.drop(key, clock::utc()).await?;
        if let Some(Entry { command, state, attempts, .. }) = &dropped {
            let (verb, source, id) = (&command.verb, &command.target.source, &command.target.id);
            let (source, id) = (source.as_str(), id.as_str());
            tracing::info!(%key, verb = verb.name(), source, id, state = state.word(), attempts, "dropped by a person");
            if let Some(words) = written(verb)
                && let Err(words) = self.keep_draft(&format!("{}:{id}", verb.name()), words).await
            {
                tracing::warn!(%key, why = ?words, "what was written in it could not be kept");
            }
        }
        // A later one of the same incident may be due now.
        self.wake_senders();
        Ok(dropped.map(pending))
    }

    /// The action whose key begins or ends with these digits.
    pub async fn action_named(&self, digits: &str) -> Result<Found, OutboxError> {
        self.0.store.outbox.resolve_short(digits).await
    }

    /// When an action will next be due; `None` is never, until one is queued.
    pub async fn next_due(&self) -> Option<Time> {
        match self.0.store.outbox.next_due().await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "the queue could not be read; looked at again in a minute");
                Some(clock::utc() + 60)
            }
        }
    }

    /// Changes whenever something is put into the queue, or made due.
    pub fn queued(&self) -> watch::Receiver<u64> {
        self.0.queued.subscribe()
    }

    fn wake_senders(&self) {
        self.0.queued.send_modify(|n| *n = n.wrapping_add(1));
    }

    /// A source is back: what waits for it is due now. Returns how many actions that are.
    pub async fn hurry(&self, source: &SourceName) -> usize {
        if let Some(source) = self.source(source) {
            source.gate().open();
        }
        let waiting = self.listed(Filter::Unsettled).await.unwrap_or_default();
        let theirs = waiting
            .iter()
            .filter(|a| a.target.source == *source && matches!(a.state, ActState::Waiting { .. }));
        let mut due = 0;
        for act in theirs {
            due += usize::from(self.0.store.outbox.retry(act.key, clock::utc()).await.unwrap_or(false));
        }
        if due > 0 {
            self.wake_senders();
        }
        due
    }

    /// Keeps what was typed; the draft's speakable id is in it.
    pub async fn save_draft(&self, slot: &str, text: &Opaque) -> Result<Draft, SafeText> {
        self.0.store.drafts.save(slot, text, clock::utc()).await.map_err(|e| words(&e))
    }

    /// Keeps words unless something was begun in their slot since.
    async fn keep_draft(&self, slot: &str, words: &Opaque) -> Result<(), SafeText> {
        let begun =
            self.load_draft(slot).await?.is_some_and(|draft| !draft.text.to_source().trim().is_empty());
        if !begun {
            self.save_draft(slot, words).await?;
        }
        Ok(())
    }

    /// What was typed into `slot` earlier.
    pub async fn load_draft(&self, slot: &str) -> Result<Option<Draft>, SafeText> {
        self.0.store.drafts.load(slot).await.map_err(|e| words(&e))
    }

    /// Forgets what was typed into `slot`.
    pub async fn delete_draft(&self, slot: &str) -> Result<bool, SafeText> {
        self.0.store.drafts.delete(slot).await.map_err(|e| words(&e))
    }

    /// When the screen was last left.
    pub async fn last_visit(&self) -> Option<Time> {
        let text = self.0.store.meta.get(LAST_VISIT).await.ok()??;
        Time::parse(&text)
    }

    /// The screen is left now.
    pub async fn note_visit(&self) {
        if let Err(error) = self.0.store.meta.set(LAST_VISIT, &clock::utc().rfc3339()).await {
            tracing::warn!(%error, "the time of this visit could not be written down");
        }
    }
}

/// What a person wrote in it, where that is long enough to be sorry for.
fn written(verb: &Verb) -> Option<&Opaque> {
    match verb {
        Verb::Note { text } => Some(text),
        Verb::Resolve { note, .. } | Verb::Ack { note, .. } => note.as_ref(),
        _ => None,
    }
    .filter(|words| !words.to_source().trim().is_empty())
}

/// An action of the queue as the screen holds it.
pub(super) fn pending(entry: Entry) -> PendingAct {
    let state = match entry.state {
        EntryState::Pending => match entry.error {
            Some(words) if entry.attempts > 0 => {
                ActState::Waiting { words, next_at: entry.next_at, tries: entry.attempts }
            }
            _ => ActState::Queued,
        },
        EntryState::Sent => ActState::Sending,
        EntryState::Confirmed => ActState::Confirmed {
            elapsed_ms: entry.settled_at.map_or(0, |t| (t - entry.since).max(0).unsigned_abs() * 1000),
            words: entry.receipt.filter(|w| !w.is_empty()),
            local: false,
        },
        EntryState::Failed => ActState::Failed(entry.error.unwrap_or_default()),
    };
    let Command { key, target, verb, .. } = entry.command;
    PendingAct { key, target, verb, state, since: entry.since }
}
