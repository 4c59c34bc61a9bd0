use std::{sync::atomic::Ordering, time::Duration};

use super::{Script, hub, hub_in, incident, safe};
use crate::{
    backend::{Target, Verb},
    domain::{Change, SourceName},
    runtime::hub::{Find, Hub},
    text::{Opaque, SafeText},
};

/// The changes of a refresh as `+id` and `-id`.
async fn refresh(hub: &Hub, source: &str) -> Vec<String> {
    let fresh = hub.refresh(&SourceName::new(source)).await.unwrap();
    told(&fresh.changes)
}

pub(super) fn told(changes: &[Change]) -> Vec<String> {
    let mut told: Vec<String> = changes
        .iter()
        .map(|c| match c {
            Change::Upsert(i) => format!("+{}", i.id.as_str()),
            Change::Gone { id, .. } => format!("-{}", id.as_str()),
        })
        .collect();
    told.sort();
    told
}

#[tokio::test]
async fn only_what_changed_is_handed_out() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    let (a, mut b, c) = (incident("am", "a"), incident("am", "b"), incident("am", "c"));
    am.lists(&[b.clone(), a.clone()]);
    assert_eq!(refresh(&hub, "am").await, ["+am/a", "+am/b"]);
    assert_eq!(refresh(&hub, "am").await, [""; 0], "the same list again");
    am.unchanged();
    assert_eq!(refresh(&hub, "am").await, [""; 0], "no new list");
    b.title = safe("it is more broken");
    am.lists(&[b.clone(), c.clone()]);
    assert_eq!(refresh(&hub, "am").await, ["+am/b", "+am/c", "-am/a"]);
    am.lists(&[c, b, a]);
    assert_eq!(refresh(&hub, "am").await, ["+am/a"]);
}

/// How often the overlay's rows were looked at.
fn looks(hub: &Hub) -> u64 {
    hub.0.store.local.looks.load(Ordering::Relaxed)
}

#[tokio::test]
async fn a_list_that_says_nothing_new_is_not_laid_over_again() {
    let am = Script::new("am");
    let (hub, dir) = hub(&[&am]).await;
    let list = [incident("am", "a"), incident("am", "b")];
    am.lists(&list);
    refresh(&hub, "am").await;
    let wal = |file: &str| std::fs::metadata(dir.path().join(file)).unwrap().modified().unwrap();
    let written = || (wal("data/local.db-wal"), wal("cache/cache.db-wal"));
    let (first, before) = (looks(&hub), written());
    // A body of other bytes, and one of the same.
    for _ in 0..3 {
        am.lists(&list);
        assert_eq!(refresh(&hub, "am").await, [""; 0]);
        am.unchanged();
        assert_eq!(refresh(&hub, "am").await, [""; 0]);
    }
    assert_eq!((looks(&hub), written()), (first, before));
    // Twice the same row is another list, though as long.
    am.lists(&[list[0].clone(), list[0].clone()]);
    assert_eq!(refresh(&hub, "am").await, ["-am/b"]);
}

#[tokio::test]
async fn what_another_process_wrote_arrives_though_the_list_is_the_same() {
    let am = Script::new("am");
    let (hub, dir) = hub(&[&am]).await;
    am.lists(&[incident("am", "a"), incident("am", "b")]);
    refresh(&hub, "am").await;
    let other = hub_in(&[&am], &dir).await;
    refresh(&other, "am").await;
    am.unchanged();
    // It gave no new numbers, but it was there.
    refresh(&hub, "am").await;
    let before = looks(&hub);
    assert_eq!(refresh(&hub, "am").await, [""; 0]);
    assert_eq!(looks(&hub), before);

    let row = other.find("am/a", Duration::from_secs(5)).await.unwrap();
    let take = |to| vec![(Target::from(&row.incident), Verb::Assign { to: Some(safe(to)) })];
    other.enqueue(take("ana"), &safe("ana")).await.unwrap();
    other.send_one(&SourceName::new("am")).await.unwrap();
    assert_eq!(refresh(&hub, "am").await, ["+am/a"]);
    assert_eq!(looks(&hub), before + 1);
    // And our own.
    hub.enqueue(take("jo"), &safe("jo")).await.unwrap();
    let sent = hub.send_one(&SourceName::new("am")).await.unwrap();
    assert_eq!(told(&sent.changes), ["+am/a"]);
    am.lists(&[incident("am", "a"), incident("am", "b")]);
    assert_eq!(refresh(&hub, "am").await, [""; 0], "told already");
    assert_eq!(owner(&hub, "am/a"), Some(safe("jo")));
    assert_eq!(refresh(&other, "am").await, ["+am/a"]);
}

