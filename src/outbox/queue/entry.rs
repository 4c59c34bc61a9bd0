//! One action in the queue, as it is read back.

use super::super::{OutboxError, error::words};
use crate::{
    backend::{ActionKey, Command},
    domain::Time,
    text::{Kind, SafeText},
};

/// Where an action stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// Waits for its time, its turn or its source.
    Pending,
    /// Leased: a process is sending it.
    Sent,
    /// The source has it. Kept for [`super::KEPT`].
    Confirmed,
    /// The source refused: a person must retry or drop it. It no longer holds up the incident's later actions.
    Failed,
}

impl EntryState {
    /// The word in JSON and in `outbox list`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Confirmed => "confirmed",
            Self::Failed => "failed",
        }
    }
}

/// One action in the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What was asked.
    pub command: Command,
    /// Where it stands.
    pub state: EntryState,
    /// How often it was leased to be sent.
    pub attempts: u32,
    /// Not sent before this time.
    pub next_at: Time,
    /// When its lease runs out, while it is being sent: check that this is further off than the action's deadline
    /// just before sending.
    pub lease_until: Option<Time>,
    /// Words of the last failure, until it is confirmed.
    pub error: Option<SafeText>,
    /// Words of the confirmation.
    pub receipt: Option<SafeText>,
    /// When it was asked.
    pub since: Time,
    /// When it was confirmed or refused.
    pub settled_at: Option<Time>,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// The source has it.
    Confirmed {
        /// For the receipt.
        words: SafeText,
    },
    /// The source refused: trying again changes nothing.
    Failed {
        /// Its reason.
        words: SafeText,
    },
    /// Not known or not reached: tried again with the same key.
    Later {
        /// What was tried and what came back.
        words: SafeText,
        /// Not before this time.
        next_at: Time,
    },
}

/// Whether a settlement was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settling {
    /// It is written down.
    Done,
    /// It was settled before, dropped, or leased to another process meanwhile: nothing changed.
    NotYours,
}

/// Which actions to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Waiting or being sent.
    Unsettled,
    /// These and the failed ones: whatever is not done.
    Open,
    /// Also the confirmed ones, the latest.
    All,
}

/// What the first or last digits of a key name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Exactly one.
    One(ActionKey),
    /// None.
    None,
    /// Several, at most twenty of them: more digits are needed.
    Many(Vec<ActionKey>),
}

/// The key as its column holds it.
pub(super) fn hex(key: ActionKey) -> String {
    key.0.simple().to_string()
}

/// A row of the table.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    /// The order in which they were asked.
    pub seq: i64,
    /// 32 hex digits.
    pub key: String,
    command: String,
    state: String,
    attempts: u32,
    next_at: i64,
    lease_until: Option<i64>,
    words: Option<String>,
    since: i64,
    settled_at: Option<i64>,
}

impl TryFrom<Row> for Entry {
    type Error = OutboxError;

    fn try_from(row: Row) -> Result<Self, OutboxError> {
        let state = match row.state.as_str() {
            "pending" => EntryState::Pending,
            "sent" => EntryState::Sent,
            "confirmed" => EntryState::Confirmed,
            _ => EntryState::Failed,
        };
        let words_of_last = row.words.map(|w| SafeText::clean(&w, Kind::Note));
        let (error, receipt) = match state {
            EntryState::Confirmed => (None, words_of_last),
            _ => (words_of_last, None),
        };
        Ok(Self {
            command: serde_json::from_str(&row.command).map_err(|e| OutboxError::Damaged(words(&e)))?,
            state,
            attempts: row.attempts,
            next_at: Time::from_unix(row.next_at),
            lease_until: row.lease_until.map(Time::from_unix),
            error,
            receipt,
            since: Time::from_unix(row.since),
            settled_at: row.settled_at.map(Time::from_unix),
        })
    }
}
