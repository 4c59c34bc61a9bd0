//! How the team behind the server works: its matrix, categories, codes, calendars, promises (`GET /v1/practice`).
//!
//! Clocks are never sent: whoever has an incident's facts and this computes the same ones ([`crate::domain::sla`]).
//!
//! | file | what it does |
//! |---|---|
//! | this one | the document's types |
//! | `give` | from [`crate::domain::Practice`] |
//! | `take` | back, checked: a fault names its place in the document |

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        Priority,
        incident::HoldReason,
        sla::{CalendarSpec, Metric, OnPriorityChange, OnReopen},
    },
    text::SafeText,
};

mod give;
mod take;
#[cfg(test)]
mod tests;

pub use take::Fault;

/// How the team behind the server works.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Practice)]
pub struct PracticeDoc {
    /// Impact and urgency to priority.
    pub matrix: MatrixDoc,
    /// The category tree, in the order in which people are offered it.
    pub categories: Vec<CategoryDoc>,
    /// Resolution codes that people are offered; any other word is taken too.
    #[serde(default)]
    #[schema(example = json!(["fixed", "workaround"]))]
    pub codes: Vec<SafeText>,
    /// Working hours by name: those that policies name, and others.
    #[serde(default)]
    pub calendars: Vec<NamedCalendar>,
    /// What is promised, in the order in which clocks are listed. Every policy whose query an incident answers makes a
    /// clock.
    pub policies: Vec<PolicyDoc>,
    /// How resolved incidents close by themselves whose caller does not answer; null: never.
    #[serde(default)]
    pub auto_close: Option<AutoCloseDoc>,
}

/// Impact and urgency to priority: every impact and every urgency has one. Levels count from 1, which is the highest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Matrix)]
pub struct MatrixDoc {
    /// What the levels of impact are called, the highest first; one for each row.
    #[serde(default)]
    #[schema(example = json!(["the whole site", "a department", "one person"]))]
    pub impacts: Vec<SafeText>,
    /// What the levels of urgency are called, the highest first; one for each column.
    #[serde(default)]
    #[schema(example = json!(["the whole site", "a department", "one person"]))]
    pub urgencies: Vec<SafeText>,
    /// One row an impact, one cell an urgency.
    #[schema(example = json!([[1, 2, 3], [2, 3, 4], [3, 4, 5]]))]
    pub cells: Vec<Vec<Priority>>,
}

/// A category with what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Category)]
pub struct CategoryDoc {
    /// The first level.
    #[schema(example = "database")]
    pub name: SafeText,
    /// The second.
    #[serde(default)]
    #[schema(example = json!(["postgresql", "replication"]))]
    pub sub: Vec<SafeText>,
}

/// Working hours with their name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NamedCalendar {
    /// What policies call it.
    #[schema(example = "8x5")]
    pub name: SafeText,
    /// When it is open.
    pub hours: CalendarSpec,
}

/// How long is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Target, example = json!(14_400))]
pub enum TargetDoc {
    /// Working seconds.
    Seconds(i64),
    /// Working days of the calendar: `3bd`.
    Days(String),
}

/// One promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Policy, example = json!({"name": "P1 resolution", "metric": "resolution", "query": "p:1", "target": 14_400, "calendar": "24x7", "pausable": true, "pause_on": ["awaiting_reporter", "awaiting_vendor", "scheduled"], "warn": [50, 75, 90], "warn_before_s": [], "on_priority_change": "retroactive", "on_reopen": "resume"}))]
pub struct PolicyDoc {
    /// Its name, unique in the document.
    pub name: SafeText,
    /// What it measures.
    pub metric: Metric,
    /// Which incidents it is made to, in the query language; all of them where it is empty.
    #[serde(default)]
    pub query: String,
    /// How long is allowed: working seconds, or working days as `3bd`.
    pub target: TargetDoc,
    /// In whose working hours: a name of `calendars`, or `24x7`.
    pub calendar: SafeText,
    /// Whether holds pause it at all.
    pub pausable: bool,
    /// Which holds pause it.
    #[serde(default)]
    pub pause_on: Vec<HoldReason>,
    /// Warns when so much of the target is used up, in percent.
    #[serde(default)]
    pub warn: Vec<u16>,
    /// Warns so many working seconds before the target is used up.
    #[serde(default)]
    pub warn_before_s: Vec<i64>,
    /// What a change of priority does to it.
    pub on_priority_change: OnPriorityChange,
    /// What a reopening does to it.
    pub on_reopen: OnReopen,
}

/// How resolved incidents close by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AutoClose, example = json!({"after": "5bd", "calendar": "8x5"}))]
pub struct AutoCloseDoc {
    /// How long after the resolution: working seconds, or working days as `5bd`.
    pub after: TargetDoc,
    /// In which calendar: a name of `calendars`, or `24x7`.
    pub calendar: SafeText,
}
