//! The lifecycle: which verb is possible when, what it needs, what becomes of the incident and what its log says.
//!
//! The one place with these rules: our own server applies them to its records, the overlay to what it keeps for sources
//! that cannot. Pure: one incident in, one incident out; what it does to others (children, the target of a merge) is
//! told, and done by the caller.
//!
//! | file | what it says |
//! |---|---|
//! | [`legal`](mod@legal) | which verb the state allows, the menu of moves, what a refusal offers |
//! | `moves` | what each verb needs and does, a file for each part of the lifecycle |
//! | [`begin`](mod@begin) | what a new incident starts with |
//! | [`family`] | what a parent's move does to its children, and a merge to its target |
//! | `case` | a verb at work |
//! | [`check`] | which values are taken |
//! | `words` | what the log says |

pub mod begin;
mod case;
pub mod check;
pub mod family;
mod legal;
mod moves;
#[cfg(test)]
mod tests;
mod words;

pub use begin::{Begin, Begun, begin};
pub use check::{SLACK, happened};
pub use family::{absorb, give_back, propagate};
pub use legal::legal;
pub use moves::lacking;

use case::Case;
use serde::{Deserialize, Serialize};

use super::{Incident, Practice, State, Time, Verb, event::EventKind};
use crate::text::SafeText;

/// What kind of actor did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A person.
    #[default]
    User,
    /// The server itself (an acknowledgement ran out).
    System,
    /// Another system (an alert cleared).
    Backend,
    /// A rule.
    Rule,
}

/// Who asks, and when it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// What kind.
    pub kind: ActorKind,
    /// The name, where somebody gave one: it becomes the owner where nobody is.
    pub name: Option<SafeText>,
    /// When it happened: at most five minutes after `now`.
    pub at: Time,
    /// The time here.
    pub now: Time,
}

/// What else has to be known, by verb.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kin<'a> {
    /// The target of a merge, or the new parent; `None` also where there is no such incident.
    pub other: Option<&'a Incident>,
    /// What stands above `other`, up to the top: a merge or a parent must not close a circle.
    pub above: &'a [super::Number],
}

/// One entry that the log gains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What it is about.
    pub kind: EventKind,
    /// In words.
    pub text: SafeText,
    /// The reason's word, where there is one: `awaiting_vendor`, `duplicate`.
    pub code: Option<SafeText>,
    /// Callers may read it too.
    pub public: bool,
}

/// What follows from a verb.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The incident as it is then.
    pub incident: Incident,
    /// What the log gains; empty where it was so already.
    pub said: Vec<Said>,
    /// It was so already, in words for the receipt.
    pub already: Option<SafeText>,
}

/// Why nothing follows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// The state does not allow it: why, and what would be allowed instead.
    #[error("{0}")]
    NotNow(String),
    /// A value is missing or is not one we take.
    #[error("{field}: {why}")]
    Invalid {
        /// Its name in the verb.
        field: String,
        /// What is wrong with it and what to write instead.
        why: String,
    },
}

/// A move that is possible now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Legal {
    /// The verb's name, as [`Verb::name`] says it; for a phase `phase`.
    pub verb: &'static str,
    /// Which phase, for `phase`.
    pub phase: Option<super::state::Phase>,
    /// The letter in the menu of moves, unique within it.
    pub letter: char,
    /// In words: `start working`.
    pub title: &'static str,
    /// Where it stands then.
    pub to: State,
}

/// What follows from `verb`.
///
/// # Errors
/// [`Forbidden`], with what would be allowed or what to write.
pub fn apply(
    incident: &Incident,
    verb: &Verb,
    who: &Who,
    practice: &Practice,
    kin: Kin<'_>,
) -> Result<Moved, Forbidden> {
    if !legal::allows(incident, verb) {
        return Err(legal::not_now(incident, verb.name()));
    }
    let mut case = Case::new(incident, who, practice, kin)?;
    let already = moves::make(&mut case, verb)?;
    Ok(case.done(already))
}
