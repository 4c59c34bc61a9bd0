//! How fresh what we show of a source is.

use crate::{
    domain::{SourceName, Time},
    text::SafeText,
};

/// The header's word for a source: late when an attempt failed or two polls were missed, stale after five, down when
/// attempts keep failing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// Answered within two polls.
    Live,
    /// Over two polls old, or the last attempt failed.
    Late,
    /// Over five polls old, or known only from the last session.
    Stale,
    /// Attempts fail, and what is held is over one poll old.
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
    /// It said a part of what it holds, and the rest is on its way.
    pub more: bool,
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
            more: false,
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
        if self.failures >= 2 && age > self.poll_s {
            Freshness::Down
        } else if age > 5 * self.poll_s {
            Freshness::Stale
        } else if self.failures > 0 || age > 2 * self.poll_s {
            Freshness::Late
        } else {
            Freshness::Live
        }
    }

    /// The next instant at which [`Health::freshness`] changes by itself.
    pub fn changes_at(&self, now: Time) -> Option<Time> {
        let as_of = self.as_of.filter(|_| self.answered)?;
        [1, 2, 5].into_iter().map(|polls| as_of + polls * self.poll_s + 1).find(|t| *t > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freshness_is_age_and_what_the_last_attempts_said() {
        let now = Time::from_unix(1_000);
        let mut health = Health::unasked(SourceName::new("am"), 15);
        assert_eq!(health.freshness(now), Freshness::Late, "nobody has answered yet");
        health.as_of = Some(now - 10);
        assert_eq!(health.freshness(now), Freshness::Stale, "known from the last session");
        health.answered = true;
        for (age, failures, want) in [
            (10, 0, Freshness::Live),
            (10, 1, Freshness::Late),
            (10, 2, Freshness::Late),
            (16, 2, Freshness::Down),
            (31, 0, Freshness::Late),
            (76, 0, Freshness::Stale),
            (76, 5, Freshness::Down),
        ] {
            (health.as_of, health.failures) = (Some(now - age), failures);
            assert_eq!(health.freshness(now), want, "{age} s old after {failures} failures");
        }
        (health.as_of, health.failures) = (Some(now - 10), 0);
        let turns = health.changes_at(now).expect("it ages");
        assert!(health.freshness(turns - 1) == Freshness::Live);
    }
}
