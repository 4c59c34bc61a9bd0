//! Alerts: one that rings opens an incident or counts on, one that cleared resolves it.

use std::collections::BTreeMap;

use super::{
    Refused,
    check::{self, Who},
    desk::{Desk, Told},
    kin, open, verb, words,
};
use crate::{
    domain::{
        Number, REOPEN_WINDOW, State, Time, Verb,
        event::EventKind,
        record::{Passage, Turn},
    },
    text::{Opaque, SafeText},
    wire::{Actor, ActorKind, IncidentRecord, Origin, Signal, SignalOutcome, SignalResult, SignalStatus},
};

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
            (Some(known), now) if came_back(&known, now) => back(desk, &known, &alert, from)?,
            (known, _) => raise(desk, alert, known.map(|k| k.number), from)?,
        },
        (SignalStatus::Resolved, Some(known)) if known.state.is_open() => clear(desk, &known, &alert, from)?,
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

/// Who tells of an alert.
fn source(alert: &Alert, from: &SafeText, at: Time) -> Who {
    let name = alert.source.clone().unwrap_or_else(|| from.clone());
    Who { name: None, actor: Actor { kind: ActorKind::Backend, name }, via: from.clone(), at }
}

fn told(kind: EventKind, at: Time, alert: &Alert, from: &SafeText, text: SafeText) -> Told {
    let Who { actor, via, .. } = source(alert, from, at);
    Told { kind, at, actor, via, text, code: None, public: false }
}

fn raise(
    desk: &mut Desk,
    alert: Alert,
    recurrence_of: Option<u32>,
    from: &SafeText,
) -> Result<(SignalOutcome, u32), Refused> {
    let (impact, urgency) = levels(desk, alert.severity.as_ref());
    let mut told = told(EventKind::Opened, alert.at.unwrap_or(desk.now), &alert, from, SafeText::default());
    let record = IncidentRecord {
        description: alert.description,
        impact,
        urgency,
        priority: desk.practice.matrix.nearest(impact, urgency),
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

/// It rings again soon after its incident was resolved: reopened by the same rules as by a person, but that one which
/// nobody has is new again, so that somebody is called.
fn back(
    desk: &mut Desk,
    known: &IncidentRecord,
    alert: &Alert,
    from: &SafeText,
) -> Result<(SignalOutcome, u32), Refused> {
    let number = known.number;
    let since = known.resolved_at.map_or(0, |at| desk.now - at);
    let who = source(alert, from, desk.now);
    let verb = Verb::Reopen { reason: Opaque::from(&words::back_after(since)) };
    let counted = IncidentRecord { count: known.count.saturating_add(1), ..known.clone() };
    verb::make(desk, counted, &verb, &who, None)?;
    kin::after(desk, known, &verb, &who);
    news(desk, number, alert, from);
    Ok((SignalOutcome::Reopened, number))
}

/// The levels of a severity, within the team's matrix; its middle where there is none.
fn levels(desk: &Desk, severity: Option<&SafeText>) -> (u8, u8) {
    let matrix = &desk.practice.matrix;
    let (impact, urgency) = severity.map_or_else(|| matrix.middle(), words::severity);
    (impact.min(matrix.impacts()), urgency.min(matrix.urgencies()))
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
    if alert.severity.is_some() {
        raised(desk, &mut after, levels(desk, alert.severity.as_ref()));
    }
    if after != known {
        let text = words::changed(&known, &after);
        desk.write(after, told(EventKind::Changed, desk.now, alert, from, text));
    }
}

/// Never lowered: what people were called for stays what they were called for. What somebody set against the matrix
/// stays too; what the matrix says is kept beside it.
fn raised(desk: &Desk, after: &mut IncidentRecord, (impact, urgency): (u8, u8)) {
    let says = desk.practice.matrix.nearest(impact, urgency);
    let said = after.record.computed.unwrap_or(after.priority);
    if says >= said {
        return;
    }
    (after.impact, after.urgency) = (impact, urgency);
    if after.record.override_.is_some() {
        after.record.computed = Some(says).filter(|p| *p != after.priority);
        if after.record.computed.is_none() {
            after.record.override_ = None;
        }
        return;
    }
    after.record.computed = None;
    let turn = Turn::Priority { from: after.priority, to: says };
    let last = after.record.passages.last().map_or(desk.now, |p| p.at.max(desk.now));
    after.record.passages.push(Passage { at: last, turn });
    after.priority = says;
}

/// It cleared.
fn clear(
    desk: &mut Desk,
    known: &IncidentRecord,
    alert: &Alert,
    from: &SafeText,
) -> Result<(SignalOutcome, u32), Refused> {
    let number = known.number;
    // An alert may have been over before we heard that it rang.
    let at = alert.at.unwrap_or(desk.now).max(known.opened_at);
    let who = source(alert, from, at);
    let verb = Verb::recovered();
    verb::make(desk, known.clone(), &verb, &who, None)?;
    kin::after(desk, known, &verb, &who);
    Ok((SignalOutcome::Resolved, number))
}
