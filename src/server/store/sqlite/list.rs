//! A page of incidents: the query's condition, the order, where the page before ended.
//!
//! Pages are keyset pages: each begins behind the last row of the one before, so a deep page costs what the first one
//! does. Which index leads is decided here (see [`drive`]), because SQLite without statistics guesses badly between
//! "1 % is open" and "a quarter is nobody's".

mod drive;

#[cfg(test)]
mod tests;

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::value::RawValue;
use sqlx::{AssertSqlSafe, Row, SqliteConnection, sqlite::SqliteRow};

use super::query::{
    Asking,
    sql::{Bound, Sql},
};
use crate::{
    domain::{SourceName, Time},
    server::store::{Key, ListAsked, Listed, ReadFailed, Sort},
    wire::record::BRIEF,
};

use drive::Drive;

/// A query that takes longer is given up: somebody asks for something that nobody indexed, and others wait.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// So many rows are read and sorted without a thought.
const FEW: i64 = 5_000;

/// A record without what [`BRIEF`] says.
static BRIEFLY: LazyLock<String> = LazyLock::new(|| format!("json_remove(record, '{}')", BRIEF.join("', '")));

/// After how many of SQLite's steps the patience is looked at.
const STEPS: i32 = 20_000;

/// Reads a page. `source` is what all rows here are of; [`Listed::head`] is the caller's to fill in, from before.
///
/// # Errors
/// In words: what was tried and what came back; also when it took longer than [`PATIENCE`].
pub async fn page(
    conn: &mut SqliteConnection,
    asked: &ListAsked,
    source: &SourceName,
    now: Time,
) -> Result<Listed, ReadFailed> {
    let failed = |e: sqlx::Error| ReadFailed(words(asked, &e));
    let patience = Patience::default();
    let (over, end) = (Arc::clone(&patience.0), Instant::now() + PATIENCE);
    let still = move || over.load(Ordering::Relaxed) || Instant::now() < end;
    conn.lock_handle().await.map_err(failed)?.set_progress_handler(STEPS, still);
    read(conn, asked, source, now, FEW).await.map_err(failed)
}

/// Ends the watch over a statement, also where nobody waits for it any more: the connection is used for others.
#[derive(Default)]
struct Patience(Arc<AtomicBool>);

