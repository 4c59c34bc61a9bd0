//! Reading: the last known state, a source's list with our overlay over it, a timeline.

use std::{collections::HashMap, sync::Arc, time::Duration};

use futures_util::future::join_all;

use super::{Hub, source::Source, words};
use crate::{
    backend::{Health, Listing, ReadError, Stamp, Target},
    domain::{Change, Event, Incident, IncidentId, SourceName, Time, event::EventKind, order},
    outbox::Page,
    runtime::clock,
    text::{Kind, SafeText},
};

/// Rows read from the cache at once: a few milliseconds of work.
const CHUNK: u32 = 1_000;

/// A source answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Refreshed {
    /// What is different from what was handed out before.
    pub changes: Vec<Change>,
    /// It said a part of what it holds: it is to be asked again at once. Only from [`Hub::refresh_part`].
    pub more: bool,
    /// How it does now.
    pub health: Health,
}

/// A source did not answer, or not with what we can use.
#[derive(Debug, Clone)]
pub struct Unread {
    /// How it does now.
    pub health: Health,
    /// Why.
    pub error: ReadError,
}

/// One incident of [`Reading`].
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// With our overlay.
    pub incident: Incident,
    /// Its source did not answer: this is the last known state.
    pub stale: bool,
    /// When this was true.
    pub as_of: Option<Time>,
}

/// What all sources say now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Every open incident, in no useful order.
    pub rows: Vec<Row>,
    /// Those that our overlay ended although their source lists them: found by name, not listed.
    pub ended: Vec<Row>,
    /// How each source does.
    pub healths: Vec<Health>,
    /// Those that did not answer, and why.
    pub errors: Vec<(SourceName, SafeText)>,
}

impl Hub {
    /// Takes in what was painted from the cache before the engine was there, so that later changes are told from it.
    pub fn adopt(&self, page: Page) -> Vec<Incident> {
        for (name, at) in page.as_of {
            if let Some(source) = self.source(&name) {
                let mut health = source.health();
                health.as_of = health.as_of.or(Some(at));
            }
        }
        self.fill(page.incidents)
    }

    /// The first `n` rows of the last known state, attention first, how old each source's are, and how many more
    /// there are.
    pub async fn cached(&self, n: u32) -> Result<(Vec<Incident>, Vec<(SourceName, Time)>, u64), SafeText> {
        let page = self.0.cache.first_page(n).await.map_err(|e| words(&e))?;
        let (as_of, total) = (page.as_of.clone(), page.total);
        let rows = self.adopt(page);
        let more = total.saturating_sub(rows.len() as u64);
        Ok((rows, as_of, more))
    }

    /// The next rows of the last known state from `after` (at first 0), without those that were handed out; and where
    /// to go on, if there are more.
    pub async fn cached_rest(&self, after: i64) -> Result<(Vec<Incident>, Option<i64>), SafeText> {
        let chunk = self.0.cache.chunk(after, CHUNK).await.map_err(|e| words(&e))?;
        Ok((self.fill(chunk.incidents), chunk.next))
    }

    fn fill(&self, incidents: Vec<Incident>) -> Vec<Incident> {
        let mut of: HashMap<SourceName, Vec<Incident>> = HashMap::new();
        for incident in incidents {
            of.entry(incident.source.clone()).or_default().push(incident);
        }
        of.into_iter()
            .filter_map(|(name, rows)| {
                let source = self.source(&name)?;
                Some(if source.keeps_all() { source.told().fill(rows) } else { source.handed().fill(rows) })
            })
            .flatten()
            .collect()
    }

    /// Asks a source now, until it has said everything, and returns what is different from what was handed out before.
    ///
    /// # Errors
    /// The source did not answer, or not with what we can use; what was handed out stays.
    pub async fn refresh(&self, name: &SourceName) -> Result<Refreshed, Unread> {
        let mut whole = self.refresh_part(name).await?;
        while whole.more {
            match self.refresh_part(name).await {
                Ok(part) => {
                    whole.changes.extend(part.changes);
                    (whole.more, whole.health) = (part.more, part.health);
                }
                Err(unread) => {
                    // Nobody gets the parts before: they must be news again the next time.
                    if let Some(source) = self.source(name) {
                        source.told().doubt();
                    }
                    return Err(unread);
                }
            }
        }
        Ok(whole)
    }