fn owner(hub: &Hub, id: &str) -> Option<SafeText> {
    let rows = hub.source(&SourceName::new("am")).unwrap().handed().rows();
    rows.iter().find(|i| i.id.as_str() == id).unwrap().owner.clone()
}

#[tokio::test]
async fn numbers_are_given_on_first_sight_and_kept() {
    let am = Script::new("am");
    let (hub, dir) = hub(&[&am]).await;
    am.lists(&[incident("am", "a"), incident("am", "b")]);
    let numbers = |hub: &Hub| {
        let rows = hub.source(&SourceName::new("am")).unwrap().handed().rows().to_vec();
        rows.iter().map(|i| i.number.map(crate::domain::Number::get)).collect::<Vec<_>>()
    };
    refresh(&hub, "am").await;
    let first = numbers(&hub);
    assert!(first.iter().all(Option::is_some));
    let other = hub_in(&[&am], &dir).await;
    refresh(&other, "am").await;
    assert_eq!(numbers(&other), first);
}

#[tokio::test]
async fn what_the_cache_knew_and_the_source_does_not_is_gone() {
    let am = Script::new("am");
    let (hub, dir) = hub(&[&am]).await;
    am.lists(&[incident("am", "a"), incident("am", "b")]);
    refresh(&hub, "am").await;

    let hub = hub_in(&[&am], &dir).await;
    let (rows, as_of, more) = hub.cached(1).await.unwrap();
    assert_eq!((rows.len(), as_of.len(), more), (1, 1, 1));
    let (rest, next) = hub.cached_rest(0).await.unwrap();
    assert_eq!((rest.len(), next), (1, None), "without the row that was handed out");
    am.lists(&[incident("am", "b"), incident("am", "c")]);
    assert_eq!(refresh(&hub, "am").await, ["+am/c", "-am/a"]);

    let hub = hub_in(&[&am], &dir).await;
    refresh(&hub, "am").await;
    let (rest, _) = hub.cached_rest(0).await.unwrap();
    assert_eq!(rest, [], "a source that answered knows better than the cache");
}

#[tokio::test]
async fn a_failure_is_counted_and_keeps_what_was_known() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    am.lists(&[incident("am", "a")]);
    refresh(&hub, "am").await;
    am.is_down();
    for failures in 1..=3 {
        let unread = hub.refresh(&SourceName::new("am")).await.unwrap_err();
        assert_eq!((unread.health.failures, unread.health.answered), (failures, true));
        assert!(unread.health.error.is_some() && unread.health.as_of.is_some());
    }
    am.lists(&[incident("am", "a")]);
    let fresh = hub.refresh(&SourceName::new("am")).await.unwrap();
    assert_eq!((fresh.changes.len(), fresh.health.failures, fresh.health.error), (0, 0, None));
}

#[tokio::test]
async fn a_dead_source_is_filled_from_the_cache_and_named() {
    let (am, other) = (Script::new("am"), Script::new("other"));
    let (hub, dir) = hub(&[&am, &other]).await;
    am.lists(&[incident("am", "a")]);
    other.lists(&[incident("other", "o")]);
    assert_eq!(hub.read_all(Duration::from_secs(5)).await.errors, []);

    am.is_down();
    let hub = hub_in(&[&am, &other], &dir).await;
    let mut reading = hub.read_all(Duration::from_secs(5)).await;
    reading.rows.sort_by(|a, b| a.incident.id.cmp(&b.incident.id));
    let rows: Vec<_> =
        reading.rows.iter().map(|r| (r.incident.id.as_str(), r.stale, r.as_of.is_some())).collect();
    assert_eq!(rows, [("am/a", true, true), ("other/o", false, true)]);
    assert_eq!(reading.errors, [(SourceName::new("am"), safe("connection refused"))]);
}

