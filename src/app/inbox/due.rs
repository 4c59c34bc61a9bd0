//! When keys change by themselves: the next ten minutes as a heap, the rest is looked for again when they are over.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::rows::NEVER;
use crate::domain::Time;

/// How far ahead the heap knows, in seconds.
const AHEAD: i64 = 600;

/// The instants, by our clock.
#[derive(Debug, Default)]
pub(super) struct Due {
    near: BinaryHeap<Reverse<(u32, u32)>>,
    /// The heap knows all that comes before this.
    horizon: u32,
    /// Something comes after it.
    far: bool,
}

impl Due {
    /// Everything is looked for again, from `now` on.
    pub(super) fn begin(&mut self, now: Time) {
        self.near.clear();
        (self.horizon, self.far) = (seconds(now + AHEAD), false);
    }

    /// The key of `slot` changes at `until`.
    pub(super) fn add(&mut self, until: u32, slot: u32) {
        if until < self.horizon {
            self.near.push(Reverse((until, slot)));
        } else {
            self.far |= until != NEVER;
        }
    }

    /// The next of those that have come: since when, and which.
    pub(super) fn pop(&mut self, now: Time) -> Option<(u32, u32)> {
        let now = seconds(now);
        let Reverse((until, _)) = self.near.peek()?;
        if *until > now {
            return None;
        }
        self.near.pop().map(|Reverse(it)| it)
    }

    /// Whether all is to be looked for again.
    pub(super) fn is_over(&self, now: Time) -> bool {
        self.horizon <= seconds(now)
    }

    /// When there is something to do.
    pub(super) fn next(&self) -> Option<Time> {
        let near = self.near.peek().map(|Reverse((until, _))| *until);
        let far = self.far.then_some(self.horizon);
        [near, far].into_iter().flatten().min().map(|s| Time::from_unix(s.into()))
    }
}

/// Seconds since 1970 as a row keeps them: never is later than any.
pub(super) fn seconds(time: Time) -> u32 {
    u32::try_from(time.unix().max(0)).unwrap_or(NEVER).min(NEVER - 1)
}
