//! How we talk to any incident system: the trait, its types, one file per adapter.
//!
//! `app`, `outbox` and `cli` use the *types* only ([`Command`], [`Capabilities`], [`Health`] …); adapters are
//! built by the runtime alone.

pub mod alertmanager;
mod capability;
mod command;
mod error;
mod health;
pub mod native;
pub mod practice;

pub use crate::domain::Verb;
pub use capability::{Capabilities, Support};
pub use command::{ActionKey, Command, Draft, Outcome, Target};
pub use error::{ActError, ReadError};
pub use health::{Freshness, Health};

use async_trait::async_trait;

use crate::{
    domain::{
        Change, Event, Incident, Number, Practice, SourceName, Time, directory::Directory, query::Query,
    },
    text::{Kind, SafeText},
};

/// How many requests of actions an adapter has on their way at once to its source: enough that a storm of them is over in
/// seconds over a slow line, few enough that no source takes it for an attack.
pub const AT_ONCE: usize = 8;

/// The answer to "what is open with you?".
#[derive(Debug, Clone)]
pub enum Listing {
    /// The source says, or the body shows, that nothing changed since the last answer.
    Unchanged(Stamp),
    /// Everything that is open, whole: what is missing from it has left.
    Whole(Vec<Incident>, Stamp),
    /// A part of everything, for sources that hold more than fits one answer. `list` is called again at once until
    /// the `last` one; what stood in none of them since the `first` has left.
    Part {
        /// Some of what is open.
        incidents: Vec<Incident>,
        /// Everything begins anew with this one.
        first: bool,
        /// Everything was said with this one.
        last: bool,
        /// When it was true.
        stamp: Stamp,
    },
    /// Only what changed since the answer before, in order: from a source that tells changes.
    Changed(Vec<Change>, Stamp),
}

/// When an answer was true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Our clock when it arrived.
    pub at: Time,
    /// The source's clock minus ours, in seconds, where its answers tell (`Date`).
    pub offset_s: Option<i64>,
    /// How long it took.
    pub elapsed_ms: u32,
}

/// One incident system. An adapter maps its words to ours, reads, and carries out verbs it can do itself;
/// what it cannot hold is kept by the overlay (see `outbox::local`).
///
/// All calls may run at once with each other. None of them blocks the screen.
#[async_trait]
pub trait Backend: Send + Sync {
    /// The configured name.
    fn name(&self) -> &SourceName;

    /// What it can do at all.
    fn capabilities(&self) -> Capabilities;

    /// Everything that is open now, or what changed since it was last asked; see [`Listing`].
    async fn list(&self) -> Result<Listing, ReadError>;

    /// One incident, read now. `Ok(None)` when the source does not have it any more.
    async fn get(&self, target: &Target) -> Result<Option<Incident>, ReadError>;

    /// The incident that a person means by `number`, open or not, where the source gives the numbers itself.
    async fn by_number(&self, _number: Number) -> Result<Option<Incident>, ReadError> {
        Ok(None)
    }

    /// Opens a new incident there. `key` is for life, like [`Command::key`].
    async fn open(&self, _new: &Draft, _key: ActionKey) -> Result<Incident, ActError> {
        Err(ActError::Refused(SafeText::clean("this source opens its incidents itself", Kind::Line)))
    }

    /// How the team behind it works, where the source says so itself; `None`: as configured here.
    async fn practice(&self) -> Result<Option<Practice>, ReadError> {
        Ok(None)
    }

    /// People and services it knows; `None` where it knows none.
    async fn directory(&self) -> Result<Option<Directory>, ReadError> {
        Ok(None)
    }

    /// Incidents that answer `query`, open or not, at most `limit`, the newest first, where the source can be asked:
    /// past ones that look alike, a caller's other ones, children.
    async fn find(&self, _query: &Query, _limit: u32) -> Result<Vec<Incident>, ReadError> {
        Ok(Vec::new())
    }

    /// What the source knows of its past, oldest first; the overlay's entries are merged in by the caller.
    async fn timeline(&self, target: &Target) -> Result<Vec<Event>, ReadError>;

    /// Returns when a `list` would show something new, or after the poll interval. The default is the interval;
    /// a source that pushes returns as soon as it hears.
    async fn watch(&self, poll: std::time::Duration) {
        tokio::time::sleep(poll).await;
    }

    /// Carries out `command`: sends, reads back, and answers what the source now says. Called again with the same
    /// [`Command::key`] after a crash or a lost answer: an effect that is already there is `Confirmed`, not repeated.
    async fn act(&self, command: &Command) -> Result<Outcome, ActError>;

    /// Upkeep that one process does for all: renew acknowledgements that run out, expire those whose alert is gone.
    /// `open` are the incidents of this source as merged with the overlay. Returns what it did, for the timeline.
    async fn tend(&self, open: &[Incident], now: Time) -> Result<Vec<Tended>, ReadError>;
}

/// One piece of upkeep done at the source.
#[derive(Debug, Clone)]
pub struct Tended {
    /// Whose timeline it belongs to, as the source's own id.
    pub native: crate::text::Opaque,
    /// What was done.
    pub event: Event,
}
