use std::time::{Duration, Instant};

use super::{Act, Script, hub, hub_in, incident, safe};
use crate::{
    app::model::pending::ActState,
    backend::{ActError, Target, Verb},
    domain::{Change, SourceName},
    runtime::{
        clock,
        hub::{Fault, Hub},
    },
    text::{Opaque, SafeText},
};

const ACK: Verb = Verb::Ack { note: None, for_s: None };

fn later(retry_after_s: Option<u32>) -> Act {
    Act::Fail(ActError::Later { words: safe("503"), retry_after_s })
}

fn target(source: &str, native: &str) -> Target {
    Target::from(&incident(source, native))
}

async fn ask(hub: &Hub, source: &str, native: &str, verb: Verb) -> crate::backend::ActionKey {
    let acts = hub.enqueue(vec![(target(source, native), verb)], &safe("ana")).await.unwrap();
    assert_eq!(acts[0].state, ActState::Queued);
    acts[0].key
}

async fn list(hub: &Hub, source: &str) {
    hub.refresh(&SourceName::new(source)).await.unwrap();
}

/// The owner in the only change.
fn owner(changes: &[Change]) -> SafeText {
    match changes {
        [Change::Upsert(i)] => i.owner.clone().unwrap_or_default(),
        other => panic!("one change expected: {other:?}"),
    }
}

#[tokio::test]
async fn the_order_of_one_incident_is_kept_and_holds_up_no_other() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    am.lists(&[incident("am", "a"), incident("am", "b")]);
    list(&hub, "am").await;
    am.acts(&[later(Some(600)), Act::Confirm]);
    ask(&hub, "am", "a", ACK).await;
    ask(&hub, "am", "a", Verb::Unack).await;
    ask(&hub, "am", "b", ACK).await;
    let name = SourceName::new("am");
    while hub.send_one(&name).await.is_some() {}
    assert_eq!(am.acted(), ["ack a", "ack b"], "unack waits behind the ack that waits");
    // The source is back: what waits is due, in its order.
    assert_eq!(hub.hurry(&name).await, 1);
    while hub.send_one(&name).await.is_some() {}
    assert_eq!(am.acted(), ["ack a", "ack b", "ack a", "unack a"]);
    assert_eq!(hub.unsettled().await, 0);
}

#[tokio::test]
async fn later_waits_as_long_as_the_source_asks() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    am.acts(&[later(Some(90)), later(None)]);
    ask(&hub, "am", "a", ACK).await;
    let name = SourceName::new("am");
    let before = clock::utc();
    let sent = hub.send_one(&name).await.unwrap();
    let ActState::Waiting { next_at, tries: 1, .. } = sent.state else { panic!("{sent:?}") };
    assert!((before + 90..=clock::utc() + 91).contains(&next_at));
    assert_eq!(hub.next_due().await, Some(next_at));
    assert!(hub.send_one(&name).await.is_none(), "not before");
    hub.retry(sent.key).await.unwrap();
    let again = hub.send_one(&name).await.unwrap();
    assert_eq!(again.key, sent.key, "the same key for life");
    let ActState::Waiting { next_at, tries: 2, .. } = again.state else { panic!("{again:?}") };
    assert!(next_at - clock::utc() <= 1, "second try within a second");
}

#[tokio::test]
async fn refusals_keep_their_kind_and_words() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    let name = SourceName::new("am");
    for (error, fault) in [
        (ActError::Refused(safe("no")), Fault::Refused),
        (ActError::NotFound(safe("no")), Fault::NotFound),
        (ActError::Conflict(safe("no")), Fault::Conflict),
    ] {
        am.acts(&[Act::Fail(error)]);
        ask(&hub, "am", "a", ACK).await;
        let sent = hub.send_one(&name).await.unwrap();
        assert_eq!((sent.state, sent.fault), (ActState::Failed(safe("no")), Some(fault)));
    }
    ask(&hub, "am", "a", Verb::resolved("fixed", "pool restarted")).await;
    let sent = hub.send_one(&name).await.unwrap();
    assert_eq!(sent.state, ActState::Failed(safe("this source resolves by itself")));
    assert_eq!(am.acted().len(), 3, "what it cannot do never reaches it");
}

