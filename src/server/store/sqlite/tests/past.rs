//! Timelines with what may have caused it, and seeding.

use super::*;
use crate::{
    domain::{State, Verb, event::EventKind},
    server::store::Past,
    wire::{Actor, ActorKind, EventRecord, NewServiceChange, Service},
};

async fn service(store: &Store, id: &str, depends_on: &[&str]) {
    let depends_on = depends_on.iter().map(|d| text(d)).collect();
    let service = Service { id: text(id), depends_on, ..Service::default() };
    store.submit(asked(Op::Service(Box::new(service), by("ana")))).await.expect("a service");
}

async fn deploy(store: &Store, service: &str, minutes_ago: i64) {
    let title = text(&format!("{service} 2.0 to prod"));
    let by = By { at: Some(NOW - minutes_ago * 60), ..by("jenkins") };
    let change = NewServiceChange { service: text(service), title, by, ..NewServiceChange::default() };
    store.submit(asked(Op::Change(Box::new(change)))).await.expect("a change");
}

#[tokio::test]
async fn a_timeline_has_the_changes_that_may_have_caused_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    // A circle, and one that is too far.
    for (id, on) in
        [("web", vec!["api"]), ("api", vec!["db", "web"]), ("db", vec!["disk"]), ("disk", vec!["power"])]
    {
        service(&store, id, &on).await;
    }
    for (id, minutes_ago) in
        [("web", 30), ("db", 33), ("disk", 151), ("power", 31), ("other", 30), ("api", 5), ("disk", 149)]
    {
        deploy(&store, id, minutes_ago).await;
    }
    let new = NewIncident {
        title: text("slow"),
        service: Some(text("web")),
        by: By { at: Some(NOW - 30 * 60), ..by("ana") },
        ..NewIncident::default()
    };
    store.submit(asked(Op::New(Box::new(new)))).await.expect("opened");
    let told = async || -> Vec<String> {
        let events = store.timeline(Number::new(1).expect("one")).await.expect("read").expect("there");
        assert!(events.iter().all(|e| e.incident == Some(1)));
        events.iter().map(|e| format!("{} {}", e.kind.word(), e.text.shown())).collect()
    };
    let before = [
        "change disk 2.0 to prod (1h59m before, upstream)",
        "change db 2.0 to prod (3m before, upstream)",
        "change web 2.0 to prod (as it opened)",
        "opened opened, P3",
    ];
    let after = "change api 2.0 to prod (25m after, upstream)";
    assert_eq!(told().await, [&before[..], &[after]].concat());

    // A change after it was over has nothing to do with it.
    let by = By { at: Some(NOW - 10 * 60), ..by("ana") };
    let resolve = Action { verb: Verb::resolved("fixed", "pool restarted"), by };
    let number = Number::new(1).expect("one");
    acted(store.submit(asked(Op::Act { number, action: Box::new(resolve), if_version: None })).await);
    assert_eq!(told().await, [&before[..], &["resolved resolved: fixed: pool restarted"]].concat());
    assert_eq!(store.timeline(Number::new(2).expect("two")).await.expect("read"), None);
}

#[tokio::test]
async fn services_and_changes_come_in_pages() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    for id in ["b", "a", "c"] {
        service(&store, id, &[]).await;
        deploy(&store, id, 5).await;
    }
    let ids = |page: Vec<Service>| page.into_iter().map(|s| s.id).collect::<Vec<_>>();
    assert_eq!(ids(store.services(None, 2).await.expect("read")), [text("a"), text("b")]);
    assert_eq!(ids(store.services(Some("b"), 2).await.expect("read")), [text("c")]);
    assert!(store.service("a").await.expect("read").is_some());
    assert!(store.person("a").await.expect("read").is_none());
    let first = store.changes(None, None, None, None, 2).await.expect("read");
    let of = |page: &[crate::wire::ServiceChange]| page.iter().map(|c| c.service.clone()).collect::<Vec<_>>();
    assert_eq!(of(&first), [text("c"), text("a")]);
    let key = crate::server::store::Key { value: first[1].at.unix(), number: first[1].seq as u32 };
    assert_eq!(of(&store.changes(None, None, None, Some(key), 2).await.expect("read")), [text("b")]);
    assert_eq!(of(&store.changes(Some("a"), None, None, None, 9).await.expect("read")), [text("a")]);
    let at = Some(NOW - 5 * 60);
    assert!(store.changes(None, None, at, None, 9).await.expect("read").is_empty());
    assert_eq!(store.changes(None, at, None, None, 9).await.expect("read").len(), 3);
}

