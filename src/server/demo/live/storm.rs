//! The load of benchmarks: so many changes a second, spread over what is open. Two in four are notes, one is an alert
//! that rings again, one gives the incident to somebody else.

use std::{collections::BTreeMap, time::Duration};

use fastrand::Rng;
use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::time::{Instant, sleep, sleep_until};

use super::{
    super::{Options, cast::Cast},
    story,
};
use crate::{
    domain::Number,
    server::{
        ledger::{Answered, Asked, Done, Op, Refused},
        store::Store,
    },
    text::{Kind, SafeText},
    wire::{Action, Assign, By, IncidentRecord, NoteText, Signal},
};

/// So many incidents are changed; of a million the newest.
const TARGETS: u32 = 5_000;
/// So many requests wait for their commit at most.
const IN_FLIGHT: usize = 2_048;
/// How often it is looked at how many are due.
const TICK: Duration = Duration::from_millis(4);
/// What is open is looked up again after so many changes.
const LOOK_AGAIN: u64 = 50_000;
/// While nothing is open.
const NOTHING: Duration = Duration::from_secs(1);

/// One that is changed.
struct Target {
    record: IncidentRecord,
    /// An assignment is under way: a second one would be stale.
    busy: bool,
}

struct Storm<'a> {
    cast: &'a Cast,
    me: &'a SafeText,
    rng: Rng,
    targets: BTreeMap<u32, Target>,
    numbers: Vec<u32>,
    made: u64,
    words: [SafeText; 2],
}

/// Changes `rate` things a second until it is dropped or the store ends.
pub(super) async fn rage(store: &Store, options: &Options, rate: f64) {
    let cast = Cast::new(&options.me);
    let label = |word: &str| SafeText::clean(word, Kind::Label);
    let mut storm = Storm {
        cast: &cast,
        me: &options.me,
        rng: Rng::with_seed(options.seed ^ 0x0073_746f_726d),
        targets: BTreeMap::new(),
        numbers: Vec::new(),
        made: 0,
        words: [label("demo"), label("alertmanager")],
    };
    let mut waiting = FuturesUnordered::new();
    let (mut began, mut sent, mut look) = (Instant::now(), 0_u64, 0_u64);
    loop {
        if storm.made >= look || storm.numbers.is_empty() {
            look = storm.made + LOOK_AGAIN;
            if storm.look(store).await.is_err() {
                return;
            }
            if storm.numbers.is_empty() {
                sleep(NOTHING).await;
                (began, sent) = (Instant::now(), 0);
                continue;
            }
        }
        let due = (began.elapsed().as_secs_f64() * rate) as u64;
        while sent < due && waiting.len() < IN_FLIGHT {
            let Some((number, op)) = storm.next(store) else { break };
            waiting.push(async move { (number, store.submit(Asked { op, key: None }).await) });
            sent += 1;
        }
        // What could not be done in its second is not made up for: no burst after a pause.
        if due.saturating_sub(sent) as f64 > rate {
            (began, sent) = (Instant::now(), 0);
        }
        let tick = Instant::now() + TICK;
        loop {
            tokio::select! {
                biased;
                Some((number, answer)) = waiting.next(), if !waiting.is_empty() => {
                    if storm.heard(number, answer).is_err() {
                        return;
                    }
                }
                () = sleep_until(tick) => break,
            }
        }
    }
}

impl Storm<'_> {
    async fn look(&mut self, store: &Store) -> Result<(), Refused> {
        self.targets = story::open(store, self.me, TARGETS)
            .await?
            .into_iter()
            .map(|record| (record.number, Target { record, busy: false }))
            .collect();
        self.numbers = self.targets.keys().copied().collect();
        Ok(())
    }

    /// The next change, of an incident in its turn.
    fn next(&mut self, store: &Store) -> Option<(u32, Op)> {
        // As many steps as it takes to find one that may be changed, and not more than there are.
        for _ in 0..self.numbers.len() {
            self.made += 1;
            let number = self.numbers[(self.made % self.numbers.len() as u64) as usize];
            let kind = self.rng.u8(0..4);
            let Some(target) = self.targets.get_mut(&number) else { continue };
            let id = Number::new(number)?;
            let mine = target.record.owner.as_ref() == Some(self.me);
            let by = || By { name: Some(self.words[0].clone()), via: Some(self.words[0].clone()), at: None };
            let act = |action, if_version| Op::Act { number: id, action: Box::new(action), if_version };
            let op = match (&target.record.dedup_key, kind) {
                (Some(key), 0) => Op::Signals {
                    signals: vec![Signal {
                        dedup_key: key.clone(),
                        title: Some(target.record.title.clone()),
                        ..Signal::default()
                    }],
                    raw: None,
                    from: self.words[1].clone(),
                },
                _ if mine => continue,
                (_, 1) if !target.busy => {
                    target.busy = true;
                    let to = self.cast.on_call(store.clock().now(), "", &mut self.rng);
                    act(Action::from(Assign { to: Some(to), by: by() }), Some(target.record.version))
                }
                _ => {
                    let text = SafeText::clean(&format!("looked again, {}", self.made), Kind::Note);
                    act(Action::from(NoteText { text, by: by() }), None)
                }
            };
            return Some((number, op));
        }
        None
    }

    /// What became of it.
    fn heard(&mut self, number: u32, answer: Result<Answered, Refused>) -> Result<(), Refused> {
        let now = match answer {
            Ok(Answered { done: Done::Acted(acted), .. }) => Some(acted.incident),
            Ok(_) => None,
            Err(Refused::Stale { current, .. }) => Some(*current),
            Err(gone @ Refused::Storage(_)) => return Err(gone),
            // Resolved meanwhile: left alone until the next look.
            Err(_) => {
                self.targets.remove(&number);
                None
            }
        };
        match (self.targets.get_mut(&number), now) {
            // Answers may come in another order than they were made in.
            (Some(target), Some(record)) if record.version >= target.record.version => {
                *target = Target { record, busy: false };
            }
            _ => {}
        }
        Ok(())
    }
}
