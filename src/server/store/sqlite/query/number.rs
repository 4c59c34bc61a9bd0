//! Tracking numbers: as words, as ids. A part of [`super`].
//!
//! An id is `source/INC-000042`: all of it follows from the number, so it has no column.

use std::collections::BTreeSet;

use super::{
    Asking,
    sql::{Bound, Sql},
    text::{escaped, like, pattern, possible},
};
use crate::domain::{
    Number,
    query::tree::{Glob, NumberWord, Value, Word},
};

/// The number's digits in an id: six or more.
const PADDED: &str = "(CASE WHEN number < 1000000 THEN substr(CAST(number + 1000000 AS TEXT), 2) \
     ELSE CAST(number AS TEXT) END)";

/// What stands before them.
const INC: &str = "inc-";

impl Asking {
    /// What stands before the digits of every id.
    fn prefix(&self) -> String {
        format!("{}/{INC}", self.source)
    }

    /// Stands in title or service, or can be the number.
    pub(super) fn word(&self, word: &Word) -> Sql {
        let text = word.text();
        if !possible(text) {
            return Sql::FALSE;
        }
        let anywhere = format!("%{}%", escaped(text));
        Sql::any(vec![
            like(Sql::raw("title_f"), &anywhere),
            like(Sql::raw("service_f"), &anywhere),
            self.word_in_id(text),
            word.number().map_or(Sql::FALSE, number_word),
        ])
    }

    /// Whether a word is a part of the id: of what stands before the digits, of the digits, or over the border.
    pub(super) fn word_in_id(&self, text: &str) -> Sql {
        let prefix = self.prefix();
        if prefix.contains(text) {
            return Sql::TRUE;
        }
        let borders = text.char_indices().skip(1).map(|(at, _)| text.split_at(at));
        let over = borders.filter(|(before, digits)| all_digits(digits) && prefix.ends_with(before));
        let mut parts: Vec<Sql> = over.map(|(_, digits)| begins(digits)).collect();
        if all_digits(text) {
            parts.push(like(Sql::raw(PADDED), &format!("%{text}%")));
        }
        Sql::any(parts)
    }

    /// Whether a row that has this word has it in its texts (`INC-000042` is one of them) or as its number: not in the
    /// source's name, which stands in no row.
    pub(in super::super) fn in_texts(&self, text: &str) -> bool {
        let prefix = self.prefix();
        let over = text
            .char_indices()
            .map(|(at, _)| text.split_at(at))
            .any(|(before, digits)| all_digits(digits) && prefix.ends_with(before) && !INC.ends_with(before));
        !over && !prefix.contains(text)
    }

    /// Where the word is the number, or `INC-` and the beginning of it, without standing in the id so.
    pub(in super::super) fn number_of(word: &Word) -> Sql {
        word.number().map_or(Sql::FALSE, number_word)
    }

    /// By our id, by the source's part of it, or by the tracking number in any of its forms. Whole ids make one list:
    /// SQLite takes seconds to plan a thousand of them as conditions.
    pub(super) fn ids(&self, values: &[Value]) -> Sql {
        let prefix = self.prefix();
        // The source's part begins behind the first slash, wherever that is.
        let native = prefix.split_once('/').map_or("", |(_, native)| native);
        let mut numbers = BTreeSet::new();
        let mut parts = Vec::new();
        for value in values {
            let Value::Like(glob) = value else { continue };
            if let Some(text) = glob.exact() {
                numbers.extend(glob.number());
                numbers.extend(
                    [prefix.as_str(), native].into_iter().filter_map(|p| of_id(text.strip_prefix(p)?)),
                );
            } else if possible(&pattern(glob)) {
                parts.push(id_like(&prefix, glob));
                parts.push(id_like(native, glob));
            }
        }
        parts.push(Sql::within("number", numbers.into_iter().map(|n| Bound::Int(n.into()))));
        Sql::any(parts)
    }
}

fn id_like(prefix: &str, glob: &Glob) -> Sql {
    like(Sql::raw("(").bind(prefix).push(" || ").push(PADDED).push(")"), &pattern(glob))
}

/// The number whose digits in an id are these.
fn of_id(digits: &str) -> Option<u32> {
    let number = Number::new(digits.parse().ok().filter(|_| all_digits(digits))?)?;
    (number.long().strip_prefix("INC-") == Some(digits)).then_some(number.get())
}

fn is(number: u32) -> Sql {
    Sql::raw("number = ").int(number.into())
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Digits that stand somewhere in the number stand in the id as well; what is left is the number itself, and `INC-`
/// with its first digits.
fn number_word(word: &NumberWord) -> Sql {
    let whole = word.value.map_or(Sql::FALSE, is);
    let start = if word.prefixed { begins(&word.digits) } else { Sql::FALSE };
    Sql::any(vec![whole, start])
}

/// Whether the padded digits begin so: ranges of numbers, one for each length from six digits to ten.
fn begins(digits: &str) -> Sql {
    let Ok(first) = digits.parse::<i64>() else { return Sql::FALSE };
    let ranges = (6..=10).filter_map(|len: u32| {
        let more = len.checked_sub(u32::try_from(digits.len()).ok()?)?;
        let unit = 10_i64.checked_pow(more)?;
        let least = if len == 6 { 1 } else { 10_i64.pow(len - 1) };
        let (from, to) = ((first * unit).max(least), first * unit + unit - 1);
        (from <= to).then(|| Sql::raw("number BETWEEN ").int(from).push(" AND ").int(to))
    });
    Sql::any(ranges.collect())
}
