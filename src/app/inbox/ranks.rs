//! Any order but attention's: every row stands by a label, and labels have gaps, so that a row that comes or changes
//! gets one between its neighbours'. Which comes first is asked of the packed facts: of all rows once, when the order
//! is chosen, of a changed one along a binary search.

use std::cmp::Ordering;

use super::{
    Inbox,
    kept::Order,
    list::{Bits, List, Moves},
    rows::{Row, Rows},
    sorted::sorted,
};
use crate::domain::{
    Incident,
    view::{Sort, compare::compare},
};

/// Between two labels after all were given anew.
const GAP: u64 = 1 << 32;
/// The first label then: below it is room for rows that come before all.
const FIRST: u64 = 1 << 62;
/// So many rows that come at once are sorted with all others instead of one by one, where they are a quarter of them.
const MANY: usize = 4_096;

impl Inbox {
    /// Lays all rows out by the order of the lens, each where it belongs.
    pub(super) fn lay_out(&mut self) {
        self.rest();
        if self.lens.sort.is_attention() {
            self.rows.put_labels(None);
            self.all.sort(self.rows.iter().map(|(slot, row)| (row.placed, slot)));
        } else {
            self.all.0 = sorted(&self.rows, &self.lens.sort);
            give(&mut self.rows, &self.all.0);
        }
    }

    /// Every row has the key it should have; where it stands is seen to by whoever calls this.
    fn rest(&mut self) {
        for (slot, key) in std::mem::take(&mut self.astray) {
            if let Some(row) = self.rows.get_mut(slot) {
                row.placed = key;
            }
        }
    }

    /// From the order of `before` to that of the lens: as it was laid out the last time, if little changed since.
    pub(super) fn reorder(&mut self, before: Sort) {
        // Rows that stand elsewhere than they should are in the wrong place when this order comes back.
        let astray = self.astray.keys().copied().collect();
        self.rest();
        let all = std::mem::take(&mut self.all.0);
        let known = self.kept.take(&self.lens.sort);
        let labels = self.rows.put_labels(None);
        self.kept.keep(Order { sort: before, all, labels, changed: astray }, self.rows.len());
        let Some(Order { all, labels, mut changed, .. }) = known else { return self.lay_out() };
        let labelled = labels.is_some();
        self.all.0 = all;
        self.rows.put_labels(labels);
        if changed.is_empty() {
            return;
        }
        changed.sort_unstable();
        changed.dedup();
        let mut moved = Bits::default();
        moved.clear(self.rows.slots());
        for slot in &changed {
            moved.set(*slot, true);
        }
        self.all.0.retain(|slot| !moved.get(*slot));
        // Some have gone since.
        changed.retain(|slot| self.rows.get(*slot).is_some());
        let come = if labelled {
            self.label(changed)
        } else {
            changed.into_iter().map(|slot| (self.rows.placed(slot), slot)).collect()
        };
        self.all.apply(Moves { out: Vec::new(), come }, |slot| self.rows.placed(slot));
    }

    /// Whether `incident`, with this key of attention, belongs where the row stands already.
    pub(super) fn ranks_alike(&self, row: &Row, incident: &Incident, key: u64) -> bool {
        let packed = self.rows.packed(row);
        packed.is_some_and(|p| compare(&self.lens.sort, (&p, row.placed), (incident, key)).is_eq())
    }

    /// Whether so many come that all are laid out anew.
    pub(super) fn are_many(&self, coming: usize) -> bool {
        coming > MANY && coming > self.rows.len() / 4
    }

    /// Gives labels to rows that come into [`Inbox::all`]; what stands astray is asked nothing.
    pub(super) fn label(&mut self, mut slots: Vec<u32>) -> Vec<(u64, u32)> {
        slots.sort_unstable_by(|a, b| self.before(*a, *b));
        let places: Vec<usize> = slots.iter().map(|slot| self.place_for(*slot)).collect();
        let mut labels = Vec::with_capacity(slots.len());
        let mut from = 0;
        while let Some(place) = places.get(from) {
            let count = places[from..].iter().take_while(|p| *p == place).count();
            let below = place.checked_sub(1).and_then(|p| self.all.0.get(p)).map(|s| self.rows.placed(*s));
            let above = self.all.0.get(*place).map(|s| self.rows.placed(*s));
            let Some(given) = between(below, above, count as u64) else {
                self.label_among(&slots, &places);
                return slots.into_iter().map(|slot| (self.rows.placed(slot), slot)).collect();
            };
            labels.extend(given);
            from += count;
        }
        for (slot, label) in slots.iter().zip(&labels) {
            self.rows.label(*slot, *label);
        }
        labels.into_iter().zip(slots).collect()
    }

    /// Gives labels anew to all that stand and to those that come to these places.
    fn label_among(&mut self, coming: &[u32], places: &[usize]) {
        let mut order = Vec::with_capacity(self.all.0.len() + coming.len());
        let mut from = 0;
        for (slot, place) in coming.iter().zip(places) {
            order.extend_from_slice(&self.all.0[from..*place]);
            order.push(*slot);
            from = *place;
        }
        order.extend_from_slice(&self.all.0[from..]);
        give(&mut self.rows, &order);
    }

    /// Where a row belongs among all; next to rows astray, before them.
    fn place_for(&self, slot: u32) -> usize {
        let all = &self.all.0;
        let (mut low, mut high) = (0, all.len());
        while low < high {
            let middle = low.midpoint(high);
            let Some(pivot) = (middle..high).find(|n| !self.astray.contains_key(&all[*n])) else {
                high = middle;
                continue;
            };
            if self.before(all[pivot], slot).is_lt() {
                low = pivot + 1;
            } else {
                high = middle;
            }
        }
        while low > 0 && self.astray.contains_key(&all[low - 1]) {
            low -= 1;
        }
        low
    }

    fn before(&self, a: u32, b: u32) -> Ordering {
        let row = |slot| self.rows.get(slot).and_then(|row| Some((self.rows.packed(row)?, row.placed)));
        match (row(a), row(b)) {
            (Some((x, x_key)), Some((y, y_key))) => {
                compare(&self.lens.sort, (&x, x_key), (&y, y_key)).then(a.cmp(&b))
            }
            _ => a.cmp(&b),
        }
    }
}

/// So many labels between two neighbours'; `None` where the gap is too narrow.
fn between(below: Option<u64>, above: Option<u64>, count: u64) -> Option<Vec<u64>> {
    let (from, step) = match (below, above) {
        (None, None) => (FIRST - GAP, GAP),
        (Some(below), None) => (below, GAP),
        (None, Some(above)) => (above.checked_sub(GAP.checked_mul(count + 1)?)?, GAP),
        (Some(below), Some(above)) => (below, (above - below) / (count + 1)),
    };
    from.checked_add(step.checked_mul(count)?)?;
    (step > 0).then(|| (1..=count).map(|n| from + step * n).collect())
}

fn give(rows: &mut Rows, order: &[u32]) {
    let mut labels = vec![0; rows.slots()];
    for (slot, nth) in order.iter().zip(0_u64..) {
        if let Some(label) = labels.get_mut(*slot as usize) {
            *label = FIRST + nth * GAP;
        }
    }
    rows.put_labels(Some(labels));
}

impl List {
    /// Takes rows out, and nothing else.
    pub(super) fn leave(&mut self, places: &mut Vec<usize>) {
        places.sort_unstable();
        places.dedup();
        self.take_out(places);
        places.clear();
    }
}
