//! The engine against a scripted source and real files.

mod again;
mod burst;
mod desk;
mod read;
mod send;
mod whole;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use tempfile::TempDir;
use tokio::sync::Notify;

use super::{Hub, SourceSpec};
use crate::{
    backend::{
        ActError, ActionKey, Backend, Capabilities, Command, Draft, Listing, Outcome, ReadError, Stamp,
        Support, Target, Tended,
    },
    domain::{
        Detail, Event, Incident, IncidentId, Number, Practice, Priority, SourceName, State, Time,
        directory::Directory,
        event::EventKind,
        query::{Ctx, Query},
        sla::Book,
    },
    outbox::Paths,
    runtime::clock,
    text::{Kind, Opaque, SafeText},
};

/// What a scripted source says next; with nothing left it says the last thing again.
pub(in crate::runtime) struct Script {
    name: SourceName,
    keeps_all: bool,
    resolves: bool,
    says: Mutex<Says>,
}

#[derive(Default)]
struct Says {
    lists: VecDeque<Result<Listing, ReadError>>,
    by_number: Vec<Incident>,
    practice: Option<Practice>,
    directory: Option<Directory>,
    opens: VecDeque<Act>,
    opened: Vec<ActionKey>,
    acts: VecDeque<Act>,
    listed: u32,
    acted: Vec<Command>,
    tended: u32,
    /// Actions on their way, and the most there ever were.
    flying: Vec<Opaque>,
    most: usize,
    /// A read of one incident says that it has read, and waits until it may answer.
    held: Option<(Arc<Notify>, Arc<Notify>)>,
}

/// What a scripted source does with an action.
#[derive(Clone)]
pub(in crate::runtime) enum Act {
    Confirm,
    /// It says what the incident is now.
    Is(Box<Incident>),
    Fail(ActError),
    Hang,
}

impl Script {
    pub(in crate::runtime) fn new(name: &str) -> Arc<Self> {
        Arc::new(Self {
            name: SourceName::new(name),
            keeps_all: false,
            resolves: false,
            says: Mutex::default(),
        })
    }

    /// One that can be told that something is over, and knows no codes and words.
    fn resolving(name: &str) -> Arc<Self> {
        Arc::new(Self {
            name: SourceName::new(name),
            keeps_all: false,
            resolves: true,
            says: Mutex::default(),
        })
    }

    /// One that keeps everything itself.
    pub(in crate::runtime) fn keeping_all(name: &str) -> Arc<Self> {
        Arc::new(Self {
            name: SourceName::new(name),
            keeps_all: true,
            resolves: true,
            says: Mutex::default(),
        })
    }

    /// The next answers; the last one stays.
    pub(in crate::runtime) fn says(&self, lists: Vec<Result<Listing, ReadError>>) {
        self.says.lock().unwrap().lists = lists.into();
    }

    /// What it has under their numbers, open or not.
    fn numbers(&self, all: &[Incident]) {
        self.says.lock().unwrap().by_number = all.to_vec();
    }

    /// From now on: exactly these incidents.
    pub(in crate::runtime) fn lists(&self, open: &[Incident]) {
        self.says.lock().unwrap().lists = [Ok(Listing::Whole(open.to_vec(), stamp()))].into();
    }

    /// From now on: nothing new.
    pub(in crate::runtime) fn unchanged(&self) {
        self.says.lock().unwrap().lists = [Ok(Listing::Unchanged(stamp()))].into();
    }

    /// From now on: no answer.
    pub(in crate::runtime) fn is_down(&self) {
        self.says.lock().unwrap().lists = [Err(ReadError::Unreachable(safe("connection refused")))].into();
    }

    /// The answers to the next actions; the last one stays.
    pub(in crate::runtime) fn acts(&self, acts: &[Act]) {
        self.says.lock().unwrap().acts = acts.iter().cloned().collect();
    }

    /// How its team works and whom it knows, from now on.
    fn tells(&self, practice: Option<Practice>, directory: Option<Directory>) {
        let mut says = self.says.lock().unwrap();
        (says.practice, says.directory) = (practice, directory);
    }

