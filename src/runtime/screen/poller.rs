//! One task a source: lists it at once, then whenever it has something new, and patiently while it is down.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc::Sender, time::Instant};

use super::{backlog::Backlog, bells::Bells};
use crate::{
    app::Msg,
    domain::SourceName,
    runtime::{
        clock::{self, Alarm},
        hub::{Hub, News, Refreshed},
        pace,
    },
};

/// A source that tells changes is not asked again before: what comes in a burst is one answer. Less than a frame.
const BURST: Duration = Duration::from_millis(20);

/// A source that only polls says nothing of itself for so long.
const FOREVER: Duration = Duration::from_hours(24 * 365);

/// A source that does not say how its team works is asked again after so long.
const ASK_AGAIN: Duration = Duration::from_mins(1);

/// Asks how the team behind a source works and whom it knows, until it says so.
async fn learn(hub: Hub, name: SourceName, to: Sender<Msg>) {
    loop {
        match hub.learn(&name).await {
            Ok(News { practice, directory }) => {
                if let Some(practice) = practice {
                    let _ = to.send(Msg::Practice { source: name, practice }).await;
                }
                if let Some(directory) = directory {
                    let _ = to.send(Msg::Directory(directory)).await;
                }
                return;
            }
            Err(error) => {
                tracing::info!(source = name.as_str(), why = ?error.words(), "how its team works is not known");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(ASK_AGAIN) => {}
            () = to.closed() => return,
        }
    }
}

/// Runs until nobody listens any more.
pub(super) async fn run(hub: Hub, name: SourceName, poll: Duration, bells: Arc<Bells>, to: Sender<Msg>) {
    let mut failed = false;
    // A source may be down for hours: one wake-up a try, where the runtime's timers need three more.
    let alarm = Alarm::new();
    let mut backlog = Backlog::new(name.clone());
    let mut strange = true;
    loop {
        let asked = Instant::now();
        let wait = match hub.refresh_part(&name).await {
            Ok(Refreshed { changes, more, health }) => {
                backlog.take(changes, health);
                if std::mem::take(&mut strange) {
                    tokio::spawn(learn(hub.clone(), name.clone(), to.clone()));
                }
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
                // It may be another one when it is back.
                strange = true;
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
