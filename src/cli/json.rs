//! One incident as JSON. Belongs to the command line.
//!
//! The shape is a contract with scripts: every key is always there, what is absent is `null`, times are RFC 3339 in
//! UTC, durations whole seconds.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    app::pending::{ActState, PendingAct},
    domain::{
        Event, Hold, Incident, IncidentId, Priority, SourceName, State, Time,
        clock::{self, Clock},
        incident::LocalField,
        sla::{Book, ClockState, SourceClock},
    },
    text::{Kind, Opaque, SafeText},
};

/// Every source of this build watches machines.
const ORIGIN: &str = "monitoring";

/// What is shown of an incident beside itself.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// Now, by its source's clock.
    pub now: Time,
    /// What its team promises.
    pub book: &'a Book,
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
    phase: Later,
    raw_status: &'a SafeText,
    priority: Priority,
    priority_computed: Option<Priority>,
    impact: Option<u8>,
    urgency: Option<u8>,
    severity: Option<&'a SafeText>,
    major: bool,
    category: Later,
    subcategory: Later,
    service: Option<&'a SafeText>,
    owner: Option<&'a SafeText>,
    team: Later,
    roles: BTreeMap<&'a str, &'a str>,
    labels: BTreeMap<&'a SafeText, &'a SafeText>,
    reporter: Later,
    origin: &'static str,
    occurred_at: Option<Time>,
    detected_at: Option<Time>,
    opened_at: Time,
    acked_at: Option<Time>,
    mitigated_at: Option<Time>,
    resolved_at: Option<Time>,
    closed_at: Option<Time>,
    updated_at: Time,
    resolution: Later,
    cancel_reason: Later,
    hold: Option<&'a Hold>,
    snoozed_until: Option<Time>,
    escalation: Later,
    parent: Later,
    merged_into: Later,
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
        Self {
            id: &incident.id,
            number: incident.number.map(crate::domain::Number::long),
            source: &incident.source,
            native_id: cleaned(&detail.native_id),
            url: detail.url.as_ref(),
            title: &incident.title,
            description: detail.description.as_ref(),
            state: incident.state,
            phase: None,
            raw_status: &detail.raw_status,
            priority: incident.priority,
            priority_computed: detail.impact.zip(detail.urgency).map(|(i, u)| Priority::of(i, u)),
            impact: detail.impact,
            urgency: detail.urgency,
            severity: detail.severity.as_ref(),
            major: false,
            category: None,
            subcategory: None,
            service: incident.service.as_ref(),
            owner: incident.owner.as_ref(),
            team: None,
            roles: BTreeMap::new(),
            labels: detail.labels.iter().map(|(name, value)| (name, value)).collect(),
            reporter: None,
            origin: ORIGIN,
            occurred_at: None,
            // The first alert is what detected it.
            detected_at: Some(incident.opened_at),
            opened_at: incident.opened_at,
            acked_at: incident.acked_at,
            mitigated_at: None,
            resolved_at: incident.resolved_at,
            closed_at: None,
            updated_at: incident.updated_at,
            resolution: None,
            cancel_reason: None,
            hold: incident.hold.as_deref(),
            snoozed_until: None,
            escalation: None,
            parent: None,
            merged_into: None,
            reopen_count: detail.reopen_count,
            count: incident.count,
            clocks: clock_list(incident, beside.book, beside.now),
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

/// Its clocks: ours, then those its source keeps itself.
fn clock_list(incident: &Incident, book: &Book, now: Time) -> Vec<ClockJson> {
    let ours = clock::clocks(incident, book);
    let theirs = incident.detail.source_clocks.iter();
    ours.iter()
        .map(|c| ClockJson::new(c, now))
        .chain(theirs.map(|c| ClockJson::backend(c, incident.state.is_open())))
        .collect()
}

/// One clock.
#[derive(Debug, Serialize)]
pub struct ClockJson {
    name: SafeText,
    metric: &'static str,
    state: &'static str,
    origin: &'static str,
    target_s: i64,
    elapsed_s: i64,
    remaining_s: i64,
    percent: Option<f64>,
    due_at: Option<Time>,
    breach_at: Option<Time>,
    breached: bool,
}

impl ClockJson {
    /// One of ours at `now`.
    pub fn new(clock: &Clock, now: Time) -> Self {
        let elapsed_s = clock.elapsed(now);
        Self {
            name: clock.policy.name.clone(),
            metric: clock.metric().word(),
            state: clock.state(now).word(),
            origin: "local",
            target_s: clock.target_s,
            elapsed_s,
            remaining_s: clock.remaining(now),
            percent: clock.percent(now),
            due_at: clock.due_at(),
            breach_at: clock.breach_at(),
            breached: clock.breached(now),
        }
    }

    /// One that its source keeps: the source's figures, as it gave them.
    pub fn backend(clock: &SourceClock, open: bool) -> Self {
        let state = match (clock.running, clock.breached) {
            (true, false) => ClockState::Running,
            (true, true) => ClockState::BreachedRunning,
            (false, true) => ClockState::Breached,
            (false, false) if open => ClockState::Paused,
            (false, false) => ClockState::Met,
        };
        let elapsed_s = clock.target_s.saturating_sub(clock.remaining_s);
        Self {
            name: clock.name.clone(),
            metric: clock.metric.word(),
            state: state.word(),
            origin: "backend",
            target_s: clock.target_s,
            elapsed_s,
            remaining_s: clock.remaining_s,
            percent: crate::domain::sla::percent(elapsed_s, clock.target_s),
            due_at: clock.due_at,
            breach_at: clock.due_at,
            breached: clock.breached,
        }
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
            number: act.target.number.map(crate::domain::Number::long),
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
