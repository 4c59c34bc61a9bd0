//! The few incidents that somebody looks at, unpacked. They are forgotten with the next change.

use std::cell::OnceCell;

use crate::domain::Incident;

/// Places in the first table; the next has twice as many. A screen of rows fits the first.
const FIRST: usize = 512;
/// Places tried before the next table is asked.
const TRIES: usize = 8;

/// What is unpacked, by slot. Filled while it is shared: a place that is taken stays so until [`Looked::forget`].
#[derive(Debug, Default)]
pub(super) struct Looked(OnceCell<Table>);

/// A slot and what lies in it.
type Place = OnceCell<(u32, Box<Incident>)>;

#[derive(Debug)]
struct Table {
    places: Box<[Place]>,
    next: OnceCell<Box<Table>>,
}

impl Looked {
    /// The incident in `slot`, unpacked by `unpack` if nobody looked at it yet.
    pub(super) fn at(&self, slot: u32, unpack: impl FnOnce() -> Option<Incident>) -> Option<&Incident> {
        let mut table = self.0.get_or_init(|| Table::new(FIRST));
        loop {
            // Neighbours in the list are scattered over the slots, and the other way round.
            let from = slot.wrapping_mul(0x9e37_79b1) as usize;
            for place in (0..TRIES).filter_map(|n| table.places.get((from + n) % table.places.len())) {
                match place.get() {
                    Some((held, incident)) if *held == slot => return Some(incident),
                    Some(_) => {}
                    None => {
                        let incident = unpack()?;
                        return Some(&place.get_or_init(|| (slot, Box::new(incident))).1);
                    }
                }
            }
            table = table.next.get_or_init(|| Box::new(Table::new(table.places.len() * 2)));
        }
    }

    /// Forgets all of them.
    pub(super) fn forget(&mut self) {
        self.0.take();
    }
}

impl Table {
    fn new(places: usize) -> Self {
        Self { places: (0..places).map(|_| OnceCell::new()).collect(), next: OnceCell::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    #[test]
    fn each_is_unpacked_once_however_many_are_looked_at() {
        let mut looked = Looked::default();
        for round in 0..2 {
            for n in 0..5_000 {
                let unpack = || {
                    assert_eq!(round, 0, "{n} is known");
                    Some(sample::incident(n))
                };
                assert_eq!(looked.at(n, unpack), Some(&sample::incident(n)));
            }
        }
        looked.forget();
        assert_eq!(looked.at(7, || None), None);
        assert_eq!(looked.at(7, || Some(sample::incident(8))), Some(&sample::incident(8)));
    }
}
