//! What a person asks of an incident, as it lies in the outbox and goes to a source.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    domain::{Incident, IncidentId, Number, SourceName, Time},
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

/// What is asked. Words a person typed are [`Opaque`]: they go out exactly as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum Verb {
    /// Acknowledge, with words and for how long (seconds; `None` is "while it is open and owned").
    Ack {
        /// Words for the others.
        note: Option<Opaque>,
        /// Seconds after which it ends by itself.
        for_s: Option<i64>,
    },
    /// Take our acknowledgement back.
    Unack,
    /// Give it to somebody; `None` is nobody.
    Assign {
        /// The new owner.
        to: Option<SafeText>,
    },
    /// Write a note.
    Note {
        /// The words.
        text: Opaque,
    },
    /// Say that it is over.
    Resolve {
        /// Resolution code, where one was given.
        code: Option<Opaque>,
        /// What was done.
        note: Option<Opaque>,
    },
}

impl Verb {
    /// The name: of the key's action, the command, the log line and the receipt.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ack { .. } => "ack",
            Self::Unack => "unack",
            Self::Assign { .. } => "assign",
            Self::Note { .. } => "note",
            Self::Resolve { .. } => "resolve",
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
}
