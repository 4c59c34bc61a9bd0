//! What a new list means for the occurrences that are held: pure, so that the edges are a table.

use std::collections::{HashMap, HashSet};

use super::occurrence::Row;
use crate::domain::{Incident, REOPEN_WINDOW, Time};

/// What is to be written.
#[derive(Debug, Default)]
pub(in super::super) struct Plan {
    /// Left the list (or came back as something else): occurrences by number, and when.
    pub close: Vec<(u32, Time)>,
    /// Back within the window: occurrence by number, the incident's place in the list, when it had cleared.
    pub reopen: Vec<(u32, usize, Time)>,
    /// First seen, or back after the window: place in the list, number of the earlier one.
    pub new: Vec<(usize, Option<u32>)>,
    /// Listed under another id or acknowledged for the first time: occurrence by number, place in the list.
    pub touch: Vec<(u32, usize)>,
}

impl Plan {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.close.is_empty() && self.reopen.is_empty() && self.new.is_empty() && self.touch.is_empty()
    }
}

/// What is held when a list arrives.
#[derive(Debug, Default)]
pub(in super::super) struct Held {
    /// The latest occurrence of every native id that is open or on the list.
    pub rows: HashMap<String, Row>,
    /// When the source's list was last seen.
    pub seen_at: Option<Time>,
}

/// What `listing` (with each incident's native id) means. `whole`: what is not on it has left.
pub(in super::super) fn plan(listing: &[(String, Incident)], held: &Held, whole: bool, now: Time) -> Plan {
    let mut plan = Plan::default();
    let mut done: HashSet<&str> = HashSet::with_capacity(listing.len());
    for (at, (native, incident)) in listing.iter().enumerate() {
        // The same id twice on one list: the first counts.
        if done.insert(native) {
            one(&mut plan, at, incident, held.rows.get(native), held.seen_at, now);
        }
    }
    if whole {
        for (native, row) in &held.rows {
            // What was listed after this list was made is not missing from it.
            if row.cleared_at.is_none() && !done.contains(native.as_str()) && row.listed_at < now.unix() {
                plan.close.push((row.number, now));
            }
        }
        plan.close.sort_unstable();
    }
    plan.new.sort_by_key(|(at, _)| (listing[*at].1.opened_at, *at));
    plan
}

fn one(plan: &mut Plan, at: usize, incident: &Incident, row: Option<&Row>, seen_at: Option<Time>, now: Time) {
    let Some(row) = row else {
        plan.new.push((at, None));
        return;
    };
    let open = incident.state.is_open();
    match row.cleared_at.map(Time::from_unix) {
        // It ended, and the source still lists it.
        None if !open => plan.close.push((row.number, incident.resolved_at.unwrap_or(now))),
        None => {
            let began_again = row.id != incident.id.as_str() && incident.opened_at.unix() > row.opened_at;
            if !began_again {
                if row.id != incident.id.as_str() || (row.acked_at.is_none() && incident.acked_at.is_some()) {
                    plan.touch.push((row.number, at));
                }
                return;
            }
            // It cleared and came back while nobody looked: somewhere between the last list and its new beginning.
            let last = seen_at.map_or(row.listed_at, |t| t.unix().max(row.listed_at));
            let last = Time::from_unix(last).min(incident.opened_at);
            if incident.opened_at - last <= REOPEN_WINDOW && !row.is_final() {
                plan.reopen.push((row.number, at, last));
            } else {
                plan.close.push((row.number, last));
                plan.new.push((at, Some(row.number)));
            }
        }
        // Known to have ended, or a list that was made before it cleared.
        Some(cleared) if !open || now <= cleared => {}
        Some(cleared) if now - cleared <= REOPEN_WINDOW && !row.is_final() => {
            plan.reopen.push((row.number, at, cleared));
        }
        Some(_) => plan.new.push((at, Some(row.number))),
    }
}
