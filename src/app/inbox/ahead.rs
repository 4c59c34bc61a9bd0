//! An order of which only what somebody looks at is known: the page around the cursor at once, the rest once the keys
//! rest, or when something changes. Until then the rows lie as they lay before, and places are told from here.
//!
//! The entries lie in segments: none before one belongs behind it, and the first of each is its least. Whoever asks for
//! a place cuts its segment until the piece is small, and sorts that: the pieces that nobody asks for stay as they are.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    fmt::Debug,
};

use super::{
    list::Bits,
    rows::Rows,
    sorted::{Column, Entry, columns},
    threads::{FROM, pieces},
};
use crate::domain::view::{Sort, SortBy};

/// A piece of so many is sorted.
const SMALL: usize = 512;
/// Rows from which on an order is not laid out at once; tests of every order go this way, too.
const LEAST: usize = if cfg!(test) { 1 } else { FROM };

/// What is known of the order of the lens.
#[derive(Debug)]
pub(super) struct Ahead {
    /// In which order the lists lie.
    pub(super) before: Sort,
    order: Box<dyn Order>,
    /// Entries that were looked at to tell places, for tests.
    pub(super) looked: Cell<usize>,
}

/// Slots in an order that is found out piece by piece.
trait Order: Debug {
    /// The slot in this place, and how many entries were looked at for it.
    fn at(&self, place: usize) -> (Option<u32>, usize);
    /// The place of a row that is among them, and how many entries were looked at for it.
    fn place(&self, rows: &Rows, slot: u32) -> (Option<usize>, usize);
}

impl Ahead {
    /// Whether an order need not be laid out as a whole to show a page of it. Titles are ranked all or none.
    pub(super) fn serves(sort: &Sort, rows: usize) -> bool {
        rows >= LEAST && sort.0.len() <= 2 && !sort.0.iter().any(|(by, _)| *by == SortBy::Title)
    }

    /// The `lit` rows in this order.
    pub(super) fn of(rows: &Rows, lit: &Bits, sort: &Sort, before: Sort) -> Self {
        let order: Box<dyn Order> = match sort.0.len() {
            0 | 1 => Box::new(Pieces::<1>::of(rows, lit, columns::<1>(rows, sort))),
            _ => Box::new(Pieces::<2>::of(rows, lit, columns::<2>(rows, sort))),
        };
        Self { before, order, looked: Cell::new(0) }
    }

    /// The slot in this place.
    pub(super) fn at(&self, place: usize) -> Option<u32> {
        let (slot, looked) = self.order.at(place);
        self.looked.set(self.looked.get() + looked);
        slot
    }

    /// The place of a row that is among them.
    pub(super) fn place(&self, rows: &Rows, slot: u32) -> Option<usize> {
        let (place, looked) = self.order.place(rows, slot);
        self.looked.set(self.looked.get() + looked);
        place
    }
}

struct Pieces<const N: usize> {
    columns: Vec<Column>,
    cut: RefCell<Cut<N>>,
}

impl<const N: usize> Debug for Pieces<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pieces").field("columns", &N).finish_non_exhaustive()
    }
}

struct Cut<const N: usize> {
    entries: Vec<Entry<N>>,
    /// Where segments begin, and which are sorted.
    segments: BTreeMap<usize, bool>,
}

impl<const N: usize> Pieces<N> {
    fn of(rows: &Rows, lit: &Bits, columns: Vec<Column>) -> Self {
        let made = pieces(rows.slots(), |from, until| {
            let slots = (from as u32..until as u32).filter(|slot| lit.get(*slot));
            slots.filter_map(|slot| Entry::of(rows, &columns, slot)).collect::<Vec<_>>()
        });
        let mut made = made.into_iter();
        let mut entries = made.next().unwrap_or_default();
        for mut piece in made {
            entries.append(&mut piece);
        }
        Self { columns, cut: RefCell::new(Cut::of(entries)) }
    }
}

impl<const N: usize> Cut<N> {
    fn of(mut entries: Vec<Entry<N>>) -> Self {
        let least = entries.iter().enumerate().min_by_key(|(_, entry)| *entry).map_or(0, |(at, _)| at);
        if !entries.is_empty() {
            entries.swap(0, least);
        }
        Self { entries, segments: BTreeMap::from([(0, false)]) }
    }

