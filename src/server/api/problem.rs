//! Refusals: everything that is not done is told as problem+json (RFC 9457). A part of [`super`].

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    domain::{SourceName, lifecycle},
    server::{ledger::Refused, store::ReadFailed},
    wire::{
        IncidentRecord, Problem,
        problem::{Move, PROBLEM_JSON, kind},
    },
};

/// Seconds after which a client should try again when the store could not write.
const RETRY_AFTER: u32 = 1;

/// The most characters of a request that an answer repeats.
const ECHO: usize = 300;

/// Why a request was not done. What handlers return.
#[derive(Debug)]
pub struct Refusal {
    problem: Box<Problem>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    /// Of a kind of [`kind`], with its words.
    fn new(status: StatusCode, kind: &str, title: &str, detail: impl Into<String>) -> Self {
        let problem = Problem {
            kind: kind.to_owned(),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: echo(&detail.into()),
            field: None,
            current: None,
            since: Vec::new(),
            allowed: Vec::new(),
        };
        Self { problem: Box::new(problem), headers: Vec::new() }
    }

    /// Says which field, parameter or header it is about.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>) -> Self {
        self.problem.field = Some(echo(&name.into()));
        self
    }

    fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The body is not JSON.
    pub fn bad_json(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, kind::BAD_JSON, "not JSON", detail)
    }

    /// A field that is not known here.
    pub fn unknown_field(path: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, kind::UNKNOWN_FIELD, "unknown field", detail).field(path)
    }

    /// A field is missing, comes twice or is of another type.
    pub fn bad_field(path: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, kind::BAD_FIELD, "a field cannot be read", detail).field(path)
    }

    /// A parameter of the address.
    pub fn bad_parameter(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, kind::BAD_PARAMETER, "a parameter cannot be read", detail)
            .field(name)
    }

    /// The query language did not understand `q`.
    pub fn bad_query(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, kind::BAD_QUERY, "the query cannot be read", detail).field("q")
    }

    /// The cursor is not of this list.
    pub fn bad_cursor(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, kind::BAD_CURSOR, "the cursor cannot be used", detail)
            .field("cursor")
    }

    /// A header.
    pub fn bad_header(name: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, kind::BAD_HEADER, "a header cannot be read", detail).field(name)
    }

    /// A token is needed, or a signature.
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, kind::UNAUTHORIZED, "not authorized", detail)
            .field("Authorization")
            .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"watchfloor\""))
    }

    /// There is nothing here.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, kind::NOT_FOUND, "not found", detail)
    }

    /// Not with this method; the router adds `Allow`.
    pub fn method_not_allowed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, kind::METHOD_NOT_ALLOWED, "method not allowed", detail)
    }

    /// None of the media types that are accepted can be had.
    pub fn not_acceptable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_ACCEPTABLE, kind::NOT_ACCEPTABLE, "not acceptable", detail).field("Accept")
    }

    /// The request did not arrive in time. The connection ends: what it still carries is not read.
    pub fn timeout(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, kind::TIMEOUT, "took too long", detail)
            .header(header::CONNECTION, HeaderValue::from_static("close"))
    }

    /// The body is too large.
    pub fn too_large(limit: usize) -> Self {
        let detail = format!("the body is larger than {} KiB, the most that is taken here", limit / 1024);
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, kind::TOO_LARGE, "too large", detail)
            .header(header::CONNECTION, HeaderValue::from_static("close"))
    }

    /// The body is not of a media type that is taken here.
    pub fn unsupported_media_type(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            kind::UNSUPPORTED_MEDIA_TYPE,
            "unsupported media type",
            detail,
        )
        .field("Content-Type")
    }

    /// A value is not one we take.
    pub fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, kind::INVALID, "a value is not taken", detail)
            .field(field)
    }

    /// Our fault: the words go to the log, the client gets none of them.
    pub fn internal() -> Self {
        let detail = "the server failed at this request; its log says why. Nothing is known to be changed: \
                      ask again with the same Idempotency-Key";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, kind::INTERNAL, "internal error", detail)
    }

    /// Not now, but later.
    pub fn unavailable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, kind::UNAVAILABLE, "not now", detail)
            .header(header::RETRY_AFTER, RETRY_AFTER.into())
    }

    /// Whether the incident's state forbids it, and nobody said yet what it allows.
    pub fn wants_moves(&self) -> bool {
        self.problem.kind == kind::NOT_ALLOWED && self.problem.allowed.is_empty()
    }

    /// Says what `incident`, as it is now, allows instead.
    #[must_use]
    pub fn instead(mut self, incident: Option<&IncidentRecord>) -> Self {
        // Of what source it is makes no difference to the rules.
        let incident = incident.map(|i| i.to_incident(&SourceName::new("")));
        self.problem.allowed = incident
            .iter()
            .flat_map(lifecycle::legal)
            .map(|legal| Move {
                verb: legal.verb.to_owned(),
                phase: legal.phase,
                title: legal.title.to_owned(),
                to: legal.to,
            })
            .collect();
        self
    }

    /// The problem as it will be sent.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

/// What an answer repeats of a request: no controls, and not more than a person reads. The middle goes, because the
/// end says what was expected.
fn echo(text: &str) -> String {
    let plain = |c: char| if c.is_control() { '·' } else { c };
    let length = text.chars().count();
    if length <= ECHO {
        return text.chars().map(plain).collect();
    }
    let head = text.chars().take(ECHO / 3);
    let tail = text.chars().skip(length - ECHO * 2 / 3);
    head.chain(['…']).chain(tail).map(plain).collect()
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        let words = refused.to_string();
        match refused {
            Refused::NoIncident(_) => Self::not_found(words).field("id"),
            Refused::Stale { current, since } => {
                let detail = format!(
                    "{} changed since the version that If-Match names: `current` is how it is now, `since` what \
                     happened; look, then ask again with {}",
                    current.id,
                    current.etag()
                );
                let mut stale =
                    Self::new(StatusCode::PRECONDITION_FAILED, kind::STALE, "changed meanwhile", detail)
                        .field("If-Match");
                if let Ok(tag) = HeaderValue::from_str(&current.etag()) {
                    stale = stale.header(header::ETAG, tag);
                }
                stale.problem.current = Some(current);
                stale.problem.since = since;
                stale
            }
            Refused::NotAllowed(why) => {
                Self::new(StatusCode::CONFLICT, kind::NOT_ALLOWED, "not allowed in this state", why)
            }
            Refused::Invalid { field, why } => Self::invalid(field, why),
            Refused::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                kind::KEY_REUSED,
                "key used before",
                format!("{words}; a new request needs a key of its own"),
            )
            .field("Idempotency-Key"),
            Refused::Storage(why) => Self::unavailable(format!(
                "not stored: {why}; ask again with the same Idempotency-Key, so that it is done once"
            )),
        }
    }
}

impl From<ReadFailed> for Refusal {
    fn from(failed: ReadFailed) -> Self {
        tracing::error!(why = %failed, "a read failed");
        Self::unavailable("the database could not be read; the server's log says why")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.problem).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, PROBLEM_JSON)], body).into_response();
        response.headers_mut().extend(self.headers);
        response
    }
}
