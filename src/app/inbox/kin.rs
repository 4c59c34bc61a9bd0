//! From a number to its row, and from an incident to those under it: what a frame shows of relatives is looked up, however
//! many are held.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
};

use hashbrown::HashTable;

use super::{
    Inbox,
    rows::{Row, Rows},
};
use crate::domain::{Facts, Incident, Number, SourceName};

/// The place of a source among [`Rows::sources`], and a number of its.
type Called = (usize, u32);

/// Rows by their numbers, and those that hang under another one by its number. A number takes five to ten bytes.
#[derive(Debug)]
pub(super) struct Kin {
    /// In pieces that grow one after the other, as [`super::rows`] keeps ids.
    numbers: Box<[HashTable<u32>]>,
    hasher: RandomState,
    children: HashMap<Called, Vec<u32>>,
}

impl Default for Kin {
    fn default() -> Self {
        Self {
            numbers: (0..64).map(|_| HashTable::new()).collect(),
            hasher: RandomState::new(),
            children: HashMap::new(),
        }
    }
}

impl Kin {
    /// A row came, or is another now: call after it was put.
    pub(super) fn come(&mut self, rows: &Rows, slot: u32, parent: Option<Number>) {
        let Some(source) = rows.get(slot).map(Row::source) else { return };
        if let Some(called) = called(rows, slot) {
            let hasher = &self.hasher;
            let rehash = |slot: &u32| hasher.hash_one(self::called(rows, *slot));
            // A row without a number is in no table: what is hashed again has one.
            let hash = hasher.hash_one(Some(called));
            let shard = (hash >> 32) as usize % self.numbers.len();
            if let Some(table) = self.numbers.get_mut(shard) {
                table.insert_unique(hash, slot, rehash);
            }
        }
        if let Some(parent) = parent {
            self.children.entry((source, parent.get())).or_default().push(slot);
        }
    }

    /// A row goes, or will be another: call while it is as it was.
    pub(super) fn leave(&mut self, rows: &Rows, slot: u32) {
        let Some(row) = rows.get(slot) else { return };
        if let Some(called) = called(rows, slot) {
            let hash = self.hasher.hash_one(Some(called));
            let shard = (hash >> 32) as usize % self.numbers.len();
            if let Some(Ok(held)) = self.numbers.get_mut(shard).map(|t| t.find_entry(hash, |s| *s == slot)) {
                held.remove();
            }
        }
        let Some(parent) = rows.packed(row).and_then(|packed| packed.parent()) else { return };
        let under = (row.source(), parent.get());
        if let Some(all) = self.children.get_mut(&under) {
            if let Some(at) = all.iter().position(|s| *s == slot) {
                all.swap_remove(at);
            }
            if all.is_empty() {
                self.children.remove(&under);
            }
        }
    }

    /// The row of this number; where several have it, any.
    fn find(&self, rows: &Rows, wanted: Called) -> Option<u32> {
        let hash = self.hasher.hash_one(Some(wanted));
        let table = self.numbers.get((hash >> 32) as usize % self.numbers.len())?;
        table.find(hash, |slot| called(rows, *slot) == Some(wanted)).copied()
    }
}

fn called(rows: &Rows, slot: u32) -> Option<Called> {
    let row = rows.get(slot)?;
    Some((row.source(), rows.packed(row)?.number()?.get()))
}

impl Inbox {
    /// The held incident of this source that has this number.
    pub fn numbered(&self, source: &SourceName, number: Number) -> Option<&Incident> {
        let source = self.rows.sources().iter().position(|s| s == source)?;
        self.at(self.kin.find(&self.rows, (source, number.get()))?)
    }

    /// Whether a row has its number and its parent still.
    pub(super) fn relates_alike(&self, slot: u32, incident: &Incident) -> bool {
        let packed = self.rows.get(slot).and_then(|row| self.rows.packed(row));
        packed.is_some_and(|p| p.number() == incident.number && p.parent() == incident.detail.record.parent)
    }

    /// The slot of a held incident with this number, of whatever source.
    pub(super) fn slot_numbered(&self, number: u32) -> Option<u32> {
        (0..self.rows.sources().len()).find_map(|source| self.kin.find(&self.rows, (source, number)))
    }

    /// How many held incidents of this source hang under that number, and the most pressing of them, at most so many.
    pub fn children(&self, source: &SourceName, parent: Number, most: usize) -> (usize, Vec<&Incident>) {
        let source = self.rows.sources().iter().position(|s| s == source);
        let all = source.and_then(|source| self.kin.children.get(&(source, parent.get())));
        let all = all.map(Vec::as_slice).unwrap_or_default();
        let mut keys: Vec<(u64, u32)> =
            all.iter().filter_map(|slot| Some((self.rows.get(*slot)?.placed, *slot))).collect();
        if keys.len() > most {
            keys.select_nth_unstable(most);
            keys.truncate(most);
        }
        keys.sort_unstable();
        (all.len(), keys.into_iter().filter_map(|(_, slot)| self.at(slot)).collect())
    }
}
