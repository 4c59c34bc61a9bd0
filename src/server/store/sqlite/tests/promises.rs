//! Columns that follow the program and the practice: a file of an earlier program, and other promises.

use std::sync::Arc;

use sqlx::{ConnectOptions, Connection, Executor, Row as _, SqliteConnection, sqlite::SqliteConnectOptions};

use super::*;
use crate::{
    domain::{
        Practice, State,
        query::Query,
        sla::{Book, Policy},
    },
    server::store::{ListAsked, Opening, Sort},
};

async fn file(dir: &TempDir) -> SqliteConnection {
    let path = dir.path().join("data").join("server.db");
    SqliteConnectOptions::new().filename(path).create_if_missing(true).connect().await.expect("open")
}

async fn numbers(store: &Store, query: &str) -> Vec<u32> {
    let query = Query::parse(query).expect("reads");
    let asked =
        ListAsked { query, me: text("ana"), sort: Sort::Number, limit: 100, after: None, brief: true };
    let rows = store.list(asked).await.expect("listed").rows;
    rows.iter().map(|r| serde_json::from_str::<IncidentRecord>(r.get()).expect("a record").number).collect()
}

/// All columns of all rows, as text.
async fn columns(conn: &mut SqliteConnection) -> Vec<String> {
    let names: Vec<String> =
        sqlx::query_scalar("SELECT 'quote(' || name || ')' FROM pragma_table_info('incident') ORDER BY name")
            .fetch_all(&mut *conn)
            .await
            .expect("names");
    let all = format!("SELECT {} FROM incident ORDER BY number", names.join(" || ',' || "));
    sqlx::query_scalar(sqlx::AssertSqlSafe(all)).fetch_all(conn).await.expect("rows")
}

#[tokio::test]
async fn a_file_of_the_first_schema_is_filled_in() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    let team = NewIncident {
        title: text("Printer"),
        team: Some(text("Workplace")),
        by: by("ana"),
        ..NewIncident::default()
    };
    store.submit(asked(Op::New(Box::new(team)))).await.expect("opened");
    opened(&store, "disk full").await;
    acted(store.submit(asked(ack(2))).await);
    store.close().await;
    let mut conn = file(&dir).await;
    let want = columns(&mut conn).await;
    let rows =
        sqlx::query("SELECT * FROM incident ORDER BY number").fetch_all(&mut conn).await.expect("rows");

    // The same incidents in a file as the first program made it.
    let old = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(old.path().join("data")).expect("a folder");
    let mut conn = file(&old).await;
    super::super::open::SCHEMA.run_direct(Some(1), &mut conn, false).await.expect("the first schema");
    conn.execute("PRAGMA user_version = 1").await.expect("marked");
    for row in rows {
        sqlx::query(
            "INSERT INTO incident (number, version, state, is_open, priority, count, opened_at, acked_at, updated_at,
             response_due, resolution_due, breached_after, title_f, service_f, owner_f, severity_f, empties, labels_f,
             record) VALUES (?1, ?2, ?3, 1, 3, 1, ?4, ?5, ?4, 7, 8, 9, ?6, '', ?7, '', 0, '', ?8)",
        )
        .bind(row.get::<i64, _>("number"))
        .bind(row.get::<i64, _>("version"))
        .bind(row.get::<&str, _>("state"))
        .bind(row.get::<i64, _>("opened_at"))
        .bind(row.get::<Option<i64>, _>("acked_at"))
        .bind(row.get::<&str, _>("title_f"))
        .bind(row.get::<&str, _>("owner_f"))
        .bind(row.get::<&str, _>("record"))
        .execute(&mut conn)
        .await
        .expect("a row");
    }
    conn.close().await.expect("closed");
    let again = open(&old).await;
    assert_eq!(numbers(&again, "team:workplace origin:api").await, [1]);
    assert_eq!(numbers(&again, "clock>3h").await, [1, 2]);
    again.close().await;
    assert_eq!(columns(&mut file(&old).await).await, want);
}

fn promising(seconds: i64) -> Opening {
    let mut practice = (**Practice::standard()).clone();
    let one =
        |p: &Arc<Policy>| Policy { target: crate::domain::sla::Target::Seconds(seconds), ..(**p).clone() };
    practice.book = Arc::new(Book::new(practice.book.policies().iter().map(one).collect()));
    Opening { clock: Clock::Frozen(NOW), practice: Arc::new(practice), ..Opening::default() }
}

fn later(seconds: i64) -> Opening {
    Opening { clock: Clock::Frozen(NOW + 60), ..promising(seconds) }
}

#[tokio::test]
async fn other_promises_are_counted_from_the_next_start_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    opened(&store, "one").await;
    assert_eq!(numbers(&store, "clock:90s").await, Vec::<u32>::new());
    store.close().await;

    let store = Store::open_with(&place(&dir), promising(90)).await.expect("a store");
    assert_eq!(numbers(&store, "clock:90s breached:no").await, [1]);
    assert_eq!(store.practice().book.policies()[0].target, crate::domain::sla::Target::Seconds(90));
    // Written under the new ones.
    assert_eq!(opened(&store, "two").await.state, State::New);
    assert_eq!(numbers(&store, "clock:90s").await, [1, 2]);
    store.close().await;

    let store = Store::open_with(&place(&dir), later(0)).await.expect("a store");
    assert_eq!(numbers(&store, "breached:yes").await, [1, 2]);
    store.close().await;
    // Nothing is computed anew where nothing changed.
    let sql = "UPDATE incident SET breached_after = NULL WHERE number = 1";
    file(&dir).await.execute(sql).await.expect("changed");
    let store = Store::open_with(&place(&dir), later(0)).await.expect("a store");
    assert_eq!(numbers(&store, "breached:yes").await, [2]);
}
