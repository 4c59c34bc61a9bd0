//! Where the files go, and what is never touched.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use sqlx::{Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};

use super::*;

async fn raw(path: &Path) -> SqliteConnection {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.unwrap()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn files_are_ours_alone_and_every_commit_is_synced() {
    let (dir, store) = fresh().await;
    store.tidy(T0).await.unwrap();
    let _cache = Cache::open(&Paths::under(dir.path())).await.unwrap();
    assert!(store.durable());
    for name in ["state", "data", "cache"] {
        assert_eq!(mode(&dir.path().join(name)), 0o700);
    }
    for name in ["state/outbox.db", "state/outbox.db-wal", "state/ballast", "data/local.db", "cache/cache.db"]
    {
        assert_eq!(mode(&dir.path().join(name)), 0o600, "{name}");
    }
}

#[tokio::test]
async fn several_processes_may_make_the_files_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::under(dir.path());
    let opening = (0..8).map(|_| {
        let paths = paths.clone();
        tokio::spawn(async move { Store::open(&paths).await.map(|o| o.notices) })
    });
    for task in opening.collect::<Vec<_>>() {
        assert_eq!(task.await.unwrap().unwrap(), []);
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_falls_to_the_runtime_dir_then_to_memory() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("state"), "in the way").unwrap();
    let mut paths = Paths::under(dir.path());
    paths.runtime = Some(dir.path().join("run"));
    let opened = Store::open(&paths).await.unwrap();
    assert!(!opened.store.durable());
    assert_eq!(opened.notices.len(), 1);
    assert_eq!(opened.notices[0].kind, NoticeKind::NotDurable);
    assert!(opened.notices[0].words.contains_folded("reboot"), "{:?}", opened.notices);
    assert!(dir.path().join("run/watchfloor/outbox.db").exists());

    paths.runtime = Some(dir.path().join("state"));
    let opened = Store::open(&paths).await.unwrap();
    assert!(!opened.store.durable());
    assert!(opened.notices[0].words.contains_folded("not saved across exit"), "{:?}", opened.notices);
    let one = note("a", "words");
    opened.store.outbox.enqueue(std::slice::from_ref(&one)).await.unwrap();
    assert_eq!(opened.store.outbox.lease("me", T0).await.unwrap().unwrap().command, one);
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_not_touched() {
    for (file, knows) in [("state/outbox.db", 1), ("data/local.db", 3)] {
        let (dir, store) = fresh().await;
        drop(store);
        let path = dir.path().join(file);
        let mut conn = raw(&path).await;
        conn.execute("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
        conn.close().await.unwrap();
        let before = fs::read(&path).unwrap();
        let Err(error) = Store::open(&Paths::under(dir.path())).await else { panic!("{file} was opened") };
        assert!(
            matches!(&error, OpenError::Newer { path: p, found: 99, known } if *p == path && *known == knows),
            "{error}"
        );
        assert!(error.to_string().contains("99"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[tokio::test]
async fn a_damaged_file_is_refused_and_not_touched() {
    for file in ["state/outbox.db", "data/local.db"] {
        let (dir, store) = fresh().await;
        drop(store);
        let path = dir.path().join(file);
        closed(&path).await;
        let junk = vec![0x5a; 8_192];
        fs::write(&path, &junk).unwrap();
        let Err(error) = Store::open(&Paths::under(dir.path())).await else { panic!("{file} was opened") };
        assert!(matches!(&error, OpenError::Damaged { path: p, .. } if *p == path), "{error}");
        assert_eq!(fs::read(&path).unwrap(), junk);
    }
}

#[tokio::test]
async fn a_damaged_cache_is_put_aside_and_a_newer_one_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::under(dir.path());
    fs::create_dir(&paths.cache).unwrap();
    let path = paths.cache.join("cache.db");
    fs::write(&path, vec![0x5a; 8_192]).unwrap();
    let cache = Cache::open(&paths).await.unwrap();
    assert_eq!(cache.notices()[0].kind, NoticeKind::CacheRebuilt);
    assert_eq!(cache.notices(), []);
    assert_eq!(fs::read(paths.cache.join("cache.db.damaged")).unwrap().len(), 8_192);
    cache.replace(&am(), &[alert("a", T0)], T0).await.unwrap();
    drop(cache);

    let mut conn = raw(&path).await;
    conn.execute("PRAGMA user_version = 99").await.unwrap();
    conn.close().await.unwrap();
    let cache = Cache::open(&paths).await.unwrap();
    assert_eq!(cache.notices()[0].kind, NoticeKind::CacheNotKept);
    assert_eq!(cache.first_page(9).await.unwrap().total, 0);
    let mut conn = raw(&path).await;
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM incident").fetch_one(&mut conn).await.unwrap();
    assert_eq!(rows, 1);
}
