//! What is out of sight: snoozed, silenced, inhibited or muted at its source, put off to an appointment; what comes back first
//! stands first.
//!
//! The list is made when the screen is opened and again when data came or the first of it comes back. A row that leaves
//! under the cursor stays as a ghost until the cursor moves, and takes no verbs: nobody wakes what they did not choose.

use super::Now;
use crate::{
    app::inbox::{Inbox, held::Held},
    domain::{IncidentId, Time, incident::HoldReason},
};

/// How many are out of sight by what; one that is snoozed and silenced counts twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// By people, for a while.
    pub snoozed: usize,
    /// By a silence at the source.
    pub silenced: usize,
    /// By another alert at the source.
    pub inhibited: usize,
    /// By a time interval at the source.
    pub muted: usize,
    /// Until an appointment.
    pub scheduled: usize,
}

/// The screen's own state.
#[derive(Debug, Default)]
pub struct Suppressed {
    rows: Vec<Held>,
    cursor: usize,
    /// When the first row comes back by itself, by our clock.
    due: Option<Time>,
}

impl Suppressed {
    /// All that is out of sight now.
    pub fn of(inbox: &Inbox, now: Now) -> Self {
        let mut list = Self::default();
        list.refresh(inbox, now);
        list
    }

    /// Looks again. The cursor stays on its incident; where that left, on its ghost.
    pub fn refresh(&mut self, inbox: &Inbox, now: Now) {
        let mut rows = inbox.held_back(now.utc);
        rows.sort_by(|a, b| {
            let at = |h: &Held| h.until.map_or(i64::MAX, |t| t.unix().saturating_sub(h.offset_s));
            at(a).cmp(&at(b)).then_with(|| a.id.cmp(&b.id))
        });
        let over = |h: &Held| h.remaining(now.utc).filter(|left| *left > 0).map(|left| now.utc + left);
        self.due = rows.iter().filter_map(over).min();
        let here = self.rows.get(self.cursor).cloned();
        self.rows = rows;
        let Some(mut here) = here else {
            self.cursor = 0;
            return;
        };
        if let Some(place) = self.rows.iter().position(|h| h.id == here.id) {
            self.cursor = place;
            return;
        }
        here.left = inbox.get(&here.id).cloned().map(Box::new).or(here.left);
        self.cursor = self.cursor.min(self.rows.len());
        if here.left.is_some() {
            self.rows.insert(self.cursor, here);
        } else {
            self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
        }
    }

    /// Whether time alone changed the list.
    pub fn is_due(&self, now: Now) -> bool {
        self.due.is_some_and(|due| due <= now.utc)
    }

    /// When time alone changes it, by our clock.
    pub const fn due(&self) -> Option<Time> {
        self.due
    }

    /// The rows, ghosts among them.
    pub fn rows(&self) -> &[Held] {
        &self.rows
    }

    /// Which row the cursor is on.
    pub const fn cursor(&self) -> usize {
        self.cursor
    }

    /// The row under the cursor.
    pub fn row(&self) -> Option<&Held> {
        self.rows.get(self.cursor)
    }

    /// The incident under the cursor; of a ghost none.
    pub fn here(&self) -> Option<&IncidentId> {
        self.row().filter(|h| h.left.is_none()).map(|h| &h.id)
    }

    /// Moves the cursor by rows, or to one. From a ghost, down goes to the row that took its place.
    pub fn step(&mut self, to: impl FnOnce(usize, usize) -> usize) {
        let last = self.rows.len().saturating_sub(1);
        let from = self.cursor;
        let to = to(from, last);
        if to != from && self.row().is_some_and(|h| h.left.is_some()) {
            self.rows.remove(from);
            self.cursor = if to > from { to - 1 } else { to };
        } else {
            self.cursor = to;
        }
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
    }

    /// How many by what.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for held in self.rows.iter().filter(|h| h.left.is_none()) {
            tally.snoozed += usize::from(held.snoozed);
            match held.reason {
                Some(HoldReason::Silenced) => tally.silenced += 1,
                Some(HoldReason::Inhibited) => tally.inhibited += 1,
                Some(HoldReason::Muted) => tally.muted += 1,
                Some(_) => tally.scheduled += 1,
                None => {}
            }
        }
        tally
    }
}
