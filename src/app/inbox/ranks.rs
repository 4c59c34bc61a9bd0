//! Any order but attention's: every row stands by a label, and labels have gaps, so that a row that comes or changes
//! gets one between its neighbours'. Which comes first is asked of the packed facts: of all rows once, when the order
//! is chosen, of a changed one along a binary search.

use std::cmp::Ordering;

use super::{
    Inbox,
    list::List,
    rows::{Row, Rows},
};
use crate::domain::{
    Incident,
    view::{
        Sort, SortBy,
        compare::{compare, folded, prefix, value, values},
    },
};

/// Between two labels after all were given anew.
const GAP: u64 = 1 << 32;
/// The first label then: below it is room for rows that come before all.
const FIRST: u64 = 1 << 62;
/// So many rows that come at once are sorted with all others instead of one by one, where they are a quarter of them.
const MANY: usize = 4_096;
/// Rows from which on several threads sort them.
const THREADS_FROM: usize = 50_000;
/// The most threads.
const THREADS: usize = 4;
/// The key of what has no value: the last.
const MISSING: u64 = u64::MAX;

impl Inbox {
    /// Lays all rows out by the order of the lens, each where it belongs.
    pub(super) fn lay_out(&mut self) {
        for (slot, key) in std::mem::take(&mut self.astray) {
            if let Some(row) = self.rows.get_mut(slot) {
                row.placed = key;
            }
        }
        if self.lens.sort.is_attention() {
            self.rows.label_all(false);
            self.all.sort(self.rows.iter().map(|(slot, row)| (row.placed, slot)));
        } else {
            if !self.rows.labelled() {
                self.rows.label_all(true);
            }
            self.all.0 = sorted(&self.rows, &self.lens.sort);
            self.label_anew();
        }
    }

    /// Whether `incident`, with this key of attention, belongs where the row stands already.
    pub(super) fn ranks_alike(&self, row: &Row, incident: &Incident, key: u64) -> bool {
        let packed = self.rows.packed(row);
        packed.is_some_and(|p| compare(&self.lens.sort, (&p, row.placed), (incident, key)).is_eq())
    }

    /// Whether so many come that all are laid out anew.
    pub(super) fn are_many(&self, coming: usize) -> bool {
        coming > MANY && coming > self.rows.len() / 4
    }

    /// Gives labels to rows that come into [`Inbox::all`]; what stands astray is asked nothing.
    pub(super) fn label(&mut self, mut slots: Vec<u32>) -> Vec<(u64, u32)> {
        slots.sort_unstable_by(|a, b| self.before(*a, *b));
        let places: Vec<usize> = slots.iter().map(|slot| self.place_for(*slot)).collect();
        let mut labels = Vec::with_capacity(slots.len());
        let mut from = 0;
        while let Some(place) = places.get(from) {
            let count = places[from..].iter().take_while(|p| *p == place).count();
            let below = place.checked_sub(1).and_then(|p| self.all.0.get(p)).map(|s| self.rows.placed(*s));
            let above = self.all.0.get(*place).map(|s| self.rows.placed(*s));
            let Some(given) = between(below, above, count as u64) else {
                self.label_among(&slots, &places);
                return slots.into_iter().map(|slot| (self.rows.placed(slot), slot)).collect();
            };
            labels.extend(given);
            from += count;
        }
        for (slot, label) in slots.iter().zip(&labels) {
            self.rows.label(*slot, *label);
        }
        labels.into_iter().zip(slots).collect()
    }

    /// Gives labels anew to all that stand and to those that come to these places.
    fn label_among(&mut self, coming: &[u32], places: &[usize]) {
        let mut order = Vec::with_capacity(self.all.0.len() + coming.len());
        let mut from = 0;
        for (slot, place) in coming.iter().zip(places) {
            order.extend_from_slice(&self.all.0[from..*place]);
            order.push(*slot);
            from = *place;
        }
        order.extend_from_slice(&self.all.0[from..]);
        give(&mut self.rows, &order);
    }

    fn label_anew(&mut self) {
        give(&mut self.rows, &self.all.0);
    }

