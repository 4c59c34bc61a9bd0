//! What a person asks of an incident: one enum for key, command, outbox, overlay and server.
//!
//! Words a person typed are [`Opaque`]: they go out exactly as typed, and are cleaned where they become part of a
//! record ([`super::lifecycle`]). Names and codes are [`SafeText`]. In the outbox and on the wire a verb is tagged by
//! its name.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Number, Priority, Time,
    incident::HoldReason,
    record::{AUTO_RECOVERED, Answer, Caller, CancelReason, CiRole, Milestone, Reached},
    state::Phase,
};
use crate::text::{Opaque, SafeText};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum Verb {
    /// Acknowledge (T02), with words and for how long (seconds; `None` is "while it is open and owned").
    Ack {
        /// Words for the others.
        note: Option<Opaque>,
        /// Seconds after which it ends by itself.
        for_s: Option<i64>,
    },
    /// Take the acknowledgement back (T04).
    Unack,
    /// Give it to somebody; `None` is nobody (T15).
    Assign {
        /// The new owner.
        to: Option<SafeText>,
    },
    /// Write a note (T15).
    Note {
        /// The words.
        text: Opaque,
    },
    /// Begin to work on it (T03): takes it if nobody owns it, and acknowledges it.
    Start,
    /// Say how far the work is (T15).
    Phase {
        /// How far.
        phase: Phase,
    },
    /// Let it wait (T05).
    Hold {
        /// For what.
        reason: HoldReason,
        /// In words; must be there for [`HoldReason::Other`].
        #[serde(default)]
        detail: Option<Opaque>,
        /// Until when; must be there for [`HoldReason::Scheduled`]. It resumes by itself then.
        #[serde(default)]
        until: Option<Time>,
        /// What the caller is told; must be there for [`HoldReason::AwaitingReporter`].
        #[serde(default)]
        message: Option<Opaque>,
    },
    /// Go on (T06).
    Resume {
        /// What came.
        #[serde(default)]
        reason: Option<Opaque>,
    },
    /// Out of sight until then; clocks go on.
    Snooze {
        /// Until when.
        until: Time,
    },
    /// Back in sight now.
    Wake,
    /// The impact is gone, the cause is not (T07).
    Mitigate {
        /// What is left of the impact.
        impact: Opaque,
    },
    /// The impact is back (T08).
    Relapse {
        /// What was seen.
        reason: Opaque,
    },
    /// Say that it is over (T09). A person gives both; what recovered by itself needs neither.
    Resolve {
        /// Resolution code, such as `fixed`.
        code: Option<Opaque>,
        /// What was done.
        note: Option<Opaque>,
    },
    /// It is not over after all (T10).
    Reopen {
        /// Why.
        reason: Opaque,
    },
    /// Close it with the caller's answer (T11); [`Answer::StillBroken`] reopens it.
    Close {
        /// What the caller said; `None`: nobody has to be asked (it came from monitoring).
        #[serde(default)]
        answer: Option<Answer>,
        /// In the caller's words.
        #[serde(default)]
        comment: Option<Opaque>,
        /// How content the caller is, 1 to 5.
        #[serde(default)]
        satisfaction: Option<u8>,
        /// Why a major needs no retrospective.
        #[serde(default)]
        waiver: Option<Opaque>,
    },
    /// It is nobody's incident (T12).
    Cancel {
        /// Why.
        reason: CancelReason,
        /// In words; must be there for [`CancelReason::Other`].
        #[serde(default)]
        detail: Option<Opaque>,
        /// Of which one it is a duplicate.
        #[serde(default)]
        duplicate_of: Option<Number>,
    },
    /// It lives on in another one (T13).
    Merge {
        /// In which.
        into: Number,
    },
    /// Take a cancellation or a merge back: within 15 minutes, by whoever did it.
    Restore,
    /// Hang it under a parent; `None` takes it out again (T15).
    Attach {
        /// The parent.
        parent: Option<Number>,
    },
    /// Change impact and urgency, or set the priority against the matrix (T15).
    Priority {
        /// From 1 (high).
        #[serde(default)]
        impact: Option<u8>,
        /// From 1 (high).
        #[serde(default)]
        urgency: Option<u8>,
        /// The priority itself, whatever the matrix says: an override.
        #[serde(default)]
        set: Option<Priority>,
        /// Drop the override: the matrix counts again.
        #[serde(default)]
        clear: bool,
        /// Why; must be there for an override and for anything that lowers the priority (5 characters or more).
        #[serde(default)]
        reason: Option<Opaque>,
    },
    /// Declare it a major, or no longer one.
    Major {
        /// Which.
        on: bool,
        /// Why; must be there to take it back.
        #[serde(default)]
        reason: Option<Opaque>,
    },
    /// Put it into a category (T15).
    Category {
        /// The first level, as the tree names it.
        category: SafeText,
        /// The second.
        #[serde(default)]
        sub: Option<SafeText>,
    },
    /// Tell the stakeholders: closes the update interval.
    Update {
        /// What they are told.
        text: Opaque,
        /// Whom; `None` is everybody concerned.
        #[serde(default)]
        audience: Option<SafeText>,
        /// When they hear again.
        #[serde(default)]
        next_at: Option<Time>,
        /// Outside the team too.
        #[serde(default)]
        public: bool,
    },
    /// Somebody tried to reach the caller.
    Contact {
        /// With what result.
        result: Reached,
        /// Words.
        #[serde(default)]
        note: Option<Opaque>,
    },
    /// One more caller has it too.
    Caller {
        /// Who.
        caller: Box<Caller>,
    },
    /// A time was recorded wrong: the old one stays in the log.
    Correct {
        /// Which.
        field: Milestone,
        /// The right time.
        to: Time,
        /// Why.
        reason: Opaque,
    },
    /// Why a clock was breached; asked once.
    Excuse {
        /// The clock's name.
        clock: SafeText,
        /// Why.
        reason: Opaque,
    },
    /// Link a service or configuration item (T15).
    Link {
        /// Its id.
        service: SafeText,
        /// How it belongs to it; `None` takes the link out.
        role: Option<CiRole>,
    },
}

