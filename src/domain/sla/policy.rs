//! What is promised: to which incidents, what, in how long, in whose working hours.

use std::sync::Arc;

use super::Calendar;
use crate::{
    domain::{incident::HoldReason, query::Query, record::words},
    text::SafeText,
};

words! {
    /// What a clock measures.
    Metric {
        /// Opening to first acknowledgement.
        Response = "response", "response";
        /// From one stakeholder update to the next; stops at the resolution.
        UpdateCadence = "update_cadence", "update";
        /// Opening to the end of the impact.
        Mitigation = "mitigation", "mitigation";
        /// Opening to resolution.
        Resolution = "resolution", "resolution";
        /// Resolution to closing.
        Closure = "closure", "closure";
        /// Opening to resolution, as promised between teams of one house.
        Ola = "ola", "OLA";
        /// Opening to resolution, as promised by a vendor.
        Uc = "uc", "UC";
    }
}

impl Metric {
    /// The board's word, three cells.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Response => "ack",
            Self::UpdateCadence => "upd",
            Self::Mitigation => "mit",
            Self::Resolution => "fix",
            Self::Closure => "cls",
            Self::Ola => "ola",
            Self::Uc => "uc",
        }
    }

    /// Whether pauses count where a policy does not say: response and update clocks never pause (P7).
    pub const fn pausable(self) -> bool {
        !matches!(self, Self::Response | Self::UpdateCadence | Self::Closure)
    }
}

words! {
    /// What a change of priority does to a clock whose policy no longer applies (R1 to R3).
    OnPriorityChange {
        /// The new target counts from the original start, with all pauses.
        Retroactive = "retroactive", "counts from the original start";
        /// A new clock from the change on, without earlier pauses.
        Restart = "restart", "starts anew at the change";
        /// The target stays what it was when the clock was attached.
        Keep = "keep", "keeps its first target";
    }
}

words! {
    /// What a reopening does to a clock that had stopped (O1 to O3).
    OnReopen {
        /// It goes on, and the time in between does not count.
        Resume = "resume", "goes on without the time it was resolved";
        /// It goes on as if it had never stopped.
        Count = "count", "counts the time it was resolved too";
        /// The finished one is kept, a new one begins.
        Reset = "reset", "begins anew";
    }
}

/// How long is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// Working seconds; 0 is "at once".
    Seconds(i64),
    /// Working days of the calendar: the same time of day, so many working dates later (B1, B2).
    BusinessDays(u32),
}

/// One promise.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name, unique in its book: `P1 resolve`.
    pub name: SafeText,
    /// What it measures.
    pub metric: Metric,
    /// Which incidents it is made to; asks for no clock and no age.
    pub query: Query,
    /// How long is allowed.
    pub target: Target,
    /// In whose working hours.
    pub calendar: Arc<Calendar>,
    /// The calendar's name, for people; `24x7` for the one without a name.
    pub calendar_name: SafeText,
    /// Whether holds pause it at all.
    pub pausable: bool,
    /// Which holds pause it; a hold of another reason lets it run.
    pub pause_on: Vec<HoldReason>,
    /// Warns when so much of the target is used up, in percent, ascending.
    pub warn: Vec<u16>,
    /// Warns so many working seconds before the target is used up.
    pub warn_before_s: Vec<i64>,
    /// On a change of priority.
    pub on_priority_change: OnPriorityChange,
    /// On a reopening.
    pub on_reopen: OnReopen,
}
