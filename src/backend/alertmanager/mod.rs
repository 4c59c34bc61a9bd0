//! Prometheus Alertmanager, API v2 (0.25 and later; Mimir and Grafana answer to the same API).
//!
//! ```text
//! bytes --dto--> Alert, Silence --standing--> whose silence is it? --map--> Incident
//! Command --plan--> what to send --request--> JSON      act: look, send, read back until it shows; wave: together
//! tend: renew and expire our acknowledgements           timeline: the start and the silences
//! ```
//!
//! Alertmanager has no acknowledgement. Ours is a silence made of *all* labels of the alert, whose comment carries our
//! [`marker`]; everything else that silences an alert holds it. Such a silence ends by itself after
//! [`Options::ack_for_s`], so that an alert nobody looks after any more comes back even if this program never runs
//! again; while the incident is open and owned, `tend` renews it.
//!
//! Found on the real thing (0.25): a silence is changed in place only while its matchers, their order and its start
//! stay the same, and while it has not ended; else a new one is made and the old one expired. Deleting one twice is
//! 200, deleting an unknown one 500. A start in the past becomes now. Alerts are not kept over a restart.

mod act;
mod dto;
mod error;
mod intern;
mod map;
pub mod marker;
mod memory;
mod plan;
mod read;
mod request;
mod standing;
mod tend;
mod timeline;
mod wave;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use super::{ActError, Backend, Capabilities, Command, Listing, Outcome, ReadError, Support, Target, Tended};
use crate::{
    domain::{Event, Incident, SourceName, Time, time::HOUR},
    net::Client,
    text::SafeText,
};

/// How long Alertmanager must be up before an alert that is not listed counts as over, in seconds.
const SETTLE_S: i64 = 300;

/// What can be configured.
#[derive(Debug, Clone)]
pub struct Options {
    /// Seconds an acknowledgement lasts unless it is renewed.
    pub ack_for_s: i64,
    /// Who acknowledges when a command names nobody.
    pub me: SafeText,
    /// Every verb is refused.
    pub read_only: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { ack_for_s: 2 * HOUR, me: SafeText::default(), read_only: false }
    }
}

/// One Alertmanager.
pub struct Alertmanager {
    name: SourceName,
    client: Client,
    options: Options,
    settle_s: i64,
    seen: Mutex<read::Seen>,
    waves: Arc<wave::Waves>,
}

impl Alertmanager {
    /// One that `client` speaks to; the client's base is the URL of its front page, without `api/v2`.
    pub fn new(name: SourceName, client: Client, options: Options) -> Self {
        let (seen, waves) = Default::default();
        Self { name, client, options, settle_s: SETTLE_S, seen, waves }
    }

    /// The same with another time than five minutes that it must be up before `tend` takes a missing alert for over.
    #[must_use]
    pub fn settle_after(mut self, seconds: i64) -> Self {
        self.settle_s = seconds.max(0);
        self
    }

    /// Held for moments only, never over an await.
    fn seen(&self) -> MutexGuard<'_, read::Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolving works for alerts that were raised by hand or by a script; those a rule raises are refused one by
    /// one, because Prometheus would raise them again while the rule holds.
    const fn capabilities_now(&self) -> Capabilities {
        Capabilities {
            ack: Support::Native,
            unack: Support::Native,
            assign: Support::Local,
            note: Support::Local,
            resolve: Support::Native,
            read_only: self.options.read_only,
            keeps_all: false,
        }
    }
}

#[async_trait]
impl Backend for Alertmanager {
    fn name(&self) -> &SourceName {
        &self.name
    }

    fn capabilities(&self) -> Capabilities {
        self.capabilities_now()
    }

    async fn list(&self) -> Result<Listing, ReadError> {
        self.listing().await
    }

    async fn get(&self, target: &Target) -> Result<Option<Incident>, ReadError> {
        self.get_one(target).await
    }

    async fn timeline(&self, target: &Target) -> Result<Vec<Event>, ReadError> {
        self.past(target).await
    }

    async fn act(&self, command: &Command) -> Result<Outcome, ActError> {
        self.carry_out(command).await
    }

    async fn tend(&self, open: &[Incident], now: Time) -> Result<Vec<Tended>, ReadError> {
        self.upkeep(open, now).await
    }
}
