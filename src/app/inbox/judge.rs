//! Which rows the view and the filter show: judged by slot, so that memory is read from front to back, then read off
//! the list that is in order already.

use super::{
    Counts, Inbox, Lens,
    ahead::Ahead,
    groups::Folded,
    rows::{Judged, Row, Rows},
    threads::{FROM, cores},
    until_of,
};
use crate::domain::{
    Facts, SourceName, Time, order,
    query::{Ctx, Letters, Need, Query},
    view::{GroupBy, Sort},
};

impl Inbox {
    /// Changes the lens; everything is judged and placed anew.
    pub fn look(&mut self, change: impl FnOnce(&mut Lens), now: Time) {
        let views = self.lens.views.len();
        change(&mut self.lens);
        if self.lens.views.len() != views {
            self.counts.views = vec![0; self.lens.views.len()];
        }
        self.judge_all(now);
    }

    /// Shows another view, arranged as the one before; every row knows already which views it is in.
    pub fn show_view(&mut self, view: usize, now: Time) {
        self.lens.view = view;
        self.found.forget_shown();
        self.settle();
        self.light(now, false);
    }

    /// Shows a view in this order, under these heads, of which some are folded.
    pub fn arrange(&mut self, view: usize, sort: &Sort, group: Option<&GroupBy>, folded: Folded, now: Time) {
        let time = self.lens.filter.as_ref().is_some_and(Query::time_dependent);
        let same = self.lens.view == view && !time;
        if self.lens.view != view {
            self.lens.view = view;
            self.found.forget_shown();
        }
        // Where only a page of the present order is known, the lists lie in the one before.
        if let Some(ahead) = self.ahead.take() {
            self.lens.sort = ahead.before;
        }
        let before = std::mem::replace(&mut self.lens.sort, sort.clone());
        let stands = same_order(&before, sort);
        let ahead = !stands && group.is_none() && self.may_look_ahead();
        if stands {
            self.settle();
        } else if !ahead {
            self.settle_groups();
            self.reorder(before.clone());
        }
        self.group_by(group, folded);
        if !same {
            self.light(now, false);
        } else if !ahead {
            self.read_off();
        }
        if ahead {
            self.ahead = Some(Ahead::of(&self.rows, &self.lit, sort, before));
        }
    }

    /// Whether a page of the order of the lens is shown before all of it is laid out.
    fn may_look_ahead(&self) -> bool {
        let sort = &self.lens.sort;
        self.astray.is_empty() && !self.kept.has(sort) && Ahead::serves(sort, self.rows.len())
    }

    /// Lays all out in the order of which a page is shown; nothing that is shown moves. True if there was one.
    pub(super) fn finish(&mut self) -> bool {
        let Some(ahead) = self.ahead.take() else { return false };
        self.reorder(ahead.before);
        self.read_off();
        true
    }

    /// Puts another query behind the last view; it is judged with the next [`Inbox::rejudge`].
    pub fn set_last_view(&mut self, query: Query) {
        if let Some(last) = self.lens.views.last_mut() {
            *last = query;
        }
    }

    /// Sets the clock offset of a source; its rows' classes are judged again when it moved by over 2 s.
    pub fn set_offset(&mut self, source: &SourceName, offset_s: i64, now: Time) {
        let old = self.lens.offsets.insert(source.clone(), offset_s).unwrap_or(0);
        if (old - offset_s).abs() > 2 {
            self.judge_all(now);
        }
    }

    /// Whether any view or the filter depends on the time, so that [`Inbox::rejudge`] is due each minute.
    pub fn time_dependent(&self) -> bool {
        self.lens.views.iter().chain(&self.lens.filter).any(Query::time_dependent)
    }

