//! What the core asks of the world, as tasks; their answers come back as messages.

use std::{future::Future, sync::Arc};

use tokio::{
    runtime::Handle,
    sync::{SetOnce, mpsc::Sender},
};

use super::bells::Bells;
use crate::{
    app::{Effect, Msg, pending::ActState},
    backend::ActionKey,
    outbox::OutboxError,
    runtime::hub::Hub,
    text::{Kind, SafeText},
};

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
        let to = self.to.clone();
        match effect {
            Effect::Enqueue { group, acts } => {
                let me = self.me.clone();
                self.write(async move |hub| {
                    let answer = match hub.enqueue(acts, &me).await {
                        Ok(acts) => Msg::Queued { group, acts },
                        Err(words) => Msg::NotQueued { group, words },
                    };
                    let _ = to.send(answer).await;
                });
            }
            Effect::Retry(key) => self.write(async move |hub| {
                let answer = match hub.retry(key).await {
                    Ok(true) => Msg::Act { key, state: ActState::Queued },
                    Ok(false) => say("it is being sent, or done already"),
                    Err(words) => Msg::Say(words),
                };
                let _ = to.send(answer).await;
            }),
            Effect::Drop(keys) => self.write(async move |hub| {
                for key in keys {
                    let _ = to.send(withdraw(&hub, key).await).await;
                }
            }),
            Effect::LoadTimeline(target) => self.task(async move |hub| {
                let events = hub.timeline(&target).await;
                let _ = to.send(Msg::Timeline { id: target.id, events }).await;
            }),
            Effect::Refresh(source) => self.bells.refresh(source.as_ref()),
            Effect::SaveDraft { slot, text } => self.write(async move |hub| {
                let answer = match hub.save_draft(&slot, &text).await {
                    Ok(draft) => Msg::DraftSaved { slot, id: draft.id },
                    Err(words) => Msg::Say(words),
                };
                let _ = to.send(answer).await;
            }),
            Effect::DeleteDraft(slot) => self.write(async move |hub| {
                if let Err(words) = hub.delete_draft(&slot).await {
                    let _ = to.send(Msg::Say(words)).await;
                }
            }),
            Effect::LoadDraft(slot) => self.task(async move |hub| {
                let answer = match hub.load_draft(&slot).await {
                    Ok(draft) => Msg::Draft { slot, text: draft.map(|d| d.text) },
                    Err(words) => Msg::Say(words),
                };
                let _ = to.send(answer).await;
            }),
            mine @ (Effect::Copy(_)
            | Effect::OpenLink(_)
            | Effect::Editor { .. }
            | Effect::Bell
            | Effect::Suspend
            | Effect::Redraw
            | Effect::Quit) => return Some(mine),
        }
        None
    }

    /// The same; the end waits for it a little.
    fn write<F: Future<Output = ()> + Send>(&self, work: impl FnOnce(Hub) -> F + Send + 'static) {
        let works = self.bells.works();
        self.task(async move |hub| {
            work(hub).await;
            drop(works);
        });
    }

    /// Runs `work` off the screen's thread, once the engine is there.
    fn task<F: Future<Output = ()> + Send>(&self, work: impl FnOnce(Hub) -> F + Send + 'static) {
        let hub = Arc::clone(&self.hub);
        self.work.spawn(async move {
            let hub = hub.wait().await.clone();
            work(hub).await;
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
