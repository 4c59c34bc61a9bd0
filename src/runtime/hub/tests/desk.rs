//! The service desk through the engine: practices, people, searches, whole incidents, new ones, and records that we keep.

use std::{sync::Arc, time::Duration};

use super::{Act, Script, hub, hub_in, incident, safe};
use crate::{
    app::{Effect, Msg, model::pending::ActState},
    backend::{ActError, Draft, Target, Verb},
    domain::{
        Change, Incident, Number, Practice, SourceName, State,
        directory::{Directory, Person},
        event::EventKind,
        incident::{HoldReason, LocalField},
        query::Query,
    },
    outbox::new_key,
    runtime::{
        hub::{Fault, Hub, News},
        screen::effects::answers,
    },
    text::Opaque,
};

fn person(id: &str) -> Person {
    Person { id: safe(id), ..Person::default() }
}

fn people(ids: &[&str]) -> Directory {
    Directory { people: ids.iter().map(|id| person(id)).collect(), services: Vec::new() }
}

fn practice(code: &str) -> Practice {
    Practice { codes: vec![safe(code)], ..Practice::default() }
}

fn query(text: &str) -> Query {
    Query::parse(text).unwrap()
}

fn own(native: &str, number: u32, state: State) -> Incident {
    Incident { number: Number::new(number), state, ..incident("own", native) }
}

async fn list(hub: &Hub, source: &str) -> Vec<Change> {
    hub.refresh(&SourceName::new(source)).await.unwrap().changes
}

/// Asks, sends, and says how it went and what changed.
async fn act(hub: &Hub, target: &Incident, verb: Verb) -> (ActState, Option<Fault>, Vec<Change>) {
    hub.enqueue(vec![(Target::from(target), verb)], &safe("ana")).await.unwrap();
    let sent = hub.send_one(&target.source).await.unwrap();
    (sent.state, sent.fault, sent.changes)
}

#[tokio::test]
async fn a_source_tells_its_own_practice_and_the_configured_one_holds_for_the_rest() {
    let (own, am) = (Script::keeping_all("own"), Script::new("am"));
    let (hub, dir) = hub(&[&own, &am]).await;
    hub.configure(Arc::new(practice("ours")), people(&["ana", "bob"]));
    own.tells(Some(practice("theirs")), Some(people(&["bob", "cleo"])));
    let name = SourceName::new("own");
    let News { practice, directory } = hub.learn(&name).await.unwrap();
    assert_eq!(practice.unwrap().codes, [safe("theirs")]);
    let ids: Vec<_> = directory.unwrap().people.iter().map(|p| p.id.clone()).collect();
    assert_eq!(ids, ["ana", "bob", "cleo"].map(safe));
    assert_eq!(hub.learn(&name).await.unwrap(), News::default(), "nothing new");
    assert_eq!(hub.practices().of("own").codes, [safe("theirs")]);
    assert_eq!(hub.practices().of("am").codes, [safe("ours")]);

    // Off the line it is known from the last time, whatever is configured since.
    let later = hub_in(&[&own, &am], &dir).await;
    later.configure(Arc::new(self::practice("ours, later")), Directory::default());
    assert_eq!(later.practices().of("own").codes, [safe("theirs")]);
    assert_eq!(later.practices().of("am").codes, [safe("ours, later")]);
}

