//! What the stream brought and nobody has fetched yet: the newest of each incident. Pure.

use std::collections::HashMap;

use crate::domain::{Change, IncidentId, Time};

/// More incidents than this waiting: listing everything anew is cheaper, and memory stays bounded.
pub const MOST: usize = 50_000;

/// How new a word of the server about one incident is: its version, and the time of its last change (notes and
/// repeated alerts leave the version alone).
pub type Age = (u64, Time);

/// The newest change of each incident, in the order of their first.
#[derive(Debug, Default)]
pub struct Pending {
    changes: Vec<Option<(Change, Age)>>,
    place: HashMap<IncidentId, usize>,
}

impl Pending {
    /// Takes a change in; it replaces an earlier one of the same incident.
    pub fn push(&mut self, change: Change, age: Age) {
        let id = match &change {
            Change::Upsert(incident) => &incident.id,
            Change::Gone { id, .. } => id,
        };
        if let Some(at) = self.place.get(id) {
            self.changes[*at] = Some((change, age));
        } else {
            self.place.insert(id.clone(), self.changes.len());
            self.changes.push(Some((change, age)));
        }
    }

    /// The answer to a verb said how the incident is at `age`: what waits and is older would put it back.
    pub fn settle(&mut self, id: &IncidentId, age: Age) {
        if let Some(at) = self.place.get(id).copied()
            && self.changes[at].as_ref().is_some_and(|(_, waits)| *waits < age)
        {
            self.changes[at] = None;
            self.place.remove(id);
        }
    }

    /// Incidents that wait.
    pub fn len(&self) -> usize {
        self.place.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.place.is_empty()
    }

    /// Hands everything out.
    pub fn take(&mut self) -> Vec<Change> {
        self.place.clear();
        std::mem::take(&mut self.changes).into_iter().flatten().map(|(change, _)| change).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        backend::native::{
            record::incident,
            sample::{NOW, record, text},
        },
        domain::{SourceName, State},
    };

    fn upsert(number: u32, version: u64) -> (Change, Age) {
        let mut record = record(State::New, None, version);
        (record.id, record.number) = (format!("INC-{number:06}"), number);
        (Change::Upsert(incident(&SourceName::new("wf"), record)), (version, NOW))
    }

    fn id(number: u32) -> IncidentId {
        IncidentId::new(&SourceName::new("wf"), &format!("INC-{number:06}"))
    }

    #[test]
    fn the_newest_of_each_incident_waits_in_the_order_of_the_first() {
        let mut pending = Pending::default();
        for (change, age) in [upsert(1, 1), upsert(2, 1), upsert(1, 2)] {
            pending.push(change, age);
        }
        let gone = Change::Gone { id: id(2), at: NOW, why: text("resolved by jo") };
        pending.push(gone.clone(), (2, NOW));
        assert_eq!(pending.len(), 2);
        assert_eq!(pending.take(), [upsert(1, 2).0, gone]);
        assert!(pending.is_empty() && pending.take().is_empty());
    }

    #[test]
    fn an_answer_takes_what_is_older_out_of_the_queue_and_leaves_what_is_not() {
        let mut pending = Pending::default();
        for (change, age) in [upsert(1, 4), upsert(2, 5), upsert(3, 6)] {
            pending.push(change, age);
        }
        for number in [1, 2, 3, 4] {
            pending.settle(&id(number), (5, NOW));
        }
        assert_eq!(pending.take(), [upsert(2, 5).0, upsert(3, 6).0]);
    }
}
