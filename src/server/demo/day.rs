//! The whole past of a store, oldest first: the month, the morning, the crowd, in one stream that never holds more than
//! the scripts of the first two.

use std::collections::{HashMap, VecDeque};

use fastrand::Rng;

use super::{
    Options,
    book::Book,
    cast::Cast,
    catalogue::SERVICES,
    crowd::Crowd,
    history::{self, Taken},
    kin::Known,
    morning,
    script::Script,
};
use crate::{
    domain::{
        Time,
        time::{DAY, MINUTE},
    },
    server::{ledger::Op, store::Past},
    text::SafeText,
    wire::IncidentRecord,
};

/// For each open incident so many resolved ones, as far as there are [`MOST_RESOLVED`].
const RESOLVED_PER_OPEN: usize = 25;
/// A month's worth: about 33 a day. With the 41 of the morning the last number is INC-001042.
const MOST_RESOLVED: usize = 1_001;
/// Changes older than this are no longer told, in seconds.
const CHANGES_REACH: i64 = 10 * DAY;
/// Deploys of the last two days that nothing came from.
const HARMLESS: usize = 24;

/// Incidents with their past, in the order of their numbers.
pub(super) struct Day<'a> {
    book: &'a Book,
    seed: u64,
    now: Time,
    scripts: VecDeque<Script<'a>>,
    crowd: Crowd<'a>,
    /// The last incident of each key, for recurrences.
    last: HashMap<SafeText, IncidentRecord>,
    number: u32,
    /// Those of the morning that have kin, as far as they were told.
    pub known: Vec<Known>,
}

impl<'a> Day<'a> {
    /// The day of `options` as it is at `now`.
    pub fn new(book: &'a Book, cast: &'a Cast, options: &Options, now: Time) -> Self {
        let (open, seed) = (options.incidents as usize, options.seed);
        let mut scripts = morning::scripts(book, cast, &options.me, seed, now, open);
        let mut taken = Taken::default();
        for script in &scripts {
            taken.take(script.ready.key(&script.facts), script.opens(), now + DAY);
        }
        let mut resolved = (open * RESOLVED_PER_OPEN).min(MOST_RESOLVED);
        if open >= morning::COUNT {
            let over = morning::over(book, cast, seed, now);
            for script in &over {
                taken.take(script.ready.key(&script.facts), script.opens(), now + DAY);
            }
            // One more comes and is merged at once: see `kin`.
            resolved = resolved.saturating_sub(over.len() + 1);
            scripts.extend(over);
        }
        scripts.extend(history::scripts(book, cast, seed, now, resolved, &mut taken));
        // Stable: what opens in the same second keeps its order.
        scripts.sort_by_key(Script::opens);
        let crowd = Crowd::new(book, cast, seed, now, open.saturating_sub(morning::COUNT));
        Self {
            book,
            seed,
            now,
            scripts: scripts.into(),
            crowd,
            last: HashMap::new(),
            number: 0,
            known: Vec::new(),
        }
    }

    /// What was deployed and changed lately, oldest first: what trouble came from, and some that harmed nobody.
    pub fn changes(&self) -> Vec<Op> {
        let mut found: Vec<(Time, Op)> = Vec::new();
        for script in &self.scripts {
            if let Some((at, by)) = &script.cause
                && self.now - *at < CHANGES_REACH
                && let Some(op) = self.book.cause(script.ready, &script.facts, by, Some(*at))
            {
                found.push((*at, op));
            }
        }
        let mut rng = Rng::with_seed(self.seed ^ 0x6465_706c_6f79);
        for nth in 0..HARMLESS {
            let service = SERVICES[rng.usize(0..SERVICES.len())].0;
            let at = self.now - rng.i64(20 * MINUTE..2 * DAY);
            let version = format!("{}.{}.{nth}", service.len() % 5 + 1, rng.u8(1..40));
            found.push((at, self.book.deploy(service, &version, Some(at))));
        }
        found.sort_by_key(|(at, _)| *at);
        found.into_iter().map(|(_, op)| op).collect()
    }
}

impl Iterator for Day<'_> {
    type Item = Past;

    fn next(&mut self) -> Option<Past> {
        let number = self.number + 1;
        let told = self.scripts.front().map(Script::opens);
        let past = match (told, self.crowd.next_opens()) {
            (Some(told), crowd) if crowd.is_none_or(|c| told <= c) => {
                let script = self.scripts.pop_front()?;
                let key = script.ready.key(&script.facts);
                let past = script.play(self.book, number, self.last.get(&key), self.now)?;
                self.known.extend(Known::of(script.ready, &past));
                if past.record.dedup_key.is_some() {
                    self.last.insert(key, past.record.clone());
                }
                past
            }
            (_, Some(opens)) => self.crowd.make(opens, number)?,
            (_, None) => return None,
        };
        self.number = number;
        Some(past)
    }
}
