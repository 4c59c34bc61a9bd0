//! The rules: what follows from what is asked. Pure; the store loads what is named, asks here, and writes the answer.
//!
//! One request becomes one [`Asked`]. [`Asked::op`] is what is to be done, and the store gives it the server's time.
//! A batch of them goes through [`decide`]: [`Named`] says what has to be known first, [`Loaded`] is that, [`Plan`] is
//! what has to be written and what everybody is answered. Later requests of a batch see what earlier ones did.
//!
//! | file | what it says |
//! |---|---|
//! | [`plan`] | what is named, what was loaded, what follows |
//! | `desk` | a batch at work: the log and the incidents as they become |
//! | `verb` | a verb on one incident, by the rules of the lifecycle |
//! | `kin` | what a verb does to others: children, parents, the target of a merge |
//! | `due` | what time alone brings |
//! | `clocks` | what the log says of clocks |
//! | `open` | a new incident |
//! | `signal` | alerts that raise, repeat, reopen and resolve |
//! | `catalogue` | services, people, changes |
//! | `diff` | field by field, old and new |
//! | `check` | which values we take |
//! | `words` | what the log says |

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    domain::{Number, Time},
    text::SafeText,
    wire::{
        Acted, Action, By, EventRecord, IncidentRecord, NewIncident, NewServiceChange, Person, Service,
        ServiceChange, Signal, SignalResult,
    },
};

mod catalogue;
mod check;
mod clocks;
mod desk;
mod diff;
mod due;
mod kin;
mod open;
pub mod plan;
mod signal;
#[cfg(test)]
mod tests;
mod verb;
mod words;

pub use check::{MAX_LABELS, SLACK};
pub use due::{due, next_due};
pub use plan::{Answer, Entry, Loaded, Named, NewAnswer, Plan, Raw, decide};
pub use words::change_beside;

/// A request for a change.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What is to be done.
    pub op: Op,
    /// Names it for life, where the client gave one: the answer is stored with the effect and repeated.
    pub key: Option<IdempotencyKey>,
}

/// A request's name for life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// As the client gave it: 1 to 255 visible ASCII characters.
    pub key: String,
    /// SHA-256 of method, path and body: the same key with another request is refused.
    pub request: [u8; 32],
}

/// What is to be done.
#[derive(Debug, Clone)]
pub enum Op {
    /// Open an incident.
    New(Box<NewIncident>),
    /// A verb on one. With a version, only if that is still its version.
    Act {
        /// Which.
        number: Number,
        /// What.
        action: Box<Action>,
        /// `If-Match`.
        if_version: Option<u64>,
    },
    /// Alerts from outside, in order; `raw` is the body they came in, kept with what they caused.
    Signals {
        /// Each.
        signals: Vec<Signal>,
        /// The body as it came, and its media type.
        raw: Option<(bytes::Bytes, String)>,
        /// Who sent them, for the log: `alertmanager`.
        from: SafeText,
    },
    /// Put a service into the catalogue, or change it.
    Service(Box<Service>, By),
    /// Put somebody into the directory, or change them.
    Person(Box<Person>, By),
    /// Write down a deploy or another change.
    Change(Box<NewServiceChange>),
}

/// What was done. Stored as JSON where the request named itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// Opened.
    New(Box<IncidentRecord>),
    /// A verb was carried out, or it was so already.
    Acted(Box<Acted>),
    /// What became of each alert.
    Signals(Vec<SignalResult>),
    /// As it now stands; `true` where it is new.
    Service(Box<Service>, bool),
    /// As they now stand; `true` where they are new.
    Person(Box<Person>, bool),
    /// Written down.
    Change(Box<ServiceChange>),
}

/// The answer to a request, which is on disk when it is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// What was done.
    pub done: Done,
    /// It was done before, under the same key; this is the stored answer.
    pub replayed: bool,
}

/// Why nothing was done. Nothing of the request is stored then.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refused {
    /// There is no such incident.
    #[error("there is no incident INC-{0:06}")]
    NoIncident(u32),
    /// `If-Match` names another version than the present one.
    #[error("the incident changed meanwhile")]
    Stale {
        /// As it now is.
        current: Box<IncidentRecord>,
        /// What happened since the version that was named, oldest first, at most 50.
        since: Vec<EventRecord>,
    },
    /// The incident's state does not allow it: why, and what would be allowed instead.
    #[error("{0}")]
    NotAllowed(String),
    /// A value is not one we take.
    #[error("{field}: {why}")]
    Invalid {
        /// Its path in the request.
        field: String,
        /// What is wrong with it and what to write instead.
        why: String,
    },
    /// The key came before with another request.
    #[error("this idempotency key was used for another request")]
    KeyReused,
    /// The disk is full, the file is damaged, the server stops: not known to be stored, worth trying again with the
    /// same key.
    #[error("{0}")]
    Storage(String),
}

/// One store's name: made with it, kept for its life.
pub type StoreId = Uuid;

/// When something happened for the ledger: the request's own time where it gave one, else now.
pub fn happened(by: &By, now: Time) -> Time {
    by.at.unwrap_or(now)
}
