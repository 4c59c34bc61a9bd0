//! What is asked of an incident: one route a verb (`POST /v1/incidents/42/ack`), one body a route, one answer for all.
//!
//! | file | whose bodies |
//! |---|---|
//! | [`work`] | acknowledge, start, phase, hold, resume, snooze, mitigate, resolve, reopen |
//! | [`end`] | close, cancel, merge, restore, attach |
//! | [`facts`] | priority, major, category, update, contact, caller, correct, excuse, link |
//! | `macros` | a body written once and read both ways |

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::{
    event::{By, EventRecord},
    record::IncidentRecord,
};
use crate::{domain::Verb, text::SafeText};

pub mod end;
pub mod facts;
pub(crate) mod macros;
#[cfg(test)]
mod tests;
pub mod work;

pub use end::{Attach, Cancel, Close, Merge, Restore};
pub use facts::{
    AddCaller, Categorize, ContactAttempt, Correct, DeclareMajor, ExplainBreach, LinkItem, SetPriority,
    TellStakeholders,
};
pub use work::{
    Ack, Assign, Mitigate, NoteText, PutOnHold, Relapse, Reopen, Resolve, Resume, SetPhase, Snooze, Start,
    Unack, Wake,
};

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

/// A verb as it goes to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The last word of the path: `/v1/incidents/42/ROUTE`.
    pub route: &'static str,
    /// The body, as JSON.
    pub json: Vec<u8>,
}

/// One list of all bodies, from which the way back is made.
macro_rules! bodies {
    ($($name:ident),* $(,)?) => {
        /// `verb` as it goes to the server, asked by `by`. Words go as they will stand in the record: cleaned.
        ///
        /// # Errors
        /// Never for a verb of ours; serde's word where a body cannot be written.
        pub fn body(verb: &Verb, by: &By) -> serde_json::Result<Sent> {
            let route = verb.name();
            $(if let Some(body) = $name::of(verb, by) {
                return Ok(Sent { route, json: serde_json::to_vec(&body)? });
            })*
            Err(serde::ser::Error::custom(format!("`{route}` has no body")))
        }

        /// Reads the body of the route `word`, as strictly as the server does; for tests and tools.
        ///
        /// # Errors
        /// serde's word: an unknown route, an unknown field, a missing one, another type.
        pub fn read(word: &str, json: &[u8]) -> serde_json::Result<Action> {
            match word {
                $(word if word == $name::ROUTE => Ok(serde_json::from_slice::<$name>(json)?.into()),)*
                _ => Err(serde::de::Error::custom(format!("there is no verb `{word}`"))),
            }
        }
    };
}

bodies!(
    Ack,
    Unack,
    Assign,
    NoteText,
    Start,
    SetPhase,
    PutOnHold,
    Resume,
    Snooze,
    Wake,
    Mitigate,
    Relapse,
    Resolve,
    Reopen,
    Close,
    Cancel,
    Merge,
    Restore,
    Attach,
    SetPriority,
    DeclareMajor,
    Categorize,
    TellStakeholders,
    ContactAttempt,
    AddCaller,
    Correct,
    ExplainBreach,
    LinkItem,
);

/// A value that may be null but must be said.
fn said<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
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
