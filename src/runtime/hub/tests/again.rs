//! Two tasks speak of one incident: whatever is said first, the last word is the newest.

use super::{Script, hub, incident, safe};
use crate::{
    backend::Target,
    domain::{Change, Incident, SourceName},
    runtime::hub::Hub,
};

fn owned(by: &str) -> Incident {
    let mut one = incident("am", "a");
    one.owner = Some(safe(by));
    one
}

/// Who owns it by each change, `-` where it left.
fn owners(changes: &[Change]) -> Vec<String> {
    let owner = |change: &Change| match change {
        Change::Upsert(i) => i.owner.as_ref().map_or_else(String::new, |o| o.shown().to_owned()),
        Change::Gone { .. } => "-".to_owned(),
    };
    changes.iter().map(owner).collect()
}

async fn refresh(hub: &Hub, source: &str) -> Vec<String> {
    owners(&hub.refresh(&SourceName::new(source)).await.unwrap().changes)
}

#[tokio::test]
async fn what_an_action_said_is_said_once_more_as_it_is_then() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    let name = SourceName::new("am");
    am.lists(&[owned("ana")]);
    assert_eq!(refresh(&hub, "am").await, ["ana"]);
    // A listing takes it in, and is handed on before what an action said; nothing else changes.
    am.lists(&[owned("bob")]);
    assert_eq!(refresh(&hub, "am").await, ["bob"]);
    hub.handed_on(&name, vec![Change::Upsert(owned("ana"))]);
    assert_eq!(refresh(&hub, "am").await, ["bob"], "the screen may show ana's");
    assert_eq!(refresh(&hub, "am").await, [""; 0], "once");
}

#[tokio::test]
async fn it_is_said_behind_what_the_listing_itself_changes() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    am.lists(&[owned("ana")]);
    refresh(&hub, "am").await;
    hub.handed_on(&SourceName::new("am"), vec![Change::Upsert(owned("ana"))]);
    am.lists(&[owned("bob")]);
    let said = refresh(&hub, "am").await;
    assert_eq!(said.last().map(String::as_str), Some("bob"), "{said:?}");
}

#[tokio::test]
async fn one_that_left_meanwhile_has_left() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    am.lists(&[owned("ana")]);
    refresh(&hub, "am").await;
    am.lists(&[]);
    assert_eq!(refresh(&hub, "am").await, ["-"]);
    hub.handed_on(&SourceName::new("am"), vec![Change::Upsert(owned("ana"))]);
    assert_eq!(refresh(&hub, "am").await, ["-"]);
    // And one that came back is there, though an action said that it left.
    am.lists(&[owned("ana")]);
    refresh(&hub, "am").await;
    let at = owned("ana").updated_at;
    let gone = Change::Gone { id: owned("ana").id, at, why: safe("closed") };
    hub.handed_on(&SourceName::new("am"), vec![gone]);
    assert_eq!(refresh(&hub, "am").await, ["ana"]);
}

#[tokio::test]
async fn a_source_that_keeps_everything_is_asked_how_it_stands() {
    let own = Script::keeping_all("own");
    let (hub, _dir) = hub(&[&own]).await;
    let with = |by: &str| Incident { owner: Some(safe(by)), ..incident("own", "a") };
    own.lists(&[with("ana")]);
    refresh(&hub, "own").await;
    own.lists(&[with("bob")]);
    own.numbers(&[with("bob")]);
    assert_eq!(refresh(&hub, "own").await, ["bob"]);
    hub.handed_on(&SourceName::new("own"), vec![Change::Upsert(with("ana"))]);
    assert_eq!(refresh(&hub, "own").await, ["bob"], "read, for only a hash of it is here");
    hub.handed_on(&SourceName::new("own"), vec![Change::Upsert(with("bob"))]);
    assert_eq!(refresh(&hub, "own").await, ["bob"], "it is the newest, and said without asking");
}

#[tokio::test]
async fn what_ended_and_came_back_is_not_sent_away_once_more() {
    let own = Script::keeping_all("own");
    let (hub, _dir) = hub(&[&own]).await;
    let open = Incident { owner: Some(safe("ana")), ..incident("own", "a") };
    let cancelled = Incident { state: crate::domain::State::Cancelled, ..open.clone() };
    let at = open.updated_at;
    let ended = || {
        let gone = Change::Gone { id: open.id.clone(), at, why: safe("cancelled") };
        vec![Change::Upsert(cancelled.clone()), gone]
    };
    // It was taken back before the next listing.
    own.lists(std::slice::from_ref(&open));
    own.numbers(std::slice::from_ref(&open));
    refresh(&hub, "own").await;
    hub.handed_on(&SourceName::new("own"), ended());
    assert_eq!(refresh(&hub, "own").await, ["ana"]);
    // The leaving alone takes nothing back either.
    hub.handed_on(&SourceName::new("own"), ended().split_off(1));
    assert!(!refresh(&hub, "own").await.contains(&"-".to_owned()));
    // Where it stayed away, that is said again.
    own.lists(&[]);
    assert_eq!(refresh(&hub, "own").await, ["-"]);
    hub.handed_on(&SourceName::new("own"), ended());
    assert_eq!(refresh(&hub, "own").await, ["ana", "-"]);
}

#[tokio::test]
async fn a_look_that_a_listing_overtook_takes_nothing_back() {
    for (source, script) in [("am", Script::new("am")), ("own", Script::keeping_all("own"))] {
        let (hub, _dir) = hub(&[&script]).await;
        let with = |by: &str| Incident { owner: Some(safe(by)), ..incident(source, "a") };
        script.lists(&[with("ana")]);
        script.numbers(&[with("ana")]);
        refresh(&hub, source).await;
        let (read, go) = script.holds();
        let target = Target::from(&with("ana"));
        let look = hub.look(&target);
        let meanwhile = async {
            read.notified().await;
            // It has read ana's. Now it is bob's, and a listing says so first.
            script.lists(&[with("bob")]);
            script.numbers(&[with("bob")]);
            assert_eq!(refresh(&hub, source).await, ["bob"]);
            go.notify_one();
        };
        let (said, ()) = tokio::join!(look, meanwhile);
        let said = owners(&said.unwrap());
        assert!(said.iter().all(|owner| owner == "bob"), "{source} took it back: {said:?}");
        // The source says nothing new, so nothing would ever mend it.
        script.unchanged();
        let said = refresh(&hub, source).await;
        assert!(said.iter().all(|owner| owner == "bob"), "{source}: {said:?}");
    }
}

#[tokio::test]
async fn an_answer_that_a_listing_overtook_is_read_once_more() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    let name = SourceName::new("am");
    am.lists(&[owned("ana")]);
    refresh(&hub, "am").await;
    am.acts(&[super::Act::Is(Box::new(owned("jo")))]);
    let ack = crate::backend::Verb::Ack { note: None, for_s: None };
    hub.enqueue(vec![(Target::from(&owned("ana")), ack)], &safe("ana")).await.unwrap();
    let mut burst = hub.burst(&name);
    burst.begin(1).await;
    burst.landing().await;
    // Its answer is here and not taken in yet, and a listing says something newer.
    am.lists(&[owned("bob")]);
    am.numbers(&[owned("bob")]);
    assert_eq!(refresh(&hub, "am").await, ["bob"]);
    let sent = burst.settle().await;
    assert!(owners(&sent[0].changes).iter().all(|owner| owner == "bob"), "{sent:?}");
    let rows = hub.source(&name).unwrap().handed().rows();
    assert_eq!(rows[0].owner, Some(safe("bob")));
}
