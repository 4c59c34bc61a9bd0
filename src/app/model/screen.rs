//! What lies over the board as a whole screen. A part of [`super`].

use super::{output::Output, suppressed::Suppressed, triage::Triage};
use crate::{
    app::keymap::context::ScreenWord,
    domain::{Event, Incident, IncidentId},
    text::SafeText,
};

/// A full screen above the board.
#[derive(Debug)]
pub enum Screen {
    /// One incident.
    Incident(IncidentScreen),
    /// What lies in the outbox.
    Outbox {
        /// Which row.
        cursor: usize,
    },
    /// The sources and how they do.
    Sources {
        /// Which row.
        cursor: usize,
    },
    /// The unacknowledged ones, one at a time.
    Triage(Box<Triage>),
    /// What is out of sight, by what, until when.
    Suppressed(Box<Suppressed>),
    /// What a command wrote.
    Output(Box<Output>),
    /// Every key, from the table.
    Help {
        /// First shown line.
        top: usize,
    },
}

/// What is searched for in help.
#[derive(Debug, Default)]
pub struct Help {
    /// The screen it was asked on.
    pub about: Option<ScreenWord>,
    /// The words.
    pub filter: String,
    /// They are being typed.
    pub typing: bool,
}

/// The tabs of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// `'o`
    Overview,
    /// `'t`
    Timeline,
}

/// One incident, full screen.
#[derive(Debug)]
pub struct IncidentScreen {
    /// Which.
    pub id: IncidentId,
    /// The last known state of it, kept when it leaves the list.
    pub last: Option<Box<Incident>>,
    /// Which tab.
    pub tab: Tab,
    /// First shown line of the tab.
    pub top: usize,
    /// `None` while it is being read.
    pub timeline: Option<Result<Vec<Event>, SafeText>>,
    /// Newest entry first.
    pub newest_first: bool,
}
