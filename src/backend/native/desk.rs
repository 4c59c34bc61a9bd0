//! What is read rarely: how the team works, its people and services; and searches.

use reqwest::Method;
use serde::de::DeserializeOwned;

use super::{Native, error, record};
use crate::{
    backend::ReadError,
    domain::{
        Incident, Practice,
        directory::{Directory, Person, Service},
        query::Query,
    },
    net::{Call, NetError, Opts, Validator},
    text::{Kind, SafeText},
    wire::{self, IncidentPage, Page, PracticeDoc},
};

/// Entries of a catalogue on one page, and pages at most: nobody knows a million people.
const ENTRIES: &str = "1000";
const PAGES: usize = 100;

/// The most that a search brings.
const FOUND: u32 = 5_000;

/// How the team works, as it was last read.
#[derive(Debug, Default)]
pub struct Known {
    /// The line's count of beginnings when it was read.
    epoch: u64,
    seen: Validator,
    practice: Option<Practice>,
}

impl Native {
    /// [`crate::backend::Backend::practice`]: asked for once, and again only after the line was lost or everything was
    /// listed anew; then only what changed is sent.
    pub(super) async fn read_practice(&self) -> Result<Option<Practice>, ReadError> {
        let mut known = self.known.lock().await;
        let epoch = self.shared.state().epoch;
        if known.epoch == epoch && known.practice.is_some() {
            return Ok(known.practice.clone());
        }
        let opts = Opts { hand_out: &[404], ..Opts::default() };
        let call = Call { seen: Some(&known.seen), ..Call::new(Method::GET, "v1/practice", &[], &opts) };
        let answer = self.shared.call(call).await.map_err(|e| error::read(&e))?;
        if answer.unchanged {
            known.epoch = epoch;
            return Ok(known.practice.clone());
        }
        if answer.status == 404 {
            // A server of an earlier version: as configured here.
            return Ok(None);
        }
        let doc: PracticeDoc = answer.json().await.map_err(|e| error::read(&e))?;
        let practice = doc.compile().map_err(|fault| {
            let words = format!(
                "{}: the server's practice cannot be used: {fault}. Is it a later version than this program?",
                answer.tried()
            );
            ReadError::Answer(SafeText::clean(&words, Kind::Line))
        })?;
        *known = Known { epoch, seen: answer.validator(), practice: Some(practice.clone()) };
        Ok(Some(practice))
    }

    /// [`crate::backend::Backend::directory`].
    pub(super) async fn read_directory(&self) -> Result<Option<Directory>, ReadError> {
        let read = async {
            let people = self.entries::<wire::Person>("v1/people").await?;
            let services = self.entries::<wire::Service>("v1/services").await?;
            Ok(Directory {
                people: people.into_iter().map(person).collect(),
                services: services.iter().map(service).collect(),
            })
        };
        let directory: Result<Directory, NetError> = read.await;
        directory.map(Some).map_err(|e| error::read(&e))
    }

    /// All pages of a catalogue.
    async fn entries<T: DeserializeOwned + Send + 'static>(&self, path: &str) -> Result<Vec<T>, NetError> {
        let mut all = Vec::new();
        let mut cursor: Option<String> = None;
        for _ in 0..PAGES {
            let mut query = vec![("limit", ENTRIES)];
            query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let opts = Opts::list();
            let answer = self.shared.call(Call::new(Method::GET, path, &query, &opts)).await?;
            let page: Page<T> = answer.json().await?;
            all.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        Ok(all)
    }

    /// [`crate::backend::Backend::find`].
    pub(super) async fn search(&self, query: &Query, limit: u32) -> Result<Vec<Incident>, ReadError> {
        let limit = limit.clamp(1, FOUND).to_string();
        let text = query.text().to_owned();
        let me = self.shared.options.me.clone();
        let found = async {
            let me = super::words::plain(&me);
            let asked = [
                ("q", text.as_str()),
                ("me", &me),
                ("sort", "-number"),
                ("limit", &limit),
                ("brief", "true"),
            ];
            let opts = Opts::list();
            let answer = self.shared.call(Call::new(Method::GET, "v1/incidents", &asked, &opts)).await?;
            answer.json::<IncidentPage>().await
        };
        let page: IncidentPage = found.await.map_err(|e: NetError| error::read(&e))?;
        let mut texts = record::Texts::default();
        Ok(page.incidents.into_iter().map(|r| texts.incident(&self.shared.name, r)).collect())
    }
}

fn label(text: &SafeText) -> SafeText {
    text.fit(Kind::Label)
}

fn labels(text: Option<&SafeText>) -> Option<SafeText> {
    text.map(label).filter(|t| !t.is_empty())
}

/// Another server may say anything: names are one line.
fn person(person: wire::Person) -> Person {
    Person {
        id: label(&person.id),
        name: labels(person.name.as_ref()),
        email: labels(person.email.as_ref()),
        phone: labels(person.phone.as_ref()),
        team: labels(person.team.as_ref()),
        time_zone: person.time_zone.map(|zone| SafeText::clean(&zone, Kind::Label)),
        vip: person.vip,
    }
}

fn service(service: &wire::Service) -> Service {
    Service {
        id: label(&service.id),
        name: labels(service.name.as_ref()),
        team: labels(service.team.as_ref()),
        criticality: service.criticality.filter(|c| (1..=4).contains(c)),
        depends_on: service.depends_on.iter().map(label).collect(),
        runbooks: service.runbooks.iter().map(|r| r.fit(Kind::Line)).collect(),
        category: labels(service.category.as_ref()),
    }
}