    /// The same for one answer, which may be a part: so the first page of a large source is on the screen at once.
    ///
    /// # Errors
    /// As [`Hub::refresh`].
    pub async fn refresh_part(&self, name: &SourceName) -> Result<Refreshed, Unread> {
        let Some(source) = self.source(name) else {
            let text =
                format!("there is no source called {}: `watchfloor sources` lists them", name.as_str());
            let error = ReadError::Setup(SafeText::clean(&text, Kind::Line));
            return Err(Unread { health: Health::unasked(name.clone(), 1), error });
        };
        let _turn = source.turn.lock().await;
        if source.has_more() {
            self.room(source).await;
        }
        let listed = match source.backend().await {
            Ok(backend) => backend.list().await,
            Err(error) => Err(error),
        };
        let listing = match listed {
            Ok(listing) => listing,
            Err(error) => {
                // It begins anew when it is back.
                source.goes_on(false);
                let mut health = source.health();
                health.error = Some(error.words().clone());
                health.more = false;
                health.failures = health.failures.saturating_add(1);
                tracing::warn!(source = name.as_str(), failures = health.failures, why = ?error.words(), "list failed");
                return Err(Unread { health: health.clone(), error });
            }
        };
        let mut stamp = told_at(&listing);
        if let Some(at) = clock::frozen() {
            // Every clock stands at the same time: what the source's says of itself is not compared with the real one.
            (stamp.at, stamp.offset_s) = (at, Some(0));
        }
        let more = matches!(listing, Listing::Part { last: false, .. });
        source.goes_on(more);
        let mut changes = if source.keeps_all() {
            self.hand_on(source, listing, stamp)
        } else {
            let list = match listing {
                Listing::Whole(open, _) => Some(Some(open)),
                Listing::Unchanged(_) => Some(None),
                // Our facts are laid over a whole list only.
                Listing::Part { incidents, first, last, .. } => {
                    source.gather(incidents, first, last).map(Some)
                }
                Listing::Changed(changes, _) => Some(Some(applied(source, changes))),
            };
            match list {
                Some(list) => self.take_in(source, list, stamp).await,
                None => Vec::new(),
            }
        };
        self.say_again(source, &mut changes).await;
        let mut health = source.health();
        health.as_of = Some(stamp.at);
        health.answered = true;
        health.more = more;
        health.error = None;
        health.failures = 0;
        health.next_try = None;
        health.offset_s = stamp.offset_s.unwrap_or(health.offset_s);
        health.elapsed_ms = Some(stamp.elapsed_ms);
        tracing::debug!(source = name.as_str(), changes = changes.len(), ms = stamp.elapsed_ms, "listed");
        Ok(Refreshed { changes, more, health: health.clone() })
    }

    /// Returns when a list of this source would show something new, or after `poll`.
    pub async fn watch(&self, name: &SourceName, poll: Duration) {
        let source = self.source(name);
        if source.is_some_and(Source::has_more) {
            return;
        }
        match source.and_then(Source::made) {
            Some(backend) => backend.watch(poll).await,
            None => tokio::time::sleep(poll).await,
        }
    }

    /// What a listing (`None`: the same as before) changes. Prometheus sends its alerts again every minute, so a whole
    /// list often says nothing new either; then no row is read, and none written.
    async fn take_in(&self, source: &Source, listing: Option<Vec<Incident>>, stamp: Stamp) -> Vec<Change> {
        let same = listing.as_ref().is_none_or(|open| source.handed().says_the_same(open));
        if same && source.laid().is_some() && source.laid() == self.0.store.local.version().await {
            self.still(source, stamp.at).await;
            return Vec::new();
        }
        // The same list, and something was written into the overlay, perhaps by another process.
        match listing.or_else(|| source.handed().all_bare()) {
            Some(open) => self.overlay(source, open, stamp).await,
            None => Vec::new(),
        }
    }

