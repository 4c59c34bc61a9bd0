//! How fresh what we show of a source is.

use crate::{
    domain::{SourceName, Time},
    text::SafeText,
};

/// The header's word for a source. Thresholds: late after two missed polls, stale after five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// Answered within two polls.
    Live,
    /// Over two polls old.
    Late,
    /// Over five polls old, or known only from the last session.
    Stale,
    /// The last attempt failed and nothing fresh is held.
    Down,
}

impl Freshness {
    /// The word; `live` sources are only counted.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Late => "LATE",
            Self::Stale => "STALE",
            Self::Down => "DOWN",
        }
    }
}

/// What is known of one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    /// Which.
    pub source: SourceName,
    /// When its data was last true, by our clock: from an answer, or from the last known state.
    pub as_of: Option<Time>,
    /// Whether any answer arrived in this session.
    pub answered: bool,
    /// The failure of the last attempt, if it failed.
    pub error: Option<SafeText>,
    /// Failed attempts in a row.
    pub failures: u32,
    /// When the next attempt is due.
    pub next_try: Option<Time>,
    /// Seconds between polls.
    pub poll_s: i64,
    /// Its clock minus ours in seconds, median of the last answers.
    pub offset_s: i64,
    /// How long the last answer took.
    pub elapsed_ms: Option<u32>,
}

impl Health {
    /// A source nobody has asked yet.
    pub fn unasked(source: SourceName, poll_s: i64) -> Self {
        Self {
            source,
            as_of: None,
            answered: false,
            error: None,
            failures: 0,
            next_try: None,
            poll_s: poll_s.max(1),
            offset_s: 0,
            elapsed_ms: None,
        }
    }

    /// Age of its data in seconds.
    pub fn age(&self, now: Time) -> Option<i64> {
        self.as_of.map(|t| (now - t).max(0))
    }

    /// How fresh it is at `now`.
    pub fn freshness(&self, now: Time) -> Freshness {
        let Some(age) = self.age(now) else {
            return if self.error.is_some() { Freshness::Down } else { Freshness::Late };
        };
        if !self.answered {
            return if self.error.is_some() { Freshness::Down } else { Freshness::Stale };
        }
        if self.failures >= 3 && age > 5 * self.poll_s {
            Freshness::Down
        } else if age > 5 * self.poll_s {
            Freshness::Stale
        } else if age > 2 * self.poll_s {
            Freshness::Late
        } else {
            Freshness::Live
        }
    }

    /// The next instant at which [`Health::freshness`] changes by itself.
    pub fn changes_at(&self, now: Time) -> Option<Time> {
        let as_of = self.as_of.filter(|_| self.answered)?;
        [as_of + 2 * self.poll_s + 1, as_of + 5 * self.poll_s + 1].into_iter().find(|t| *t > now)
    }
}
