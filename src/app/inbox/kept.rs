//! The last few orders as they were laid out: tabs with different sorts are gone to and fro between, and little changes
//! meanwhile. What does is noted, and put in its place when the order comes back.

use crate::domain::view::Sort;

/// Orders kept beside the present one. Each takes 12 bytes a row.
const KEPT: usize = 2;
/// More changed rows than one in so many: sorting all anew takes no longer.
const SHARE: usize = 64;
/// As many changed rows are kept in any case.
const LEAST: usize = 64;

/// An order that was on screen.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) sort: Sort,
    /// Every slot in this order, and by what each stands in it; without labels by its key of attention.
    pub(super) all: Vec<u32>,
    pub(super) labels: Option<Vec<u64>>,
    /// Slots whose rows came, changed or went since, some of them more than once.
    pub(super) changed: Vec<u32>,
}

/// The orders, the newest last.
#[derive(Debug, Default)]
pub(super) struct Kept(Vec<Order>);

impl Kept {
    /// Keeps an order, of so many rows.
    pub(super) fn keep(&mut self, order: Order, rows: usize) {
        self.0.push(order);
        if self.0.len() > KEPT {
            self.0.remove(0);
        }
        self.trim(rows);
    }

    /// The order of this name, if it is kept; it is no more.
    pub(super) fn take(&mut self, sort: &Sort) -> Option<Order> {
        let at = self.place(sort)?;
        Some(self.0.remove(at))
    }

    /// Whether the order of this name is kept.
    pub(super) fn has(&self, sort: &Sort) -> bool {
        self.place(sort).is_some()
    }

    fn place(&self, sort: &Sort) -> Option<usize> {
        let same = |kept: &Sort| kept == sort || kept.is_attention() && sort.is_attention();
        self.0.iter().position(|order| same(&order.sort))
    }

    /// A row came, changed or went, one of so many.
    pub(super) fn changed(&mut self, slot: u32, rows: usize) {
        if self.0.is_empty() {
            return;
        }
        for order in &mut self.0 {
            order.changed.push(slot);
        }
        self.trim(rows);
    }

    /// Drops what is not worth keeping.
    fn trim(&mut self, rows: usize) {
        let most = LEAST.max(rows / SHARE);
        self.0.retain_mut(|order| {
            if order.changed.len() <= 2 * most {
                return true;
            }
            order.changed.sort_unstable();
            order.changed.dedup();
            order.changed.len() <= most
        });
    }

    /// Keeps none.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
