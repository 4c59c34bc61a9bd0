//! The shown rows under heads: the board's list as lines, some of them heads of groups.
//!
//! Groups stand in the order of their first rows, those without a value last. Which group a row is in is kept by slot;
//! how the lines are laid out is [`super::regroup`]'s, never for a key that only moves or folds.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap, HashSet},
};

use super::{Inbox, regroup::Changed};
use crate::{
    domain::{Facts, Incident, IncidentId, Priority, view::GroupBy},
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
    pub(super) nearest: Option<(u64, u32)>,
    /// Its number among the values.
    pub(super) number: u32,
    /// Where its rows begin among the rows in groups.
    pub(super) from: usize,
    /// Its line.
    pub(super) line: usize,
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
    pub(super) of: Vec<u32>,
    /// The values by their numbers, from 1.
    pub(super) names: Vec<SafeText>,
    numbers: HashMap<Box<str>, u32>,
    /// Rows that are in another group now, and go there when the keys rest.
    pub(super) strays: HashSet<u32>,
    /// What happened to rows since the lines were laid out, in order.
    pub(super) changed: Vec<Changed>,
    folded: Folded,
    pub(super) heads: Vec<GroupHead>,
    /// The place of a value's head among the heads.
    pub(super) places: Vec<u32>,
    /// The shown rows, group by group.
    pub(super) rows: Vec<u32>,
}

/// Rows that are asked for the names of their labels.
const LABEL_ROWS: usize = 2_000;

impl Groups {
    fn new(by: GroupBy, folded: Folded) -> Self {
        Self {
            by,
            of: Vec::new(),
            names: Vec::new(),
            numbers: HashMap::new(),
            strays: HashSet::new(),
            changed: Vec::new(),
            folded,
            heads: Vec::new(),
            places: Vec::new(),
            rows: Vec::new(),
        }
    }

    pub(super) fn number(&mut self, incident: &impl Facts) -> u32 {
        let Some(value) = self.by.value(incident) else { return 0 };
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        self.names.push(SafeText::clean(value, Kind::Label));
        let number = self.names.len() as u32;
        self.numbers.insert(value.into(), number);
        number
    }

    pub(super) fn name(&self, number: u32) -> GroupName {
        self.names.get((number as usize).checked_sub(1)?).cloned()
    }

    /// Lines and folded signs of the heads.
    pub(super) fn number_lines(&mut self) {
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

    pub(super) fn rows_of(&self, head: &GroupHead) -> &[u32] {
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
                self.look_up();
            }
        }
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
