//! What the core asks of the world, as tasks; their answers come back as messages.

use std::{future::Future, sync::Arc, time::Duration};

use tokio::{
    runtime::Handle,
    sync::{SetOnce, mpsc::Sender},
};

use super::bells::{Bells, Works};
use crate::{
    app::{Effect, Msg, model::pending::ActState},
    backend::{ActError, ActionKey, Draft},
    domain::SourceName,
    outbox::OutboxError,
    runtime::hub::Hub,
    text::{Kind, Opaque, SafeText},
};

/// How long a new incident is tried to be opened before the person is asked.
const OPENS_WITHIN: Duration = Duration::from_secs(20);

/// Turns effects into tasks.
#[derive(Clone)]
pub(super) struct Effects {
    /// There once queue and overlay are open; what is asked before waits.
    pub(super) hub: Arc<SetOnce<Hub>>,
    pub(super) bells: Arc<Bells>,
    pub(super) to: Sender<Msg>,
    pub(super) work: Handle,
    /// Author of what is done.
    pub(super) me: SafeText,
}

impl Effects {
    /// Begins `effect`; gives back what only the owner of the terminal can do.
    pub(super) fn begin(&self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Refresh(source) => self.bells.refresh(source.as_ref()),
            Effect::Enqueue { .. }
            | Effect::Retry(_)
            | Effect::Drop(_)
            | Effect::SaveDraft { .. }
            | Effect::DeleteDraft(_)
            | Effect::OpenNew { .. } => {
                // The end waits for what is written.
                let works = self.bells.works();
                self.task(effect, Some(works));
            }
            Effect::LoadTimeline(_) | Effect::LoadDraft(_) | Effect::Look(_) | Effect::Find { .. } => {
                self.task(effect, None);
            }
            // Nothing has to be open for that.
            Effect::MakeKey(slot) => {
                let key = ActionKey(uuid::Uuid::now_v7());
                self.ask(async move { Some(Msg::KeyMade { slot, key }) });
            }
            mine @ (Effect::Copy { .. }
            | Effect::OpenLink(_)
            | Effect::Editor { .. }
            | Effect::Command { .. }
            | Effect::Theme { .. }
            | Effect::SaveView { .. }
            | Effect::Reload
            | Effect::Bell
            | Effect::Suspend
            | Effect::Redraw
            | Effect::Quit) => return Some(mine),
        }
        None
    }

    /// Asks the engine off the screen's thread, once it is there; `works` is held until the answer was sent.
    fn task(&self, effect: Effect, works: Option<Works>) {
        let (hub, to, me) = (Arc::clone(&self.hub), self.to.clone(), self.me.clone());
        self.work.spawn(async move {
            let hub = hub.wait().await;
            for answer in answers(hub, &me, effect).await {
                let said = match &answer {
                    Msg::Changes { source, changes } => Some((source.clone(), changes.clone())),
                    _ => None,
                };
                let _ = to.send(answer).await;
                // A listing that says something newer may have been handed on before it.
                if let Some((source, changes)) = said {
                    hub.handed_on(&source, changes);
                }
            }
            drop(works);
        });
    }

    /// Runs `work` off the screen's thread and sends its answer.
    pub(super) fn ask(&self, work: impl Future<Output = Option<Msg>> + Send + 'static) {
        let to = self.to.clone();
        self.work.spawn(async move {
            if let Some(answer) = work.await {
                let _ = to.send(answer).await;
            }
        });
    }
}

