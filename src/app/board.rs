//! What the board keeps besides the incidents: where the cursor is, what is marked, what is typed in the filter.

use std::collections::BTreeSet;

use super::inbox::Inbox;
use crate::{
    domain::{Incident, IncidentId, query::Query},
    text::SafeText,
};

/// The board's own state.
#[derive(Debug, Default)]
pub struct Board {
    /// The incident under the cursor: an id, never a row number.
    pub cursor: Option<IncidentId>,
    /// Its last known place in the shown list, to fall back on when it leaves.
    pub cursor_row: usize,
    /// The incident under the cursor left the view: it stays as a ghost, verbs are refused until the cursor moves.
    pub ghost: Option<Ghost>,
    /// First shown row.
    pub top: usize,
    /// Rows that slid in above while the cursor's line stood still: "2 new above".
    pub pushed: usize,
    /// Marked incidents.
    pub marks: BTreeSet<IncidentId>,
    /// Marks dropped by Esc, by a filter or by another view; `u` brings back those that are in view.
    pub dropped_marks: BTreeSet<IncidentId>,
    /// Marked ones that something was asked of: they lose their mark once it is confirmed, and keep it if it is refused.
    pub acting: BTreeSet<IncidentId>,
    /// The last marked one left by itself: the next verb would act on the row under the cursor instead, and is refused
    /// once.
    pub lapsed: bool,
    /// Where `V` began.
    pub range_from: Option<IncidentId>,
    /// What narrows the view further.
    pub filter: Filter,
}

/// The filter line.
#[derive(Debug, Default)]
pub struct Filter {
    /// As typed.
    pub text: String,
    /// The last text that could be read.
    pub query: Option<Query>,
    /// What is wrong with the text as it stands: place in characters, words. The last good result stays.
    pub error: Option<(usize, SafeText)>,
}

/// What stands where the cursor's incident was.
#[derive(Debug, Clone)]
pub struct Ghost {
    /// As it was last seen.
    pub incident: Box<Incident>,
    /// `gone: resolved at the source`.
    pub why: SafeText,
}

/// What one line of the list shows.
#[derive(Debug, Clone, Copy)]
pub enum Line<'a> {
    /// An incident.
    Incident(&'a Incident),
    /// What stands where the cursor's incident was.
    Ghost(&'a Ghost),
    /// Nothing: below the last one.
    Empty,
}

impl Board {
    /// What line `n` of the list (0 is the first on screen) shows, and whether the cursor is on it.
    pub fn line<'a>(&'a self, inbox: &'a Inbox, n: usize) -> (Line<'a>, bool) {
        let place = self.top + n;
        match &self.ghost {
            Some(ghost) if place == self.cursor_row => (Line::Ghost(ghost), true),
            Some(_) if place > self.cursor_row => {
                (inbox.shown(place - 1).map_or(Line::Empty, Line::Incident), false)
            }
            _ => match inbox.shown(place) {
                Some(incident) => {
                    let here = self.ghost.is_none() && self.cursor.as_ref() == Some(&incident.id);
                    (Line::Incident(incident), here)
                }
                None => (Line::Empty, false),
            },
        }
    }

    /// Rows of the list, the ghost among them.
    pub fn rows(&self, inbox: &Inbox) -> usize {
        inbox.shown_len() + usize::from(self.ghost.is_some())
    }

    /// "2 new above": rows that slid in above the first shown one while the cursor's line stood still.
    pub fn new_above(&self) -> usize {
        self.pushed.min(self.top)
    }

    /// Brings the cursor to a place; the ghost goes. Scrolls as little as needed.
    pub fn move_to(&mut self, inbox: &Inbox, place: usize, height: usize) {
        self.ghost = None;
        self.cursor_row = place.min(inbox.shown_len().saturating_sub(1));
        self.cursor = inbox.shown(self.cursor_row).map(|i| i.id.clone());
        self.keep_visible(height);
    }

    /// Scrolls so that the cursor is among `height` lines.
    pub fn keep_visible(&mut self, height: usize) {
        let height = height.max(1);
        self.top = self.top.clamp((self.cursor_row + 1).saturating_sub(height), self.cursor_row);
        if self.top == 0 {
            self.pushed = 0;
        }
    }

    /// After the list changed: the cursor stays on its incident *and* on its line of the screen.
    pub fn follow(&mut self, inbox: &Inbox, height: usize) {
        if self.ghost.is_some() {
            self.cursor_row = self.cursor_row.min(inbox.shown_len());
            self.keep_visible(height);
            return;
        }
        let Some(place) = self.cursor.as_ref().and_then(|id| inbox.place(id)) else {
            self.move_to(inbox, self.cursor_row, height);
            return;
        };
        if place > self.cursor_row {
            let slid = place - self.cursor_row;
            self.top += slid;
            self.pushed += slid;
        } else {
            self.top = self.top.saturating_sub(self.cursor_row - place);
        }
        self.cursor_row = place;
        self.keep_visible(height);
    }

    /// The keys rest: what slid in above comes into view as far as the cursor allows.
    pub fn settle(&mut self, inbox: &Inbox, height: usize) {
        if self.ghost.is_none()
            && let Some(place) = self.cursor.as_ref().and_then(|id| inbox.place(id))
        {
            self.cursor_row = place;
        }
        self.top = self.top.saturating_sub(self.pushed);
        self.keep_visible(height);
        self.pushed = self.pushed.min(self.top);
    }
}
