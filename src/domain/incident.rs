//! The incident as every screen, command and adapter knows it.
//!
//! The head is what a board row, a filter and the order need, and stays small: a screen may hold a million of
//! them. What only the detail needs sits behind one [`Arc`] in [`Detail`].

use std::{borrow::Borrow, fmt, num::NonZeroU32, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Priority, State, Time, record::Record};
use crate::text::{Kind, Opaque, SafeText};

/// The configured name of a source, shared by all its incidents.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceName(Arc<str>);

impl SourceName {
    /// From configuration, which has checked that it is a plain word.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The plain word.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same as text for people.
    pub fn text(&self) -> SafeText {
        SafeText::clean(&self.0, Kind::Label)
    }
}

impl fmt::Debug for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `source/native-id`, for Alertmanager `source/fingerprint@startsAt-epoch`: unique over all sources.
///
/// Characters that cannot be typed are replaced when it is made, so an id is always safe to show and to paste.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IncidentId(Arc<str>);

impl IncidentId {
    /// Joins the source's name and its own id; anything but ASCII letters, digits and `-_.:@/!` becomes `_`.
    pub fn new(source: &SourceName, native: &str) -> Self {
        let mut id = String::with_capacity(source.as_str().len() + 1 + native.len().min(200));
        id.push_str(source.as_str());
        id.push('/');
        id.extend(
            native
                .chars()
                .take(200)
                .map(|c| if c.is_ascii_alphanumeric() || "-_.:@/!".contains(c) { c } else { '_' }),
        );
        Self(id.into())
    }

    /// Reads an id that we made before (from our own files or typed by a person); anything else is replaced.
    pub fn from_known(id: &str) -> Self {
        match id.split_once('/') {
            Some((source, native)) => Self::new(&SourceName::new(source), native),
            None => Self::new(&SourceName::new(""), id),
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same as text for people.
    pub fn text(&self) -> SafeText {
        SafeText::clean(&self.0, Kind::Line)
    }
}

impl Borrow<str> for IncidentId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IncidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The tracking number `INC-000042`: given by us on first sight, speakable on the phone, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Number(NonZeroU32);

impl Number {
    /// From the counter; zero is none.
    pub fn new(n: u32) -> Option<Self> {
        NonZeroU32::new(n).map(Self)
    }

    /// The bare number.
    pub fn get(self) -> u32 {
        self.0.get()
    }

    /// `INC-000042`.
    pub fn long(self) -> String {
        format!("INC-{:06}", self.0)
    }
}

/// How long after it cleared an incident that comes back is still the same one, in seconds.
pub const REOPEN_WINDOW: i64 = 30 * super::time::MINUTE;

super::record::words! {
    /// Why an incident waits.
    HoldReason {
        /// For whoever reported it.
        AwaitingReporter = "awaiting_reporter", "the caller";
        /// For a vendor.
        AwaitingVendor = "awaiting_vendor", "a vendor";
        /// For a change to go in.
        AwaitingChange = "awaiting_change", "a change";
        /// For the problem behind it.
        AwaitingProblem = "awaiting_problem", "a problem";
        /// For logs, a dump, the next time it happens.
        AwaitingEvidence = "awaiting_evidence", "evidence";
        /// For the incident it hangs under.
        AwaitingParent = "awaiting_parent", "its parent";
        /// For a time that was agreed on.
        Scheduled = "scheduled", "an appointment";
        /// For something else, said in words.
        Other = "other", "something else";
        /// Somebody silenced it at the source, and not through us.
        Silenced = "silenced", "silenced at the source";
        /// Another alert inhibits it at the source.
        Inhibited = "inhibited", "inhibited at the source";
        /// A time interval of its route mutes it at the source.
        Muted = "muted", "muted at the source";
    }
}

impl HoldReason {
    /// Those that people choose from: the rest is said by sources.
    pub const CHOICES: &'static [Self] = &[
        Self::AwaitingReporter,
        Self::AwaitingVendor,
        Self::AwaitingChange,
        Self::AwaitingProblem,
        Self::AwaitingEvidence,
        Self::AwaitingParent,
        Self::Scheduled,
        Self::Other,
    ];

    /// Under NEXT CLOCK, at most seven cells.
    pub const fn short(self) -> &'static str {
        match self {
            Self::AwaitingReporter => "caller",
            Self::AwaitingVendor => "vendor",
            Self::AwaitingChange => "change",
            Self::AwaitingProblem => "problem",
            Self::AwaitingEvidence => "proof",
            Self::AwaitingParent => "parent",
            Self::Scheduled => "date",
            Self::Other => "other",
            Self::Silenced => "silence",
            Self::Inhibited => "inhibit",
            Self::Muted => "muted",
        }
    }