impl Verb {
    /// A person says that it is over: how it ended, and what was done (T09).
    pub fn resolved(code: impl Into<Arc<str>>, note: impl Into<Arc<str>>) -> Self {
        Self::Resolve { code: Some(Opaque::new(code)), note: Some(Opaque::new(note)) }
    }

    /// It is over by itself: its alert cleared (T09).
    pub fn recovered() -> Self {
        Self::Resolve { code: Some(Opaque::new(AUTO_RECOVERED)), note: None }
    }

    /// Every name, in the order of the lifecycle.
    pub const NAMES: [&'static str; 28] = [
        "ack", "unack", "assign", "note", "start", "phase", "hold", "resume", "snooze", "wake", "mitigate",
        "relapse", "resolve", "reopen", "close", "cancel", "merge", "restore", "attach", "priority", "major",
        "category", "update", "contact", "caller", "correct", "excuse", "link",
    ];

    /// The name: of the key's action, the command, the route, the log line and the receipt.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ack { .. } => "ack",
            Self::Unack => "unack",
            Self::Assign { .. } => "assign",
            Self::Note { .. } => "note",
            Self::Start => "start",
            Self::Phase { .. } => "phase",
            Self::Hold { .. } => "hold",
            Self::Resume { .. } => "resume",
            Self::Snooze { .. } => "snooze",
            Self::Wake => "wake",
            Self::Mitigate { .. } => "mitigate",
            Self::Relapse { .. } => "relapse",
            Self::Resolve { .. } => "resolve",
            Self::Reopen { .. } => "reopen",
            Self::Close { .. } => "close",
            Self::Cancel { .. } => "cancel",
            Self::Merge { .. } => "merge",
            Self::Restore => "restore",
            Self::Attach { .. } => "attach",
            Self::Priority { .. } => "priority",
            Self::Major { .. } => "major",
            Self::Category { .. } => "category",
            Self::Update { .. } => "update",
            Self::Contact { .. } => "contact",
            Self::Caller { .. } => "caller",
            Self::Correct { .. } => "correct",
            Self::Excuse { .. } => "excuse",
            Self::Link { .. } => "link",
        }
    }
}
