//! The verbs: acknowledge, take back, resolve. Each looks, sends, and reads back until the source says it is so.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{
    Alertmanager, dto, error,
    map::{self, Mapper, fingerprint},
    marker::Marker,
    plan::{Ack, Ask, Scene, Unack},
    read::{One, explain, kept},
    request::{PostAlert, filters, raised_by_a_rule},
};
use crate::{
    backend::{ActError, Command, Outcome, Support, Verb},
    domain::{Incident, IncidentId, REOPEN_WINDOW, Time, time::DAY},
    net::{Answer, NetError, Opts, Validator, segment},
    text::{Kind, Opaque, SafeText},
};

/// How long the source may take to show what it accepted.
const SHOWN_WITHIN: Duration = Duration::from_secs(5);

/// The first wait between two looks; each next one is twice as long, up to a second.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The longest acknowledgement, in seconds: ten years, so that no end leaves what a date can say.
const LONGEST: i64 = 3_650 * DAY;

/// The answer to `POST api/v2/silences`.
#[derive(serde::Deserialize)]
pub(super) struct Posted {
    #[serde(rename = "silenceID")]
    pub(super) id: String,
}

impl Alertmanager {
    /// [`crate::backend::Backend::act`].
    pub(super) async fn carry_out(&self, command: &Command) -> Result<Outcome, ActError> {
        if let Support::No(why) = self.capabilities_now().of(&command.verb) {
            return Err(refused(why));
        }
        let _acting = self.waves.acts();
        match &command.verb {
            Verb::Ack { note, for_s } => self.ack(command, note.as_ref(), *for_s).await,
            Verb::Unack => self.unack(command).await,
            Verb::Resolve { .. } => self.resolve(command).await,
            _ => Err(refused(
                "Alertmanager knows acknowledgements and resolutions only: all else is kept by watchfloor itself",
            )),
        }
    }

    async fn ack(
        &self,
        command: &Command,
        note: Option<&Opaque>,
        for_s: Option<i64>,
    ) -> Result<Outcome, ActError> {
        if for_s.is_some_and(|s| !(1..=LONGEST).contains(&s)) {
            return Err(refused(
                "an acknowledgement lasts between a second and ten years: give such a length, or none",
            ));
        }
        let marker = Marker { key: command.key, occurrence: None, until: for_s.is_some() };
        let who = if command.actor.is_empty() { self.options.me.clone() } else { command.actor.clone() };
        let words = note.cloned();
        let for_s = for_s.unwrap_or(self.options.ack_for_s).clamp(1, LONGEST);
        let (plan, incident) = self
            .look(command, move |scene| {
                let words = words.as_ref().map(Opaque::to_source);
                let marker = Marker { occurrence: scene.occurrence, ..marker };
                scene.ack(&Ask { marker, who: &who, words, for_s })
            })
            .await?;
        let id = match plan {
            Ack::Gone => return Err(self.not_there().await),
            Ack::Another(words) => return Err(ActError::Conflict(words)),
            Ack::Already(words) => return Ok(Outcome::Already(words, incident)),
            Ack::Sent(id) => id,
            Ack::Post(silence) => {
                let opts = Opts::default();
                let post = self.client.post_json("api/v2/silences", &[], &*silence, &opts);
                let answer = self.waves.request(1, post).await.map_err(|e| error::write(&e))?;
                answer.json::<Posted>().await.map_err(|e| error::write(&e))?.id
            }
        };
        let shows = move |by: Option<&[String]>| by.is_none_or(|by| by.contains(&id));
        self.until(command, shows, "the silence was accepted, but does not work on the alert yet").await
    }

    /// What "not listed" means: over, or not sent again yet by Prometheus after Alertmanager was started.
    async fn not_there(&self) -> ActError {
        match self.is_settled(Self::our_now()).await {
            Ok(true) => ActError::NotFound(not_listed()),
            Ok(false) => ActError::Later {
                words: line(
                    "Alertmanager was started a moment ago and does not list the alert yet: it is looked at again",
                ),
                retry_after_s: None,
            },
            Err(e) => error::look(&e),
        }
    }

