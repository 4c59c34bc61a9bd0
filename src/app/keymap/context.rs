//! What a binding's condition can ask about: a plain snapshot, taken of a model by `app::may::context`. A part of
//! [`super`].

use super::when::Atom;
use crate::{
    app::action::{Action, Place},
    domain::State,
};

/// The screen on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScreenWord {
    /// The board.
    Board,
    /// One incident.
    Incident,
    /// One unacknowledged incident at a time.
    Triage,
    /// The outbox.
    Outbox,
    /// The sources.
    Sources,
    /// What is out of sight.
    Suppressed,
    /// Help.
    Help,
    /// What a command wrote.
    Output,
}

impl ScreenWord {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::Board,
        Self::Incident,
        Self::Triage,
        Self::Outbox,
        Self::Sources,
        Self::Suppressed,
        Self::Help,
        Self::Output,
    ];

    /// In `when`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Incident => "incident",
            Self::Triage => "triage",
            Self::Outbox => "outbox",
            Self::Sources => "sources",
            Self::Suppressed => "suppressed",
            Self::Help => "help",
            Self::Output => "output",
        }
    }

    /// Where keys are taken on it, the most particular place first.
    pub const fn places(self) -> &'static [Place] {
        match self {
            Self::Board => &[Place::Board, Place::Incident, Place::Everywhere],
            Self::Incident => &[Place::Detail, Place::Incident, Place::Everywhere],
            Self::Triage => &[Place::Triage, Place::Incident, Place::Everywhere],
            Self::Outbox => &[Place::Outbox, Place::Everywhere],
            Self::Suppressed => &[Place::Incident, Place::Everywhere],
            Self::Sources | Self::Help | Self::Output => &[Place::Everywhere],
        }
    }
}

macro_rules! facts {
    ($($fact:ident $word:literal $help:literal,)*) => {
        /// What can be so or not; those of an incident are of the one under the cursor or on the screen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Fact {
            $(#[doc = $help] $fact,)*
        }

        impl Fact {
            /// Every one.
            pub const ALL: [Self; 8] = [$(Self::$fact),*];

            /// In `when`.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$fact => $word,)* }
            }

            /// What it means.
            pub const fn help(self) -> &'static str {
                match self { $(Self::$fact => $help,)* }
            }
        }
    };
}

facts! {
    Marked "marked" "Something is marked.",
    Owned "owned" "Somebody owns the incident.",
    Mine "mine" "You own the incident.",
    Acked "acked" "Somebody acknowledged the incident.",
    Major "major" "The incident is a declared major.",
    Filtered "filtered" "A filter is typed.",
    Grouped "grouped" "The view is grouped.",
    OnGroup "on_group" "The cursor is on the head of a group.",
}

/// The snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// What is on top.
    pub screen: ScreenWord,
    facts: u16,
    /// Where the incident comes from.
    pub source: Option<String>,
    /// In which state it is.
    pub state: Option<State>,
    /// Whether the actions that conditions ask about could be done.
    pub can: Vec<(Action, bool)>,
}

impl Context {
    /// On this screen, with nothing else so.
    pub const fn new(screen: ScreenWord) -> Self {
        Self { screen, facts: 0, source: None, state: None, can: Vec::new() }
    }

    /// This is so.
    pub const fn set(&mut self, fact: Fact) {
        self.facts |= 1 << fact as u16;
    }

    /// Whether this word of a condition is true.
    pub fn is(&self, atom: &Atom) -> bool {
        match atom {
            Atom::Screen(screen) => self.screen == *screen,
            Atom::Fact(fact) => self.facts & (1 << *fact as u16) != 0,
            Atom::Source(name) => self.source.as_deref() == Some(name),
            Atom::State(state) => self.state == Some(*state),
            Atom::Can(action) => self.can.iter().any(|(a, can)| a == action && *can),
        }
    }
}
