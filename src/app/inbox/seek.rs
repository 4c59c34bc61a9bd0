//! The facts of many rows, without unpacking them: for looking through them as somebody types.

use super::Inbox;
use crate::domain::Facts;

impl Inbox {
    /// The facts of the first `rows` of all that are held, in the order of the board: what is most pressing first,
    /// unless the view sorts otherwise.
    pub fn facts(&self, rows: usize) -> impl Iterator<Item = impl Facts + '_> {
        self.all.0.iter().take(rows).filter_map(|slot| self.rows.packed(self.rows.get(*slot)?))
    }

    /// The facts of all that are held, in no order.
    pub fn held_facts(&self) -> impl Iterator<Item = impl Facts + '_> {
        self.rows.iter().filter_map(|(_, row)| self.rows.packed(row))
    }

    /// The facts of what the present view and filter show, in its order.
    pub fn shown_facts(&self) -> impl Iterator<Item = impl Facts + '_> {
        (0..self.shown_len()).filter_map(|place| self.rows.packed(self.rows.get(self.slot_shown(place)?)?))
    }
}