#[tokio::test]
async fn a_search_asks_sources_that_can_be_asked_and_looks_among_ours_for_the_rest() {
    let (own_source, am) = (Script::keeping_all("own"), Script::new("am"));
    let (hub, _dir) = hub(&[&own_source, &am]).await;
    let mut newer = own("INC-2", 2, State::Closed);
    newer.opened_at = newer.opened_at + 60;
    own_source.numbers(&[own("INC-1", 1, State::Closed), newer, own("INC-3", 3, State::New)]);
    am.lists(&[incident("am", "a"), incident("am", "b")]);
    list(&hub, "am").await;
    let found = async |text: &str, source: Option<&str>, limit: u32| -> Vec<String> {
        let source = source.map(SourceName::new);
        let found = hub.search(&query(text), source.as_ref(), limit, &safe("ana")).await.unwrap();
        found.iter().map(|i| i.id.as_str().to_owned()).collect()
    };
    assert_eq!(found("state:closed", None, 9).await, ["own/INC-2", "own/INC-1"], "the newest first");
    assert_eq!(found("broken", None, 2).await.len(), 2);
    assert_eq!(found("broken", Some("am"), 9).await, ["am/a", "am/b"]);
    // What we ended is found, and so is what left the list.
    let cancel =
        Verb::Cancel { reason: crate::domain::record::CancelReason::Test, detail: None, duplicate_of: None };
    act(&hub, &incident("am", "a"), cancel).await;
    assert_eq!(found("state:cancelled", Some("am"), 9).await, ["am/a"]);
    assert_eq!(found("state:open", Some("am"), 9).await, ["am/b"]);
    let effect = Effect::Find { ask: 7, source: None, query: query("state:new"), limit: 9 };
    let [Msg::Found { ask: 7, incidents: Ok(found) }] = &answers(&hub, &safe("ana"), effect).await[..] else {
        panic!("one answer expected");
    };
    assert_eq!(found.len(), 2);
}

#[tokio::test]
async fn an_incident_is_read_whole_and_one_that_is_over_is_told_and_gone() {
    let source = Script::keeping_all("own");
    let (hub, _dir) = hub(&[&source]).await;
    source.lists(&[own("INC-1", 1, State::New), own("INC-2", 2, State::New)]);
    assert_eq!(list(&hub, "own").await.len(), 2);
    let mut whole = own("INC-1", 1, State::New);
    Arc::make_mut(&mut whole.detail).description = Some(safe("the long words"));
    source.numbers(&[whole.clone(), own("INC-2", 2, State::Closed)]);
    let look = async |i: &Incident| answers(&hub, &safe("ana"), Effect::Look(Target::from(i))).await;
    let [Msg::Changes { changes, .. }] = &look(&whole).await[..] else { panic!("a change expected") };
    assert_eq!(changes[..], [Change::Upsert(whole.clone())]);
    assert!(look(&whole).await.is_empty(), "said already");
    let over = own("INC-2", 2, State::Closed);
    let [Msg::Changes { changes, .. }] = &look(&over).await[..] else { panic!("changes expected") };
    let [Change::Upsert(shown), Change::Gone { id, .. }] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!((shown, id), (&over, &over.id), "the screen on it shows what it is, the board drops it");
}

#[tokio::test]
async fn a_new_incident_is_opened_once_and_a_lost_answer_says_so() {
    let source = Script::keeping_all("own");
    let (hub, _dir) = hub(&[&source]).await;
    let new = own("INC-9", 9, State::New);
    let key = new_key();
    let open = async || {
        let effect = Effect::OpenNew {
            slot: "new:1".to_owned(),
            source: SourceName::new("own"),
            key,
            draft: Box::new(Draft { title: Opaque::new("x"), ..Draft::default() }),
        };
        answers(&hub, &safe("ana"), effect).await
    };
    source.opens(&[Act::Fail(ActError::Refused(safe("title: too short")))]);
    let [Msg::Opened { incident: Err(words), .. }] = &open().await[..] else { panic!("refused") };
    assert!(words.contains_folded("too short") && words.contains_folded("kept"), "{words:?}");
    source.opens(&[
        Act::Fail(ActError::Later { words: safe("503"), retry_after_s: Some(600) }),
        Act::Is(Box::new(new.clone())),
    ]);
    let [Msg::Opened { incident: Err(words), .. }] = &open().await[..] else { panic!("not known") };
    assert!(words.contains_folded("not known whether it was opened"), "{words:?}");
    let said = open().await;
    let [Msg::Changes { changes, .. }, Msg::Opened { slot, incident: Ok(opened) }] = &said[..] else {
        panic!("{said:?}")
    };
    assert_eq!(
        (changes[..].first(), slot.as_str(), &**opened),
        (Some(&Change::Upsert(new.clone())), "new:1", &new)
    );
    assert!(source.opened().iter().all(|used| *used == key), "one key for life");
}

