//! What a source can do, and what is kept by us instead.

use crate::domain::Verb;

/// How a verb is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// By the source itself.
    Native,
    /// By our overlay: the source has no such thing, and the screen says `local`.
    Local,
    /// Not at all, with the reason for the dimmed hint and the refusal.
    No(&'static str),
}

/// What a source can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Acknowledge.
    pub ack: Support,
    /// Take an acknowledgement back.
    pub unack: Support,
    /// Give it an owner.
    pub assign: Support,
    /// Write a note.
    pub note: Support,
    /// Resolve.
    pub resolve: Support,
    /// Configured `read_only`: every verb is refused.
    pub read_only: bool,
    /// What people say is kept by the source itself, numbers and timeline included: our overlay has no part in it.
    pub keeps_all: bool,
}

impl Capabilities {
    /// How `verb` is carried out.
    pub const fn of(&self, verb: &Verb) -> Support {
        if self.read_only {
            return Support::No("this source is configured read_only");
        }
        match verb {
            Verb::Ack { .. } => self.ack,
            Verb::Unack => self.unack,
            Verb::Assign { .. } => self.assign,
            Verb::Note { .. } => self.note,
            Verb::Resolve { .. } => self.resolve,
            // What only a record knows is kept by us where the source cannot.
            _ if self.keeps_all => Support::Native,
            _ => Support::Local,
        }
    }
}
