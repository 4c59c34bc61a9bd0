//! The verbs: one request each, named for life by its key, and what its answer means.

use reqwest::Method;

use super::{
    Native,
    conflict::{Judged, decides, judge},
    error, record,
    request::{A_WHILE, Body, body, draft},
    shared::{Shared, is_listed},
    words::{line, not_there, refused},
};
use crate::{
    backend::{ActError, ActionKey, Command, Draft, Outcome, Support, Target},
    domain::{Incident, Time},
    net::{Answer, Call, NetError, Opts, Payload, segment},
    text::{Kind, SafeText},
    wire::{Acted, IDEMPOTENCY_KEY, IncidentRecord, Problem, REPLAYED, problem::kind},
};

/// Refusals whose body says more than words.
const PROBLEMS: &[u16] = &[400, 404, 409, 412, 422];

/// Times a verb is sent again for a newer version before it is left to the person.
const AGAIN: u32 = 3;

/// What every problem of our own server is called; another `type` comes from something on the way.
const OURS: &str = "urn:watchfloor:problem:";

impl Native {
    /// [`crate::backend::Backend::act`].
    pub(super) async fn carry_out(&self, command: &Command) -> Result<Outcome, ActError> {
        if let Support::No(why) = self.capabilities_now().of(&command.verb) {
            return Err(ActError::Refused(line(why)));
        }
        let flight = self.shared.takes_off(&command.target.id);
        let (already, mut record) = self.send(command).await?;
        if !flight.lands((record.version, record.updated_at)) {
            record = self.current(&command.target).await?;
        }
        let is_listed = is_listed(record.state);
        let incident = is_listed.then(|| Box::new(record::incident(&self.shared.name, record)));
        Ok(match already {
            Some(words) => Outcome::Already(words, incident),
            None => Outcome::Confirmed(incident),
        })
    }

    /// Sends a verb until it is clear what became of it: words where it was so already, and the incident as it is.
    async fn send(&self, command: &Command) -> Result<(Option<SafeText>, IncidentRecord), ActError> {
        let actor = self.actor(&command.actor);
        let native = segment(command.target.native.to_source()).map_err(|e| error::write(&e))?;
        let mut when = self.when(command);
        let mut version = Some(command.target.keep.to_source().to_owned())
            .filter(|_| decides(&command.verb))
            .filter(|keep| !keep.is_empty());
        for _ in 0..=AGAIN {
            let Body { route, payload } =
                body(&command.verb, &actor, self.shared.options.via, when).map_err(|e| error::write(&e))?;
            let path = format!("v1/incidents/{native}/{route}");
            let answer = self.post(&path, payload, command.key, version.as_deref()).await?;
            if answer.status < 300 {
                let acted: Acted = answer.json().await.map_err(|e| error::write(&e))?;
                // A stored answer says how it was then.
                let record = match answer.header(REPLAYED) {
                    Some(_) => self.current(&command.target).await?,
                    None => acted.incident,
                };
                return Ok((acted.already.map(|words| words.fit(Kind::Line)), record));
            }
            let problem = self.problem(&answer).await?;
            let now = self.shared.server_now();
            let why = refused(&problem);
            match (answer.status, problem.current) {
                (412, Some(current)) => match judge(&command.verb, &actor, &current, &problem.since, now) {
                    Judged::Again(etag) => version = Some(etag),
                    Judged::Already(words) => return Ok((Some(words), *current)),
                    Judged::Conflict(words) => return Err(ActError::Conflict(words)),
                },
                (412, None) => return Err(ActError::Conflict(line(&problem.detail))),
                (404, _) => return Err(ActError::NotFound(not_there(&problem.detail))),
                // Only this command has this key: an earlier try of it was carried out, with another time in its body.
                (422, _) if problem.kind == kind::KEY_REUSED => {
                    return Ok((None, self.current(&command.target).await?));
                }
                // Asked before the server knew of the incident, or in its future: our clocks differ. Its own time, then.
                (400 | 422, _) if when.is_some() && problem.field.as_deref() == Some("by.at") => when = None,
                _ => return Err(ActError::Refused(why)),
            }
        }
        Err(ActError::Conflict(line("it changes faster than this can be sent: look again, then decide")))
    }

    /// [`crate::backend::Backend::open`].
    pub(super) async fn open_new(&self, new: &Draft, key: ActionKey) -> Result<Incident, ActError> {
        if self.shared.options.read_only {
            return Err(ActError::Refused(line("this source is configured read_only")));
        }
        let payload =
            draft(new, &self.actor(&new.actor), self.shared.options.via).map_err(|e| error::write(&e))?;
        let answer = self.post("v1/incidents", payload, key, None).await?;
        if answer.status >= 300 {
            let problem = self.problem(&answer).await?;
            return Err(ActError::Refused(refused(&problem)));
        }
        let record: IncidentRecord = answer.json().await.map_err(|e| error::write(&e))?;
        Ok(record::incident(&self.shared.name, record))
    }

    async fn post(
        &self,
        path: &str,
        payload: Payload,
        key: ActionKey,
        version: Option<&str>,
    ) -> Result<Answer, ActError> {
        let mut opts = Opts { idempotent: true, hand_out: PROBLEMS, ..Opts::default() };
        opts.headers.push((IDEMPOTENCY_KEY.into(), key.to_string()));
        if let Some(version) = version {
            opts.headers.push(("If-Match".into(), version.to_owned()));
        }
        let call = Call { payload, ..Call::new(Method::POST, path, &[], &opts) };
        // It is never closed.
        let _permit = self.requests.acquire().await;
        self.shared.call(call).await.map_err(|e| error::write(&e))
    }

    /// The refusal in the server's words; an error where something else answered.
    async fn problem(&self, answer: &Answer) -> Result<Problem, ActError> {
        let unknown = |error: &NetError| ActError::Refused(line(&error.to_string()));
        let problem: Problem = answer.json().await.map_err(|e| unknown(&e))?;
        if problem.kind.starts_with(OURS) {
            return Ok(problem);
        }
        Err(ActError::Refused(line(&format!(
            "{}: refused with status {}, but not by this program's server: {}. Is the `url` right?",
            answer.tried(),
            answer.status,
            problem.title
        ))))
    }

    /// How the incident is at this moment, for an answer that cannot say.
    async fn current(&self, target: &Target) -> Result<IncidentRecord, ActError> {
        match self.read_one(target.native.to_source()).await {
            Ok(Some(record)) => Ok(record),
            Ok(None) => Err(ActError::NotFound(not_there(""))),
            Err(error) => Err(error::read(&error).into()),
        }
    }

    fn actor(&self, asked: &SafeText) -> SafeText {
        if asked.is_empty() { self.shared.options.me.clone() } else { asked.clone() }
    }

    /// When it was asked, by the server's clock, where that is a while ago.
    fn when(&self, command: &Command) -> Option<Time> {
        let waited = Shared::now() - command.at;
        (waited > A_WHILE).then(|| command.at + self.shared.offset_s().unwrap_or(0))
    }
}
