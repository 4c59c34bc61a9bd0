//! The rules as tables, over a world in memory that loads and writes as the store does.

mod batch;
mod catalogue;
mod check;
mod kin;
mod opening;
mod sequence;
mod signals;
mod time;
mod verbs;

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    Answer, Answered, Asked, Done, Entry, IdempotencyKey, Loaded, Named, Op, Plan, Refused, decide, due,
    next_due,
};
use crate::{
    domain::{Number, Practice, State, Time, Verb},
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
    practice: Arc<Practice>,
    incidents: HashMap<u32, IncidentRecord>,
    due: HashMap<u32, Time>,
    answers: HashMap<String, Answer>,
    services: HashMap<SafeText, crate::wire::Service>,
    people: HashMap<SafeText, crate::wire::Person>,
    log: Vec<Entry>,
    raw: Vec<super::Raw>,
    changes: Vec<crate::wire::ServiceChange>,
}

impl World {
    fn new() -> Self {
        Self { now: NOW, practice: Arc::clone(Practice::standard()), ..Self::default() }
    }

    fn load(&self, batch: &[Asked]) -> Loaded {
        let named = Named::of(batch);
        let of_key = |i: &&IncidentRecord| i.dedup_key.as_ref().is_some_and(|k| named.dedup_keys.contains(k));
        let keyed: Vec<u32> = self.incidents.values().filter(of_key).map(|i| i.number).collect();
        // All that stands above what is named, and all that hangs under its families.
        let mut numbers: BTreeSet<u32> = named.numbers.iter().copied().chain(keyed.clone()).collect();
        let ended = |n: &u32| self.incidents.get(n)?.record.ending.as_ref()?.other.map(Number::get);
        numbers.extend(named.endings.iter().filter_map(ended));
        let mut above: Vec<u32> = numbers.iter().copied().collect();
        while let Some(number) = above.pop() {
            let parent = self.incidents.get(&number).and_then(|i| i.record.parent).map(Number::get);
            above.extend(parent.filter(|p| numbers.insert(*p)));
        }
        let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut families: Vec<u32> = named.families.iter().copied().chain(keyed).collect();
        while let Some(parent) = families.pop() {
            let under = |i: &&IncidentRecord| i.record.parent == Number::new(parent);
            let mut under: Vec<u32> = self.incidents.values().filter(under).map(|i| i.number).collect();
            under.sort_unstable();
            numbers.extend(&under);
            families.extend(under.iter().filter(|c| !children.contains_key(c)));
            children.insert(parent, under);
        }
        let mut loaded = Loaded {
            practice: Arc::clone(&self.practice),
            incidents: only(&self.incidents, |n| numbers.contains(n)),
            children,
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
            sound(&incident);
            match next_due(&incident, &self.practice, self.now) {
                Some(at) => self.due.insert(number, at),
                None => self.due.remove(&number),
            };
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

    /// Time passes, and what is due by then is done as the store does it: each with the instant it was due at.
    fn pass(&mut self, seconds: i64) {
        self.now = self.now + seconds;
        let now = self.now;
        let mut numbers: Vec<u32> = self.due.iter().filter(|(_, at)| **at <= now).map(|(n, _)| *n).collect();
        numbers.sort_unstable();
        for number in numbers {
            let from = self.due[&number] - 1;
            let loaded = Loaded {
                practice: Arc::clone(&self.practice),
                incidents: only(&self.incidents, |n| *n == number),
                next_number: self.incidents.len() as u32 + 1,
                next_seq: self.log.len() as u64 + 1,
                ..Loaded::default()
            };
            let plan = due(loaded, from, now);
            assert!(!plan.is_empty(), "{number} was due at {from:?}, and nothing was");
            self.keep(plan);
            let next = self.due.get(&number);
            assert!(next.is_none_or(|at| *at > now), "{number} is due again at once");
        }
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

/// What holds for every record.
fn sound(incident: &IncidentRecord) {
    let (state, record) = (incident.state, &incident.record);
    let over = matches!(state, State::Resolved | State::Closed);
    assert!(!over || incident.resolved_at.is_some() && incident.resolution.is_some(), "{incident:?}");
    assert!(!state.is_open() || incident.resolved_at.is_none(), "{incident:?}");
    assert!(incident.ack_until.is_none() || state == State::Acknowledged);
    assert!(record.phase.is_none() || state.has_phase());
    assert_eq!(record.ending.is_some(), matches!(state, State::Cancelled | State::Merged));
    assert_eq!(record.closed_at.is_some(), state == State::Closed);
    assert!(state != State::OnHold || incident.hold.is_some());
    assert!(incident.hold.is_none() || state == State::OnHold || record.ending.is_some());
    assert!(record.passages.is_sorted_by_key(|p| p.at), "{:?}", record.passages);
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
    Action::from(Resolve { code: some("fixed"), note: some("pool restarted"), by: by(name) })
}

fn reopen(name: &str, why: &str) -> Action {
    Action::from(Reopen { reason: text(why), by: by(name) })
}

fn verb(name: &str, verb: Verb) -> Action {
    Action { verb, by: by(name) }
}

fn number(n: u32) -> Number {
    Number::new(n).expect("a number")
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
