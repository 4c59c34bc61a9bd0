//! A full disk, a request that cannot be stored, what is old.

use sqlx::{ConnectOptions, Row, sqlite::SqliteConnectOptions};

use super::*;
use crate::{domain::time::DAY, server::store::Past};

#[tokio::test]
async fn a_full_disk_leaves_nothing_half_and_says_so() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    opened(&store, "before").await;
    sql(&store, "PRAGMA max_page_count = 1").await;
    let mut stored = 1;
    // What fits into pages that are there still goes in.
    let words = loop {
        match store.submit(keyed(new(&"x".repeat(500)), &format!("k{stored}"))).await {
            Ok(_) => stored += 1,
            Err(Refused::Storage(words)) => break words,
            Err(other) => panic!("{other:?}"),
        }
        assert!(stored < 1_000, "the disk is not full");
    };
    assert!(words.contains("the disk is full") && words.contains("server.db"), "{words}");
    assert_eq!(store.fault(), Some(words));
    assert_eq!((store.totals().incidents, store.head()), (stored, stored));
    assert_eq!(store.since(0, 5_000).await.expect("read").items.len() as u64, stored);
    assert_eq!(store.incident(Number::new(stored as u32 + 1).expect("one")).await.expect("read"), None);

    sql(&store, "PRAGMA max_page_count = 4294967294").await;
    let again = store.submit(keyed(new(&"x".repeat(500)), &format!("k{stored}"))).await.expect("stored");
    assert!(!again.replayed, "nothing of it was stored");
    assert_eq!((store.fault(), store.head()), (None, stored + 1));
    store.close().await;
    assert_eq!(open(&dir).await.totals().incidents, stored + 1);
}

#[tokio::test]
async fn one_that_cannot_be_stored_takes_nobody_with_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    sql(
        &store,
        "CREATE TRIGGER no BEFORE INSERT ON incident WHEN NEW.title_f = 'poison' \
         BEGIN SELECT RAISE(ABORT, 'not this one'); END",
    )
    .await;
    let asked = |title: &str| store.submit(keyed(new(title), title));
    let (a, b, c) = tokio::join!(asked("a"), asked("poison"), asked("c"));
    assert!(a.is_ok() && c.is_ok());
    assert!(matches!(b, Err(Refused::Storage(ref words)) if words.contains("not this one")), "{b:?}");
    let seqs: Vec<u64> = store.since(0, 10).await.expect("read").items.iter().map(|i| i.event.seq).collect();
    assert_eq!((seqs, store.totals().incidents), (vec![1, 2], 2));
}

#[tokio::test]
async fn what_is_old_is_purged_in_pieces() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    for nth in 0..3 {
        store.submit(keyed(new("x"), &format!("k{nth}"))).await.expect("opened");
    }
    sql(&store, "UPDATE answer SET at = at - 8 * 86400 WHERE key < 'k2'").await;
    sql(
        &store,
        "INSERT INTO raw SELECT value, 1795000000 - value * 86400, 'text/plain', x'00' FROM json_each('[10, 40, 50]')",
    )
    .await;
    store.close().await;
    let path = dir.path().join("data").join("server.db");
    let mut conn = SqliteConnectOptions::new().filename(path).connect().await.expect("open");
    let more = super::super::purge::some(&mut conn, NOW).await.expect("purged");
    assert!(!more);
    let left =
        sqlx::query("SELECT (SELECT group_concat(key) FROM answer), (SELECT group_concat(seq) FROM raw)")
            .fetch_one(&mut conn)
            .await
            .expect("a row");
    assert_eq!((left.get::<&str, _>(0), left.get::<&str, _>(1)), ("k2", "10"));
    // An answer that is gone is no answer: it is done anew.
    drop(conn);
    let again = Store::open(&place(&dir), Clock::Frozen(NOW + DAY), false).await.expect("a store");
    assert!(!again.submit(keyed(new("x"), "k0")).await.expect("opened").replayed);
}

#[tokio::test]
async fn words_come_into_their_index_in_pieces() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    let record = opened(&store, "disk full").await;
    let piece = super::super::texts::PIECE;
    let past = |record: &IncidentRecord| Past { record: record.clone(), events: Vec::new() };
    store.seed((0..piece).map(|_| past(&record)).collect()).await.expect("seeded");
    let due = async || -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM incident_text_due")
            .fetch_one(&store.0.readers)
            .await
            .expect("a count")
    };
    let emptied = async {
        while due().await > 1 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), emptied).await.expect("tended");
    assert_eq!(due().await, 1, "the rest is no piece");
}
