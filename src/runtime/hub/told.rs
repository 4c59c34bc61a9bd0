//! What was handed out of a source that keeps everything itself: which incidents, and a hash of what was said of each.
//!
//! Such a source may hold a million, and the screen has them already, so no second copy of them stays here: about
//! 35 bytes an incident, where a copy takes several hundred.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
};

use hashbrown::HashTable;

use crate::{
    domain::{Change, Incident, IncidentId, Time},
    text::{Kind, SafeText},
};

/// What was last said of one incident.
#[derive(Debug, Clone, Copy)]
struct Said {
    /// Of the whole incident; 0 while only the cache spoke of it, so that whatever the source says is news.
    hash: u64,
    /// Where its id begins in [`Told::ids`].
    at: u32,
    /// How long the id is; 0 is a free slot.
    len: u16,
    /// In which whole listing it stood last.
    round: u16,
}

/// What was handed out. Ids lie back to back in one text, without what they all begin with.
#[derive(Debug, Default)]
pub(super) struct Told {
    hasher: RandomState,
    /// The source's name and a slash: what every id of it begins with.
    begins: String,
    ids: String,
    said: Vec<Said>,
    free: Vec<u32>,
    by_id: HashTable<u32>,
    round: u16,
    /// Bytes of `ids` that belong to nobody any more.
    waste: usize,
    /// The source has said everything once in this session: what the cache still holds of it is past.
    answered: bool,
    /// Whole incidents, for the command line, which wants them all at once.
    rows: Option<HashMap<IncidentId, Incident>>,
}

impl Told {
    /// A whole listing begins: what stands in none of its parts will have left.
    pub(super) fn begin(&mut self) {
        self.round = self.round.wrapping_add(1);
    }

    /// The source says this of an incident: the change, if it is one. What is not open any more has left.
    pub(super) fn put(&mut self, incident: Incident) -> Option<Change> {
        if incident.state.is_final() {
            let at = incident.detail.record.closed_at.unwrap_or(incident.updated_at);
            let why = SafeText::clean(incident.state.word(), Kind::Line);
            return self.leave(incident.id, at, why);
        }
        // 0 is kept for rows of the cache.
        let hash = self.hasher.hash_one(&incident).max(1);
        let round = self.round;
        match self.find(incident.id.as_str()) {
            Some(slot) => {
                let said = self.said.get_mut(slot as usize)?;
                said.round = round;
                if said.hash == hash {
                    return None;
                }
                said.hash = hash;
            }
            None => self.add(incident.id.as_str(), hash),
        }
        if let Some(rows) = &mut self.rows {
            rows.insert(incident.id.clone(), incident.clone());
        }
        Some(Change::Upsert(incident))
    }

    /// Whether this is what was last said of it.
    pub(super) fn is(&self, incident: &Incident) -> bool {
        let hash = self.hasher.hash_one(incident).max(1);
        let slot = self.find(incident.id.as_str());
        slot.and_then(|slot| self.said.get(slot as usize)).is_some_and(|said| said.hash == hash)
    }

    /// What was last said of one, to tell whether something else was said since.
    pub(super) fn said_of(&self, id: &str) -> Option<u64> {
        self.find(id).and_then(|slot| self.said.get(slot as usize)).map(|said| said.hash)
    }

    /// The source says that one has left: the change, if it was handed out.
    pub(super) fn leave(&mut self, id: IncidentId, at: Time, why: SafeText) -> Option<Change> {
        let slot = self.find(id.as_str())?;
        self.forget(slot);
        if let Some(rows) = &mut self.rows {
            rows.remove(&id);
        }
        Some(Change::Gone { id, at, why })
    }

    /// The listing is whole: what stood in none of its parts has left.
    pub(super) fn end(&mut self, at: Time, why: &SafeText) -> Vec<Change> {
        self.answered = true;
        let round = self.round;
        let missing = self.said.iter().zip(0..).filter(|(s, _)| s.len > 0 && s.round != round);
        let slots: Vec<u32> = missing.map(|(_, slot)| slot).collect();
        let ids: Vec<IncidentId> =
            slots.iter().filter_map(|slot| Some(self.whole(self.id(*slot)?))).collect();
        ids.into_iter().filter_map(|id| self.leave(id, at, why.clone())).collect()
    }

    /// Takes in rows from the cache; returns those that are to be handed out: none once the source has said everything.
    pub(super) fn fill(&mut self, mut incidents: Vec<Incident>) -> Vec<Incident> {
        if self.answered {
            return Vec::new();
        }
        incidents.retain(|incident| {
            let new = self.find(incident.id.as_str()).is_none();
            if new {
                self.add(incident.id.as_str(), 0);
            }
            new
        });
        incidents
    }

    /// Nobody may have what was handed out: whatever the source says next is news.
    pub(super) fn doubt(&mut self) {
        self.said.iter_mut().for_each(|said| said.hash = 0);
    }

    /// Whether it was handed out and has not left.
    pub(super) fn has(&self, id: &str) -> bool {
        self.find(id).is_some()
    }

    /// From now on whole incidents are kept as well. `false` when some were handed out before, so that they are not all
    /// of them.
    pub(super) fn keep_rows(&mut self) -> bool {
        if self.rows.is_none() && self.by_id.is_empty() {
            self.rows = Some(HashMap::new());
        }
        self.rows.is_some()
    }

    /// Whether whole incidents are kept.
    pub(super) const fn keeps_rows(&self) -> bool {
        self.rows.is_some()
    }

