//! Looking for a few rows without showing them: the other one of a merge, what is typed into the palette, what is out of
//! sight. The most pressing come first, whatever order the view on screen has.

use std::borrow::Cow;

use super::{
    Inbox,
    bytes::Reader,
    called::{is_beginning, number},
    held::Held,
    list::Bits,
    rows::Row,
};
use crate::domain::{Facts, Incident, State, Time, incident::HoldReason, query::Query};

/// So many of the most pressing ones are asked first: where enough of them answer, the rest need not be.
const FIRST: usize = 4_096;

impl Inbox {
    /// At most `limit` held incidents that answer `query`, the most pressing first.
    pub fn search(&self, query: &Query, now: Time, limit: usize) -> Vec<Incident> {
        let view = self.through(query, now);
        let first = self.pressing(FIRST);
        let mut found: Vec<u32> =
            first.iter().copied().filter(|slot| view.shows(*slot)).take(limit).collect();
        if found.len() < limit && first.len() < self.len() {
            // By slot, so that memory is read from front to back, and on several threads; a longer word among those who
            // have the shorter one.
            let mut lit = self.found.among(query).unwrap_or_else(|| {
                let mut all = Bits::default();
                all.fill(self.rows.slots());
                all
            });
            self.found.judged.set(lit.count());
            view.dim_all(lit.words());
            self.found.sought(query, &lit);
            let answering = lit.on().filter_map(|slot| Some((self.rows.get(slot)?.placed, slot)));
            found = smallest(answering.collect(), limit);
        }
        found.into_iter().filter_map(|slot| self.at(slot).cloned()).collect()
    }

    /// The slots of the most pressing ones, these first; at most [`FIRST`].
    fn pressing(&self, most: usize) -> Cow<'_, [u32]> {
        let most = most.min(FIRST);
        if !self.rows.labelled() {
            return Cow::Borrowed(self.all.0.get(..most).unwrap_or(&self.all.0));
        }
        let mut known = self.found.pressing.borrow_mut();
        let first = known.get_or_insert_with(|| {
            smallest(self.rows.iter().map(|(slot, row)| (row.placed, slot)).collect(), FIRST)
        });
        Cow::Owned(first.get(..most).unwrap_or(first).to_vec())
    }

    /// The held incident that a person means by `word`: its number, else an id or its beginning.
    pub fn called(&self, word: &str) -> Option<&Incident> {
        let known = number(word).and_then(|wanted| self.slot_numbered(wanted));
        if let Some(slot) = known.or_else(|| self.rows.find(word)) {
            return self.at(slot);
        }
        let begins = |row: &Row| {
            // The title behind it is not read.
            let mut reader = Reader(self.rows.packed(row).map_or(&[], |packed| packed.words));
            reader.small();
            is_beginning(reader.text().unwrap_or_default(), word)
        };
        let begun = self.rows.iter().find(|(_, row)| begins(row));
        self.at(begun?.0)
    }

    /// What is open and out of sight, in no order: snoozed, on hold by its source, or put off to an appointment.
    pub fn held_back(&self, now: Time) -> Vec<Held> {
        let held = |(_, row): (u32, &Row)| {
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
                (snoozed, Some(_)) => {
                    packed.hold_until().map(|until| snoozed.map_or(until, |s| s.max(until)))
                }
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
        let pressing = self.pressing(looked);
        let scored = pressing.iter().filter_map(|slot| {
            let packed = self.rows.packed(self.rows.get(*slot)?)?;
            Some((score(packed.named().2)?, *slot))
        });
        let mut best: Vec<(u32, u32)> = scored.collect();
        // Of those that score the same, the more pressing one stays first.
        best.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        best.into_iter().take(kept).filter_map(|(score, slot)| Some((score, self.at(slot)?))).collect()
    }
}

/// The slots of at most so many of the smallest, in order.
fn smallest(mut all: Vec<(u64, u32)>, most: usize) -> Vec<u32> {
    if all.len() > most {
        all.select_nth_unstable(most);
        all.truncate(most);
    }
    all.sort_unstable();
    all.into_iter().map(|(_, slot)| slot).collect()
}
