//! The types of our own API, used by the server and by the adapter that speaks to it, so that the two cannot drift.
//!
//! | file | what it says |
//! |---|---|
//! | [`record`] | one incident as JSON, and what opens a new one |
//! | [`verb`] | what is asked of an incident: a body a verb, and the answer |
//! | [`event`] | one entry of the log, the stream, and the gap in it |
//! | [`catalogue`] | services, people, changes (deploys and the like) |
//! | [`inbound`] | alerts from outside: the generic shape, and what became of each |
//! | [`practice`] | how the team behind the server works: matrix, categories, calendars, promises |
//! | [`page`] | lists in pages |
//! | [`problem`] | what went wrong (RFC 9457) |
//! | [`convert`] | the API's incident as the rest of the program knows it |
//!
//! Requests refuse unknown fields; answers may gain fields at any time, so readers of answers pass over what they do
//! not know. Times are RFC 3339 in UTC, lengths of time whole seconds, what is absent is null.

pub mod catalogue;
pub mod convert;
pub mod event;
pub mod inbound;
pub mod page;
pub mod practice;
pub mod problem;
pub mod record;
pub mod schema;
pub mod verb;

pub use catalogue::{NewServiceChange, Person, Service, ServiceChange, ServiceChangeKind};
pub use event::{
    Actor, ActorKind, By, EventId, EventRecord, FieldChange, Gap, GapReason, StreamItem, StreamPage,
};
pub use inbound::{Signal, SignalOutcome, SignalResult, SignalStatus, SignalsTaken};
pub use page::{IncidentPage, Page};
pub use practice::PracticeDoc;
pub use problem::{Move, Problem};
pub use record::{IncidentRecord, NewIncident, Origin, Resolution};
pub use verb::{Ack, Acted, Action, Assign, NoteText, Reopen, Resolve, Unack};

/// Where a client says to which user interface a request belongs is [`By::via`]; this is who we are when nobody says.
pub const VIA_API: &str = "api";

/// The header that names a request for life: an answer is given once, and repeated when the key comes again.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Says in an answer that it is the stored one.
pub const REPLAYED: &str = "idempotent-replayed";
