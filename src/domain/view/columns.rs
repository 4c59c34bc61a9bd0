//! Which columns a list has. A part of [`super`].

use std::{fmt, str::FromStr};

use super::{ArrangeError, nearest};

/// A column. What stands in each is the board's to say.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ColumnWord {
    /// The digit of the priority.
    Priority,
    /// State, and the breach's `+`.
    State,
    /// What happens next, and when.
    Clock,
    /// How much of the time is used up.
    Bar,
    /// Whose it is.
    Who,
    /// What it is.
    Title,
    /// What it hits.
    Service,
    /// Since when.
    Age,
    /// Its number.
    Id,
    /// Where it comes from.
    Source,
    /// Which team's.
    Team,
    /// Both levels of the category.
    Category,
    /// Who reported it.
    Reporter,
    /// When it changed last.
    Updated,
    /// How often it was raised.
    Count,
    /// The value of a label.
    Label(String),
}

impl ColumnWord {
    /// The words beside `label.NAME`, in the order of the chooser.
    pub const WORDS: [(&str, Self); 15] = [
        ("p", Self::Priority),
        ("state", Self::State),
        ("clock", Self::Clock),
        ("bar", Self::Bar),
        ("who", Self::Who),
        ("title", Self::Title),
        ("service", Self::Service),
        ("age", Self::Age),
        ("id", Self::Id),
        ("source", Self::Source),
        ("team", Self::Team),
        ("category", Self::Category),
        ("reporter", Self::Reporter),
        ("updated", Self::Updated),
        ("count", Self::Count),
    ];
}

impl ColumnWord {
    /// As many cells as it commonly needs on a list of 80 columns; of the title the least. The board widens some where
    /// there is room.
    pub const fn usual_width(&self) -> u16 {
        match self {
            Self::Priority => 1,
            Self::Age | Self::Updated => 4,
            Self::State | Self::Count => 5,
            Self::Who | Self::Source | Self::Id => 6,
            Self::Bar | Self::Team => 8,
            Self::Label(_) => 10,
            Self::Clock | Self::Service => 11,
            Self::Title | Self::Reporter => 12,
            Self::Category => 16,
        }
    }
}

/// A column and its width.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ColumnSpec {
    /// Which.
    pub column: ColumnWord,
    /// Cells, 1 to 200; `None`: as many as it commonly needs, for the title the rest.
    pub width: Option<u16>,
}

/// The columns of a list from the left. Priority and state are always drawn, named or not: without them nobody could
/// decide anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(pub Vec<ColumnSpec>);

/// The widest column.
const WIDEST: u16 = 200;

impl FromStr for ColumnSpec {
    type Err = ArrangeError;

    /// Reads `title`, `title:40`, `label.region:8`.
    fn from_str(text: &str) -> Result<Self, ArrangeError> {
        let text = text.trim();
        let (name, width) = match text.rsplit_once(':') {
            Some((name, cells)) => match cells.parse::<u16>() {
                Ok(cells) if (1..=WIDEST).contains(&cells) => (name, Some(cells)),
                _ => {
                    return Err(ArrangeError {
                        what: "the width of the column",
                        word: text.to_owned(),
                        known: format!("widths from 1 to {WIDEST}: title:40"),
                        nearest: None,
                    });
                }
            },
            None => (text, None),
        };
        if let Some(label) = name.strip_prefix("label.").filter(|l| !l.is_empty()) {
            return Ok(Self { column: ColumnWord::Label(label.to_owned()), width });
        }
        let known = || ColumnWord::WORDS.iter().map(|(word, _)| *word);
        let column =
            ColumnWord::WORDS.iter().find(|(word, _)| *word == name).map(|(_, column)| column.clone());
        let column = column.ok_or_else(|| ArrangeError {
            what: "the column",
            word: name.to_owned(),
            known: format!("{}, label.NAME", known().collect::<Vec<_>>().join(", ")),
            nearest: nearest(name, known()),
        })?;
        Ok(Self { column, width })
    }
}

impl fmt::Display for ColumnSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            ColumnWord::Label(name) => write!(f, "label.{name}")?,
            column => {
                let word = ColumnWord::WORDS.iter().find(|(_, c)| c == column).map_or("", |(word, _)| word);
                f.write_str(word)?;
            }
        }
        self.width.map_or(Ok(()), |cells| write!(f, ":{cells}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_read_and_write_the_same() {
        for text in ["p", "title:40", "label.region", "label.region:8"] {
            assert_eq!(text.parse::<ColumnSpec>().map(|c| c.to_string()).as_deref(), Ok(text));
        }
        assert_eq!("titel".parse::<ColumnSpec>().expect_err("no such column").nearest, Some("title"));
        assert!("title:0".parse::<ColumnSpec>().is_err());
        assert!("title:999".parse::<ColumnSpec>().is_err());
    }
}
