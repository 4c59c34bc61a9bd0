//! The nine canonical states (one `state`; holds, escalation and the like are facts beside it).

use serde::{Deserialize, Serialize};

/// Where an incident stands. Adapters map their own words to these and keep the raw word beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has answered yet.
    New,
    /// Somebody has seen it and answers for it.
    Acknowledged,
    /// Being worked on.
    InProgress,
    /// Waits for something named in [`super::Hold`].
    OnHold,
    /// The impact is gone, the cause is not.
    Mitigated,
    /// Gone, not yet confirmed with the originator.
    Resolved,
    /// Final.
    Closed,
    /// Was not an incident, or was withdrawn.
    Cancelled,
    /// Lives on in another one.
    Merged,
}

super::record::words! {
    /// How far the work is, beside the state; only while it is acknowledged, in progress or mitigated.
    Phase {
        /// Finding out what it is and whom it hits.
        Triage = "triage", "triage";
        /// Looking for the cause.
        Investigating = "investigating", "investigating";
        /// The cause is known.
        Identified = "identified", "identified";
        /// A remedy is under way.
        Fixing = "fixing", "fixing";
        /// The remedy is in, and is watched.
        Monitoring = "monitoring", "monitoring";
    }
}

impl State {
    /// Every state, in the order of the lifecycle.
    pub const ALL: [Self; 9] = [
        Self::New,
        Self::Acknowledged,
        Self::InProgress,
        Self::OnHold,
        Self::Mitigated,
        Self::Resolved,
        Self::Closed,
        Self::Cancelled,
        Self::Merged,
    ];

    /// The board's word, at most four cells.
    pub const fn short(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Acknowledged => "ACK",
            Self::InProgress => "WORK",
            Self::OnHold => "HOLD",
            Self::Mitigated => "MITG",
            Self::Resolved => "DONE",
            Self::Closed => "CLSD",
            Self::Cancelled => "CANC",
            Self::Merged => "MERG",
        }
    }

    /// The word in JSON and in queries.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Acknowledged => "acknowledged",
            Self::InProgress => "in_progress",
            Self::OnHold => "on_hold",
            Self::Mitigated => "mitigated",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
            Self::Merged => "merged",
        }
    }

    /// Not resolved, closed, cancelled or merged.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Resolved | Self::Closed | Self::Cancelled | Self::Merged)
    }

    /// Final: nothing but a note follows (a cancellation or a merge can be taken back for 15 minutes).
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::Cancelled | Self::Merged)
    }

    /// Whether a [`Phase`] goes with it.
    pub const fn has_phase(self) -> bool {
        matches!(self, Self::Acknowledged | Self::InProgress | Self::Mitigated)
    }

    /// Reads a full word or one of the short forms of the query language (`ack`, `work`, `hold`, `done`, …).
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.to_ascii_lowercase();
        Self::ALL.into_iter().find(|s| s.word() == word || s.short().eq_ignore_ascii_case(&word))
    }
}
