//! What happens before and right after the first frame: files are opened beside the terminal, sources are asked only
//! once something is on the screen.

use std::{sync::Arc, time::Duration};

use tokio::{
    runtime::Handle,
    sync::{SetOnce, mpsc::Sender},
    task::JoinHandle,
    time::Instant,
};

use super::{bells::Bells, poller, sender};
use crate::{
    app::Msg,
    domain::{Practice, Time, directory::Directory},
    outbox::{Cache, OpenError, Opened, Page, Paths, Store},
    runtime::hub::{self, Hub, SourceSpec},
};

/// Rows on the first frame: as many as the highest terminal shows.
const FIRST: u32 = 300;
/// How long the first frame waits for our files, counted from the start of the program.
const PATIENCE: Duration = Duration::from_millis(22);
/// When the files are looked after: well after the first frame.
const QUIET: Duration = Duration::from_secs(5);

/// What is read before the first frame.
pub(super) struct Known {
    pub(super) page: Page,
    pub(super) last_visit: Option<Time>,
}

/// Our files, being opened.
pub(super) struct Opening {
    cache: JoinHandle<Result<(Cache, Page), OpenError>>,
    store: JoinHandle<Result<(Opened, Option<Time>), OpenError>>,
}

/// Begins to open our files.
pub(super) fn begin(work: &Handle, paths: Paths) -> Opening {
    let of_cache = paths.clone();
    Opening {
        cache: work.spawn(async move {
            let cache = Cache::open(&of_cache).await?;
            let page = cache.first_page(FIRST).await.unwrap_or_default();
            Ok((cache, page))
        }),
        store: work.spawn(async move {
            let opened = Store::open(&paths).await?;
            let visit = opened.store.meta.get(hub::LAST_VISIT).await.ok().flatten();
            Ok((opened, visit.and_then(|text| Time::parse(&text))))
        }),
    }
}

/// What our files gave; each half as soon as it is there.
pub(super) struct Files {
    opening: Opening,
    cache: Option<Result<(Cache, Page), OpenError>>,
    store: Option<Result<(Opened, Option<Time>), OpenError>>,
}

impl Files {
    /// Waits for both until [`PATIENCE`] after `start` is over.
    pub(super) async fn wait(mut opening: Opening, start: Instant) -> Self {
        let until = start + PATIENCE;
        let cache = tokio::time::timeout_at(until, &mut opening.cache).await.ok().and_then(Result::ok);
        let store = tokio::time::timeout_at(until, &mut opening.store).await.ok().and_then(Result::ok);
        Self { opening, cache, store }
    }

    /// What is there for the first frame.
    pub(super) fn known(&self) -> Known {
        let page = match &self.cache {
            Some(Ok((_, page))) => page.clone(),
            _ => Page::default(),
        };
        let last_visit = match &self.store {
            Some(Ok((_, visit))) => *visit,
            _ => None,
        };
        Known { page, last_visit }
    }

    /// The rest of the opening, after the first frame; then the sources. An error ends the program.
    pub(super) async fn go_on(
        self,
        specs: Vec<SourceSpec>,
        (practice, directory): (Arc<Practice>, Arc<Directory>),
        ready: Arc<SetOnce<Hub>>,
        bells: Arc<Bells>,
        to: Sender<Msg>,
    ) -> Result<(), OpenError> {
        let (cache, page) = match self.cache {
            Some(done) => done?,
            None => joined(self.opening.cache).await?,
        };
        let (opened, _) = match self.store {
            Some(done) => done?,
            None => joined(self.opening.store).await?,
        };
        let polls: Vec<_> = specs.iter().map(|s| (s.name.clone(), s.poll)).collect();
        let hub = Hub::new(specs, opened.store, cache.clone());
        hub.configure(practice, (*directory).clone());
        for (source, practice) in hub.recall().await {
            let _ = to.send(Msg::Practice { source, practice }).await;
        }
        let (as_of, total) = (page.as_of.clone(), page.total);
        let incidents = hub.adopt(page);
        let more = total.saturating_sub(incidents.len() as u64);
        let _ = ready.set(hub.clone());
        // Painted already or not: the core knows which it has.
        let _ = to.send(Msg::Cached { incidents, as_of }).await;
        for notice in hub::notices(opened.notices).into_iter().chain(hub::notices(cache.notices())) {
            let _ = to.send(Msg::Notice(notice)).await;
        }
        match hub.outbox().await {
            Ok(acts) => drop(to.send(Msg::Outbox(acts)).await),
            Err(words) => drop(to.send(Msg::Say(words)).await),
        }
        for (name, poll) in polls {
            tokio::spawn(poller::run(hub.clone(), name.clone(), poll, Arc::clone(&bells), to.clone()));
            tokio::spawn(sender::run(hub.clone(), name, Arc::clone(&bells), to.clone()));
        }
        if more > 0 {
            rest(&hub, &to).await;
        }
        tokio::time::sleep(QUIET).await;
        for notice in hub.tidy().await {
            let _ = to.send(Msg::Notice(notice)).await;
        }
        Ok(())
    }
}

/// The rest of the last known state, until the sources have answered.
async fn rest(hub: &Hub, to: &Sender<Msg>) {
    let mut after = Some(0);
    while let Some(from) = after {
        let (incidents, next) = match hub.cached_rest(from).await {
            Ok(chunk) => chunk,
            Err(words) => {
                tracing::warn!(why = ?words, "the last known state could not be read");
                return;
            }
        };
        after = next;
        if hub.sources().iter().all(|source| source.health.answered) {
            // They know better; what is left in there is past.
            return;
        }
        if !incidents.is_empty() && to.send(Msg::Cached { incidents, as_of: Vec::new() }).await.is_err() {
            return;
        }
    }
}

async fn joined<T>(task: JoinHandle<Result<T, OpenError>>) -> Result<T, OpenError> {
    match task.await {
        Ok(done) => done,
        // It panicked, and the panic hook has told; or the program ends.
        Err(_) => std::future::pending().await,
    }
}
