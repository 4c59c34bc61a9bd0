//! Field by field, old and new.

use serde::Serialize;
use serde_json::Value;

use crate::{
    domain::Record,
    wire::{FieldChange, IncidentRecord, Person, Service},
};

/// Fields that others change from outside, and that are no conflict for anybody: how often it was raised, and how many
/// hang under it.
const UNDECIDED: [&str; 2] = ["count", "record.children"];

/// Whether anything changed that people decide on.
pub(super) fn decided(changes: &[FieldChange]) -> bool {
    changes.iter().any(|c| !UNDECIDED.contains(&c.field.as_str()))
}

/// Collects what differs.
struct Diff(Vec<FieldChange>);

impl Diff {
    fn field<T: Serialize + PartialEq>(&mut self, name: &str, old: &T, new: &T) -> &mut Self {
        if old != new {
            self.0.push(FieldChange { field: name.to_owned(), old: value(old), new: value(new) });
        }
        self
    }
}

/// Our own values are always JSON.
fn value<T: Serialize>(of: &T) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

/// Every field of an incident that can change, but its version and its last change.
pub(super) fn incident(old: &IncidentRecord, new: &IncidentRecord) -> Vec<FieldChange> {
    let mut diff = Diff(Vec::new());
    diff.field("title", &old.title, &new.title)
        .field("description", &old.description, &new.description)
        .field("state", &old.state, &new.state)
        .field("priority", &old.priority, &new.priority)
        .field("impact", &old.impact, &new.impact)
        .field("urgency", &old.urgency, &new.urgency)
        .field("severity", &old.severity, &new.severity)
        .field("service", &old.service, &new.service)
        .field("owner", &old.owner, &new.owner)
        .field("team", &old.team, &new.team)
        .field("labels", &old.labels, &new.labels)
        .field("url", &old.url, &new.url)
        .field("runbook", &old.runbook, &new.runbook)
        .field("acked_at", &old.acked_at, &new.acked_at)
        .field("ack_until", &old.ack_until, &new.ack_until)
        .field("resolved_at", &old.resolved_at, &new.resolved_at)
        .field("resolution", &old.resolution, &new.resolution)
        .field("count", &old.count, &new.count)
        .field("reopen_count", &old.reopen_count, &new.reopen_count)
        .field("category", &old.category, &new.category)
        .field("subcategory", &old.subcategory, &new.subcategory)
        .field("hold", &old.hold, &new.hold)
        .field("occurred_at", &old.occurred_at, &new.occurred_at);
    record(&mut diff, &old.record, &new.record);
    diff.0
}

/// What people recorded, part by part. Passages are left out: each is an entry of its own.
fn record(diff: &mut Diff, old: &Record, new: &Record) {
    diff.field("record.phase", &old.phase, &new.phase)
        .field("record.verdict", &old.verdict, &new.verdict)
        .field("record.reporter", &old.reporter, &new.reporter)
        .field("record.callers", &old.callers, &new.callers)
        .field("record.detected_at", &old.detected_at, &new.detected_at)
        .field("record.mitigated_at", &old.mitigated_at, &new.mitigated_at)
        .field("record.impact_left", &old.impact_left, &new.impact_left)
        .field("record.closed_at", &old.closed_at, &new.closed_at)
        .field("record.initial_category", &old.initial_category, &new.initial_category)
        .field("record.computed", &old.computed, &new.computed)
        .field("record.override", &old.override_, &new.override_)
        .field("record.major", &old.major, &new.major)
        .field("record.snoozed_until", &old.snoozed_until, &new.snoozed_until)
        .field("record.ending", &old.ending, &new.ending)
        .field("record.confirmation", &old.confirmation, &new.confirmation)
        .field("record.unanswered", &old.unanswered, &new.unanswered)
        .field("record.told", &old.told, &new.told)
        .field("record.parent", &old.parent, &new.parent)
        .field("record.children", &old.children, &new.children)
        .field("record.follow_up_of", &old.follow_up_of, &new.follow_up_of)
        .field("record.links", &old.links, &new.links)
        .field("record.excuses", &old.excuses, &new.excuses)
        .field("record.corrections", &old.corrections, &new.corrections);
}

/// What a new incident begins with, as far as it is decided: the rest stands in the incident.
pub(super) fn opened(new: &IncidentRecord) -> Vec<FieldChange> {
    let mut diff = Diff(Vec::new());
    diff.field("state", &None, &Some(new.state))
        .field("priority", &None, &Some(new.priority))
        .field("owner", &None, &new.owner);
    diff.0
}

/// Every field of a service; without an old one, those that are filled in.
pub(super) fn service(old: Option<&Service>, new: &Service) -> Vec<FieldChange> {
    let empty = Service { id: new.id.clone(), ..Service::default() };
    let old = old.unwrap_or(&empty);
    let mut diff = Diff(Vec::new());
    diff.field("name", &old.name, &new.name)
        .field("team", &old.team, &new.team)
        .field("criticality", &old.criticality, &new.criticality)
        .field("depends_on", &old.depends_on, &new.depends_on)
        .field("runbooks", &old.runbooks, &new.runbooks)
        .field("category", &old.category, &new.category);
    diff.0
}

/// Every field of a person; without an old one, those that are filled in.
pub(super) fn person(old: Option<&Person>, new: &Person) -> Vec<FieldChange> {
    let empty = Person { id: new.id.clone(), ..Person::default() };
    let old = old.unwrap_or(&empty);
    let mut diff = Diff(Vec::new());
    diff.field("name", &old.name, &new.name)
        .field("email", &old.email, &new.email)
        .field("phone", &old.phone, &new.phone)
        .field("team", &old.team, &new.team)
        .field("time_zone", &old.time_zone, &new.time_zone)
        .field("vip", &old.vip, &new.vip);
    diff.0
}
