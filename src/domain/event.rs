//! One entry of a timeline: append-only, with when it happened and when we wrote it down.

use serde::{Deserialize, Serialize};

use super::Time;
use crate::text::SafeText;

/// What an entry is about; timelines can be filtered by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// It opened.
    Opened,
    /// Its alert came once more.
    Raised,
    /// Acknowledged.
    Ack,
    /// Acknowledgement taken back or run out.
    Unack,
    /// Somebody else answers for it now.
    Assign,
    /// Words by a person.
    Note,
    /// Silenced or inhibited at the source, or no longer.
    Hold,
    /// Resolved, at the source or by us.
    Resolved,
    /// It came back within the reopen window.
    Reopened,
    /// A clock warned, breached, paused or resumed.
    Clock,
    /// Fields were changed: title, priority, labels.
    Changed,
    /// A deploy or another change of a service, of its own or of one it depends on.
    Change,
    /// Work on it began.
    Start,
    /// How far the work is.
    Phase,
    /// Off hold.
    Resume,
    /// Out of sight for a while, or back.
    Snooze,
    /// The impact is gone.
    Mitigated,
    /// The impact is back.
    Relapsed,
    /// Closed.
    Closed,
    /// Cancelled.
    Cancelled,
    /// It lives on in another one, or another one in it.
    Merged,
    /// A cancellation or a merge was taken back.
    Restored,
    /// A parent, a child, a service or a configuration item.
    Link,
    /// Impact, urgency or priority.
    Priority,
    /// Declared a major, or no longer.
    Major,
    /// Category.
    Category,
    /// The stakeholders were told.
    Update,
    /// Somebody tried to reach the caller.
    Contact,
    /// One more caller has it.
    Caller,
    /// A time was corrected: old and new stand in the entry.
    Correction,
    /// Why a clock was breached.
    Excuse,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 31] = [
        Self::Opened,
        Self::Raised,
        Self::Ack,
        Self::Unack,
        Self::Assign,
        Self::Note,
        Self::Hold,
        Self::Resolved,
        Self::Reopened,
        Self::Clock,
        Self::Changed,
        Self::Change,
        Self::Start,
        Self::Phase,
        Self::Resume,
        Self::Snooze,
        Self::Mitigated,
        Self::Relapsed,
        Self::Closed,
        Self::Cancelled,
        Self::Merged,
        Self::Restored,
        Self::Link,
        Self::Priority,
        Self::Major,
        Self::Category,
        Self::Update,
        Self::Contact,
        Self::Caller,
        Self::Correction,
        Self::Excuse,
    ];

    /// The word on the timeline and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Raised => "raised",
            Self::Ack => "ack",
            Self::Unack => "unack",
            Self::Assign => "assign",
            Self::Note => "note",
            Self::Hold => "hold",
            Self::Resolved => "resolved",
            Self::Reopened => "reopened",
            Self::Clock => "clock",
            Self::Changed => "changed",
            Self::Change => "change",
            Self::Start => "start",
            Self::Phase => "phase",
            Self::Resume => "resume",
            Self::Snooze => "snooze",
            Self::Mitigated => "mitigated",
            Self::Relapsed => "relapsed",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
            Self::Merged => "merged",
            Self::Restored => "restored",
            Self::Link => "link",
            Self::Priority => "priority",
            Self::Major => "major",
            Self::Category => "category",
            Self::Update => "update",
            Self::Contact => "contact",
            Self::Caller => "caller",
            Self::Correction => "correction",
            Self::Excuse => "excuse",
        }
    }
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When it happened.
    pub at: Time,
    /// When it was written down; differs when it was told later.
    pub recorded_at: Time,
    /// What it is about.
    pub kind: EventKind,
    /// Who did it: a person, a rule, the source.
    pub actor: SafeText,
    /// What there is to say, may have several lines.
    pub text: SafeText,
    /// Kept by us because the source has no timeline.
    pub local: bool,
}
