//! What must survive: the queue of actions, the last known state, the local overlay.
//!
//! | file on disk | room | what it holds | when it is lost |
//! |---|---|---|---|
//! | state dir `outbox.db` | [`Outbox`], [`Drafts`], [`Meta`] | actions asked and not yet confirmed, texts begun | refused to start over it, never rebuilt |
//! | data dir `local.db` | [`Local`] | the overlay: numbers, owners, notes, first acknowledgements | the same |
//! | cache dir `cache.db` | [`Cache`] | the last known state, for the first frame | rebuilt, the old file put aside |
//!
//! All three are SQLite in WAL mode; the first two are fsynced at every commit (`synchronous=FULL`): what the
//! screen called saved is on disk. Any number of processes may share them.
//!
//! [`Store::open`] and [`Cache::open`] are apart so that the first rows need not wait for the queue. Neither
//! checks integrity: that is [`Cache::check`]'s work, behind the screen.

mod ballast;
mod cache;
mod db;
mod error;
mod local;
mod open;
mod queue;

#[cfg(test)]
mod tests;

pub use cache::{Cache, Chunk, Counts, Page};
pub use error::{OpenError, OutboxError};
pub use local::{Applied, Attached, Decided, Gone, Local, Occurrence, Ours, Version};
pub use open::{Notice, NoticeKind, Opened, Paths, Store};
pub use queue::{
    Draft, Drafts, Entry, EntryState, Filter, Found, KEPT, LEASE, Meta, Outbox, Settled, Settling,
};

use crate::backend::ActionKey;

/// A new key for life (UUIDv7): made before the command is written down, sent with it, never changed.
pub fn new_key() -> ActionKey {
    ActionKey(uuid::Uuid::now_v7())
}

/// The bare string of one of our text types, for a column: what goes to our own disk is neither shown to eyes
/// nor sent to a source, so neither of their own ways out fits. They all serialise as one plain string.
fn bare(value: &impl serde::Serialize) -> Result<String, OutboxError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => Ok(text),
        _ => Err(OutboxError::Encode),
    }
}
