//! Slots in the order of their keys, changed many at a time: a thousand rows that come, go or move cost one pass over
//! the list, not a thousand.

/// Slots sorted by `(placed, slot)`.
#[derive(Debug, Default)]
pub(super) struct List(pub(super) Vec<u32>);

/// What a batch does to a list.
#[derive(Debug, Default)]
pub(super) struct Moves {
    /// Places that are left, in the list as it is before the batch.
    pub(super) out: Vec<usize>,
    /// Rows that come, each with the key it is placed by.
    pub(super) come: Vec<(u64, u32)>,
}

impl List {
    /// The place of a row that stands by this key.
    pub(super) fn find(&self, key: (u64, u32), placed: impl Fn(u32) -> u64) -> Option<usize> {
        self.0.binary_search_by_key(&key, |slot| (placed(*slot), *slot)).ok()
    }

    /// Applies a batch; `placed` is how the rows stand after it.
    pub(super) fn apply(&mut self, mut moves: Moves, placed: impl Fn(u32) -> u64) {
        moves.out.sort_unstable();
        moves.out.dedup();
        self.take_out(&moves.out);
        moves.come.sort_unstable();
        self.let_in(&moves.come, placed);
    }

    pub(super) fn take_out(&mut self, places: &[usize]) {
        let Some(first) = places.first() else { return };
        let mut to = *first;
        for (nth, place) in places.iter().enumerate() {
            let until = places.get(nth + 1).copied().unwrap_or(self.0.len());
            self.0.copy_within(place + 1..until, to);
            to += until - place - 1;
        }
        self.0.truncate(to);
    }

    /// From the last to the first, so that every row moves once.
    fn let_in(&mut self, come: &[(u64, u32)], placed: impl Fn(u32) -> u64) {
        let mut end = self.0.len();
        self.0.resize(end + come.len(), 0);
        for (nth, key) in come.iter().enumerate().rev() {
            let at = self.0[..end].partition_point(|slot| (placed(*slot), *slot) < *key);
            self.0.copy_within(at..end, at + nth + 1);
            self.0[at + nth] = key.1;
            end = at;
        }
    }

    /// Sorts all of it anew.
    pub(super) fn sort(&mut self, slots: impl Iterator<Item = (u64, u32)>) {
        // Keys beside their slots: comparing walks one vector, not the rows.
        let mut order: Vec<(u64, u32)> = slots.collect();
        order.sort_unstable();
        self.0.clear();
        self.0.extend(order.into_iter().map(|(_, slot)| slot));
    }
}

/// One bit a slot.
#[derive(Debug, Clone, Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// All off, with room for so many slots.
    pub(super) fn clear(&mut self, slots: usize) {
        self.0.clear();
        self.0.resize(slots.div_ceil(64), 0);
    }

    /// All on that may be: slots behind the last one are looked at, too.
    pub(super) fn fill(&mut self, slots: usize) {
        self.clear(slots);
        self.0.fill(u64::MAX);
    }

    pub(super) fn get(&self, slot: u32) -> bool {
        self.0.get(slot as usize / 64).is_some_and(|word| word >> (slot % 64) & 1 == 1)
    }

    pub(super) fn set(&mut self, slot: u32, on: bool) {
        let at = slot as usize / 64;
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        let bit = 1 << (slot % 64);
        if on {
            self.0[at] |= bit;
        } else {
            self.0[at] &= !bit;
        }
    }

    /// How many are on.
    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The slots whose bits are on, from the lowest on.
    pub(super) fn on(&self) -> impl Iterator<Item = u32> {
        self.0.iter().zip(0_u32..).flat_map(|(word, nth)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.checked_ilog2().map(|_| left.trailing_zeros())?;
                left &= left - 1;
                Some(nth * 64 + bit)
            })
        })
    }

    /// Words of 64 slots each.
    pub(super) fn words(&mut self) -> &mut [u64] {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_batch_leaves_what_sorting_would(
            before in prop::collection::btree_map(0_u32..200, 0_u64..9, 0..60),
            change in prop::collection::btree_map(0_u32..200, prop::option::of(0_u64..9), 0..60),
        ) {
            let mut list = List::default();
            list.sort(before.iter().map(|(slot, key)| (*key, *slot)));
            let mut moves = Moves::default();
            let mut after = before.clone();
            for (slot, key) in &change {
                if let Some(old) = before.get(slot) {
                    moves.out.extend(list.find((*old, *slot), |s| before[&s]));
                    after.remove(slot);
                }
                if let Some(key) = key {
                    moves.come.push((*key, *slot));
                    after.insert(*slot, *key);
                }
            }
            list.apply(moves, |s| after[&s]);
            let mut want = List::default();
            want.sort(after.iter().map(|(slot, key)| (*key, *slot)));
            prop_assert_eq!(list.0, want.0);
        }
    }
}
