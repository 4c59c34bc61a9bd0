//! What is old goes, in small pieces.

use sqlx::SqliteConnection;

use crate::domain::{Time, time::DAY};

/// How long answers are kept, in seconds: longer than any outbox tries.
const ANSWERS: i64 = 7 * DAY;
/// How long bodies of alerts are kept, in seconds.
const BODIES: i64 = 30 * DAY;

/// Purges some rows; `true` where more are old.
pub(super) async fn some(conn: &mut SqliteConnection, now: Time) -> Result<bool, sqlx::Error> {
    let answers = sqlx::query(
        "DELETE FROM answer WHERE key IN (SELECT key FROM answer WHERE at < ?1 ORDER BY at LIMIT 500)",
    )
    .bind((now - ANSWERS).unix())
    .execute(&mut *conn)
    .await?
    .rows_affected();
    // The oldest come first in the log.
    let bodies =
        sqlx::query("DELETE FROM raw WHERE at < ?1 AND seq IN (SELECT seq FROM raw ORDER BY seq LIMIT 20)")
            .bind((now - BODIES).unix())
            .execute(conn)
            .await?
            .rows_affected();
    Ok(answers == 500 || bodies == 20)
}
