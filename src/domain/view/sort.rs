//! By what a list is sorted. A part of [`super`].

use std::{fmt, str::FromStr};

use super::{ArrangeError, nearest};

/// What rows can be sorted by. What has no value (no owner, no clock) comes last in either direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// What needs somebody first: see [`crate::domain::order`].
    Attention,
    /// P1 first.
    Priority,
    /// In the order of the lifecycle: new first.
    State,
    /// By the instant of the next clock, nearest first.
    Clock,
    /// By the owner's name.
    Owner,
    /// By the words of the title.
    Title,
    /// By the service's name.
    Service,
    /// By the team's name.
    Team,
    /// By both levels of the category.
    Category,
    /// Youngest first.
    Age,
    /// What changed last first.
    Updated,
    /// By number.
    Id,
    /// By the source's name.
    Source,
    /// Most often raised first.
    Count,
}

impl SortBy {
    /// Every one, in the order of the menu.
    pub const ALL: [Self; 14] = [
        Self::Attention,
        Self::Priority,
        Self::State,
        Self::Clock,
        Self::Owner,
        Self::Title,
        Self::Service,
        Self::Team,
        Self::Category,
        Self::Age,
        Self::Updated,
        Self::Id,
        Self::Source,
        Self::Count,
    ];

    /// The word in files and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Priority => "p",
            Self::State => "state",
            Self::Clock => "clock",
            Self::Owner => "owner",
            Self::Title => "title",
            Self::Service => "service",
            Self::Team => "team",
            Self::Category => "category",
            Self::Age => "age",
            Self::Updated => "updated",
            Self::Id => "id",
            Self::Source => "source",
            Self::Count => "count",
        }
    }
}

/// Columns in the order they decide, each with whether it runs the other way round; empty is attention.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sort(pub Vec<(SortBy, bool)>);

impl Sort {
    /// Whether it is the order of attention, with nothing before it.
    pub fn is_attention(&self) -> bool {
        matches!(self.0.as_slice(), [] | [(SortBy::Attention, false), ..])
    }

    /// Puts a column first; one that is first already turns round. The others stay behind it, so that sorting by
    /// service and then by age leaves each age's rows by service.
    #[must_use]
    pub fn pressed(&self, by: SortBy) -> Self {
        let turned = self.0.first().is_some_and(|(first, back)| *first == by && !back);
        let rest = self.0.iter().copied().filter(|(other, _)| *other != by && *other != SortBy::Attention);
        if by == SortBy::Attention {
            return Self::default();
        }
        Self(std::iter::once((by, turned)).chain(rest).take(3).collect())
    }
}

impl FromStr for Sort {
    type Err = ArrangeError;

    /// Reads `service,-age`.
    fn from_str(text: &str) -> Result<Self, ArrangeError> {
        let mut columns: Vec<(SortBy, bool)> = Vec::new();
        for word in text.split(',').map(str::trim).filter(|w| !w.is_empty()) {
            let (back, name) = word.strip_prefix('-').map_or((false, word), |name| (true, name));
            let known = || SortBy::ALL.into_iter().map(SortBy::word);
            let by = SortBy::ALL.into_iter().find(|by| by.word() == name).ok_or_else(|| ArrangeError {
                what: "the sort column",
                word: name.to_owned(),
                known: known().collect::<Vec<_>>().join(", "),
                nearest: nearest(name, known()),
            })?;
            columns.push((by, back));
        }
        Ok(Self(columns))
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(SortBy::Attention.word());
        }
        for (nth, (by, back)) in self.0.iter().enumerate() {
            let comma = if nth > 0 { "," } else { "" };
            let sign = if *back { "-" } else { "" };
            write!(f, "{comma}{sign}{}", by.word())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_read_and_write_the_same() {
        for text in ["attention", "service,-age", "-p", "owner,clock,id"] {
            assert_eq!(text.parse::<Sort>().map(|s| s.to_string()).as_deref(), Ok(text));
        }
        let wrong = "servcie".parse::<Sort>().expect_err("no such column");
        assert_eq!(wrong.nearest, Some("service"));
        assert!(wrong.to_string().contains("there are attention, p, state"), "{wrong}");
    }

    #[test]
    fn pressing_a_column_twice_turns_it_and_keeps_the_others_behind() {
        let sort = Sort::default().pressed(SortBy::Age).pressed(SortBy::Service);
        assert_eq!(sort.to_string(), "service,age");
        assert_eq!(sort.pressed(SortBy::Service).to_string(), "-service,age");
        assert!(sort.pressed(SortBy::Attention).is_attention());
    }
}