impl Drop for Patience {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn words(asked: &ListAsked, error: &sqlx::Error) -> String {
    let interrupted =
        error.as_database_error().and_then(sqlx::error::DatabaseError::code).is_some_and(|code| code == "9");
    let query = asked.query.to_string();
    if interrupted {
        let s = PATIENCE.as_secs();
        return format!(
            "listing `{query}` took longer than {s} s and was given up: ask for less, such as state:open"
        );
    }
    format!("listing `{query}` from the database: {error}")
}

async fn read(
    conn: &mut SqliteConnection,
    asked: &ListAsked,
    source: &SourceName,
    now: Time,
    few: i64,
) -> sqlx::Result<Listed> {
    let asking = Asking::new(now, &asked.me, source);
    let condition = asking.condition(&asked.query);
    if condition == Sql::FALSE {
        return Ok(Listed::default());
    }
    let drive = Drive::choose(conn, &asking, asked.query.node(), asked.sort, few).await?;
    let limit = usize::try_from(asked.limit).unwrap_or(usize::MAX).max(1);
    let mut found: Vec<(Key, String)> = Vec::new();
    for part in parts(asked, &drive) {
        // One more than the page holds says whether there is a next one.
        let missing = (limit + 1).saturating_sub(found.len());
        if missing == 0 {
            break;
        }
        let record = if asked.brief { BRIEFLY.as_str() } else { "record" };
        let select = Sql::raw("SELECT number, priority, updated_at, ")
            .push(record)
            .push(" AS record FROM incident ")
            .push(drive.hint())
            .push(" WHERE ")
            .then(Sql::all(vec![drive.condition().clone(), part.condition, condition.clone()]))
            .push(part.order)
            .push(" LIMIT ")
            .int(i64::try_from(missing).unwrap_or(i64::MAX));
        for row in fetch(conn, &select).await? {
            found.push((key(asked.sort, &row)?, row.try_get("record")?));
        }
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let next = if more { found.last().map(|(key, _)| *key) } else { None };
    let rows = found.into_iter().map(|(_, record)| RawValue::from_string(record));
    let rows = rows.collect::<Result<_, _>>().map_err(|e| sqlx::Error::Decode(e.into()))?;
    Ok(Listed { rows, next, head: 0 })
}

/// Runs a piece of SQL. It is put together from our own words; all values are parameters.
async fn fetch(conn: &mut SqliteConnection, sql: &Sql) -> sqlx::Result<Vec<SqliteRow>> {
    let mut query = sqlx::query(AssertSqlSafe(sql.text().to_owned()));
    for bound in sql.bound() {
        query = match bound {
            Bound::Int(n) => query.bind(*n),
            Bound::Text(text) => query.bind(text.clone()),
        };
    }
    query.fetch_all(conn).await
}

fn key(sort: Sort, row: &SqliteRow) -> sqlx::Result<Key> {
    let number: u32 = row.try_get("number")?;
    let value = match sort {
        Sort::Number | Sort::NumberDown => number.into(),
        Sort::Priority => row.try_get("priority")?,
        Sort::UpdatedDown => row.try_get("updated_at")?,
    };
    Ok(Key { value, number })
}

/// A run of rows that an index gives in order.
struct Part {
    condition: Sql,
    order: &'static str,
}

const BY_NUMBER: &str = " ORDER BY number";

/// The runs that make up the order, from behind `after`.
fn parts(asked: &ListAsked, drive: &Drive) -> Vec<Part> {
    let sort = asked.sort;
    let levels = |from| (from..=5).filter(|p| drive::may_be(asked.query.node(), *p)).map(level);
    let one = |condition, order| vec![Part { condition, order }];
    let from = |sql: &'static str, keys: [i64; 3]| {
        // `sql` has a place for each that it needs.
        let mut pieces = sql.split('?');
        let first = Sql::raw(pieces.next().unwrap_or_default());
        pieces.zip(keys).fold(first, |sql, (piece, key)| sql.int(key).push(piece))
    };
    let Some(key) = asked.after else {
        return match sort {
            Sort::Number => one(Sql::TRUE, BY_NUMBER),
            Sort::NumberDown => one(Sql::TRUE, " ORDER BY number DESC"),
            Sort::Priority if drive.few() => one(Sql::TRUE, " ORDER BY priority, number"),
            Sort::Priority => levels(1).collect(),
            Sort::UpdatedDown => one(Sql::TRUE, " ORDER BY updated_at DESC, number DESC"),
        };
    };
    let number = i64::from(key.number);
    match sort {
        Sort::Number => one(from("number > ?", [number; 3]), BY_NUMBER),
        Sort::NumberDown => one(from("number < ?", [number; 3]), " ORDER BY number DESC"),
        Sort::Priority if drive.few() => one(
            from("(priority > ? OR (priority = ? AND number > ?))", [key.value, key.value, number]),
            " ORDER BY priority, number",
        ),
        Sort::Priority => {
            let rest = from("(priority = ? AND number > ?)", [key.value, number, 0]);
            let rest = Part { condition: rest, order: BY_NUMBER };
            std::iter::once(rest).chain(levels(key.value + 1)).collect()
        }
        Sort::UpdatedDown => one(
            from("(updated_at <= ? AND (updated_at < ? OR number < ?))", [key.value, key.value, number]),
            " ORDER BY updated_at DESC, number DESC",
        ),
    }
}

/// All of one priority: the index of priorities gives it by number.
fn level(priority: i64) -> Part {
    Part { condition: Sql::raw("priority = ").int(priority), order: BY_NUMBER }
}