    /// What was handed out is still true: only its age is written, once a minute.
    async fn still(&self, source: &Source, at: Time) {
        let name = &source.spec.name;
        if let Err(error) = self.0.store.local.still(name, at).await {
            tracing::warn!(%error, source = name.as_str(), "when it was last listed could not be kept");
        }
        if !source.age_is_due(at) {
            return;
        }
        let aged = if source.is_in_order(at) {
            self.0.cache.still(name, source.kept_at(), at).await
        } else {
            Ok(false)
        };
        match aged {
            Ok(true) => source.kept(at),
            Ok(false) => self.keep(source, at).await,
            Err(error) => {
                tracing::warn!(%error, source = name.as_str(), "the age of the last known state could not be kept");
            }
        }
    }

    /// Writes what was handed out into the cache.
    async fn keep(&self, source: &Source, at: Time) {
        let name = &source.spec.name;
        let rows = source.handed().rows();
        let book = Arc::clone(&self.practice(name).book);
        match self.0.cache.replace(name, &rows, at).await {
            Ok(_) => {
                source.in_order_until(rows.iter().filter_map(|i| order::key(i, &book, at).until).min());
                source.kept(at);
            }
            Err(error) => {
                tracing::warn!(%error, source = name.as_str(), "the last known state could not be kept");
            }
        }
    }

    /// Lays our facts over a whole list and keeps it as the last known state.
    async fn overlay(&self, source: &Source, bare: Vec<Incident>, stamp: Stamp) -> Vec<Change> {
        let name = &source.spec.name;
        let attached = self.0.store.local.attach(name, bare.clone(), stamp.at).await;
        source.lay(attached.version);
        if let Some(error) = attached.fault {
            tracing::warn!(%error, source = name.as_str(), "shown without our own notes and owners");
        }
        let why: HashMap<IncidentId, (Time, SafeText)> =
            attached.gone.into_iter().map(|g| (g.id, (g.at, g.why))).collect();
        let left = SafeText::clean("resolved at the source", Kind::Line);
        let changes = source.handed().replace(bare, attached.incidents, |id| {
            let (at, why) = why.get(&id).cloned().unwrap_or_else(|| (stamp.at, left.clone()));
            Change::Gone { id, at, why }
        });
        // Where nothing changed only its age is written, once in a while.
        if !changes.is_empty() || source.age_is_due(stamp.at) {
            self.keep(source, stamp.at).await;
        }
        changes
    }

    /// Asks all sources at once and waits up to `deadline` for each answer; those that do not answer are filled from the last known
    /// state.
    pub async fn read_all(&self, deadline: Duration) -> Reading {
        let asked = self.0.sources.iter().map(|source| async move {
            let name = &source.spec.name;
            let all_here = !source.keeps_all() || source.told().keep_rows();
            // A source that says it in parts may take as long for each.
            let answer = loop {
                match tokio::time::timeout(deadline, self.refresh_part(name)).await {
                    Ok(Ok(part)) if part.more => {}
                    answer => break answer,
                }
            };
            match answer {
                Ok(Ok(_)) => {
                    if let Err(error) = self.learn_practice(source).await {
                        tracing::info!(why = ?error.words(), "how its team works is not known");
                    }
                    self.write_now(source).await;
                    Ok((source, all_here))
                }
                Ok(Err(unread)) => Err((name.clone(), unread.error.words().clone())),
                Err(_) => {
                    let text =
                        format!("no answer within {} s; it may be slow or unreachable", deadline.as_secs());
                    Err((name.clone(), SafeText::clean(&text, Kind::Line)))
                }
            }
        });
        let mut reading = Reading::default();
        let mut fresh_in_cache = Vec::new();
        for answer in join_all(asked).await {
            match answer {
                Ok((source, all_here)) => {
                    let as_of = source.health().as_of;
                    let row = |incident: &Incident| Row { incident: incident.clone(), stale: false, as_of };
                    if source.keeps_all() {
                        reading.rows.extend(source.told().rows().map(row));
                        if !all_here {
                            fresh_in_cache.push(source.spec.name.clone());
                        }
                    } else {
                        reading.rows.extend(source.handed().rows().iter().map(row));
                        reading.ended.extend(source.handed().ended().iter().map(row));
                    }
                }
                Err(dead) => reading.errors.push(dead),
            }
        }
        let silent = reading.errors.iter().map(|(name, _)| name.clone());
        let wanted: Vec<SourceName> = silent.chain(fresh_in_cache).collect();
        if !wanted.is_empty()
            && let Err(error) = self.fill_from_cache(&mut reading, &wanted).await
        {
            tracing::warn!(?error, "the last known state could not be read");
        }
        reading.healths = self.0.sources.iter().map(|s| s.health().clone()).collect();
        reading
    }

