//! One source: how it is made, how it does, what of it was handed out.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use futures_util::future::BoxFuture;
use tokio::sync::{Mutex as TurnMutex, OnceCell};

use super::{
    diff::Handed,
    gate::Gate,
    keeper::{Keeper, Room},
    told::Told,
};
use crate::{
    app::model::SourceState,
    backend::{Backend, Capabilities, Health, ReadError},
    domain::{Change, Incident, IncidentId, SourceName, Time, time::MINUTE},
    outbox::Version,
    text::SafeText,
};

/// Makes the adapter: resolves the token, builds the client. Called when the source is first asked, and again after it
/// failed; the error says what to mend.
pub type Make = Box<dyn Fn() -> BoxFuture<'static, Result<Arc<dyn Backend>, SafeText>> + Send + Sync>;

/// A source as configured.
pub struct SourceSpec {
    /// Its name.
    pub name: SourceName,
    /// Its kind: `alertmanager`.
    pub kind: &'static str,
    /// Where it is, without credentials.
    pub url: SafeText,
    /// Time between two polls.
    pub poll: Duration,
    /// What it can do, known before it is asked.
    pub capabilities: Capabilities,
    /// How its adapter is made.
    pub make: Make,
}

pub(super) struct Source {
    pub(super) spec: SourceSpec,
    backend: OnceCell<Arc<dyn Backend>>,
    /// Held while the source is listed, so that an older answer never follows a newer one.
    pub(super) turn: TurnMutex<()>,
    handed: Mutex<Handed>,
    /// In place of `handed`, where the source keeps everything itself.
    told: Mutex<Told>,
    /// What was said of it beside the listings, by actions, and is to be said again.
    again: Mutex<HashMap<IncidentId, Change>>,
    /// How many actions may be on their way to it.
    gate: Mutex<Gate>,
    /// What of it waits to be written into the cache.
    keeper: Mutex<Keeper>,
    pub(super) room: Room,
    /// Parts of a list that the overlay is to be laid over once it is whole.
    parts: Mutex<Vec<Incident>>,
    /// The last answer was a part, and the next one goes on.
    more: AtomicBool,
    /// When it was last written into the cache.
    kept_at: AtomicI64,
    /// When the order that the cache has will be another although nothing happens.
    ages_at: AtomicI64,
    /// What the overlay was like when it was last laid over the list.
    laid: Mutex<Option<Version>>,
    /// Until when its upkeep is ours alone.
    tends_until: AtomicI64,
    health: Mutex<Health>,
}

impl Source {
    pub(super) fn new(spec: SourceSpec) -> Self {
        let poll_s = i64::try_from(spec.poll.as_secs()).unwrap_or(i64::MAX);
        let health = Mutex::new(Health::unasked(spec.name.clone(), poll_s));
        Self {
            spec,
            backend: OnceCell::new(),
            turn: TurnMutex::default(),
            handed: Mutex::default(),
            told: Mutex::default(),
            again: Mutex::default(),
            gate: Mutex::default(),
            keeper: Mutex::default(),
            room: Room::default(),
            parts: Mutex::default(),
            more: AtomicBool::new(false),
            kept_at: AtomicI64::new(i64::MIN),
            ages_at: AtomicI64::new(i64::MIN),
            laid: Mutex::default(),
            tends_until: AtomicI64::new(0),
            health,
        }
    }

    /// The adapter, made if it is not yet.
    pub(super) async fn backend(&self) -> Result<&Arc<dyn Backend>, ReadError> {
        self.backend.get_or_try_init(|| (self.spec.make)()).await.map_err(ReadError::Setup)
    }

    /// The adapter, if it is made already.
    pub(super) fn made(&self) -> Option<&Arc<dyn Backend>> {
        self.backend.get()
    }

    /// What was handed out of it. Held for moments only, never over an await.
    pub(super) fn handed(&self) -> MutexGuard<'_, Handed> {
        self.handed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be said again. Held for moments only, never over an await.
    pub(super) fn again(&self) -> MutexGuard<'_, HashMap<IncidentId, Change>> {
        self.again.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many actions may be on their way to it. Held for moments only, never over an await.
    pub(super) fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was handed out of a source that keeps everything itself. Held for moments only, never over an await.
    pub(super) fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What waits to be written into the cache. Held for moments only.
    pub(super) fn keeper(&self) -> MutexGuard<'_, Keeper> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it keeps everything itself, so that our overlay has no part in it.
    pub(super) const fn keeps_all(&self) -> bool {
        self.spec.capabilities.keeps_all
    }

    /// Puts a part of a list aside; the whole list with the last one.
    pub(super) fn gather(&self, incidents: Vec<Incident>, first: bool, last: bool) -> Option<Vec<Incident>> {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if first {
            parts.clear();
        }
        parts.extend(incidents);
        last.then(|| std::mem::take(&mut *parts))
    }

    /// Whether the last answer was a part, so that it is to be asked again at once.
    pub(super) fn has_more(&self) -> bool {
        self.more.load(Ordering::Relaxed)
    }

    /// Whether its last answer was a part.
    pub(super) fn goes_on(&self, more: bool) {
        self.more.store(more, Ordering::Relaxed);
    }

    /// How it does. Held for moments only.
    pub(super) fn health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the cache should hear that nothing changed: after a minute.
    pub(super) fn age_is_due(&self, at: Time) -> bool {
        at.unix().saturating_sub(self.kept_at.load(Ordering::Relaxed)) >= MINUTE
    }

    /// When it was last written into the cache.
    pub(super) fn kept_at(&self) -> Time {
        Time::from_unix(self.kept_at.load(Ordering::Relaxed))
    }

    /// It was written into the cache, or its age was.
    pub(super) fn kept(&self, at: Time) {
        self.kept_at.store(at.unix(), Ordering::Relaxed);
    }

    /// Whether the order that the cache has is the present one.
    pub(super) fn is_in_order(&self, at: Time) -> bool {
        at.unix() < self.ages_at.load(Ordering::Relaxed)
    }

    /// Until when the order that was written into the cache holds.
    pub(super) fn in_order_until(&self, until: Option<Time>) {
        self.ages_at.store(until.map_or(i64::MAX, Time::unix), Ordering::Relaxed);
    }

    /// What the overlay was like when it was last laid over the list; `None` when it is to be laid again anyway.
    pub(super) fn laid(&self) -> Option<Version> {
        *self.laid.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The overlay was laid over the list.
    pub(super) fn lay(&self, version: Option<Version>) {
        *self.laid.lock().unwrap_or_else(PoisonError::into_inner) = version;
    }

    /// Until when its upkeep is ours alone.
    pub(super) fn tends_until(&self) -> Time {
        Time::from_unix(self.tends_until.load(Ordering::Relaxed))
    }

    /// Its upkeep is ours alone until then.
    pub(super) fn tends(&self, until: Time) {
        self.tends_until.store(until.unix(), Ordering::Relaxed);
    }

    pub(super) fn state(&self) -> SourceState {
        SourceState {
            name: self.spec.name.clone(),
            kind: self.spec.kind,
            url: self.spec.url.clone(),
            capabilities: self.spec.capabilities,
            health: self.health().clone(),
        }
    }
}