    /// Judges every row against time-dependent queries again; the order is kept.
    pub fn rejudge(&mut self, now: Time) {
        if !self.time_dependent() {
            return;
        }
        self.finish();
        let views = self.lens.views.iter().enumerate().take(16);
        let turning: Vec<usize> = views.filter(|(_, q)| q.time_dependent()).map(|(n, _)| n).collect();
        let offsets = self.offsets();
        self.found.forget_shown();
        for slot in 0..self.rows.slots() as u32 {
            let Some(row) = self.rows.get(slot).copied() else { continue };
            let Some(packed) = self.rows.packed(&row) else { continue };
            let ctx = Ctx {
                now: now + offset(&offsets, &row),
                me: &self.lens.me,
                book: self.lens.practices.book(packed.source.as_str()),
            };
            let mut views = row.views;
            for view in &turning {
                let bit = 1 << view;
                let there = self.lens.views.get(*view).is_some_and(|q| q.matches(&packed, &ctx));
                views = if there { views | bit } else { views & !bit };
            }
            if views != row.views {
                self.count(&row, false);
                let mut again = row;
                again.views = views;
                self.count(&again, true);
                if let Some(row) = self.rows.get_mut(slot) {
                    *row = again;
                }
            }
        }
        self.light(now, false);
    }

    fn judge_all(&mut self, now: Time) {
        self.counts = Counts { views: vec![0; self.lens.views.len()], ..Counts::default() };
        self.astray.clear();
        self.ahead = None;
        self.kept.clear();
        self.found.clear();
        self.due.begin(now);
        for slot in 0..self.rows.slots() as u32 {
            let Some(row) = self.rows.get(slot).copied() else { continue };
            let Some(packed) = self.rows.packed(&row) else { continue };
            let Judged { key, placed, until, views } = self.judge(&packed, now);
            let mut row = row;
            (row.placed, row.until, row.views, row.soon) = (placed, until, views, key.soon);
            if let Some(place) = self.rows.get_mut(slot) {
                *place = row;
            }
            self.due.add(until, slot);
            self.count(&row, true);
        }
        self.lay_out();
        self.light(now, false);
    }

    /// Finds out which rows are shown; with `narrows`, among those that are.
    pub(super) fn light(&mut self, now: Time, narrows: bool) {
        let mut lit = std::mem::take(&mut self.lit);
        if !narrows {
            lit.fill(self.rows.slots());
        }
        self.found.judged.set(lit.count());
        self.view(now).dim_all(lit.words());
        self.lit = lit;
        self.read_off();
    }

    /// What the lens shows.
    pub(super) fn view(&self, now: Time) -> View<'_> {
        View {
            rows: &self.rows,
            letters: &self.letters,
            need: self.lens.filter.as_ref().map(Query::need).unwrap_or_default(),
            offsets: self.offsets(),
            bit: if self.lens.views.is_empty() { u16::MAX } else { 1 << self.lens.view.min(15) },
            everything: self.lens.views.is_empty(),
            filter: self.lens.filter.as_ref(),
            lens: &self.lens,
            now,
        }
    }

    /// All held rows through one query, whatever the view shows.
    pub(super) fn through<'a>(&'a self, query: &'a Query, now: Time) -> View<'a> {
        View {
            rows: &self.rows,
            letters: &self.letters,
            need: query.need(),
            offsets: self.offsets(),
            bit: u16::MAX,
            everything: true,
            filter: Some(query),
            lens: &self.lens,
            now,
        }
    }

    /// The shown ones of the list that is in order.
    pub(super) fn read_off(&mut self) {
        self.left += 1;
        self.shown.0.clear();
        self.shown.0.extend(self.all.0.iter().copied().filter(|slot| self.lit.get(*slot)));
        self.regroup();
    }

    /// What the board makes of an incident now.
    pub(super) fn judge(&self, incident: &impl Facts, now: Time) -> Judged {
        let offset = self.offset_called(incident.source());
        let key = order::key(incident, self.lens.practices.book(incident.source()), now + offset);
        let ctx = self.ctx(incident, now + offset);
        let mut views = 0;
        for (n, query) in self.lens.views.iter().enumerate().take(16) {
            views |= u16::from(query.matches(incident, &ctx)) << n;
        }
        Judged { key, placed: key.packed, until: until_of(&key, offset), views }
    }

    /// Whether it is shown, being in these views.
    pub(super) fn shows(&self, views: u16, incident: &impl Facts, now: Time) -> bool {
        let in_view = self.lens.views.is_empty() || views & (1 << self.lens.view.min(15)) != 0;
        let ctx = self.ctx(incident, now + self.offset_called(incident.source()));
        in_view && self.lens.filter.as_ref().is_none_or(|f| f.matches(incident, &ctx))
    }

    fn ctx(&self, incident: &impl Facts, now: Time) -> Ctx<'_> {
        Ctx { now, me: &self.lens.me, book: self.lens.practices.book(incident.source()) }
    }

    fn offset_called(&self, source: &str) -> i64 {
        // A handful of sources at most.
        let held = self.lens.offsets.iter().find(|(name, _)| name.as_str() == source);
        held.map_or(0, |(_, offset)| *offset)
    }

    /// Clock offsets by the rows' own numbers of their sources.
    fn offsets(&self) -> Vec<i64> {
        self.rows.sources().iter().map(|source| self.offset(source)).collect()
    }
}

