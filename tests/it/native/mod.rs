//! The adapter of our own server: against a scripted one that fails in every way, and against the real one.

mod acting;
mod following;
mod memory;
mod patience;
mod real;
mod script;
mod verbs;

use std::time::Duration;

use watchfloor::{
    backend::{
        ActionKey, Backend, Command, Listing, ReadError, Target, Verb,
        native::{Native, Options},
    },
    domain::{Change, Incident, SourceName, Time},
    net::{Client, ClientSpec},
    text::{Kind, SafeText},
};

fn text(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Line)
}

fn options(local: bool) -> Options {
    Options { me: text("ana"), via: "tui", read_only: false, local }
}

fn spec(url: &str) -> ClientSpec {
    ClientSpec {
        timeout: Duration::from_secs(5),
        connect_timeout: Duration::from_secs(2),
        ..ClientSpec::new(url.parse().expect("a URL"))
    }
}

/// An adapter of the server at `url`.
fn native(url: &str) -> Native {
    Native::new(SourceName::new("wf"), Client::new(&spec(url)).expect("a client"), options(false))
}

fn now() -> Time {
    Time::from(chrono::Utc::now())
}

/// A command of a moment ago.
fn command(incident: &Incident, verb: Verb) -> Command {
    Command {
        key: ActionKey(uuid::Uuid::now_v7()),
        target: Target::from(incident),
        verb,
        actor: text("ana"),
        at: now(),
    }
}

/// Lists until the last part: how many parts, and everything.
async fn list_all(native: &Native) -> Result<(usize, Vec<Incident>), ReadError> {
    let (mut parts, mut all) = (0, Vec::new());
    loop {
        match native.list().await? {
            Listing::Part { incidents, first, last, .. } => {
                assert_eq!(first, parts == 0, "the first part and no other says that it is");
                parts += 1;
                all.extend(incidents);
                if last {
                    return Ok((parts, all));
                }
            }
            other => panic!("{other:?}"),
        }
    }
}

/// Watches and lists until `wanted` of what it is told says stop; panics after ten seconds.
async fn until<T>(native: &Native, mut wanted: impl FnMut(Result<Listing, ReadError>) -> Option<T>) -> T {
    let wait = async {
        loop {
            native.watch(Duration::from_secs(1)).await;
            if let Some(found) = wanted(native.list().await) {
                return found;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("it was never told")
}

/// The next changes; anything else but `Unchanged` and passing errors is a failure.
async fn changes(native: &Native) -> Vec<Change> {
    until(native, |listing| match listing {
        Ok(Listing::Changed(changes, _)) => Some(changes),
        Ok(Listing::Unchanged(_)) | Err(_) => None,
        Ok(other) => panic!("{other:?}"),
    })
    .await
}

/// `INC-000001 new` and `INC-000002 gone: resolved by jo`.
fn told(changes: &[Change]) -> Vec<String> {
    changes
        .iter()
        .map(|change| match change {
            Change::Upsert(i) => format!("{} {}", i.detail.native_id.to_source(), i.state.word()),
            Change::Gone { id, why, .. } => {
                format!("{} gone: {}", id.as_str().trim_start_matches("wf/"), why.shown())
            }
        })
        .collect()
}