    async fn unack(&self, command: &Command) -> Result<Outcome, ActError> {
        let asked = self.source_now(command.at);
        let (plan, incident) = self.look(command, move |scene| scene.unack(asked)).await?;
        let ids = match plan {
            Unack::Done => return Ok(Outcome::Confirmed(incident)),
            Unack::Gone => return Err(self.not_there().await),
            Unack::Theirs(words) => return Err(ActError::Refused(words)),
            Unack::NotAcked => return Ok(Outcome::Already(line("it is not acknowledged"), incident)),
            Unack::Expire(ids) => ids,
        };
        for id in &ids {
            self.waves.request(1, self.expire(id)).await.map_err(|e| error::write(&e))?;
        }
        let gone = move |by: Option<&[String]>| by.is_none_or(|by| !by.iter().any(|id| ids.contains(id)));
        self.until(command, gone, "the silence was expired, but still works on the alert").await
    }

    /// Says that a hand-raised alert is over. What a rule raises is refused: it would be back with the next
    /// evaluation while its condition holds.
    async fn resolve(&self, command: &Command) -> Result<Outcome, ActError> {
        let labels = kept(&command.target).map_err(ActError::Refused)?;
        let answer =
            self.read_alerts(&filters(&labels), &Validator::default()).await.map_err(|e| error::look(&e))?;
        let Ok(alerts) = dto::alerts(answer.body()) else { return Err(error::look(&explain(&answer).await)) };
        let native = command.target.native.to_source();
        let Some(alert) = alerts.iter().find(|a| fingerprint(a) == native) else {
            return match self.not_there().await {
                ActError::NotFound(_) => {
                    Ok(Outcome::Already(line("the alert is over already: it is not listed any more"), None))
                }
                later => Err(later),
            };
        };
        let scene = Scene {
            alert: Some(alert),
            labels: &labels,
            occurrence: map::occurrence(&command.target.id),
            silences: &[],
            now: self.source_now(Self::our_now()),
        };
        if let Some(words) = scene.another(alert) {
            return Err(ActError::Conflict(words));
        }
        if raised_by_a_rule(alert) {
            return Err(refused(
                "Prometheus raises this alert, and would raise it again while its rule holds: fix the cause, or \
                 acknowledge it",
            ));
        }
        let over = [PostAlert::over(alert, scene.now)];
        self.client
            .post_json("api/v2/alerts", &[], &over, &Opts { idempotent: true, ..Opts::default() })
            .await
            .map_err(|e| error::write(&e))?;
        self.until(command, |by| by.is_none(), "it was accepted, but the alert is still listed").await
    }

    /// Reads what a decision needs, and decides; with the incident as it is, where it is listed.
    async fn look<T: Send + 'static>(
        &self,
        command: &Command,
        plan: impl FnOnce(&Scene<'_>) -> T + Send + 'static,
    ) -> Result<(T, Option<Box<Incident>>), ActError> {
        let labels = kept(&command.target).map_err(ActError::Refused)?;
        let (source, target) = (self.name.clone(), command.target.clone());
        let now = self.source_now(Self::our_now());
        let asked = self.source_now(command.at);
        self.look_together(&labels, move |seen| {
            let labels = kept(&target).map_err(ActError::Refused)?;
            let alert = seen.alerts.iter().find(|a| fingerprint(a) == target.native.to_source());
            let occurrence = meant(&target.id, alert, asked);
            let scene = Scene { alert, labels: &labels, occurrence, silences: seen.silences, now };
            let mut mapper = Mapper::new(&source, seen.alerts, seen.index, now);
            Ok((plan(&scene), alert.map(|a| Box::new(mapper.incident(a)))))
        })
        .await
    }

