//! How the lines under heads are laid out: all of them when other rows are shown, and only the groups that a batch
//! touched when rows changed. A part of [`super::groups`].

use std::collections::HashMap;

use super::{
    Inbox,
    groups::{GroupHead, Groups},
    list::{Bits, List, Moves},
    rows::{Row, Rows},
};
use crate::domain::{
    Incident, State,
    order::{self, Class},
};

/// No head.
const NONE: u32 = u32::MAX;

/// So many changed rows are never worth laying out all for.
const FEW: usize = 64;

/// Something happened to a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Changed {
    slot: u32,
    /// The number of its value now, if that may be another one.
    number: Option<u32>,
    /// It stood under a head until then.
    stood: bool,
}

impl GroupHead {
    /// A head without rows.
    fn new(groups: &Groups, number: u32, row: &Row) -> Self {
        Self {
            name: groups.name(number),
            count: 0,
            new: 0,
            worst: row.priority,
            folded: false,
            nearest: None,
            number,
            from: 0,
            line: 0,
        }
    }

    /// One more row under it.
    fn add(&mut self, slot: u32, row: &Row) {
        self.count += 1;
        self.new += usize::from(row.state == State::New);
        self.worst = self.worst.min(row.priority);
        let ahead = order::class(row.placed) <= Class::Running && order::due(row.placed).is_some();
        if ahead && self.nearest.is_none_or(|nearest| (row.placed, slot) < nearest) {
            self.nearest = Some((row.placed, slot));
        }
    }
}

impl Inbox {
    /// Finds the groups of all rows.
    pub(super) fn look_up(&mut self) {
        let Some(groups) = &mut self.groups else { return };
        for (slot, row) in self.rows.iter() {
            let Some(packed) = self.rows.packed(row) else { continue };
            let number = groups.number(&packed);
            if let Some(of) = groups.of.get_mut(slot as usize) {
                *of = number;
            }
        }
    }

    /// A row came or changed; with `stays` it is left under its head until [`Inbox::settle`]. `lit` is whether it was
    /// shown before.
    pub(super) fn set_group(&mut self, slot: u32, incident: &Incident, lit: bool, stays: bool) {
        let Some(groups) = &mut self.groups else { return };
        let mut number = groups.number(incident);
        let stands = groups.of.get(slot as usize).copied().unwrap_or(0);
        if stays && stands != number {
            groups.strays.insert(slot);
            number = stands;
        } else {
            groups.strays.remove(&slot);
        }
        groups.changed.push(Changed { slot, number: Some(number), stood: lit });
    }

    /// A row changed otherwise, left its place or the set.
    pub(super) fn touch_group(&mut self, slot: u32, lit: bool) {
        if let Some(groups) = &mut self.groups {
            groups.changed.push(Changed { slot, number: None, stood: lit });
        }
    }

    /// Rows go to the groups they belong to, with the next [`Inbox::regroup_changed`]. True if any do.
    pub(super) fn settle_groups(&mut self) -> bool {
        let Some(groups) = &mut self.groups else { return false };
        let strays: Vec<u32> = groups.strays.drain().collect();
        for slot in &strays {
            let Some(packed) = self.rows.get(*slot).and_then(|row| self.rows.packed(row)) else { continue };
            let number = groups.number(&packed);
            groups.changed.push(Changed { slot: *slot, number: Some(number), stood: self.lit.get(*slot) });
        }
        !strays.is_empty()
    }

    /// Lays all lines out again, after other rows are shown.
    pub(super) fn regroup(&mut self) {
        let Some(groups) = &mut self.groups else { return };
        for change in std::mem::take(&mut groups.changed) {
            groups.put(change.slot, change.number);
        }
        groups.heads.clear();
        groups.places.clear();
        groups.places.resize(groups.names.len() + 1, NONE);
        // By slot, so that memory is read from front to back; with the first row of each, by which heads are sorted.
        let mut heads: Vec<((bool, u64, u32), GroupHead)> = Vec::new();
        for slot in self.lit.on() {
            let number = groups.of.get(slot as usize).copied().unwrap_or(0);
            let Some(row) = self.rows.get(slot) else { continue };
            if groups.places[number as usize] == NONE {
                groups.places[number as usize] = heads.len() as u32;
                heads.push(((number == 0, u64::MAX, NONE), GroupHead::new(groups, number, row)));
            }
            let place = groups.places[number as usize];
            let Some((first, head)) = heads.get_mut(place as usize) else { continue };
            head.add(slot, row);
            *first = (*first).min((number == 0, self.rows.placed(slot), slot));
        }
        heads.sort_unstable_by_key(|(first, _)| *first);
        groups.heads.extend(heads.into_iter().map(|(_, head)| head));
        let mut from = 0;
        for (place, head) in groups.heads.iter_mut().enumerate() {
            groups.places[head.number as usize] = place as u32;
            head.from = from;
            from += head.count;
        }
        groups.rows.clear();
        groups.rows.resize(from, 0);
        let mut ends: Vec<usize> = groups.heads.iter().map(|head| head.from).collect();
        for slot in &self.shown.0 {
            let number = groups.of.get(*slot as usize).copied().unwrap_or(0);
            let Some(end) = ends.get_mut(groups.places[number as usize] as usize) else { continue };
            if let Some(place) = groups.rows.get_mut(*end) {
                *place = *slot;
            }
            *end += 1;
        }
        groups.number_lines();
    }