    /// Where a row belongs among all; next to rows astray, before them.
    fn place_for(&self, slot: u32) -> usize {
        let all = &self.all.0;
        let (mut low, mut high) = (0, all.len());
        while low < high {
            let middle = low.midpoint(high);
            let Some(pivot) = (middle..high).find(|n| !self.astray.contains_key(&all[*n])) else {
                high = middle;
                continue;
            };
            if self.before(all[pivot], slot).is_lt() {
                low = pivot + 1;
            } else {
                high = middle;
            }
        }
        while low > 0 && self.astray.contains_key(&all[low - 1]) {
            low -= 1;
        }
        low
    }

    fn before(&self, a: u32, b: u32) -> Ordering {
        let row = |slot| self.rows.get(slot).and_then(|row| Some((self.rows.packed(row)?, row.placed)));
        match (row(a), row(b)) {
            (Some((x, x_key)), Some((y, y_key))) => {
                compare(&self.lens.sort, (&x, x_key), (&y, y_key)).then(a.cmp(&b))
            }
            _ => a.cmp(&b),
        }
    }
}

/// So many labels between two neighbours'; `None` where the gap is too narrow.
fn between(below: Option<u64>, above: Option<u64>, count: u64) -> Option<Vec<u64>> {
    let (from, step) = match (below, above) {
        (None, None) => (FIRST - GAP, GAP),
        (Some(below), None) => (below, GAP),
        (None, Some(above)) => (above.checked_sub(GAP.checked_mul(count + 1)?)?, GAP),
        (Some(below), Some(above)) => (below, (above - below) / (count + 1)),
    };
    from.checked_add(step.checked_mul(count)?)?;
    (step > 0).then(|| (1..=count).map(|n| from + step * n).collect())
}

fn give(rows: &mut Rows, order: &[u32]) {
    for (slot, nth) in order.iter().zip(0_u64..) {
        rows.label(*slot, FIRST + nth * GAP);
    }
}

/// A row with what its first columns compare.
struct Entry<const N: usize> {
    keys: [u64; N],
    placed: u64,
    slot: u32,
}

/// The slots of all rows in this order.
fn sorted(rows: &Rows, sort: &Sort) -> Vec<u32> {
    match sort.0.len() {
        0 | 1 => sorted_by::<1>(rows, sort),
        2 => sorted_by::<2>(rows, sort),
        _ => sorted_by::<3>(rows, sort),
    }
}

fn sorted_by<const N: usize>(rows: &Rows, sort: &Sort) -> Vec<u32> {
    let columns: Vec<Column> = sort.0.iter().take(N).map(|(by, back)| Column::of(rows, *by, *back)).collect();
    let before = |a: &Entry<N>, b: &Entry<N>| by_keys(rows, sort, &columns, a, b);
    let some = |from: usize, until: usize| {
        let mut entries = Vec::with_capacity(until - from);
        for slot in from..until {
            let Some(row) = rows.get(slot as u32) else { continue };
            let mut keys = [0; N];
            for (key, column) in keys.iter_mut().zip(&columns) {
                *key = column.key(rows, row);
            }
            entries.push(Entry { keys, placed: row.placed, slot: slot as u32 });
        }
        entries.sort_unstable_by(before);
        entries
    };
    let slots = rows.slots();
    let mut entries = if slots < THREADS_FROM {
        some(0, slots)
    } else {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(THREADS);
        let each = slots.div_ceil(cores);
        std::thread::scope(|scope| {
            let some = &some;
            let begun: Vec<_> = (1..cores)
                .map(|n| {
                    let (from, until) = ((n * each).min(slots), ((n + 1) * each).min(slots));
                    // The system may give no thread: then it is done here.
                    let thread = std::thread::Builder::new().spawn_scoped(scope, move || some(from, until));
                    (thread.ok(), from, until)
                })
                .collect();
            let mut entries = some(0, each.min(slots));
            for (thread, from, until) in begun {
                entries.append(&mut match thread.map(std::thread::ScopedJoinHandle::join) {
                    Some(Ok(piece)) => piece,
                    _ => some(from, until),
                });
            }
            entries
        })
    };
    if slots >= THREADS_FROM {
        // Finds the sorted pieces and merges them.
        entries.sort_by(before);
    }
    entries.into_iter().map(|entry| entry.slot).collect()
}

