//! The shown rows under heads: the board's list as lines, some of them heads of groups.
//!
//! Groups stand in the order of their first rows, those without a value last. Which group a row is in is kept by slot;
//! the lines are laid out again when the shown rows change, never for a key that only moves or folds.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap, HashSet},
};

use super::Inbox;
use crate::{
    domain::{
        Facts, Incident, IncidentId, Priority, State,
        order::{self, Class},
        view::GroupBy,
    },
    text::{Kind, SafeText},
};

/// What a group is called by: its value; `None` is the group of rows without one.
pub type GroupName = Option<SafeText>;

/// The folded groups of a view.
pub type Folded = BTreeSet<GroupName>;

/// The head of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupHead {
    /// Its value.
    pub name: GroupName,
    /// How many rows are shown under it, or would be if it were not folded.
    pub count: usize,
    /// Of these, how many nobody acknowledged.
    pub new: usize,
    /// The worst priority of these.
    pub worst: Priority,
    /// Only the head is shown.
    pub folded: bool,
    /// The row whose clock is the nearest, with its key.
    nearest: Option<(u64, u32)>,
    /// Its number among the values.
    number: u32,
    /// Where its rows begin among the rows in groups.
    from: usize,
    /// Its line.
    line: usize,
}

/// What stands on a line of the list.
#[derive(Debug, Clone, Copy)]
pub enum Shown<'a> {
    /// An incident.
    Row(&'a Incident),
    /// The head of a group.
    Head(&'a GroupHead),
}

/// The groups of the shown view.
#[derive(Debug)]
pub(super) struct Groups {
    by: GroupBy,
    /// By slot: the number of its value, 0 is none.
    of: Vec<u32>,
    /// The values by their numbers, from 1.
    names: Vec<SafeText>,
    numbers: HashMap<Box<str>, u32>,
    /// Rows that are in another group now, and go there when the keys rest.
    strays: HashSet<u32>,
    folded: Folded,
    heads: Vec<GroupHead>,
    /// The place of a value's head among the heads.
    places: Vec<u32>,
    /// The shown rows, group by group.
    rows: Vec<u32>,
}

/// Rows that are asked for the names of their labels.
const LABEL_ROWS: usize = 2_000;
/// No head.
const NONE: u32 = u32::MAX;

impl Groups {
    fn new(by: GroupBy, folded: Folded) -> Self {
        Self {
            by,
            of: Vec::new(),
            names: Vec::new(),
            numbers: HashMap::new(),
            strays: HashSet::new(),
            folded,
            heads: Vec::new(),
            places: Vec::new(),
            rows: Vec::new(),
        }
    }

    fn number(&mut self, incident: &impl Facts) -> u32 {
        let Some(value) = self.by.value(incident) else { return 0 };
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        self.names.push(SafeText::clean(value, Kind::Label));
        let number = self.names.len() as u32;
        self.numbers.insert(value.into(), number);
        number
    }

    fn name(&self, number: u32) -> GroupName {
        self.names.get((number as usize).checked_sub(1)?).cloned()
    }

    /// Lines and folded signs of the heads.
    fn number_lines(&mut self) {
        let mut line = 0;
        for head in &mut self.heads {
            head.folded = self.folded.contains(&head.name);
            head.line = line;
            line += head.lines();
        }
    }

    fn lines(&self) -> usize {
        self.heads.last().map_or(0, |head| head.line + head.lines())
    }

    /// The place of the head at or above a line.
    fn head_above(&self, line: usize) -> Option<usize> {
        self.heads.partition_point(|head| head.line <= line).checked_sub(1)
    }

    fn rows_of(&self, head: &GroupHead) -> &[u32] {
        self.rows.get(head.from..head.from + head.count).unwrap_or_default()
    }

    fn head_of(&self, slot: u32) -> Option<&GroupHead> {
        let place = self.places.get(*self.of.get(slot as usize)? as usize)?;
        self.heads.get(*place as usize)
    }

    fn named(&self, name: &GroupName) -> Option<&GroupHead> {
        self.heads.iter().find(|head| head.name == *name)
    }
}

impl GroupHead {
    const fn lines(&self) -> usize {
        1 + if self.folded { 0 } else { self.count }
    }
}

impl Inbox {
    /// Puts the shown rows under heads, or not; laid out with the next [`Inbox::regroup`].
    pub(super) fn group_by(&mut self, by: Option<&GroupBy>, folded: Folded) {
        match (by, &mut self.groups) {
            (None, groups) => *groups = None,
            (Some(by), Some(groups)) if groups.by == *by => groups.folded = folded,
            (Some(by), _) => {
                let mut groups = Groups::new(by.clone(), folded);
                groups.of = vec![0; self.rows.slots()];
                self.groups = Some(groups);
                let all: Vec<u32> = self.rows.iter().map(|(slot, _)| slot).collect();
                self.look_up(&all);
            }
        }
    }

    /// Finds the groups of these rows.
    fn look_up(&mut self, slots: &[u32]) {
        let Some(groups) = &mut self.groups else { return };
        for slot in slots {
            let Some(packed) = self.rows.get(*slot).and_then(|row| self.rows.packed(row)) else { continue };
            let number = groups.number(&packed);
            if let Some(of) = groups.of.get_mut(*slot as usize) {
                *of = number;
            }
        }
    }

    /// A row came or changed; with `stays` it is left under its head until [`Inbox::settle`]. True where there are heads:
    /// also one under which nothing moved tells of another priority now.
    pub(super) fn set_group(&mut self, slot: u32, incident: &Incident, stays: bool) -> bool {
        let Some(groups) = &mut self.groups else { return false };
        let number = groups.number(incident);
        if groups.of.len() <= slot as usize {
            groups.of.resize(slot as usize + 1, 0);
        }
        let of = &mut groups.of[slot as usize];
        if stays && *of != number {
            groups.strays.insert(slot);
        } else {
            groups.strays.remove(&slot);
            *of = number;
        }
        true
    }

    /// Rows go to the groups they belong to. True if any did.
    pub(super) fn settle_groups(&mut self) -> bool {
        let Some(groups) = &mut self.groups else { return false };
        let strays: Vec<u32> = groups.strays.drain().collect();
        self.look_up(&strays);
        !strays.is_empty()
    }

    /// Lays the lines out again, after the shown rows changed.
    pub(super) fn regroup(&mut self) {
        let Some(groups) = &mut self.groups else { return };
        groups.heads.clear();
        groups.places.clear();
        groups.places.resize(groups.names.len() + 1, NONE);
        for slot in &self.shown.0 {
            let number = groups.of.get(*slot as usize).copied().unwrap_or(0);
            let Some(row) = self.rows.get(*slot) else { continue };
            let place = groups.places[number as usize];
            if place == NONE {
                groups.places[number as usize] = groups.heads.len() as u32;
                let head = GroupHead {
                    name: groups.name(number),
                    count: 0,
                    new: 0,
                    worst: row.priority,
                    folded: false,
                    nearest: None,
                    number,
                    from: 0,
                    line: 0,
                };
                groups.heads.push(head);
            }
            let place = groups.places[number as usize];
            let Some(head) = groups.heads.get_mut(place as usize) else { continue };
            head.count += 1;
            head.new += usize::from(row.state == State::New);
            head.worst = head.worst.min(row.priority);
            let ahead = order::class(row.placed) <= Class::Running && order::due(row.placed).is_some();
            if ahead && head.nearest.is_none_or(|(key, _)| row.placed < key) {
                head.nearest = Some((row.placed, *slot));
            }
        }
        if let Some(none) = groups.heads.iter().position(|head| head.name.is_none()) {
            let head = groups.heads.remove(none);
            groups.heads.push(head);
        }
        let mut from = 0;
        for (place, head) in groups.heads.iter_mut().enumerate() {
            groups.places[head.number as usize] = place as u32;
            head.from = from;
            from += head.count;
        }
        groups.rows.clear();
        groups.rows.resize(from, 0);
        let mut ends: Vec<usize> = groups.heads.iter().map(|head| head.from).collect();
        for slot in &self.shown.0 {
            let number = groups.of.get(*slot as usize).copied().unwrap_or(0);
            let Some(end) = ends.get_mut(groups.places[number as usize] as usize) else { continue };
            if let Some(place) = groups.rows.get_mut(*end) {
                *place = *slot;
            }
            *end += 1;
        }
        groups.number_lines();
    }

    /// By what the rows are grouped.
    pub fn grouped_by(&self) -> Option<&GroupBy> {
        self.groups.as_ref().map(|groups| &groups.by)
    }

    /// The heads of the groups, in their order; none where nothing is grouped.
    pub fn heads(&self) -> &[GroupHead] {
        self.groups.as_ref().map_or(&[], |groups| &groups.heads)
    }

    /// How many lines the list has: rows and heads.
    pub fn lines(&self) -> usize {
        self.groups.as_ref().map_or(self.shown_len(), Groups::lines)
    }

    /// What stands on a line.
    pub fn line(&self, line: usize) -> Option<Shown<'_>> {
        let Some(groups) = &self.groups else { return self.shown(line).map(Shown::Row) };
        let head = groups.heads.get(groups.head_above(line)?)?;
        if line == head.line {
            return Some(Shown::Head(head));
        }
        if line >= head.line + head.lines() {
            return None;
        }
        let slot = groups.rows_of(head).get(line - head.line - 1)?;
        self.at(*slot).map(Shown::Row)
    }

    /// The line of a row; `None` where it is not shown, or folded away.
    pub fn line_of(&self, id: &IncidentId) -> Option<usize> {
        let Some(groups) = &self.groups else { return self.place(id) };
        let slot = self.rows.find(id.as_str()).filter(|slot| self.lit.get(*slot))?;
        let head = groups.head_of(slot).filter(|head| !head.folded)?;
        let key = (self.rows.placed(slot), slot);
        let found = groups.rows_of(head).binary_search_by_key(&key, |s| (self.rows.placed(*s), *s));
        found.ok().map(|nth| head.line + 1 + nth)
    }

    /// The line of a head.
    pub fn line_of_head(&self, name: &GroupName) -> Option<usize> {
        self.groups.as_ref()?.named(name).map(|head| head.line)
    }

    /// The head of the group in which a shown row stands.
    pub fn head_of(&self, id: &IncidentId) -> Option<&GroupHead> {
        let slot = self.rows.find(id.as_str()).filter(|slot| self.lit.get(*slot))?;
        self.groups.as_ref()?.head_of(slot)
    }

    /// The head of the group of this name.
    pub fn head(&self, name: &GroupName) -> Option<&GroupHead> {
        self.groups.as_ref()?.named(name)
    }

    /// The first line that is a row: where nobody has pressed a key yet, the cursor does not stand for a whole group.
    pub fn first_row(&self) -> usize {
        self.heads().iter().find(|head| !head.folded).map_or(0, |head| head.line + 1)
    }

    /// The ids of the rows of a group that are shown, folded or not.
    pub fn members(&self, name: &GroupName) -> impl Iterator<Item = IncidentId> {
        let groups = self.groups.as_ref();
        let rows = groups.and_then(|g| g.named(name).map(|head| g.rows_of(head))).unwrap_or_default();
        rows.iter().filter_map(|slot| self.rows.packed(self.rows.get(*slot)?).map(|packed| packed.id()))
    }

    /// The same rows as incidents.
    pub fn member_rows(&self, name: &GroupName) -> impl Iterator<Item = &Incident> {
        let groups = self.groups.as_ref();
        let rows = groups.and_then(|g| g.named(name).map(|head| g.rows_of(head))).unwrap_or_default();
        rows.iter().filter_map(|slot| self.at(*slot))
    }

    /// The ids of the rows from one line to another, those of folded heads between them too.
    pub fn ids_between(&self, first: usize, last: usize) -> Vec<IncidentId> {
        let Some(groups) = &self.groups else {
            return (first..=last).filter_map(|place| self.shown_id(place)).collect();
        };
        let mut slots = Vec::new();
        for head in groups.heads.iter().filter(|h| h.line <= last && h.line + h.lines() > first) {
            let rows = groups.rows_of(head);
            if head.folded {
                slots.extend_from_slice(rows);
            } else {
                let from = first.saturating_sub(head.line + 1);
                let until = (last - head.line).min(rows.len());
                slots.extend_from_slice(rows.get(from..until).unwrap_or_default());
            }
        }
        let id = |slot: &u32| Some(self.rows.packed(self.rows.get(*slot)?)?.id());
        slots.iter().filter_map(id).collect()
    }

    /// Names of labels that the first rows have, the most frequent first.
    pub fn label_names(&self) -> Vec<String> {
        let names: RefCell<HashMap<String, usize>> = RefCell::default();
        for slot in self.all.0.iter().take(LABEL_ROWS) {
            let Some(packed) = self.rows.get(*slot).and_then(|row| self.rows.packed(row)) else { continue };
            // None fits, so that every name is asked.
            packed.label(|name| {
                *names.borrow_mut().entry(name.to_owned()).or_default() += 1;
                false
            });
        }
        let mut names: Vec<(String, usize)> = names.into_inner().into_iter().collect();
        names.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
        names.into_iter().map(|(name, _)| name).collect()
    }

    /// The incident of a group whose clock is the nearest.
    pub fn nearest(&self, head: &GroupHead) -> Option<&Incident> {
        self.at(head.nearest?.1)
    }

    /// Folds these groups and no others.
    pub fn fold(&mut self, folded: Folded) {
        if let Some(groups) = &mut self.groups {
            groups.folded = folded;
            groups.number_lines();
        }
    }
}
