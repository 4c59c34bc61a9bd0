//! Alerts: one that rings opens an incident or counts on, one that cleared resolves it.

use std::collections::BTreeMap;

use super::{
    Refused, check,
    desk::{Desk, Told},
    open, verb, words,
};
use crate::{
    domain::{Number, Priority, REOPEN_WINDOW, State, Time, event::EventKind},
    text::{Kind, SafeText},
    wire::{
        Actor, ActorKind, IncidentRecord, Origin, Resolution, Signal, SignalOutcome, SignalResult,
        SignalStatus,
    },
};

/// How an alert that cleared ends its incident.
const AUTO_RECOVERED: &str = "auto_recovered";

/// An alert, checked.
struct Alert {
    key: SafeText,
    status: SignalStatus,
    title: Option<SafeText>,
    description: Option<SafeText>,
    service: Option<SafeText>,
    severity: Option<SafeText>,
    labels: BTreeMap<SafeText, SafeText>,
    at: Option<Time>,
    url: Option<SafeText>,
    runbook: Option<SafeText>,
    source: Option<SafeText>,
}

impl Alert {
    /// Fields of machines that are empty count as left out.
    fn of(signal: &Signal, path: impl Fn(&str) -> String, now: Time) -> Result<Self, Refused> {
        let name = |field: &str, text: &Option<SafeText>| {
            check::maybe_name(&path(field), text.as_ref().filter(|t| !words::one_word(t).is_empty()))
        };
        let title = match &signal.title {
            Some(title) => Some(check::title(&path("title"), title)?),
            None if signal.status == SignalStatus::Firing => {
                return Err(check::invalid(&path("title"), "is missing; an alert that rings needs one line"));
            }
            None => None,
        };
        Ok(Self {
            key: check::name(&path("dedup_key"), &signal.dedup_key)?,
            status: signal.status,
            title,
            description: check::maybe_words(&path("description"), signal.description.as_ref())?,
            service: name("service", &signal.service)?,
            severity: name("severity", &signal.severity)?,
            labels: check::labels(&path("labels"), &signal.labels)?,
            at: check::past(&path("at"), signal.at, now)?,
            url: check::maybe_url(&path("url"), signal.url.as_ref())?,
            runbook: check::maybe_url(&path("runbook"), signal.runbook.as_ref())?,
            source: name("source", &signal.source)?,
        })
    }
}

/// Takes alerts in their order: all of them, or none where one is not valid (`2.title` is the third one's title).
pub(super) fn take(
    desk: &mut Desk,
    signals: &[Signal],
    from: &SafeText,
) -> Result<Vec<SignalResult>, Refused> {
    let many = signals.len() > 1;
    let alerts = signals
        .iter()
        .enumerate()
        .map(|(nth, signal)| {
            let path = |field: &str| if many { format!("{nth}.{field}") } else { field.to_owned() };
            Alert::of(signal, path, desk.now)
        })
        .collect::<Result<Vec<Alert>, Refused>>()?;
    // A number each at the most: nothing may be half taken.
    if u32::try_from(alerts.len()).ok().and_then(|n| desk.next_number.checked_add(n)).is_none() {
        return Err(Refused::Storage("all tracking numbers are used: begin a new database".into()));
    }
    alerts.into_iter().map(|alert| one(desk, alert, from)).collect()
}

fn one(desk: &mut Desk, alert: Alert, from: &SafeText) -> Result<SignalResult, Refused> {
    let key = alert.key.clone();
    let known = desk.by_key(&key).cloned();
    let (outcome, number) = match (alert.status, known) {
        (SignalStatus::Firing, Some(known)) if known.state.is_open() => again(desk, &known, &alert, from),
        (SignalStatus::Firing, known) => match (known, desk.now) {
            (Some(known), now) if came_back(&known, now) => back(desk, &known, &alert, from),
            (known, _) => raise(desk, alert, known.map(|k| k.number), from)?,
        },
        (SignalStatus::Resolved, Some(known)) if known.state.is_open() => clear(desk, known, &alert, from),
        // Told a second time, or of something that nobody heard of.
        (SignalStatus::Resolved, known) => {
            let incident = known.map(|k| k.id);
            return Ok(SignalResult { dedup_key: key, outcome: SignalOutcome::Ignored, incident });
        }
    };
    Ok(SignalResult { dedup_key: key, outcome, incident: Number::new(number).map(Number::long) })
}

/// Whether it was resolved so lately that it is the same trouble again.
fn came_back(known: &IncidentRecord, now: Time) -> bool {
    known.state == State::Resolved && known.resolved_at.is_some_and(|at| now - at <= REOPEN_WINDOW)
}

