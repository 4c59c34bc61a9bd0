//! What changed between two listings: only that is handed out, so an unchanged board costs nothing.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use super::search::ended;
use crate::{
    domain::{Change, Incident, IncidentId, Time},
    text::Opaque,
};

/// A source's incidents as they were last handed out, our overlay laid over them, sorted by id. Heads only: texts and
/// details are shared with whoever they were handed to.
#[derive(Debug, Default)]
pub(super) struct Handed {
    rows: Arc<Vec<Incident>>,
    /// Those that the source lists, and that are over for us: closed, cancelled or merged by the overlay.
    ended: BTreeMap<IncidentId, Incident>,
    /// Those that the overlay changed, as the source said them: a fact of ours that goes away uncovers its.
    bare: HashMap<IncidentId, Incident>,
    /// The source answered in this session: what the cache still holds of it is past.
    answered: bool,
}

impl Handed {
    /// All of them, to be looked at for longer than the lock may be held.
    pub(super) fn rows(&self) -> Arc<Vec<Incident>> {
        Arc::clone(&self.rows)
    }

    /// Those that are over for us, although the source lists them.
    pub(super) fn ended(&self) -> Vec<Incident> {
        self.ended.values().cloned().collect()
    }

    /// Whether a whole list of the source says what it said before.
    pub(super) fn says_the_same(&self, open: &[Incident]) -> bool {
        if !self.answered || open.len() != self.rows.len() + self.ended.len() {
            return false;
        }
        let mut found = vec![false; self.rows.len()];
        let mut over = HashSet::new();
        open.iter().all(|new| {
            let Ok(at) = self.place(&new.id) else {
                return self.ended.contains_key(&new.id)
                    && over.insert(&new.id)
                    && self.bare.get(&new.id) == Some(new);
            };
            if std::mem::replace(&mut found[at], true) {
                return false;
            }
            if let Some(bare) = self.bare.get(&new.id) {
                return bare == new;
            }
            // The number is ours, unless the source gives one.
            let number = new.number.or(self.rows[at].number);
            Incident { number, ..new.clone() } == self.rows[at]
        })
    }

    /// The one with this id.
    pub(super) fn get(&self, id: &IncidentId) -> Option<&Incident> {
        self.place(id).ok().and_then(|at| self.rows.get(at)).or_else(|| self.ended.get(id))
    }

    /// The one with this id, while it is open for us.
    pub(super) fn row(&self, id: &IncidentId) -> Option<Incident> {
        self.place(id).ok().and_then(|at| self.rows.get(at)).cloned()
    }

    /// The same as the source said it.
    pub(super) fn bare(&self, id: &IncidentId) -> Option<Incident> {
        self.bare.get(id).or_else(|| self.get(id)).cloned()
    }

    /// The one with this id of the source's own, as the source said it.
    pub(super) fn of_native(&self, native: &Opaque) -> Option<Incident> {
        let found = self.rows.iter().chain(self.ended.values()).find(|i| i.detail.native_id == *native)?;
        self.bare(&found.id)
    }

    /// All of them as the source said them; `None` while only the cache is known.
    pub(super) fn all_bare(&self) -> Option<Vec<Incident>> {
        let all = self.rows.iter().chain(self.ended.values());
        self.answered.then(|| all.map(|i| self.bare.get(&i.id).unwrap_or(i).clone()).collect())
    }

    /// Takes in one, as the source said it and with the overlay: what changes if it looks different now.
    pub(super) fn put(&mut self, bare: Incident, incident: Incident, now: Time) -> Vec<Change> {
        self.keep_bare(bare, &incident);
        if incident.state.is_final() {
            if let Ok(at) = self.place(&incident.id) {
                Arc::make_mut(&mut self.rows).remove(at);
            }
            self.ended.insert(incident.id.clone(), incident.clone());
            return ended(incident, now);
        }
        self.ended.remove(&incident.id);
        match self.place(&incident.id) {
            Ok(at) if self.rows[at] == incident => return Vec::new(),
            Ok(at) => Arc::make_mut(&mut self.rows)[at] = incident.clone(),
            Err(at) => Arc::make_mut(&mut self.rows).insert(at, incident.clone()),
        }
        vec![Change::Upsert(incident)]
    }

    /// Takes in rows from the cache; returns those that are to be handed out: none once the source has answered.
    pub(super) fn fill(&mut self, incidents: Vec<Incident>) -> Vec<Incident> {
        if self.answered {
            return Vec::new();
        }
        let mut fresh: Vec<Incident> = incidents.into_iter().filter(|i| self.place(&i.id).is_err()).collect();
        fresh.sort_by(|a, b| a.id.cmp(&b.id));
        fresh.dedup_by(|a, b| a.id == b.id);
        let rows = Arc::make_mut(&mut self.rows);
        rows.extend(fresh.iter().cloned());
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        fresh
    }

    /// `open` is now all there is (`bare` the same before the overlay): what changed, what left, in the words of `gone`.
    pub(super) fn replace(
        &mut self,
        bare: Vec<Incident>,
        mut open: Vec<Incident>,
        gone: impl Fn(IncidentId) -> Change,
    ) -> Vec<Change> {
        self.bare.clear();
        for (bare, incident) in bare.into_iter().zip(&open) {
            self.keep_bare(bare, incident);
        }
        self.ended = open.extract_if(.., |i| i.state.is_final()).map(|i| (i.id.clone(), i)).collect();
        open.sort_by(|a, b| a.id.cmp(&b.id));
        open.dedup_by(|a, b| a.id == b.id);
        let mut changes = Vec::new();
        let mut old = self.rows.iter().peekable();
        for new in &mut open {
            while let Some(left) = old.next_if(|o| o.id < new.id) {
                changes.push(gone(left.id.clone()));
            }
            match old.next_if(|o| o.id == new.id) {
                // The old one is what everybody has: a second copy of its texts would stay for nothing.
                Some(same) if same == new => *new = same.clone(),
                _ => changes.push(Change::Upsert(new.clone())),
            }
        }
        changes.extend(old.map(|left| gone(left.id.clone())));
        self.rows = Arc::new(open);
        self.answered = true;
        changes
    }

    /// Remembers `bare` only where the overlay made something else of it than giving it a number.
    fn keep_bare(&mut self, bare: Incident, incident: &Incident) {
        let same = Arc::ptr_eq(&bare.detail, &incident.detail)
            && bare.owner == incident.owner
            && bare.state == incident.state
            && bare.priority == incident.priority
            && bare.acked_at == incident.acked_at;
        if same {
            self.bare.remove(&incident.id);
        } else {
            self.bare.insert(incident.id.clone(), bare);
        }
    }

    fn place(&self, id: &IncidentId) -> Result<usize, usize> {
        self.rows.binary_search_by(|i| i.id.cmp(id))
    }
}
