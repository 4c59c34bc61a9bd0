//! The Alertmanager adapter against a real Alertmanager (contract tests).

#![allow(clippy::expect_used, clippy::panic)] // clippy's leave for tests ends at the functions marked #[test]

mod acting;
mod lost;
mod overlay;
mod reading;
mod timing;
mod upkeep;

use watchfloor::{
    backend::{
        ActionKey, Backend, Command, Listing, Target, Verb,
        alertmanager::{Alertmanager, Options},
    },
    domain::{Incident, SourceName, Time},
    net::{Client, ClientSpec},
    text::{Kind, Opaque, SafeText},
};

/// An adapter for `url`; `ack_for_s` as given.
fn adapter(url: &str, ack_for_s: i64) -> Alertmanager {
    let client = Client::new(&ClientSpec::new(url.parse().expect("a URL"))).expect("a client");
    let options = Options { ack_for_s, me: safe("ana"), read_only: false };
    Alertmanager::new(SourceName::new("prod"), client, options).settle_after(0)
}

fn safe(text: &str) -> SafeText {
    SafeText::clean(text, Kind::Line)
}

fn now() -> Time {
    chrono::Utc::now().into()
}

/// Everything that is open, whether it changed or not.
async fn list(backend: &dyn Backend) -> Vec<Incident> {
    match backend.list().await.expect("a listing") {
        Listing::Whole(incidents, _) => incidents,
        other => panic!("not a whole listing: {other:?}"),
    }
}

/// The incident with this `alertname`, from a fresh listing.
async fn named(url: &str, name: &str) -> Incident {
    let has =
        |i: &Incident| i.detail.labels.iter().any(|(n, v)| n.shown() == "alertname" && v.shown() == name);
    let mut all = list(&adapter(url, 7200)).await;
    let at = all.iter().position(has).unwrap_or_else(|| panic!("{name} is not listed"));
    all.swap_remove(at)
}

fn command(incident: &Incident, who: &str, verb: Verb) -> Command {
    Command {
        key: ActionKey(uuid::Uuid::now_v7()),
        target: Target::from(incident),
        verb,
        actor: safe(who),
        at: now(),
    }
}

fn ack(note: Option<&str>, for_s: Option<i64>) -> Verb {
    Verb::Ack { note: note.map(Opaque::new), for_s }
}

fn resolve() -> Verb {
    Verb::resolved("fixed", "pool restarted")
}
