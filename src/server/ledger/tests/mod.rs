//! The rules as tables, over a world in memory that loads and writes as the store does.

mod batch;
mod catalogue;
mod check;
mod sequence;
mod signals;
mod verbs;

use std::collections::HashMap;

use super::{
    Answer, Answered, Asked, Done, Entry, IdempotencyKey, Loaded, Named, Op, Plan, Refused, decide, due,
};
use crate::{
    domain::{Number, State, Time},
    text::{Kind, SafeText},
    wire::{
        Ack, Acted, Action, Assign, By, IncidentRecord, NewIncident, NoteText, Reopen, Resolve, Signal,
        SignalOutcome, SignalResult, SignalStatus, Unack,
    },
};

/// When the tests begin.
const NOW: Time = Time::from_unix(1_795_000_000);

fn text(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Body)
}

#[expect(clippy::unnecessary_wraps, reason = "what most fields of requests want")]
fn some(words: &str) -> Option<SafeText> {
    Some(text(words))
}

fn by(name: &str) -> By {
    By { name: some(name), via: some("cli"), at: None }
}

/// What a store holds, without the store.
#[derive(Default)]
struct World {
    now: Time,
    incidents: HashMap<u32, IncidentRecord>,
    answers: HashMap<String, Answer>,
    services: HashMap<SafeText, crate::wire::Service>,
    people: HashMap<SafeText, crate::wire::Person>,
    log: Vec<Entry>,
    raw: Vec<super::Raw>,
    changes: Vec<crate::wire::ServiceChange>,
}

impl World {
    fn new() -> Self {
        Self { now: NOW, ..Self::default() }
    }

    fn load(&self, batch: &[Asked]) -> Loaded {
        let named = Named::of(batch);
        let of_key = |i: &&IncidentRecord| i.dedup_key.as_ref().is_some_and(|k| named.dedup_keys.contains(k));
        let mut loaded = Loaded {
            incidents: self
                .incidents
                .values()
                .filter(|i| named.numbers.contains(&i.number) || of_key(i))
                .map(|i| (i.number, i.clone()))
                .collect(),
            answers: only(&self.answers, |k| named.keys.contains(k)),
            services: only(&self.services, |k| named.services.contains(k)),
            people: only(&self.people, |k| named.people.contains(k)),
            next_number: self.incidents.len() as u32 + 1,
            next_seq: self.log.len() as u64 + 1,
            ..Loaded::default()
        };
        for (number, version) in loaded.stale(batch) {
            let later = |e: &&Entry| e.event.incident == Some(number) && e.version > Some(version);
            let events = self.log.iter().filter(later).take(50).map(|e| e.event.clone()).collect();
            loaded.since.insert((number, version), events);
        }
        loaded
    }

    /// Writes a plan, and checks what every plan must keep.
    fn keep(&mut self, plan: Plan) -> Vec<Result<Answered, Refused>> {
        for entry in plan.entries {
            assert_eq!(entry.event.seq, self.log.len() as u64 + 1, "the log has no holes");
            assert_eq!(entry.event.recorded_at, self.now);
            assert!(entry.event.occurred_at <= self.now, "nothing happens in the future");
            assert!(!entry.event.text.is_empty() && !entry.event.actor.name.is_empty());
            self.log.push(entry);
        }
        for (number, incident) in plan.incidents {
            assert_eq!(incident.number, number);
            assert_eq!(incident.state.is_open(), incident.resolved_at.is_none());
            assert!(incident.ack_until.is_none() || incident.state == State::Acknowledged);
            match self.incidents.insert(number, incident) {
                Some(before) => {
                    let after = &self.incidents[&number];
                    assert!(after.version >= before.version && after.updated_at >= before.updated_at);
                    let decided = (after.state, &after.owner, after.priority, &after.title)
                        != (before.state, &before.owner, before.priority, &before.title);
                    assert!(!decided || after.version > before.version, "what is decided is a new version");
                }
                None => assert_eq!(number as usize, self.incidents.len(), "numbers have no holes"),
            }
        }
        for answer in plan.answers {
            let kept = Answer { request: answer.key.request, done: answer.done };
            assert!(self.answers.insert(answer.key.key, kept).is_none(), "an answer is never replaced");
        }
        self.services.extend(plan.services);
        self.people.extend(plan.people);
        self.raw.extend(plan.raw);
        self.changes.extend(plan.changes);
        plan.replies
    }

