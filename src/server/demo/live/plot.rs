//! What is to happen to which incident, and when: a queue in story time.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

use fastrand::Rng;

use super::super::{
    book::Ready,
    fill::Facts,
    scenes::{From, Nature},
};
use crate::domain::{Number, time::MINUTE};

/// What may happen next to an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// Somebody acknowledges it.
    Answer,
    /// Whoever has it begins to work on it.
    Begin,
    /// Whoever has it writes.
    Write,
    /// It has to wait for somebody else.
    Hold,
    /// What it waited for came.
    Resume,
    /// The stakeholders are told.
    Tell,
    /// It is closed: whoever called was asked.
    Close,
    /// Whoever has it mends it.
    Mend,
    /// It was mended too soon.
    Return,
    /// The alert clears by itself.
    Clear,
    /// The alert rings again.
    Ring,
    /// Its owner's shift is over.
    HandOver,
}

/// What the story knows of one incident.
#[derive(Debug, Clone)]
pub(super) struct Plot<'a> {
    pub ready: &'a Ready,
    pub facts: Facts,
    /// How many of the scene's notes were written.
    pub written: usize,
}

/// What is to happen, in story milliseconds since the beginning.
#[derive(Debug, Default)]
pub(super) struct Plots<'a> {
    known: BTreeMap<u32, Plot<'a>>,
    queue: BinaryHeap<Reverse<(u64, u64, u32, Turn)>>,
    order: u64,
}

impl<'a> Plots<'a> {
    /// Takes an incident in.
    pub fn know(&mut self, number: Number, plot: Plot<'a>) {
        self.known.insert(number.get(), plot);
    }

    /// It is over, or somebody else's now.
    pub fn forget(&mut self, number: Number) {
        self.known.remove(&number.get());
    }

    /// What is known of it.
    pub fn of(&mut self, number: Number) -> Option<&mut Plot<'a>> {
        self.known.get_mut(&number.get())
    }

    /// All incidents that are known, oldest first.
    pub fn numbers(&self) -> Vec<Number> {
        self.known.keys().copied().filter_map(Number::new).collect()
    }

    /// Whether trouble of this scene is going on.
    pub fn has(&self, scene: &str) -> bool {
        self.known.values().any(|p| p.ready.scene.id == scene)
    }

    /// `turn` happens at `at` (story milliseconds).
    pub fn at(&mut self, at: u64, number: Number, turn: Turn) {
        self.order += 1;
        self.queue.push(Reverse((at, self.order, number.get(), turn)));
    }

    /// `turn` happens between `least` and `most` seconds after `now`.
    pub fn within(&mut self, now: u64, range: (i64, i64), number: Number, turn: Turn, rng: &mut Rng) {
        let seconds = rng.i64(range.0..=range.1.max(range.0)).max(0);
        self.at(now + seconds.unsigned_abs() * 1_000, number, turn);
    }

    /// What is due at `now` and most urgent, and is still about something known.
    pub fn due(&mut self, now: u64) -> Option<(Number, Turn)> {
        let mut due = Vec::new();
        while let Some(Reverse(entry)) = self.queue.peek().copied() {
            if entry.0 > now {
                break;
            }
            self.queue.pop();
            if let Some(plot) = self.known.get(&entry.2) {
                due.push((plot.ready.scene.level(), entry));
            }
        }
        // What came first, of what is worst.
        due.sort_unstable();
        let mut due = due.into_iter().map(|(_, entry)| entry);
        let (_, _, number, turn) = due.next()?;
        self.queue.extend(due.map(Reverse));
        Some((Number::new(number)?, turn))
    }

    /// How many are late at `now`: the story goes faster then.
    pub fn late(&self, now: u64) -> usize {
        self.queue.iter().filter(|Reverse((at, ..))| *at <= now).count()
    }

    /// What follows from a rise: an answer in its time, and whatever is in the scene's nature.
    pub fn risen(&mut self, now: u64, number: Number, plot: Plot<'a>, rng: &mut Rng) {
        let scene = plot.ready.scene;
        self.know(number, plot);
        self.within(now, answers(scene.level(), rng), number, Turn::Answer, rng);
        if let From::Desk(..) = scene.from {
            return;
        }
        match scene.nature {
            Nature::Groups => {
                let mut at = now;
                for _ in 0..rng.u8(2..=4) {
                    at += rng.u64(18..=55) * 1_000;
                    self.at(at, number, Turn::Ring);
                }
            }
            Nature::Flaps => self.within(now, (45, 150), number, Turn::Clear, rng),
            Nature::Clears if rng.u8(0..10) < 4 => self.within(now, (100, 900), number, Turn::Clear, rng),
            Nature::Clears | Nature::Stays => {
                if rng.bool() {
                    self.within(now, (60, 400), number, Turn::Ring, rng);
                }
            }
        }
    }
}

/// Seconds until somebody answers; one P1 in three waits for the person at the keyboard until it is overdue.
fn answers(level: u8, rng: &mut Rng) -> (i64, i64) {
    match level {
        1 if rng.u8(0..3) == 0 => (6 * MINUTE, 8 * MINUTE),
        1 => (35, 150),
        2 => (60, 7 * MINUTE),
        3 => (2 * MINUTE, 12 * MINUTE),
        4 => (4 * MINUTE, 25 * MINUTE),
        _ => (8 * MINUTE, 40 * MINUTE),
    }
}
