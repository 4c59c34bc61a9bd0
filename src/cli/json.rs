//! One incident as JSON. Belongs to the command line.
//!
//! The shape is a contract with scripts: every key is always there, what is absent is `null`, times are RFC 3339 in
//! UTC, durations whole seconds.

pub mod clock;
mod record;

use std::collections::BTreeMap;

use serde::Serialize;

pub use self::clock::ClockJson;
use self::record::{CallerJson, ConfirmationJson, LinkJson, ToldJson};
use crate::{
    app::model::pending::{ActState, PendingAct},
    domain::{
        Event, Hold, Incident, IncidentId, Number, Phase, Priority, SourceName, State, Time,
        incident::LocalField,
        matrix::Matrix,
        record::{CancelReason, Origin, Override, Resolution, Verdict},
        sla::Book,
    },
    text::{Kind, Opaque, SafeText},
};

/// What is shown of an incident beside itself.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// Now, by its source's clock.
    pub now: Time,
    /// What its team promises.
    pub book: &'a Book,
    /// Its matrix.
    pub matrix: &'a Matrix,
    /// The promises are the source's own, not configured here.
    pub by_source: bool,
    /// It is the last known state, not what the source says now.
    pub stale: bool,
    /// When it was true.
    pub as_of: Option<Time>,
    /// What was asked of it and is not confirmed.
    pub pending: &'a [&'a PendingAct],
}

/// `null`, whatever it will be once there is such a thing.
type Later = Option<()>;

/// The incident, key by key in the order of the contract.
#[derive(Debug, Serialize)]
pub struct IncidentJson<'a> {
    id: &'a IncidentId,
    number: Option<String>,
    source: &'a SourceName,
    native_id: SafeText,
    url: Option<&'a SafeText>,
    title: &'a SafeText,
    description: Option<&'a SafeText>,
    state: State,
    phase: Option<Phase>,
    raw_status: &'a SafeText,
    priority: Priority,
    priority_computed: Option<Priority>,
    priority_override: Option<&'a Override>,
    impact: Option<u8>,
    urgency: Option<u8>,
    severity: Option<&'a SafeText>,
    major: bool,
    verdict: Option<Verdict>,
    category: Option<&'a SafeText>,
    subcategory: Option<&'a SafeText>,
    service: Option<&'a SafeText>,
    owner: Option<&'a SafeText>,
    team: Option<&'a SafeText>,
    roles: BTreeMap<&'a str, &'a str>,
    links: Vec<LinkJson<'a>>,
    labels: BTreeMap<&'a SafeText, &'a SafeText>,
    reporter: Option<CallerJson<'a>>,
    callers: Vec<CallerJson<'a>>,
    origin: Origin,
    occurred_at: Option<Time>,
    detected_at: Option<Time>,
    opened_at: Time,
    acked_at: Option<Time>,
    mitigated_at: Option<Time>,
    resolved_at: Option<Time>,
    closed_at: Option<Time>,
    updated_at: Time,
    resolution: Option<&'a Resolution>,
    cancel_reason: Option<CancelReason>,
    confirmation: Option<ConfirmationJson<'a>>,
    told: Option<ToldJson<'a>>,
    hold: Option<&'a Hold>,
    snoozed_until: Option<Time>,
    escalation: Later,
    parent: Option<String>,
    children: u32,
    merged_into: Option<String>,
    duplicate_of: Option<String>,
    follow_up_of: Option<String>,
    recurrence_of: Option<String>,
    reopen_count: u32,
    count: u32,
    clocks: Vec<ClockJson>,
    pending: Vec<PendingJson<'a>>,
    local: &'a [LocalField],
    stale: bool,
    as_of: Option<Time>,
}

