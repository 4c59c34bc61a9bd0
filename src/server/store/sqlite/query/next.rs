//! What stands under NEXT CLOCK, as [`crate::domain::clock::next`] finds it. A part of [`super`].
//!
//! Everything is asked of the columns that [`super::super::dues`] fills.

use super::{
    Asking,
    sql::{Bound, Sql},
};
use crate::domain::{clock::ACK_END_SHOWN, incident::HoldReason};

/// Running clocks that do not fit into columns: the first that is ahead, else the last (takes `now` twice).
const LISTED: &str = " FROM json_each(dues) ORDER BY (value ->> 0) >= ? DESC, \
     CASE WHEN (value ->> 0) >= ? THEN key ELSE -key END LIMIT 1)";

impl Asking {
    /// Seconds to what stands there; null where nothing does.
    pub(super) fn clock(&self) -> Sql {
        let shown = self.now.saturating_add(ACK_END_SHOWN);
        let by_source = HoldReason::ALL.iter().filter(|r| r.by_source());
        let by_source = Sql::within("hold_reason", by_source.map(|r| Bound::Text(r.word().to_owned())));
        Sql::raw("(CASE WHEN snoozed_until > ")
            .int(self.now)
            .push(" THEN snoozed_until - ")
            .int(self.now)
            // What its source silenced is out of sight, whatever was promised.
            .push(" WHEN state = 'on_hold' AND (hold_reason IS NULL OR ")
            .then(by_source)
            .push(") THEN hold_until - ")
            .int(self.now)
            .push(" WHEN state = 'on_hold' THEN coalesce(")
            .then(self.left())
            .push(", hold_until - ")
            .int(self.now)
            .push(") WHEN ack_until <= ")
            .int(shown)
            .push(" AND (")
            .then(self.due())
            .push(" IS NULL OR ")
            .then(self.due())
            .push(" < ")
            .int(self.now)
            .push(" OR ack_until <= ")
            .then(self.due())
            .push(") THEN ack_until - ")
            .int(self.now)
            .push(" ELSE ")
            .then(self.left())
            .push(" END)")
    }

    /// When the clock that is shown is due.
    fn due(&self) -> Sql {
        Sql::raw("(CASE WHEN dues IS NOT NULL THEN (SELECT value ->> 0")
            .then(self.listed())
            .push(" ELSE ")
            .then(self.in_columns())
            .push(" END)")
    }

    /// What is left of it. One that has not begun shows its whole target.
    fn left(&self) -> Sql {
        Sql::raw("(CASE WHEN dues IS NOT NULL THEN (SELECT (value ->> 0) - max(value ->> 1, ")
            .int(self.now)
            .push(")")
            .then(self.listed())
            .push(" ELSE ")
            .then(self.in_columns())
            .push(" - max(opened_at, ")
            .int(self.now)
            .push(") END)")
    }

    fn in_columns(&self) -> Sql {
        let ahead = |sql: Sql, column: &'static str| {
            sql.push(" WHEN ").push(column).push(" >= ").int(self.now).push(" THEN ").push(column)
        };
        let columns = ["due_1", "due_2", "due_3"];
        columns.into_iter().fold(Sql::raw("(CASE"), ahead).push(" ELSE due_last END)")
    }

    fn listed(&self) -> Sql {
        let mut pieces = LISTED.split('?');
        let first = Sql::raw(pieces.next().unwrap_or_default());
        pieces.fold(first, |sql, piece| sql.int(self.now).push(piece))
    }
}
