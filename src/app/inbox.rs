//! The incidents held on screen, their order, and how many stand in each view.
//!
//! Built to hold a million: rows lie in one slab, the shown list is a vector of slots sorted by a packed key, a
//! change finds its place by binary search, and a row's key is computed again only when its class changes.
//!
//! While somebody types, the order stands still: a row keeps the key it was placed by (`placed`) until
//! [`Inbox::settle`]. The list is therefore always sorted by `placed`, whatever the keys say meanwhile.

use std::collections::HashMap;

use crate::{
    domain::{
        Change, Incident, IncidentId, SourceName, State, Time, order,
        query::{Ctx, Query},
    },
    text::SafeText,
};

/// One held incident.
#[derive(Debug)]
struct Row {
    incident: Incident,
    /// Where it belongs.
    key: order::Key,
    /// Where it stands: the key it was placed by.
    placed: u64,
    /// Which views it is in, one bit each.
    views: u16,
    /// In the shown list.
    shown: bool,
}

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
}

/// What a change did to the shown list, by places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// The row left this place.
    pub left: Option<usize>,
    /// The row now stands in this place (after `left` was taken out).
    pub came: Option<usize>,
    /// It was not held before.
    pub first_sight: bool,
}

/// The set.
#[derive(Debug, Default)]
pub struct Inbox {
    slots: Vec<Option<Row>>,
    free: Vec<u32>,
    by_id: HashMap<IncidentId, u32>,
    shown: Vec<u32>,
    counts: Counts,
    lens: Lens,
    /// The earliest instant at which a key changes by itself.
    due: Option<Time>,
    /// Some row stands elsewhere than its key says.
    restless: bool,
}

impl Inbox {
    /// An empty set behind `lens`.
    pub fn new(lens: Lens) -> Self {
        let counts = Counts { views: vec![0; lens.views.len()], ..Counts::default() };
        Self { counts, lens, ..Self::default() }
    }

    /// How many are held.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether none is held.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// How many the present view and filter show.
    pub fn shown_len(&self) -> usize {
        self.shown.len()
    }

    /// The incident in this place of the shown list.
    pub fn shown(&self, place: usize) -> Option<&Incident> {
        self.shown.get(place).and_then(|slot| self.row(*slot)).map(|r| &r.incident)
    }

    /// The incident with this id, shown or not.
    pub fn get(&self, id: &IncidentId) -> Option<&Incident> {
        self.by_id.get(id).and_then(|slot| self.row(*slot)).map(|r| &r.incident)
    }

    /// Its place in the shown list.
    pub fn place(&self, id: &IncidentId) -> Option<usize> {
        let slot = *self.by_id.get(id)?;
        let row = self.row(slot).filter(|r| r.shown)?;
        self.find(row.placed, slot).ok()
    }

    /// What the header and the tabs count.
    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Every held incident, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Incident> {
        self.slots.iter().flatten().map(|r| &r.incident)
    }

    /// What decides which rows are shown.
    pub const fn lens(&self) -> &Lens {
        &self.lens
    }

    /// Changes the lens; everything is judged and placed anew.
    pub fn look(&mut self, change: impl FnOnce(&mut Lens), now: Time) {
        let views = self.lens.views.len();
        change(&mut self.lens);
        if self.lens.views.len() != views {
            self.counts.views = vec![0; self.lens.views.len()];
        }
        self.judge_all(now);
    }

    /// Narrows what is shown: only the filter is judged, keys and counts stay as they are.
    pub fn filter(&mut self, filter: Option<Query>, now: Time) {
        self.lens.filter = filter;
        self.reshow(now);
    }

    /// Shows another view; every row knows already which views it is in.
    pub fn show_view(&mut self, view: usize, now: Time) {
        self.lens.view = view;
        self.reshow(now);
    }

    fn reshow(&mut self, now: Time) {
        let (lens, bit) = (&self.lens, 1_u16 << self.lens.view.min(15));
        self.restless = false;
        self.shown.clear();
        let mut order: Vec<(u64, u32)> = Vec::with_capacity(self.by_id.len());
        for (slot, row) in self.slots.iter_mut().enumerate() {
            let Some(row) = row else { continue };
            row.placed = row.key.packed;
            row.shown = lens.views.is_empty() || row.views & bit != 0;
            if let Some(filter) = lens.filter.as_ref().filter(|_| row.shown) {
                let offset = lens.offsets.get(&row.incident.source).copied().unwrap_or(0);
                row.shown = filter.matches(&row.incident, &Ctx { now: now + offset, me: &lens.me });
            }
            if row.shown {
                order.push((row.placed, slot as u32));
            }
        }
        order.sort_unstable();
        self.shown.extend(order.into_iter().map(|(_, slot)| slot));
    }

