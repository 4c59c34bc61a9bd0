//! A new incident.

use std::collections::BTreeMap;

use super::{
    Refused, check,
    desk::{Desk, Told},
    words,
};
use crate::{
    domain::{Number, Priority, State, Time, event::EventKind},
    text::SafeText,
    wire::{IncidentRecord, NewIncident, Origin},
};

/// Opens an incident. It opened when it was told of, which is before now where the line was down.
pub(super) fn open(desk: &mut Desk, new: &NewIncident) -> Result<IncidentRecord, Refused> {
    let who = check::by(&new.by, desk.now)?;
    let (impact, urgency) = (check::level("impact", new.impact)?, check::level("urgency", new.urgency)?);
    let record = IncidentRecord {
        description: check::maybe_words("description", new.description.as_ref())?,
        impact,
        urgency,
        priority: Priority::of(impact, urgency),
        severity: check::maybe_name("severity", new.severity.as_ref())?,
        service: check::maybe_name("service", new.service.as_ref())?,
        owner: check::maybe_name("owner", new.owner.as_ref())?,
        team: check::maybe_name("team", new.team.as_ref())?,
        labels: check::labels("labels", &new.labels)?,
        origin: new.origin.unwrap_or(Origin::Api),
        url: check::maybe_url("url", new.url.as_ref())?,
        runbook: check::maybe_url("runbook", new.runbook.as_ref())?,
        occurred_at: check::past("occurred_at", new.occurred_at, desk.now)?,
        ..blank(check::title("title", &new.title)?, who.at, desk.now)
    };
    let record = numbered(desk, record)?;
    let told = Told {
        kind: EventKind::Opened,
        at: who.at,
        actor: who.actor,
        via: who.via,
        text: words::opened(&record),
        code: None,
        public: false,
    };
    desk.write(record.clone(), told);
    Ok(record)
}

/// An incident of which nothing is known but its title.
pub(super) fn blank(title: SafeText, opened_at: Time, now: Time) -> IncidentRecord {
    IncidentRecord {
        id: String::new(),
        number: 0,
        version: 1,
        title,
        description: None,
        state: State::New,
        priority: Priority::of(2, 2),
        impact: 2,
        urgency: 2,
        category: None,
        subcategory: None,
        hold: None,
        record: crate::domain::Record::default(),
        severity: None,
        service: None,
        owner: None,
        team: None,
        labels: BTreeMap::new(),
        origin: Origin::Api,
        dedup_key: None,
        url: None,
        runbook: None,
        opened_at,
        occurred_at: None,
        acked_at: None,
        ack_until: None,
        resolved_at: None,
        updated_at: now,
        resolution: None,
        count: 1,
        reopen_count: 0,
        recurrence_of: None,
        hidden_chars: false,
    }
}

/// The same with the next number.
pub(super) fn numbered(desk: &mut Desk, record: IncidentRecord) -> Result<IncidentRecord, Refused> {
    let full = || Refused::Storage("all tracking numbers are used: begin a new database".into());
    let number = Number::new(desk.next_number).ok_or_else(full)?;
    desk.next_number = desk.next_number.checked_add(1).ok_or_else(full)?;
    Ok(IncidentRecord { id: number.long(), number: number.get(), ..record })
}
