//! One task a source: sends what is due, in order, and tells the screen each step. A source that hangs holds up its
//! own actions only.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc::Sender, time::Instant};

use super::bells::Bells;
use crate::{
    app::{Msg, pending::ActState},
    domain::SourceName,
    runtime::{
        clock::{self, Alarm},
        hub::Hub,
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
    loop {
        queued.mark_unchanged();
        let mut sent_any = false;
        // A look costs little where nothing lies there, which is nearly always: taking a lease is a write.
        while hub.next_due().await.is_some_and(|due| due <= clock::utc()) {
            // Room for the news first: a screen that stands still must not let a lease run out. Nobody may listen any
            // more; what is sent is sent all the same.
            let room = to.reserve().await.ok();
            let works = bells.works();
            let Some(leased) = hub.lease(&name).await else { break };
            if let Some(room) = room {
                room.send(Msg::Act { key: leased.key(), state: ActState::Sending });
            }
            let sent = hub.send(leased).await;
            drop(works);
            sent_any = true;
            if !sent.changes.is_empty() {
                // One or none: what an action changes.
                let changes = sent.changes.clone();
                let _ = to.send(Msg::Changes { source: name.clone(), changes: sent.changes }).await;
                // A listing that was read before may be handed on after it.
                hub.handed_on(&name, changes);
            }
            let confirmed = matches!(sent.state, ActState::Confirmed { .. });
            let _ = to.send(Msg::Act { key: sent.key, state: sent.state }).await;
            if confirmed {
                // The row is to show the source's own word.
                bells.refresh(Some(&name));
            }
        }
        idle = if sent_any { Duration::from_secs(1) } else { (idle * 2).min(LOOK) };
        let wait = match hub.next_due().await {
            Some(due) => {
                let ahead = u64::try_from(due - clock::utc()).unwrap_or(0);
                if ahead == 0 { idle } else { Duration::from_secs(ahead).min(LOOK) }
            }
            None => LOOK,
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