    /// Lays the lines out again after some rows changed: only the groups in which they stood or stand now are read.
    pub(super) fn regroup_changed(&mut self) {
        let Some(groups) = &mut self.groups else { return };
        if groups.changed.is_empty() {
            return;
        }
        if groups.changed.len() > FEW.max(self.shown.0.len() / 8) {
            return self.regroup();
        }
        let mut gone = Bits::default();
        gone.clear(self.rows.slots());
        let mut touched: HashMap<u32, Vec<(u64, u32)>> = HashMap::new();
        let mut slots = Vec::with_capacity(groups.changed.len());
        for Changed { slot, number, stood } in std::mem::take(&mut groups.changed) {
            if stood {
                touched.entry(groups.of.get(slot as usize).copied().unwrap_or(0)).or_default();
                gone.set(slot, true);
            }
            groups.put(slot, number);
            slots.push(slot);
        }
        slots.sort_unstable();
        slots.dedup();
        for slot in slots.into_iter().filter(|slot| self.lit.get(*slot)) {
            let number = groups.of.get(slot as usize).copied().unwrap_or(0);
            touched.entry(number).or_default().push((self.rows.placed(slot), slot));
        }
        let mut edited = HashMap::with_capacity(touched.len());
        for (number, come) in touched {
            let head = groups.head_numbered(number);
            let stand = head.map(|head| groups.rows_of(head)).unwrap_or_default();
            let mut list = List(stand.iter().copied().filter(|slot| !gone.get(*slot)).collect());
            list.apply(Moves { out: Vec::new(), come }, |slot| self.rows.placed(slot));
            edited.insert(number, list.0);
        }
        groups.put_edited(&edited, &gone, &self.rows);
    }
}

impl Groups {
    fn put(&mut self, slot: u32, number: Option<u32>) {
        let Some(number) = number else { return };
        if self.of.len() <= slot as usize {
            self.of.resize(slot as usize + 1, 0);
        }
        self.of[slot as usize] = number;
    }

    fn head_numbered(&self, number: u32) -> Option<&GroupHead> {
        self.heads.get(*self.places.get(number as usize)? as usize)
    }

    /// Puts other rows under some heads; `moved` are those that may stand elsewhere than they stood.
    fn put_edited(&mut self, edited: &HashMap<u32, Vec<u32>>, moved: &Bits, rows: &Rows) {
        self.places.resize(self.names.len() + 1, NONE);
        // Whether heads are to be sorted, and whether any has more or fewer rows than before.
        let (mut reorder, mut resized) = (false, false);
        for (number, slots) in edited {
            let place = self.places[*number as usize] as usize;
            let stood = self.heads.get(place).map(|head| self.rows_of(head));
            let first = stood.and_then(|slots| slots.first());
            resized |= stood.map_or(0, <[u32]>::len) != slots.len();
            reorder |= first != slots.first() || first.is_some_and(|slot| moved.get(*slot));
            let Some(row) = slots.first().and_then(|slot| rows.get(*slot)) else {
                if let Some(head) = self.heads.get_mut(place) {
                    head.count = 0;
                }
                continue;
            };
            let mut head = GroupHead::new(self, *number, row);
            for slot in slots {
                if let Some(row) = rows.get(*slot) {
                    head.add(*slot, row);
                }
            }
            match self.heads.get_mut(place) {
                Some(old) => *old = GroupHead { folded: old.folded, from: old.from, line: old.line, ..head },
                None => self.heads.push(head),
            }
        }
        if !reorder && !resized {
            for (number, slots) in edited {
                let from = self.head_numbered(*number).map_or(0, |head| head.from);
                if let Some(place) = self.rows.get_mut(from..from + slots.len()) {
                    place.copy_from_slice(slots);
                }
            }
            return;
        }
        if reorder {
            for head in self.heads.iter().filter(|head| head.count == 0) {
                self.places[head.number as usize] = NONE;
            }
            self.heads.retain(|head| head.count > 0);
            self.heads.sort_by_cached_key(|head| {
                let first = match edited.get(&head.number) {
                    Some(slots) => slots.first(),
                    None => self.rows.get(head.from),
                };
                let slot = first.copied().unwrap_or(NONE);
                (head.number == 0, rows.placed(slot), slot)
            });
        }
        let mut laid = Vec::with_capacity(self.rows.len() + edited.len());
        for (place, head) in self.heads.iter_mut().enumerate() {
            let from = laid.len();
            match edited.get(&head.number) {
                Some(slots) => laid.extend_from_slice(slots),
                None => laid.extend_from_slice(&self.rows[head.from..head.from + head.count]),
            }
            head.from = from;
            self.places[head.number as usize] = place as u32;
        }
        self.rows = laid;
        self.number_lines();
    }
}