#[tokio::test]
async fn what_the_source_cannot_hold_is_decided_here() {
    let am = Script::new("am");
    let (hub, dir) = hub(&[&am]).await;
    am.lists(&[incident("am", "a"), incident("am", "b")]);
    list(&hub, "am").await;
    let a = incident("am", "a");
    let (state, fault, changes) = act(&hub, &a, Verb::Start).await;
    assert!(matches!(state, ActState::Confirmed { local: true, .. }) && fault.is_none(), "{state:?}");
    let [Change::Upsert(shown)] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!((shown.state, shown.owner.clone()), (State::InProgress, Some(safe("ana"))));
    assert!(shown.detail.local.contains(&LocalField::State));
    let hold = Verb::Hold { reason: HoldReason::Other, detail: None, until: None, message: None };
    let (state, fault, changes) = act(&hub, &a, hold).await;
    let ActState::Failed(words) = &state else { panic!("{state:?}") };
    assert!(words.contains_folded("detail"), "what is missing is told: {words:?}");
    assert_eq!((fault, changes.len()), (Some(Fault::Refused), 0));
    let (state, ..) = act(&hub, &a, Verb::Start).await;
    assert!(matches!(state, ActState::Confirmed { words: Some(_), .. }), "so already: {state:?}");
    assert_eq!(am.acted(), [""; 0], "the source hears nothing of it");

    // Another process, after the source said the same list again.
    let other = hub_in(&[&am], &dir).await;
    let seen = list(&other, "am").await;
    let state_of = |native: &str| {
        seen.iter().find_map(|c| match c {
            Change::Upsert(i) if i.id == incident("am", native).id => Some(i.state),
            _ => None,
        })
    };
    assert_eq!((state_of("a"), state_of("b")), (Some(State::InProgress), Some(State::New)));
    am.unchanged();
    assert_eq!(list(&hub, "am").await, [], "nothing new");

    // Ended here: it leaves the board, and stays known.
    let cancel = Verb::Cancel {
        reason: crate::domain::record::CancelReason::FalsePositive,
        detail: None,
        duplicate_of: None,
    };
    let (_, _, changes) = act(&hub, &a, cancel).await;
    assert!(matches!(&changes[..], [Change::Upsert(i), Change::Gone { .. }] if i.state == State::Cancelled));
    assert_eq!(list(&hub, "am").await, [], "and does not come back with the next list");
    let found = hub.find("am/a", Duration::from_secs(5)).await.unwrap().incident;
    assert_eq!(found.state, State::Cancelled);
    let events = hub.timeline(&Target::from(&found)).await.unwrap();
    assert!(events.iter().any(|e| e.kind == EventKind::Cancelled && e.local));
    // Another process's board drops it too.
    assert!(
        matches!(&list(&other, "am").await[..], [Change::Gone { why, .. }] if *why == safe("cancelled here"))
    );
    let (_, _, changes) = act(&hub, &a, Verb::Restore).await;
    assert!(matches!(&changes[..], [Change::Upsert(i)] if i.state == State::InProgress), "{changes:?}");
}

#[tokio::test]
async fn a_hold_whose_time_has_come_ends_with_the_upkeep() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    let a = incident("am", "a");
    am.lists(std::slice::from_ref(&a));
    list(&hub, "am").await;
    act(&hub, &a, Verb::Start).await;
    let until = crate::runtime::clock::utc() + 2;
    let hold = Verb::Hold { reason: HoldReason::Scheduled, detail: None, until: Some(until), message: None };
    let (state, ..) = act(&hub, &a, hold).await;
    assert!(matches!(state, ActState::Confirmed { .. }), "{state:?}");
    let name = SourceName::new("am");
    assert!(!hub.tend(&name).await || crate::runtime::clock::utc() >= until);
    let waited = tokio::time::timeout(Duration::from_secs(20), async {
        while !hub.tend(&name).await {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    waited.await.unwrap();
    let [Change::Upsert(shown)] = &list(&hub, "am").await[..] else { panic!("it goes on") };
    assert_eq!((shown.state, &shown.hold), (State::InProgress, &None));
}
