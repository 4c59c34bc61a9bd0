//! The API's incident as the rest of the program knows it.

use std::sync::Arc;

use super::{EventRecord, IncidentRecord};
use crate::{
    domain::{Detail, Event, Incident, IncidentId, Number, Record, SourceName},
    text::{Kind, Opaque, SafeText},
};

impl IncidentRecord {
    /// As an incident of `source`. The version it was read at goes into [`Detail::keep`]: verbs that must not overrun
    /// somebody else's decision send it back as `If-Match`.
    pub fn to_incident(&self, source: &SourceName) -> Incident {
        Incident {
            id: IncidentId::new(source, &self.id),
            number: Number::new(self.number),
            source: source.clone(),
            title: self.title.clone(),
            service: self.service.clone(),
            owner: self.owner.clone(),
            state: self.state,
            priority: self.priority,
            opened_at: self.opened_at,
            acked_at: self.acked_at,
            ack_until: self.ack_until,
            resolved_at: self.resolved_at,
            updated_at: self.updated_at,
            count: self.count,
            hold: self.hold.clone(),
            hidden_chars: self.hidden_chars,
            detail: Arc::new(Detail {
                native_id: Opaque::new(self.id.as_str()),
                keep: Opaque::new(self.etag()),
                raw_status: SafeText::clean(self.state.word(), Kind::Label),
                severity: self.severity.clone(),
                description: self.description.clone(),
                url: self.url.clone(),
                runbook: self.runbook.clone(),
                impact: Some(self.impact),
                urgency: Some(self.urgency),
                labels: self.labels.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
                local: Vec::new(),
                reopen_count: self.reopen_count,
                recurrence_of: self.recurrence_of.and_then(Number::new),
                marks: Vec::new(),
                team: self.team.clone(),
                category: self.category.clone(),
                subcategory: self.subcategory.clone(),
                record: Record {
                    origin: Some(self.origin),
                    occurred_at: self.occurred_at,
                    resolution: self.resolution.clone().map(Box::new),
                    ..self.record.clone()
                },
                source_clocks: Vec::new(),
            }),
        }
    }

    /// The same record after `incident`, which was this one ([`Self::to_incident`]), has changed: what the lifecycle
    /// decides about is taken over, what it knows nothing of stays.
    #[must_use]
    pub fn with(self, incident: Incident) -> Self {
        let detail = Arc::unwrap_or_clone(incident.detail);
        let mut record = detail.record;
        Self {
            title: incident.title,
            description: detail.description,
            state: incident.state,
            priority: incident.priority,
            impact: detail.impact.unwrap_or(self.impact),
            urgency: detail.urgency.unwrap_or(self.urgency),
            category: detail.category,
            subcategory: detail.subcategory,
            hold: incident.hold,
            service: incident.service,
            owner: incident.owner,
            team: detail.team,
            origin: record.origin.take().unwrap_or(self.origin),
            acked_at: incident.acked_at,
            ack_until: incident.ack_until,
            resolved_at: incident.resolved_at,
            count: incident.count,
            occurred_at: record.occurred_at.take(),
            resolution: record.resolution.take().map(|r| *r),
            reopen_count: detail.reopen_count,
            record,
            ..self
        }
    }
}

impl EventRecord {
    /// As an entry of a timeline.
    pub fn to_event(&self) -> Event {
        Event {
            at: self.occurred_at,
            recorded_at: self.recorded_at,
            kind: self.kind,
            actor: self.actor.name.clone(),
            text: self.text.clone(),
            local: false,
        }
    }
}
