//! Times that were recorded wrong, and why clocks were breached (1.4). The old value stays in the log.

use super::super::{
    Forbidden, SLACK,
    case::{Case, MOVED, Outcome},
    check, words,
};
use crate::{
    domain::{
        Time, clock,
        event::EventKind,
        record::{Excuse, Milestone},
    },
    text::{Opaque, SafeText},
};

/// The milestones of one incident: occurred, detected, opened, acknowledged, mitigated, resolved, closed.
#[derive(Clone, Copy)]
struct Times {
    occurred: Option<Time>,
    detected: Option<Time>,
    opened: Time,
    acked: Option<Time>,
    mitigated: Option<Time>,
    resolved: Option<Time>,
    closed: Option<Time>,
}

impl Times {
    fn of(case: &Case<'_>) -> Self {
        let record = &case.after.detail.record;
        Self {
            occurred: record.occurred_at,
            detected: record.detected_at,
            opened: case.after.opened_at,
            acked: case.after.acked_at,
            mitigated: record.mitigated_at,
            resolved: case.after.resolved_at,
            closed: record.closed_at,
        }
    }

    /// Pairs that must not be the other way round: impact before its report, report before its record, work within it.
    fn order(self) -> Result<(), String> {
        let opened = Some(self.opened);
        for (earlier, a, later, b) in [
            ("occurred_at", self.occurred, "detected_at", self.detected),
            ("occurred_at", self.occurred, "opened_at", opened),
            ("detected_at", self.detected, "opened_at", opened),
            ("opened_at", opened, "acked_at", self.acked),
            ("occurred_at", self.occurred, "mitigated_at", self.mitigated),
            ("mitigated_at", self.mitigated, "resolved_at", self.resolved),
            ("acked_at", self.acked, "resolved_at", self.resolved),
            ("opened_at", opened, "resolved_at", self.resolved),
            ("resolved_at", self.resolved, "closed_at", self.closed),
        ] {
            if let (Some(a), Some(b)) = (a, b)
                && a > b
            {
                let (a, b) = (a.rfc3339(), b.rfc3339());
                return Err(format!("would put {earlier} ({a}) after {later} ({b}); correct that one first"));
            }
        }
        Ok(())
    }
}

/// A time was recorded wrong.
pub(super) fn correct(case: &mut Case<'_>, field: Milestone, to: Time, reason: &Opaque) -> Outcome {
    let reason = check::words("reason", Some(reason), "say how the right time is known")?;
    let now = case.who.now;
    if to > now + SLACK {
        let (to, now) = (to.rfc3339(), now.rfc3339());
        return Err(check::invalid("to", format!("is {to}, which is yet to come (here it is {now})")));
    }
    let to = to.min(now);
    let record = &case.before.detail.record;
    let was = match field {
        Milestone::OccurredAt => record.occurred_at,
        Milestone::DetectedAt => record.detected_at,
        Milestone::AckedAt => case.before.acked_at,
        Milestone::MitigatedAt => record.mitigated_at,
        Milestone::ResolvedAt => case.before.resolved_at,
    };
    if was == Some(to) {
        return Ok(Some(words::said(&format!("{} is that already", field.word()))));
    }
    let needs = |verb: &str| -> Result<(), Forbidden> {
        if was.is_some() {
            return Ok(());
        }
        let why =
            format!("is {}, but that has not happened: {verb} it, with the time it happened", field.word());
        Err(check::invalid("field", why))
    };
    match field {
        Milestone::OccurredAt => case.record().occurred_at = Some(to),
        Milestone::DetectedAt => case.record().detected_at = Some(to),
        Milestone::AckedAt => {
            needs("ack")?;
            case.after.acked_at = Some(to);
        }
        Milestone::MitigatedAt => {
            needs("mitigate")?;
            case.record().mitigated_at = Some(to);
        }
        Milestone::ResolvedAt => {
            needs("resolve")?;
            resolved(case, was, to)?;
        }
    }
    Times::of(case).order().map_err(|why| check::invalid("to", why))?;
    let record = case.record();
    record.corrections = record.corrections.saturating_add(1);
    let text = words::corrected(field, was, to, &reason);
    case.say_why(EventKind::Correction, text, field.word());
    MOVED
}

/// The resolution and what it implied move together.
fn resolved(case: &mut Case<'_>, was: Option<Time>, to: Time) -> Result<(), Forbidden> {
    if let Some(last) = case.was().passages.last()
        && to < last.at
    {
        let why = format!("would put resolved_at before what happened at {}", last.at.rfc3339());
        return Err(check::invalid("to", why));
    }
    case.after.resolved_at = Some(to);
    if case.after.acked_at == was {
        case.after.acked_at = Some(to);
    }
    let record = case.record();
    if record.mitigated_at == was {
        record.mitigated_at = Some(to);
    }
    if let Some(resolution) = &mut record.resolution {
        resolution.at = to;
    }
    Ok(())
}

/// Why a clock was breached: asked once.
pub(super) fn excuse(case: &mut Case<'_>, name: &SafeText, reason: &Opaque) -> Outcome {
    let name = check::name("clock", name)?;
    let reason = check::words("reason", Some(reason), "say why it was breached")?;
    let now = case.who.now;
    let clocks = clock::clocks(case.before, &case.practice.book);
    let over = clocks.iter().filter(|c| c.breached(now)).map(|c| &c.policy.name);
    let past = clocks.iter().flat_map(|c| &c.history).filter(|p| p.breached).map(|p| &p.name);
    let mut breached: Vec<&SafeText> = Vec::new();
    for name in over.chain(past) {
        if !breached.contains(&name) {
            breached.push(name);
        }
    }
    let Some(clock) = breached.iter().find(|b| words::same(b, &name)).map(|b| (*b).clone()) else {
        let why = match breached.as_slice() {
            [] => "is none that was breached: there is nothing to explain".to_owned(),
            some => format!("is none that was breached; write one of {}", words::names(some.iter().copied())),
        };
        return Err(check::invalid("clock", why));
    };
    if let Some(known) = case.was().excuses.iter().find(|e| e.clock == clock) {
        return Ok(Some(words::already_excused(&known.by, &known.reason)));
    }
    let text = words::excused(&clock, &reason);
    let code = clock.clone();
    let excuse = Excuse { clock, reason, by: case.by(), at: case.at };
    case.record().excuses.push(excuse);
    case.say_coded(EventKind::Excuse, text, code);
    MOVED
}
