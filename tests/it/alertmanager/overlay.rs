//! The incident record of alerts: kept by us, over a real Alertmanager that cannot hold it.

use std::{path::Path, sync::Arc, time::Duration};

use watchfloor::{
    app::model::pending::ActState,
    backend::{Backend, Target, Verb},
    domain::{
        Change, Incident, SourceName, State,
        event::EventKind,
        incident::{HoldReason, LocalField},
        record::CancelReason,
    },
    outbox::Paths,
    runtime::hub::{Hub, SourceSpec},
    text::{Kind, Opaque, SafeText},
};

use super::{ack, adapter, now, safe};
use crate::support::lab::{Lab, until};

/// An engine over the lab's Alertmanager, with its files in `dir`: as a program that was just started.
async fn engine(lab: &Lab, dir: &Path) -> Hub {
    let url = lab.url();
    let spec = SourceSpec {
        name: SourceName::new("prod"),
        kind: "alertmanager",
        url: SafeText::clean(&url, Kind::Line),
        poll: Duration::from_secs(15),
        capabilities: adapter(&url, 7_200).capabilities(),
        make: Box::new(move || {
            let backend: Arc<dyn Backend> = Arc::new(adapter(&url, 7_200));
            Box::pin(async move { Ok(backend) })
        }),
    };
    let (hub, notices) = Hub::open(vec![spec], &Paths::under(dir)).await.expect("an engine");
    assert_eq!(notices, []);
    hub
}

fn prod() -> SourceName {
    SourceName::new("prod")
}

async fn changes(hub: &Hub) -> Vec<Change> {
    hub.refresh(&prod()).await.expect("a listing").changes
}

/// The only incident, as it is listed now.
async fn only(hub: &Hub) -> Incident {
    hub.refresh(&prod()).await.expect("a listing");
    let mut rows = hub.read_all(Duration::from_secs(10)).await.rows;
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0).incident
}

/// Asks, and waits until it is done.
async fn done(hub: &Hub, incident: &Incident, verb: Verb) -> ActState {
    let acts = vec![(Target::from(incident), verb)];
    let acts = hub.enqueue(acts, &safe("ana")).await.expect("queued");
    let mut settled = hub.settle_all(&[acts[0].key], Duration::from_secs(20)).await;
    settled.remove(0).0.state
}

async fn do_it(hub: &Hub, incident: &Incident, verb: Verb) {
    let state = done(hub, incident, verb).await;
    assert!(matches!(state, ActState::Confirmed { .. }), "{state:?}");
}

const DISK: &[(&str, &str)] = &[("alertname", "Disk"), ("instance", "db-1"), ("severity", "warning")];

