//! The index of texts is brought up to date in large pieces, beside the writing: a search looks at what is due as well.

use sqlx::SqliteConnection;

/// So many are worth a piece; more than three times as many and searches begin to feel it.
pub const PIECE: u32 = 1_000;

/// Puts up to `at_most` rows that are due into the index and says how many it were. For the one writer, between its
/// commits; a thousand take some 30 ms. Nothing is lost or wrong where it stops half-way or is not called at all.
///
/// # Errors
/// Those of the database.
pub async fn tend(conn: &mut SqliteConnection, at_most: u32) -> sqlx::Result<u64> {
    // One statement each, one transaction for both: a row that is in neither would not be found.
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut *conn).await?;
    let moved = moved(conn, at_most).await;
    sqlx::raw_sql(if moved.is_ok() { "COMMIT" } else { "ROLLBACK" }).execute(&mut *conn).await?;
    moved
}

async fn moved(conn: &mut SqliteConnection, at_most: u32) -> sqlx::Result<u64> {
    sqlx::query(
        "INSERT OR REPLACE INTO incident_text (rowid, text) \
         SELECT number, title_f || char(31) || service_f || char(31) || printf('inc-%06d', number) || labels_f \
         FROM incident WHERE number IN (SELECT number FROM incident_text_due ORDER BY number LIMIT ?)",
    )
    .bind(at_most)
    .execute(&mut *conn)
    .await?;
    let done = sqlx::query(
        "DELETE FROM incident_text_due \
         WHERE number IN (SELECT number FROM incident_text_due ORDER BY number LIMIT ?)",
    )
    .bind(at_most)
    .execute(&mut *conn)
    .await?;
    Ok(done.rows_affected())
}
