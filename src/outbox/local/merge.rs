//! What an incident looks like with our facts laid over it.
//!
//! | what | whose word counts |
//! |---|---|
//! | number | the source's, where it gives numbers |
//! | owner | ours; without one the source's |
//! | first acknowledgement | the first one ever seen |
//! | state | ours where the source has no such state, unless it silenced the incident since ([`super::kept`]) |
//! | priority, category, record | ours where we have one |
//! | all else, `raw_status` above all | the source's |

use std::sync::Arc;

use super::occurrence::Row;
use crate::{
    domain::{Incident, Number, Time, incident::LocalField},
    text::{Kind, SafeText},
};

/// Lays `row` over `incident`.
pub(super) fn merge(incident: &mut Incident, row: &Row) {
    incident.number = incident.number.or_else(|| Number::new(row.number));
    let mut local = Vec::new();
    if let Some(owner) = &row.owner {
        incident.owner = Some(SafeText::clean(owner, Kind::Label));
        local.push(LocalField::Owner);
    }
    if let Some(acked) = row.acked_at.map(Time::from_unix)
        && incident.acked_at != Some(acked)
    {
        incident.acked_at = Some(acked);
        local.push(LocalField::AckedAt);
    }
    if row.notes > 0 {
        local.push(LocalField::Notes);
    }
    if row.events > 0 {
        local.push(LocalField::Timeline);
    }
    if row.record.is_some() {
        row.kept().lay(incident, &mut local);
    }
    incident.updated_at = incident.updated_at.max(Time::from_unix(row.updated_at));
    let recurrence_of = row.recurrence_of.and_then(Number::new);
    if local.is_empty() && row.reopen_count == 0 && recurrence_of.is_none() {
        return;
    }
    let detail = Arc::make_mut(&mut incident.detail);
    detail.local.extend(local);
    detail.local.sort_unstable();
    detail.local.dedup();
    detail.reopen_count = detail.reopen_count.max(row.reopen_count);
    detail.recurrence_of = detail.recurrence_of.or(recurrence_of);
}
