//! Whether the cursor walks or runs: a held key moves it thirty times a second, and nobody reads a preview that fast.
//!
//! While it runs, the views paint what is looked for then (which row, which title) and leave the rest until it has
//! rested for [`RESTS_MS`]. Over a slow link that is the difference between a cursor that stops when the key is let go
//! and one that goes on for a while. Single moves, and two in a row, are painted whole at once.

/// A pause after which the cursor rests, milliseconds. The slowest key repeats are those of the Linux console and of
/// macOS (about 11 a second: 92 ms); hands tap slower than eight times a second.
pub const RESTS_MS: u64 = 120;
/// Moves that follow one another more quickly than that before it counts as running.
const WARM_UP: u8 = 2;

/// How the cursor moved last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gait {
    moved_ms: Option<u64>,
    /// Moves that came within [`RESTS_MS`] of the one before.
    quick: u8,
}

impl Gait {
    /// The cursor moves once more.
    #[must_use]
    pub const fn step(self, now_ms: u64) -> Self {
        let quick = match self.moved_ms {
            Some(t) if now_ms < t + RESTS_MS => self.quick.saturating_add(1),
            _ => 0,
        };
        Self { moved_ms: Some(now_ms), quick }
    }

    /// Whether it runs.
    pub fn runs(self, now_ms: u64) -> bool {
        self.rests_at().is_some_and(|t| now_ms < t)
    }

    /// When what was left out is painted, if anything was.
    pub fn rests_at(self) -> Option<u64> {
        self.moved_ms.filter(|_| self.quick >= WARM_UP).map(|t| t + RESTS_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(moves: &[u64]) -> Gait {
        moves.iter().fold(Gait::default(), |gait, at| gait.step(*at))
    }

    #[test]
    fn the_third_quick_move_runs_and_a_pause_ends_it() {
        for (what, moves, runs) in [
            ("nothing", &[][..], false),
            ("one", &[1_000], false),
            ("two", &[1_000, 1_033], false),
            ("held", &[1_000, 1_033, 1_066], true),
            ("held, with the pause that comes before keys repeat", &[1_000, 1_500, 1_533, 1_566], true),
            ("the slowest repeat there is", &[1_000, 1_092, 1_184], true),
            ("tapped", &[1_000, 1_125, 1_250, 1_375, 1_500], false),
        ] {
            let last = moves.last().copied().unwrap_or(0);
            assert_eq!(after(moves).runs(last), runs, "{what}");
            assert_eq!(after(moves).rests_at(), runs.then_some(last + RESTS_MS), "{what}");
            assert!(!after(moves).runs(last + RESTS_MS), "{what}");
        }
    }
}
