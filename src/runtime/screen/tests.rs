//! The tasks behind the screen, against a scripted source.

use std::{sync::Arc, time::Duration};

use tokio::sync::mpsc;

use super::{bells::Bells, poller, sender};
use crate::{
    app::{Msg, model::pending::ActState},
    backend::{ActError, Target, Verb},
    domain::SourceName,
    runtime::hub::tests::{Act, Script, hub, incident, safe},
};

/// The next message that `wanted` takes; the others are passed over.
async fn next<T>(from: &mut mpsc::Receiver<Msg>, wanted: impl Fn(Msg) -> Option<T>) -> T {
    let look = async {
        loop {
            if let Some(found) = wanted(from.recv().await.unwrap()) {
                return found;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), look).await.unwrap()
}

fn act(msg: Msg) -> Option<ActState> {
    match msg {
        Msg::Act { state, .. } => Some(state),
        _ => None,
    }
}

#[tokio::test]
async fn a_dead_source_is_asked_again_and_at_once_when_another_came_back() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    am.is_down();
    let name = SourceName::new("am");
    let bells = Arc::new(Bells::new([name.clone()].into_iter()));
    let (to, mut from) = mpsc::channel(1_000);
    tokio::spawn(poller::run(hub, name.clone(), Duration::from_hours(1), Arc::clone(&bells), to));
    let failed = |m| match m {
        Msg::Health(h) if h.error.is_some() && h.next_try.is_some() => Some(h.failures),
        _ => None,
    };
    // By itself: within a second, then within two.
    assert_eq!(next(&mut from, failed).await, 1);
    assert_eq!(next(&mut from, failed).await, 2);
    for failures in 3..10 {
        let rung = std::time::Instant::now();
        // The task may not listen yet: rung until it does.
        let again = async {
            loop {
                bells.is_back();
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::select! {
            () = again => {}
            n = next(&mut from, failed) => assert!(n >= failures),
        }
        assert!(rung.elapsed() < Duration::from_millis(900), "the wait after {failures} failures is longer");
    }
    am.lists(&[incident("am", "a")]);
    bells.refresh(Some(&name));
    next(&mut from, |m| matches!(m, Msg::Changes { changes, .. } if changes.len() == 1).then_some(())).await;
}

#[tokio::test]
async fn every_step_of_an_action_is_told_and_its_source_listed_again() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    am.lists(&[incident("am", "a")]);
    am.acts(&[Act::Fail(ActError::Later { words: safe("503"), retry_after_s: Some(600) }), Act::Confirm]);
    let name = SourceName::new("am");
    let bells = Arc::new(Bells::new([name.clone()].into_iter()));
    let (to, mut from) = mpsc::channel(1_000);
    tokio::spawn(poller::run(
        hub.clone(),
        name.clone(),
        Duration::from_hours(1),
        Arc::clone(&bells),
        to.clone(),
    ));
    tokio::spawn(sender::run(hub.clone(), name, Arc::clone(&bells), to));
    next(&mut from, |m| matches!(m, Msg::Health(h) if h.answered).then_some(())).await;
    let ack = Verb::Ack { note: None, for_s: None };
    let key =
        hub.enqueue(vec![(Target::from(&incident("am", "a")), ack)], &safe("ana")).await.unwrap()[0].key;
    assert_eq!(next(&mut from, act).await, ActState::Sending);
    assert!(matches!(next(&mut from, act).await, ActState::Waiting { tries: 1, .. }));
    let listed = am.listed();
    assert!(hub.retry(key).await.unwrap(), "asked by hand, it does not wait");
    assert_eq!(next(&mut from, act).await, ActState::Sending);
    assert!(matches!(next(&mut from, act).await, ActState::Confirmed { .. }));
    next(&mut from, |m| matches!(m, Msg::Health(_)).then_some(())).await;
    assert!(am.listed() > listed, "the row shows the source's own word");
    assert_eq!(*bells.busy().borrow(), 0);
}

#[tokio::test]
async fn sending_goes_on_when_the_screen_is_gone() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    let name = SourceName::new("am");
    let bells = Arc::new(Bells::new([name.clone()].into_iter()));
    let (to, from) = mpsc::channel(1);
    drop(from);
    tokio::spawn(sender::run(hub.clone(), name, Arc::clone(&bells), to));
    let ack = Verb::Ack { note: None, for_s: None };
    hub.enqueue(vec![(Target::from(&incident("am", "a")), ack)], &safe("ana")).await.unwrap();
    super::leave::quiet(&hub, &bells).await;
    assert_eq!((am.acted().len(), hub.unsettled().await), (1, 0));
}

#[tokio::test]
async fn the_end_does_not_wait_for_a_source_that_hangs() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    am.acts(&[Act::Hang]);
    let name = SourceName::new("am");
    let bells = Arc::new(Bells::new([name.clone()].into_iter()));
    let (to, mut from) = mpsc::channel(10);
    tokio::spawn(sender::run(hub.clone(), name, Arc::clone(&bells), to));
    let ack = Verb::Ack { note: None, for_s: None };
    hub.enqueue(vec![(Target::from(&incident("am", "a")), ack)], &safe("ana")).await.unwrap();
    assert_eq!(next(&mut from, act).await, ActState::Sending);
    let quiet = tokio::time::timeout(Duration::from_millis(50), super::leave::quiet(&hub, &bells)).await;
    assert!(quiet.is_err(), "it is on its way");
    assert_eq!(hub.unsettled().await, 1, "and stays in the queue");
}
