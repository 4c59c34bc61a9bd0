//! The reads: everything that is open, one alert, all silences.

use futures_util::future::join_all;
use serde_json::Value;

use super::{
    Alertmanager,
    dto::{self, Pairs},
    map::{self, Mapper, fingerprint},
    memory::Memory,
    request::filters,
    standing::Silences,
};
use crate::{
    backend::{Listing, ReadError, Stamp, Target},
    domain::{Incident, Time},
    net::{Answer, Client, NetError, Opts, Validator, segment},
    text::{Kind, SafeText},
};

/// Bodies from this size are decoded and mapped off the caller's thread.
const OFF_THREAD: usize = 64 << 10;

/// Silences of one alert that are read one by one.
const MOST_SILENCES: usize = 16;

/// What was seen by the last listing.
#[derive(Default)]
pub struct Seen {
    bodies: Bodies,
    /// What a restart of Alertmanager made it forget.
    memory: Memory,
}

/// What is known of the answers of the last listing.
#[derive(Default, Clone)]
struct Bodies {
    alerts: Validator,
    silences: Validator,
    /// Kept to map changed alerts with unchanged silences; alerts are not kept, they can be large.
    last_silences: Option<Answer>,
}

/// One alert with what silences it, as it is now.
pub struct One {
    /// Mapped.
    pub incident: Incident,
    /// The silences the source says are working on it.
    pub silenced_by: Vec<String>,
}

impl Alertmanager {
    /// Our clock.
    pub(super) fn our_now() -> Time {
        Time::from(chrono::Utc::now())
    }

    /// The source's clock, as far as its answers told.
    pub(super) fn source_now(&self, ours: Time) -> Time {
        ours + self.client.clock_offset_s().unwrap_or(0)
    }

    pub(super) async fn read_alerts(&self, filter: &[String], seen: &Validator) -> Result<Answer, NetError> {
        read_alerts(&self.client, filter, seen).await
    }

    pub(super) async fn read_silences(&self, seen: &Validator) -> Result<Answer, NetError> {
        read_silences(&self.client, seen).await
    }

    /// [`crate::backend::Backend::list`].
    pub(super) async fn listing(&self) -> Result<Listing, ReadError> {
        self.try_listing().await.map_err(|e| super::error::read(&e))
    }

    async fn try_listing(&self) -> Result<Listing, NetError> {
        let (seen, is_in_doubt) = {
            let seen = self.seen();
            (seen.bodies.clone(), seen.memory.is_in_doubt())
        };
        let (mut alerts, mut silences) =
            tokio::try_join!(self.read_alerts(&[], &seen.alerts), self.read_silences(&seen.silences))?;
        let at = Self::our_now();
        let stamp = Stamp {
            at,
            offset_s: self.client.clock_offset_s(),
            elapsed_ms: alerts.elapsed_ms.max(silences.elapsed_ms).try_into().unwrap_or(u32::MAX),
        };
        if alerts.unchanged && silences.unchanged && !is_in_doubt {
            return Ok(Listing::Unchanged(stamp));
        }
        if silences.unchanged {
            silences = match seen.last_silences {
                Some(last) => last,
                None => self.read_silences(&Validator::default()).await?,
            };
        }
        if alerts.unchanged {
            alerts = self.read_alerts(&[], &Validator::default()).await?;
        }
        let now = self.source_now(at);
        let mut mapped = self.map_all(&alerts, &silences, now).await?;
        if mapped.torn {
            // A silence was made between the two answers: its maker is in a newer one.
            silences = self.read_silences(&Validator::default()).await?;
            mapped = self.map_all(&alerts, &silences, now).await?;
        }
        let started = if self.settle_s == 0 { None } else { self.started_at().await? };
        let settled = started.is_none_or(|t| now - t >= self.settle_s);
        let mut seen = self.seen();
        let incidents = seen.memory.keep(mapped.incidents, started, settled, now);
        seen.bodies = Bodies {
            alerts: alerts.validator(),
            silences: silences.validator(),
            last_silences: Some(silences),
        };
        drop(seen);
        Ok(Listing::Whole(incidents, stamp))
    }

    async fn map_all(&self, alerts: &Answer, silences: &Answer, now: Time) -> Result<map::Mapped, NetError> {
        let source = self.name.clone();
        decode([alerts, silences], move |alerts, silences| {
            let (alerts, silences) = (dto::alerts(alerts)?, dto::silences(silences)?);
            Ok(map::incidents(&source, &alerts, &Silences::new(&silences), now))
        })
        .await
    }

    /// [`crate::backend::Backend::get`]: the occurrence that `target` names, or nothing.
    pub(super) async fn get_one(&self, target: &Target) -> Result<Option<Incident>, ReadError> {
        let labels = kept(target).map_err(ReadError::Setup)?;
        let one = self.one(&labels, target.native.to_source()).await.map_err(|e| super::error::read(&e))?;
        let meant = map::occurrence(&target.id);
        // A later start is another incident, with an id of its own.
        Ok(one.map(|one| one.incident).filter(|i| match (map::occurrence(&i.id), meant) {
            (Some(is), Some(meant)) => is <= meant,
            _ => true,
        }))
    }

