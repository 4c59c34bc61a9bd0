//! The incidents held on screen, their order, and how many stand in each view.
//!
//! Built to hold a million: rows are packed, lists are vectors of slots sorted by a packed key and changed many at a
//! time, a row's key is computed again only when its class changes, and only what somebody looks at is unpacked.
//!
//! | file | what it does |
//! |---|---|
//! | [`rows`] | the rows, and from an id to its row |
//! | [`packed`], [`bytes`], [`words`] | an incident in a hundred bytes, and back |
//! | [`looked`] | the few that somebody looks at, unpacked |
//! | [`list`] | slots in order, changed many at a time |
//! | [`ranks`], [`sorted`], [`titles`] | any order but attention's |
//! | [`ahead`] | the page of an order before all of it is known |
//! | [`kept`] | the last few orders |
//! | [`groups`], [`regroup`] | the shown rows under heads |
//! | [`threads`] | work shared among threads |
//! | [`apply`] | what changes do to the lists |
//! | [`judge`] | which rows the view and the filter show |
//! | [`found`] | what was shown and looked for a letter ago |
//! | [`kin`] | rows by their numbers, and those under another one |
//! | [`due`] | when keys change by themselves |
//! | [`search`] | a few rows by words, without showing them |
//! | [`seek`] | the facts of many rows, without unpacking them |
//!
//! While somebody types, the order stands still: a row keeps the key it was placed by (`placed`) until
//! [`Inbox::settle`]. The lists are therefore always sorted by `placed`, whatever the keys say meanwhile.

mod ahead;
mod apply;
mod bytes;
pub mod called;
mod due;
mod found;
mod groups;
pub mod held;
mod judge;
mod kept;
mod kin;
mod list;
mod looked;
mod packed;
mod ranks;
mod regroup;
mod rows;
mod search;
mod seek;
mod sorted;
#[cfg(test)]
mod tests;
mod threads;
mod titles;
mod words;

pub use groups::{Folded, GroupHead, GroupName, Shown};

use std::collections::HashMap;

use self::{
    ahead::Ahead,
    due::{Due, seconds},
    found::Found,
    groups::Groups,
    kept::Kept,
    kin::Kin,
    list::{Bits, List},
    looked::Looked,
    rows::{NEVER, Row, Rows},
};
use crate::{
    domain::{
        Incident, IncidentId, Practices, SourceName, State, Time, order,
        query::{Letters, Query},
        view::Sort,
    },
    text::SafeText,
};

/// What the header and the tabs count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Open ones.
    pub open: usize,
    /// Open ones nobody acknowledged.
    pub new: usize,
    /// Open ones by priority, P1 first.
    pub by_priority: [usize; 5],
    /// Open ones with a clock that reaches its target within 15 minutes.
    pub due_soon: usize,
    /// In each view, in their order.
    pub views: Vec<usize>,
}

/// What decides which rows are shown.
#[derive(Debug, Default)]
pub struct Lens {
    /// Who `me` is in queries.
    pub me: SafeText,
    /// One query a view; at most 16 views.
    pub views: Vec<Query>,
    /// The view on screen.
    pub view: usize,
    /// In which order.
    pub sort: Sort,
    /// What narrows it further.
    pub filter: Option<Query>,
    /// Clock offset of each source, seconds: countdowns run on the source's clock.
    pub offsets: HashMap<SourceName, i64>,
    /// How the teams behind the sources work: what their clocks promise.
    pub practices: Practices,
}

/// The set.
#[derive(Debug, Default)]
pub struct Inbox {
    rows: Rows,
    /// Every row, in order.
    all: List,
    /// Those that the view and the filter show, in order.
    shown: List,
    /// The same by slot.
    lit: Bits,
    counts: Counts,
    lens: Lens,
    due: Due,
    /// Rows that stand elsewhere than their key says, and what it says.
    astray: HashMap<u32, u64>,
    looked: Looked,
    /// Grows whenever rows may have left the shown list.
    left: u64,
    groups: Option<Groups>,
    kept: Kept,
    /// The order of the lens, where the lists lie in another one still.
    ahead: Option<Ahead>,
    found: Found,
    kin: Kin,
    /// By slot: the letters of id, title and service.
    letters: Vec<Letters>,
}

impl Inbox {
    /// An empty set behind `lens`.
    pub fn new(lens: Lens) -> Self {
        let counts = Counts { views: vec![0; lens.views.len()], ..Counts::default() };
        Self { counts, lens, ..Self::default() }
    }

    /// How many are held.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none is held.
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// How many the present view and filter show.
    pub fn shown_len(&self) -> usize {
        self.shown.0.len()
    }

    /// The incident in this place of the shown list.
    pub fn shown(&self, place: usize) -> Option<&Incident> {
        self.slot_shown(place).and_then(|slot| self.at(slot))
    }

