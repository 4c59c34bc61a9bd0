//! Over, not over after all, settled, never was: T09 to T12, and what can be taken back.

use super::super::{
    ActorKind, Forbidden,
    case::{Case, MOVED, Outcome},
    check, words,
};
use crate::{
    domain::{
        Number, Practice, State, Verb,
        event::EventKind,
        record::{AUTO_RECOVERED, Answer, CancelReason, Confirmation, Ending, Resolution, Turn},
        time::MINUTE,
    },
    text::{Kind, Opaque, SafeText},
};

/// How long a cancellation or a merge can be taken back, in seconds.
const RESTORE_WITHIN: i64 = 15 * MINUTE;

/// T09: seen, the impact gone, no longer waiting.
pub(super) fn resolve(case: &mut Case<'_>, code: Option<&Opaque>, note: Option<&Opaque>) -> Outcome {
    let code = check::maybe_code("code", code)?;
    let notes = check::maybe_words("note", note)?;
    if case.before.state == State::Resolved {
        let by = case.was().resolution.as_ref().map(|r| &r.by);
        return Ok(Some(words::already_by("resolved", by)));
    }
    let (code, notes) = ended_how(case.who.kind, case.practice, code, notes)?;
    let text = words::resolved(&code, notes.as_ref());
    let (at, by) = (case.at, case.by());
    case.off_hold();
    case.to(State::Resolved);
    case.acked();
    case.after.resolved_at = Some(at);
    let word = code.clone();
    let record = case.record();
    record.mitigated_at.get_or_insert(at);
    record.resolution = Some(Box::new(Resolution { code: Some(code), notes, by, at }));
    case.say_coded(EventKind::Resolved, text, word);
    MOVED
}

/// What `verb` lacks, whatever the incident: for sources that know nothing of our rules, so that what is refused is
/// refused before it is sent there.
///
/// # Errors
/// The same [`Forbidden`] that [`super::super::apply`] would give.
pub fn lacking(verb: &Verb, kind: ActorKind, practice: &Practice) -> Result<(), Forbidden> {
    let Verb::Resolve { code, note } = verb else { return Ok(()) };
    let code = check::maybe_code("code", code.as_ref())?;
    let notes = check::maybe_words("note", note.as_ref())?;
    ended_how(kind, practice, code, notes).map(drop)
}

/// How it ended and what was done: a person says both, what recovered by itself says so (T09).
fn ended_how(
    kind: ActorKind,
    practice: &Practice,
    code: Option<SafeText>,
    notes: Option<SafeText>,
) -> Result<(SafeText, Option<SafeText>), Forbidden> {
    if kind != ActorKind::User {
        return Ok((code.unwrap_or_else(|| SafeText::clean(AUTO_RECOVERED, Kind::Label)), notes));
    }
    let how = || format!("say how it ended: {}", words::codes(&practice.codes));
    Err(match (code, notes) {
        (Some(code), Some(notes)) => return Ok((code, Some(notes))),
        (Some(_), None) => check::invalid(
            "note",
            "is missing; say in words what was done (r asks for it; --note TEXT; \"note\" in the API)",
        ),
        (None, Some(_)) => {
            let why = format!("is missing; {} (r asks for it; --code CODE; \"code\" in the API)", how());
            check::invalid("code", why)
        }
        (None, None) => {
            let why = format!(
                "is missing, and so is note; {}; and in words what was done (r asks for both; --code CODE --note TEXT; \
                 \"code\" and \"note\" in the API)",
                how()
            );
            check::invalid("code", why)
        }
    })
}

/// T10, by whoever works on it or by an alert that came back.
pub(super) fn reopen(case: &mut Case<'_>, reason: &Opaque) -> Outcome {
    let reason = check::words("reason", Some(reason), "say why it is not over")?;
    reopened(case);
    case.say(EventKind::Reopened, words::after("reopened", Some(&reason)));
    MOVED
}

/// An incident that is not over after all. One that an alert brings back and nobody has is new again, so that somebody
/// is called; a person who reopens one works on it.
fn reopened(case: &mut Case<'_>) {
    let calls = case.who.kind == ActorKind::Backend && case.after.owner.is_none();
    case.to(if calls { State::New } else { State::InProgress });
    let resolved_at = case.after.resolved_at.take();
    let record = case.record();
    record.resolution = None;
    record.confirmation = None;
    record.unanswered = 0;
    record.impact_left = None;
    let mitigated_at = record.mitigated_at.take();
    let detail = case.detail();
    detail.reopen_count = detail.reopen_count.saturating_add(1);
    if let Some(resolved) = resolved_at {
        // Its impact was gone before it was resolved: so much the mitigation clock does not count.
        let earlier = mitigated_at.filter(|m| *m < resolved);
        if let Some(mitigated) = earlier {
            case.turn_at(mitigated, Turn::Mitigated);
        }
        case.turn_at(resolved, Turn::Resolved);
        if earlier.is_some() {
            case.turn(Turn::Relapsed);
        }
        case.turn(Turn::Reopened);
    }
}