    /// The answers to the next new incidents; the last one stays.
    fn opens(&self, answers: &[Act]) {
        self.says.lock().unwrap().opens = answers.iter().cloned().collect();
    }

    /// The keys with which incidents were opened.
    fn opened(&self) -> Vec<ActionKey> {
        self.says.lock().unwrap().opened.clone()
    }

    pub(in crate::runtime) fn listed(&self) -> u32 {
        self.says.lock().unwrap().listed
    }

    /// The verbs that reached it, with the native id.
    pub(in crate::runtime) fn acted(&self) -> Vec<String> {
        let says = self.says.lock().unwrap();
        says.acted.iter().map(|c| format!("{} {}", c.verb.name(), c.target.native.to_source())).collect()
    }

    /// The most actions that were on their way at once.
    fn most(&self) -> usize {
        self.says.lock().unwrap().most
    }

    /// The next read of one incident takes what there is, rings the first bell, and answers after the second.
    fn holds(&self) -> (Arc<Notify>, Arc<Notify>) {
        let bells = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        self.says.lock().unwrap().held = Some(bells.clone());
        bells
    }

    fn tended(&self) -> u32 {
        self.says.lock().unwrap().tended
    }

    pub(in crate::runtime) fn spec(self: &Arc<Self>) -> SourceSpec {
        let me = Arc::clone(self);
        SourceSpec {
            name: self.name.clone(),
            kind: "scripted",
            url: safe("http://scripted"),
            poll: Duration::from_secs(15),
            capabilities: self.can(),
            make: Box::new(move || {
                let me = Arc::clone(&me);
                Box::pin(async move { Ok(Arc::new(Handle(me)) as Arc<dyn Backend>) })
            }),
        }
    }

    fn can(&self) -> Capabilities {
        let ours = if self.keeps_all { Support::Native } else { Support::Local };
        Capabilities {
            ack: Support::Native,
            unack: Support::Native,
            assign: ours,
            note: ours,
            resolve: if self.resolves {
                Support::Native
            } else {
                Support::No("this source resolves by itself")
            },
            read_only: false,
            keeps_all: self.keeps_all,
        }
    }
}

/// True now.
fn stamp() -> Stamp {
    Stamp { at: clock::utc(), offset_s: Some(0), elapsed_ms: 3 }
}

struct Handle(Arc<Script>);

#[async_trait]
impl Backend for Handle {
    fn name(&self) -> &SourceName {
        &self.0.name
    }

    fn capabilities(&self) -> Capabilities {
        self.0.can()
    }

    async fn list(&self) -> Result<Listing, ReadError> {
        let mut says = self.0.says.lock().unwrap();
        says.listed += 1;
        let said = if says.lists.len() > 1 { says.lists.pop_front() } else { says.lists.front().cloned() };
        let mut said = said.unwrap_or_else(|| Ok(Listing::Unchanged(stamp())))?;
        // The same words again are true again.
        match &mut said {
            Listing::Whole(_, at)
            | Listing::Unchanged(at)
            | Listing::Changed(_, at)
            | Listing::Part { stamp: at, .. } => *at = stamp(),
        }
        Ok(said)
    }

    async fn by_number(&self, number: Number) -> Result<Option<Incident>, ReadError> {
        let says = self.0.says.lock().unwrap();
        Ok(says.by_number.iter().find(|i| i.number == Some(number)).cloned())
    }

    async fn get(&self, target: &Target) -> Result<Option<Incident>, ReadError> {
        let (found, held) = {
            let mut says = self.0.says.lock().unwrap();
            (says.by_number.iter().find(|i| i.id == target.id).cloned(), says.held.take())
        };
        if let Some((read, go)) = held {
            read.notify_one();
            go.notified().await;
        }
        Ok(found)
    }

    async fn practice(&self) -> Result<Option<Practice>, ReadError> {
        Ok(self.0.says.lock().unwrap().practice.clone())
    }

