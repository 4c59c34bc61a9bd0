//! How a view arranges what it shows: by what it is sorted, by what it is grouped, which columns it has.
//!
//! The words here are those of `[[view]]` in the configuration, of `list --sort`, of the palette and of the screen's
//! menus: one parser for all. What a view *shows* is its query ([`super::query`]).
//!
//! | written | means |
//! |---|---|
//! | `sort = "attention"` | what needs somebody first (see [`super::order`]) |
//! | `sort = "service,-age"` | by service, of each service the oldest first |
//! | `group = "team"`, `group = "label.region"` | rows under a head line each |
//! | `columns = ["p", "state", "title:40", "label.region"]` | these, in this order, one of them 40 cells wide |

mod columns;
pub mod compare;
mod group;
mod sort;

pub use columns::{ColumnSpec, ColumnWord, Columns};
pub use group::GroupBy;
pub use sort::{Sort, SortBy};

/// Why a word about a view's arrangement cannot stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} `{word}` is not known; there are {known}")]
pub struct ArrangeError {
    /// What it was to be: `sort column`.
    pub what: &'static str,
    /// As written.
    pub word: String,
    /// The words there are.
    pub known: String,
    /// The nearest of them, if one is near.
    pub nearest: Option<&'static str>,
}

/// How a view arranges its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrange {
    /// By what the rows are sorted.
    pub sort: Sort,
    /// By what they are grouped; `None` is one list.
    pub group: Option<GroupBy>,
    /// Which columns it has; `None`: those that the width allows.
    pub columns: Option<Columns>,
}

/// The nearest of some words, if one is near enough to have been meant.
fn nearest(word: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    known
        .map(|name| (strsim::damerau_levenshtein(name, word), name))
        .min()
        .filter(|(far, _)| *far <= 2)
        .map(|(_, name)| name)
}
