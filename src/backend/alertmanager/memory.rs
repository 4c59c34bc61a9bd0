//! What a restart makes Alertmanager forget: it keeps no alerts on disk, and Prometheus sends them again bit by bit.
//!
//! A board that took "not listed" for "over" in those minutes would be green because its source had just died. What
//! was listed before the restart is kept, and said to be in doubt, until it is listed again or the time is over.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::standing::clock;
use crate::{
    domain::{Incident, IncidentId, Time},
    text::{Kind, Opaque, SafeText},
};

/// The last list, and what of an earlier one is in doubt.
#[derive(Debug, Default, Clone)]
pub struct Memory {
    started: Option<Time>,
    last: Vec<Incident>,
    doubt: Vec<Incident>,
}

impl Memory {
    /// Whether the next list is to be judged although its bytes did not change.
    pub const fn is_in_doubt(&self) -> bool {
        !self.doubt.is_empty()
    }

    /// What is open: what is `listed`, and what was before a restart and is not `settled` yet.
    pub fn keep(
        &mut self,
        listed: Vec<Incident>,
        started: Option<Time>,
        settled: bool,
        now: Time,
    ) -> Vec<Incident> {
        let restarted = matches!((self.started, started), (Some(old), Some(new)) if old != new);
        if restarted {
            self.doubt = std::mem::take(&mut self.last);
        }
        if settled {
            self.doubt.clear();
        }
        if !self.doubt.is_empty() {
            let here: HashSet<&Opaque> = listed.iter().map(|i| &i.detail.native_id).collect();
            self.doubt.retain(|i| !here.contains(&i.detail.native_id));
        }
        self.started = started.or(self.started);
        let mut open = listed;
        share(&mut open, &self.last);
        self.last.clone_from(&open);
        open.extend(self.doubt.iter().map(|i| doubted(i, self.started, now)));
        open
    }
}

/// What says the same as in the last list becomes that: the texts that everybody holds are then there once.
fn share(open: &mut [Incident], last: &[Incident]) {
    let last: HashMap<&IncidentId, &Incident> = last.iter().map(|i| (&i.id, i)).collect();
    for new in open {
        if let Some(same) = last.get(&new.id).filter(|old| **old == new) {
            new.clone_from(same);
        }
    }
}

fn doubted(incident: &Incident, started: Option<Time>, now: Time) -> Incident {
    let mut incident = incident.clone();
    let when = started.map(|t| format!(" at {}", clock(t, Some(now)))).unwrap_or_default();
    let words = format!(
        "not listed since Alertmanager was started{when}: kept until Prometheus has had time to send it again"
    );
    Arc::make_mut(&mut incident.detail).marks.insert(0, SafeText::clean(&words, Kind::Line));
    incident
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    const T: Time = sample::NOW;

    fn numbers(list: &[Incident]) -> Vec<u32> {
        let mut n: Vec<u32> = list.iter().filter_map(|i| i.number).map(|n| n.get() - 1_000).collect();
        n.sort_unstable();
        n
    }

    fn some(list: &[u32]) -> Vec<Incident> {
        list.iter().map(|n| sample::incident(*n)).collect()
    }

    #[test]
    fn what_is_not_listed_is_over_unless_it_was_restarted() {
        let mut memory = Memory::default();
        assert_eq!(numbers(&memory.keep(some(&[1, 2]), Some(T), false, T)), [1, 2]);
        assert_eq!(numbers(&memory.keep(some(&[1]), Some(T), false, T)), [1], "same process: it is over");
    }

    #[test]
    fn after_a_restart_nothing_is_over_before_it_had_time() {
        let mut memory = Memory::default();
        memory.keep(some(&[1, 2, 3]), Some(T), true, T);
        let open = memory.keep(some(&[]), Some(T + 60), false, T + 61);
        assert_eq!(numbers(&open), [1, 2, 3]);
        assert!(open.iter().all(|i| i.detail.marks[0].shown().starts_with("not listed since")));
        assert!(memory.is_in_doubt());
        let open = memory.keep(some(&[2]), Some(T + 60), false, T + 90);
        assert_eq!(numbers(&open), [1, 2, 3]);
        assert_eq!(
            numbers(&memory.keep(some(&[]), Some(T + 60), false, T + 95)),
            [1, 3],
            "2 was listed since: over"
        );
        assert_eq!(numbers(&memory.keep(some(&[3]), Some(T + 60), true, T + 360)), [3], "1 never came back");
        assert!(!memory.is_in_doubt());
    }
}