impl<'a> IncidentJson<'a> {
    /// `incident` as JSON.
    pub fn new(incident: &'a Incident, beside: &Beside<'a>) -> Self {
        let detail = &*incident.detail;
        let record = &detail.record;
        let long = |number: Option<Number>| number.map(Number::long);
        let ending = record.ending.as_deref();
        let (merged, cancelled) = match ending {
            Some(ending) if ending.reason.is_none() => (ending.other, None),
            Some(ending) => (None, ending.other),
            None => (None, None),
        };
        Self {
            id: &incident.id,
            number: long(incident.number),
            source: &incident.source,
            native_id: cleaned(&detail.native_id),
            url: detail.url.as_ref(),
            title: &incident.title,
            description: detail.description.as_ref(),
            state: incident.state,
            phase: record.phase,
            raw_status: &detail.raw_status,
            priority: incident.priority,
            priority_computed: record.computed.or_else(|| {
                let (impact, urgency) = detail.impact.zip(detail.urgency)?;
                beside.matrix.priority(impact, urgency)
            }),
            priority_override: record.override_.as_deref(),
            impact: detail.impact,
            urgency: detail.urgency,
            severity: detail.severity.as_ref(),
            major: record.major.is_some(),
            verdict: record.verdict,
            category: detail.category.as_ref(),
            subcategory: detail.subcategory.as_ref(),
            service: incident.service.as_ref(),
            owner: incident.owner.as_ref(),
            team: detail.team.as_ref(),
            roles: BTreeMap::new(),
            links: record.links.iter().map(LinkJson::new).collect(),
            labels: detail.labels.iter().map(|(name, value)| (name, value)).collect(),
            reporter: record.reporter.as_deref().map(CallerJson::new),
            callers: record.callers.iter().map(CallerJson::new).collect(),
            // What nobody told of, a machine saw.
            origin: record.origin.unwrap_or(Origin::Monitoring),
            occurred_at: record.occurred_at,
            // The first alert or report is what detected it.
            detected_at: Some(record.detected_at.unwrap_or(incident.opened_at)),
            opened_at: incident.opened_at,
            acked_at: incident.acked_at,
            mitigated_at: record.mitigated_at,
            resolved_at: incident.resolved_at,
            closed_at: record.closed_at,
            updated_at: incident.updated_at,
            resolution: record.resolution.as_deref(),
            cancel_reason: ending.and_then(|e| e.reason),
            confirmation: record.confirmation.as_deref().map(ConfirmationJson::new),
            told: record.told.as_deref().map(ToldJson::new),
            hold: incident.hold.as_deref(),
            snoozed_until: record.snoozed_until,
            escalation: None,
            parent: long(record.parent),
            children: record.children,
            merged_into: long(merged),
            duplicate_of: long(cancelled),
            follow_up_of: long(record.follow_up_of),
            recurrence_of: long(detail.recurrence_of),
            reopen_count: detail.reopen_count,
            count: incident.count,
            clocks: clock::all(incident, beside.book, beside.by_source, beside.now),
            pending: beside.pending.iter().copied().map(PendingJson::new).collect(),
            local: &detail.local,
            stale: beside.stale,
            as_of: beside.as_of,
        }
    }
}

/// The source's own id as text: what cannot be typed is taken out, so that no terminal runs it.
fn cleaned(native: &Opaque) -> SafeText {
    match serde_json::to_value(native) {
        Ok(serde_json::Value::String(text)) => SafeText::clean(&text, Kind::Label),
        _ => SafeText::default(),
    }
}

/// One action that is not confirmed.
#[derive(Debug, Serialize)]
pub struct PendingJson<'a> {
    id: String,
    verb: &'static str,
    state: &'static str,
    since: Time,
    error: Option<&'a SafeText>,
}

impl<'a> PendingJson<'a> {
    /// `act` as JSON.
    pub fn new(act: &'a PendingAct) -> Self {
        Self {
            id: act.key.to_string(),
            verb: act.verb.name(),
            state: act_state(&act.state),
            since: act.since,
            error: act_error(&act.state),
        }
    }
}

/// The word for how far an action is.
pub const fn act_state(state: &ActState) -> &'static str {
    match state {
        ActState::Queued => "queued",
        ActState::Sending => "sending",
        ActState::Waiting { .. } => "waiting",
        ActState::Confirmed { .. } => "confirmed",
        ActState::Failed(_) => "failed",
    }
}

/// What came back, if it was not what was hoped for.
pub const fn act_error(state: &ActState) -> Option<&SafeText> {
    match state {
        ActState::Waiting { words, .. } | ActState::Failed(words) => Some(words),
        ActState::Queued | ActState::Sending | ActState::Confirmed { .. } => None,
    }
}

/// One action of the outbox, with whose it is.
#[derive(Debug, Serialize)]
pub struct OutboxJson<'a> {
    #[serde(flatten)]
    act: PendingJson<'a>,
    incident: &'a IncidentId,
    number: Option<String>,
    source: &'a SourceName,
    tries: Option<u32>,
    next_try: Option<Time>,
}

impl<'a> OutboxJson<'a> {
    /// `act` as JSON.
    pub fn new(act: &'a PendingAct) -> Self {
        let (tries, next_try) = match &act.state {
            ActState::Waiting { next_at, tries, .. } => (Some(*tries), Some(*next_at)),
            _ => (None, None),
        };
        Self {
            act: PendingJson::new(act),
            incident: &act.target.id,
            number: act.target.number.map(Number::long),
            source: &act.target.source,
            tries,
            next_try,
        }
    }
}

/// One entry of a timeline.
#[derive(Debug, Serialize)]
pub struct EventJson<'a> {
    at: Time,
    recorded_at: Time,
    kind: &'static str,
    actor: &'a SafeText,
    text: &'a SafeText,
    local: bool,
}

impl<'a> EventJson<'a> {
    /// `event` as JSON.
    pub fn new(event: &'a Event) -> Self {
        Self {
            at: event.at,
            recorded_at: event.recorded_at,
            kind: event.kind.word(),
            actor: &event.actor,
            text: &event.text,
            local: event.local,
        }
    }
}
