//! Looking for a few rows by words, without showing them: the other one of a merge.

use super::Inbox;
use crate::domain::{
    Incident, Time,
    query::{Ctx, Query},
};

impl Inbox {
    /// At most `limit` held incidents that answer `query`, in the order of the board.
    pub fn search(&self, query: &Query, now: Time, limit: usize) -> Vec<Incident> {
        let lens = self.lens();
        let fits = |slot: &&u32| {
            let Some(packed) = self.rows.get(**slot).and_then(|row| self.rows.packed(row)) else {
                return false;
            };
            let book = lens.practices.book(packed.source.as_str());
            let offset = lens.offsets.get(packed.source).copied().unwrap_or(0);
            query.matches(&packed, &Ctx { now: now + offset, me: &lens.me, book })
        };
        self.all.0.iter().filter(fits).take(limit).filter_map(|slot| self.at(*slot).cloned()).collect()
    }
}
