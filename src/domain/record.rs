//! What people decide and record about an incident, beside its head: the incident record of a service desk.
//!
//! Its types stand in the API's document as they are here, which is why they derive their schema.
//!
//! Kept by our own server in its records and by the overlay for sources that cannot hold it. All of it may be absent:
//! an alert that nobody touched has an empty one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Number, Priority, Time, incident::HoldReason, state::Phase};
use crate::text::SafeText;

/// A closed set of words: the enum, its words, and how they are read.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal, $title:literal;)* }) => {
        $(#[$about])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize,
            ::utoipa::ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            /// Every one, in the order in which people are offered them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in JSON, commands and queries.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// In words for people.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),* }
            }

            /// Reads the word; `-` is as good as `_`.
            pub fn parse(word: &str) -> Option<Self> {
                let word = word.trim().to_ascii_lowercase().replace('-', "_");
                Self::ALL.iter().copied().find(|v| v.word() == word)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// How it came to us.
    Origin {
        /// A call.
        Phone = "phone", "phone";
        /// A mail.
        Mail = "mail", "mail";
        /// A form.
        Portal = "portal", "web form";
        /// A chat.
        Chat = "chat", "chat";
        /// Somebody came.
        InPerson = "in_person", "in person";
        /// An alert.
        Monitoring = "monitoring", "monitoring";
        /// A program, or nobody said.
        Api = "api", "a program";
    }
}

words! {
    /// What triage found it to be.
    Verdict {
        /// Something is broken.
        Incident = "incident", "incident";
        /// Somebody wants something: logged, but no clock runs.
        Request = "request", "request";
        /// Neither: logged and cancelled at once.
        NotAnIncident = "not_an_incident", "not an incident";
    }
}

words! {
    /// Why an incident was cancelled.
    CancelReason {
        /// Another one is about the same.
        Duplicate = "duplicate", "duplicate";
        /// The alarm was false.
        FalsePositive = "false_positive", "false alarm";
        /// Nothing is broken.
        NotAnIncident = "not_an_incident", "not an incident";
        /// Somebody wants something.
        IsRequest = "is_request", "a request";
        /// The caller took it back.
        Withdrawn = "withdrawn", "withdrawn by the caller";
        /// It was a test.
        Test = "test", "a test";
        /// Something else, said in words.
        Other = "other", "other";
    }
}

words! {
    /// What the caller said when asked whether it works.
    Answer {
        /// It works: it may be closed.
        Works = "works", "it works";
        /// It does not: it is reopened.
        StillBroken = "still_broken", "still broken";
        /// Nobody answered.
        NoAnswer = "no_answer", "no answer";
    }
}

words! {
    /// What came of trying to reach the caller.
    Reached {
        /// Spoke with them.
        Answered = "answered", "answered";
        /// Called or written, no answer.
        NoAnswer = "no_answer", "no answer";
    }
}

words! {
    /// How a service or configuration item belongs to an incident.
    CiRole {
        /// It is hit.
        Affected = "affected", "affected";
        /// It is why.
        Cause = "cause", "cause";
        /// It may be why.
        Suspect = "suspect", "suspect";
    }
}

words! {
    /// Times that can be corrected.
    Milestone {
        /// When the impact began.
        OccurredAt = "occurred_at", "began";
        /// The first alert or report.
        DetectedAt = "detected_at", "detected";
        /// The first acknowledgement.
        AckedAt = "acked_at", "acknowledged";
        /// When the impact ended.
        MitigatedAt = "mitigated_at", "mitigated";
        /// When it was resolved.
        ResolvedAt = "resolved_at", "resolved";
    }
}

/// Somebody who reported it or has it too.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
pub struct Caller {
    /// The name, as it was said.
    pub name: SafeText,
    /// Their id in the directory, where they are in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<SafeText>,
    /// Mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<SafeText>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<SafeText>,
    /// To be called back first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub vip: bool,
    /// Who is hit, where that is somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<SafeText>,
}

/// A priority set against the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Override {
    /// By whom.
    pub by: SafeText,
    /// When.
    pub at: Time,
    /// Why.
    pub reason: SafeText,
}

/// That it is a major incident.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Major {
    /// Who declared it.
    pub by: SafeText,
    /// When.
    pub at: Time,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<SafeText>,
}

/// The code of a resolution by no person: its alert cleared (T09).
pub const AUTO_RECOVERED: &str = "auto_recovered";

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Resolution {
    /// A code of the team's own (`fixed`, `workaround`); `auto_recovered` when the alert cleared by itself. Missing only
    /// where it was resolved before a code had to be given.
    pub code: Option<SafeText>,
    /// What was done; there where a person resolved it, but for the same old ones.
    pub notes: Option<SafeText>,
    /// By whom.
    pub by: SafeText,
    /// When.
    pub at: Time,
}

