//! The three files against real ones in a temporary folder.

mod cache;
mod local;
mod open;
mod overlay;
mod plan;
mod queue;

use std::sync::Arc;

use super::*;
use crate::{
    backend::{Command, Target, Verb},
    domain::{Detail, Incident, IncidentId, Priority, SourceName, State, Time},
    text::{Kind, Opaque, SafeText},
};

/// An arbitrary moment.
pub(super) const T0: Time = Time::from_unix(1_795_400_000);

pub(super) fn text(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Line)
}

pub(super) fn am() -> SourceName {
    SourceName::new("am")
}

/// An alert as Alertmanager's adapter gives it: the id carries its beginning.
pub(super) fn alert(native: &str, opened_at: Time) -> Incident {
    let source = am();
    Incident {
        id: IncidentId::new(&source, &format!("{native}@{}", opened_at.unix())),
        number: None,
        source,
        title: text(&format!("alert {native}")),
        service: None,
        owner: None,
        state: State::New,
        priority: Priority::P1,
        opened_at,
        acked_at: None,
        ack_until: None,
        resolved_at: None,
        updated_at: opened_at,
        count: 1,
        hold: None,
        hidden_chars: false,
        detail: Arc::new(Detail { native_id: Opaque::new(native), ..Detail::default() }),
    }
}

pub(super) fn command(native: &str, verb: Verb) -> Command {
    let target = Target::from(&alert(native, T0));
    Command { key: new_key(), target, verb, actor: text("mira"), at: T0 }
}

pub(super) fn note(native: &str, words: &str) -> Command {
    command(native, Verb::Note { text: Opaque::new(words) })
}

pub(super) fn ack(native: &str) -> Command {
    command(native, Verb::Ack { note: None, for_s: None })
}

/// A folder and a store in it.
/// One incident of its source as the overlay has it.
pub(super) async fn attach_one(
    local: &Local,
    incident: Incident,
    now: Time,
) -> (Incident, Option<OutboxError>) {
    let source = incident.source.clone();
    let (mut one, fault) = local.attach_some(&source, vec![incident], now).await;
    (one.pop().expect("one goes in, one comes out"), fault)
}

pub(super) async fn fresh() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let opened = Store::open(&Paths::under(dir.path())).await.unwrap();
    assert_eq!(opened.notices, []);
    (dir, opened.store)
}

/// Waits until the last connection has closed `db`, which happens on a thread of its own and removes the log.
pub(super) async fn closed(db: &std::path::Path) {
    let wal = db.with_extension("db-wal");
    for _ in 0..2_000 {
        if !wal.exists() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("{db:?} was not closed");
}
