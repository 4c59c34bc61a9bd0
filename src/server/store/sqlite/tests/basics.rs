//! What is written is there, also after the file was closed.

use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::{domain::State, server::store::OpenError};

#[tokio::test]
async fn what_is_written_is_read_and_followed() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    let mut follow = store.follow();
    let first = opened(&store, "disk full").await;
    assert_eq!((first.id.as_str(), first.version, first.state), ("INC-000001", 1, State::New));
    let acked = acted(store.submit(asked(ack(1))).await);
    assert_eq!((acked.incident.version, acked.incident.state), (2, State::Acknowledged));
    assert_eq!(acked.incident.owner, Some(text("mira")));

    let read = store.incident(Number::new(1).expect("one")).await.expect("read");
    assert_eq!(read, Some(acked.incident.clone()));
    let since = store.since(0, 10).await.expect("read");
    assert_eq!(since.items.iter().map(|i| i.event.seq).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(since.items[0].incident, Some(acked.incident.clone()), "as it is now");
    assert_eq!((since.last, store.head()), (2, 2));

    let (a, b) = (follow.recv().await.expect("one"), follow.recv().await.expect("two"));
    assert_eq!((a.first, a.last, b.first, b.last), (1, 1, 2, 2));
    let frame = String::from_utf8(b.frames[0].to_vec()).expect("UTF-8");
    let start = format!("id: {}-2\nevent: change\ndata: {{", store.id());
    assert!(frame.starts_with(&start) && frame.ends_with("}\n\n"), "{frame}");
    let data = frame.lines().nth(2).and_then(|l| l.strip_prefix("data: ")).expect("data");
    let item: crate::wire::StreamItem = serde_json::from_str(data).expect("an item");
    assert_eq!((item.event, item.incident), (acked.events[0].clone(), Some(acked.incident)));
}

#[tokio::test]
async fn a_file_that_is_opened_again_has_everything() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    opened(&store, "one").await;
    let kept = store.submit(keyed(new("two"), "k1")).await.expect("opened");
    acted(store.submit(asked(ack(1))).await);
    let (id, totals) = (store.id(), store.totals());
    assert_eq!((totals.incidents, totals.head, totals.open), (2, 3, [0, 0, 2, 0, 0]));
    store.close().await;
    assert!(matches!(store.submit(asked(new("late"))).await, Err(Refused::Storage(_))));

    let again = open(&dir).await;
    assert_eq!((again.id(), again.totals()), (id, totals));
    let replayed = again.submit(keyed(new("two"), "k1")).await.expect("an answer");
    assert_eq!((replayed.replayed, replayed.done), (true, kept.done));
    assert_eq!(opened(&again, "three").await.number, 3);
}

#[tokio::test]
async fn only_its_owner_can_read_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    opened(&store, "secret").await;
    let mode = |path: &std::path::Path| path.metadata().expect("there").permissions().mode() & 0o777;
    let data = dir.path().join("data");
    assert_eq!(mode(&data), 0o700);
    for file in ["server.db", "server.db-wal", "server.db-shm"] {
        assert_eq!(mode(&data.join(file)), 0o600, "{file}");
    }
}

#[tokio::test]
async fn what_cannot_be_opened_is_left_alone_and_says_why() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("data");
    std::fs::create_dir(&data).expect("a folder");
    let path = data.join("server.db");
    let refused = async || match Store::open(&place(&dir), Clock::System, false).await {
        Err(OpenError::Unusable(words)) => words,
        Ok(_) => panic!("opened"),
    };

    std::fs::write(&path, "this is no database, just a text that somebody put here ".repeat(40))
        .expect("written");
    let before = std::fs::read(&path).expect("read");
    assert!(refused().await.contains("is damaged"));
    assert_eq!(std::fs::read(&path).expect("read"), before);

    std::fs::remove_file(&path).expect("gone");
    let newer = open(&dir).await;
    newer.close().await;
    let sql = async |sql: &'static str| {
        use sqlx::{ConnectOptions, Executor, sqlite::SqliteConnectOptions};
        let mut conn = SqliteConnectOptions::new().filename(&path).connect().await.expect("open");
        conn.execute(sql).await.expect("done");
    };
    sql("PRAGMA user_version = 99").await;
    assert!(refused().await.contains("newer watchfloor"));

    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(data.join(format!("server.db{end}")));
    }
    std::fs::write(&path, "").expect("empty");
    sql("CREATE TABLE other (x)").await;
    assert!(refused().await.contains("another program"));

    std::fs::remove_file(&path).expect("gone");
    std::fs::create_dir(&path).expect("a folder in its place");
    assert!(refused().await.contains("it is a folder"));
}
