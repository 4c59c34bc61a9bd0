//! The tabs over the board. A part of [`super`].

use crate::{
    domain::{Time, query::Query, time::DAY, view::Arrange},
    text::{Kind, SafeText},
};

/// A tab over the board: a name and a query.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The word on the tab.
    pub name: SafeText,
    /// What it shows.
    pub query: Query,
    /// How it arranges that.
    pub arrange: Arrange,
}

/// The name of the view of what changed since the last visit.
pub(super) const SINCE: &str = "since";

impl View {
    /// What changed since the screen was last left: opened, acknowledged, resolved or anything else; `None` on a first
    /// visit, or after 30 days.
    pub fn since(last_visit: Option<Time>, now: Time) -> Option<Self> {
        let visit = last_visit.filter(|v| now - *v < 30 * DAY)?;
        let query = Query::parse(&format!("updated<{}s", (now - visit).max(1))).ok()?;
        Some(Self { name: SafeText::clean(SINCE, Kind::Label), query, arrange: Arrange::default() })
    }
}
