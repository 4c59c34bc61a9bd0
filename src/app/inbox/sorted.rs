//! All rows in any order but attention's, at once: what each column compares becomes a number first, so that sorting
//! reads neither rows nor texts. A part of [`super::ranks`].

use super::{
    rows::{Row, Rows},
    threads::pieces,
    titles::{self, Ranked},
};
use crate::domain::{
    order,
    view::{
        Sort, SortBy,
        compare::{Value, compare, folded, value},
    },
};

/// The key of what has no value: the last.
const MISSING: u64 = u64::MAX;

/// A row with what its first columns compare; of those that are alike the more pressing one comes first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry<const N: usize> {
    pub(super) keys: [u64; N],
    pub(super) placed: u64,
    pub(super) slot: u32,
}

impl<const N: usize> Entry<N> {
    /// What these columns compare of a row.
    pub(super) fn of(rows: &Rows, columns: &[Column], slot: u32) -> Option<Self> {
        let row = rows.get(slot)?;
        let mut keys = [0; N];
        for (key, column) in keys.iter_mut().zip(columns) {
            *key = column.key(rows, row, slot);
        }
        Some(Self { keys, placed: row.placed, slot })
    }
}

/// The first columns of an order.
pub(super) fn columns<const N: usize>(rows: &Rows, sort: &Sort) -> Vec<Column> {
    sort.0.iter().take(N).map(|(by, back)| Column::of(rows, *by, *back)).collect()
}

/// The slots of all rows in this order.
pub(super) fn sorted(rows: &Rows, sort: &Sort) -> Vec<u32> {
    match sort.0.len() {
        0 | 1 => sorted_by::<1>(rows, sort),
        2 => sorted_by::<2>(rows, sort),
        _ => sorted_by::<3>(rows, sort),
    }
}

fn sorted_by<const N: usize>(rows: &Rows, sort: &Sort) -> Vec<u32> {
    let columns = columns::<N>(rows, sort);
    // What is in order already but for its ties is sorted in one pass.
    let ranked = columns.first().and_then(|column| match &column.kind {
        Kind::Titles(ranked) => Some((&ranked.order, column.back)),
        _ => None,
    });
    let count = ranked.map_or(rows.slots(), |(order, _)| order.len());
    let slot_at = |nth: usize| match ranked {
        None => nth as u32,
        Some((order, false)) => order[nth],
        Some((order, true)) => order[count - 1 - nth],
    };
    let sort_all = |entries: &mut Vec<Entry<N>>, merge: bool| match (sort.0.len() <= N, merge) {
        (true, false) => entries.sort_unstable(),
        // Finds the sorted pieces and merges them.
        (true, true) => entries.sort(),
        (false, _) => entries.sort_by(|a, b| {
            let facts = |entry: &Entry<N>| rows.get(entry.slot).and_then(|row| rows.packed(row));
            let told = a.keys.cmp(&b.keys);
            let further = || match (facts(a), facts(b)) {
                (Some(x), Some(y)) => compare(sort, (&x, a.placed), (&y, b.placed)),
                _ => std::cmp::Ordering::Equal,
            };
            told.then_with(further).then_with(|| a.cmp(b))
        }),
    };
    let made = pieces(count, |from, until| {
        let mut entries = Vec::with_capacity(until - from);
        for nth in from..until {
            entries.extend(Entry::of(rows, &columns, slot_at(nth)));
        }
        sort_all(&mut entries, false);
        entries
    });
    let several = made.len() > 1;
    let mut made = made.into_iter();
    let mut entries = made.next().unwrap_or_default();
    for mut piece in made {
        entries.append(&mut piece);
    }
    if several {
        sort_all(&mut entries, true);
    }
    entries.into_iter().map(|entry| entry.slot).collect()
}

/// How a column makes its key.
pub(super) struct Column {
    by: SortBy,
    back: bool,
    kind: Kind,
}

enum Kind {
    /// Its number is the key.
    Number,
    /// The rank of its title among all is.
    Titles(Ranked),
    /// The rank of its word among all words, or of its source among all sources; by number.
    Ranks(Vec<u32>),
}

impl Column {
    fn of(rows: &Rows, by: SortBy, back: bool) -> Self {
        let kind = match by {
            SortBy::Title => {
                let packed = |slot| rows.get(slot).and_then(|row| rows.packed(row));
                Kind::Titles(titles::rank(rows.slots(), |slot| packed(slot).map(|packed| packed.named().2)))
            }
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

    fn key(&self, rows: &Rows, row: &Row, slot: u32) -> u64 {
        // Moved so that negative ones come before positive ones.
        let number = |n: i64| self.turned(n.cast_unsigned() ^ 1 << 63);
        // What the row itself says: nothing else is read.
        match (&self.kind, self.by) {
            (Kind::Titles(ranked), _) => {
                return self.turned(ranked.ranks.get(slot as usize).copied().unwrap_or(0).into());
            }
            (_, SortBy::Clock) => return order::due(row.placed).map_or(MISSING, number),
            (_, SortBy::Attention) => return number(row.placed.cast_signed()),
            (_, SortBy::Priority) => return number(row.priority.level().into()),
            _ => {}
        }
        let Some(packed) = rows.packed(row) else { return MISSING };
        match &self.kind {
            Kind::Titles(_) => MISSING,
            Kind::Number => match value(&packed, self.by, row.placed) {
                Value::Number(n) => number(n),
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