fn by_keys<const N: usize>(
    rows: &Rows,
    sort: &Sort,
    columns: &[Column],
    a: &Entry<N>,
    b: &Entry<N>,
) -> Ordering {
    let facts = |entry: &Entry<N>| rows.get(entry.slot).and_then(|row| rows.packed(row));
    for (nth, column) in columns.iter().enumerate() {
        let mut told = a.keys[nth].cmp(&b.keys[nth]);
        if told.is_eq()
            && matches!(column.kind, Kind::Title)
            && let (Some(x), Some(y)) = (facts(a), facts(b))
        {
            told =
                values(value(&x, SortBy::Title, a.placed), value(&y, SortBy::Title, b.placed), column.back);
        }
        if told.is_ne() {
            return told;
        }
    }
    if sort.0.len() > N
        && let (Some(x), Some(y)) = (facts(a), facts(b))
    {
        let told = compare(sort, (&x, a.placed), (&y, b.placed));
        if told.is_ne() {
            return told;
        }
    }
    (a.placed, a.slot).cmp(&(b.placed, b.slot))
}

/// How a column makes its key.
struct Column {
    by: SortBy,
    back: bool,
    kind: Kind,
}

enum Kind {
    /// Its number is the key.
    Number,
    /// Its first letters are.
    Title,
    /// The rank of its word among all words, or of its source among all sources; by number.
    Ranks(Vec<u32>),
}

impl Column {
    fn of(rows: &Rows, by: SortBy, back: bool) -> Self {
        let kind = match by {
            SortBy::Title => Kind::Title,
            SortBy::Owner | SortBy::Service | SortBy::Team | SortBy::Category => {
                let text = |n: usize| rows.known().text(n as u32).unwrap_or_default();
                Kind::Ranks(ranks(rows.known().len() + 1, text))
            }
            SortBy::Source => {
                let sources = rows.sources();
                Kind::Ranks(ranks(sources.len(), |n| sources.get(n).map_or("", |s| s.as_str())))
            }
            _ => Kind::Number,
        };
        Self { by, back, kind }
    }

    fn key(&self, rows: &Rows, row: &Row) -> u64 {
        let Some(packed) = rows.packed(row) else { return MISSING };
        match &self.kind {
            Kind::Title => self.turned(prefix(crate::domain::Facts::title(&packed))),
            Kind::Number => match value(&packed, self.by, row.placed) {
                // Moved so that negative ones come before positive ones.
                crate::domain::view::compare::Value::Number(n) => self.turned(n.cast_unsigned() ^ 1 << 63),
                _ => MISSING,
            },
            Kind::Ranks(ranks) => {
                // 0 is the rank of no word and of an empty one.
                let rank = |number: u32| ranks.get(number as usize).copied().filter(|rank| *rank > 0);
                match self.by {
                    SortBy::Source => self.turned(rank(row.source() as u32).unwrap_or(0).into()),
                    SortBy::Service => self.word(rank(packed.head.service)),
                    SortBy::Owner => self.word(packed.owner_number().and_then(rank)),
                    SortBy::Team => self.word(rank(packed.kind_numbers()[0])),
                    _ => {
                        let [_, first, second] = packed.kind_numbers();
                        let Some(first) = rank(first) else { return MISSING };
                        let turned = |n: u32| if self.back { !n } else { n };
                        let second = rank(second).map_or(u32::MAX, turned);
                        u64::from(turned(first)) << 32 | u64::from(second)
                    }
                }
            }
        }
    }

    fn word(&self, rank: Option<u32>) -> u64 {
        rank.map_or(MISSING, |rank| self.turned(rank.into()))
    }

    /// The other way round where it is asked for; never behind what has no value.
    const fn turned(&self, key: u64) -> u64 {
        let key = if self.back { !key } else { key };
        if key == MISSING { MISSING - 1 } else { key }
    }
}

/// The ranks of so many texts in folded order; alike ones have the same, an empty one 0.
fn ranks<'a>(count: usize, text: impl Fn(usize) -> &'a str) -> Vec<u32> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| folded(text(*a), text(*b)));
    let mut ranks = vec![0; count];
    let (mut rank, mut last) = (0, "");
    for n in order {
        if folded(last, text(n)).is_ne() {
            rank += 1;
            last = text(n);
        }
        if let Some(place) = ranks.get_mut(n) {
            *place = rank;
        }
    }
    ranks
}

impl List {
    /// Takes rows out, and nothing else.
    pub(super) fn leave(&mut self, places: &mut Vec<usize>) {
        places.sort_unstable();
        places.dedup();
        self.take_out(places);
        places.clear();
    }
}