    /// The source said so; people did not put it on hold.
    pub const fn by_source(self) -> bool {
        matches!(self, Self::Silenced | Self::Inhibited | Self::Muted)
    }
}

/// What an incident on hold waits for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Hold {
    /// The kind of reason.
    pub reason: HoldReason,
    /// The source's own words: who silenced it and why.
    pub detail: SafeText,
    /// Since when.
    pub since: Option<Time>,
    /// Until when, where that is known.
    pub until: Option<Time>,
}

/// One incident.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Incident {
    /// Unique over all sources; changes when the source begins a new occurrence.
    pub id: IncidentId,
    /// Ours, given on first sight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// Where it lives.
    pub source: SourceName,
    /// One line: what is wrong.
    pub title: SafeText,
    /// What it hits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<SafeText>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<SafeText>,
    /// The canonical state.
    pub state: State,
    /// Effective priority.
    pub priority: Priority,
    /// When it opened at the source.
    pub opened_at: Time,
    /// First acknowledgement; a later un-ack does not clear it (the response clock stays stopped).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acked_at: Option<Time>,
    /// When the acknowledgement itself runs out at the source, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ack_until: Option<Time>,
    /// When it was resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Time>,
    /// Last change at the source or in our overlay.
    pub updated_at: Time,
    /// How often it was raised, at least 1.
    pub count: u32,
    /// Why it waits, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Box<Hold>>,
    /// Characters that cannot be seen were taken out of its texts: somebody may be hiding something.
    pub hidden_chars: bool,
    /// What only the detail needs.
    pub detail: Arc<Detail>,
}

/// The part of an incident that only its detail, its source and JSON need.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Detail {
    /// The source's own id, untouched: what requests send back.
    pub native_id: Opaque,
    /// What the adapter needs later to act (for Alertmanager the label set, as JSON), untouched.
    pub keep: Opaque,
    /// The source's own word for the state.
    pub raw_status: SafeText,
    /// The source's own word for the severity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<SafeText>,
    /// Longer words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<SafeText>,
    /// A page about it (shown before it is opened; http and https only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<SafeText>,
    /// The runbook the source names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runbook: Option<SafeText>,
    /// 1 high to 3 low.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<u8>,
    /// 1 high to 3 low.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<u8>,
    /// Labels for people and for `label.NAME=` in queries, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<(SafeText, SafeText)>,
    /// Names of the JSON fields this program keeps because the source cannot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub local: Vec<LocalField>,
    /// How often the same incident came back within the reopen window.
    pub reopen_count: u32,
    /// The earlier incident of which this one is a recurrence (same alert, after the reopen window).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurrence_of: Option<Number>,
    /// What the source says about it beside the state: silences, inhibitions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<SafeText>,
    /// The team that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<SafeText>,
    /// The first level of the category tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<SafeText>,
    /// The second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<SafeText>,
    /// What people decided and recorded.
    #[serde(default, skip_serializing_if = "Record::is_empty")]
    pub record: Record,
    /// Clocks that the source brings itself: shown as they are, labelled as the source's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source_clocks: Vec<super::sla::SourceClock>,
}

/// A field that we keep because the source cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocalField {
    /// Who answers for it.
    Owner,
    /// Notes people wrote.
    Notes,
    /// The timeline as such.
    Timeline,
    /// First acknowledgement time.
    AckedAt,
    /// Where it stands: the source has no such state.
    State,
    /// Impact, urgency and priority.
    Priority,
    /// Category and subcategory.
    Category,
    /// Its clocks.
    Clocks,
    /// Anything else of the record: reporter, hold, parent, what was told.
    Record,
}

impl LocalField {
    /// Every one; packed rows keep the place in this list.
    pub const ALL: [Self; 9] = [
        Self::Owner,
        Self::Notes,
        Self::Timeline,
        Self::AckedAt,
        Self::State,
        Self::Priority,
        Self::Category,
        Self::Clocks,
        Self::Record,
    ];

    /// The field's name in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Notes => "notes",
            Self::Timeline => "timeline",
            Self::AckedAt => "acked_at",
            Self::State => "state",
            Self::Priority => "priority",
            Self::Category => "category",
            Self::Clocks => "clocks",
            Self::Record => "record",
        }
    }
}
