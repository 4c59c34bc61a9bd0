//! What went wrong, as RFC 9457 has it (`application/problem+json`).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{event::EventRecord, record::IncidentRecord};
use crate::domain::{State, state::Phase};

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
    /// Where the state does not allow it: the moves that it does allow, in the order of the lifecycle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<Move>,
}

/// A move that is possible now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"verb": "reopen", "title": "reopen", "to": "in_progress"}))]
pub struct Move {
    /// The verb, the last word of its route.
    pub verb: String,
    /// Which phase, for `phase`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// In words.
    pub title: String,
    /// Where the incident stands then.
    pub to: State,
}

/// The media type.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// The kinds there are ([`Problem::kind`]): what a program may decide by. Their words for people are in the answer.
pub mod kind {
    /// The body is not JSON (400).
    pub const BAD_JSON: &str = "urn:watchfloor:problem:bad-json";
    /// A field, or a parameter, that is not known here (400).
    pub const UNKNOWN_FIELD: &str = "urn:watchfloor:problem:unknown-field";
    /// A field is missing, comes twice or is of another type (400).
    pub const BAD_FIELD: &str = "urn:watchfloor:problem:bad-field";
    /// A parameter of the address is unknown, comes twice or cannot be read (400).
    pub const BAD_PARAMETER: &str = "urn:watchfloor:problem:bad-parameter";
    /// The query language did not understand `q` (400).
    pub const BAD_QUERY: &str = "urn:watchfloor:problem:bad-query";
    /// The cursor is of another list, or not one of ours (400).
    pub const BAD_CURSOR: &str = "urn:watchfloor:problem:bad-cursor";
    /// A header cannot be read (400).
    pub const BAD_HEADER: &str = "urn:watchfloor:problem:bad-header";
    /// A token is needed, or this is not it (401).
    pub const UNAUTHORIZED: &str = "urn:watchfloor:problem:unauthorized";
    /// There is nothing here (404).
    pub const NOT_FOUND: &str = "urn:watchfloor:problem:not-found";
    /// Not with this method (405).
    pub const METHOD_NOT_ALLOWED: &str = "urn:watchfloor:problem:method-not-allowed";
    /// None of the media types that are accepted can be had (406).
    pub const NOT_ACCEPTABLE: &str = "urn:watchfloor:problem:not-acceptable";
    /// The request did not arrive in time (408).
    pub const TIMEOUT: &str = "urn:watchfloor:problem:timeout";
    /// The incident's state does not allow it (409).
    pub const NOT_ALLOWED: &str = "urn:watchfloor:problem:not-allowed";
    /// `If-Match` names another version than the present one (412): see `current` and `since`.
    pub const STALE: &str = "urn:watchfloor:problem:stale";
    /// The body is too large (413).
    pub const TOO_LARGE: &str = "urn:watchfloor:problem:too-large";
    /// The body is not of a media type that is taken here (415).
    pub const UNSUPPORTED_MEDIA_TYPE: &str = "urn:watchfloor:problem:unsupported-media-type";
    /// A value is not one we take (422).
    pub const INVALID: &str = "urn:watchfloor:problem:invalid";
    /// The idempotency key came before with another request (422).
    pub const KEY_REUSED: &str = "urn:watchfloor:problem:key-reused";
    /// Our fault (500).
    pub const INTERNAL: &str = "urn:watchfloor:problem:internal";
    /// The store cannot write, or there are too many streams: later, with the same key (503, `Retry-After`).
    pub const UNAVAILABLE: &str = "urn:watchfloor:problem:unavailable";
}
