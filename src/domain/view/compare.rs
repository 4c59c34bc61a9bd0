//! Which of two incidents comes first in a view's order. A part of [`super`].

use std::cmp::Ordering;

use super::{Sort, SortBy};
use crate::domain::{Facts, State, order};

/// What a column compares of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// Small ones first.
    Number(i64),
    /// By its letters, whatever their case.
    Text(&'a str),
    /// The first level, then the second.
    Levels(&'a str, Option<&'a str>),
    /// It has none: comes last in either direction.
    Missing,
}

/// What the column compares of `incident`; `attention` is its [`order::Key::packed`].
pub fn value<I: Facts>(incident: &I, by: SortBy, attention: u64) -> Value<'_> {
    match by {
        SortBy::Attention => Value::Number(attention.cast_signed()),
        SortBy::Priority => Value::Number(incident.priority().level().into()),
        SortBy::State => Value::Number(rank(incident.state())),
        SortBy::Clock => order::due(attention).map_or(Value::Missing, Value::Number),
        SortBy::Owner => word(incident.owner()),
        SortBy::Title => Value::Text(incident.title()),
        SortBy::Service => word(incident.service()),
        SortBy::Team => word(incident.team()),
        SortBy::Category => match incident.category().filter(|c| !c.is_empty()) {
            Some(category) => Value::Levels(category, incident.subcategory().filter(|c| !c.is_empty())),
            None => Value::Missing,
        },
        SortBy::Age => Value::Number(incident.opened_at().unix().saturating_neg()),
        SortBy::Updated => Value::Number(incident.updated_at().unix().saturating_neg()),
        SortBy::Id => incident.number().map_or(Value::Missing, |n| Value::Number(n.get().into())),
        SortBy::Source => Value::Text(incident.source()),
        SortBy::Count => Value::Number(-i64::from(incident.count())),
    }
}

fn word(text: Option<&str>) -> Value<'_> {
    text.filter(|t| !t.is_empty()).map_or(Value::Missing, Value::Text)
}

/// The place of a state in the lifecycle.
fn rank(state: State) -> i64 {
    State::ALL.iter().position(|s| *s == state).unwrap_or(State::ALL.len()) as i64
}

/// Which of two comes first, each with its [`order::Key::packed`]; those that no column tells apart go by attention.
pub fn compare<A: Facts, B: Facts>(sort: &Sort, a: (&A, u64), b: (&B, u64)) -> Ordering {
    let mut told = sort.0.iter().map(|(by, back)| values(value(a.0, *by, a.1), value(b.0, *by, b.1), *back));
    told.find(|o| o.is_ne()).unwrap_or_else(|| a.1.cmp(&b.1))
}

/// Which of two values comes first.
pub fn values(a: Value<'_>, b: Value<'_>, back: bool) -> Ordering {
    let turn = |o: Ordering| if back { o.reverse() } else { o };
    match (a, b) {
        (Value::Missing, Value::Missing) => Ordering::Equal,
        (Value::Missing, _) => Ordering::Greater,
        (_, Value::Missing) => Ordering::Less,
        (Value::Number(a), Value::Number(b)) => turn(a.cmp(&b)),
        (Value::Text(a), Value::Text(b)) => turn(folded(a, b)),
        (Value::Levels(a, x), Value::Levels(b, y)) => turn(folded(a, b)).then_with(|| match (x, y) {
            (Some(x), Some(y)) => turn(folded(x, y)),
            // A second level that is not there is a value that is not there.
            (x, y) => x.is_none().cmp(&y.is_none()),
        }),
        // One column has one kind of value.
        _ => Ordering::Equal,
    }
}

/// Compares letters without regard to case, and without building a string.
pub fn folded(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        return a.bytes().map(|c| c.to_ascii_lowercase()).cmp(b.bytes().map(|c| c.to_ascii_lowercase()));
    }
    a.chars().flat_map(char::to_lowercase).cmp(b.chars().flat_map(char::to_lowercase))
}

/// The first eight bytes of the folded text as a number: of two texts the smaller number comes first, equal ones are
/// to be compared whole.
pub fn prefix(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let mut at = 0;
    for c in text.chars().flat_map(char::to_lowercase) {
        let mut utf8 = [0; 4];
        for byte in c.encode_utf8(&mut utf8).bytes() {
            bytes[at] = byte;
            at += 1;
            if at == bytes.len() {
                return u64::from_be_bytes(bytes);
            }
        }
    }
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_bytes_say_the_same(a in "\\PC{0,12}", b in "\\PC{0,12}") {
            let (x, y) = (prefix(&a), prefix(&b));
            prop_assert!(x == y || x.cmp(&y) == folded(&a, &b), "{a:?} {b:?}");
            let lower = |t: &str| t.chars().flat_map(char::to_lowercase).collect::<String>();
            prop_assert_eq!(folded(&a, &b), lower(&a).cmp(&lower(&b)));
        }
    }

    #[test]
    fn what_is_not_there_comes_last_in_either_direction() {
        use Value::{Levels, Missing, Number, Text};
        for back in [false, true] {
            for there in [Number(3), Text("a"), Levels("a", None)] {
                assert_eq!(values(Missing, there, back), Ordering::Greater);
                assert_eq!(values(there, Missing, back), Ordering::Less);
            }
            assert_eq!(values(Levels("a", None), Levels("A", Some("x")), back), Ordering::Greater);
        }
        assert_eq!(values(Text("Web"), Text("api"), false), Ordering::Greater);
        assert_eq!(values(Text("Web"), Text("api"), true), Ordering::Less);
    }
}
