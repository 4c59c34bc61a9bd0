//! The titles of all rows in folded order, which share their beginnings more often than not: "Latency above" comes
//! from one rule a thousand times. Each is folded once into words of eight bytes; rows are sorted by one word, and only
//! those that have the same by the next.

use std::thread;

use super::threads::{FROM, cores, pieces};

/// All rows by their titles.
pub(super) struct Ranked {
    /// The slots in this order.
    pub(super) order: Vec<u32>,
    /// By slot; alike titles have the same.
    pub(super) ranks: Vec<u32>,
}

/// The folded titles, each in words of eight bytes (the first byte is the highest) with at least one zero behind: no
/// clean text has one in it.
struct Folded {
    /// One for each piece of the slots.
    pieces: Vec<Vec<u64>>,
    /// Slots in a piece.
    each: usize,
}

#[derive(Clone, Copy)]
struct Title {
    /// Its word at the present depth; when it is done, whether it is the same as the one before.
    key: u64,
    /// Its first word in its piece.
    at: u32,
    slot: u32,
}

/// The same title as the one before, or another.
const SAME: u64 = 1;
const OTHER: u64 = 0;

/// Ranks the titles of so many slots; free ones have none.
pub(super) fn rank<'a>(slots: usize, title: impl Fn(u32) -> Option<&'a str> + Sync) -> Ranked {
    let made = pieces(slots, |from, until| {
        let (mut words, mut titles) = (Vec::new(), Vec::with_capacity(until - from));
        for slot in from as u32..until as u32 {
            let Some(text) = title(slot) else { continue };
            let at = words.len();
            fold(text, &mut words);
            titles.push(Title { key: words[at], at: at as u32, slot });
        }
        (words, titles)
    });
    let mut folded = Folded { pieces: Vec::new(), each: slots.div_ceil(made.len()).max(1) };
    let mut titles = Vec::with_capacity(slots);
    for (words, mut some) in made {
        folded.pieces.push(words);
        titles.append(&mut some);
    }
    folded.sort(&mut titles, 0, cores(slots));
    let mut ranks = vec![0; slots];
    let mut rank = 0;
    for title in &titles {
        rank += u32::from(title.key == OTHER);
        ranks[title.slot as usize] = rank;
    }
    Ranked { order: titles.into_iter().map(|title| title.slot).collect(), ranks }
}

/// Appends the words of a text, folded as `domain::view::compare::folded` compares it.
fn fold(text: &str, out: &mut Vec<u64>) {
    let (mut word, mut shift) = (0, 64);
    let mut push = |byte: u8| {
        shift -= 8;
        word |= u64::from(byte) << shift;
        if shift == 0 {
            out.push(word);
            (word, shift) = (0, 64);
        }
    };
    if text.is_ascii() {
        text.bytes().for_each(|byte| push(byte.to_ascii_lowercase()));
    } else {
        // The order of chars is that of their bytes.
        for c in text.chars().flat_map(char::to_lowercase) {
            c.encode_utf8(&mut [0; 4]).bytes().for_each(&mut push);
        }
    }
    out.push(word);
}

impl Folded {
    fn word(&self, title: &Title, depth: usize) -> u64 {
        let piece = self.pieces.get(title.slot as usize / self.each);
        piece.and_then(|words| words.get(title.at as usize + depth)).copied().unwrap_or(0)
    }

    fn deepen(&self, titles: &mut [Title], depth: usize) {
        for title in titles {
            title.key = self.word(title, depth);
        }
    }

    /// Sorts titles whose keys are their words at `depth`, on so many threads.
    fn sort(&self, titles: &mut [Title], mut depth: usize, threads: usize) {
        let mut rest = titles;
        while threads > 1 && rest.len() >= FROM / 2 {
            let pivot = middle(rest);
            let (first, more) = three_ways(rest, pivot);
            let (ahead, last) = rest.split_at_mut(more);
            let (ahead, same) = ahead.split_at_mut(first);
            let begun = thread::scope(|scope| {
                let ahead = &mut *ahead;
                let sort = move || self.sort(ahead, depth, threads / 2);
                let begun = first > 0 && thread::Builder::new().spawn_scoped(scope, sort).is_ok();
                self.sort(last, depth, threads / 2);
                begun
            });
            if !begun {
                self.sort(ahead, depth, 1);
            }
            if ends(pivot) {
                done(same);
                return;
            }
            depth += 1;
            self.deepen(same, depth);
            rest = same;
        }
        let mut todo = vec![(rest, depth)];
        while let Some((titles, depth)) = todo.pop() {
            titles.sort_unstable_by_key(|title| title.key);
            for same in titles.chunk_by_mut(|a, b| a.key == b.key) {
                if same.len() == 1 || same.first().is_some_and(|title| ends(title.key)) {
                    done(same);
                } else {
                    self.deepen(same, depth + 1);
                    todo.push((same, depth + 1));
                }
            }
        }
    }
}

/// Whether a text ends in this word.
const fn ends(word: u64) -> bool {
    word.trailing_zeros() >= 8
}

/// These are the same to their ends.
fn done(titles: &mut [Title]) {
    for (nth, title) in titles.iter_mut().enumerate() {
        title.key = if nth == 0 { OTHER } else { SAME };
    }
}

/// A key with about as many before it as behind it.
fn middle(titles: &[Title]) -> u64 {
    const ASKED: usize = 33;
    let mut keys: Vec<u64> = titles.iter().step_by(titles.len() / ASKED + 1).map(|title| title.key).collect();
    keys.sort_unstable();
    keys.get(keys.len() / 2).copied().unwrap_or(0)
}

/// Puts smaller keys first and larger ones last: where those of the pivot begin, and where they end.
fn three_ways(titles: &mut [Title], pivot: u64) -> (usize, usize) {
    let (mut first, mut at, mut more) = (0, 0, titles.len());
    while at < more {
        match titles[at].key.cmp(&pivot) {
            std::cmp::Ordering::Less => {
                titles.swap(first, at);
                first += 1;
                at += 1;
            }
            std::cmp::Ordering::Equal => at += 1,
            std::cmp::Ordering::Greater => {
                more -= 1;
                titles.swap(at, more);
            }
        }
    }
    (first, more)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::view::compare::folded;

    fn check(texts: &[String]) -> Result<(), TestCaseError> {
        let ranked = rank(texts.len(), |slot| texts.get(slot as usize).map(String::as_str));
        prop_assert_eq!(ranked.order.len(), texts.len());
        for pair in ranked.order.windows(2) {
            let [a, b] = [pair[0] as usize, pair[1] as usize];
            prop_assert_eq!(folded(&texts[a], &texts[b]), ranked.ranks[a].cmp(&ranked.ranks[b]));
            prop_assert!(ranked.ranks[a] <= ranked.ranks[b]);
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn titles_rank_as_they_compare(texts in prop::collection::vec("(same begin|SAME beginning, )?[aAüÜ]{0,9}\\PC{0,2}", 0..60)) {
            check(&texts)?;
        }
    }

    #[test]
    fn on_several_threads_too() {
        let many = FROM as u32 + 3_000;
        let text = |n: u32| match n % 7 {
            0 => "the same everywhere".to_owned(),
            1 => format!("{}", n / 3),
            _ => format!("Latency above 2 s on Web-{}", n.wrapping_mul(7_919) % 40_000),
        };
        check(&(0..many).map(text).collect::<Vec<_>>()).unwrap();
    }
}
