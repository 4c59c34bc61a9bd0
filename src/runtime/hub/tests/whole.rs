//! A source that keeps everything itself: parts, changes, and no overlay of ours.

use std::time::Duration;

use super::{Act, Script, hub, hub_in, incident, safe, stamp};
use crate::{
    app::model::pending::ActState,
    backend::{Listing, ReadError, Target, Verb},
    domain::{Change, Incident, IncidentId, Number, SourceName, State},
    runtime::hub::{Find, Hub},
    text::Opaque,
};

const WAIT: Duration = Duration::from_secs(5);

#[expect(clippy::unnecessary_wraps, reason = "a script is of answers and failures")]
fn part(natives: &[&str], first: bool, last: bool) -> Result<Listing, ReadError> {
    let incidents = natives.iter().map(|native| incident("own", native)).collect();
    Ok(Listing::Part { incidents, first, last, stamp: stamp() })
}

#[expect(clippy::unnecessary_wraps, reason = "as above")]
fn changed(changes: Vec<Change>) -> Result<Listing, ReadError> {
    Ok(Listing::Changed(changes, stamp()))
}

fn numbered(source: &str, native: &str, number: u32) -> Incident {
    Incident { number: Number::new(number), ..incident(source, native) }
}

fn gone(native: &str) -> Change {
    Change::Gone { id: incident("own", native).id, at: stamp().at, why: safe("resolved by ana") }
}

/// One answer: what it changes, and whether there is more.
async fn next(hub: &Hub) -> (Vec<String>, bool) {
    let fresh = hub.refresh_part(&SourceName::new("own")).await.unwrap();
    (super::read::told(&fresh.changes), fresh.more)
}

#[tokio::test]
async fn parts_are_handed_out_as_they_come_and_the_last_one_tells_what_left() {
    let own = Script::keeping_all("own");
    let (hub, _dir) = hub(&[&own]).await;
    own.says(vec![
        part(&["a", "b"], true, false),
        part(&["c"], false, false),
        part(&["d"], false, true),
        // Another whole one: only what differs.
        part(&["a", "e"], true, false),
        part(&["d"], false, true),
    ]);
    assert_eq!(next(&hub).await, (vec!["+own/a".to_owned(), "+own/b".to_owned()], true));
    assert_eq!(next(&hub).await, (vec!["+own/c".to_owned()], true));
    assert_eq!(next(&hub).await, (vec!["+own/d".to_owned()], false));
    assert_eq!(next(&hub).await, (vec!["+own/e".to_owned()], true));
    assert_eq!(next(&hub).await, (vec!["-own/b".to_owned(), "-own/c".to_owned()], false));
}

#[tokio::test]
async fn between_two_parts_nobody_waits() {
    let own = Script::keeping_all("own");
    let (hub, _dir) = hub(&[&own]).await;
    own.says(vec![part(&["a"], true, false), part(&["b"], false, true)]);
    let name = SourceName::new("own");
    next(&hub).await;
    tokio::time::timeout(WAIT, hub.watch(&name, Duration::from_hours(1))).await.unwrap();
    next(&hub).await;
    let watched = tokio::time::timeout(Duration::from_millis(20), hub.watch(&name, Duration::from_hours(1)));
    assert!(watched.await.is_err(), "everything was said");
}

#[tokio::test]
async fn changes_are_applied_to_what_was_handed_out() {
    let own = Script::keeping_all("own");
    let (hub, _dir) = hub(&[&own]).await;
    let mut b = incident("own", "b");
    b.owner = Some(safe("ana"));
    let over = Incident { state: State::Resolved, ..b.clone() };
    own.says(vec![
        part(&["a", "b"], true, true),
        changed(vec![Change::Upsert(incident("own", "a")), Change::Upsert(b.clone())]),
        changed(vec![Change::Upsert(b), gone("a"), gone("a"), gone("x")]),
        changed(vec![Change::Upsert(over.clone())]),
        changed(vec![Change::Upsert(Incident { state: State::Closed, ..over })]),
    ]);
    next(&hub).await;
    assert_eq!(next(&hub).await.0, ["+own/b"], "a is as it was");
    assert_eq!(next(&hub).await.0, ["-own/a"], "once");
    assert_eq!(next(&hub).await.0, ["+own/b"], "what is resolved waits to be closed");
    assert_eq!(next(&hub).await.0, ["-own/b"], "what is closed has left");
}

