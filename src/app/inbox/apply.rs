//! What changes do to the set and its lists: planned first, then taken out where rows left, then put in.

use std::collections::HashMap;

use super::{
    Inbox,
    list::Moves,
    rows::{Judged, Row},
};
use crate::domain::{Change, Facts, Incident, IncidentId, Time, query::Letters};

/// A change, and what is to be done about it, before anything is.
struct Step {
    slot: Option<u32>,
    change: Change,
    judged: Option<Judged>,
    shows: bool,
    stays: bool,
}

/// What a batch of changes does to the lists.
#[derive(Default)]
struct Batch {
    still: bool,
    all: Moves,
    shown: Moves,
    /// In any order but attention's: rows that get a label, and rows that keep theirs and are shown now.
    comers: Vec<u32>,
    lit: Vec<u32>,
}

impl Inbox {
    /// Applies a change; applying it twice changes nothing. With `still`, rows that are shown keep their place.
    pub fn apply(&mut self, change: Change, now: Time, still: bool) {
        self.apply_all(vec![change], now, still);
    }

    /// The same for many, in one pass over the lists.
    pub fn apply_all(&mut self, changes: Vec<Change>, now: Time, still: bool) {
        self.looked.forget();
        self.finish();
        if self.is_empty() {
            self.due.begin(now);
        }
        let mut batch = Batch { still, ..Batch::default() };
        let steps: Vec<Step> = last_words(changes).into_iter().map(|change| self.plan(change, now)).collect();
        // Places are looked up while every row stands where the lists have it.
        let steps: Vec<Step> = steps.into_iter().filter_map(|step| self.leave(step, &mut batch)).collect();
        for step in steps {
            self.arrive(step, &mut batch);
        }
        self.land(batch);
        self.rows.tidy();
    }

    /// Carries out what a batch does to the lists.
    fn land(&mut self, mut batch: Batch) {
        if self.rows.labelled() {
            if self.are_many(batch.comers.len()) {
                self.lay_out();
                self.read_off();
                return;
            }
            self.all.leave(&mut batch.all.out);
            let comers = std::mem::take(&mut batch.comers);
            batch.all.come = self.label(comers);
            let lit = batch.all.come.iter().filter(|(_, slot)| self.lit.get(*slot));
            batch.shown.come = lit.copied().collect();
            // Rows that stayed and are shown now.
            batch.shown.come.extend(batch.lit.iter().map(|slot| (self.rows.placed(*slot), *slot)));
        }
        self.all.apply(batch.all, |slot| self.rows.placed(slot));
        self.left += u64::from(!batch.shown.out.is_empty());
        self.shown.apply(batch.shown, |slot| self.rows.placed(slot));
        self.regroup_changed();
    }

    /// What the board makes of a change.
    fn plan(&self, change: Change, now: Time) -> Step {
        match change {
            Change::Upsert(incident) => {
                let judged = self.judge(&incident, now);
                let shows = self.shows(judged.views, &incident, now);
                let slot = self.rows.find(incident.id.as_str());
                Step { slot, change: Change::Upsert(incident), judged: Some(judged), shows, stays: false }
            }
            Change::Gone { ref id, .. } => {
                let slot = self.rows.find(id.as_str());
                Step { slot, change, judged: None, shows: false, stays: false }
            }
        }
    }

    /// Whether a row keeps its place: it belongs there, or is shown while the list stands still.
    fn stays(&self, slot: u32, row: &Row, step: &Step, still: bool) -> bool {
        let (Change::Upsert(incident), Some(judged)) = (&step.change, &step.judged) else { return false };
        (still && step.shows && self.lit.get(slot))
            || if self.rows.labelled() {
                self.ranks_alike(row, incident, judged.key.packed)
            } else {
                row.placed == judged.key.packed
            }
    }

    /// Notes which places are left. `None` where there is nothing to do.
    fn leave(&self, mut step: Step, batch: &mut Batch) -> Option<Step> {
        let Some((slot, row)) = step.slot.and_then(|slot| Some((slot, self.rows.get(slot)?))) else {
            return step.judged.is_some().then_some(step);
        };
        let key = (self.rows.placed(slot), slot);
        let lit = self.lit.get(slot);
        step.stays = self.stays(slot, row, &step, batch.still);
        if !step.stays {
            batch.all.out.extend(self.all.find(key, |s| self.rows.placed(s)));
        }
        if lit && !(step.stays && step.shows) {
            batch.shown.out.extend(self.shown.find(key, |s| self.rows.placed(s)));
        }
        Some(step)
    }

