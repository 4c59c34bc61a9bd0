//! How many actions of one source may be on their way at once: few at first, more while they arrive, one after a
//! failure, none while the source asked for quiet. Pure: time and chance come in.
//!
//! Between an outage and a queue of hundreds stands this: each action has a wait of its own, but two hundred of them
//! trying one after the other would be a stream of tries at a source that is down.

use std::time::Duration;

use tokio::time::Instant;

use crate::runtime::pace;

/// At once in the beginning.
const FEW: usize = 8;

/// Never more at once. Adapters keep their requests to [`crate::backend::AT_ONCE`]; what is on its way beyond that
/// shares looks before and after, and waits for its turn in between.
const MOST: usize = 64;

/// An attempt that took longer speaks of a slow line: what waits behind many others might not be done in time.
const SLOW: Duration = Duration::from_secs(5);

/// What an attempt says of its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// It answered, whatever it said, after so long.
    Answered(Duration),
    /// No answer, or one that asks to come again, perhaps not before so many seconds.
    Later(Option<u32>),
    /// It was not asked: what we decide ourselves.
    Ours,
}

/// How much of a source's queue may go now.
#[derive(Debug)]
pub(super) struct Gate {
    at_once: usize,
    /// Attempts in a row that were told to come later.
    later: u32,
    /// Nothing is begun before; whether the source asked for that itself.
    until: Option<(Instant, bool)>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { at_once: FEW, later: 0, until: None }
    }
}

impl Gate {
    /// How many may be on their way.
    pub(super) fn width(&self, now: Instant) -> usize {
        if self.closed_until(now).is_some() { 0 } else { self.at_once }
    }

    /// Until when nothing is begun.
    pub(super) fn closed_until(&self, now: Instant) -> Option<Instant> {
        self.until.map(|(until, _)| until).filter(|until| *until > now)
    }

    /// An attempt has ended. `random` is from 0 to 1.
    pub(super) fn heard(&mut self, word: Word, now: Instant, random: f64) {
        match word {
            Word::Ours => {}
            Word::Answered(took) => {
                self.later = 0;
                // Doubles with each round; an answer of before it asked for quiet opens nothing.
                self.at_once = if took > SLOW { (self.at_once / 2).max(FEW) } else { self.at_once + 1 };
                self.at_once = self.at_once.min(MOST);
            }
            Word::Later(asked) => {
                self.later = self.later.saturating_add(1);
                // One that comes later may be about one incident; a second one in a row is about the source.
                let first = self.later == 1 && asked.is_none();
                self.at_once = if first { self.at_once.div_ceil(2).min(FEW) } else { 1 };
                if !first {
                    let until = now + pace::send_again(self.later, asked, random);
                    let was = self.until.filter(|(was, _)| *was > until);
                    self.until = was.or(Some((until, asked.is_some())));
                }
            }
        }
    }

    /// Somebody asks for something new: the next try comes now, unless the source itself asked for quiet.
    pub(super) fn knock(&mut self) {
        self.until = self.until.filter(|(_, asked)| *asked);
    }

    /// Somebody wants it tried now, or the source is back.
    pub(super) fn open(&mut self) {
        self.until = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: Word = Word::Answered(Duration::from_millis(20));

    fn after(words: &[Word], now: Instant) -> Gate {
        let mut gate = Gate::default();
        words.iter().for_each(|word| gate.heard(*word, now, 1.0));
        gate
    }

    #[test]
    fn it_opens_while_answers_come_and_never_wider_than_most() {
        let now = Instant::now();
        assert_eq!(Gate::default().width(now), FEW);
        assert_eq!(after(&[QUICK; 8], now).width(now), 2 * FEW);
        assert_eq!(after(&[QUICK; 500], now).width(now), MOST);
        assert_eq!(after(&[Word::Ours; 500], now).width(now), FEW, "what is decided here says nothing of it");
    }

    #[test]
    fn a_slow_line_gets_no_more_than_the_few() {
        let now = Instant::now();
        let mut gate = after(&[QUICK; 500], now);
        for _ in 0..10 {
            gate.heard(Word::Answered(SLOW * 2), now, 1.0);
        }
        assert_eq!(gate.width(now), FEW);
    }

    #[test]
    fn what_the_source_asks_for_holds_all_and_a_new_command_does_not_open_it() {
        let now = Instant::now();
        let mut gate = after(&[QUICK, Word::Later(Some(30)), QUICK], now);
        assert_eq!(gate.width(now), 0);
        gate.knock();
        assert_eq!(gate.closed_until(now), Some(now + Duration::from_secs(30)));
        // A shorter word that comes later takes nothing back.
        gate.heard(Word::Later(Some(5)), now, 1.0);
        assert_eq!(gate.closed_until(now), Some(now + Duration::from_secs(30)));
        assert_eq!(gate.width(now + Duration::from_secs(30)), 1, "one tries first");
        gate.open();
        assert_eq!(gate.width(now), 1);
    }

    #[test]
    fn an_outage_costs_few_tries_however_many_wait() {
        let (began, mut now) = (Instant::now(), Instant::now());
        let (mut gate, mut tries) = (Gate::default(), 0);
        while now - began < Duration::from_hours(1) {
            for _ in 0..gate.width(now) {
                tries += 1;
                gate.heard(Word::Later(None), now, 1.0);
            }
            now = gate.closed_until(now).unwrap_or(now);
        }
        assert!((60..90).contains(&tries), "{tries}");
        gate.knock();
        assert_eq!(gate.width(now), 1, "a new command is tried at once");
        gate.heard(QUICK, now, 1.0);
        assert_eq!(gate.width(now), 2, "and then it opens again");
    }

    #[test]
    fn one_that_comes_later_holds_up_no_other() {
        let now = Instant::now();
        let gate = after(&[QUICK, Word::Later(None)], now);
        assert_eq!(gate.width(now), 5);
        assert_eq!(gate.closed_until(now), None);
    }
}
