//! Service level clocks: what was promised, how much of it is used up, when it runs out.
//!
//! A clock is a [`Policy`] (what is promised to which incidents, in whose working hours) at work on one incident.
//! Nothing of it is stored: a clock is a pure function of the incident's times and passages, the [`Book`] of policies
//! and `now`. Elapsed time is counted in real seconds that lie inside the calendar's windows and outside pauses;
//! breached means elapsed > target, and stays so.
//!
//! | file | what it says |
//! |---|---|
//! | [`calendar`] | working hours: windows, holidays, breaks, unions, in any zone |
//! | [`policy`] | what is promised |
//! | [`book`] | all policies of a team, and those it begins with |
//! | [`clock`] | one clock: its state, elapsed, due, breach |
//! | [`explain`] | in words: why a clock says what it says |
//! | [`step`] | what happens to a clock, and what that does to it: the engine |
//! | [`story`] | from an incident's times and passages to its clocks |

pub mod book;
pub mod calendar;
pub mod clock;
pub mod explain;
pub mod policy;
pub mod step;
pub(in crate::domain) mod story;
mod suits;
#[cfg(test)]
mod tests;

pub use book::{Book, PAUSE_ON, WARN};
pub use calendar::{Calendar, CalendarFault, CalendarSpec};
pub use clock::{Clock, ClockState, Cut, Past, Why, percent};
pub use policy::{Metric, OnPriorityChange, OnReopen, Policy, Target};
pub use step::Step;

use serde::{Deserialize, Serialize};

use super::Time;
use crate::text::SafeText;

/// A clock that a source keeps itself (Jira SM, ServiceNow): its numbers, never ours.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SourceClock {
    /// The source's own name for it.
    pub name: SafeText,
    /// What it measures, as near as we can tell.
    pub metric: Metric,
    /// Seconds allowed.
    pub target_s: i64,
    /// Seconds left when it was read; negative is overrun.
    pub remaining_s: i64,
    /// When it was read.
    pub as_of: Time,
    /// When it will be used up, as the source says.
    pub due_at: Option<Time>,
    /// Whether the source says it is breached.
    pub breached: bool,
    /// Whether it counts now.
    pub running: bool,
}
