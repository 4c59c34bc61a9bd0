//! By what a list is grouped. A part of [`super`].

use std::{fmt, str::FromStr};

use super::{ArrangeError, nearest};
use crate::domain::Facts;

/// What rows can be grouped by. Those without a value stand in a group of their own, the last.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// The service it hits.
    Service,
    /// Whose it is.
    Owner,
    /// Which team's.
    Team,
    /// The first level of its category.
    Category,
    /// Where it comes from.
    Source,
    /// P1 to P5.
    Priority,
    /// Its state.
    State,
    /// The value of a label; `cluster` is that of `label.cluster`.
    Label(String),
}

impl GroupBy {
    /// The words beside `label.NAME`.
    pub const WORDS: [&str; 8] = ["service", "owner", "team", "category", "source", "p", "state", "cluster"];

    /// In which group an incident stands; `None` is that of those without a value, the last.
    pub fn value<'a>(&self, incident: &'a impl Facts) -> Option<&'a str> {
        let value = match self {
            Self::Service => incident.service(),
            Self::Owner => incident.owner(),
            Self::Team => incident.team(),
            Self::Category => incident.category(),
            Self::Source => Some(incident.source()),
            Self::Priority => ["P1", "P2", "P3", "P4", "P5"]
                .get(usize::from(incident.priority().level()).wrapping_sub(1))
                .copied(),
            Self::State => Some(incident.state().word()),
            Self::Label(name) => incident.label(|label| label.eq_ignore_ascii_case(name)),
        };
        value.filter(|v| !v.is_empty())
    }

    /// The head of those without a value: `no owner`.
    pub fn none(&self) -> String {
        match self {
            Self::Label(name) => format!("no {name}"),
            other => format!("no {other}"),
        }
    }
}

impl FromStr for GroupBy {
    type Err = ArrangeError;

    /// Reads `service`, `label.region`, `cluster`.
    fn from_str(text: &str) -> Result<Self, ArrangeError> {
        let text = text.trim();
        if let Some(label) = text.strip_prefix("label.").filter(|l| !l.is_empty()) {
            return Ok(Self::Label(label.to_owned()));
        }
        Ok(match text {
            "service" => Self::Service,
            "owner" => Self::Owner,
            "team" => Self::Team,
            "category" => Self::Category,
            "source" => Self::Source,
            "p" | "priority" => Self::Priority,
            "state" => Self::State,
            "cluster" => Self::Label("cluster".to_owned()),
            _ => {
                return Err(ArrangeError {
                    what: "the group",
                    word: text.to_owned(),
                    known: format!("{}, label.NAME, none", Self::WORDS.join(", ")),
                    nearest: nearest(text, Self::WORDS.into_iter()),
                });
            }
        })
    }
}

impl fmt::Display for GroupBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service => f.write_str("service"),
            Self::Owner => f.write_str("owner"),
            Self::Team => f.write_str("team"),
            Self::Category => f.write_str("category"),
            Self::Source => f.write_str("source"),
            Self::Priority => f.write_str("p"),
            Self::State => f.write_str("state"),
            Self::Label(name) => write!(f, "label.{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_read_and_write_the_same() {
        for text in ["service", "p", "label.region"] {
            assert_eq!(text.parse::<GroupBy>().map(|g| g.to_string()).as_deref(), Ok(text));
        }
        assert_eq!("cluster".parse::<GroupBy>(), Ok(GroupBy::Label("cluster".into())));
        assert_eq!("servise".parse::<GroupBy>().expect_err("no such group").nearest, Some("service"));
    }
}