/// What the engine answers to an effect; nothing to one that is not its own. `me` is the author of what is done.
pub(in crate::runtime) async fn answers(hub: &Hub, me: &SafeText, effect: Effect) -> Vec<Msg> {
    match effect {
        Effect::Enqueue { group, acts } => vec![match hub.enqueue(acts, me).await {
            Ok(acts) => Msg::Queued { group, acts },
            Err(words) => Msg::NotQueued { group, words },
        }],
        Effect::Retry(key) => vec![match hub.retry(key).await {
            Ok(true) => Msg::Act { key, state: ActState::Queued },
            Ok(false) => say("it is being sent, or done already"),
            Err(words) => Msg::Say(words),
        }],
        Effect::Drop(keys) => {
            let mut answers = Vec::with_capacity(keys.len());
            for key in keys {
                answers.push(withdraw(hub, key).await);
            }
            answers
        }
        Effect::LoadTimeline(target) => {
            let events = hub.timeline(&target).await;
            vec![Msg::Timeline { id: target.id, events }]
        }
        Effect::SaveDraft { slot, text } => vec![match hub.save_draft(&slot, &text).await {
            Ok(draft) => Msg::DraftSaved { slot, id: draft.id },
            Err(words) => Msg::Say(words),
        }],
        Effect::DeleteDraft(slot) => hub.delete_draft(&slot).await.err().map(Msg::Say).into_iter().collect(),
        Effect::LoadDraft(slot) => vec![match hub.load_draft(&slot).await {
            Ok(draft) => Msg::Draft { slot, text: draft.map(|d| d.text) },
            Err(words) => Msg::Say(words),
        }],
        Effect::Look(target) => match hub.look(&target).await {
            Ok(changes) if changes.is_empty() => Vec::new(),
            Ok(changes) => vec![Msg::Changes { source: target.source, changes }],
            // What was known before stands; its timeline, read at the same time, says what is wrong.
            Err(words) => {
                tracing::info!(id = target.id.as_str(), why = ?words, "could not be read whole");
                Vec::new()
            }
        },
        Effect::Find { ask, source, query, limit } => {
            let incidents = hub.search(&query, source.as_ref(), limit, me).await;
            vec![Msg::Found { ask, incidents }]
        }
        Effect::OpenNew { slot, source, key, draft } => open(hub, me, slot, source, key, *draft).await,
        _ => Vec::new(),
    }
}

/// Opens an incident. Where no answer came it may be open or not: asking again with the same key opens no second one.
async fn open(
    hub: &Hub,
    me: &SafeText,
    slot: String,
    source: SourceName,
    key: ActionKey,
    mut draft: Draft,
) -> Vec<Msg> {
    if draft.actor.is_empty() {
        draft.actor = me.clone();
    }
    let words = match hub.open_incident(&source, &draft, key, OPENS_WITHIN).await {
        Ok(incident) => {
            let changes = hub.came(incident.clone());
            let opened = Msg::Opened { slot, incident: Ok(Box::new(incident)) };
            // First the row, then the word that it is there.
            return vec![Msg::Changes { source, changes }, opened];
        }
        Err(ActError::Later { words, .. }) => format!(
            "{}: it is not known whether it was opened. What you wrote is kept: send it again, and it is opened once",
            Opaque::from(&words).to_source()
        ),
        Err(error) => {
            format!("not opened, what you wrote is kept: {}", Opaque::from(error.words()).to_source())
        }
    };
    vec![Msg::Opened { slot, incident: Err(SafeText::clean(&words, Kind::Line)) }]
}

/// Takes an action out, if it is not too late.
async fn withdraw(hub: &Hub, key: ActionKey) -> Msg {
    match hub.action(key).await {
        Ok(Some(act)) if matches!(act.state, ActState::Confirmed { .. }) => {
            return Msg::Act { key, state: act.state };
        }
        Ok(_) => {}
        Err(words) => return Msg::Say(words),
    }
    match hub.drop_action(key).await {
        Ok(_) => Msg::Dropped(key),
        Err(error @ OutboxError::InFlight) => Msg::Say(SafeText::clean(&error.to_string(), Kind::Line)),
        Err(error) => Msg::Say(SafeText::clean(&format!("not taken out: {error}"), Kind::Line)),
    }
}

/// A short word.
pub(super) fn say(words: &str) -> Msg {
    Msg::Say(SafeText::clean(words, Kind::Line))
}