#[tokio::test]
async fn a_resolution_that_an_older_version_queued_without_words_is_kept_and_says_what_is_missing() {
    let am = Script::resolving("am");
    let (hub, _dir) = hub(&[&am]).await;
    let name = SourceName::new("am");
    let key = ask(&hub, "am", "a", Verb::Resolve { code: None, note: None }).await;
    let sent = hub.send_one(&name).await.unwrap();
    let ActState::Failed(words) = sent.state else { panic!("{sent:?}") };
    assert_eq!(sent.fault, Some(Fault::Refused));
    assert!(
        words.shown().starts_with("code: is missing, and so is note; say how it ended: fixed,"),
        "{words:?}"
    );
    assert!(words.shown().contains("--code CODE --note TEXT"), "{words:?}");
    assert_eq!(am.acted(), [""; 0], "it is not told to a source that would take it");
    let kept = hub.action(key).await.unwrap().expect("it is still in the outbox");
    assert!(matches!(kept.state, ActState::Failed(_)), "{kept:?}");
    ask(&hub, "am", "a", Verb::resolved("fixed", "disk cleared")).await;
    let sent = hub.send_one(&name).await.unwrap();
    assert!(matches!(sent.state, ActState::Confirmed { .. }), "what it lacks holds up nothing: {sent:?}");
    assert_eq!(am.acted(), ["resolve a"]);
    // A source with rules of its own is asked, and says it itself.
    let own = Script::keeping_all("own");
    let (hub, _dir) = super::hub(&[&own]).await;
    ask(&hub, "own", "a", Verb::Resolve { code: None, note: None }).await;
    hub.send_one(&SourceName::new("own")).await.unwrap();
    assert_eq!(own.acted(), ["resolve a"]);
}

#[tokio::test]
async fn an_acknowledgement_confirmed_takes_the_incident() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    am.lists(&[incident("am", "a")]);
    list(&hub, "am").await;
    ask(&hub, "am", "a", ACK).await;
    let sent = hub.send_one(&SourceName::new("am")).await.unwrap();
    assert!(
        matches!(sent.state, ActState::Confirmed { local: false, elapsed_ms, .. } if elapsed_ms < 60_000)
    );
    assert_eq!(owner(&sent.changes), safe("ana"), "the row changes with the answer");
}

#[tokio::test]
async fn what_the_overlay_keeps_needs_no_source_and_can_be_taken_back() {
    let am = Script::new("am");
    let (hub, dir) = hub(&[&am]).await;
    let mut a = incident("am", "a");
    a.owner = Some(safe("source's own"));
    am.lists(&[a]);
    list(&hub, "am").await;
    am.is_down();
    let name = SourceName::new("am");
    ask(&hub, "am", "a", Verb::Assign { to: Some(safe("bob")) }).await;
    let sent = hub.send_one(&name).await.unwrap();
    assert!(matches!(sent.state, ActState::Confirmed { local: true, .. }));
    assert_eq!(owner(&sent.changes), safe("bob"));
    assert_eq!(am.acted(), [""; 0]);
    // What another process changes shows with the next list, though the source says that nothing changed.
    let other = hub_in(&[&am], &dir).await;
    ask(&other, "am", "a", Verb::Assign { to: None }).await;
    other.send_one(&name).await.unwrap();
    am.unchanged();
    let fresh = hub.refresh(&name).await.unwrap();
    assert_eq!(owner(&fresh.changes), safe("source's own"), "ours uncovers theirs");
}

