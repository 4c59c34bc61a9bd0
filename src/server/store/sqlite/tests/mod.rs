//! The store on real files.

mod basics;
mod crowd;
mod kin;
mod past;
mod promises;
mod trouble;

use tempfile::TempDir;

use crate::{
    domain::{Number, Time},
    server::{
        Clock,
        ledger::{Answered, Asked, Done, IdempotencyKey, Op, Refused},
        store::{Place, Store},
    },
    text::{Kind, SafeText},
    wire::{Ack, Acted, Action, By, IncidentRecord, NewIncident},
};

/// When the tests run.
pub(super) const NOW: Time = Time::from_unix(1_795_000_000);

pub(super) fn text(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Body)
}

pub(super) fn place(dir: &TempDir) -> Place {
    Place::File(dir.path().join("data").join("server.db"))
}

pub(super) async fn open(dir: &TempDir) -> Store {
    Store::open(&place(dir), Clock::Frozen(NOW), false).await.expect("a store")
}

pub(super) fn by(name: &str) -> By {
    By { name: Some(text(name)), via: Some(text("test")), at: None }
}

pub(super) fn asked(op: Op) -> Asked {
    Asked { op, key: None }
}

pub(super) fn keyed(op: Op, key: &str) -> Asked {
    Asked { op, key: Some(IdempotencyKey { key: key.into(), request: [7; 32] }) }
}

pub(super) fn new(title: &str) -> Op {
    Op::New(Box::new(NewIncident { title: text(title), by: by("ana"), ..NewIncident::default() }))
}

pub(super) fn ack(number: u32) -> Op {
    let action = Box::new(Action::from(Ack { by: by("mira"), ..Ack::default() }));
    Op::Act { number: Number::new(number).expect("a number"), action, if_version: None }
}

pub(super) async fn opened(store: &Store, title: &str) -> IncidentRecord {
    match store.submit(asked(new(title))).await.expect("opened").done {
        Done::New(record) => *record,
        other => panic!("{other:?}"),
    }
}

/// A statement on the writer's own connection.
pub(super) async fn sql(store: &Store, sql: &'static str) {
    let (done, wait) = tokio::sync::oneshot::channel();
    assert!(store.0.jobs.send(super::Job::Sql(sql, done)).await.is_ok());
    wait.await.expect("done");
}

pub(super) fn acted(answer: Result<Answered, Refused>) -> Acted {
    match answer.expect("done").done {
        Done::Acted(acted) => *acted,
        other => panic!("{other:?}"),
    }
}
