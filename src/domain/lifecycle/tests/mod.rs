//! The rules as tables.

mod facts;
mod family;
mod pairs;
mod rows;
mod times;

use super::*;
use crate::{
    domain::{
        Number,
        incident::HoldReason,
        record::{Answer, Caller, CancelReason, Reached},
        sample,
        time::MINUTE,
    },
    text::{Kind, Opaque},
};

/// When the tests begin: the incident opened an hour before.
const NOW: Time = sample::NOW;

fn text(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Body)
}

fn typed(words: &str) -> Opaque {
    Opaque::new(words)
}

#[expect(clippy::unnecessary_wraps, reason = "what most fields of verbs want")]
fn some(words: &str) -> Option<Opaque> {
    Some(typed(words))
}

fn who(name: &str) -> Who {
    Who { kind: ActorKind::User, name: Some(text(name)), at: NOW, now: NOW }
}

fn system() -> Who {
    Who { kind: ActorKind::System, name: None, ..who("") }
}

/// A new incident of nobody's, P3, opened an hour ago.
fn fresh() -> Incident {
    let mut incident = sample::incident(62);
    incident.number = Number::new(42);
    incident.opened_at = NOW - 60 * MINUTE;
    let detail = std::sync::Arc::make_mut(&mut incident.detail);
    (detail.impact, detail.urgency) = (Some(2), Some(2));
    assert_eq!(incident.priority.level(), 3);
    incident
}

/// Another one, open.
fn other() -> Incident {
    Incident { number: Number::new(7), title: text("Checkout down"), ..sample::incident(7) }
}

fn number(n: u32) -> Number {
    Number::new(n).expect("a number")
}

fn go(incident: &Incident, verb: &Verb, who: &Who) -> Result<Moved, Forbidden> {
    let other = other();
    apply(incident, verb, who, Practice::standard(), Kin { other: Some(&other), above: &[] })
}

/// What it becomes, by mira at [`NOW`].
fn done(incident: &Incident, verb: &Verb) -> Incident {
    go(incident, verb, &who("mira")).unwrap_or_else(|e| panic!("{}: {e}", verb.name())).incident
}

/// What the log says of it.
fn said(incident: &Incident, verb: &Verb) -> Vec<(EventKind, String)> {
    let moved = go(incident, verb, &who("mira")).unwrap_or_else(|e| panic!("{}: {e}", verb.name()));
    moved.said.into_iter().map(|s| (s.kind, s.text.shown().to_owned())).collect()
}

/// Which field is refused, and why.
fn refused(incident: &Incident, verb: &Verb) -> (String, String) {
    match go(incident, verb, &who("mira")) {
        Err(Forbidden::Invalid { field, why }) => (field, why),
        other => panic!("{}: {other:?}", verb.name()),
    }
}

fn hold(reason: HoldReason) -> Verb {
    Verb::Hold {
        reason,
        detail: (reason == HoldReason::Other).then(|| typed("the moon")),
        until: (reason == HoldReason::Scheduled).then(|| NOW + 60 * MINUTE),
        message: (reason == HoldReason::AwaitingReporter).then(|| typed("please send the log")),
    }
}

fn close(answer: Option<Answer>) -> Verb {
    Verb::Close { answer, comment: None, satisfaction: None, waiver: None }
}

fn cancel(reason: CancelReason) -> Verb {
    Verb::Cancel { reason, detail: None, duplicate_of: None }
}

fn contact(result: Reached) -> Verb {
    Verb::Contact { result, note: None }
}

const ACK: Verb = Verb::Ack { note: None, for_s: None };
/// As a person does it.
fn resolve() -> Verb {
    Verb::resolved("fixed", "pool restarted")
}

fn reopen() -> Verb {
    Verb::Reopen { reason: typed("errors are back") }
}

fn mitigate() -> Verb {
    Verb::Mitigate { impact: typed("none, at half speed") }
}

fn relapse() -> Verb {
    Verb::Relapse { reason: typed("errors are back") }
}

fn ben() -> Caller {
    Caller { name: text("Ben"), ..Caller::default() }
}

/// An incident in `state`, as verbs bring it there.
fn in_state(state: State) -> Incident {
    let new = fresh();
    let working = || done(&new, &Verb::Start);
    match state {
        State::New => new,
        State::Acknowledged => done(&new, &ACK),
        State::InProgress => working(),
        State::OnHold => done(&working(), &hold(HoldReason::AwaitingVendor)),
        State::Mitigated => done(&working(), &mitigate()),
        State::Resolved => done(&working(), &resolve()),
        State::Closed => done(&done(&working(), &resolve()), &close(None)),
        State::Cancelled => done(&new, &cancel(CancelReason::Test)),
        State::Merged => done(&new, &Verb::Merge { into: number(7) }),
    }
}
