//! What is asked of an incident: one route a verb (`POST /v1/incidents/42/ack`), one body a route, one answer for all.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    event::{By, EventRecord},
    record::IncidentRecord,
};
use crate::{
    domain::Verb,
    text::{Opaque, SafeText},
};

/// Acknowledge.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"note": "looking", "for_s": 3600, "by": {"name": "ana", "via": "tui"}}))]
pub struct Ack {
    /// Words for the others.
    #[serde(default)]
    pub note: Option<SafeText>,
    /// Seconds after which it ends by itself: 60 to 2,592,000 (30 days).
    #[serde(default)]
    #[schema(minimum = 60, maximum = 2_592_000)]
    pub for_s: Option<i64>,
    /// Who says so.
    #[serde(default)]
    pub by: By,
}

/// Take an acknowledgement back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"by": {"name": "ana"}}))]
pub struct Unack {
    /// Who says so.
    #[serde(default)]
    pub by: By,
}

/// Give it to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"to": "mira", "by": {"name": "ana"}}))]
pub struct Assign {
    /// The new owner; null is nobody.
    pub to: Option<SafeText>,
    /// Who says so.
    #[serde(default)]
    pub by: By,
}

/// Write a note.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Note, example = json!({"text": "replica 3 rebuilt, lag falling", "by": {"name": "mira"}}))]
pub struct NoteText {
    /// The words: 1 byte to 64 KiB.
    pub text: SafeText,
    /// Who says so.
    #[serde(default)]
    pub by: By,
}

/// Say that it is over.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "fixed", "note": "pool restarted", "by": {"name": "mira"}}))]
pub struct Resolve {
    /// A code of the team's own.
    #[serde(default)]
    pub code: Option<SafeText>,
    /// What was done.
    #[serde(default)]
    pub note: Option<SafeText>,
    /// Who says so.
    #[serde(default)]
    pub by: By,
}

/// It is not over after all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "errors are back", "by": {"name": "ana"}}))]
pub struct Reopen {
    /// Why; at least one character.
    pub reason: SafeText,
    /// Who says so.
    #[serde(default)]
    pub by: By,
}

/// What is asked of one incident, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What.
    pub verb: Verb,
    /// Who asks.
    pub by: By,
}

impl Action {
    /// The word in the route.
    pub const fn word(&self) -> &'static str {
        self.verb.name()
    }

    /// Who asks.
    pub const fn by(&self) -> &By {
        &self.by
    }
}

/// Words of a request, as a verb carries them.
fn words(text: Option<&SafeText>) -> Option<Opaque> {
    text.map(Opaque::from)
}

impl From<Ack> for Action {
    fn from(ack: Ack) -> Self {
        Self { verb: Verb::Ack { note: words(ack.note.as_ref()), for_s: ack.for_s }, by: ack.by }
    }
}

impl From<Unack> for Action {
    fn from(unack: Unack) -> Self {
        Self { verb: Verb::Unack, by: unack.by }
    }
}

impl From<Assign> for Action {
    fn from(assign: Assign) -> Self {
        Self { verb: Verb::Assign { to: assign.to }, by: assign.by }
    }
}

impl From<NoteText> for Action {
    fn from(note: NoteText) -> Self {
        Self { verb: Verb::Note { text: Opaque::from(&note.text) }, by: note.by }
    }
}

impl From<Resolve> for Action {
    fn from(resolve: Resolve) -> Self {
        let verb = Verb::Resolve { code: words(resolve.code.as_ref()), note: words(resolve.note.as_ref()) };
        Self { verb, by: resolve.by }
    }
}

impl From<Reopen> for Action {
    fn from(reopen: Reopen) -> Self {
        Self { verb: Verb::Reopen { reason: Opaque::from(&reopen.reason) }, by: reopen.by }
    }
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Acted {
    /// The incident as it now is.
    pub incident: IncidentRecord,
    /// What was written into its log; empty when it was so already.
    pub events: Vec<EventRecord>,
    /// It was so already, in words for the receipt: `already acknowledged by ana`.
    pub already: Option<SafeText>,
}
