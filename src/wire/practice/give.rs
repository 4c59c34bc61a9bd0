//! The document of a practice. A part of [`super`].

use std::sync::Arc;

use super::{AutoCloseDoc, CategoryDoc, MatrixDoc, NamedCalendar, PolicyDoc, PracticeDoc, TargetDoc};
use crate::{
    domain::{
        Practice,
        matrix::Matrix,
        sla::{Calendar, Policy, Target},
    },
    text::{Kind, SafeText},
};

/// The name of the calendar that needs none.
pub(super) const AROUND_THE_CLOCK: &str = "24x7";

impl From<&Practice> for PracticeDoc {
    fn from(practice: &Practice) -> Self {
        let calendars = calendars(practice);
        let auto_close = practice.auto_close.as_ref().map(|(after, calendar)| AutoCloseDoc {
            after: (*after).into(),
            calendar: name_of(calendar, &calendars),
        });
        Self {
            matrix: (&practice.matrix).into(),
            categories: practice
                .categories
                .tree
                .iter()
                .map(|(name, sub)| CategoryDoc { name: name.clone(), sub: sub.clone() })
                .collect(),
            codes: practice.codes.clone(),
            policies: practice.book.policies().iter().map(|policy| policy_doc(policy)).collect(),
            calendars: calendars
                .into_iter()
                .map(|(name, calendar)| NamedCalendar { name, hours: calendar.spec() })
                .collect(),
            auto_close,
        }
    }
}

/// Those that are named, then those that promises name and the closing needs.
fn calendars(practice: &Practice) -> Vec<(SafeText, Arc<Calendar>)> {
    let mut known = practice.calendars.clone();
    for policy in practice.book.policies() {
        if !known.iter().any(|(name, _)| *name == policy.calendar_name) {
            known.push((policy.calendar_name.clone(), Arc::clone(&policy.calendar)));
        }
    }
    if let Some((_, calendar)) = &practice.auto_close
        && !known.iter().any(|(_, known)| known == calendar)
    {
        known.push((SafeText::clean("closing", Kind::Label), Arc::clone(calendar)));
    }
    known
}

fn name_of(calendar: &Arc<Calendar>, known: &[(SafeText, Arc<Calendar>)]) -> SafeText {
    let found = known.iter().find(|(_, known)| known == calendar).map(|(name, _)| name.clone());
    found.unwrap_or_else(|| SafeText::clean(AROUND_THE_CLOCK, Kind::Label))
}

impl From<&Matrix> for MatrixDoc {
    fn from(matrix: &Matrix) -> Self {
        let row = |i| (1..=matrix.urgencies()).filter_map(|u| matrix.priority(i, u)).collect();
        let name = |name: &str| SafeText::clean(name, Kind::Label);
        Self {
            impacts: (1..=matrix.impacts()).map(|i| name(matrix.impact_name(i))).collect(),
            urgencies: (1..=matrix.urgencies()).map(|u| name(matrix.urgency_name(u))).collect(),
            cells: (1..=matrix.impacts()).map(row).collect(),
        }
    }
}

impl From<Target> for TargetDoc {
    fn from(target: Target) -> Self {
        match target {
            Target::Seconds(seconds) => Self::Seconds(seconds),
            Target::BusinessDays(days) => Self::Days(format!("{days}bd")),
        }
    }
}

fn policy_doc(policy: &Policy) -> PolicyDoc {
    PolicyDoc {
        name: policy.name.clone(),
        metric: policy.metric,
        query: policy.query.text().to_owned(),
        target: policy.target.into(),
        calendar: policy.calendar_name.clone(),
        pausable: policy.pausable,
        pause_on: policy.pause_on.clone(),
        warn: policy.warn.clone(),
        warn_before_s: policy.warn_before_s.clone(),
        on_priority_change: policy.on_priority_change,
        on_reopen: policy.on_reopen,
    }
}
