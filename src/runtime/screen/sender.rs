//! One task a source: sends what is due, several at once, and tells the screen each step. A source that hangs holds up
//! its own actions only.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc::Sender, watch::Receiver},
    time::Instant,
};

use super::bells::Bells;
use crate::{
    app::{Msg, model::pending::ActState},
    domain::SourceName,
    runtime::{
        clock::{self, Alarm},
        hub::{Burst, Hub, Sent},
    },
};

/// The queue is looked at this often for what other processes left in it.
const LOOK: Duration = Duration::from_mins(1);

/// Runs until it is aborted: it goes on while the screen is being left, so that what was begun is finished.
pub(super) async fn run(hub: Hub, name: SourceName, bells: Arc<Bells>, to: Sender<Msg>) {
    let mut queued = hub.queued();
    // Something is due that is not ours to send: looked at less and less often.
    let mut idle = Duration::from_secs(1);
    let alarm = Alarm::new();
    let mut burst = hub.burst(&name);
    loop {
        queued.mark_unchanged();
        if send_due(&hub, &name, &mut burst, &mut queued, &bells, &to).await {
            idle = Duration::from_secs(1);
        } else {
            idle = (idle * 2).min(LOOK);
        }
        let wait = match (burst.closed_until(), hub.next_due().await) {
            // It asked for quiet, or does not answer.
            (Some(until), Some(_)) => until.saturating_duration_since(Instant::now()).min(LOOK),
            (None, Some(due)) => {
                let ahead = u64::try_from(due - clock::utc()).unwrap_or(0);
                if ahead == 0 { idle } else { Duration::from_secs(ahead).min(LOOK) }
            }
            (_, None) => LOOK,
        };
        tokio::select! {
            changed = queued.changed() => match changed {
                Ok(()) => idle = Duration::from_secs(1),
                Err(_) => return,
            },
            _ = alarm.wait(Some(Instant::now() + wait)) => {}
        }
    }
}

/// Sends until nothing of this source is due and all that was begun has ended. Returns whether anything was sent.
async fn send_due(
    hub: &Hub,
    name: &SourceName,
    burst: &mut Burst,
    queued: &mut Receiver<u64>,
    bells: &Arc<Bells>,
    to: &Sender<Msg>,
) -> bool {
    let mut works = None;
    let (mut sent_any, mut confirmed) = (false, false);
    loop {
        let room = burst.room();
        // A look costs little where nothing lies there, which is nearly always: taking a lease is a write.
        if room > 0 && hub.next_due().await.is_some_and(|due| due <= clock::utc()) {
            // Room for the news first: a screen that stands still must not let a lease run out. Nobody may listen any
            // more; what is sent is sent all the same.
            let news = to.reserve_many(room.min(to.max_capacity() / 2).max(1)).await.ok();
            let most = news.as_ref().map_or(room, ExactSizeIterator::len);
            works.get_or_insert_with(|| bells.works());
            let begun = burst.begin(most).await;
            sent_any |= !begun.is_empty();
            for (news, key) in news.into_iter().flatten().zip(begun) {
                news.send(Msg::Act { key, state: ActState::Sending });
            }
        }
        if burst.is_empty() {
            break;
        }
        tokio::select! {
            () = burst.landing() => tell(hub, name, burst.settle().await, &mut confirmed, to).await,
            // What was asked meanwhile need not wait for the others.
            Ok(()) = queued.changed() => {}
        }
    }
    if confirmed {
        // The rows are to show the source's own word. Asked once, after the last answer: what a listing says that was
        // begun before is older than what the answers said.
        bells.refresh(Some(name));
    }
    sent_any
}

/// Tells the screen how some ended: first what looks different, then that they ended.
async fn tell(hub: &Hub, name: &SourceName, sent: Vec<Sent>, confirmed: &mut bool, to: &Sender<Msg>) {
    let mut changes = Vec::new();
    let mut acts = Vec::with_capacity(sent.len());
    for one in sent {
        changes.extend(one.changes);
        *confirmed |= matches!(one.state, ActState::Confirmed { .. });
        acts.push(Msg::Act { key: one.key, state: one.state });
    }
    if !changes.is_empty() {
        let _ = to.send(Msg::Changes { source: name.clone(), changes: changes.clone() }).await;
        // A listing that was read before may be handed on after it.
        hub.handed_on(name, changes);
    }
    for act in acts {
        let _ = to.send(act).await;
    }
}