fn same_order(a: &Sort, b: &Sort) -> bool {
    a == b || (a.is_attention() && b.is_attention())
}

fn offset(offsets: &[i64], row: &Row) -> i64 {
    offsets.get(row.source()).copied().unwrap_or(0)
}

/// What decides whether a row is shown.
pub(super) struct View<'a> {
    rows: &'a Rows,
    letters: &'a [Letters],
    need: Need,
    offsets: Vec<i64>,
    bit: u16,
    everything: bool,
    filter: Option<&'a Query>,
    lens: &'a Lens,
    now: Time,
}

impl View<'_> {
    /// Puts out the lights of rows that are not shown. A million takes two frames' time of one core.
    pub(super) fn dim_all(&self, lights: &mut [u64]) {
        if lights.len() * 64 < FROM {
            return self.dim(lights, 0);
        }
        let each = lights.len().div_ceil(cores(lights.len() * 64));
        let begun = std::thread::scope(|scope| {
            let mut pieces = lights.chunks_mut(each).enumerate();
            let ours = pieces.next();
            let begun = pieces.all(|(nth, piece)| {
                let judge = move || self.dim(piece, nth * each);
                std::thread::Builder::new().spawn_scoped(scope, judge).is_ok()
            });
            if let Some((_, piece)) = ours {
                self.dim(piece, 0);
            }
            begun
        });
        // The system gave no thread. What is judged already is judged once more, and it is the same.
        if !begun {
            self.dim(lights, 0);
        }
    }

    /// The same for some; the first word is that of the slots from `first` on.
    fn dim(&self, lights: &mut [u64], first: usize) {
        for (nth, word) in lights.iter_mut().enumerate() {
            let mut left = *word;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                if !self.shows(((first + nth) * 64) as u32 + bit) {
                    *word &= !(1 << bit);
                }
            }
        }
    }

    pub(super) fn shows(&self, slot: u32) -> bool {
        // A few bytes a row say of most that they are not: only the others are read.
        let told = self.letters.get(slot as usize).and_then(|letters| self.need.told_by(*letters));
        if told == Some(false) {
            return false;
        }
        let Some(row) = self.rows.get(slot) else { return false };
        if !self.everything && row.views & self.bit == 0 {
            return false;
        }
        let Some(filter) = self.filter.filter(|_| told.is_none()) else { return true };
        let Some(packed) = self.rows.packed(row) else { return false };
        let now = self.now + offset(&self.offsets, row);
        let book = self.lens.practices.book(packed.source.as_str());
        filter.matches(&packed, &Ctx { now, me: &self.lens.me, book })
    }
}
