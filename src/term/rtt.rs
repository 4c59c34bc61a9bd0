//! How long a byte takes to the terminal and back: the time between a cursor-position query and its answer.
//!
//! Pure: the caller sends what [`Rtt::ask`] returns (after `InputHandle::expect_cursor_report`) and tells when
//! the answer came.

use super::osc::Sequence;

/// Milliseconds between two questions.
pub const EVERY_MS: u64 = 30_000;
/// Milliseconds after which an answer counts as lost: the terminal does not answer, or it is very far away.
pub const LOST_MS: u64 = 10_000;

const KEPT: usize = 8;

/// The last few round trips. Times are milliseconds on a clock that does not go back.
#[derive(Debug, Clone, Default)]
pub struct Rtt {
    asked: Option<u64>,
    waiting: bool,
    trips: std::collections::VecDeque<u32>,
}

impl Rtt {
    /// Nothing measured yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The query, when it is time for one: at most one in [`EVERY_MS`].
    pub fn ask(&mut self, now_ms: u64) -> Option<Sequence> {
        if self.asked.is_some_and(|at| now_ms < at.saturating_add(EVERY_MS)) {
            return None;
        }
        self.asked = Some(now_ms);
        self.waiting = true;
        Some(Sequence::cursor_query())
    }

    /// The answer came: the round trip in milliseconds, or `None` when nothing was asked or it took so long
    /// that it was given up.
    pub fn answered(&mut self, now_ms: u64) -> Option<u32> {
        let asked = self.asked.filter(|_| std::mem::take(&mut self.waiting))?;
        let trip = now_ms.saturating_sub(asked);
        if trip > LOST_MS {
            return None;
        }
        let trip = u32::try_from(trip).ok()?;
        if self.trips.len() == KEPT {
            self.trips.pop_front();
        }
        self.trips.push_back(trip);
        Some(trip)
    }

    /// The median of the last eight in milliseconds; `None` before the first answer.
    pub fn median(&self) -> Option<u32> {
        let mut sorted: Vec<u32> = self.trips.iter().copied().collect();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{EVERY_MS, LOST_MS, Rtt};

    #[test]
    fn one_question_at_a_time_and_the_middle_of_the_answers() {
        let mut rtt = Rtt::new();
        assert_eq!((rtt.answered(5), rtt.median()), (None, None));
        assert_eq!(rtt.ask(1_000).as_ref().map(|query| query.bytes().to_vec()), Some(b"\x1b[6n".to_vec()));
        assert!(rtt.ask(1_001).is_none());
        assert_eq!(rtt.answered(1_080), Some(80));
        assert_eq!(rtt.answered(1_081), None);
        for (turn, trip) in [900, 20, 30].into_iter().enumerate() {
            let now = 1_000 + EVERY_MS * (turn as u64 + 1);
            assert!(rtt.ask(now).is_some());
            assert_eq!(rtt.answered(now + trip), u32::try_from(trip).ok());
        }
        assert_eq!(rtt.median(), Some(80));
    }

    #[test]
    fn a_lost_answer_is_no_measurement() {
        let mut rtt = Rtt::new();
        assert!(rtt.ask(0).is_some());
        assert_eq!(rtt.answered(LOST_MS + 1), None);
        assert_eq!(rtt.median(), None);
        assert!(rtt.ask(EVERY_MS).is_some());
    }
}
