//! A batch at work: what was loaded as it becomes, and the log that grows with it.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    check::Who,
    clocks, diff,
    plan::{Answer, Entry, Loaded, Plan},
};
use crate::{
    domain::{Number, Practice, Time, event::EventKind, lifecycle::Said},
    text::SafeText,
    wire::{Actor, EventRecord, FieldChange, IncidentRecord, Person, Service},
};

/// How an entry of the log is told, but for what changed.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// What it is about.
    pub kind: EventKind,
    /// When it happened.
    pub at: Time,
    /// Who did it.
    pub actor: Actor,
    /// Through what.
    pub via: SafeText,
    /// In words.
    pub text: SafeText,
    /// The reason's word.
    pub code: Option<SafeText>,
    /// Callers may read it too.
    pub public: bool,
}

impl Told {
    /// What the lifecycle says, of `who`, at `at`.
    pub fn of(said: Said, who: &Who, at: Time) -> Self {
        let Said { kind, text, code, public } = said;
        Self { kind, at, actor: who.actor.clone(), via: who.via.clone(), text, code, public }
    }
}

/// The batch at work.
pub(super) struct Desk {
    /// The server's time.
    pub now: Time,
    /// Up to when clocks have told what they do by themselves: what a change breaks of before that is told with it.
    pub rung_until: Time,
    /// How the team works.
    pub practice: Arc<Practice>,
    /// What hangs under what, where it was asked for.
    pub children: HashMap<u32, Vec<u32>>,
    /// Incidents as they are by now.
    pub incidents: HashMap<u32, IncidentRecord>,
    /// Their numbers by what makes alerts the same one.
    by_key: HashMap<SafeText, BTreeSet<u32>>,
    /// Answers that may be repeated.
    pub answers: HashMap<String, Answer>,
    /// Services as they are by now.
    pub services: HashMap<SafeText, Service>,
    /// People as they are by now.
    pub people: HashMap<SafeText, Person>,
    since: HashMap<(u32, u64), Vec<EventRecord>>,
    /// The next tracking number.
    pub next_number: u32,
    /// The next place in the log.
    pub next_seq: u64,
    changed: BTreeSet<u32>,
    /// What follows so far.
    pub plan: Plan,
}

impl Desk {
    /// With what was loaded.
    pub fn new(loaded: Loaded, now: Time) -> Self {
        let mut by_key: HashMap<SafeText, BTreeSet<u32>> = HashMap::new();
        for incident in loaded.incidents.values() {
            if let Some(key) = &incident.dedup_key {
                by_key.entry(key.clone()).or_default().insert(incident.number);
            }
        }
        Self {
            now,
            rung_until: now,
            practice: loaded.practice,
            children: loaded.children,
            incidents: loaded.incidents,
            by_key,
            answers: loaded.answers,
            services: loaded.services,
            people: loaded.people,
            since: loaded.since,
            next_number: loaded.next_number,
            next_seq: loaded.next_seq,
            changed: BTreeSet::new(),
            plan: Plan::default(),
        }
    }

    /// The incident that an alert is about: the open one, else the last one.
    pub fn by_key(&self, key: &SafeText) -> Option<&IncidentRecord> {
        let numbers = self.by_key.get(key)?;
        let known = numbers.iter().filter_map(|n| self.incidents.get(n));
        known.max_by_key(|i| (i.state.is_open(), i.number))
    }

    /// What happened to an incident after `version`, oldest first, at most 50.
    pub fn since(&self, number: u32, version: u64) -> Vec<EventRecord> {
        let before = self.since.get(&(number, version)).into_iter().flatten();
        let here = self.plan.entries.iter();
        let here = here.filter(|e| e.event.incident == Some(number) && e.version > Some(version));
        before.chain(here.map(|e| &e.event)).take(50).cloned().collect()
    }

    /// What stands above an incident, up to the top, the nearest first.
    pub fn above(&self, number: u32) -> Vec<Number> {
        let mut above: Vec<Number> = Vec::new();
        let mut at = number;
        while let Some(parent) = self.incidents.get(&at).and_then(|i| i.record.parent) {
            // Each once, also where somebody's file has a ring.
            if above.contains(&parent) {
                break;
            }
            above.push(parent);
            at = parent.get();
        }
        above
    }

    /// What was written about `number` since entry `from` of the plan.
    pub fn told_since(&self, from: usize, number: u32) -> Vec<EventRecord> {
        let new = self.plan.entries.get(from..).unwrap_or_default().iter();
        new.map(|e| &e.event).filter(|e| e.incident == Some(number)).cloned().collect()
    }

    /// Writes an incident as it now is, and what changed into the log; then what that did to its clocks.
    ///
    /// Its version grows when anything changed but how often it was raised and how many hang under it; a note changes
    /// nothing.
    pub fn write(&mut self, mut after: IncidentRecord, told: Told) -> EventRecord {
        let number = after.number;
        let before = self.incidents.get(&number);
        let mut decided = true;
        let changes = if let Some(before) = before {
            let changes = diff::incident(before, &after);
            decided = diff::decided(&changes);
            after.version = before.version + u64::from(decided);
            // The clock may have been set back; the order by last change must not be.
            after.updated_at = before.updated_at.max(self.now);
            changes
        } else {
            if let Some(key) = &after.dedup_key {
                self.by_key.entry(key.clone()).or_default().insert(number);
            }
            diff::opened(&after)
        };
        let version = after.version;
        let at = told.at;
        let clocks = if decided {
            clocks::changed(before, &after, &self.practice, self.rung_until, at)
        } else {
            Vec::new()
        };
        self.incidents.insert(number, after);
        self.changed.insert(number);
        let event = self.log(Some((number, version)), told, changes);
        for told in clocks {
            self.log(Some((number, version)), told, Vec::new());
        }
        event
    }

    /// The same with all that the lifecycle says: the first entry has the changes.
    pub fn keep(&mut self, after: IncidentRecord, said: Vec<Said>, who: &Who, at: Time) {
        let number = after.number;
        let mut said = said.into_iter();
        let Some(first) = said.next() else { return };
        self.write(after, Told::of(first, who, at));
        let version = self.incidents.get(&number).map_or(1, |i| i.version);
        for more in said {
            self.log(Some((number, version)), Told::of(more, who, at), Vec::new());
        }
    }

    /// Writes an entry into the log.
    pub fn log(&mut self, about: Option<(u32, u64)>, told: Told, changes: Vec<FieldChange>) -> EventRecord {
        let event = EventRecord {
            seq: self.next_seq,
            incident: about.map(|(number, _)| number),
            kind: told.kind,
            occurred_at: told.at,
            recorded_at: self.now,
            actor: told.actor,
            via: told.via,
            text: told.text,
            changes,
            code: told.code,
            public: told.public,
        };
        self.next_seq += 1;
        self.plan.entries.push(Entry { event: event.clone(), version: about.map(|(_, version)| version) });
        event
    }

    /// What follows.
    pub fn done(mut self) -> Plan {
        for number in self.changed {
            if let Some(incident) = self.incidents.remove(&number) {
                self.plan.incidents.insert(number, incident);
            }
        }
        self.plan
    }
}
