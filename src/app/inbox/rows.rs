//! The rows held, packed: 32 bytes each beside the two pieces of [`super::packed`], and a way from an id to its row.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use super::{
    bytes::{Arena, Reader},
    packed::{self, Head, Packed},
    words::Words,
};
use crate::domain::{Incident, Priority, SourceName, State, order};

/// No key of this row changes by itself.
pub(super) const NEVER: u32 = u32::MAX;

/// One held incident, without what [`Packed`] reads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Its key of attention: where it stands in that order, the one it was placed by; in any other the present one.
    pub(super) placed: u64,
    /// When its key changes by itself, by our clock (seconds since 1970), or [`NEVER`].
    pub(super) until: u32,
    words: u32,
    rest: u32,
    service: u32,
    source: u16,
    /// Which views it is in, one bit each.
    pub(super) views: u16,
    pub(super) state: State,
    pub(super) priority: Priority,
    /// A clock reaches its target within a quarter of an hour.
    pub(super) soon: bool,
    /// The slot is taken.
    pub(super) live: bool,
}

/// What the board made of an incident.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    pub(super) key: order::Key,
    pub(super) placed: u64,
    pub(super) until: u32,
    pub(super) views: u16,
}

/// From the hash of an id to its slot. In pieces that grow one after the other: to move a million at once would take a
/// tenth of a second, in which no key is heard.
#[derive(Debug)]
struct Shards(Box<[HashTable<u32>]>);

impl Default for Shards {
    fn default() -> Self {
        Self((0..64).map(|_| HashTable::new()).collect())
    }
}

impl Shards {
    /// By bits that the tables themselves make no use of.
    fn of(&self, hash: u64) -> Option<&HashTable<u32>> {
        self.0.get((hash >> 32) as usize % self.0.len())
    }

    fn of_mut(&mut self, hash: u64) -> Option<&mut HashTable<u32>> {
        self.0.get_mut((hash >> 32) as usize % self.0.len())
    }
}

/// The rows, by slot.
#[derive(Debug, Default)]
pub(super) struct Rows {
    slots: Vec<Row>,
    free: Vec<u32>,
    by_id: Shards,
    hasher: RandomState,
    words: Arena,
    rest: Arena,
    known: Words,
    sources: Vec<SourceName>,
    /// In any order but attention's: by slot, what each row stands by.
    labels: Option<Vec<u64>>,
    scratch: Vec<u8>,
}

impl Rows {
    pub(super) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// How many slots there are, free ones among them.
    pub(super) fn slots(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn find(&self, id: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(id);
        self.by_id.of(hash)?.find(hash, |slot| self.id(*slot) == id).copied()
    }

    /// The row in a slot that is taken.
    pub(super) fn get(&self, slot: u32) -> Option<&Row> {
        self.slots.get(slot as usize).filter(|r| r.live)
    }

    pub(super) fn get_mut(&mut self, slot: u32) -> Option<&mut Row> {
        self.slots.get_mut(slot as usize).filter(|r| r.live)
    }

    /// By which key (or label) it stands; of a free slot 0.
    pub(super) fn placed(&self, slot: u32) -> u64 {
        match &self.labels {
            None => self.slots.get(slot as usize).map_or(0, |r| r.placed),
            Some(labels) => labels.get(slot as usize).copied().unwrap_or(0),
        }
    }

    /// Rows stand by their keys, or each by its label, by slot; what they stood by before.
    pub(super) fn put_labels(&mut self, labels: Option<Vec<u64>>) -> Option<Vec<u64>> {
        let labels = labels.map(|mut labels| {
            labels.resize(self.slots.len(), 0);
            labels
        });
        std::mem::replace(&mut self.labels, labels)
    }

    /// Whether rows stand by labels.
    pub(super) const fn labelled(&self) -> bool {
        self.labels.is_some()
    }

    /// Gives a row its label.
    pub(super) fn label(&mut self, slot: u32, label: u64) {
        if let Some(labels) = &mut self.labels {
            if labels.len() <= slot as usize {
                labels.resize(self.slots.len().max(slot as usize + 1), 0);
            }
            labels[slot as usize] = label;
        }
    }

    /// All that are held, by slot.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &Row)> {
        (0..).zip(&self.slots).filter(|(_, row)| row.live)
    }

