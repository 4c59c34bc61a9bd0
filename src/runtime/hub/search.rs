//! One incident whole, and those that answer a query, open or not.

use std::{collections::HashSet, time::Duration};

use futures_util::future::join_all;

use super::{Hub, find::over, settle::Read, source::Source, words};
use crate::{
    backend::{ReadError, Target},
    domain::{Change, Facts, Incident, SourceName, query::Ctx, query::Query},
    runtime::clock,
    text::{Kind, SafeText},
};

/// How long a source may take to find something.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often an incident is read that changes while it is read. After that the last word of another stands.
const LOOKS: usize = 3;
/// So many of a source's own past ones are looked through, the latest first.
const PAST: u32 = 2_000;

impl Hub {
    /// Reads an incident whole, now: what of it looks different than it was handed out, and for one that is not open
    /// what it is, and that it has left.
    ///
    /// # Errors
    /// Its source did not say.
    pub async fn look(&self, target: &Target) -> Result<Vec<Change>, SafeText> {
        let Some(source) = self.source(&target.source) else { return Ok(Vec::new()) };
        let mut changes = Vec::new();
        // What was said of it since it was begun to be read may be newer: then it is read once more.
        for _ in 0..LOOKS {
            let was = source.handed().bare(&target.id);
            let told = source.told().said_of(target.id.as_str());
            let read = async { source.backend().await?.get(target).await };
            let Some(read) = within(read).await.map_err(|e| e.words().clone())? else {
                let past = if source.keeps_all() { None } else { self.past_of(target).await? };
                return Ok(past.map(|past| ended(past, clock::utc())).unwrap_or_default());
            };
            let read = Read { target: target.clone(), now: Some(read), was, told };
            let (more, overtaken) = self.take_words(&target.source, vec![read]).await;
            changes.extend(more);
            if overtaken.is_empty() {
                break;
            }
        }
        Ok(changes)
    }

    /// An incident that its source does not list any more, as far as we know it.
    async fn past_of(&self, target: &Target) -> Result<Option<Incident>, SafeText> {
        let local = &self.0.store.local;
        let past = match target.number {
            Some(number) => local.number(number).await,
            None => local.latest(&target.source, &target.native).await,
        };
        let past = past.map_err(|e| words(&e))?;
        Ok(past.filter(|p| p.source == target.source && p.cleared_at.is_some()).map(over))
    }

    /// Incidents that answer `query`, open or not, the newest first, at most `limit`: of one source, or of all. What a
    /// source cannot find is looked for among what we know of it.
    ///
    /// # Errors
    /// Nothing was found, and not every source answered; the words say which and why.
    pub async fn search(
        &self,
        query: &Query,
        source: Option<&SourceName>,
        limit: u32,
        me: &SafeText,
    ) -> Result<Vec<Incident>, SafeText> {
        let asked = self.0.sources.iter().filter(|s| source.is_none_or(|name| s.spec.name == *name));
        let answers = asked.map(|source| async move {
            let found = if source.keeps_all() {
                within(async { source.backend().await?.find(query, limit).await })
                    .await
                    .map_err(|e| e.words().clone())
            } else {
                self.among_ours(source, query, me).await
            };
            (&source.spec.name, found)
        });
        let (mut found, mut silent) = (Vec::new(), None);
        for (name, answer) in join_all(answers).await {
            match answer {
                Ok(theirs) => found.extend(theirs),
                Err(words) => {
                    tracing::warn!(source = name.as_str(), why = ?words, "could not be searched");
                    silent.get_or_insert(words);
                }
            }
        }
        found.sort_by(|a, b| b.opened_at.cmp(&a.opened_at).then_with(|| a.id.cmp(&b.id)));
        found.truncate(limit as usize);
        match silent {
            Some(words) if found.is_empty() => Err(words),
            _ => Ok(found),
        }
    }

    /// Open ones and past ones of a source that keeps no past, with our overlay.
    async fn among_ours(
        &self,
        source: &Source,
        query: &Query,
        me: &SafeText,
    ) -> Result<Vec<Incident>, SafeText> {
        let name = &source.spec.name;
        let past = self.0.store.local.recent_closed(name, PAST).await.map_err(|e| words(&e))?;
        let practice = self.practice(name);
        let now = clock::utc() + source.health().offset_s;
        let ctx = Ctx { now, me, book: &practice.book };
        let (open, ended) = {
            let handed = source.handed();
            (handed.rows(), handed.ended())
        };
        let all = open.iter().cloned().chain(ended).chain(past.into_iter().map(over));
        let mut seen = HashSet::new();
        Ok(all.filter(|i| query.matches(i, &ctx) && seen.insert((i.number, i.id.clone()))).collect())
    }
}

/// What it is, and that it has left: a screen on it shows the one, a list the other.
pub(super) fn ended(incident: Incident, now: crate::domain::Time) -> Vec<Change> {
    let at = incident.closed_at().or(Facts::ended_at(&incident)).or(incident.resolved_at).unwrap_or(now);
    let why = SafeText::clean(incident.state.word(), Kind::Line);
    let gone = Change::Gone { id: incident.id.clone(), at, why };
    vec![Change::Upsert(incident), gone]
}

async fn within<T>(answer: impl Future<Output = Result<T, ReadError>>) -> Result<T, ReadError> {
    tokio::time::timeout(PATIENCE, answer).await.unwrap_or_else(|_| {
        let text = format!("no answer within {} s", PATIENCE.as_secs());
        Err(ReadError::Unreachable(SafeText::clean(&text, Kind::Line)))
    })
}
