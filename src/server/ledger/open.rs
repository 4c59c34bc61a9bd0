//! A new incident.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    Refused,
    check::{self, SLACK, Who},
    desk::{Desk, Told},
    kin, verb, words,
};
use crate::{
    domain::{
        Number, Priority, Record, State, Time, Verb,
        event::EventKind,
        lifecycle::{self, Begin},
        record::{CancelReason, Major, Verdict},
    },
    text::SafeText,
    wire::{IncidentRecord, NewIncident, Origin},
};

/// Opens an incident. It opened when it was told of, which is before now where the line was down.
pub(super) fn open(desk: &mut Desk, new: &NewIncident) -> Result<IncidentRecord, Refused> {
    let who = check::by(&new.by, desk.now)?;
    let new = &followed(desk, new)?;
    let record = checked(desk, new, &who)?;
    let parent = record.record.parent;
    let record = numbered(desk, record)?;
    let number = record.number;
    let told = Told {
        kind: EventKind::Opened,
        at: who.at,
        actor: who.actor.clone(),
        via: who.via.clone(),
        text: words::opened(&record),
        code: None,
        public: false,
    };
    desk.write(record.clone(), told);
    if let Some(parent) = parent {
        kin::hangs(desk, number, parent, true, &who);
    }
    if new.verdict == Some(Verdict::NotAnIncident) {
        // Logged, and over at once.
        let cancel = Verb::Cancel { reason: CancelReason::NotAnIncident, detail: None, duplicate_of: None };
        verb::make(desk, record.clone(), &cancel, &who, None)?;
    }
    Ok(desk.incidents.get(&number).cloned().unwrap_or(record))
}

/// What is not said of a follow-up is taken from the closed one that it goes on with (T14).
fn followed<'a>(desk: &Desk, new: &'a NewIncident) -> Result<Cow<'a, NewIncident>, Refused> {
    let Some(number) = new.follow_up_of else { return Ok(Cow::Borrowed(new)) };
    let of = known(desk, "follow_up_of", number)?;
    if of.state != State::Closed {
        let (id, state) = (&of.id, of.state.word().replace('_', " "));
        let instead = match of.state {
            State::Resolved => "reopen it",
            state if state.is_open() => "go on with it",
            _ => "open a new one",
        };
        return Err(check::invalid(
            "follow_up_of",
            format!("is {id}, which is {state} and not closed: {instead}"),
        ));
    }
    let or = |said: &Option<SafeText>, was: &Option<SafeText>| said.clone().or_else(|| was.clone());
    let sorted = new.category.is_some() || new.subcategory.is_some();
    Ok(Cow::Owned(NewIncident {
        title: if new.title.is_empty() { of.title.clone() } else { new.title.clone() },
        description: or(&new.description, &of.description),
        service: or(&new.service, &of.service),
        team: or(&new.team, &of.team),
        severity: or(&new.severity, &of.severity),
        url: or(&new.url, &of.url),
        runbook: or(&new.runbook, &of.runbook),
        impact: new.impact.or(Some(of.impact)),
        urgency: new.urgency.or(Some(of.urgency)),
        category: if sorted { new.category.clone() } else { of.category.clone() },
        subcategory: if sorted { new.subcategory.clone() } else { of.subcategory.clone() },
        labels: if new.labels.is_empty() { of.labels.clone() } else { new.labels.clone() },
        reporter: new.reporter.clone().or_else(|| of.record.reporter.as_deref().cloned()),
        ..new.clone()
    }))
}

/// Another incident that is named.
fn known<'a>(desk: &'a Desk, field: &str, number: u32) -> Result<&'a IncidentRecord, Refused> {
    desk.incidents
        .get(&number)
        .ok_or_else(|| check::invalid(field, format!("is INC-{number:06}, which there is not")))
}

/// Every field, and what follows from them.
fn checked(desk: &Desk, new: &NewIncident, who: &Who) -> Result<IncidentRecord, Refused> {
    let service = check::maybe_name("service", new.service.as_ref())?;
    let catalogued = service.as_ref().and_then(|id| desk.services.get(id));
    let team = check::maybe_name("team", new.team.as_ref())?;
    let begun = lifecycle::begin(
        &Begin {
            impact: new.impact,
            urgency: new.urgency,
            category: new.category.as_ref(),
            sub: new.subcategory.as_ref(),
            criticality: catalogued.and_then(|s| s.criticality),
            verdict: new.verdict,
        },
        &desk.practice,
    )?;
    let (occurred_at, detected_at) = times(desk, new, who)?;
    let reporter = new.reporter.as_ref().map(|r| lifecycle::begin::caller("reporter", r)).transpose()?;
    let major = new.major.then(|| Box::new(Major { by: who.actor.name.clone(), at: who.at, reason: None }));
    Ok(IncidentRecord {
        description: check::maybe_words("description", new.description.as_ref())?,
        impact: begun.impact,
        urgency: begun.urgency,
        priority: begun.priority,
        category: begun.category,
        subcategory: begun.subcategory,
        severity: check::maybe_name("severity", new.severity.as_ref())?,
        owner: check::maybe_name("owner", new.owner.as_ref())?,
        team: team.or_else(|| catalogued.and_then(|s| s.team.clone())),
        service,
        labels: check::labels("labels", &new.labels)?,
        origin: new.origin.unwrap_or(Origin::Api),
        url: check::maybe_url("url", new.url.as_ref())?,
        runbook: check::maybe_url("runbook", new.runbook.as_ref())?,
        occurred_at,
        record: Record {
            verdict: begun.verdict,
            reporter: reporter.map(Box::new),
            detected_at,
            major,
            parent: new.parent.map(|parent| under(desk, parent)).transpose()?,
            follow_up_of: new.follow_up_of.and_then(Number::new),
            ..Record::default()
        },
        ..blank(check::title("title", &new.title)?, who.at, desk.now)
    })
}

/// Impact before its first report, both before the opening; what differs by no more than clocks may is brought there.
fn times(desk: &Desk, new: &NewIncident, who: &Who) -> Result<(Option<Time>, Option<Time>), Refused> {
    let before = |field: &str, at: Option<Time>| match check::past(field, at, desk.now)? {
        Some(at) if at > who.at + SLACK => {
            let (at, opened) = (at.rfc3339(), who.at.rfc3339());
            Err(check::invalid(field, format!("is {at}, after it opened at {opened}")))
        }
        at => Ok(at.map(|at| at.min(who.at))),
    };
    let (occurred, detected) =
        (before("occurred_at", new.occurred_at)?, before("detected_at", new.detected_at)?);
    if let (Some(occurred), Some(detected)) = (occurred, detected)
        && detected < occurred
    {
        let (detected, occurred) = (detected.rfc3339(), occurred.rfc3339());
        return Err(check::invalid("detected_at", format!("is {detected}, before it began at {occurred}")));
    }
    Ok((occurred, detected))
}

/// The parent it hangs under from the start.
fn under(desk: &Desk, parent: u32) -> Result<Number, Refused> {
    let known = known(desk, "parent", parent)?;
    if known.state.is_final() {
        let state = known.state.word();
        return Err(check::invalid("parent", format!("is {}, which is {state}; name an open one", known.id)));
    }
    Number::new(parent).ok_or_else(|| check::invalid("parent", "is 0; numbers begin at 1"))
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
        record: Record::default(),
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