    /// The sources of the rows; a row's source is a place in here.
    pub(super) fn sources(&self) -> &[SourceName] {
        &self.sources
    }

    pub(super) fn known(&self) -> &Words {
        &self.known
    }

    /// The facts of a row.
    pub(super) fn packed<'a>(&'a self, row: &Row) -> Option<Packed<'a>> {
        Some(Packed {
            head: Head { state: row.state, priority: row.priority, service: row.service },
            words: self.words.get(row.words),
            rest: (&self.rest, row.rest),
            source: self.sources.get(usize::from(row.source))?,
            known: &self.known,
        })
    }

    /// Takes in an incident, in its slot or in a new one.
    pub(super) fn put(&mut self, known: Option<u32>, incident: &Incident, judged: Judged) -> Option<u32> {
        let source = self.sources.iter().position(|s| *s == incident.source).unwrap_or_else(|| {
            self.sources.push(incident.source.clone());
            self.sources.len() - 1
        });
        let service = self.known.number(incident.service.as_ref());
        let before = known.and_then(|slot| self.get(slot)).copied();
        let mut piece = std::mem::take(&mut self.scratch);
        piece.clear();
        packed::words(incident, &mut piece);
        let words = match &before {
            Some(row) => self.words.replace(row.words, &piece),
            None => self.words.add(&piece),
        };
        piece.clear();
        packed::rest(incident, &mut self.known, &mut piece);
        let rest = match &before {
            Some(row) => self.rest.replace(row.rest, &piece),
            None => self.rest.add(&piece),
        };
        self.scratch = piece;
        let row = Row {
            placed: judged.placed,
            until: judged.until,
            words: words?,
            rest: rest?,
            service,
            source: u16::try_from(source).ok()?,
            views: judged.views,
            state: incident.state,
            priority: incident.priority,
            soon: judged.key.soon,
            live: true,
        };
        let slot = if let Some(slot) = known.or_else(|| self.free.pop()) {
            *self.slots.get_mut(slot as usize)? = row;
            slot
        } else {
            self.slots.push(row);
            u32::try_from(self.slots.len() - 1).ok()?
        };
        if known.is_none() {
            let (hasher, rows, words) = (&self.hasher, &self.slots, &self.words);
            let hash = |slot: &u32| hasher.hash_one(id_of(rows, words, *slot));
            let new = hash(&slot);
            self.by_id.of_mut(new)?.insert_unique(new, slot, hash);
        }
        Some(slot)
    }

    /// Forgets a row.
    pub(super) fn remove(&mut self, slot: u32) {
        let hash = self.hasher.hash_one(self.id(slot));
        if let Some(Ok(held)) = self.by_id.of_mut(hash).map(|table| table.find_entry(hash, |s| *s == slot)) {
            held.remove();
        }
        if let Some(row) = self.slots.get_mut(slot as usize).filter(|r| r.live) {
            row.live = false;
            self.words.drop(row.words);
            self.rest.drop(row.rest);
            self.free.push(slot);
        }
    }

    /// Gives back the room of what was replaced and forgotten, once it is worth it.
    pub(super) fn tidy(&mut self) {
        if self.words.is_loose() {
            self.words.squeeze(self.slots.iter_mut().filter(|r| r.live).map(|r| &mut r.words));
        }
        if self.rest.is_loose() {
            self.rest.squeeze(self.slots.iter_mut().filter(|r| r.live).map(|r| &mut r.rest));
        }
    }

    /// Bytes of the two pieces of all rows.
    #[cfg(test)]
    pub(super) fn weight(&self) -> (usize, usize) {
        (self.words.len(), self.rest.len())
    }

    fn id(&self, slot: u32) -> &str {
        id_of(&self.slots, &self.words, slot)
    }
}

impl Row {
    /// The place of its source among [`Rows::sources`].
    pub(super) fn source(&self) -> usize {
        usize::from(self.source)
    }
}

fn id_of<'a>(rows: &[Row], words: &'a Arena, slot: u32) -> &'a str {
    let Some(row) = rows.get(slot as usize) else { return "" };
    let mut reader = Reader(words.get(row.words));
    reader.number().and_then(|_| reader.text()).unwrap_or_default()
}
