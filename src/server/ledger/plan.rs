//! What a batch names, what is known of that, and what follows.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use bytes::Bytes;

use super::{Answered, Asked, Done, IdempotencyKey, Op, Refused, check, desk::Desk, verb, words};
use crate::{
    domain::{Number, Practice, Time, Verb},
    text::SafeText,
    wire::{EventRecord, IncidentRecord, Person, Service, ServiceChange},
};

/// What a batch names, and so what has to be loaded before it can be decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Incidents by number, with all that stands above them (parents, their parents), as far as it exists.
    pub numbers: BTreeSet<u32>,
    /// Incidents whose children are needed, and the children of those: a verb on the parent may move them too.
    pub families: BTreeSet<u32>,
    /// Incidents of which what they were merged into is needed, as far as it exists.
    pub endings: BTreeSet<u32>,
    /// Incidents by what makes alerts the same one: the open one with the highest number, and the highest number.
    pub dedup_keys: BTreeSet<SafeText>,
    /// Stored answers.
    pub keys: BTreeSet<String>,
    /// Services.
    pub services: BTreeSet<SafeText>,
    /// People.
    pub people: BTreeSet<SafeText>,
}

impl Named {
    /// What `batch` names.
    pub fn of<'a>(batch: impl IntoIterator<Item = &'a Asked>) -> Self {
        let mut named = Self::default();
        for asked in batch {
            named.keys.extend(asked.key.iter().map(|k| k.key.clone()));
            match &asked.op {
                Op::New(new) => {
                    named.numbers.extend(new.parent.into_iter().chain(new.follow_up_of));
                    named.services.extend(new.service.clone());
                }
                Op::Change(_) => {}
                Op::Act { number, action, .. } => {
                    named.numbers.insert(number.get());
                    named.of_verb(number.get(), &action.verb);
                }
                Op::Signals { signals, .. } => {
                    named.dedup_keys.extend(signals.iter().map(|s| words::one_word(&s.dedup_key)));
                }
                Op::Service(service, _) => {
                    named.services.insert(service.id.clone());
                }
                Op::Person(person, _) => {
                    named.people.insert(person.id.clone());
                }
            }
        }
        named
    }

    /// What `verb` needs beside the incident `number`.
    fn of_verb(&mut self, number: u32, verb: &Verb) {
        match verb {
            Verb::Restore => {
                self.endings.insert(number);
            }
            Verb::Start
            | Verb::Hold { .. }
            | Verb::Resume { .. }
            | Verb::Resolve { .. }
            | Verb::Reopen { .. } => {
                self.families.insert(number);
            }
            _ => {}
        }
        self.numbers.extend(verb::other(verb).map(Number::get));
    }
}

/// A stored answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The request it was given to: see [`IdempotencyKey::request`].
    pub request: [u8; 32],
    /// What was done.
    pub done: Done,
}

/// What is known before a batch: all that [`Named`] names, where it exists.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// How the team works.
    pub practice: Arc<Practice>,
    /// Incidents by number.
    pub incidents: HashMap<u32, IncidentRecord>,
    /// The numbers of what hangs under [`Named::families`] and under those, which are among the incidents.
    pub children: HashMap<u32, Vec<u32>>,
    /// Stored answers by key.
    pub answers: HashMap<String, Answer>,
    /// Services by id.
    pub services: HashMap<SafeText, Service>,
    /// People by id.
    pub people: HashMap<SafeText, Person>,
    /// What happened to an incident after a version of it, oldest first, at most 50: for what [`Loaded::stale`] says.
    pub since: HashMap<(u32, u64), Vec<EventRecord>>,
    /// The next tracking number.
    pub next_number: u32,
    /// The next place in the log.
    pub next_seq: u64,
}

impl Default for Loaded {
    /// Nothing is known yet, and the standard practice holds.
    fn default() -> Self {
        Self {
            practice: Arc::clone(Practice::standard()),
            incidents: HashMap::new(),
            children: HashMap::new(),
            answers: HashMap::new(),
            services: HashMap::new(),
            people: HashMap::new(),
            since: HashMap::new(),
            next_number: 0,
            next_seq: 0,
        }
    }
}

