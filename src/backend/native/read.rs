//! The reads of one incident: as it is, by its number, its past.

use reqwest::Method;

use super::{Native, error, record};
use crate::{
    backend::{ReadError, Target},
    domain::{Event, Incident, Number},
    net::{Answer, Call, NetError, Opts, segment},
    text::Kind,
    wire::{EventRecord, IncidentRecord, Page, Problem},
};

impl Native {
    /// [`crate::backend::Backend::get`].
    pub(super) async fn get_one(&self, target: &Target) -> Result<Option<Incident>, ReadError> {
        self.one(target.native.to_source()).await
    }

    /// [`crate::backend::Backend::by_number`].
    pub(super) async fn numbered(&self, number: Number) -> Result<Option<Incident>, ReadError> {
        self.one(&number.get().to_string()).await
    }

    async fn one(&self, id: &str) -> Result<Option<Incident>, ReadError> {
        let record = self.read_one(id).await.map_err(|e| error::read(&e))?;
        Ok(record.map(|record| record::incident(&self.shared.name, record)))
    }

    /// The incident as the server has it now; `None` when it has none with this id.
    pub(super) async fn read_one(&self, id: &str) -> Result<Option<IncidentRecord>, NetError> {
        match self.read(&format!("v1/incidents/{}", segment(id)?)).await? {
            Some(answer) => answer.json().await.map(Some),
            None => Ok(None),
        }
    }

    /// [`crate::backend::Backend::timeline`].
    pub(super) async fn past(&self, target: &Target) -> Result<Vec<Event>, ReadError> {
        let read = async {
            let path = format!("v1/incidents/{}/timeline", segment(target.native.to_source())?);
            match self.read(&path).await? {
                Some(answer) => Ok(answer.json::<Page<EventRecord>>().await?.items),
                None => Ok(Vec::new()),
            }
        };
        let events: Result<Vec<EventRecord>, NetError> = read.await;
        Ok(events.map_err(|e| error::read(&e))?.iter().map(event).collect())
    }

    /// Reads; `None` where our server says that it is not there. A 404 of anything else is an error.
    async fn read(&self, path: &str) -> Result<Option<Answer>, NetError> {
        let opts = Opts { hand_out: &[404], ..Opts::default() };
        let answer = self.shared.call(Call::new(Method::GET, path, &[], &opts)).await?;
        if answer.status != 404 {
            return Ok(Some(answer));
        }
        answer.json::<Problem>().await.map(|_| None)
    }
}

/// An entry of the timeline; another server may say anything, so names are one line.
fn event(record: &EventRecord) -> Event {
    let mut event = record.to_event();
    event.actor = event.actor.fit(Kind::Label);
    event.text = event.text.fit(Kind::Note);
    event
}