    /// Puts another query behind the last view; it is judged with the next [`Inbox::rejudge`].
    pub fn set_last_view(&mut self, query: Query) {
        if let Some(last) = self.lens.views.last_mut() {
            *last = query;
        }
    }

    /// Sets the clock offset of a source; its rows' classes are judged again when it moved by over 2 s.
    pub fn set_offset(&mut self, source: &SourceName, offset_s: i64, now: Time) {
        let old = self.lens.offsets.insert(source.clone(), offset_s).unwrap_or(0);
        if (old - offset_s).abs() > 2 {
            self.judge_all(now);
        }
    }

    /// Applies a change; applying it twice changes nothing. With `still`, rows that are shown keep their place.
    pub fn apply(&mut self, change: Change, now: Time, still: bool) -> Moved {
        match change {
            Change::Upsert(incident) => self.upsert(incident, now, still),
            Change::Gone { id, .. } => self.remove(&id),
        }
    }

    fn upsert(&mut self, incident: Incident, now: Time, still: bool) -> Moved {
        let key = order::key(&incident, self.time_of(&incident, now));
        let views = self.views_of(&incident, now);
        let shows = self.shows(views, &incident, now);
        self.due = earliest(self.due, key.until.map(|t| t - self.offset(&incident.source)));
        let known = self.by_id.get(&incident.id).copied();
        let mut moved = Moved { first_sight: known.is_none(), ..Moved::default() };
        let slot = match known {
            Some(slot) => slot,
            None => self.take_slot(&incident.id),
        };
        self.count(&incident, key, views, true);
        let before = self.slots[slot as usize].take();
        if let Some(old) = &before {
            self.count(&old.incident, old.key, old.views, false);
        }
        let was_shown = before.as_ref().is_some_and(|r| r.shown);
        let mut placed = before.as_ref().map_or(key.packed, |r| r.placed);
        let stays = was_shown && shows && (still || placed == key.packed);
        if stays {
            self.restless |= placed != key.packed;
        } else {
            if was_shown && let Ok(place) = self.find_in(placed, slot, before.as_ref()) {
                self.shown.remove(place);
                moved.left = Some(place);
            }
            placed = key.packed;
        }
        self.slots[slot as usize] = Some(Row { incident, key, placed, views, shown: shows });
        if shows && !stays {
            let place = self.find(placed, slot).unwrap_or_else(|p| p);
            self.shown.insert(place, slot);
            moved.came = Some(place);
        }
        moved
    }

    fn remove(&mut self, id: &IncidentId) -> Moved {
        let mut moved = Moved::default();
        let Some(slot) = self.by_id.remove(id) else { return moved };
        if let Some(row) = self.slots[slot as usize].take() {
            self.count(&row.incident, row.key, row.views, false);
            if row.shown
                && let Ok(place) = self.find_in(row.placed, slot, Some(&row))
            {
                self.shown.remove(place);
                moved.left = Some(place);
            }
        }
        self.free.push(slot);
        moved
    }

    /// Lets every row go where its key says. True if any moved.
    pub fn settle(&mut self) -> bool {
        if !self.restless {
            return false;
        }
        self.restless = false;
        for row in self.slots.iter_mut().flatten() {
            row.placed = row.key.packed;
        }
        self.sort();
        true
    }

    /// Computes the keys again whose class changed by itself. True if any did.
    pub fn advance(&mut self, now: Time) -> bool {
        if self.due.is_none_or(|t| t > now) {
            return false;
        }
        let mut due = None;
        for row in self.slots.iter_mut().flatten() {
            let offset = self.lens.offsets.get(&row.incident.source).copied().unwrap_or(0);
            if row.key.until.is_some_and(|t| t - offset <= now) {
                let old = std::mem::replace(&mut row.key, order::key(&row.incident, now + offset));
                self.counts.due_soon += usize::from(row.key.soon);
                self.counts.due_soon = self.counts.due_soon.saturating_sub(usize::from(old.soon));
                self.restless |= row.key.packed != row.placed;
            }
            due = earliest(due, row.key.until.map(|t| t - offset));
        }
        self.due = due;
        true
    }