#[tokio::test(flavor = "multi_thread")]
async fn the_record_of_an_alert_is_kept_here_and_comes_back_with_it() {
    let Some(lab) = Lab::start() else { return };
    let dir = tempfile::tempdir().expect("a folder");
    lab.raise(DISK, &[("summary", "disk full")]);
    let hub = engine(&lab, dir.path()).await;
    let before = only(&hub).await;
    for verb in [
        Verb::Start,
        Verb::Category { category: safe("hardware"), sub: Some(safe("disk")) },
        Verb::Priority { impact: Some(1), urgency: Some(1), set: None, clear: false, reason: None },
        Verb::Hold {
            reason: HoldReason::AwaitingVendor,
            detail: Some(Opaque::new("ticket 8")),
            until: None,
            message: None,
        },
    ] {
        do_it(&hub, &before, verb).await;
    }
    assert!(lab.silences().is_empty(), "nothing of it is faked at the source");

    // A program that is started anew knows it all, and what the source said is untouched.
    drop(hub);
    let hub = engine(&lab, dir.path()).await;
    let held = only(&hub).await;
    assert_eq!((held.state, held.number), (State::OnHold, before.number));
    assert_eq!(held.hold.as_ref().map(|h| h.reason), Some(HoldReason::AwaitingVendor));
    assert_eq!(held.priority.level(), 1);
    assert_eq!(
        (&held.detail.category, &held.detail.subcategory),
        (&Some(safe("hardware")), &Some(safe("disk")))
    );
    for field in [LocalField::State, LocalField::Priority, LocalField::Category, LocalField::Clocks] {
        assert!(held.detail.local.contains(&field), "{field:?} is ours: {:?}", held.detail.local);
    }
    let raw = |i: &Incident| {
        let d = &i.detail;
        (d.raw_status.clone(), d.severity.clone(), d.labels.clone(), d.native_id.clone(), d.keep.clone())
    };
    assert_eq!(raw(&held), raw(&before));

    // Over at the source: its word counts, and the timeline says what was dropped.
    // Times are whole seconds: a list of the second in which it was first listed takes nothing away.
    let began = now();
    until("a second is over", || now() > began);
    lab.clear(DISK);
    until("it is gone", || lab.alerts().is_empty());
    let gone = changes(&hub).await;
    assert!(matches!(&gone[..], [Change::Gone { .. }]), "{gone:?}");
    let past = hub.timeline(&Target::from(&held)).await.expect("a timeline");
    assert!(past.iter().any(|e| e.kind == EventKind::Changed && e.text.contains_folded("on hold here")));
    let state = done(&hub, &held, Verb::Reopen { reason: Opaque::new("no") }).await;
    assert!(matches!(&state, ActState::Failed(words) if words.contains_folded("over at its source")));

    // Back within half an hour: the same one with its record.
    let ended = now();
    until("a second is over", || now() > ended);
    lab.raise(DISK, &[("summary", "disk full")]);
    until("it is back", || lab.alerts().len() == 1);
    let back = only(&hub).await;
    assert_eq!((back.number, back.detail.reopen_count), (before.number, 1));
    assert_eq!((&back.detail.category, back.priority.level()), (&Some(safe("hardware")), 1));
    assert_eq!((back.state, &back.hold), (State::InProgress, &None), "whoever has it works on it");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cancelled_here_leaves_the_board_while_the_alert_goes_on() {
    let Some(lab) = Lab::start() else { return };
    let dir = tempfile::tempdir().expect("a folder");
    lab.raise(DISK, &[]);
    let hub = engine(&lab, dir.path()).await;
    let alert = only(&hub).await;
    let cancel = Verb::Cancel { reason: CancelReason::FalsePositive, detail: None, duplicate_of: None };
    do_it(&hub, &alert, cancel).await;
    assert!(hub.read_all(Duration::from_secs(10)).await.rows.is_empty());
    assert_eq!(lab.alerts().len(), 1, "the source has it all the same");
    let number = alert.number.expect("a number").long();
    let found = hub.find(&number, Duration::from_secs(10)).await.expect("found").incident;
    assert_eq!(
        (found.state, found.detail.raw_status.clone()),
        (State::Cancelled, alert.detail.raw_status.clone())
    );
    do_it(&hub, &found, Verb::Restore).await;
    assert_eq!(only(&hub).await.state, State::New);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_stays_the_sources_beside_our_record() {
    let Some(lab) = Lab::start() else { return };
    let dir = tempfile::tempdir().expect("a folder");
    lab.raise(DISK, &[]);
    let hub = engine(&lab, dir.path()).await;
    let alert = only(&hub).await;
    do_it(&hub, &alert, ack(Some("on it"), None)).await;
    assert_eq!(only(&hub).await.state, State::Acknowledged);
    do_it(&hub, &alert, Verb::Start).await;
    assert_eq!(only(&hub).await.state, State::InProgress);
    // A colleague silences it later: that says more.
    let began = now();
    until("a second is over", || now() > began);
    lab.silence_as_colleague("alice", "disk swap", &[("alertname", "Disk")]);
    until("it is silenced", || lab.active_silences().len() == 2);
    let held = only(&hub).await;
    assert_eq!(held.hold.as_ref().map(|h| h.reason), Some(HoldReason::Silenced), "{:?}", held.state);
}