fn told(kind: EventKind, at: Time, alert: &Alert, from: &SafeText, text: SafeText) -> Told {
    let name = alert.source.clone().unwrap_or_else(|| from.clone());
    Told {
        kind,
        at,
        actor: Actor { kind: ActorKind::Backend, name },
        via: from.clone(),
        text,
        code: None,
        public: false,
    }
}

fn raise(
    desk: &mut Desk,
    alert: Alert,
    recurrence_of: Option<u32>,
    from: &SafeText,
) -> Result<(SignalOutcome, u32), Refused> {
    let (impact, urgency) = alert.severity.as_ref().map_or((2, 2), words::severity);
    let mut told = told(EventKind::Opened, alert.at.unwrap_or(desk.now), &alert, from, SafeText::default());
    let record = IncidentRecord {
        description: alert.description,
        impact,
        urgency,
        priority: Priority::of(impact, urgency),
        severity: alert.severity,
        service: alert.service,
        labels: alert.labels,
        origin: Origin::Monitoring,
        dedup_key: Some(alert.key),
        url: alert.url,
        runbook: alert.runbook,
        occurred_at: alert.at,
        recurrence_of,
        // An alert that rings has a title: it was checked.
        ..open::blank(alert.title.unwrap_or_default(), desk.now, desk.now)
    };
    let record = open::numbered(desk, record)?;
    told.text = words::opened(&record);
    let number = record.number;
    desk.write(record, told);
    Ok((SignalOutcome::Raised, number))
}

/// It rings while its incident is open: it counts on, and says what is new.
fn again(desk: &mut Desk, known: &IncidentRecord, alert: &Alert, from: &SafeText) -> (SignalOutcome, u32) {
    let count = known.count.saturating_add(1);
    let text = words::raised_again(count);
    let counted = IncidentRecord { count, ..known.clone() };
    desk.write(counted, told(EventKind::Raised, desk.now, alert, from, text));
    news(desk, known.number, alert, from);
    (SignalOutcome::Updated, known.number)
}

/// It rings again soon after its incident was resolved.
fn back(desk: &mut Desk, known: &IncidentRecord, alert: &Alert, from: &SafeText) -> (SignalOutcome, u32) {
    let since = known.resolved_at.map_or(0, |at| desk.now - at);
    let after = IncidentRecord { count: known.count.saturating_add(1), ..verb::reopened(known.clone()) };
    desk.write(after, told(EventKind::Reopened, desk.now, alert, from, words::back_after(since)));
    news(desk, known.number, alert, from);
    (SignalOutcome::Reopened, known.number)
}

/// Writes what the alert says that the incident does not.
fn news(desk: &mut Desk, number: u32, alert: &Alert, from: &SafeText) {
    let Some(known) = desk.incidents.get(&number).cloned() else { return };
    let mut after = known.clone();
    if let Some(title) = &alert.title {
        after.title = title.clone();
    }
    // What is left out stays as it is.
    let fill = |have: &mut Option<SafeText>, told: &Option<SafeText>| {
        if told.is_some() {
            have.clone_from(told);
        }
    };
    fill(&mut after.description, &alert.description);
    fill(&mut after.severity, &alert.severity);
    fill(&mut after.url, &alert.url);
    fill(&mut after.runbook, &alert.runbook);
    if !alert.labels.is_empty() {
        after.labels.clone_from(&alert.labels);
    }
    if let Some((impact, urgency)) = alert.severity.as_ref().map(words::severity)
        && Priority::of(impact, urgency) < known.priority
    {
        // Never lowered: what people were called for stays what they were called for.
        (after.impact, after.urgency, after.priority) = (impact, urgency, Priority::of(impact, urgency));
    }
    if after != known {
        let text = words::changed(&known, &after);
        desk.write(after, told(EventKind::Changed, desk.now, alert, from, text));
    }
}

/// It cleared.
fn clear(desk: &mut Desk, known: IncidentRecord, alert: &Alert, from: &SafeText) -> (SignalOutcome, u32) {
    let number = known.number;
    // An alert may have been over before we heard that it rang.
    let at = alert.at.unwrap_or(desk.now).max(known.opened_at);
    let code = SafeText::clean(AUTO_RECOVERED, Kind::Label);
    let told = told(EventKind::Resolved, at, alert, from, words::resolved(Some(&code), None));
    let resolution = Resolution { code: Some(code), notes: None, by: told.actor.name.clone(), at };
    desk.write(verb::resolved(known, resolution), told);
    (SignalOutcome::Resolved, number)
}
