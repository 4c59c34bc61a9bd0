//! One task a source: lists it at once, then whenever it has something new, and patiently while it is down.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc::Sender, time::Instant};

use super::bells::Bells;
use crate::{
    app::Msg,
    domain::{Change, SourceName},
    runtime::{
        clock::{self, Alarm},
        hub::Hub,
        pace,
    },
};

/// Changes in one message: a millisecond or two of the screen's time.
const CHUNK: usize = 256;

/// Runs until nobody listens any more.
pub(super) async fn run(hub: Hub, name: SourceName, poll: Duration, bells: Arc<Bells>, to: Sender<Msg>) {
    let mut failed = false;
    // A source may be down for hours: one wake-up a try, where the runtime's timers need three more.
    let alarm = Alarm::new();
    loop {
        let wait = match hub.refresh_part(&name).await {
            Ok(fresh) => {
                if !send(&to, &name, fresh.changes).await || to.send(Msg::Health(fresh.health)).await.is_err()
                {
                    return;
                }
                if std::mem::take(&mut failed) {
                    bells.is_back();
                    hub.hurry(&name).await;
                }
                if fresh.more {
                    // The next part at once, as soon as the screen has taken in most of what it was sent.
                    drop(to.reserve_many(to.max_capacity() * 3 / 4).await);
                    continue;
                }
                if hub.tend(&name).await {
                    bells.refresh(Some(&name));
                }
                None
            }
            Err(unread) => {
                failed = true;
                let mut health = unread.health;
                let wait = pace::read_again(health.failures, poll, fastrand::f64());
                health.next_try = Some(clock::utc() + i64::try_from(wait.as_secs()).unwrap_or(0).max(1));
                if to.send(Msg::Health(health)).await.is_err() {
                    return;
                }
                Some(wait)
            }
        };
        match wait {
            None => tokio::select! {
                () = hub.watch(&name, pace::poll(poll, fastrand::f64())) => {}
                () = bells.refreshed(&name) => {}
                () = to.closed() => return,
            },
            Some(wait) => tokio::select! {
                _ = alarm.wait(Some(Instant::now() + wait)) => {}
                () = bells.back() => {}
                () = bells.refreshed(&name) => {}
                () = to.closed() => return,
            },
        }
    }
}

/// Hands changes to the screen in pieces; `false` when nobody listens.
pub(super) async fn send(to: &Sender<Msg>, source: &SourceName, changes: Vec<Change>) -> bool {
    let mut changes = changes.into_iter().peekable();
    while changes.peek().is_some() {
        let piece: Vec<Change> = changes.by_ref().take(CHUNK).collect();
        if to.send(Msg::Changes { source: source.clone(), changes: piece }).await.is_err() {
            return false;
        }
    }
    true
}
