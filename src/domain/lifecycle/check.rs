//! Which values the lifecycle takes. The limits are those of the kinds of text; a refusal names the field and the limit.

use super::{Forbidden, Who};
use crate::{
    domain::{
        Incident, Time,
        time::{DAY, MINUTE},
    },
    text::{Kind, Opaque, SafeText},
};

/// How far clocks may differ, in seconds: what happened up to so much later than now happened now, and what was done
/// up to so much before its incident opened was done when it opened (1.3).
pub const SLACK: i64 = 5 * MINUTE;

/// How long an acknowledgement for a time may last, in seconds.
const ACK_FOR: std::ops::RangeInclusive<i64> = MINUTE..=30 * DAY;

/// How far ahead a hold, a snooze or a promised update may lie, in seconds.
const AHEAD: i64 = 366 * DAY;

type Checked<T> = Result<T, Forbidden>;

/// A refusal.
pub(super) fn invalid(field: &str, why: impl Into<String>) -> Forbidden {
    Forbidden::Invalid { field: field.to_owned(), why: why.into() }
}

/// One line of 1 to 256 bytes, without spaces around it.
pub(super) fn name(field: &str, text: &SafeText) -> Checked<SafeText> {
    let (raw, cap) = (text.shown().trim(), Kind::Label.cap());
    match raw.len() {
        0 => Err(invalid(field, format!("is empty; write 1 to {cap} bytes"))),
        n if n > cap => Err(invalid(field, format!("has {n} bytes; at most {cap} are taken"))),
        _ => Ok(SafeText::clean(raw, Kind::Label)),
    }
}

/// The same where it may be left out.
pub(super) fn maybe_name(field: &str, text: Option<&SafeText>) -> Checked<Option<SafeText>> {
    text.map(|t| name(field, t)).transpose()
}

/// The same of what a person typed: a code; nothing but spaces counts as left out.
pub(super) fn maybe_code(field: &str, text: Option<&Opaque>) -> Checked<Option<SafeText>> {
    let text = text.map(|t| t.cleaned(Kind::Body)).filter(|t| !t.shown().trim().is_empty());
    maybe_name(field, text.as_ref())
}

/// What a person wrote: at most 64 KiB; nothing but spaces counts as left out.
pub(super) fn maybe_words(field: &str, text: Option<&Opaque>) -> Checked<Option<SafeText>> {
    let Some(text) = text else { return Ok(None) };
    // Cut at a megabyte, which is too long as well.
    let text = text.cleaned(Kind::Body);
    let (raw, cap) = (text.shown().trim(), Kind::Note.cap());
    match raw.len() {
        0 => Ok(None),
        n if n > cap => Err(invalid(field, format!("has {n} bytes; at most {cap} are taken"))),
        _ => Ok(Some(SafeText::clean(raw, Kind::Note))),
    }
}

/// What a person wrote, which must not be left out; `what` says what is wanted.
pub(super) fn words(field: &str, text: Option<&Opaque>, what: &str) -> Checked<SafeText> {
    maybe_words(field, text)?.ok_or_else(|| invalid(field, format!("is missing; {what}")))
}

/// A reason that is worth keeping: `least` characters or more.
pub(super) fn reason(field: &str, text: Option<&Opaque>, least: usize, what: &str) -> Checked<SafeText> {
    let words = words(field, text, what)?;
    if words.shown().chars().count() < least {
        return Err(invalid(field, format!("is too short; write {least} characters or more: {what}")));
    }
    Ok(words)
}

/// How long an acknowledgement lasts.
pub(super) fn ack_for(seconds: Option<i64>) -> Checked<Option<i64>> {
    match seconds {
        Some(s) if !ACK_FOR.contains(&s) => {
            let (from, to) = (ACK_FOR.start(), ACK_FOR.end());
            Err(invalid("for_s", format!("is {s}; write {from} to {to} seconds (30 days), or leave it out")))
        }
        ok => Ok(ok),
    }
}

/// A time ahead of `at`, at most a year.
pub(super) fn ahead(field: &str, until: Time, at: Time) -> Checked<Time> {
    if until <= at {
        let (until, at) = (until.rfc3339(), at.rfc3339());
        return Err(invalid(field, format!("is {until}, which is not after {at}; write a later time")));
    }
    if until - at > AHEAD {
        return Err(invalid(field, format!("is {}, more than a year ahead", until.rfc3339())));
    }
    Ok(until)
}

/// When it happened, as the log tells it: not before the incident opened and not later than now, both with
/// [`SLACK`].
///
/// # Errors
/// [`Forbidden::Invalid`] of `by.at`, with both times.
pub fn happened(incident: &Incident, who: &Who) -> Result<Time, Forbidden> {
    if who.at > who.now + SLACK {
        let (at, now) = (who.at.rfc3339(), who.now.rfc3339());
        return Err(invalid("by.at", format!("is {at}, which is yet to come (here it is {now})")));
    }
    let opened = incident.opened_at;
    if who.at + SLACK < opened {
        let (at, opened) = (who.at.rfc3339(), opened.rfc3339());
        return Err(invalid("by.at", format!("is {at}, before the incident opened at {opened}")));
    }
    Ok(who.at.min(who.now).max(opened))
}
