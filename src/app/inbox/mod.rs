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
//! | [`judge`] | which rows the view and the filter show |
//! | [`due`] | when keys change by themselves |
//! | [`seek`] | the facts of many rows, without unpacking them |
//!
//! While somebody types, the order stands still: a row keeps the key it was placed by (`placed`) until
//! [`Inbox::settle`]. The lists are therefore always sorted by `placed`, whatever the keys say meanwhile.

mod bytes;
mod due;
mod judge;
mod list;
mod looked;
mod packed;
mod rows;
mod search;
mod seek;
#[cfg(test)]
mod tests;
mod words;

use std::collections::HashMap;

use self::{
    due::{Due, seconds},
    list::{Bits, List, Moves},
    looked::Looked,
    rows::{Judged, NEVER, Row, Rows},
};
use crate::{
    domain::{Change, Incident, IncidentId, Practices, SourceName, State, Time, order, query::Query},
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
}

/// A change, and what is to be done about it, before anything is.
struct Step {
    slot: Option<u32>,
    change: Change,
    judged: Option<Judged>,
    shows: bool,
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
        self.shown.0.get(place).and_then(|slot| self.at(*slot))
    }

    /// The id of the incident in this place of the shown list: for many at once.
    pub fn shown_id(&self, place: usize) -> Option<IncidentId> {
        let row = self.rows.get(*self.shown.0.get(place)?)?;
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

    fn at(&self, slot: u32) -> Option<&Incident> {
        let row = self.rows.get(slot)?;
        self.looked.at(slot, || self.rows.packed(row)?.unpack())
    }

    /// Applies a change; applying it twice changes nothing. With `still`, rows that are shown keep their place.
    pub fn apply(&mut self, change: Change, now: Time, still: bool) {
        self.apply_all(vec![change], now, still);
    }

    /// The same for many, in one pass over the lists.
    pub fn apply_all(&mut self, changes: Vec<Change>, now: Time, still: bool) {
        self.looked.forget();
        if self.is_empty() {
            self.due.begin(now);
        }
        let (mut all, mut shown) = (Moves::default(), Moves::default());
        let steps: Vec<Step> = last_words(changes).into_iter().map(|change| self.plan(change, now)).collect();
        // Places are looked up while every row stands where the lists have it.
        let steps: Vec<Step> =
            steps.into_iter().filter_map(|step| self.leave(step, still, &mut all, &mut shown)).collect();
        for step in steps {
            self.arrive(step, still, &mut all, &mut shown);
        }
        self.all.apply(all, |slot| self.rows.placed(slot));
        self.left += u64::from(!shown.out.is_empty());
        self.shown.apply(shown, |slot| self.rows.placed(slot));
        self.rows.tidy();
    }

    /// What the board makes of a change.
    fn plan(&self, change: Change, now: Time) -> Step {
        match change {
            Change::Upsert(incident) => {
                let judged = self.judge(&incident, now);
                let shows = self.shows(judged.views, &incident, now);
                let slot = self.rows.find(incident.id.as_str());
                Step { slot, change: Change::Upsert(incident), judged: Some(judged), shows }
            }
            Change::Gone { ref id, .. } => {
                let slot = self.rows.find(id.as_str());
                Step { slot, change, judged: None, shows: false }
            }
        }
    }

    /// Notes which places are left. `None` where there is nothing to do.
    fn leave(&self, step: Step, still: bool, all: &mut Moves, shown: &mut Moves) -> Option<Step> {
        let Some((slot, row)) = step.slot.and_then(|slot| Some((slot, self.rows.get(slot)?))) else {
            return step.judged.is_some().then_some(step);
        };
        let key = (row.placed, slot);
        let lit = self.lit.get(slot);
        let stays = step.judged.is_some_and(|j| stays(row, &j, still && lit && step.shows));
        if !stays {
            all.out.extend(self.all.find(key, |s| self.rows.placed(s)));
        }
        if lit && !(stays && step.shows) {
            shown.out.extend(self.shown.find(key, |s| self.rows.placed(s)));
        }
        Some(step)
    }

    /// Carries a change out, and notes which rows come.
    fn arrive(&mut self, step: Step, still: bool, all: &mut Moves, shown: &mut Moves) {
        let Step { slot: known, change, judged, shows } = step;
        let before = known.and_then(|slot| self.rows.get(slot)).copied();
        if let Some(row) = &before {
            self.count(row, false);
        }
        let (Change::Upsert(incident), Some(mut judged)) = (change, judged) else {
            if let Some(slot) = known {
                self.rows.remove(slot);
                self.lit.set(slot, false);
                self.astray.remove(&slot);
            }
            return;
        };
        let lit = known.is_some_and(|slot| self.lit.get(slot));
        let stays = before.as_ref().is_some_and(|row| stays(row, &judged, still && lit && shows));
        if let Some(row) = before.as_ref().filter(|_| stays) {
            judged.placed = row.placed;
        }
        let Some(slot) = self.rows.put(known, &incident, judged) else { return };
        self.lit.set(slot, shows);
        if judged.placed == judged.key.packed {
            self.astray.remove(&slot);
        } else {
            self.astray.insert(slot, judged.key.packed);
        }
        if !stays {
            all.come.push((judged.placed, slot));
        }
        if shows && !(stays && lit) {
            shown.come.push((judged.placed, slot));
        }
        if before.is_none_or(|row| row.until != judged.until) {
            self.due.add(judged.until, slot);
        }
        if let Some(row) = self.rows.get(slot).copied() {
            self.count(&row, true);
        }
    }

    /// Lets every row go where its key says. True if any moved.
    pub fn settle(&mut self) -> bool {
        if self.astray.is_empty() {
            return false;
        }
        let astray = std::mem::take(&mut self.astray);
        if astray.len() > self.len() / 8 {
            for (slot, key) in astray {
                if let Some(row) = self.rows.get_mut(slot) {
                    row.placed = key;
                }
            }
            self.sort();
            return true;
        }
        let (mut all, mut shown) = (Moves::default(), Moves::default());
        for (slot, key) in &astray {
            let old = (self.rows.placed(*slot), *slot);
            all.out.extend(self.all.find(old, |s| self.rows.placed(s)));
            all.come.push((*key, *slot));
            if self.lit.get(*slot) {
                shown.out.extend(self.shown.find(old, |s| self.rows.placed(s)));
                shown.come.push((*key, *slot));
            }
        }
        for (slot, key) in astray {
            if let Some(row) = self.rows.get_mut(slot) {
                row.placed = key;
            }
        }
        self.all.apply(all, |slot| self.rows.placed(slot));
        self.shown.apply(shown, |slot| self.rows.placed(slot));
        true
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
                self.astray.remove(&slot);
            } else {
                self.astray.insert(slot, key.packed);
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

/// Whether a row keeps its place: it belongs there, or is shown while the list stands still.
const fn stays(row: &Row, judged: &Judged, still: bool) -> bool {
    still || row.placed == judged.key.packed
}

/// When a key changes by itself, by our clock.
fn until_of(key: &order::Key, offset: i64) -> u32 {
    key.until.map_or(NEVER, |t| seconds(t + -offset))
}

/// The last change of each incident.
fn last_words(changes: Vec<Change>) -> Vec<Change> {
    if changes.len() < 2 {
        return changes;
    }
    let mut last: HashMap<IncidentId, usize> = HashMap::with_capacity(changes.len());
    for (nth, change) in changes.iter().enumerate() {
        let (Change::Upsert(Incident { id, .. }) | Change::Gone { id, .. }) = change;
        last.insert(id.clone(), nth);
    }
    if last.len() == changes.len() {
        return changes;
    }
    let mut keep = vec![false; changes.len()];
    for nth in last.into_values() {
        keep[nth] = true;
    }
    changes.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(change, _)| change).collect()
}