    /// The id of the incident in this place of the shown list: for many at once.
    pub fn shown_id(&self, place: usize) -> Option<IncidentId> {
        let row = self.rows.get(self.slot_shown(place)?)?;
        self.rows.packed(row).map(|packed| packed.id())
    }

    /// The incident with this id, shown or not.
    pub fn get(&self, id: &IncidentId) -> Option<&Incident> {
        self.at(self.rows.find(id.as_str())?)
    }

    /// Whether it is held.
    pub fn has(&self, id: &IncidentId) -> bool {
        self.rows.find(id.as_str()).is_some()
    }

    /// Its place in the shown list.
    pub fn place(&self, id: &IncidentId) -> Option<usize> {
        let slot = self.rows.find(id.as_str()).filter(|slot| self.lit.get(*slot))?;
        if let Some(ahead) = &self.ahead {
            return ahead.place(&self.rows, slot);
        }
        self.shown.find((self.rows.placed(slot), slot), |s| self.rows.placed(s))
    }

    /// A number that grows whenever rows may have left the shown list: what is marked by id looks then whether it is
    /// there still.
    pub const fn left(&self) -> u64 {
        self.left
    }

    /// What the header and the tabs count.
    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Every held incident, in no order, each unpacked for the asking.
    pub fn iter(&self) -> impl Iterator<Item = Incident> {
        self.rows.iter().filter_map(|(_, row)| self.rows.packed(row)?.unpack())
    }

    /// What decides which rows are shown.
    pub const fn lens(&self) -> &Lens {
        &self.lens
    }

    fn slot_shown(&self, place: usize) -> Option<u32> {
        match &self.ahead {
            Some(ahead) => ahead.at(place),
            None => self.shown.0.get(place).copied(),
        }
    }

    fn at(&self, slot: u32) -> Option<&Incident> {
        let row = self.rows.get(slot)?;
        self.looked.at(slot, || self.rows.packed(row)?.unpack())
    }

    /// Computes the keys again whose class changed by itself. True if any did.
    pub fn advance(&mut self, now: Time) -> bool {
        if self.due.is_over(now) {
            self.due.begin(now);
            for (slot, row) in self.rows.iter() {
                self.due.add(row.until, slot);
            }
        }
        let mut any = false;
        while let Some((until, slot)) = self.due.pop(now) {
            // Noted for a row that has changed since, or has gone.
            let Some(row) = self.rows.get(slot).filter(|r| r.until == until).copied() else { continue };
            any = true;
            self.finish();
            let offset = self.offset_of(&row);
            let Some(key) = self.rows.packed(&row).map(|packed| {
                let book = self.lens.practices.book(packed.source.as_str());
                order::key(&packed, book, now + offset)
            }) else {
                continue;
            };
            self.count(&row, false);
            let mut again = row;
            (again.soon, again.until) = (key.soon, until_of(&key, offset));
            if let Some(row) = self.rows.get_mut(slot) {
                *row = again;
            }
            self.count(&again, true);
            if again.until > until {
                self.due.add(again.until, slot);
            }
            if key.packed == row.placed {
                if !self.rows.labelled() {
                    self.astray.remove(&slot);
                }
                continue;
            }
            self.astray.insert(slot, key.packed);
            *self.found.pressing.get_mut() = None;
            self.kept.changed(slot, self.rows.len());
            if self.rows.labelled()
                && let Some(row) = self.rows.get_mut(slot)
            {
                // It stands by its label, which may not be where this key belongs.
                row.placed = key.packed;
            }
        }
        any
    }

    /// When [`Inbox::advance`] has something to do.
    pub fn due(&self) -> Option<Time> {
        self.due.next()
    }

    /// Everybody who owns something here.
    pub fn owners(&self) -> Vec<SafeText> {
        let mut numbers: Vec<u32> =
            self.rows.iter().filter_map(|(_, row)| self.rows.packed(row)?.owner_number()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|n| self.rows.known().word(n).cloned()).collect()
    }

    fn offset(&self, source: &SourceName) -> i64 {
        self.lens.offsets.get(source).copied().unwrap_or(0)
    }

    fn offset_of(&self, row: &Row) -> i64 {
        self.rows.sources().get(row.source()).map_or(0, |source| self.offset(source))
    }

    fn count(&mut self, row: &Row, add: bool) {
        let step = |n: &mut usize| *n = if add { *n + 1 } else { n.saturating_sub(1) };
        if row.state.is_open() {
            step(&mut self.counts.open);
            if let Some(n) = self.counts.by_priority.get_mut(row.priority.level() as usize - 1) {
                step(n);
            }
            if row.state == State::New {
                step(&mut self.counts.new);
            }
            if row.soon {
                step(&mut self.counts.due_soon);
            }
        }
        for (n, count) in self.counts.views.iter_mut().enumerate() {
            if row.views & (1 << n) != 0 {
                step(count);
            }
        }
    }
}

/// When a key changes by itself, by our clock.
fn until_of(key: &order::Key, offset: i64) -> u32 {
    key.until.map_or(NEVER, |t| seconds(t + -offset))
}
