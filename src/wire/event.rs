//! The log: append-only, every change of anything is one entry or more. The stream is the log as it grows.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::ToSchema;
use uuid::Uuid;

use super::record::IncidentRecord;
use crate::{
    domain::{Time, event::EventKind},
    text::SafeText,
};

pub use crate::domain::lifecycle::ActorKind;

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Actor {
    /// What kind.
    pub kind: ActorKind,
    /// The name.
    pub name: SafeText,
}

/// Who asks, where, and when it happened; each may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "ana", "via": "tui", "at": "2026-11-23T03:02:00Z"}))]
pub struct By {
    /// The person's name, 1 to 256 bytes; `api` when nobody says.
    #[serde(default)]
    pub name: Option<SafeText>,
    /// Through what: `tui`, `cli`, `api`, a program's own name.
    #[serde(default)]
    pub via: Option<SafeText>,
    /// When it happened, where that is not now: not before the incident was opened, not later than five minutes from
    /// now. What was done while the line was down keeps its time.
    #[serde(default)]
    pub at: Option<Time>,
}

/// One field that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FieldChange {
    /// Its name in the incident.
    #[schema(example = "state")]
    pub field: String,
    /// What it was; null when it was not there.
    pub old: serde_json::Value,
    /// What it is.
    pub new: serde_json::Value,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Event)]
pub struct EventRecord {
    /// Its place in the log, without gaps, from 1.
    pub seq: u64,
    /// The incident's number; null where it is about no incident (a service, a person, a deploy).
    pub incident: Option<u32>,
    /// What it is about.
    pub kind: EventKind,
    /// When it happened.
    pub occurred_at: Time,
    /// When it was written down.
    pub recorded_at: Time,
    /// Who did it.
    pub actor: Actor,
    /// Through what.
    pub via: SafeText,
    /// What there is to say, may have several lines.
    pub text: SafeText,
    /// Field by field, old and new.
    #[serde(default)]
    pub changes: Vec<FieldChange>,
    /// The reason's word, where there is one: `awaiting_vendor`, `duplicate`, a clock's metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<SafeText>,
    /// Callers may read it too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub public: bool,
}

/// A place in the log of one store: `<store-uuid>-<seq>`. What SSE calls the event's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventId {
    /// Which store's log.
    pub store: Uuid,
    /// The last entry that is known; 0 is none.
    pub seq: u64,
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.store.as_hyphenated(), self.seq)
    }
}

impl FromStr for EventId {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "expected <uuid>-<number>, as an event's id is written";
        let (store, seq) = text.trim().rsplit_once('-').ok_or(SHAPE)?;
        // 36 characters: the form with dashes, and nothing that `Uuid` would also take (braces, urn:).
        let store = (store.len() == 36).then(|| Uuid::try_parse(store).ok()).flatten().ok_or(SHAPE)?;
        let digits = !seq.is_empty() && seq.bytes().all(|b| b.is_ascii_digit());
        let seq = digits.then(|| seq.parse().ok()).flatten().ok_or(SHAPE)?;
        Ok(Self { store, seq })
    }
}

impl Serialize for EventId {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

/// One message of the stream: an entry of the log, and the incident as it is now (perhaps newer than the entry).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StreamItem {
    /// What was written.
    pub event: EventRecord,
    /// Whom it is about, where it is about an incident.
    pub incident: Option<IncidentRecord>,
}

/// Why entries are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// So many passed that listing anew is cheaper.
    TooFarBehind,
    /// The place is of another store's log (a new or restored database).
    OtherStore,
    /// The place lies before what is kept, or after what exists (a restored backup).
    NotKept,
}

/// Entries are left out: list anew, then go on from `next`. The SSE event `gap`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Gap {
    /// Why.
    pub reason: GapReason,
    /// From where the stream goes on.
    #[schema(value_type = String, example = "019ab1c2-0000-7000-8000-000000000000-1042")]
    pub next: EventId,
}

/// An answer of the long poll (`GET /v1/events` with `Accept: application/json`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StreamPage {
    /// What was written since, oldest first.
    pub items: Vec<StreamItem>,
    /// Entries were left out before these.
    pub gap: Option<Gap>,
    /// What to ask with next time (`after=`).
    #[schema(value_type = String, example = "019ab1c2-0000-7000-8000-000000000000-1042")]
    pub next: EventId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_id_reads_back_and_nothing_else_is_one() {
        let id = EventId { store: Uuid::from_u128(7), seq: 1_042 };
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in [
            "",
            "-",
            "7",
            "x-7",
            "00000000-0000-0000-0000-000000000007",
            "{}-1",
            "00000000000000000000000000000007-1",
            "00000000-0000-0000-0000-000000000007-+1",
            "00000000-0000-0000-0000-000000000007-99999999999999999999",
        ] {
            assert!(wrong.parse::<EventId>().is_err(), "{wrong}");
        }
    }
}