/// T11. The caller says whether it works; where there is none, nobody has to be asked.
pub(super) fn close(
    case: &mut Case<'_>,
    answer: Option<Answer>,
    comment: Option<&Opaque>,
    satisfaction: Option<u8>,
    waiver: Option<&Opaque>,
) -> Outcome {
    let comment = check::maybe_words("comment", comment)?;
    let waiver = check::maybe_words("waiver", waiver)?;
    if let Some(wrong) = satisfaction.filter(|s| !(1..=5).contains(s)) {
        let why = format!("is {wrong}; write 1 (not at all) to 5 (very content), or leave it out");
        return Err(check::invalid("satisfaction", why));
    }
    if case.before.state == State::Closed {
        return Ok(Some(words::said("already closed")));
    }
    let by_itself = case.who.kind == ActorKind::System;
    let was = case.was();
    if answer == Some(Answer::StillBroken) {
        reopened(case);
        let text = words::after("reopened, the caller says it is still broken", comment.as_ref());
        case.say_why(EventKind::Reopened, text, Answer::StillBroken.word());
        return MOVED;
    }
    if was.has_originator() {
        asked(case, answer, by_itself)?;
    }
    if was.major.is_some() && (by_itself || waiver.is_none()) {
        return Err(check::invalid(
            "waiver",
            "is missing; a major is closed after its retrospective, or say why it needs none",
        ));
    }
    let (at, by) = (case.at, case.by());
    case.to(State::Closed);
    case.record().closed_at = Some(at);
    if let Some(answer) = answer {
        let known = case.record().confirmation.get_or_insert_with(Box::default);
        let answered = answer != Answer::NoAnswer;
        if answered {
            known.asked_at.get_or_insert(at);
            known.asked_by.get_or_insert(by);
        }
        **known = Confirmation {
            answered_at: answered.then_some(at),
            answer: Some(answer),
            satisfaction,
            comment: comment.clone(),
            ..(**known).clone()
        };
    }
    let text = words::closed(answer, satisfaction, comment.as_ref(), waiver.as_ref(), by_itself);
    match answer {
        Some(answer) => case.say_why(EventKind::Closed, text, answer.word()),
        None => case.say(EventKind::Closed, text),
    }
    MOVED
}

/// Whether the caller was asked, or somebody tried to.
fn asked(case: &Case<'_>, answer: Option<Answer>, by_itself: bool) -> Result<(), Forbidden> {
    let was = case.was();
    match answer {
        None => Err(check::invalid(
            "answer",
            "is missing; the caller must be asked: write works, still_broken or no_answer",
        )),
        Some(Answer::NoAnswer) if !by_itself => {
            let tried = was.unanswered > 0 || was.confirmation.as_ref().is_some_and(|c| c.asked_at.is_some());
            if tried {
                return Ok(());
            }
            let why =
                "is no_answer, but nobody tried to reach the caller: record the attempt first (contact)";
            Err(check::invalid("answer", why))
        }
        Some(_) => Ok(()),
    }
}

/// T12.
pub(super) fn cancel(
    case: &mut Case<'_>,
    reason: CancelReason,
    detail: Option<&Opaque>,
    duplicate_of: Option<Number>,
) -> Outcome {
    let detail = match reason {
        CancelReason::Other => Some(check::words("detail", detail, "say why it is cancelled")?),
        _ => check::maybe_words("detail", detail)?,
    };
    if let Some(of) = duplicate_of {
        if reason != CancelReason::Duplicate {
            return Err(check::invalid("duplicate_of", "goes with the reason duplicate; leave it out"));
        }
        if Some(of) == case.before.number {
            return Err(check::invalid("duplicate_of", "is the incident itself; name the other one"));
        }
        if case.kin.other.is_none() {
            return Err(check::invalid("duplicate_of", format!("is {}, which there is not", of.long())));
        }
    }
    if case.before.state == State::Cancelled {
        let by = case.was().ending.as_ref().map(|e| &e.by);
        return Ok(Some(words::already_by("cancelled", by)));
    }
    let text = words::cancelled(reason, duplicate_of, detail.as_ref());
    ended(case, State::Cancelled, Some(reason), detail, duplicate_of);
    case.say_why(EventKind::Cancelled, text, reason.word());
    MOVED
}

/// Cancelled or merged. What it waited for stays, so that it can be taken back.
pub(super) fn ended(
    case: &mut Case<'_>,
    to: State,
    reason: Option<CancelReason>,
    detail: Option<SafeText>,
    other: Option<Number>,
) {
    let ending = Ending { reason, detail, other, by: case.by(), at: case.at, was: case.before.state };
    case.to(to);
    case.record().ending = Some(Box::new(ending));
}

/// A cancellation or a merge is taken back: within 15 minutes, by whoever did it.
pub(super) fn restore(case: &mut Case<'_>) -> Outcome {
    let Some(ending) = case.record().ending.take() else {
        return Err(Forbidden::NotNow(format!(
            "nobody knows where {} stood before; open a new one",
            words::called(case.before)
        )));
    };
    let (what, did) = match case.before.state {
        State::Merged => ("merge", "merged"),
        _ => ("cancellation", "cancelled"),
    };
    if case.by() != ending.by {
        return Err(Forbidden::NotNow(words::only_theirs(did, &ending.by)));
    }
    if case.who.now - ending.at > RESTORE_WITHIN {
        return Err(Forbidden::NotNow(format!(
            "it was {did} more than 15 minutes ago, at {}; open a new one",
            ending.at.rfc3339()
        )));
    }
    case.to(ending.was);
    case.say(EventKind::Restored, words::restored(what, ending.was.word()));
    MOVED
}
