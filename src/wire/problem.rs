//! What went wrong, as RFC 9457 has it (`application/problem+json`).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{event::EventRecord, record::IncidentRecord};

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"type": "urn:watchfloor:problem:unknown-field", "title": "unknown field", "status": 400, "detail": "`titel` is not known here; did you mean `title`?", "field": "titel"}))]
pub struct Problem {
    /// Names the kind for programs: `urn:watchfloor:problem:stale`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The status again.
    pub status: u16,
    /// What was tried, what was wrong, what to do.
    pub detail: String,
    /// Which field, parameter or header it is about, with its path (`labels.region`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// For a stale `If-Match`: the incident as it now is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IncidentRecord>)]
    pub current: Option<Box<IncidentRecord>>,
    /// For a stale `If-Match`: what happened since the version that was named, oldest first, at most 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub since: Vec<EventRecord>,
}

/// The media type.
pub const PROBLEM_JSON: &str = "application/problem+json";
