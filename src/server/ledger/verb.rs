//! What people do to an incident.
//!
//! An acknowledgement never takes an incident from somebody; a resolved one must be reopened before it is worked on.

use super::{
    Refused,
    check::{self, Who},
    desk::{Desk, Told},
    words,
};
use crate::{
    domain::{Number, State, Verb, event::EventKind},
    text::{Kind, Opaque, SafeText},
    wire::{Acted, Action, Actor, ActorKind, EventRecord, IncidentRecord, Resolution},
};

/// What a verb asks for, checked.
enum Ask {
    Ack { note: Option<SafeText>, for_s: Option<i64> },
    Unack,
    Assign { to: Option<SafeText> },
    Note { text: SafeText },
    Resolve { code: Option<SafeText>, note: Option<SafeText> },
    Reopen { reason: SafeText },
}

impl Ask {
    fn of(action: &Action) -> Result<Self, Refused> {
        let words = |text: &Opaque| text.cleaned(Kind::Body);
        let maybe = |text: &Option<Opaque>| text.as_ref().map(words);
        Ok(match &action.verb {
            Verb::Ack { note, for_s } => Self::Ack {
                note: check::maybe_words("note", maybe(note).as_ref())?,
                for_s: check::ack_for("for_s", *for_s)?,
            },
            Verb::Unack => Self::Unack,
            Verb::Assign { to } => Self::Assign { to: check::maybe_name("to", to.as_ref())? },
            Verb::Note { text } => Self::Note { text: check::words("text", &words(text))? },
            Verb::Resolve { code, note } => Self::Resolve {
                code: check::maybe_name("code", maybe(code).as_ref())?,
                note: check::maybe_words("note", maybe(note).as_ref())?,
            },
            Verb::Reopen { reason } => Self::Reopen { reason: check::words("reason", &words(reason))? },
            _ => return Err(check::invalid("verb", "is not built yet")),
        })
    }
}

/// Carries out `action`.
pub(super) fn act(
    desk: &mut Desk,
    number: Number,
    action: &Action,
    if_version: Option<u64>,
) -> Result<Acted, Refused> {
    let mut who = check::by(action.by(), desk.now)?;
    let ask = Ask::of(action)?;
    let before = desk.incidents.get(&number.get()).cloned().ok_or(Refused::NoIncident(number.get()))?;
    who.not_before(before.opened_at)?;
    if let Some(version) = if_version
        && version != before.version
    {
        let since = desk.since(before.number, version);
        return Err(Refused::Stale { current: Box::new(before), since });
    }
    let refuse = || Refused::NotAllowed(words::not_allowed(before.number, before.state, action.word()));
    let worked_on = before.state.is_open();
    match ask {
        Ask::Note { text } => Ok(noted(desk, before, &who, text, None)),
        Ask::Reopen { reason } => match before.state {
            State::Resolved => Ok(reopen(desk, before, &who, &reason)),
            _ => Err(refuse()),
        },
        Ask::Resolve { .. } if before.state == State::Resolved => {
            let words = words::already_resolved(&before);
            Ok(already(before, words))
        }
        _ if !worked_on => Err(refuse()),
        Ask::Ack { note, .. } if before.state != State::New => {
            let words = words::already_acknowledged(before.owner.as_ref());
            Ok(match note {
                // What somebody wrote is kept, whoever was first.
                Some(note) => noted(desk, before, &who, note, Some(words)),
                None => already(before, words),
            })
        }
        Ask::Ack { note, for_s } => Ok(acknowledge(desk, before, &who, note.as_ref(), for_s)),
        Ask::Unack if before.state == State::New => Ok(already(before, words::not_acknowledged())),
        Ask::Unack => Ok(unacknowledge(desk, before, &who)),
        Ask::Assign { to } if to == before.owner => Ok(already(before, words::already_assigned(to.as_ref()))),
        Ask::Assign { to } => Ok(assign(desk, before, &who, to)),
        Ask::Resolve { code, note } => Ok(resolve(desk, before, &who, code, note)),
    }
}

fn already(incident: IncidentRecord, words: SafeText) -> Acted {
    Acted { incident, events: Vec::new(), already: Some(words) }
}

fn told(kind: EventKind, who: &Who, text: SafeText) -> Told {
    Told { kind, at: who.at, actor: who.actor.clone(), via: who.via.clone(), text, code: None, public: false }
}

