//! The end: the terminal is back already; what was begun is finished, what was typed is kept.

use std::{sync::Arc, time::Duration};

use tokio::{
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
    time::{Instant, sleep, timeout},
};

use super::{
    Exit,
    bells::Bells,
    desk::{Ended, Why},
};
use crate::{
    app::{Effect, model::pending::ActState},
    runtime::hub::Hub,
    term::session::Restorer,
};

/// For drafts and for what is on its way; with the rest under three seconds, within which an orphan must be gone.
const PATIENCE: Duration = Duration::from_secs(2);
/// For each of our own files.
const FILE: Duration = Duration::from_millis(300);
/// For the loop to end by itself.
const STUCK: Duration = Duration::from_secs(4);

/// Ends the program four seconds after it was told to, if the loop has not by then: a terminal that takes nothing any
/// more (a half-dead connection) holds the loop in its write, where no signal reaches it.
pub(super) async fn watchdog(restorer: Restorer) {
    let (Ok(mut term), Ok(mut hup)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) else {
        return;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = hup.recv() => {}
    }
    sleep(STUCK).await;
    tracing::warn!("the terminal takes nothing any more: leaving without it");
    restorer.restore();
    std::process::exit(0);
}

/// Finishes what was begun.
pub(super) fn finish(work: &Runtime, ended: Ended) -> Exit {
    let hung_up = ended.why == Why::HungUp;
    let queued = work.block_on(async {
        let until = Instant::now() + PATIENCE;
        let Ok(hub) = tokio::time::timeout_at(until, ended.effects.hub.wait()).await else { return 0 };
        for save in ended.saves {
            if let Effect::SaveDraft { slot, text } = save {
                let _ = timeout(FILE, hub.save_draft(&slot, &text)).await;
            }
        }
        let _ = timeout(FILE, hub.note_visit()).await;
        let _ = tokio::time::timeout_at(until, quiet(hub, &ended.effects.bells)).await;
        timeout(FILE, hub.unsettled()).await.unwrap_or(0)
    });
    Exit { queued, hung_up }
}

/// Returns when nothing is on its way and nothing waits for its first try.
pub(super) async fn quiet(hub: &Hub, bells: &Arc<Bells>) {
    let mut busy = bells.busy();
    let ours: Vec<_> = hub.sources().into_iter().map(|s| s.name).collect();
    loop {
        if busy.wait_for(|n| *n == 0).await.is_err() {
            return;
        }
        let left = hub.outbox().await.unwrap_or_default();
        let fresh = left.iter().any(|a| a.state == ActState::Queued && ours.contains(&a.target.source));
        if !fresh && *busy.borrow() == 0 {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
}