    fn batch(&mut self, batch: &[Asked]) -> Vec<Result<Answered, Refused>> {
        let plan = decide(batch, self.load(batch), self.now);
        assert_eq!(plan.replies.len(), batch.len());
        self.keep(plan)
    }

    fn ask(&mut self, op: Op) -> Result<Done, Refused> {
        let reply = self.batch(&[Asked { op, key: None }]).remove(0);
        reply.map(|answered| answered.done)
    }

    fn open(&mut self, new: NewIncident) -> u32 {
        match self.ask(Op::New(Box::new(new))).expect("opened") {
            Done::New(record) => record.number,
            other => panic!("{other:?}"),
        }
    }

    fn opened(&mut self) -> u32 {
        self.open(titled("disk full"))
    }

    fn act(&mut self, number: u32, action: Action) -> Result<Acted, Refused> {
        match self.ask(act(number, action))? {
            Done::Acted(acted) => Ok(*acted),
            other => panic!("{other:?}"),
        }
    }

    fn signals(&mut self, signals: Vec<Signal>) -> Result<Vec<SignalResult>, Refused> {
        match self.ask(Op::Signals { signals, raw: None, from: text("alertmanager") })? {
            Done::Signals(results) => Ok(results),
            other => panic!("{other:?}"),
        }
    }

    fn signal(&mut self, signal: Signal) -> (SignalOutcome, Option<String>) {
        let result = self.signals(vec![signal]).expect("taken").remove(0);
        (result.outcome, result.incident)
    }

    /// What was written since entry `from`, as kind and words.
    fn told(&self, from: usize) -> Vec<(&'static str, SafeText)> {
        self.log[from..].iter().map(|e| (e.event.kind.word(), e.event.text.clone())).collect()
    }
}

fn only<K: Clone + Eq + std::hash::Hash, V: Clone>(
    all: &HashMap<K, V>,
    which: impl Fn(&K) -> bool,
) -> HashMap<K, V> {
    all.iter().filter(|(k, _)| which(k)).map(|(k, v)| (k.clone(), v.clone())).collect()
}

fn titled(title: &str) -> NewIncident {
    NewIncident { title: text(title), by: by("ana"), ..NewIncident::default() }
}

fn act(number: u32, action: Action) -> Op {
    Op::Act { number: Number::new(number).expect("a number"), action: Box::new(action), if_version: None }
}

fn ack(name: &str) -> Action {
    Action::from(Ack { by: by(name), ..Ack::default() })
}

fn unack(name: &str) -> Action {
    Action::from(Unack { by: by(name) })
}

fn assign(name: &str, to: Option<&str>) -> Action {
    Action::from(Assign { to: to.map(text), by: by(name) })
}

fn note(name: &str, words: &str) -> Action {
    Action::from(NoteText { text: text(words), by: by(name) })
}

fn resolve(name: &str) -> Action {
    Action::from(Resolve { by: by(name), ..Resolve::default() })
}

fn reopen(name: &str, why: &str) -> Action {
    Action::from(Reopen { reason: text(why), by: by(name) })
}

fn firing(key: &str) -> Signal {
    Signal { dedup_key: text(key), title: some("disk full"), ..Signal::default() }
}

fn cleared(key: &str) -> Signal {
    Signal { dedup_key: text(key), status: SignalStatus::Resolved, ..Signal::default() }
}

fn keyed(op: Op, key: &str, request: u8) -> Asked {
    Asked { op, key: Some(IdempotencyKey { key: key.to_owned(), request: [request; 32] }) }
}
