//! What the board keeps besides the incidents: where the cursor is, what is marked, what is typed in the filter.

use std::collections::{BTreeSet, HashMap};

use crate::{
    app::inbox::{Folded, GroupHead, GroupName, Inbox, Shown},
    domain::{Incident, IncidentId, query::Query, view::GroupBy},
    text::SafeText,
};

/// The board's own state.
#[derive(Debug, Default)]
pub struct Board {
    /// The incident under the cursor: an id, never a row number.
    pub cursor: Option<IncidentId>,
    /// The group on whose head the cursor stands; then there is no incident under it.
    pub head: Option<GroupName>,
    /// Its last known line of the list, to fall back on when it leaves.
    pub cursor_row: usize,
    /// The incident under the cursor left the view: it stays as a ghost, verbs are refused until the cursor moves.
    pub ghost: Option<Ghost>,
    /// First shown line.
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
    /// The folded groups of each view, by its name and by what it is grouped, for as long as the program runs.
    pub folds: HashMap<(SafeText, GroupBy), Folded>,
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
    /// The head of a group.
    Group(&'a GroupHead),
    /// What stands where the cursor's incident was.
    Ghost(&'a Ghost),
    /// Nothing: below the last one.
    Empty,
}

impl Board {
    /// What line `n` of the list (0 is the first on screen) shows, and whether the cursor is on it.
    pub fn line<'a>(&'a self, inbox: &'a Inbox, n: usize) -> (Line<'a>, bool) {
        let place = self.top + n;
        let below = match &self.ghost {
            Some(ghost) if place == self.cursor_row => return (Line::Ghost(ghost), true),
            Some(_) if place > self.cursor_row => place - 1,
            _ => place,
        };
        match inbox.line(below) {
            Some(Shown::Row(incident)) => {
                let here = self.ghost.is_none() && self.cursor.as_ref() == Some(&incident.id);
                (Line::Incident(incident), here)
            }
            Some(Shown::Head(head)) => {
                let here = self.ghost.is_none() && self.head.as_ref() == Some(&head.name);
                (Line::Group(head), here)
            }
            None => (Line::Empty, false),
        }
    }

    /// Lines of the list, heads of groups and the ghost among them.
    pub fn rows(&self, inbox: &Inbox) -> usize {
        inbox.lines() + usize::from(self.ghost.is_some())
    }

    /// "2 new above": rows that slid in above the first shown one while the cursor's line stood still.
    pub fn new_above(&self) -> usize {
        self.pushed.min(self.top)
    }

    /// Brings the cursor to a line; the ghost goes. Scrolls as little as needed.
    pub fn move_to(&mut self, inbox: &Inbox, line: usize, height: usize) {
        self.ghost = None;
        self.cursor_row = line.min(inbox.lines().saturating_sub(1));
        (self.cursor, self.head) = match inbox.line(self.cursor_row) {
            Some(Shown::Row(incident)) => (Some(incident.id.clone()), None),
            Some(Shown::Head(head)) => (None, Some(head.name.clone())),
            None => (None, None),
        };
        self.keep_visible(height);
    }

    /// Brings it to the first row; on a head it would stand for a whole group, which nobody chose.
    pub fn rest(&mut self, inbox: &Inbox, height: usize) {
        self.move_to(inbox, inbox.first_row(), height);
    }

    /// The line of what the cursor is on, if that is there.
    pub fn line_here(&self, inbox: &Inbox) -> Option<usize> {
        match (&self.cursor, &self.head) {
            (Some(id), _) => inbox.line_of(id),
            (None, Some(name)) => inbox.line_of_head(name),
            (None, None) => None,
        }
    }

    /// Shows the list from its top with the cursor on what it was on, or on the first row.
    pub fn return_to(&mut self, inbox: &Inbox, height: usize) {
        (self.top, self.pushed) = (0, 0);
        let line = self.line_here(inbox).unwrap_or_else(|| inbox.first_row());
        self.move_to(inbox, line, height);
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
            self.cursor_row = self.cursor_row.min(inbox.lines());
            self.keep_visible(height);
            return;
        }
        let Some(place) = self.line_here(inbox) else {
            self.land(inbox, height);
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

    /// What the cursor was on is gone: it goes to the nearest row, and never to a head, where the next verb would be one
    /// for a whole group.
    fn land(&mut self, inbox: &Inbox, height: usize) {
        let line = self.cursor_row.min(inbox.lines().saturating_sub(1));
        let is_row = |line: &usize| matches!(inbox.line(*line), Some(Shown::Row(_)));
        let row = (line..inbox.lines()).chain((0..line).rev()).take(2 * height.max(1)).find(is_row);
        self.move_to(inbox, row.unwrap_or(line), height);
    }

    /// The keys rest: what slid in above comes into view as far as the cursor allows.
    pub fn settle(&mut self, inbox: &Inbox, height: usize) {
        if self.ghost.is_some() {
            // Groups that ended meanwhile took their heads along: a ghost stands at most below the last line.
            self.cursor_row = self.cursor_row.min(inbox.lines());
        } else if let Some(place) = self.line_here(inbox) {
            self.cursor_row = place;
        }
        self.top = self.top.saturating_sub(self.pushed);
        self.keep_visible(height);
        self.pushed = self.pushed.min(self.top);
    }
}
