//! What was found a letter ago: a longer word is looked for among the rows that have the shorter one, and with Backspace
//! the rows of before are there again. What changed meanwhile is judged once more.

use std::cell::{Cell, RefCell};

use super::{Inbox, list::Bits};
use crate::domain::{Time, query::Query};

/// Results kept: the letters of a word. Each takes a bit a row.
const KEPT: usize = 12;
/// More changes than this, and it is looked for anew.
const CHANGES: usize = 4_096;

/// Earlier results.
#[derive(Debug, Default)]
pub(super) struct Found {
    results: Vec<Shown>,
    /// What the palette looked for through all rows.
    sought: RefCell<Option<Sought>>,
    /// The first of all rows by attention, while the board is in another order.
    pub(super) pressing: RefCell<Option<Vec<u32>>>,
    /// Rows that were judged, for tests: how much a key costs.
    pub(super) judged: Cell<usize>,
}

/// What a filter showed of a view.
#[derive(Debug)]
struct Shown {
    view: usize,
    filter: Option<Query>,
    lit: Bits,
    /// Rows that came, changed or went since.
    changed: Vec<u32>,
}

#[derive(Debug)]
struct Sought {
    query: Query,
    /// Whoever answers is among them.
    among: Bits,
}

impl Found {
    /// A row came, changed or went.
    pub(super) fn changed(&mut self, slot: u32) {
        for result in &mut self.results {
            result.changed.push(slot);
        }
        self.results.retain(|result| result.changed.len() <= CHANGES);
        if let Some(sought) = self.sought.get_mut() {
            sought.among.set(slot, true);
        }
        *self.pressing.get_mut() = None;
    }

    /// Everything is to be judged anew.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// What the filter shows is judged anew, as time goes by.
    pub(super) fn forget_shown(&mut self) {
        self.results.clear();
    }

    /// Those among whom everybody stands who answers `query`, if it goes on from what was looked for the last time.
    pub(super) fn among(&self, query: &Query) -> Option<Bits> {
        let sought = self.sought.borrow();
        sought.as_ref().filter(|s| query.narrows(&s.query)).map(|s| s.among.clone())
    }

    /// These answer `query`, and no other.
    pub(super) fn sought(&self, query: &Query, answering: &Bits) {
        if !query.time_dependent() {
            *self.sought.borrow_mut() = Some(Sought { query: query.clone(), among: answering.clone() });
        }
    }

    fn keep(&mut self, view: usize, filter: Option<Query>, lit: Bits) {
        if filter.as_ref().is_some_and(Query::time_dependent) {
            return;
        }
        self.results.retain(|result| result.view == view && result.filter != filter);
        if self.results.len() >= KEPT {
            self.results.remove(0);
        }
        self.results.push(Shown { view, filter, lit, changed: Vec::new() });
    }

    fn take(&mut self, view: usize, filter: Option<&Query>) -> Option<Shown> {
        let at = self.results.iter().position(|r| r.view == view && r.filter.as_ref() == filter)?;
        Some(self.results.remove(at))
    }
}

impl Inbox {
    /// Narrows what is shown: only the filter is judged, keys and counts stay as they are. While a word is typed, only
    /// what was shown before is judged; what was shown a letter ago is not judged at all.
    pub fn filter(&mut self, filter: Option<Query>, now: Time) {
        let narrows = match (&filter, &self.lens.filter) {
            (Some(new), Some(old)) => new.narrows(old),
            (_, None) => true,
            (None, Some(_)) => false,
        };
        self.settle();
        let before = std::mem::replace(&mut self.lens.filter, filter);
        if before == self.lens.filter && !before.as_ref().is_some_and(Query::time_dependent) {
            return;
        }
        let known = self.found.take(self.lens.view, self.lens.filter.as_ref());
        self.found.keep(self.lens.view, before, self.lit.clone());
        let Some(Shown { lit, mut changed, .. }) = known else { return self.light(now, narrows) };
        changed.sort_unstable();
        changed.dedup();
        self.lit = lit;
        let view = self.view(now);
        let judged: Vec<(u32, bool)> = changed.into_iter().map(|slot| (slot, view.shows(slot))).collect();
        self.found.judged.set(judged.len());
        for (slot, shows) in judged {
            self.lit.set(slot, shows);
        }
        self.read_off();
    }
}
