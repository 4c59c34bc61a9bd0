//! The API's incident as the rest of the program knows it.

use std::sync::Arc;

use super::{EventRecord, IncidentRecord};
use crate::{
    domain::{Detail, Event, Incident, IncidentId, Number, SourceName},
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
            hold: None,
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
            }),
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
