//! Matching without regard to case and without allocating per row. A part of [`super`].
//!
//! Words are folded once, when the query is parsed. A board holds 100,000 rows and filters while somebody
//! types, so nothing here builds a string.

/// The lower-case form used on both sides: character by character, so that it can be compared as it is read.
pub(super) fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// A folded text to look for inside others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Needle {
    folded: Box<str>,
    ascii: bool,
    /// Offset of its rarest byte: what the scan looks for first.
    probe: usize,
    /// The offset of the rarest of the others; the same where there is no other.
    second: usize,
}

/// English letters by how often they turn up in titles, most frequent first; the rest is rarer still.
const COMMON: &[u8] = b"etaoinsrl-dhcu mpfgywbvk0123456789";

/// How rare a (folded) byte is in titles: the higher, the rarer.
pub fn rarity(byte: u8) -> usize {
    COMMON.iter().position(|c| *c == byte).unwrap_or(COMMON.len())
}

impl Needle {
    pub(super) fn new(text: &str) -> Self {
        let folded = fold(text).into_boxed_str();
        let bytes = || folded.bytes().enumerate();
        let probe = bytes().max_by_key(|(_, b)| rarity(*b)).map_or(0, |(at, _)| at);
        let others = bytes().filter(|(at, _)| *at != probe);
        let second = others.max_by_key(|(_, b)| rarity(*b)).map_or(probe, |(at, _)| at);
        Self { ascii: folded.is_ascii(), folded, probe, second }
    }

    pub(super) fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether it stands in `hay`.
    pub(super) fn is_in(&self, hay: &str) -> bool {
        if !self.ascii {
            return self.is_in_folded(hay);
        }
        // Two letters beyond ASCII have one of ASCII in their small form: K (Kelvin) and İ.
        self.is_in_ascii(hay.as_bytes())
            || (!hay.is_ascii() && hay.contains(['\u{212a}', '\u{130}']) && self.is_in_folded(hay))
    }

    /// The same for a text that may be UTF-8.
    pub(super) fn is_in_bytes(&self, hay: &[u8]) -> bool {
        if self.ascii && (hay.is_ascii() || self.is_in_ascii(hay)) {
            return self.is_in_ascii(hay);
        }
        std::str::from_utf8(hay).is_ok_and(|hay| self.is_in(hay))
    }

    /// Looks for its two rarest bytes at their distance, 32 places at a time (the compiler makes vector code of it), and
    /// compares only there: one of them alone turns up in every id.
    fn is_in_ascii(&self, hay: &[u8]) -> bool {
        let needle = self.folded.as_bytes();
        let Some(spare) = hay.len().checked_sub(needle.len()) else { return false };
        let (Some(&want), Some(&also)) = (needle.get(self.probe), needle.get(self.second)) else {
            return true;
        };
        let case = |b: u8| if b.is_ascii_lowercase() { 0x20 } else { 0 };
        let (case, also_case) = (case(want), case(also));
        let here = &hay[self.probe..=self.probe + spare];
        let there = &hay[self.second..=self.second + spare];
        // Without a branch, or it is no vector code.
        let fits = |(a, b): (&u8, &u8)| u8::from(a | case == want) & u8::from(b | also_case == also);
        here.chunks(32).zip(there.chunks(32)).enumerate().any(|(nth, (here, there))| {
            here.iter().zip(there).fold(0, |any, pair| any | fits(pair)) != 0
                && here.iter().zip(there).enumerate().any(|(at, pair)| {
                    let start = nth * 32 + at;
                    fits(pair) != 0 && hay[start..start + needle.len()].eq_ignore_ascii_case(needle)
                })
        })
    }

    fn is_in_folded(&self, hay: &str) -> bool {
        let mut rest = hay.chars().flat_map(char::to_lowercase);
        loop {
            let mut folded = rest.clone();
            if self.folded.chars().all(|c| folded.next() == Some(c)) {
                return true;
            }
            if rest.next().is_none() {
                return false;
            }
        }
    }
}

/// One place of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Atom {
    /// This (folded) character.
    Char(char),
    /// Any run of characters, also none.
    Star,
}

/// A whole-value pattern: exact, or with `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob(pub(super) Box<[Atom]>);

impl Glob {
    /// Whether it stands for all of `text`, in either case.
    pub fn matches(&self, text: &str) -> bool {
        self.matches_chars(text.chars())
    }

    /// The same for a text that is not in one piece.
    pub(super) fn matches_chars(&self, text: impl Iterator<Item = char> + Clone) -> bool {
        let mut hay = text.flat_map(char::to_lowercase);
        let mut at = 0;
        // Where to go on after a mismatch: behind the last star, one character later than the last time.
        let mut retry = None;
        loop {
            if self.0.get(at) == Some(&Atom::Star) {
                at += 1;
                if at == self.0.len() {
                    return true;
                }
                retry = Some((at, hay.clone()));
                continue;
            }
            match (hay.next(), self.0.get(at)) {
                (None, atom) => return atom.is_none(),
                (Some(c), Some(Atom::Char(want))) if c == *want => at += 1,
                _ => {
                    let Some((star, from)) = &mut retry else { return false };
                    from.next();
                    at = *star;
                    hay = from.clone();
                }
            }
        }
    }
}

impl Glob {
    /// Whether it names two levels: a category and what stands under it.
    pub fn has_slash(&self) -> bool {
        self.0.contains(&Atom::Char('/'))
    }

    /// Place by place, folded.
    pub const fn atoms(&self) -> &[Atom] {
        &self.0
    }

    /// The whole (folded) text it asks for, where it has no `*`.
    pub fn exact(&self) -> Option<String> {
        self.0.iter().map(|atom| if let Atom::Char(c) = atom { Some(*c) } else { None }).collect()
    }

    /// Whether it is this tracking number.
    pub(super) fn is_number(&self, number: crate::domain::Number) -> bool {
        self.number() == Some(number.get())
    }

    /// The tracking number it is, if it is one: `1042`, `001042`, `INC-1042`, `inc-001042`.
    pub fn number(&self) -> Option<u32> {
        let prefix = [Atom::Char('i'), Atom::Char('n'), Atom::Char('c')];
        let atoms = self
            .0
            .strip_prefix(&prefix)
            .map_or(&*self.0, |rest| rest.strip_prefix(&[Atom::Char('-')]).unwrap_or(rest));
        atoms.iter().try_fold(0_u32, |n, atom| match atom {
            Atom::Char(c) => n.checked_mul(10)?.checked_add(c.to_digit(10)?),
            Atom::Star => None,
        })
    }
}
