//! How much, how soon, and so how fast we work: levels, the matrix, overrides (2.1 to 2.3), and majors.

use super::super::{
    case::{Case, MOVED, Outcome},
    check, words,
};
use crate::{
    domain::{
        Priority,
        event::EventKind,
        record::{Major, Override, Turn},
    },
    text::Opaque,
};

/// The least characters of a reason (2.3).
const REASON: usize = 5;

/// What is asked for, but for the reason.
pub(super) struct Asked {
    pub impact: Option<u8>,
    pub urgency: Option<u8>,
    pub set: Option<Priority>,
    pub clear: bool,
}

/// T15. Raising is free, lowering needs a reason; so does anything against the matrix.
pub(super) fn priority(case: &mut Case<'_>, asked: &Asked, reason: Option<&Opaque>) -> Outcome {
    if asked.impact.is_none() && asked.urgency.is_none() && asked.set.is_none() && !asked.clear {
        return Err(check::invalid(
            "impact",
            "is missing; give impact and urgency, set a priority, or clear one",
        ));
    }
    if asked.clear && asked.set.is_some() {
        return Err(check::invalid("set", "and clear exclude each other; give one of them"));
    }
    let matrix = &case.practice.matrix;
    let detail = &case.before.detail;
    let (was_impact, was_urgency) = (detail.impact, detail.urgency);
    let impact = level("impact", asked.impact, matrix.impacts())?;
    let urgency = level("urgency", asked.urgency, matrix.urgencies())?;
    let was = case.before.priority;
    let levels_asked = impact.is_some() || urgency.is_some();
    // One level alone: the other is what it was, else the middle.
    let impact = impact.or(was_impact).unwrap_or_else(|| matrix.middle().0);
    let urgency = urgency.or(was_urgency).unwrap_or_else(|| matrix.middle().1);
    let known = (was_impact.is_some() && was_urgency.is_some()) || levels_asked;
    let by_matrix = matrix.priority(impact, urgency).filter(|_| known);
    let computed = by_matrix.or(case.was().computed).unwrap_or(was);
    let stands = case.was().override_.is_some() && !asked.clear && asked.set.is_none();
    let effective = match asked.set {
        Some(set) => set,
        None if stands => was,
        None => computed,
    };
    // A greater number is a lower priority.
    let needed = effective > was || (asked.set.is_some() && effective != computed);
    let reason = if needed {
        let what = "say why, because it is lowered or set against the matrix";
        Some(check::reason("reason", reason, REASON, what)?)
    } else {
        check::maybe_words("reason", reason)?
    };
    let (at, by) = (case.at, case.by());
    if levels_asked {
        let detail = case.detail();
        (detail.impact, detail.urgency) = (Some(impact), Some(urgency));
    }
    let record = case.record();
    record.computed = (computed != effective).then_some(computed);
    if effective == computed {
        record.override_ = None;
    } else if asked.set.is_some() && (effective != was || record.override_.is_none()) {
        let reason = reason.clone().unwrap_or_default();
        record.override_ = Some(Box::new(Override { by, at, reason }));
    }
    case.after.priority = effective;
    if case.after == *case.before {
        return Ok(Some(words::said(&format!("already P{}", effective.level()))));
    }
    if effective != was {
        case.turn(Turn::Priority { from: was, to: effective });
    }
    let changed = [
        levels_asked.then(|| words::level("impact", was_impact, impact)).flatten(),
        levels_asked.then(|| words::level("urgency", was_urgency, urgency)).flatten(),
    ];
    let levels: Vec<String> = changed.into_iter().flatten().collect();
    let text = words::prioritised(was, effective, computed, &levels, reason.as_ref());
    case.say(EventKind::Priority, text);
    MOVED
}

fn level(field: &str, level: Option<u8>, most: u8) -> Result<Option<u8>, super::super::Forbidden> {
    match level {
        Some(n) if n == 0 || n > most => {
            Err(check::invalid(field, format!("is {n}; write 1 (high) to {most} (low)")))
        }
        ok => Ok(ok),
    }
}

/// A flag beside the priority: declaring it is free, taking it back needs a reason.
pub(super) fn major(case: &mut Case<'_>, on: bool, reason: Option<&Opaque>) -> Outcome {
    let was = case.was().major.as_deref();
    if on == was.is_some() {
        return Ok(Some(if on {
            words::already_by("declared a major", was.map(|m| &m.by))
        } else {
            words::said("it is no major")
        }));
    }
    let (at, by) = (case.at, case.by());
    if on {
        let reason = check::maybe_words("reason", reason)?;
        let text = words::after("declared a major incident", reason.as_ref());
        case.record().major = Some(Box::new(Major { by, at, reason }));
        case.say(EventKind::Major, text);
    } else {
        let reason = check::reason("reason", reason, REASON, "say why it is no major any more")?;
        case.record().major = None;
        case.say(EventKind::Major, words::after("no longer a major incident", Some(&reason)));
    }
    MOVED
}
