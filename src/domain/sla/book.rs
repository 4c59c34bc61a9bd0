//! All policies of a team, and those it begins with.

use std::sync::{Arc, LazyLock};

use chrono_tz::Tz;

use super::{Calendar, Metric, OnPriorityChange, OnReopen, Policy, Target};
use crate::{
    domain::{
        query::Query,
        time::{HOUR, MINUTE},
    },
    text::{Kind, SafeText},
};

/// All policies of a team, checked. Every policy whose query an incident answers makes a clock of its own (M1).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Book {
    policies: Vec<Arc<Policy>>,
}

impl Book {
    /// Without any promise.
    pub const EMPTY: Self = Self { policies: Vec::new() };

    /// Of these policies, in the order in which clocks are listed.
    pub fn new(policies: Vec<Policy>) -> Self {
        Self { policies: policies.into_iter().map(Arc::new).collect() }
    }

    /// The policies.
    pub fn policies(&self) -> &[Arc<Policy>] {
        &self.policies
    }

    /// What holds where nobody configured anything.
    pub fn standard() -> &'static Arc<Self> {
        static STANDARD: LazyLock<Arc<Book>> = LazyLock::new(|| Arc::new(standard()));
        &STANDARD
    }
}

fn standard() -> Book {
    let around = Arc::new(Calendar::always(Tz::UTC));
    let policy = |level: u8, metric: Metric, word: &str, target: i64| Policy {
        name: SafeText::clean(&format!("P{level} {word}"), Kind::Label),
        metric,
        query: Query::parse(&format!("p:{level}")).unwrap_or_default(),
        target: Target::Seconds(target),
        calendar: Arc::clone(&around),
        calendar_name: SafeText::clean("24x7", Kind::Label),
        pausable: metric.pausable(),
        pause_on: Vec::new(),
        warn: vec![50, 75, 90],
        warn_before_s: Vec::new(),
        on_priority_change: OnPriorityChange::Retroactive,
        on_reopen: OnReopen::Resume,
    };
    let mut policies = Vec::new();
    for (level, response, resolution) in [
        (1, 5 * MINUTE, 4 * HOUR),
        (2, 30 * MINUTE, 8 * HOUR),
        (3, 4 * HOUR, 24 * HOUR),
        (4, 8 * HOUR, 40 * HOUR),
    ] {
        policies.push(policy(level, Metric::Response, "response", response));
        policies.push(policy(level, Metric::Resolution, "resolution", resolution));
    }
    Book::new(policies)
}