    async fn fill_from_cache(&self, reading: &mut Reading, wanted: &[SourceName]) -> Result<(), SafeText> {
        let page = self.0.cache.first_page(0).await.map_err(|e| words(&e))?;
        let as_of: HashMap<SourceName, Time> = page.as_of.into_iter().collect();
        let mut after = Some(0);
        while let Some(from) = after {
            let chunk = self.0.cache.chunk(from, CHUNK).await.map_err(|e| words(&e))?;
            let dead = |name: &SourceName| reading.errors.iter().any(|(dead, _)| dead == name);
            let rows: Vec<Row> = chunk
                .incidents
                .into_iter()
                .filter(|i| wanted.contains(&i.source))
                .map(|incident| Row {
                    as_of: as_of.get(&incident.source).copied(),
                    stale: dead(&incident.source),
                    incident,
                })
                .collect();
            reading.rows.extend(rows);
            after = chunk.next;
        }
        Ok(())
    }

    /// What the source knows of an incident's past and what we keep of it, oldest first. When only the source fails,
    /// what we keep is returned with its words as the last entry.
    pub async fn timeline(&self, target: &Target) -> Result<Vec<Event>, SafeText> {
        let theirs = async {
            let Some(source) = self.source(&target.source) else { return Ok(Vec::new()) };
            source.backend().await?.timeline(target).await
        };
        let ours = async {
            if self.source(&target.source).is_some_and(Source::keeps_all) {
                return Ok(Vec::new());
            }
            self.0.store.local.timeline(&target.source, &target.native, target.number).await
        };
        let (theirs, ours) = tokio::join!(theirs, ours);
        let mut events = ours.map_err(|e| words(&e))?;
        match theirs {
            Ok(theirs) => events.extend(theirs),
            Err(error) if events.is_empty() => return Err(error.words().clone()),
            Err(error) => {
                let now = clock::utc();
                events.push(Event {
                    at: now,
                    recorded_at: now,
                    kind: EventKind::Hold,
                    actor: target.source.text(),
                    text: error.words().clone(),
                    local: true,
                });
            }
        }
        events.sort_by_key(|e| e.at);
        Ok(events)
    }
}

/// When a listing was true.
const fn told_at(listing: &Listing) -> Stamp {
    match listing {
        Listing::Unchanged(stamp)
        | Listing::Whole(_, stamp)
        | Listing::Part { stamp, .. }
        | Listing::Changed(_, stamp) => *stamp,
    }
}

/// What the source said before with these changes applied, whole.
fn applied(source: &Source, changes: Vec<Change>) -> Vec<Incident> {
    let mut open: HashMap<IncidentId, Incident> =
        source.handed().all_bare().unwrap_or_default().into_iter().map(|i| (i.id.clone(), i)).collect();
    for change in changes {
        match change {
            Change::Upsert(incident) => drop(open.insert(incident.id.clone(), incident)),
            Change::Gone { id, .. } => drop(open.remove(&id)),
        }
    }
    open.into_values().collect()
}