    /// All incidents, if they are kept.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Incident> {
        self.rows.iter().flat_map(HashMap::values)
    }

    fn find(&self, id: &str) -> Option<u32> {
        let id = id.strip_prefix(&self.begins)?;
        let hash = self.hasher.hash_one(id);
        self.by_id.find(hash, |slot| self.id(*slot) == Some(id)).copied()
    }

    /// The id that ends like this.
    fn whole(&self, end: &str) -> IncidentId {
        IncidentId::from_known(&format!("{}{end}", self.begins))
    }

    /// The end of the id in this slot.
    fn id(&self, slot: u32) -> Option<&str> {
        id_of(&self.ids, &self.said, slot)
    }

    fn add(&mut self, id: &str, hash: u64) {
        if self.said.is_empty() {
            self.begins =
                id.split_inclusive('/').next().filter(|name| name.ends_with('/')).unwrap_or("").into();
        }
        // Every id of a source begins with its name.
        let Some(id) = id.strip_prefix(&self.begins) else { return };
        // Ids are a source's name and at most 200 characters of ASCII; four gigabytes of them are never held.
        let (Ok(at), Ok(len)) = (u32::try_from(self.ids.len()), u16::try_from(id.len())) else { return };
        self.ids.push_str(id);
        let said = Said { hash, at, len, round: self.round };
        let slot = self.free.pop().unwrap_or_else(|| {
            self.said.push(said);
            self.said.len() as u32 - 1
        });
        if let Some(place) = self.said.get_mut(slot as usize) {
            *place = said;
        }
        let (hasher, ids, said) = (&self.hasher, &self.ids, &self.said);
        let hash = |slot: &u32| hasher.hash_one(id_of(ids, said, *slot).unwrap_or_default());
        self.by_id.insert_unique(hash(&slot), slot, hash);
    }

    fn forget(&mut self, slot: u32) {
        let hash = self.hasher.hash_one(self.id(slot).unwrap_or_default());
        if let Ok(held) = self.by_id.find_entry(hash, |s| *s == slot) {
            held.remove();
        }
        if let Some(said) = self.said.get_mut(slot as usize) {
            self.waste += usize::from(said.len);
            said.len = 0;
            self.free.push(slot);
        }
        // Rarely, and then half of it goes: a session may last for weeks.
        if self.waste > 4_096 && self.waste * 2 > self.ids.len() {
            self.squeeze();
        }
    }

    /// Lays the ids together again.
    fn squeeze(&mut self) {
        let mut ids = String::with_capacity(self.ids.len() - self.waste);
        for said in self.said.iter_mut().filter(|s| s.len > 0) {
            let from = said.at as usize;
            let id = self.ids.get(from..from + usize::from(said.len)).unwrap_or_default();
            said.at = ids.len() as u32;
            ids.push_str(id);
        }
        (self.ids, self.waste) = (ids, 0);
    }
}

fn id_of<'a>(ids: &'a str, said: &[Said], slot: u32) -> Option<&'a str> {
    let said = said.get(slot as usize)?;
    ids.get(said.at as usize..said.at as usize + usize::from(said.len))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{State, sample};

    const T: Time = sample::NOW;

    fn gone(changes: &[Change]) -> Vec<&str> {
        let mut ids: Vec<&str> = changes
            .iter()
            .map(|c| match c {
                Change::Gone { id, .. } => id.as_str(),
                Change::Upsert(i) => panic!("{i:?} did not leave"),
            })
            .collect();
        ids.sort_unstable();
        ids
    }

    #[test]
    fn only_what_is_said_differently_is_a_change() {
        let mut told = Told::default();
        told.begin();
        assert!(told.put(sample::incident(1)).is_some());
        assert_eq!(told.put(sample::incident(1)), None);
        let mut other = sample::incident(1);
        other.owner = Some(SafeText::clean("ana", Kind::Label));
        assert!(told.put(other.clone()).is_some());
        other.state = State::Resolved;
        assert!(told.put(other.clone()).is_some(), "it waits to be closed");
        other.state = State::Closed;
        assert_eq!(gone(told.put(other.clone()).as_slice()), [other.id.as_str()]);
        assert_eq!(told.put(other), None, "it left already");
    }

    #[test]
    fn what_stood_in_no_part_has_left() {
        let mut told = Told::default();
        told.begin();
        for n in 0..3_000 {
            told.put(sample::incident(n));
        }
        assert_eq!(told.end(T, &SafeText::default()), []);
        for round in 1..4 {
            told.begin();
            for n in 0..3_000 {
                if n % 3 != round % 3 {
                    told.put(sample::incident(n));
                }
            }
            let left = told.end(T, &SafeText::default());
            assert_eq!(left.len(), 1_000, "round {round}");
            assert!(told.ids.len() <= 2 * 3_000 * sample::incident(0).id.as_str().len());
        }
        assert!(told.has(sample::incident(1).id.as_str()) && !told.has(sample::incident(0).id.as_str()));
    }

    #[test]
    fn rows_of_the_cache_are_past_once_everything_was_said() {
        let mut told = Told::default();
        assert_eq!(told.fill(vec![sample::incident(1), sample::incident(2)]).len(), 2);
        assert_eq!(told.fill(vec![sample::incident(2)]), [], "handed out already");
        told.begin();
        assert!(told.put(sample::incident(1)).is_some(), "the screen may not have taken the cache's");
        assert_eq!(gone(&told.end(T, &SafeText::default())), [sample::incident(2).id.as_str()]);
        assert_eq!(told.fill(vec![sample::incident(3)]), []);
    }
}
