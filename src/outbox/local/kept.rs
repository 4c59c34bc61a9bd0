//! What people decided about an incident, where its source cannot hold it: laid over what the source says, and taken
//! off again from what the lifecycle makes of both.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{OutboxError, occurrence::Row};
use crate::{
    domain::{Detail, Hold, Incident, Priority, Record, State, Time, incident::LocalField},
    text::SafeText,
};

/// The overlay's part of an incident. What is absent is as the source says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in super::super) struct Kept {
    /// Where it stands, where the source has no such state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// Since when it stands there: a silence that began later says more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
    /// What it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<Box<Hold>>,
    /// When it opened first, for one that came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<SafeText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<SafeText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<SafeText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<SafeText>,
    #[serde(skip_serializing_if = "Record::is_empty")]
    pub record: Record,
}

impl Kept {
    /// As the table holds it. What a newer program wrote otherwise reads as nothing.
    pub fn read(json: Option<&str>) -> Self {
        json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    /// For the table; `None` where nothing is left to keep.
    pub fn json(&self) -> Result<Option<String>, OutboxError> {
        if *self == Self::default() { Ok(None) } else { Ok(Some(serde_json::to_string(self)?)) }
    }

    /// What of `after` the source does not say itself. `before` is what was kept until now; a source that `acks` by
    /// itself is believed about that: an acknowledgement is never made up for it.
    pub fn of(bare: &Incident, before: &Self, after: &Incident, acks: bool, now: Time) -> Self {
        let (theirs, ours) = (&bare.detail, &after.detail);
        let theirs_to_say = acks && matches!(after.state, State::New | State::Acknowledged);
        let state = (after.state != bare.state && !theirs_to_say).then_some(after.state);
        let waits = after.state == State::OnHold && after.hold != bare.hold;
        let state = if waits { Some(State::OnHold) } else { state };
        Self {
            state,
            since: state.map(|s| before.since.filter(|_| before.state == Some(s)).unwrap_or(now)),
            // Of one that was cancelled while it waited too: it may be taken back.
            hold: after.hold.clone().filter(|_| state.is_some() && after.hold != bare.hold),
            opened_at: before.opened_at,
            resolved_at: other(after.resolved_at, bare.resolved_at),
            priority: (after.priority != bare.priority).then_some(after.priority),
            impact: other(ours.impact, theirs.impact),
            urgency: other(ours.urgency, theirs.urgency),
            service: changed(after.service.as_ref(), bare.service.as_ref()),
            team: changed(ours.team.as_ref(), theirs.team.as_ref()),
            category: changed(ours.category.as_ref(), theirs.category.as_ref()),
            subcategory: changed(ours.subcategory.as_ref(), theirs.subcategory.as_ref()),
            record: if ours.record == theirs.record { Record::default() } else { ours.record.clone() },
        }
    }

    /// Lays it over; returns which fields are ours then.
    pub fn lay(self, incident: &mut Incident, local: &mut Vec<LocalField>) {
        let mut clocks = false;
        if let Some(state) = self.state
            && !self.outdone(incident)
        {
            incident.state = state;
            incident.hold = self.hold;
            local.push(LocalField::State);
        }
        if let Some(opened) = self.opened_at {
            (incident.opened_at, clocks) = (opened, true);
        }
        if self.resolved_at.is_some() {
            (incident.resolved_at, clocks) = (self.resolved_at, true);
        }
        if let Some(priority) = self.priority {
            incident.priority = priority;
            clocks = true;
        }
        if self.priority.is_some() || self.impact.is_some() || self.urgency.is_some() {
            local.push(LocalField::Priority);
        }
        if self.service.is_some() {
            incident.service = self.service;
        }
        let detail = Arc::make_mut(&mut incident.detail);
        let Detail { impact, urgency, team, category, subcategory, record, .. } = detail;
        (*impact, *urgency) = (self.impact.or(*impact), self.urgency.or(*urgency));
        if self.category.is_some() {
            // The second level is of the first.
            (*category, *subcategory) = (self.category, self.subcategory);
            local.push(LocalField::Category);
        }
        if self.team.is_some() {
            *team = self.team;
        }
        if !self.record.is_empty() {
            *record = self.record;
            local.push(LocalField::Record);
        }
        clocks |= record.mitigated_at.is_some() || !record.passages.is_empty();
        if clocks {
            local.push(LocalField::Clocks);
        }
    }

    /// The source holds it since after we decided: a silence that somebody made meanwhile says more than that work had
    /// begun. It never undoes an end, or a hold that we know the reason of.
    fn outdone(&self, incident: &Incident) -> bool {
        let ours_stays = self.state.is_none_or(|s| !s.is_open() || s == State::OnHold);
        let silenced = incident.hold.as_deref().filter(|h| h.reason.by_source()).and_then(|h| h.since);
        !ours_stays && incident.state == State::OnHold && silenced > self.since
    }
}

fn other<T: PartialEq + Copy>(ours: Option<T>, theirs: Option<T>) -> Option<T> {
    if ours == theirs { None } else { ours }
}

fn changed(ours: Option<&SafeText>, theirs: Option<&SafeText>) -> Option<SafeText> {
    if ours == theirs { None } else { ours.cloned() }
}

impl Row {
    /// What is kept of it.
    pub fn kept(&self) -> Kept {
        Kept::read(self.record.as_deref())
    }

    /// Whether it is over for us, whatever its source says: nothing comes back to it.
    pub fn is_final(&self) -> bool {
        self.record.is_some() && self.kept().state.is_some_and(State::is_final)
    }
}
