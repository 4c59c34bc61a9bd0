//! What a person asks of an incident, as it lies in the outbox and goes to a source.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        Incident, IncidentId, Number, SourceName, Time, Verb,
        record::{Caller, Origin, Verdict},
    },
    text::{Opaque, SafeText},
};

/// A command's key for life (UUIDv7): made before it is written down, sent with it, never changed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActionKey(pub uuid::Uuid);

impl ActionKey {
    /// Reads the usual form with dashes, or a unique tail of it is resolved by the caller.
    pub fn parse(text: &str) -> Option<Self> {
        uuid::Uuid::try_parse(text).ok().map(Self)
    }

    /// The last six hex digits: what receipts and `outbox list` show.
    pub fn short(self) -> String {
        let text = self.0.simple().to_string();
        text[text.len() - 6..].to_owned()
    }
}

impl fmt::Debug for ActionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Display for ActionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Which incident: captured when the key was pressed, never "row 3".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Ours.
    pub id: IncidentId,
    /// Ours, for receipts.
    pub number: Option<Number>,
    /// Where it lives.
    pub source: SourceName,
    /// The source's own id.
    pub native: Opaque,
    /// What the adapter kept to act on it later.
    pub keep: Opaque,
}

impl From<&Incident> for Target {
    fn from(i: &Incident) -> Self {
        Self {
            id: i.id.clone(),
            number: i.number,
            source: i.source.clone(),
            native: i.detail.native_id.clone(),
            keep: i.detail.keep.clone(),
        }
    }
}

/// One thing to do, with all that is needed to do it after a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// For life.
    pub key: ActionKey,
    /// To which incident.
    pub target: Target,
    /// What.
    pub verb: Verb,
    /// Who asks.
    pub actor: SafeText,
    /// When it was asked, by our clock.
    pub at: Time,
}

/// How a command ended at the source.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Read back and seen there. The incident as it now is, where the source still lists it.
    Confirmed(Option<Box<Incident>>),
    /// It was so already, with the words for the receipt: `already acknowledged by ana`.
    Already(SafeText, Option<Box<Incident>>),
}

/// What a person says of an incident that is to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// One line: what is wrong.
    pub title: Opaque,
    /// Longer words.
    pub description: Option<Opaque>,
    /// What it hits.
    pub service: Option<Opaque>,
    /// 1 high to 3 low.
    pub impact: Option<u8>,
    /// 1 high to 3 low.
    pub urgency: Option<u8>,
    /// Who answers for it from the start.
    pub owner: Option<Opaque>,
    /// Names and values.
    pub labels: Vec<(Opaque, Opaque)>,
    /// Who opens it.
    pub actor: SafeText,
    /// Who told of it.
    pub reporter: Option<Caller>,
    /// How it came to us; `None` is by this program.
    pub origin: Option<Origin>,
    /// What triage found; `None` is an incident.
    pub verdict: Option<Verdict>,
    /// First level of the category tree, and second.
    pub category: Option<Opaque>,
    /// Second level.
    pub subcategory: Option<Opaque>,
    /// Which team answers for it.
    pub team: Option<Opaque>,
    /// When it began.
    pub occurred_at: Option<Time>,
    /// The closed one that it goes on with.
    pub follow_up_of: Option<Number>,
    /// The incident it hangs under.
    pub parent: Option<Number>,
    /// It is a major from the start.
    pub major: bool,
}
