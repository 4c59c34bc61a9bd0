//! Listing: pages for the beginning, then what the stream brought; and waiting for news.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::{
    Native, error, follow, record,
    shared::{Next, Run, Shared, Stage},
};
use crate::{
    backend::{Listing, ReadError},
    domain::Incident,
    net::{Call, NetError, Opts},
    wire::{EventId, IncidentPage},
};

/// Incidents on one page. One that is decoded is held three times for a moment (bytes, records, rows), and what that took
/// is never quite given back.
const PAGE: &str = "1000";

/// How long a list waits for the attempt it asks for while the line is down.
const ATTEMPT: Duration = Duration::from_secs(20);

impl Native {
    /// [`crate::backend::Backend::list`].
    pub(super) async fn listing(&self) -> Result<Listing, ReadError> {
        let _turn = self.turn.lock().await;
        self.try_now().await;
        let stage = self.shared.state().stage.clone();
        match stage {
            Stage::Anew => self.page(Next::default(), None).await,
            Stage::Pages { next, from } => self.page(next, Some(from)).await,
            Stage::Listed(_) | Stage::Following => {
                self.follow();
                self.changes()
            }
        }
    }

    /// [`crate::backend::Backend::watch`].
    pub(super) async fn wait_for_news(&self, poll: Duration) {
        self.follow();
        let mut news = self.shared.news();
        let until = Instant::now() + poll;
        while !self.has_news() {
            if !matches!(tokio::time::timeout_at(until, news.changed()).await, Ok(Ok(()))) {
                return;
            }
        }
    }

    fn has_news(&self) -> bool {
        let state = self.shared.state();
        let waits = state.plain_until.is_some() || state.failed;
        let must_list = matches!(state.stage, Stage::Anew | Stage::Pages { .. }) && !waits;
        must_list || !state.pending.is_empty() || state.trouble.is_some() != state.told
    }

    /// Somebody asks while the line is down: an attempt is made now, not when the pause is over.
    async fn try_now(&self) {
        let (mut news, before) = {
            let state = self.shared.state();
            if state.trouble.is_none() || !matches!(state.stage, Stage::Following) {
                return;
            }
            (self.shared.news(), state.attempts)
        };
        self.shared.kick.notify_one();
        let attempt = async {
            while self.shared.state().attempts == before
                && matches!(self.shared.state().stage, Stage::Following)
            {
                if news.changed().await.is_err() {
                    return;
                }
            }
        };
        let _ = timeout(ATTEMPT, attempt).await;
    }

    /// What came since the last time.
    fn changes(&self) -> Result<Listing, ReadError> {
        let mut state = self.shared.state();
        if !state.pending.is_empty() {
            let changes = state.pending.take();
            return Ok(Listing::Changed(changes, self.shared.stamp(&state)));
        }
        state.told = state.trouble.is_some();
        match &state.trouble {
            Some(error) => Err(error.clone()),
            None => Ok(Listing::Unchanged(self.shared.stamp(&state))),
        }
    }

    /// The background task is started once everything was listed and somebody wants to hear more.
    fn follow(&self) {
        let mut state = self.shared.state();
        if let Stage::Listed(from) = state.stage {
            state.stage = Stage::Following;
            drop(state);
            self.keep_task(tokio::spawn(follow::run(std::sync::Arc::clone(&self.shared), from)));
        }
    }

    /// The next page of everything; the first one where no place in the log is known yet.
    async fn page(&self, next: Next, from: Option<EventId>) -> Result<Listing, ReadError> {
        match self.try_page(next, from).await {
            Ok(listing) => Ok(listing),
            Err(error) => {
                tracing::debug!(%error, "a page of incidents could not be read");
                let mut state = self.shared.state();
                // Whoever took the pages before may have dropped them: the next one is a first one again.
                state.stage = Stage::Anew;
                (state.told, state.failed) = (false, true);
                Err(error::read(&error))
            }
        }
    }

    async fn try_page(&self, next: Next, from: Option<EventId>) -> Result<Listing, NetError> {
        // A row that moves while pages are read (another priority, resolved, reopened) may stand in none of them, or in
        // two; the stream, followed from before the first, has it as it is then.
        let (q, sort) = match next.run {
            Run::Open => ("state:open", "priority"),
            Run::Resolved => ("state:resolved", "-updated"),
        };
        let mut query = vec![("q", q), ("sort", sort), ("limit", PAGE)];
        let first = from.is_none();
        if !first {
            // Long words of the first page only: of a million nobody could hold them all.
            query.push(("brief", "true"));
        }
        if let Some(cursor) = &next.cursor {
            query.push(("cursor", cursor));
        }
        let opts = Opts::list();
        let call = Call::new(reqwest::Method::GET, "v1/incidents", &query, &opts);
        let answer = match self.shared.call(call).await {
            Err(NetError::TooLarge { .. }) if first => {
                query.push(("brief", "true"));
                self.shared.call(Call::new(reqwest::Method::GET, "v1/incidents", &query, &opts)).await?
            }
            answer => answer?,
        };
        let page: IncidentPage = answer.json().await?;
        let from = from.unwrap_or(page.as_of);
        if from.store != page.as_of.store {
            return Err(NetError::Config(
                "the server began to serve another database while it was listed: it is listed again".into(),
            ));
        }
        let name = self.shared.name.clone();
        let incidents = page.incidents;
        let map = move || {
            let mut texts = record::Texts::default();
            incidents.into_iter().map(|r| texts.incident(&name, r)).collect::<Vec<Incident>>()
        };
        let incidents = tokio::task::spawn_blocking(map)
            .await
            .map_err(|_| NetError::Config("a page could not be mapped: this is a fault of ours".into()))?;
        let next = match (next.run, page.next) {
            (run, Some(cursor)) => Some(Next { run, cursor: Some(cursor) }),
            (Run::Open, None) => Some(Next { run: Run::Resolved, cursor: None }),
            (Run::Resolved, None) => None,
        };
        let last = next.is_none();
        let mut state = self.shared.state();
        let is_plain = state.plain_until.is_some_and(|until| Instant::now() < until);
        if !is_plain {
            state.plain_until = None;
        }
        state.stage = match next {
            Some(next) => Stage::Pages { next, from },
            None if is_plain => Stage::Anew,
            None => Stage::Listed(from),
        };
        state.heard = Some(Shared::now());
        (state.told, state.failed) = (false, false);
        state.elapsed_ms = answer.elapsed_ms.try_into().unwrap_or(u32::MAX);
        Ok(Listing::Part { incidents, first, last, stamp: self.shared.stamp(&state) })
    }
}