    /// When [`Inbox::advance`] has something to do.
    pub const fn due(&self) -> Option<Time> {
        self.due
    }

    /// Whether any view or the filter depends on the time, so that [`Inbox::rejudge`] is due each minute.
    pub fn time_dependent(&self) -> bool {
        self.lens.views.iter().chain(&self.lens.filter).any(Query::time_dependent)
    }

    /// Judges every row against time-dependent queries again; the order is kept where it can be.
    pub fn rejudge(&mut self, now: Time) {
        if self.time_dependent() {
            self.judge_all(now);
        }
    }

    fn judge_all(&mut self, now: Time) {
        self.counts = Counts { views: vec![0; self.lens.views.len()], ..Counts::default() };
        self.shown.clear();
        self.due = None;
        self.restless = false;
        for slot in 0..self.slots.len() {
            let Some(mut row) = self.slots[slot].take() else { continue };
            row.views = self.views_of(&row.incident, now);
            row.key = order::key(&row.incident, self.time_of(&row.incident, now));
            row.placed = row.key.packed;
            row.shown = self.shows(row.views, &row.incident, now);
            self.due = earliest(self.due, row.key.until.map(|t| t - self.offset(&row.incident.source)));
            self.count(&row.incident, row.key, row.views, true);
            if row.shown {
                self.shown.push(slot as u32);
            }
            self.slots[slot] = Some(row);
        }
        self.sort();
    }

    fn sort(&mut self) {
        // Keys beside their slots: comparing walks one vector, not the slab.
        let key = |slot: u32| self.slots[slot as usize].as_ref().map_or(0, |r| r.placed);
        let mut order: Vec<(u64, u32)> = self.shown.iter().map(|slot| (key(*slot), *slot)).collect();
        order.sort_unstable();
        self.shown.clear();
        self.shown.extend(order.into_iter().map(|(_, slot)| slot));
    }

    fn row(&self, slot: u32) -> Option<&Row> {
        self.slots.get(slot as usize)?.as_ref()
    }

    fn find(&self, placed: u64, slot: u32) -> Result<usize, usize> {
        self.find_in(placed, slot, None)
    }

    /// Binary search; `taken` stands in for a slot that is taken out of the slab at the moment.
    fn find_in(&self, placed: u64, slot: u32, taken: Option<&Row>) -> Result<usize, usize> {
        self.shown.binary_search_by_key(&(placed, slot), |s| {
            let row = if *s == slot && taken.is_some() { taken } else { self.row(*s) };
            (row.map_or(0, |r| r.placed), *s)
        })
    }

    fn take_slot(&mut self, id: &IncidentId) -> u32 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() as u32 - 1
        });
        self.by_id.insert(id.clone(), slot);
        slot
    }

    fn offset(&self, source: &SourceName) -> i64 {
        self.lens.offsets.get(source).copied().unwrap_or(0)
    }

    fn time_of(&self, incident: &Incident, now: Time) -> Time {
        now + self.offset(&incident.source)
    }

    fn views_of(&self, incident: &Incident, now: Time) -> u16 {
        let ctx = Ctx { now: self.time_of(incident, now), me: &self.lens.me };
        let mut bits = 0;
        for (n, query) in self.lens.views.iter().enumerate().take(16) {
            bits |= u16::from(query.matches(incident, &ctx)) << n;
        }
        bits
    }

    fn shows(&self, views: u16, incident: &Incident, now: Time) -> bool {
        let in_view = self.lens.views.is_empty() || views & (1 << self.lens.view.min(15)) != 0;
        let ctx = Ctx { now: self.time_of(incident, now), me: &self.lens.me };
        in_view && self.lens.filter.as_ref().is_none_or(|f| f.matches(incident, &ctx))
    }

    fn count(&mut self, incident: &Incident, key: order::Key, views: u16, add: bool) {
        let step = |n: &mut usize| *n = if add { *n + 1 } else { n.saturating_sub(1) };
        if incident.state.is_open() {
            step(&mut self.counts.open);
            if let Some(n) = self.counts.by_priority.get_mut(incident.priority.level() as usize - 1) {
                step(n);
            }
            if incident.state == State::New {
                step(&mut self.counts.new);
            }
            if key.soon {
                step(&mut self.counts.due_soon);
            }
        }
        for (n, count) in self.counts.views.iter_mut().enumerate() {
            if views & (1 << n) != 0 {
                step(count);
            }
        }
    }
}

fn earliest(a: Option<Time>, b: Option<Time>) -> Option<Time> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