    /// The alert as it is, and the silences that the source says work on it.
    async fn one_now(&self, command: &Command) -> Result<Option<One>, ActError> {
        let labels = kept(&command.target).map_err(ActError::Refused)?;
        let native = command.target.native.to_source();
        if self.waves.has_company() {
            let (source, native) = (self.name.clone(), native.to_owned());
            let now = self.source_now(Self::our_now());
            let seen = self.look_together(&labels, move |seen| {
                let Some(alert) = seen.alerts.iter().find(|a| fingerprint(a) == native) else {
                    return Ok(Ok(None));
                };
                let status = &alert.status;
                let silenced_by: Vec<String> =
                    status.silenced_by.iter().map(|id| id.raw().to_owned()).collect();
                // What inhibits it, or a silence that was made between the two answers, is read by itself.
                let has_all = silenced_by.iter().all(|id| seen.index.get(id).is_some());
                if !has_all || !status.inhibited_by.is_empty() {
                    return Ok(Err(()));
                }
                let incident = Mapper::new(&source, seen.alerts, seen.index, now).incident(alert);
                Ok(Ok(Some(One { incident, silenced_by })))
            });
            if let Ok(one) = seen.await? {
                return Ok(one);
            }
        }
        self.waves.request(1, self.one(&labels, native)).await.map_err(|e| error::look(&e))
    }

    /// Looks until `shown` holds; the command stays in the outbox when it does not within [`SHOWN_WITHIN`].
    async fn until(
        &self,
        command: &Command,
        shown: impl Fn(Option<&[String]>) -> bool,
        else_words: &str,
    ) -> Result<Outcome, ActError> {
        let deadline = Instant::now() + SHOWN_WITHIN;
        let mut wait = LOOK_AGAIN;
        loop {
            let one = self.one_now(command).await?;
            if shown(one.as_ref().map(|one| one.silenced_by.as_slice())) {
                return Ok(Outcome::Confirmed(one.map(|one| Box::new(one.incident))));
            }
            if Instant::now() + wait > deadline {
                let words =
                    format!("{else_words} (looked for {} s): it is looked at again", SHOWN_WITHIN.as_secs());
                return Err(ActError::Later { words: line(&words), retry_after_s: None });
            }
            sleep(wait).await;
            wait = (wait * 2).min(Duration::from_secs(1));
        }
    }

    /// Expires a silence; one that is unknown, or was expired before, is as good as expired.
    pub(super) async fn expire(&self, id: &str) -> Result<(), NetError> {
        let path = format!("api/v2/silence/{}", segment(id)?);
        match self.client.delete(&path, &[], &Opts::default()).await {
            Ok(Answer { .. }) => Ok(()),
            Err(e) if e.status() == Some(404) => Ok(()),
            // 0.25 answers 500 "silence not found", others 500 "already expired": what it says now decides.
            Err(e) if e.status() == Some(500) && !self.is_working(id).await? => Ok(()),
            Err(e) => Err(e),
        }
    }

    async fn is_working(&self, id: &str) -> Result<bool, NetError> {
        let Some(answer) = self.silence(id).await? else { return Ok(false) };
        Ok(serde_json::from_slice::<dto::Silence<'_>>(answer.body()).is_ok_and(|s| s.is_active()))
    }
}

fn not_listed() -> SafeText {
    line("the alert is not listed any more: it is over")
}

fn refused(words: &str) -> ActError {
    ActError::Refused(line(words))
}

fn line(raw: &str) -> SafeText {
    SafeText::clean(raw, Kind::Line)
}

/// The occurrence that a command speaks of. An alert that ended and fired again within the reopen window of the
/// asking is the same incident: flapping, or an Alertmanager that was restarted meanwhile.
fn meant(id: &IncidentId, alert: Option<&dto::Alert<'_>>, asked: Time) -> Option<Time> {
    let named = map::occurrence(id);
    let began = alert.and_then(|a| a.starts_at.time());
    match (named, began) {
        (Some(named), Some(began)) if began > named && began <= asked + REOPEN_WINDOW => Some(began),
        _ => named,
    }
}