impl Loaded {
    /// Incidents and versions of `batch` whose `If-Match` is an older version than what was loaded.
    pub fn stale<'a>(&self, batch: impl IntoIterator<Item = &'a Asked>) -> BTreeSet<(u32, u64)> {
        batch
            .into_iter()
            .filter_map(|asked| match &asked.op {
                Op::Act { number, if_version: Some(version), .. } => {
                    let known = self.incidents.get(&number.get())?;
                    (*version < known.version).then_some((known.number, *version))
                }
                _ => None,
            })
            .collect()
    }
}

/// An entry of the log, with what the log keeps beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What happened.
    pub event: EventRecord,
    /// The incident's version after it.
    pub version: Option<u64>,
}

/// An answer to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAnswer {
    /// The request's name.
    pub key: IdempotencyKey,
    /// What was done.
    pub done: Done,
}

/// A body of alerts to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Raw {
    /// The first entry of the log that it caused.
    pub seq: u64,
    /// Its media type.
    pub content_type: String,
    /// As it came.
    pub body: Bytes,
}

/// What has to be written, in one transaction, and what is answered then.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Incidents as they now are: new ones and changed ones, by number.
    pub incidents: BTreeMap<u32, IncidentRecord>,
    /// New entries of the log, in order and without holes.
    pub entries: Vec<Entry>,
    /// Answers to be repeated.
    pub answers: Vec<NewAnswer>,
    /// Bodies to be kept.
    pub raw: Vec<Raw>,
    /// Services as they now are.
    pub services: BTreeMap<SafeText, Service>,
    /// People as they now are.
    pub people: BTreeMap<SafeText, Person>,
    /// Changes of services.
    pub changes: Vec<ServiceChange>,
    /// One answer for each request, in their order.
    pub replies: Vec<Result<Answered, Refused>>,
}

impl Plan {
    /// Nothing is to be written: refusals, repeats and what was so already.
    pub fn is_empty(&self) -> bool {
        self.incidents.is_empty()
            && self.entries.is_empty()
            && self.answers.is_empty()
            && self.services.is_empty()
            && self.people.is_empty()
    }
}

/// What follows from `batch`.
pub fn decide<'a>(batch: impl IntoIterator<Item = &'a Asked>, loaded: Loaded, now: Time) -> Plan {
    let mut desk = Desk::new(loaded, now);
    for asked in batch {
        let reply = one(&mut desk, asked);
        desk.plan.replies.push(reply);
    }
    desk.done()
}

fn one(desk: &mut Desk, asked: &Asked) -> Result<Answered, Refused> {
    if let Some(key) = &asked.key {
        check::key(key)?;
        if let Some(known) = desk.answers.get(&key.key) {
            return if known.request == key.request {
                Ok(Answered { done: known.done.clone(), replayed: true })
            } else {
                Err(Refused::KeyReused)
            };
        }
    }
    let done = match &asked.op {
        Op::New(new) => Done::New(Box::new(super::open::open(desk, new)?)),
        Op::Act { number, action, if_version } => {
            Done::Acted(Box::new(verb::act(desk, *number, action, *if_version)?))
        }
        Op::Signals { signals, raw, from } => {
            let first = desk.next_seq;
            let results = super::signal::take(desk, signals, from)?;
            if let Some((body, content_type)) = raw
                && desk.next_seq > first
            {
                let raw = Raw { seq: first, content_type: content_type.clone(), body: body.clone() };
                desk.plan.raw.push(raw);
            }
            Done::Signals(results)
        }
        Op::Service(service, by) => {
            let (service, new) = super::catalogue::service(desk, service, by)?;
            Done::Service(Box::new(service), new)
        }
        Op::Person(person, by) => {
            let (person, new) = super::catalogue::person(desk, person, by)?;
            Done::Person(Box::new(person), new)
        }
        Op::Change(change) => Done::Change(Box::new(super::catalogue::change(desk, change)?)),
    };
    if let Some(key) = &asked.key {
        desk.answers.insert(key.key.clone(), Answer { request: key.request, done: done.clone() });
        desk.plan.answers.push(NewAnswer { key: key.clone(), done: done.clone() });
    }
    Ok(Answered { done, replayed: false })
}