    /// Reads the alert with this fingerprint, then the silences it names: never one without the other.
    pub(super) async fn one(&self, labels: &Pairs<'_>, native: &str) -> Result<Option<One>, NetError> {
        let fresh = Validator::default();
        let mut answer = self.read_alerts(&filters(labels), &fresh).await?;
        if is_inhibited_by_others(answer.body(), native) {
            // What inhibits it has other labels, and its title is in the whole list only.
            answer = self.read_alerts(&[], &fresh).await?;
        }
        let Ok(alerts) = dto::alerts(answer.body()) else { return Err(explain(&answer).await) };
        let Some(alert) = alerts.iter().find(|a| fingerprint(a) == native) else { return Ok(None) };
        let ids = alert.status.silenced_by.iter().take(MOST_SILENCES);
        let answers = join_all(ids.map(|id| self.silence(id.raw()))).await;
        let answers = answers.into_iter().collect::<Result<Vec<_>, _>>()?;
        let bodies = answers.iter().flatten();
        let silences: Vec<_> = bodies.filter_map(|a| serde_json::from_slice(a.body()).ok()).collect();
        let silences = Silences::new(&silences);
        let now = self.source_now(Self::our_now());
        let incident = Mapper::new(&self.name, &alerts, &silences, now).incident(alert);
        let silenced_by = alert.status.silenced_by.iter().map(|id| id.raw().to_owned()).collect();
        Ok(Some(One { incident, silenced_by }))
    }

    /// One silence; `None` when there is none with this id (any more).
    pub(super) async fn silence(&self, id: &str) -> Result<Option<Answer>, NetError> {
        let path = format!("api/v2/silence/{}", segment(id)?);
        match self.client.get(&path, &[], &Opts::default()).await {
            Ok(answer) => Ok(Some(answer)),
            Err(e) if e.status() == Some(404) => Ok(None),
            Err(e) => Err(e),
        }
    }
}

/// Alerts in every state that pass `filter`.
pub(super) async fn read_alerts(
    client: &Client,
    filter: &[String],
    seen: &Validator,
) -> Result<Answer, NetError> {
    let mut query =
        vec![("active", "true"), ("silenced", "true"), ("inhibited", "true"), ("unprocessed", "true")];
    query.extend(filter.iter().map(|f| ("filter", f.as_str())));
    client.get_if_changed("api/v2/alerts", &query, seen, &Opts::list()).await
}

/// All silences.
pub(super) async fn read_silences(client: &Client, seen: &Validator) -> Result<Answer, NetError> {
    client.get_if_changed("api/v2/silences", &[], seen, &Opts::list()).await
}

/// Whether the alert is inhibited by one that is not in the same list.
fn is_inhibited_by_others(body: &[u8], native: &str) -> bool {
    let alerts = dto::alerts(body).unwrap_or_default();
    let by = alerts.iter().find(|a| fingerprint(a) == native).map(|a| &a.status.inhibited_by);
    by.is_some_and(|by| by.iter().any(|f| alerts.iter().all(|a| a.fingerprint != *f)))
}

/// The labels that were kept of an incident.
pub(super) fn kept(target: &Target) -> Result<Pairs<'_>, SafeText> {
    serde_json::from_str(target.keep.to_source()).map_err(|_| {
        SafeText::clean(
            "the labels kept of this alert cannot be read: wait for the next listing and try again",
            Kind::Line,
        )
    })
}

/// Decodes two bodies together, off the caller's thread when they are large.
pub(super) async fn decode<T: Send + 'static>(
    answers: [&Answer; 2],
    f: impl FnOnce(&[u8], &[u8]) -> Result<T, serde_json::Error> + Send + 'static,
) -> Result<T, NetError> {
    let [a, b] = answers.map(Answer::clone);
    let result = if a.body().len() + b.body().len() < OFF_THREAD {
        f(a.body(), b.body())
    } else {
        let run = move || f(a.body(), b.body());
        match tokio::task::spawn_blocking(run).await {
            Ok(result) => result,
            Err(_) => {
                return Err(NetError::Config("a list could not be mapped: this is a fault of ours".into()));
            }
        }
    };
    if let Ok(value) = result {
        return Ok(value);
    }
    let [a, b] = answers;
    Err(if dto::alerts(a.body()).is_err() { explain(a).await } else { explain(b).await })
}

/// Says what is wrong with a body that is no list.
pub(super) async fn explain(answer: &Answer) -> NetError {
    match answer.json::<Vec<Value>>().await {
        Err(error) => error,
        Ok(_) => NetError::Config(format!(
            "{}: answered with a list, but nothing in it can be read as what we asked for. Is the `url` right?",
            answer.tried()
        )),
    }
}
