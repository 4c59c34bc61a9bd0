//! One task a source: lists it at once, then whenever it has something new, and patiently while it is down.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc::Sender, time::Instant};

use super::{backlog::Backlog, bells::Bells};
use crate::{
    app::Msg,
    domain::SourceName,
    runtime::{
        clock::{self, Alarm},
        hub::{Hub, Refreshed},
        pace,
    },
};

/// A source that tells changes is not asked again before: what comes in a burst is one answer. Less than a frame.
const BURST: Duration = Duration::from_millis(20);

/// A source that only polls says nothing of itself for so long.
const FOREVER: Duration = Duration::from_hours(24 * 365);

/// Runs until nobody listens any more.
pub(super) async fn run(hub: Hub, name: SourceName, poll: Duration, bells: Arc<Bells>, to: Sender<Msg>) {
    let mut failed = false;
    // A source may be down for hours: one wake-up a try, where the runtime's timers need three more.
    let alarm = Alarm::new();
    let mut backlog = Backlog::new(name.clone());
    loop {
        let asked = Instant::now();
        let wait = match hub.refresh_part(&name).await {
            Ok(Refreshed { changes, more, health }) => {
                backlog.take(changes, health);
                // The next part at once, as soon as the screen has taken in the one before.
                if more {
                    if !backlog.send_all(&to).await {
                        return;
                    }
                    drop(to.reserve_many(to.max_capacity() * 7 / 8).await);
                    continue;
                }
                if !backlog.send(&to) {
                    return;
                }
                if std::mem::take(&mut failed) {
                    bells.is_back();
                    hub.hurry(&name).await;
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
                backlog.take(Vec::new(), health);
                if !backlog.send_all(&to).await {
                    return;
                }
                Some(wait)
            }
        };
        match wait {
            None => {
                let mut news = std::pin::pin!(async {
                    tokio::select! {
                        () = hub.watch(&name, pace::poll(poll, fastrand::f64())) => {}
                        () = bells.refreshed(&name) => {}
                    }
                });
                loop {
                    tokio::select! {
                        () = &mut news => break,
                        sent = backlog.send_all(&to), if !backlog.is_empty() => if !sent { return },
                        () = to.closed() => return,
                    }
                }
                if let Some(early) = BURST.checked_sub(asked.elapsed()) {
                    tokio::time::sleep(early).await;
                }
            }
            Some(wait) => tokio::select! {
                _ = alarm.wait(Some(Instant::now() + wait)) => {}
                // A source with a line of its own knows sooner that it is back.
                () = hub.watch(&name, FOREVER) => {}
                () = bells.back() => {}
                () = bells.refreshed(&name) => {}
                () = to.closed() => return,
            },
        }
    }
}
