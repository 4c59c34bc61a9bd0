//! What time alone brings: acknowledgements, holds and snoozes end, clocks warn and are breached, incidents close.
//!
//! Nothing of it is stored but what it did. What has an end stands in the record until it is done; a clock's warnings
//! and breaches are told by their instants: those after the last look and not after this one.

use super::{
    check::Who,
    clocks::{self, Ring},
    desk::Desk,
    plan::{Loaded, Plan},
    verb,
};
use crate::{
    domain::{Practice, State, Time, Verb, record::Answer},
    text::Opaque,
    wire::IncidentRecord,
};

/// What happens.
enum Happens {
    /// A state that lasts until then ends: what is done about it.
    Ends(Box<Verb>),
    /// Clocks ring.
    Rings(Vec<Ring>),
}

/// What time alone brings to `loaded`: acknowledgements that ran out, holds and snoozes that ended, incidents that close
/// by themselves; and every warning and breach of a clock with `from` < instant <= `now`.
///
/// `from` is the `now` up to which this was done last: each clock event is told once.
pub fn due(loaded: Loaded, from: Time, now: Time) -> Plan {
    let mut desk = Desk::new(loaded, now);
    let mut numbers: Vec<u32> = desk.incidents.keys().copied().collect();
    numbers.sort_unstable();
    for number in numbers {
        one(&mut desk, number, from);
    }
    desk.done()
}

/// One incident, from one instant to the next: a hold that ended lets a clock go on, which may be breached since.
fn one(desk: &mut Desk, number: u32, from: Time) {
    let mut after = from;
    while let Some(incident) = desk.incidents.get(&number).cloned() {
        let Some((at, what)) = next(&incident, &desk.practice, after).filter(|(at, _)| *at <= desk.now)
        else {
            break;
        };
        match what {
            Happens::Ends(verb) => {
                let who = Who::itself(at);
                desk.rung_until = at;
                if verb::make(desk, incident, &verb, &who, None) != Ok(None) {
                    // The rules do not let it: it is not tried again in this turn.
                    break;
                }
            }
            Happens::Rings(rings) => {
                for ring in rings {
                    // Nothing about the incident changes; it is written so that its next instant is.
                    desk.write(incident.clone(), clocks::rang(&ring, at));
                }
                after = at;
            }
        }
    }
}

/// The first thing that time brings: ends that are overdue, or come first, before clocks of the same second.
fn next(incident: &IncidentRecord, practice: &Practice, after: Time) -> Option<(Time, Happens)> {
    let end = ends(incident, practice);
    let rings = clocks::next_ring(incident, practice, after);
    match (end, rings) {
        (Some((at, verb)), Some((ring, _))) if at <= ring => Some((at, Happens::Ends(verb))),
        (_, Some((at, rings))) => Some((at, Happens::Rings(rings))),
        (Some((at, verb)), None) => Some((at, Happens::Ends(verb))),
        (None, None) => None,
    }
}

/// The earliest end of something that lasts, and what is done then.
fn ends(incident: &IncidentRecord, practice: &Practice) -> Option<(Time, Box<Verb>)> {
    let state = incident.state;
    let ack = incident.ack_until.filter(|_| state == State::Acknowledged);
    let ours = incident.hold.as_ref().filter(|h| state == State::OnHold && !h.reason.by_source());
    let hold = ours.and_then(|h| h.until);
    let snooze = incident.record.snoozed_until.filter(|_| state.is_open());
    let resolved = incident.resolved_at.filter(|_| state == State::Resolved);
    // A major never closes by itself.
    let closes = resolved.filter(|_| incident.record.major.is_none()).and_then(|at| practice.closes_at(at));
    let come = || Verb::Resume { reason: Some(Opaque::new("its time has come")) };
    let close = || Verb::Close {
        answer: incident.record.has_originator().then_some(Answer::NoAnswer),
        comment: None,
        satisfaction: None,
        waiver: None,
    };
    let all = [
        ack.map(|at| (at, Verb::Unack)),
        hold.map(|at| (at, come())),
        snooze.map(|at| (at, Verb::Wake)),
        closes.map(|at| (at, close())),
    ];
    let first = all.into_iter().flatten().min_by_key(|(at, _)| *at);
    first.map(|(at, verb)| (at, Box::new(verb)))
}

/// The earliest instant after `after` at which [`due`] has something to do for `incident`: the store keeps it beside the
/// record. `after` is the `now` up to which [`due`] was done last, not the present, so that nothing in between is lost.
/// What ended before `after` and was not seen to is due at once. `None`: time alone changes nothing about it.
pub fn next_due(incident: &IncidentRecord, practice: &Practice, after: Time) -> Option<Time> {
    next(incident, practice, after).map(|(at, _)| at.max(after + 1))
}