fn written(desk: &mut Desk, after: IncidentRecord, told: Told) -> Acted {
    let number = after.number;
    let event = desk.write(after.clone(), told);
    acted(desk, number, after, event)
}

fn acted(desk: &Desk, number: u32, after: IncidentRecord, event: EventRecord) -> Acted {
    // As it was written, with its new version; it is always there.
    let incident = desk.incidents.get(&number).cloned().unwrap_or(after);
    Acted { incident, events: vec![event], already: None }
}

fn noted(
    desk: &mut Desk,
    before: IncidentRecord,
    who: &Who,
    text: SafeText,
    already: Option<SafeText>,
) -> Acted {
    let told = told(EventKind::Note, who, text);
    Acted { already, ..written(desk, before, told) }
}

fn acknowledge(
    desk: &mut Desk,
    before: IncidentRecord,
    who: &Who,
    note: Option<&SafeText>,
    for_s: Option<i64>,
) -> Acted {
    let takes = before.owner.is_none() && who.name.is_some();
    let after = IncidentRecord {
        state: State::Acknowledged,
        owner: before.owner.clone().or_else(|| who.name.clone()),
        acked_at: before.acked_at.or(Some(who.at)),
        ack_until: for_s.map(|s| who.at + s),
        ..before
    };
    written(desk, after, told(EventKind::Ack, who, words::acknowledged(for_s, takes, note)))
}

fn unacknowledge(desk: &mut Desk, before: IncidentRecord, who: &Who) -> Acted {
    let after = IncidentRecord { state: State::New, ack_until: None, ..before };
    written(desk, after, told(EventKind::Unack, who, words::unacknowledged()))
}

fn assign(desk: &mut Desk, before: IncidentRecord, who: &Who, to: Option<SafeText>) -> Acted {
    let text = words::assigned(to.as_ref(), before.owner.as_ref(), who.name.as_ref());
    written(desk, IncidentRecord { owner: to, ..before }, told(EventKind::Assign, who, text))
}

fn resolve(
    desk: &mut Desk,
    before: IncidentRecord,
    who: &Who,
    code: Option<SafeText>,
    note: Option<SafeText>,
) -> Acted {
    let text = words::resolved(code.as_ref(), note.as_ref());
    let resolution = Resolution { code, notes: note, by: who.actor.name.clone(), at: who.at };
    written(desk, resolved(before, resolution), told(EventKind::Resolved, who, text))
}

/// An incident that is over; one that nobody acknowledged is acknowledged by that.
pub(super) fn resolved(before: IncidentRecord, resolution: Resolution) -> IncidentRecord {
    IncidentRecord {
        state: State::Resolved,
        acked_at: before.acked_at.or(Some(resolution.at)),
        ack_until: None,
        resolved_at: Some(resolution.at),
        resolution: Some(resolution),
        ..before
    }
}

fn reopen(desk: &mut Desk, before: IncidentRecord, who: &Who, reason: &SafeText) -> Acted {
    written(desk, reopened(before), told(EventKind::Reopened, who, words::reopened(reason)))
}

/// An incident that is not over after all: whoever had it has it again, and its clocks go on.
pub(super) fn reopened(before: IncidentRecord) -> IncidentRecord {
    IncidentRecord {
        state: if before.owner.is_some() { State::Acknowledged } else { State::New },
        resolved_at: None,
        resolution: None,
        reopen_count: before.reopen_count.saturating_add(1),
        ..before
    }
}

/// Takes back the acknowledgements on the desk that ran out.
pub(super) fn run_out(desk: &mut Desk) {
    let now = desk.now;
    let mut over: Vec<IncidentRecord> = desk
        .incidents
        .values()
        .filter(|i| i.state == State::Acknowledged && i.ack_until.is_some_and(|until| until <= now))
        .cloned()
        .collect();
    over.sort_by_key(|i| (i.ack_until, i.number));
    let name = SafeText::clean("watchfloor", Kind::Label);
    for before in over {
        let told = Told {
            kind: EventKind::Unack,
            at: before.ack_until.unwrap_or(now),
            actor: Actor { kind: ActorKind::System, name: name.clone() },
            via: name.clone(),
            text: words::ran_out(),
            code: None,
            public: false,
        };
        desk.write(IncidentRecord { state: State::New, ack_until: None, ..before }, told);
    }
}
