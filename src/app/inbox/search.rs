//! Looking for a few rows without showing them: the other one of a merge, what is typed into the palette, what is out of
//! sight.

use super::Inbox;
use crate::{
    app::{
        palette::{is_beginning, number},
        suppressed::Held,
    },
    domain::{
        Facts, Incident, State, Time,
        incident::HoldReason,
        query::{Ctx, Query},
    },
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

    /// The held incident that a person means by `word`: its number, else an id or its beginning.
    pub fn called(&self, word: &str) -> Option<&Incident> {
        let wanted = number(word);
        let mut begins = None;
        for (slot, row) in self.rows.iter() {
            let Some(packed) = self.rows.packed(row) else { continue };
            let (number, id, _) = packed.named();
            if wanted.is_some_and(|wanted| wanted == number) || id == word {
                return self.at(slot);
            }
            if begins.is_none() && is_beginning(id, word) {
                begins = Some(slot);
            }
        }
        self.at(begins?)
    }

    /// What is open and out of sight, in no order: snoozed, on hold by its source, or put off to an appointment.
    pub fn held_back(&self, now: Time) -> Vec<Held> {
        let held = |(_, row): (u32, &super::Row)| {
            if !row.state.is_open() {
                return None;
            }
            let packed = self.rows.packed(row)?;
            let offset_s = self.offset_of(row);
            let snoozed = packed.snoozed_until().filter(|until| *until > now + offset_s);
            let hold = packed.hold().filter(|_| row.state == State::OnHold).map(|(reason, _)| reason);
            let reason = hold.filter(|reason| reason.by_source() || *reason == HoldReason::Scheduled);
            // It is back once both are over.
            let until = match (snoozed, reason) {
                (None, None) => return None,
                (snoozed, None) => snoozed,
                (snoozed, Some(_)) => packed.hold_until().map(|until| snoozed.map_or(until, |s| s.max(until))),
            };
            Some(Held { id: packed.id(), snoozed: snoozed.is_some(), reason, until, offset_s, left: None })
        };
        self.rows.iter().filter_map(held).collect()
    }

    /// The best `kept` of the `looked` most pressing ones by their titles, with what each scored.
    pub fn fuzzy(
        &self,
        looked: usize,
        kept: usize,
        mut score: impl FnMut(&str) -> Option<u32>,
    ) -> Vec<(u32, &Incident)> {
        let scored = self.all.0.iter().take(looked).filter_map(|slot| {
            let packed = self.rows.packed(self.rows.get(*slot)?)?;
            Some((score(packed.named().2)?, *slot))
        });
        let mut best: Vec<(u32, u32)> = scored.collect();
        // Of those that score the same, the more pressing one stays first.
        best.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        best.into_iter().take(kept).filter_map(|(score, slot)| Some((score, self.at(slot)?))).collect()
    }
}
