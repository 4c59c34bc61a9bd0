//! The people who have it: reaching them, and one more of them.

use super::super::{
    Forbidden,
    case::{Case, MOVED, Outcome},
    check, words,
};
use crate::{
    domain::{
        State,
        event::EventKind,
        record::{Caller, Reached},
    },
    text::{Opaque, SafeText},
};

/// The most callers of one incident.
const MAX_CALLERS: usize = 1_000;

/// Somebody tried to reach the caller. After it was resolved that is the question whether it works.
pub(super) fn contact(case: &mut Case<'_>, result: Reached, note: Option<&Opaque>) -> Outcome {
    let note = check::maybe_words("note", note)?;
    let (at, by) = (case.at, case.by());
    let settled = case.before.state == State::Resolved;
    let record = case.record();
    record.unanswered = match result {
        Reached::Answered => 0,
        Reached::NoAnswer => record.unanswered.saturating_add(1),
    };
    if settled {
        let known = record.confirmation.get_or_insert_with(Box::default);
        if known.asked_at.is_none() {
            (known.asked_at, known.asked_by) = (Some(at), Some(by));
        }
    }
    let (unanswered, whom) = (record.unanswered, record.reporter.as_ref().map(|r| r.name.clone()));
    let text = words::contacted(whom.as_ref(), result, unanswered, settled, note.as_ref());
    case.say_why(EventKind::Contact, text, result.word());
    MOVED
}

/// One more caller has it: one more report of the same.
pub(super) fn caller(case: &mut Case<'_>, caller: &Caller) -> Outcome {
    let caller = checked("caller", caller)?;
    let was = case.was();
    if was.reporter.iter().map(|r| &**r).chain(&was.callers).any(|known| same_caller(known, &caller)) {
        return Ok(Some(words::already_caller(&caller)));
    }
    if was.callers.len() >= MAX_CALLERS {
        let why = format!("is one too many; {MAX_CALLERS} callers are kept, write a note");
        return Err(check::invalid("caller", why));
    }
    let text = words::caller(&caller);
    case.record().callers.push(caller);
    case.after.count = case.after.count.saturating_add(1);
    case.say(EventKind::Caller, text);
    MOVED
}

/// The same person: by id where both have one, else by name.
pub(in crate::domain::lifecycle) fn same_caller(one: &Caller, other: &Caller) -> bool {
    match (&one.person, &other.person) {
        (Some(one), Some(other)) => one == other,
        _ => one.name == other.name && one.on_behalf_of == other.on_behalf_of,
    }
}

/// Each part of it is one line; `field` is its own path.
pub(in crate::domain::lifecycle) fn checked(field: &str, caller: &Caller) -> Result<Caller, Forbidden> {
    let maybe = |part: &str, text: Option<&SafeText>| check::maybe_name(&format!("{field}.{part}"), text);
    Ok(Caller {
        name: check::name(&format!("{field}.name"), &caller.name)?,
        person: maybe("person", caller.person.as_ref())?,
        email: maybe("email", caller.email.as_ref())?,
        phone: maybe("phone", caller.phone.as_ref())?,
        vip: caller.vip,
        on_behalf_of: maybe("on_behalf_of", caller.on_behalf_of.as_ref())?,
    })
}