#[tokio::test]
async fn an_incident_is_found_by_number_id_and_beginning() {
    let (am, down) = (Script::new("am"), Script::new("down"));
    let (hub, _dir) = hub(&[&am, &down]).await;
    let (mut a, mut b) = (incident("am", "ab12"), incident("am", "ab34"));
    (a.number, b.number) = (crate::domain::Number::new(41), crate::domain::Number::new(42));
    am.lists(&[a, b]);
    down.lists(&[]);
    let reading = hub.read_all(Duration::from_secs(5)).await;
    let find = async |text: &str| hub.find_in(text, &reading).await.map(|r| r.incident.id);
    for text in ["41", "0041", "INC-41", "inc-000041", "am/ab12", "am/ab1", "ab12", "ab1"] {
        assert_eq!(find(text).await.unwrap().as_str(), "am/ab12", "{text}");
    }
    assert!(matches!(find("ab").await, Err(Find::Ambiguous(_, all)) if all.len() == 2));
    assert!(matches!(find("zz").await, Err(Find::NotFound(_))));
    assert!(matches!(find("").await, Err(Find::NotFound(_))));
    down.is_down();
    let reading = hub.read_all(Duration::from_secs(5)).await;
    let found = hub.find_in("zz", &reading).await;
    assert!(matches!(found, Err(Find::Unreachable { dead, .. }) if dead.len() == 1));
}

#[tokio::test]
async fn an_incident_that_left_is_still_found_by_its_number() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    let mut urgent = incident("am", "a");
    urgent.priority = crate::domain::Priority::of(1, 1);
    urgent.service = Some(safe("checkout"));
    am.lists(&[urgent]);
    let row = hub.find("am/a", Duration::from_secs(5)).await.unwrap();
    let number = row.incident.number.unwrap();
    am.is_down();
    let reading =
        crate::runtime::hub::Reading { rows: Vec::new(), ..hub.read_all(Duration::from_secs(5)).await };
    let asked = hub.find_in(&number.get().to_string(), &reading).await;
    assert!(
        matches!(asked, Err(Find::Unreachable { .. })),
        "open and its source silent is not over: {asked:?}"
    );
    am.lists(&[]);
    let row = hub.find(&number.get().to_string(), Duration::from_secs(5)).await.unwrap();
    assert_eq!((row.incident.priority.level(), &row.incident.service), (1, &Some(safe("checkout"))));
    assert_eq!(row.incident.id.as_str(), "am/a");
    assert!(!row.incident.state.is_open());
}

#[tokio::test]
async fn our_timeline_is_shown_when_the_source_does_not_answer() {
    let am = Script::new("am");
    let (hub, _dir) = hub(&[&am]).await;
    am.lists(&[incident("am", "a")]);
    refresh(&hub, "am").await;
    let row = hub.find("am/a", Duration::from_secs(5)).await.unwrap();
    let target = Target::from(&row.incident);
    let note = Verb::Note { text: Opaque::new("looked at it") };
    hub.enqueue(vec![(target.clone(), note)], &safe("ana")).await.unwrap();
    hub.send_one(&SourceName::new("am")).await.unwrap();
    let events = hub.timeline(&target).await.unwrap();
    assert!(events.iter().any(|e| e.text == safe("looked at it")), "{events:?}");
    assert_eq!(events.last().unwrap().text, safe("connection refused"), "and says that something is missing");
    assert!(events.is_sorted_by_key(|e| e.at));
}

#[tokio::test]
async fn one_process_tends_for_all() {
    let am = Script::new("am");
    let (hub, dir) = hub(&[&am]).await;
    let other = hub_in(&[&am], &dir).await;
    let name = SourceName::new("am");
    for _ in 0..3 {
        hub.tend(&name).await;
        other.tend(&name).await;
    }
    assert_eq!(am.tended(), 3, "only the first one");
}
