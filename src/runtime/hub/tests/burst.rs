//! A storm of actions: several at once, those of one incident in their order, a source in trouble left in peace.

use std::time::Duration;

use super::{Act, Script, hub, incident, safe};
use crate::{
    app::model::pending::ActState,
    backend::{ActError, Target, Verb},
    domain::SourceName,
    runtime::hub::Hub,
};

const ACK: Verb = Verb::Ack { note: None, for_s: None };
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks all these of the incidents `0..n`, one verb after the other.
async fn ask(hub: &Hub, n: usize, verbs: &[Verb]) {
    let target = |n: usize| Target::from(&incident("am", &n.to_string()));
    let acts = verbs.iter().flat_map(|verb| (0..n).map(move |n| (target(n), verb.clone()))).collect();
    hub.enqueue(acts, &safe("ana")).await.unwrap();
}

#[tokio::test]
async fn many_go_at_once_and_those_of_one_incident_in_their_order() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    let all: Vec<_> = (0..40).map(|n| incident("am", &n.to_string())).collect();
    am.lists(&all);
    hub.refresh(&SourceName::new("am")).await.unwrap();
    ask(&hub, 40, &[ACK, Verb::Unack, ACK]).await;
    let mut told = 0;
    assert_eq!(hub.drain(PATIENCE, |_| told += 1).await, 0);
    assert_eq!(told, 120);
    let acted = am.acted();
    for n in 0..40 {
        let end = format!(" {n}");
        let of: Vec<&str> = acted.iter().filter_map(|a| a.strip_suffix(&end)).collect();
        assert_eq!(of, ["ack", "unack", "ack"], "of {n}");
    }
    assert!((2..=64).contains(&am.most()), "{} at once", am.most());
}

#[tokio::test]
async fn what_the_source_asks_for_holds_all_that_waits() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    let busy = ActError::Later { words: safe("429"), retry_after_s: Some(600) };
    am.acts(&[Act::Fail(busy), Act::Confirm]);
    ask(&hub, 100, &[ACK]).await;
    let mut sent = Vec::new();
    let left = hub.drain(Duration::from_millis(300), |s| sent.push(s.state.clone())).await;
    assert!(sent.len() <= 8, "what was on its way, and no more: {}", sent.len());
    assert_eq!(left, 100 - sent.iter().filter(|s| matches!(s, ActState::Confirmed { .. })).count());
    assert_eq!(sent.iter().filter(|s| matches!(s, ActState::Waiting { .. })).count(), 1);
    // Not even for what is asked now.
    ask(&hub, 1, &[Verb::Unack]).await;
    let before = am.acted().len();
    hub.drain(Duration::from_millis(100), |_| ()).await;
    assert_eq!(am.acted().len(), before);
    // It is back: all of it goes.
    hub.hurry(&SourceName::new("am")).await;
    assert_eq!(hub.drain(PATIENCE, |_| ()).await, 0);
}

#[tokio::test]
async fn an_outage_does_not_try_each_of_a_hundred() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    am.acts(&[Act::Fail(ActError::Later { words: safe("connection refused"), retry_after_s: None })]);
    ask(&hub, 100, &[ACK]).await;
    let left = hub.drain(Duration::from_millis(200), |_| ()).await;
    assert_eq!(left, 100, "none is lost");
    let tried = am.acted().len();
    assert!((1..30).contains(&tried), "{tried}");
    am.acts(&[Act::Confirm]);
    hub.hurry(&SourceName::new("am")).await;
    assert_eq!(hub.drain(PATIENCE, |_| ()).await, 0);
}
