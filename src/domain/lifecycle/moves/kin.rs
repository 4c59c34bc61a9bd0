//! Into another one (T13), under another one (T15).

use super::super::{
    Forbidden,
    case::{Case, MOVED, Outcome},
    check, words,
};
use crate::domain::{Incident, Number, State, event::EventKind};

/// T13: the target is there, open, not itself and not below it.
pub(super) fn merge(case: &mut Case<'_>, into: Number) -> Outcome {
    if case.before.state == State::Merged {
        return Ok(Some(words::said(&format!("already merged into {}", into.long()))));
    }
    let target = other(case, "into", into)?;
    if !target.state.is_open() {
        return Err(closed_to("into", target, "merge"));
    }
    let text = words::merged(target);
    super::end::ended(case, State::Merged, None, None, Some(into));
    case.say(EventKind::Merged, text);
    MOVED
}

/// Under a parent, or out from under it.
pub(super) fn attach(case: &mut Case<'_>, parent: Option<Number>) -> Outcome {
    let was = case.was().parent;
    if parent == was {
        return Ok(Some(match parent {
            Some(parent) => words::said(&format!("already under {}", parent.long())),
            None => words::said("it hangs under none"),
        }));
    }
    let text = match parent {
        Some(number) => {
            let parent = other(case, "parent", number)?;
            if parent.state.is_final() {
                return Err(closed_to("parent", parent, "hang it under"));
            }
            words::attached(parent)
        }
        None => match was {
            Some(was) => words::detached(was),
            None => return MOVED,
        },
    };
    case.record().parent = parent;
    case.say(EventKind::Link, text);
    MOVED
}

/// The other one: there, not itself, and not below it.
fn other<'a>(case: &Case<'a>, field: &str, number: Number) -> Result<&'a Incident, Forbidden> {
    let own = words::called(case.before);
    if Some(number) == case.before.number {
        return Err(check::invalid(field, format!("is {own} itself; name another one")));
    }
    let Some(other) = case.kin.other else {
        return Err(check::invalid(field, format!("is {}, which there is not", number.long())));
    };
    if case.before.number.is_some_and(|own| case.kin.above.contains(&own)) {
        let why = format!("is {}, which hangs under {own}: that would be a circle", number.long());
        return Err(check::invalid(field, why));
    }
    Ok(other)
}

/// The target cannot take anything: where it went, if somewhere.
fn closed_to(field: &str, target: &Incident, what: &str) -> Forbidden {
    let (called, state) = (words::called(target), target.state.word().replace('_', " "));
    let instead = match target.detail.record.ending.as_ref().and_then(|e| e.other) {
        Some(there) => format!("{what} {}", there.long()),
        None => format!("{what} one that is open"),
    };
    check::invalid(field, format!("is {called}, which is {state}; {instead}"))
}
