//! A script: what happens to one incident, second by second. Played through the ledger's own rules it becomes an
//! incident with its past, exactly as if all of it had been asked of the server at those times.

use std::collections::HashMap;

use fastrand::Rng;

use super::{
    book::{Book, Ready, Step},
    cast::Cast,
    catalogue,
    fill::Facts,
    scenes::From,
};
use crate::{
    domain::{Number, Practice, Time, time::MINUTE},
    server::{
        ledger::{self, Asked, Loaded, decide, next_due},
        store::Past,
    },
    text::{Kind, SafeText},
    wire::IncidentRecord,
};

/// What happens to one incident.
#[derive(Debug)]
pub(super) struct Script<'a> {
    pub ready: &'a Ready,
    pub facts: Facts,
    /// When something was changed that it came from, and who changed it.
    pub cause: Option<(Time, SafeText)>,
    /// In order; the first makes it rise.
    pub steps: Vec<(Time, Step)>,
}

impl<'a> Script<'a> {
    /// One that rises at `at`, and what it came from some minutes before.
    pub fn new(ready: &'a Ready, facts: Facts, at: Time, cast: &Cast, rng: &mut Rng) -> Self {
        let cause = ready.scene.cause.as_ref().map(|cause| {
            let (least, most) = cause.minutes;
            let before = rng.i64(least * MINUTE..=most * MINUTE);
            (at - before, cast.on_call(at - before, catalogue::team(cause.service), rng))
        });
        let desk = match ready.scene.from {
            From::Desk(..) => Some(cast.on_call(at, "workplace", rng)),
            From::Alert(_) => None,
        };
        Self { ready, facts, cause, steps: vec![(at, Step::Rises { desk })] }
    }

    /// And then.
    pub fn then(&mut self, at: Time, step: Step) {
        self.steps.push((at, step));
    }

    /// The `nth` thing that responders write about it.
    pub fn note(&self, nth: usize) -> SafeText {
        let notes = self.ready.scene.notes;
        let pattern = notes.get(nth % notes.len().max(1)).copied().unwrap_or_default();
        self.facts.text(self.ready.scene, pattern, Kind::Note)
    }

    /// How it ends.
    pub fn ending(&self, rng: &mut Rng) -> (&'static str, SafeText) {
        let scene = self.ready.scene;
        let noted = self.steps.iter().any(|(_, step)| matches!(step, Step::Noted { .. }));
        let (code, words) = scene.ending(noted, rng);
        (code, self.facts.text(scene, words, Kind::Note))
    }

    /// Puts the steps in order; those of the same second stay as they were added.
    pub fn sorted(mut self) -> Self {
        self.steps.sort_by_key(|(at, _)| *at);
        self
    }

    /// When it opens.
    pub fn opens(&self) -> Time {
        self.steps.first().map_or(Time::default(), |(at, _)| *at)
    }

    /// When it is over for good, where it is.
    pub fn ends(&self) -> Option<Time> {
        let over = |step: &Step| matches!(step, Step::Mended { .. } | Step::Clears);
        self.steps.iter().rfind(|(_, step)| over(step)).map(|(at, _)| *at)
    }

    /// Plays it until `now`: it gets `number`; `earlier` is the last incident with the same key. What the rules refuse at
    /// that moment (to acknowledge what has just cleared) nobody did; what time alone brings in between (a clock warns,
    /// what waited long enough closes) is told when it happens. `None` where it never opened, which a test shows does not
    /// happen.
    pub fn play(
        &self,
        book: &Book,
        number: u32,
        earlier: Option<&IncidentRecord>,
        now: Time,
    ) -> Option<Past> {
        let own = Number::new(number)?;
        let mut incidents: HashMap<u32, IncidentRecord> =
            earlier.map(|e| (e.number, e.clone())).into_iter().collect();
        let mut events = Vec::with_capacity(self.steps.len() + 1);
        let loaded = |incidents: HashMap<u32, IncidentRecord>| Loaded {
            incidents,
            next_number: number,
            next_seq: 1,
            ..Loaded::default()
        };
        let mut done = self.opens();
        let steps = self.steps.iter().map(|(at, step)| (*at, Some(step)));
        for (at, step) in steps.chain([(now, None)]) {
            while let Some(record) = incidents.get(&number)
                && let Some(due) = next_due(record, Practice::standard(), done)
                && due > done
                && due <= at
            {
                let plan = ledger::due(loaded([(number, record.clone())].into()), done, due);
                events.extend(plan.entries.into_iter().map(|e| e.event));
                incidents.extend(plan.incidents);
                done = due;
            }
            done = at;
            let Some(step) = step else { break };
            let asked = Asked { op: book.op(self.ready, &self.facts, own, step), key: None };
            let plan = decide([&asked], loaded(incidents.clone()), at);
            events.extend(plan.entries.into_iter().map(|e| e.event));
            incidents.extend(plan.incidents);
        }
        Some(Past { record: incidents.remove(&number)?, events })
    }
}
