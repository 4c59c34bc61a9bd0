//! What a batch is told of families.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::*;
use crate::{
    domain::{Practice, Record},
    server::{
        ledger::Named,
        store::{
            Past,
            sqlite::load::{due, named},
        },
    },
};

/// Nine incidents: 2 and 3 under 1, 4 under 2, 5 under 4; 7 under 6; 8 and 9 under each other, as no rule allows.
async fn families(dir: &TempDir) -> sqlx::SqliteConnection {
    use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};
    let store = open(dir).await;
    let first = opened(&store, "one").await;
    let under = |parent: u32| {
        let record = Record { parent: Number::new(parent), ..Record::default() };
        Past { record: IncidentRecord { record, ..first.clone() }, events: Vec::new() }
    };
    let past = [1, 1, 2, 4, 0, 6, 9, 8].map(under).to_vec();
    store.seed(past).await.expect("seeded");
    store.close().await;
    let path = dir.path().join("data").join("server.db");
    SqliteConnectOptions::new().filename(path).connect().await.expect("open")
}

#[tokio::test]
async fn parents_above_and_families_below_are_known() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut conn = families(&dir).await;
    let set = |numbers: &[u32]| numbers.iter().copied().collect::<BTreeSet<u32>>();
    let practice = Practice::standard();
    for (numbers, below, known, children) in [
        (&[3_u32][..], &[][..], &[1_u32, 3][..], &[][..]),
        (&[5], &[], &[1, 2, 4, 5], &[]),
        (&[1], &[1], &[1, 2, 3, 4, 5], &[(1_u32, &[2_u32, 3][..]), (2, &[4]), (4, &[5])]),
        (&[4, 7], &[4], &[1, 2, 4, 5, 6, 7], &[(4, &[5])]),
        (&[8], &[8], &[8, 9], &[(8, &[9]), (9, &[8])]),
        (&[99], &[99], &[], &[]),
    ] {
        let asked = Named { numbers: set(numbers), families: set(below), ..Named::default() };
        let loaded = named(&mut conn, &asked, (10, 10), practice).await.expect("loaded");
        assert_eq!(loaded.incidents.keys().copied().collect::<BTreeSet<_>>(), set(known), "{numbers:?}");
        let want: HashMap<u32, Vec<u32>> = children.iter().map(|(p, c)| (*p, c.to_vec())).collect();
        assert_eq!(loaded.children, want, "{numbers:?}");
        assert!(Arc::ptr_eq(&loaded.practice, practice));
    }
}

#[tokio::test]
async fn what_is_due_comes_in_order_and_says_since_when() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut conn = families(&dir).await;
    for (number, at) in [(2, 5), (7, -3), (6, 1)] {
        sqlx::query("UPDATE incident SET next_at = ?2 WHERE number = ?1")
            .bind(number)
            .bind(NOW.unix() + at)
            .execute(&mut conn)
            .await
            .expect("set");
    }
    let of = async |conn: &mut _, now, limit| {
        let found = due(conn, now, limit).await.expect("loaded");
        found.into_iter().map(|(at, i)| (i.number, at - NOW)).collect::<Vec<_>>()
    };
    assert_eq!(of(&mut conn, NOW - 4, 9).await, []);
    assert_eq!(of(&mut conn, NOW, 9).await, [(7, -3)]);
    assert_eq!(of(&mut conn, NOW + 5, 2).await, [(7, -3), (6, 1)]);
    assert_eq!(of(&mut conn, NOW + 5, 9).await, [(7, -3), (6, 1), (2, 5)]);
}