    /// The segment in which a place is: where it begins and ends, and whether it is sorted.
    fn segment(&self, place: usize) -> (usize, usize, bool) {
        let (from, sorted) = self.segments.range(..=place).next_back().map_or((0, false), |(n, s)| (*n, *s));
        let end = self.segments.range(place + 1..).next().map_or(self.entries.len(), |(n, _)| *n);
        (from, end, sorted)
    }

    /// Cuts until a place is in a sorted segment: how many entries were looked at.
    fn uncover(&mut self, place: usize) -> usize {
        let mut looked = 0;
        loop {
            let (from, end, sorted) = self.segment(place);
            if sorted || place >= self.entries.len() {
                return looked;
            }
            let count = end - from;
            looked += count;
            if count <= SMALL {
                self.entries[from..end].sort_unstable();
                self.segments.insert(from, true);
                continue;
            }
            // Near the beginning a short piece is cut off, farther on a longer one: whoever scrolls to the end looks at
            // each entry as often as sorting would.
            let near = 2 * (place - from) + from.max(SMALL);
            let middle = if near < count / 2 { near } else { count / 2 };
            // The first one is the least and stays so; the one at the cut becomes the least of what is behind.
            self.entries[from + 1..end].select_nth_unstable(middle - 1);
            self.segments.insert(from + middle, false);
        }
    }

    /// The place of an entry that is among them, and how many were looked at.
    fn place(&mut self, entry: &Entry<N>) -> (Option<usize>, usize) {
        let (mut low, mut high) = (0, self.segments.len());
        let starts: Vec<usize> = self.segments.keys().copied().collect();
        // Of the segments that begin at it or before it the last.
        while low < high {
            let middle = low.midpoint(high);
            if self.entries.get(starts[middle]).is_some_and(|first| first <= entry) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let Some(from) = low.checked_sub(1).and_then(|n| starts.get(n)).copied() else { return (None, 0) };
        let (from, end, sorted) = self.segment(from);
        let mut looked = 0;
        let place = if sorted {
            from
        } else {
            looked += end - from;
            from + self.entries[from..end].iter().filter(|other| *other < entry).count()
        };
        looked += self.uncover(place);
        let (from, end, _) = self.segment(place);
        let found = self.entries[from..end].binary_search(entry);
        (found.ok().map(|nth| from + nth), looked)
    }
}

impl<const N: usize> Order for Pieces<N> {
    fn at(&self, place: usize) -> (Option<u32>, usize) {
        let mut cut = self.cut.borrow_mut();
        let looked = cut.uncover(place);
        (cut.entries.get(place).map(|entry| entry.slot), looked)
    }

    fn place(&self, rows: &Rows, slot: u32) -> (Option<usize>, usize) {
        match Entry::of(rows, &self.columns, slot) {
            Some(entry) => self.cut.borrow_mut().place(&entry),
            None => (None, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entries(keys: &[u64]) -> Vec<Entry<1>> {
        keys.iter()
            .zip(0_u32..)
            .map(|(key, slot)| Entry { keys: [key % 700], placed: key / 700 % 3, slot })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
        #[test]
        fn any_place_is_where_sorting_all_puts_it(
            keys in prop::collection::vec(any::<u64>(), 0..6_000),
            asked in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>()), 1..60),
        ) {
            let mut cut = Cut::of(entries(&keys));
            let mut sorted = entries(&keys);
            sorted.sort_unstable();
            for (place, index) in asked {
                let nth = index.index(keys.len() + 1);
                if place && nth < keys.len() {
                    prop_assert_eq!(cut.place(&sorted[nth]).0, Some(nth));
                } else {
                    cut.uncover(nth);
                    prop_assert_eq!(cut.entries.get(nth).map(|e| e.slot), sorted.get(nth).map(|e| e.slot));
                }
            }
        }
    }

    #[test]
    fn a_page_looks_at_each_entry_once_and_the_next_pages_at_few() {
        let keys: Vec<u64> = (0..100_000_u64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        let mut cut = Cut::of(entries(&keys));
        assert_eq!(cut.uncover(0), 100_000 + SMALL);
        assert_eq!((0..SMALL).map(|n| cut.uncover(n)).sum::<usize>(), 0);
        // To the end by single steps: no more than a full sort would look at them.
        let all: usize = (0..keys.len()).map(|n| cut.uncover(n)).sum();
        assert!(all < 20 * keys.len(), "{all}");
        // The last one at once.
        let mut cut = Cut::of(entries(&keys));
        let last = cut.uncover(keys.len() - 1);
        assert!(last < 2 * keys.len() + SMALL, "{last}");
    }
}