#[tokio::test]
async fn a_listing_that_broke_off_is_begun_anew_and_nothing_is_lost() {
    let own = Script::keeping_all("own");
    let (hub, _dir) = hub(&[&own]).await;
    let down = || Err(ReadError::Unreachable(safe("connection refused")));
    own.says(vec![
        part(&["a"], true, false),
        down(),
        part(&["a", "b"], true, false),
        part(&["c"], false, true),
    ]);
    let name = SourceName::new("own");
    assert!(hub.refresh(&name).await.is_err());
    let fresh = hub.refresh(&name).await.unwrap();
    assert_eq!(super::read::told(&fresh.changes), ["+own/a", "+own/b", "+own/c"]);
    assert!(!fresh.more && fresh.health.answered);
}

#[tokio::test]
async fn the_overlay_has_no_part_in_it() {
    let own = Script::keeping_all("own");
    let (hub, dir) = hub(&[&own]).await;
    let a = incident("own", "a");
    own.says(vec![part(&["a"], true, true), changed(Vec::new())]);
    let fresh = hub.refresh(&SourceName::new("own")).await.unwrap();
    let [Change::Upsert(shown)] = &fresh.changes[..] else { panic!("{:?}", fresh.changes) };
    assert_eq!(*shown, a, "no number of ours, no local field");

    // Every verb is the source's, and what it reads back is what is shown.
    let taken = Incident { owner: Some(safe("ana")), ..a.clone() };
    own.acts(&[Act::Is(Box::new(taken.clone()))]);
    let target = Target::from(&a);
    for verb in [Verb::Assign { to: Some(safe("ana")) }, Verb::Note { text: Opaque::new("looked") }] {
        hub.enqueue(vec![(target.clone(), verb)], &safe("ana")).await.unwrap();
    }
    let sent = hub.send_one(&SourceName::new("own")).await.unwrap();
    assert!(matches!(sent.state, ActState::Confirmed { local: false, .. }));
    assert_eq!(sent.changes, [Change::Upsert(taken)]);
    let sent = hub.send_one(&SourceName::new("own")).await.unwrap();
    assert!(matches!(sent.state, ActState::Confirmed { local: false, .. }));
    assert_eq!(sent.changes, [], "it said the same again");
    assert_eq!(own.acted(), ["assign a", "note a"]);

    let events = hub.timeline(&target).await.unwrap();
    assert_eq!(events.iter().map(|e| e.text.clone()).collect::<Vec<_>>(), [safe("theirs")]);
    assert!(!hub.tend(&SourceName::new("own")).await);
    assert_eq!(own.tended(), 0);
    let local = hub_in(&[&own], &dir).await.0.store.local.clone();
    for number in 1..3 {
        assert_eq!(local.number(Number::new(number).unwrap()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_number_is_asked_of_every_source_that_gives_its_own() {
    let (own, other, am) = (Script::keeping_all("own"), Script::keeping_all("other"), Script::new("am"));
    let (hub, _dir) = hub(&[&own, &other, &am]).await;
    let closed = Incident { state: State::Resolved, ..numbered("own", "INC-000007", 7) };
    own.says(vec![part(&[], true, true)]);
    own.numbers(&[closed, numbered("own", "INC-000008", 8)]);
    other.says(vec![Ok(Listing::Whole(vec![numbered("other", "INC-000008", 8)], stamp()))]);
    am.lists(&[]);
    let row = hub.find("INC-7", WAIT).await.unwrap();
    assert_eq!((row.incident.id.as_str(), row.incident.state), ("own/INC-000007", State::Resolved));
    let both = hub.find("8", WAIT).await;
    let Err(Find::Ambiguous(_, ids)) = both else { panic!("{both:?}") };
    assert_eq!(
        ids.iter().map(IncidentId::as_str).collect::<Vec<_>>(),
        ["other/INC-000008", "own/INC-000008"]
    );
    assert!(matches!(hub.find("9", WAIT).await, Err(Find::NotFound(_))));
}

#[tokio::test]
async fn everything_is_read_at_once_for_the_command_line() {
    let own = Script::keeping_all("own");
    let (hub, _dir) = hub(&[&own]).await;
    own.says(vec![
        part(&["a"], true, false),
        part(&["b"], false, true),
        changed(vec![gone("a"), Change::Upsert(incident("own", "c"))]),
    ]);
    let ids = async || {
        let reading = hub.read_all(WAIT).await;
        assert_eq!(reading.errors, []);
        let mut ids: Vec<_> = reading.rows.iter().map(|r| r.incident.id.as_str().to_owned()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids().await, ["own/a", "own/b"]);
    assert_eq!(ids().await, ["own/b", "own/c"]);
}

#[tokio::test]
async fn a_source_that_keeps_nothing_may_answer_in_parts_as_well() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    let of = |natives: &[&str], first, last| {
        let incidents = natives.iter().map(|native| incident("am", native)).collect();
        Ok(Listing::Part { incidents, first, last, stamp: stamp() })
    };
    am.says(vec![
        of(&["a"], true, false),
        of(&["b"], false, true),
        changed(vec![
            Change::Upsert(incident("am", "c")),
            Change::Gone { id: incident("am", "a").id, at: stamp().at, why: safe("x") },
        ]),
    ]);
    let name = SourceName::new("am");
    assert_eq!(super::read::told(&hub.refresh(&name).await.unwrap().changes), ["+am/a", "+am/b"]);
    assert_eq!(super::read::told(&hub.refresh(&name).await.unwrap().changes), ["+am/c", "-am/a"]);
    let row = hub.find_in("am/c", &hub.read_all(WAIT).await).await.unwrap();
    assert!(row.incident.number.is_some(), "our number");
}

/// What the cache holds once `done` is true of it.
async fn cached(hub: &Hub, done: impl Fn(&[String]) -> bool) -> Vec<String> {
    let reads = async {
        loop {
            let page = hub.0.cache.first_page(100_000).await.unwrap();
            let mut ids: Vec<_> = page.incidents.iter().map(|i| i.id.as_str().to_owned()).collect();
            ids.sort();
            if done(&ids) {
                assert_eq!(page.total, ids.len() as u64);
                return ids;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), reads).await.expect("the cache gets there")
}

#[tokio::test]
async fn what_it_says_gets_into_the_cache_behind_everybodys_back() {
    let own = Script::keeping_all("own");
    let (hub, dir) = hub(&[&own]).await;
    own.says(vec![
        part(&["a", "b", "c"], true, true),
        changed(vec![gone("a"), Change::Upsert(incident("own", "d"))]),
    ]);
    next(&hub).await;
    cached(&hub, |ids| ids == ["own/a", "own/b", "own/c"]).await;
    next(&hub).await;
    cached(&hub, |ids| ids == ["own/b", "own/c", "own/d"]).await;

    // The next session: what the screen never took out of the cache goes as well.
    let hub = hub_in(&[&own], &dir).await;
    let page = hub.0.cache.first_page(1).await.unwrap();
    assert_eq!(hub.adopt(page).len(), 1);
    own.says(vec![part(&["b"], true, false), part(&["e"], false, true)]);
    next(&hub).await;
    next(&hub).await;
    cached(&hub, |ids| ids == ["own/b", "own/e"]).await;
    assert!(hub.cached_rest(0).await.unwrap().0.is_empty(), "the source knows better");
}

#[tokio::test]
async fn a_listing_does_not_run_away_from_the_cache() {
    let own = Script::keeping_all("own");
    let (hub, _dir) = hub(&[&own]).await;
    let many = |from: u32| (from..from + 1_500).map(|n| n.to_string()).collect::<Vec<_>>();
    let names: Vec<Vec<String>> = (0..4).map(|n| many(n * 1_500)).collect();
    let says = names.iter().enumerate().map(|(n, part_of)| {
        let natives: Vec<&str> = part_of.iter().map(String::as_str).collect();
        part(&natives, n == 0, n == 3)
    });
    own.says(says.collect());
    for n in 0..4 {
        next(&hub).await;
        let waits = hub.source(&SourceName::new("own")).unwrap().keeper().waiting();
        assert!(waits < 2_000 + 1_500, "part {n}: {waits} rows wait to be written");
    }
    assert_eq!(cached(&hub, |ids| ids.len() == 6_000).await.len(), 6_000);
}