/// How it was cancelled, or into which one it was merged.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Ending {
    /// Why it was cancelled; `None` where it was merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CancelReason>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<SafeText>,
    /// Of which it is a duplicate, or in which it lives on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>)]
    pub other: Option<Number>,
    /// By whom.
    pub by: SafeText,
    /// When.
    pub at: Time,
    /// Where it stood before, for taking it back.
    pub was: super::State,
}

/// What is known of the caller's answer since it was resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
pub struct Confirmation {
    /// When the caller was first asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<Time>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<SafeText>,
    /// When an answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Time>,
    /// What it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// How content, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfaction: Option<u8>,
    /// In their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<SafeText>,
}

/// The last thing the stakeholders were told.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Told {
    /// When.
    pub at: Time,
    /// By whom.
    pub by: SafeText,
    /// What.
    pub text: SafeText,
    /// Whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<SafeText>,
    /// When they hear again, as they were told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Time>,
    /// Outside the team too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub public: bool,
}

/// Why a clock was breached.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Excuse {
    /// The clock's name.
    pub clock: SafeText,
    /// Why.
    pub reason: SafeText,
    /// By whom.
    pub by: SafeText,
    /// When.
    pub at: Time,
}

/// Something that clocks look at and that the head's times do not tell: kept in order of time.
///
/// Opening, first acknowledgement, the last mitigation, the last resolution and the closing stand in fields; a
/// resolution that was taken back stands here with the reopening.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Passage {
    /// When it happened.
    pub at: Time,
    /// What.
    #[serde(flatten)]
    pub turn: Turn,
}

/// What a [`Passage`] was.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "turn", rename_all = "snake_case")]
pub enum Turn {
    /// Put on hold.
    Held {
        /// For what.
        reason: HoldReason,
    },
    /// Off hold, whatever came next.
    Resumed,
    /// Mitigated, and it did not last: followed by a relapse.
    Mitigated,
    /// The impact came back.
    Relapsed,
    /// Resolved, and it did not last: followed by a reopening.
    Resolved,
    /// Reopened.
    Reopened,
    /// The priority changed, and with it what is promised.
    Priority {
        /// From this.
        from: Priority,
        /// To this.
        to: Priority,
    },
    /// The stakeholders were told.
    Updated,
}

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Record {
    /// How far the work is; only while it is acknowledged, in progress or mitigated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// How it came to us.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// What triage found; absent is an incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Who told of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reporter: Option<Box<Caller>>,
    /// Who else has it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub callers: Vec<Caller>,
    /// When the impact began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Time>,
    /// The first alert or report, where that is not the opening.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detected_at: Option<Time>,
    /// When the impact ended, while it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mitigated_at: Option<Time>,
    /// What is left of the impact, in the words of whoever mitigated it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact_left: Option<SafeText>,
    /// When it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Time>,
    /// The first category it was in, where that is not the present one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_category: Option<SafeText>,
    /// What the matrix says, where that is not the effective priority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub computed: Option<Priority>,
    /// Why the effective priority is not the computed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "override")]
    pub override_: Option<Box<Override>>,
    /// It is a major.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub major: Option<Box<Major>>,
    /// Out of sight until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Time>,
    /// How it ended, while it is resolved or closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Box<Resolution>>,
    /// How it was cancelled or merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending: Option<Box<Ending>>,
    /// What is known of the caller's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Box<Confirmation>>,
    /// How often nobody answered since the caller was last reached.
    #[serde(skip_serializing_if = "is_zero")]
    pub unanswered: u32,
    /// What the stakeholders were told last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<Box<Told>>,
    /// The incident it hangs under.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>)]
    pub parent: Option<Number>,
    /// How many hang under it.
    #[serde(skip_serializing_if = "is_zero")]
    pub children: u32,
    /// The closed one that it goes on with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>)]
    pub follow_up_of: Option<Number>,
    /// Services and configuration items beside the main one, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<(String, CiRole)>)]
    pub links: Vec<(SafeText, CiRole)>,
    /// Why clocks were breached.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excuses: Vec<Excuse>,
    /// How many times were corrected.
    #[serde(skip_serializing_if = "is_zero")]
    pub corrections: u32,
    /// What clocks look at beside the times in the fields, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passages: Vec<Passage>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Record {
    /// Nothing was recorded.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it waits for its originator: somebody who can be asked told of it.
    pub fn has_originator(&self) -> bool {
        self.reporter.is_some()
    }
}