    /// Carries a change out, and notes which rows come.
    fn arrive(&mut self, step: Step, batch: &mut Batch) {
        let Step { slot: known, change, judged, shows, stays } = step;
        let before = known.and_then(|slot| self.rows.get(slot)).copied();
        if let Some(row) = &before {
            self.count(row, false);
        }
        let (Change::Upsert(incident), Some(mut judged)) = (change, judged) else {
            if let Some(slot) = known {
                self.kept.changed(slot, self.rows.len());
                self.found.changed(slot);
                self.kin.leave(&self.rows, slot);
                self.touch_group(slot, self.lit.get(slot));
                self.rows.remove(slot);
                self.lit.set(slot, false);
                self.astray.remove(&slot);
            }
            return;
        };
        let labelled = self.rows.labelled();
        let lit = known.is_some_and(|slot| self.lit.get(slot));
        let alike = labelled
            && before.as_ref().is_some_and(|row| self.ranks_alike(row, &incident, judged.key.packed));
        if let Some(row) = before.as_ref().filter(|_| stays && !labelled) {
            judged.placed = row.placed;
        }
        let related = known.filter(|slot| !self.relates_alike(*slot, &incident));
        if let Some(slot) = related {
            self.kin.leave(&self.rows, slot);
        }
        let Some(slot) = self.rows.put(known, &incident, judged) else { return };
        if known.is_none() || related.is_some() {
            self.kin.come(&self.rows, slot, incident.detail.record.parent);
        }
        self.put_letters(slot, &incident);
        self.found.changed(slot);
        self.lit.set(slot, shows);
        self.kept.changed(slot, self.rows.len());
        self.set_group(slot, &incident, lit, batch.still && lit && shows);
        if !stays || (!labelled && judged.placed == judged.key.packed) {
            self.astray.remove(&slot);
        } else if !alike {
            self.astray.insert(slot, judged.key.packed);
        }
        if labelled {
            if !stays {
                batch.comers.push(slot);
            } else if shows && !lit {
                batch.lit.push(slot);
            }
        } else {
            if !stays {
                batch.all.come.push((judged.placed, slot));
            }
            if shows && !(stays && lit) {
                batch.shown.come.push((judged.placed, slot));
            }
        }
        if before.is_none_or(|row| row.until != judged.until) {
            self.due.add(judged.until, slot);
        }
        if let Some(row) = self.rows.get(slot).copied() {
            self.count(&row, true);
        }
    }

    /// Notes the letters of what a word is looked for in.
    fn put_letters(&mut self, slot: u32, incident: &Incident) {
        let service = Facts::service(incident).map(Letters::of);
        let named = Letters::of(incident.id.as_str()).and(Letters::of(Facts::title(incident)));
        if self.letters.len() <= slot as usize {
            self.letters.resize(slot as usize + 1, Letters::default());
        }
        self.letters[slot as usize] = named.and(service.unwrap_or_default());
    }

    /// Lets every row go where its key says. True if any moved.
    pub fn settle(&mut self) -> bool {
        self.finish();
        let regrouped = self.settle_groups();
        if self.astray.is_empty() {
            self.regroup_changed();
            return regrouped;
        }
        if self.astray.len() > self.len() / 8 {
            self.lay_out();
            self.read_off();
            return true;
        }
        let astray = std::mem::take(&mut self.astray);
        let (mut batch, mut moved) = (Batch::default(), Vec::new());
        for (slot, key) in &astray {
            let old = (self.rows.placed(*slot), *slot);
            batch.all.out.extend(self.all.find(old, |s| self.rows.placed(s)));
            batch.all.come.push((*key, *slot));
            batch.comers.push(*slot);
            if self.lit.get(*slot) {
                moved.push(*slot);
                batch.shown.out.extend(self.shown.find(old, |s| self.rows.placed(s)));
                batch.shown.come.push((*key, *slot));
            }
        }
        for (slot, key) in astray {
            if let Some(row) = self.rows.get_mut(slot) {
                row.placed = key;
            }
        }
        for slot in moved {
            self.touch_group(slot, true);
        }
        self.land(batch);
        true
    }
}

/// The last change of each incident.
fn last_words(changes: Vec<Change>) -> Vec<Change> {
    if changes.len() < 2 {
        return changes;
    }
    let mut last: HashMap<IncidentId, usize> = HashMap::with_capacity(changes.len());
    for (nth, change) in changes.iter().enumerate() {
        let (Change::Upsert(Incident { id, .. }) | Change::Gone { id, .. }) = change;
        last.insert(id.clone(), nth);
    }
    if last.len() == changes.len() {
        return changes;
    }
    let mut keep = vec![false; changes.len()];
    for nth in last.into_values() {
        keep[nth] = true;
    }
    changes.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(change, _)| change).collect()
}
