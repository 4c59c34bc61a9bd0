//! Upkeep: acknowledgements are renewed while their alert is open and owned, and expired when it is gone.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::{
    Alertmanager,
    dto::{self, Alert, Pairs, Silence, Text},
    error,
    map::fingerprint,
    marker::Marker,
    read::decode,
    request::PostSilence,
    standing::{Whose, clock, matches_exactly, whose},
};
use crate::{
    backend::{ReadError, Tended},
    domain::{Event, Incident, Time, event::EventKind},
    net::{NetError, Opts, Validator},
    text::{Kind, Opaque, SafeText},
};

/// One thing to do.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// Give it a later end.
    Renew {
        /// The same silence with a new end.
        silence: PostSilence,
        /// Whose alert.
        native: String,
        /// The new end.
        till: Time,
        /// Who acknowledged.
        who: String,
    },
    /// End it.
    Expire {
        /// The silence.
        id: String,
        /// Whose alert.
        native: String,
        /// Who acknowledged.
        who: String,
        /// The alert is not listed; else it is, as a later occurrence.
        gone: bool,
    },
}

/// Plans the upkeep. `owned` are the fingerprints of open incidents that have an owner.
pub fn plan(
    alerts: &[Alert<'_>],
    silences: &[Silence<'_>],
    owned: &HashSet<String>,
    now: Time,
    ack_for_s: i64,
) -> Vec<Step> {
    let mut by_print = HashMap::new();
    for alert in alerts {
        by_print.insert(alert.labels.fingerprint(), alert);
    }
    let mut renewals: HashMap<String, (Time, Step)> = HashMap::new();
    let mut steps = Vec::new();
    for silence in silences.iter().filter(|s| s.is_active()) {
        let Some((marker, _)) = Marker::find(silence.comment.raw()) else { continue };
        let Some(labels) = exact_labels(silence) else { continue };
        let print = labels.fingerprint();
        let alert = by_print.get(&print).filter(|a| matches_exactly(&silence.matchers, &a.labels));
        let who = silence.who().to_owned();
        let Some(alert) = alert else {
            steps.push(Step::Expire { id: silence.id.raw().to_owned(), native: print, who, gone: true });
            continue;
        };
        let native = fingerprint(alert).into_owned();
        if whose(silence, &alert.labels, alert.starts_at.time()) == Whose::Earlier {
            steps.push(Step::Expire { id: silence.id.raw().to_owned(), native, who, gone: false });
            continue;
        }
        let Some(end) = silence.ends_at.time() else { continue };
        if marker.until || (end - now) * 3 >= ack_for_s || !owned.contains(&native) {
            continue;
        }
        // Of several, the one that lasts longest is enough.
        let till = now + ack_for_s;
        let step =
            Step::Renew { silence: PostSilence::prolonged(silence, till), native: native.clone(), till, who };
        let known = renewals.entry(native).or_insert_with(|| (end, step));
        if known.0 < end {
            known.0 = end;
            if let Step::Renew { silence: post, .. } = &mut known.1 {
                *post = PostSilence::prolonged(silence, till);
            }
        }
    }
    steps.extend(renewals.into_values().map(|(_, step)| step));
    steps
}

/// The label set that a silence's matchers are; `None` when they are anything wider.
fn exact_labels<'b>(silence: &'b Silence<'_>) -> Option<Pairs<'b>> {
    if silence.matchers.iter().any(|m| m.is_regex || !m.is_equal) {
        return None;
    }
    let text = |t: &'b Text<'_>| Text(t.raw().into());
    let mut pairs: Vec<_> = silence.matchers.iter().map(|m| (text(&m.name), text(&m.value))).collect();
    pairs.sort();
    Some(Pairs(pairs))
}

/// The part of `GET api/v2/status` that tells when it was started.
#[derive(Deserialize)]
struct Status<'a> {
    #[serde(borrow)]
    uptime: Text<'a>,
}

impl Alertmanager {
    /// [`crate::backend::Backend::tend`].
    pub(super) async fn upkeep(&self, open: &[Incident], now: Time) -> Result<Vec<Tended>, ReadError> {
        let steps = self.plan_upkeep(open, now).await.map_err(|e| error::read(&e))?;
        let settled = !steps.iter().any(|s| matches!(s, Step::Expire { gone: true, .. }))
            || self.is_settled(now).await.map_err(|e| error::read(&e))?;
        let mut done = Vec::new();
        let mut failed = None;
        for step in steps {
            if !settled && matches!(step, Step::Expire { gone: true, .. }) {
                continue;
            }
            match self.take(step, now).await {
                Ok(tended) => done.extend(tended),
                Err(e) => {
                    tracing::warn!(source = self.name.as_str(), "upkeep of an acknowledgement failed: {e}");
                    failed = Some(e);
                }
            }
        }
        // What was done has to reach the timeline; what failed is due again with the next call.
        match failed {
            Some(e) if done.is_empty() => Err(error::read(&e)),
            _ => Ok(done),
        }
    }

    async fn plan_upkeep(&self, open: &[Incident], now: Time) -> Result<Vec<Step>, NetError> {
        let fresh = Validator::default();
        // Silences first: an alert that was acknowledged in between is then in the newer answer.
        let silences = self.read_silences(&fresh).await?;
        let none_ours = match dto::silences(silences.body()) {
            Ok(all) => !all.iter().any(|s| s.is_active() && Marker::find(s.comment.raw()).is_some()),
            Err(_) => return Err(super::read::explain(&silences).await),
        };
        if none_ours {
            return Ok(Vec::new());
        }
        let alerts = self.read_alerts(&[], &fresh).await?;
        let owned: HashSet<String> = open
            .iter()
            .filter(|i| i.state.is_open() && i.owner.is_some())
            .map(|i| i.detail.native_id.to_source().to_owned())
            .collect();
        let (now, ack_for_s) = (self.source_now(now), self.options.ack_for_s);
        decode([&alerts, &silences], move |alerts, silences| {
            Ok(plan(&dto::alerts(alerts)?, &dto::silences(silences)?, &owned, now, ack_for_s))
        })
        .await
    }

    /// Whether it has been up long enough for "not listed" to mean "over": it keeps no alerts over a restart, and
    /// Prometheus sends them again only bit by bit.
    pub(super) async fn is_settled(&self, now: Time) -> Result<bool, NetError> {
        if self.settle_s == 0 {
            return Ok(true);
        }
        let started = self.started_at().await?;
        Ok(started.is_some_and(|t| self.source_now(now) - t >= self.settle_s))
    }

    /// When it was started, by its own clock.
    pub(super) async fn started_at(&self) -> Result<Option<Time>, NetError> {
        let answer = self.client.get("api/v2/status", &[], &Opts::default()).await?;
        Ok(serde_json::from_slice::<Status<'_>>(answer.body()).ok().and_then(|s| s.uptime.time()))
    }

    async fn take(&self, step: Step, now: Time) -> Result<Option<Tended>, NetError> {
        let (native, kind, who, text) = match step {
            Step::Renew { silence, native, till, who } => {
                let answer =
                    self.client.post_json("api/v2/silences", &[], &silence, &Opts::default()).await?;
                let posted: super::act::Posted = answer.json().await?;
                if silence.id.as_ref().is_some_and(|id| *id != posted.id) {
                    // It ended between our look and our renewal, so Alertmanager made a new one: somebody took the
                    // acknowledgement back, and that stands.
                    self.expire(&posted.id).await?;
                    return Ok(None);
                }
                let till = clock(till, Some(self.source_now(now)));
                (native, EventKind::Ack, who, format!("acknowledgement renewed till {till}"))
            }
            Step::Expire { id, native, who, gone } => {
                self.expire(&id).await?;
                let why = if gone { "the alert is over" } else { "the alert ended and fired again" };
                (native, EventKind::Unack, who, format!("acknowledgement ended: {why}"))
            }
        };
        let at = self.source_now(now);
        let event = Event {
            at,
            recorded_at: at,
            kind,
            actor: SafeText::clean("watchfloor", Kind::Label),
            text: SafeText::clean(&format!("{who}'s {text}"), Kind::Line),
            local: false,
        };
        Ok(Some(Tended { native: Opaque::new(native), event }))
    }
}

#[cfg(test)]
mod tests;
