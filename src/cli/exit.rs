//! Exit codes, and the one shape of a failure that reaches the edge. Belongs to the command line.

use std::{fmt::Display, process::ExitCode};

use crate::{
    backend::{ActError, ReadError},
    text::{Kind, SafeText},
};

/// How the program ends. The numbers are a contract with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Code {
    /// Done.
    Done = 0,
    /// Some of several targets failed; each was reported.
    SomeFailed = 1,
    /// Usage or configuration is wrong.
    Usage = 2,
    /// The source refused, in its own words.
    Refused = 3,
    /// There is no such incident, action or file.
    NotFound = 4,
    /// It changed under us.
    Conflict = 5,
    /// No source that was needed answered.
    Unreachable = 69,
    /// Saved in the outbox and not confirmed yet.
    Queued = 75,
    /// A bug of ours.
    Bug = 101,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

/// What could not be done: a code for the script, words for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// For the script.
    pub code: Code,
    /// What was tried, what came back, what to do; may have several lines.
    pub words: SafeText,
}

impl Failure {
    /// A failure in words.
    pub fn new(code: Code, words: impl Display) -> Self {
        Self { code, words: SafeText::clean(&words.to_string(), Kind::Note) }
    }

    /// Usage or configuration is wrong.
    pub fn usage(words: impl Display) -> Self {
        Self::new(Code::Usage, words)
    }

    /// A failure in words that are clean already.
    pub const fn safe(code: Code, words: SafeText) -> Self {
        Self { code, words }
    }
}

impl From<ReadError> for Failure {
    fn from(e: ReadError) -> Self {
        let code = match &e {
            ReadError::Unreachable(_) | ReadError::Answer(_) => Code::Unreachable,
            ReadError::Setup(_) => Code::Usage,
        };
        Self::safe(code, e.words().clone())
    }
}

impl From<ActError> for Failure {
    fn from(e: ActError) -> Self {
        let code = match &e {
            ActError::Later { .. } => Code::Queued,
            ActError::Refused(_) => Code::Refused,
            ActError::NotFound(_) => Code::NotFound,
            ActError::Conflict(_) => Code::Conflict,
        };
        Self::safe(code, e.words().clone())
    }
}

/// One code for several targets: the only one's own, else 0, or 1 if any failed. Actions that wait in the outbox
/// are no failures, but they are not done either: 75 when that is all there is to report.
pub fn overall(codes: &[Code]) -> Code {
    match codes {
        [] => Code::Done,
        [only] => *only,
        many if many.iter().all(|c| *c == Code::Done) => Code::Done,
        many if many.iter().all(|c| matches!(c, Code::Done | Code::Queued)) => Code::Queued,
        _ => Code::SomeFailed,
    }
}