#[tokio::test]
async fn what_is_seeded_is_as_if_it_had_happened() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    let mut record = opened(&store, "the first").await;
    let event = |kind, words: &str| EventRecord {
        seq: 0,
        incident: None,
        kind,
        occurred_at: NOW,
        recorded_at: NOW,
        actor: Actor { kind: ActorKind::User, name: text("ana") },
        via: text("demo"),
        text: text(words),
        changes: Vec::new(),
        code: None,
        public: false,
    };
    record.version = 2;
    let open_past = Past { record: record.clone(), events: vec![event(EventKind::Opened, "opened")] };
    let (state, resolved_at) = (State::Resolved, Some(NOW));
    let resolved = IncidentRecord { state, resolved_at, ..record };
    let events = vec![event(EventKind::Opened, "opened"), event(EventKind::Resolved, "resolved")];
    let over = Past { record: resolved, events };
    let mut follow = store.follow();
    store.seed(vec![open_past, over]).await.expect("seeded");
    assert!(follow.try_recv().is_err(), "not published");
    let totals = store.totals();
    assert_eq!((totals.incidents, totals.head, totals.open), (3, 4, [0, 0, 2, 0, 0]));
    assert_eq!(opened(&store, "the next").await.id, "INC-000004");
    let seeded = store.timeline(Number::new(3).expect("three")).await.expect("read").expect("there");
    assert_eq!(seeded.iter().map(|e| (e.seq, e.incident)).collect::<Vec<_>>(), [(3, Some(3)), (4, Some(3))]);
    store.close().await;
    let again = open(&dir).await;
    assert_eq!((again.totals().incidents, again.totals().open[2]), (4, 3));
}

#[tokio::test]
async fn a_seeded_row_is_the_row_that_a_request_writes() {
    use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};

    use crate::server::store::sqlite::columns::{PUT, Row};
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    let record = IncidentRecord {
        service: Some(text("Web")),
        owner: Some(text("Ana")),
        severity: Some(text("CRITICAL")),
        labels: [(text("Region"), text("EU"))].into(),
        dedup_key: Some(text("disk/1")),
        ack_until: Some(NOW + 60),
        acked_at: Some(NOW),
        state: State::Acknowledged,
        count: 7,
        ..opened(&store, "Disk Full").await
    };
    // More than one statement takes, the last one shorter.
    let past = (0..230).map(|_| Past { record: record.clone(), events: Vec::new() }).collect();
    store.seed(past).await.expect("seeded");
    assert_eq!(store.totals().incidents, 231);
    let last = store.incident(Number::new(231).expect("a number")).await.expect("read").expect("there");
    store.close().await;

    let path = dir.path().join("data").join("server.db");
    let mut conn = SqliteConnectOptions::new().filename(path).connect().await.expect("open");
    // Every column with its type, whatever columns there are.
    let mut columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info('incident')")
        .fetch_all(&mut conn)
        .await
        .expect("columns");
    for column in &mut columns {
        *column = format!("quote({column})");
    }
    let all = format!("SELECT {} FROM incident WHERE number = 231", columns.join(" || ',' || "));
    let seeded: String =
        sqlx::query_scalar(sqlx::AssertSqlSafe(all.clone())).fetch_one(&mut conn).await.expect("a row");
    let row = Row::of(&last, crate::domain::Practice::standard(), NOW).expect("a row");
    let rows = serde_json::to_string(&[row]).expect("JSON");
    sqlx::query(sqlx::AssertSqlSafe(PUT.as_str())).bind(&rows).execute(&mut conn).await.expect("written");
    let put: String = sqlx::query_scalar(sqlx::AssertSqlSafe(all)).fetch_one(&mut conn).await.expect("a row");
    assert_eq!(seeded, put);
}
