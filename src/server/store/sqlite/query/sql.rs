//! SQL of our own words, with the values from outside beside it. A part of [`super`].

use std::borrow::Cow;

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// A number.
    Int(i64),
    /// A text.
    Text(String),
}

/// A piece of SQL with its parameters in the order of their `?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sql {
    text: Cow<'static, str>,
    bound: Vec<Bound>,
}

impl Sql {
    /// Holds for all rows.
    pub const TRUE: Self = Self { text: Cow::Borrowed("1 = 1"), bound: Vec::new() };
    /// Holds for none.
    pub const FALSE: Self = Self { text: Cow::Borrowed("1 = 0"), bound: Vec::new() };

    /// Our own words.
    pub const fn raw(text: &'static str) -> Self {
        Self { text: Cow::Borrowed(text), bound: Vec::new() }
    }

    /// More of our own words.
    #[must_use]
    pub fn push(mut self, text: &'static str) -> Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Another piece.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.text.to_mut().push_str(&other.text);
        self.bound.extend(other.bound);
        self
    }

    /// A number, as a parameter.
    #[must_use]
    pub fn int(mut self, value: i64) -> Self {
        self.text.to_mut().push('?');
        self.bound.push(Bound::Int(value));
        self
    }

    /// Our own words that have a place for each of these texts.
    pub fn parts<const N: usize>(text: &'static str, bound: [&str; N]) -> Self {
        Self { text: Cow::Borrowed(text), bound: bound.map(|t| Bound::Text(t.to_owned())).into() }
    }

    /// A text, as a parameter.
    #[must_use]
    pub fn bind(mut self, text: impl Into<String>) -> Self {
        self.text.to_mut().push('?');
        self.bound.push(Bound::Text(text.into()));
        self
    }

    /// Everything but this; what is null is not this.
    #[must_use]
    pub fn negated(self) -> Self {
        if self == Self::TRUE {
            return Self::FALSE;
        }
        if self == Self::FALSE {
            return Self::TRUE;
        }
        Self::raw("((").then(self).push(") IS NOT TRUE)")
    }

    /// All of them.
    pub fn all(mut parts: Vec<Self>) -> Self {
        if parts.contains(&Self::FALSE) {
            return Self::FALSE;
        }
        parts.retain(|p| *p != Self::TRUE);
        if parts.is_empty() { Self::TRUE } else { Self::tree(parts, " AND ") }
    }

    /// Any of them.
    pub fn any(mut parts: Vec<Self>) -> Self {
        if parts.contains(&Self::TRUE) {
            return Self::TRUE;
        }
        parts.retain(|p| *p != Self::FALSE);
        if parts.is_empty() { Self::FALSE } else { Self::tree(parts, " OR ") }
    }

    /// `column IN (…)`.
    pub fn within(column: &'static str, values: impl Iterator<Item = Bound>) -> Self {
        let mut values = values.map(|v| match v {
            Bound::Int(n) => Self::raw("").int(n),
            Bound::Text(text) => Self::raw("").bind(text),
        });
        let Some(first) = values.next() else { return Self::FALSE };
        let list = values.fold(first, |list, v| list.push(", ").then(v));
        Self::raw(column).push(" IN (").then(list).push(")")
    }

    fn tree(mut parts: Vec<Self>, between: &'static str) -> Self {
        if parts.len() == 1 {
            return parts.swap_remove(0);
        }
        let right = parts.split_off(parts.len() / 2);
        let left = Self::tree(parts, between);
        Self::raw("(").then(left).push(between).then(Self::tree(right, between)).push(")")
    }

    /// The words.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parameters.
    pub fn bound(&self) -> &[Bound] {
        &self.bound
    }
}
