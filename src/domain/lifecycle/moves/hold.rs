//! Waiting (T05, T06), and out of sight.

use super::super::{
    case::{Case, MOVED, Outcome},
    check, words,
};
use crate::{
    domain::{
        Hold, State, Time,
        event::EventKind,
        incident::HoldReason,
        record::{Told, Turn},
    },
    text::{Kind, Opaque, SafeText},
};

/// T05. One that waits already may wait for something else.
pub(super) fn hold(
    case: &mut Case<'_>,
    reason: HoldReason,
    detail: Option<&Opaque>,
    until: Option<Time>,
    message: Option<&Opaque>,
) -> Outcome {
    if reason.by_source() {
        let choices: Vec<&str> = HoldReason::CHOICES.iter().map(|r| r.word()).collect();
        let why = format!("{} is for sources to say; write one of {}", reason.word(), choices.join(", "));
        return Err(check::invalid("reason", why));
    }
    let detail = match reason {
        HoldReason::Other => Some(check::words("detail", detail, "say what it waits for")?),
        _ => check::maybe_words("detail", detail)?,
    };
    let message = match reason {
        HoldReason::AwaitingReporter => {
            Some(check::words("message", message, "say what the caller is told")?)
        }
        _ => check::maybe_words("message", message)?,
    };
    let until = match (reason, until) {
        (HoldReason::Scheduled, None) => {
            return Err(check::invalid("until", "is missing; say for when it is scheduled"));
        }
        (_, until) => until.map(|until| check::ahead("until", until, case.at)).transpose()?,
    };
    let hold = Hold { reason, detail: detail.clone().unwrap_or_default(), since: Some(case.at), until };
    if let Some(was) = case.before.hold.as_deref().filter(|_| case.before.state == State::OnHold) {
        if (was.reason, &was.detail, was.until) == (hold.reason, &hold.detail, hold.until) {
            return Ok(Some(words::said(&format!("already on hold for {}", reason.title()))));
        }
        case.off_hold();
    }
    let text = words::held(&hold, detail.as_ref(), message.as_ref());
    case.to(State::OnHold);
    case.acked();
    case.after.hold = Some(Box::new(hold));
    case.turn(Turn::Held { reason });
    case.say_why(EventKind::Hold, text, reason.word());
    if let Some(message) = message {
        // The caller was told something: that meets the update clock.
        let told = Told {
            at: case.at,
            by: case.by(),
            text: message,
            audience: Some(SafeText::clean("caller", Kind::Label)),
            next_at: None,
            public: true,
        };
        case.record().told = Some(Box::new(told));
        case.turn(Turn::Updated);
        case.public();
    }
    MOVED
}

/// T06: back to work, wherever it was held.
pub(super) fn resume(case: &mut Case<'_>, reason: Option<&Opaque>) -> Outcome {
    let reason = check::maybe_words("reason", reason)?;
    if case.before.state == State::InProgress {
        return Ok(Some(words::said("it does not wait")));
    }
    let text = words::resumed(case.before.hold.as_deref(), case.at, reason.as_ref());
    case.off_hold();
    case.to(State::InProgress);
    case.say(EventKind::Resume, text);
    MOVED
}

/// Out of sight until then; clocks go on.
pub(super) fn snooze(case: &mut Case<'_>, until: Time) -> Outcome {
    let until = check::ahead("until", until, case.at)?;
    if case.was().snoozed_until == Some(until) {
        return Ok(Some(words::said("already snoozed until then")));
    }
    case.record().snoozed_until = Some(until);
    case.say(EventKind::Snooze, words::snoozed(until));
    MOVED
}

/// Back in sight.
pub(super) fn wake(case: &mut Case<'_>) -> Outcome {
    if case.record().snoozed_until.take().is_none() {
        return Ok(Some(words::said("it was not snoozed")));
    }
    case.say(EventKind::Snooze, words::said("back in sight"));
    MOVED
}