    async fn directory(&self) -> Result<Option<Directory>, ReadError> {
        Ok(self.0.says.lock().unwrap().directory.clone())
    }

    async fn find(&self, query: &Query, limit: u32) -> Result<Vec<Incident>, ReadError> {
        let says = self.0.says.lock().unwrap();
        let ctx = Ctx { now: clock::utc(), me: &SafeText::default(), book: Book::standard() };
        let found = says.by_number.iter().filter(|i| query.matches(*i, &ctx));
        Ok(found.take(limit as usize).cloned().collect())
    }

    async fn open(&self, _new: &Draft, key: ActionKey) -> Result<Incident, ActError> {
        let said = {
            let mut says = self.0.says.lock().unwrap();
            says.opened.push(key);
            if says.opens.len() > 1 { says.opens.pop_front() } else { says.opens.front().cloned() }
        };
        match said {
            Some(Act::Is(incident)) => Ok(*incident),
            Some(Act::Fail(error)) => Err(error),
            _ => std::future::pending().await,
        }
    }

    async fn timeline(&self, _target: &Target) -> Result<Vec<Event>, ReadError> {
        if self.0.keeps_all {
            return Ok(vec![event("theirs")]);
        }
        Err(ReadError::Unreachable(safe("connection refused")))
    }

    async fn act(&self, command: &Command) -> Result<Outcome, ActError> {
        let said = {
            let mut says = self.0.says.lock().unwrap();
            says.acted.push(command.clone());
            let native = command.target.native.clone();
            assert!(!says.flying.contains(&native), "two actions of {native:?} at once");
            says.flying.push(native);
            says.most = says.most.max(says.flying.len());
            if says.acts.len() > 1 { says.acts.pop_front() } else { says.acts.front().cloned() }
        };
        // Others get on their way meanwhile, if they may.
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        self.0.says.lock().unwrap().flying.retain(|native| *native != command.target.native);
        match said {
            Some(Act::Confirm) | None => Ok(Outcome::Confirmed(None)),
            Some(Act::Is(incident)) => Ok(Outcome::Confirmed(Some(incident))),
            Some(Act::Fail(error)) => Err(error),
            Some(Act::Hang) => std::future::pending().await,
        }
    }

    async fn tend(&self, _open: &[Incident], _now: Time) -> Result<Vec<Tended>, ReadError> {
        self.0.says.lock().unwrap().tended += 1;
        Ok(Vec::new())
    }
}

fn event(text: &str) -> Event {
    let at = Time::from_unix(1_700_000_000);
    Event { at, recorded_at: at, kind: EventKind::Hold, actor: safe("ana"), text: safe(text), local: false }
}

pub(in crate::runtime) fn safe(text: &str) -> SafeText {
    SafeText::clean(text, Kind::Line)
}

pub(in crate::runtime) fn incident(source: &str, native: &str) -> Incident {
    let source = SourceName::new(source);
    Incident {
        id: IncidentId::new(&source, native),
        number: None,
        source,
        title: safe("it is broken"),
        service: None,
        owner: None,
        state: State::New,
        priority: Priority::P1,
        opened_at: Time::from_unix(1_700_000_000),
        acked_at: None,
        ack_until: None,
        resolved_at: None,
        updated_at: Time::from_unix(1_700_000_000),
        count: 1,
        hold: None,
        hidden_chars: false,
        detail: Arc::new(Detail { native_id: Opaque::new(native), ..Detail::default() }),
    }
}

/// An engine over files of its own.
pub(in crate::runtime) async fn hub(scripts: &[&Arc<Script>]) -> (Hub, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let hub = hub_in(scripts, &dir).await;
    (hub, dir)
}

/// Another engine over the same files, as another process would have it.
pub(in crate::runtime) async fn hub_in(scripts: &[&Arc<Script>], dir: &TempDir) -> Hub {
    let specs = scripts.iter().map(|s| s.spec()).collect();
    let (hub, notices) = Hub::open(specs, &Paths::under(dir.path())).await.unwrap();
    assert_eq!(notices, []);
    hub
}