#[tokio::test]
async fn an_action_of_a_source_that_was_removed_says_so() {
    let am = Script::new("am");
    let (hub, dir) = hub(&[&am]).await;
    let key = ask(&hub, "am", "a", ACK).await;
    let other = Script::new("other");
    let hub = hub_in(&[&other], &dir).await;
    // Nobody here sends it; it waits for its source to come back.
    assert_eq!(hub.drain(Duration::from_millis(50), |_| {}).await, 1);
    assert_eq!(hub.action(key).await.unwrap().unwrap().state, ActState::Queued);
}

#[tokio::test]
async fn a_drain_ends_in_time_and_says_what_is_left() {
    let (am, slow) = (Script::new("am"), Script::new("slow"));
    let (hub, _dir) = hub(&[&am, &slow]).await;
    slow.acts(&[later(Some(60))]);
    for native in ["a", "b", "c"] {
        ask(&hub, "am", native, ACK).await;
    }
    ask(&hub, "slow", "s", ACK).await;
    let (began, mut told) = (Instant::now(), 0);
    let left = hub.drain(Duration::from_millis(400), |_| told += 1).await;
    assert_eq!((left, told), (1, 4));
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(am.acted().len(), 3, "a source that cannot does not hold up one that can");
}

#[tokio::test]
async fn waiting_for_ones_own_actions_sees_what_another_process_settles() {
    let am = Script::new("am");
    let (hub, dir) = hub(&[&am]).await;
    let other = hub_in(&[&am], &dir).await;
    let key = ask(&hub, "am", "a", ACK).await;
    let leased = other.lease(&SourceName::new("am")).await.unwrap();
    assert_eq!(leased.key(), key);
    let keys = [key];
    let waiting = hub.settle_all(&keys, Duration::from_secs(20));
    let sending = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        other.send(leased).await
    };
    let (settled, _) = tokio::join!(waiting, sending);
    assert!(matches!(settled[0].0.state, ActState::Confirmed { .. }));
    assert_eq!(am.acted().len(), 1, "sent once");
}

#[tokio::test]
async fn what_was_typed_and_when_one_was_here_is_kept() {
    let am = Script::new("am");
    let (hub, dir) = hub(&[&am]).await;
    hub.save_draft("note:am/a", &Opaque::new("half a sen")).await.unwrap();
    hub.note_visit().await;
    let hub = hub_in(&[&am], &dir).await;
    assert_eq!(hub.load_draft("note:am/a").await.unwrap().unwrap().text, Opaque::new("half a sen"));
    assert!(hub.last_visit().await.is_some_and(|t| clock::utc() - t < 60));
    assert!(hub.delete_draft("note:am/a").await.unwrap());
}

#[tokio::test]
async fn what_was_refused_can_be_dropped_and_its_words_are_kept() {
    let am = Script::keeping_all("am");
    let (hub, dir) = hub(&[&am]).await;
    am.acts(&[Act::Fail(ActError::Refused(safe("no")))]);
    let key = ask(&hub, "am", "a", Verb::Note { text: Opaque::new("two hours of work") }).await;
    let sent = hub.send_one(&SourceName::new("am")).await.unwrap();
    assert_eq!(sent.state, ActState::Failed(safe("no")));
    assert!(hub.drop_action(key).await.unwrap().is_some());
    let hub = hub_in(&[&am], &dir).await;
    assert_eq!((hub.action(key).await, hub.outbox_all().await), (Ok(None), Ok(Vec::new())));
    let slot = "note:am/a";
    let draft = hub.load_draft(slot).await.unwrap().unwrap();
    assert_eq!(draft.text, Opaque::new("two hours of work"));
    // What was begun since is not written over.
    hub.save_draft(slot, &Opaque::new("newer")).await.unwrap();
    let key = ask(&hub, "am", "a", Verb::Note { text: Opaque::new("older") }).await;
    assert!(hub.drop_action(key).await.unwrap().is_some());
    assert_eq!(hub.load_draft(slot).await.unwrap().unwrap().text, Opaque::new("newer"));
}
