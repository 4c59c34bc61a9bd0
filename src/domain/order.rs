//! "Attention first" as one packed number a row.
//!
//! (A) unacknowledged P1 and P2 and whatever is due within 15 minutes, nearest first, and of these the unacknowledged P1
//! before all others: one whose response clock ran out, so that its next clock is hours away, must not sink below a P2
//! that has minutes left; (B) other running clocks by deadline; (C) all clocks overrun; (D) on hold and snoozed; then
//! what is not open. A hold under which a clock runs on comes up to (A) while that clock is about to run out: nobody
//! looks there otherwise. A deadline is an instant, so a key holds until the row changes its class: [`Key::until`] says
//! when, and only then is it computed again.

use super::{
    Facts, State, Time,
    clock::{self, Next},
    sla::Book,
    time::{HOUR, MINUTE},
};

/// Due within this many seconds is class A.
pub const SOON: i64 = 15 * MINUTE;

/// An unacknowledged P1 or P2 whose clocks all ran out longer ago than this was another shift's: class C.
pub const SHIFT: i64 = 8 * HOUR;

/// Of an unacknowledged P1 to which nothing is due: it stands behind those that have a deadline.
const NO_DUE: u64 = 1 << 50;

/// The instant that the key of a row holds: of its next clock, of the end of its hold or acknowledgement; seconds since
/// 1970, `None` where nothing is due.
pub const fn due(packed: u64) -> Option<i64> {
    let (part, rest) = (packed >> 58 & 3, packed & ((1 << 58) - 1));
    if part > 1 || rest & NO_DUE != 0 { None } else { Some((rest >> 4).cast_signed()) }
}

/// The class that the key of a row holds.
pub const fn class(packed: u64) -> Class {
    match packed >> 60 {
        0 => Class::Now,
        1 => Class::Running,
        2 => Class::Overrun,
        3 => Class::Hold,
        _ => Class::Done,
    }
}

/// The classes, in the order of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    /// A: needs somebody now.
    Now = 0,
    /// B: a clock runs.
    Running = 1,
    /// C: every clock is overrun, or none exists.
    Overrun = 2,
    /// D: waits.
    Hold = 3,
    /// Not open any more.
    Done = 4,
}

/// A row's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Sorts ascending: class, deadline, priority.
    pub packed: u64,
    /// The row's class.
    pub class: Class,
    /// A clock reaches its target within [`SOON`] and has not yet: the header counts these.
    pub soon: bool,
    /// When the key must be computed again although nothing happened to the row; `None` is never.
    pub until: Option<Time>,
}

/// The place of `incident` at `now`.
pub fn key(incident: &impl Facts, book: &Book, now: Time) -> Key {
    let next = clock::next(incident, book, now);
    let due = match &next {
        Next::Clock(c) => c.due_at(),
        Next::HoldEnds(t) | Next::AckEnds(t) => Some(*t),
        Next::Waits | Next::Nothing => None,
    };
    let left = match &next {
        Next::Clock(c) => c.left(now),
        _ => None,
    };
    let urgent = incident.state() == State::New && incident.priority().level() <= 2;
    let (class, until) = match (incident.state(), &next) {
        (s, _) if !s.is_open() => (Class::Done, None),
        _ if incident.snoozed_until().is_some_and(|end| end > now) => (Class::Hold, due),
        (State::OnHold, Next::Clock(_)) => match (left, due) {
            (Some(0..=SOON), Some(due)) => (Class::Now, Some(due + 1)),
            (_, due) => (Class::Hold, due.map(|due| due - SOON)),
        },
        (State::OnHold, _) => (Class::Hold, due),
        (_, Next::Clock(_)) if left.is_some_and(|left| left < 0) => {
            let forgotten = due.unwrap_or(now) + SHIFT;
            if urgent && now <= forgotten {
                (Class::Now, Some(forgotten + 1))
            } else {
                (Class::Overrun, None)
            }
        }
        (_, Next::Clock(_)) => {
            let (due, soon) = (due.unwrap_or(now), left.is_some_and(|left| left <= SOON));
            let class = if urgent || soon { Class::Now } else { Class::Running };
            (class, Some(if soon { due + 1 } else { due - SOON }))
        }
        (_, Next::AckEnds(end)) => {
            if *end - now <= SOON {
                (Class::Now, Some(*end + 1))
            } else {
                (Class::Running, Some(*end - SOON))
            }
        }
        _ if urgent => (Class::Now, None),
        _ => (Class::Overrun, None),
    };
    // A silence or an acknowledgement that ended, with no news from the source yet, does not end again.
    let until = until.filter(|t| *t > now);
    // An acknowledgement about to be shown is a change of its own.
    let shown = incident.ack_until().map(|e| e - clock::ACK_END_SHOWN).filter(|t| *t > now);
    let until = match (until, shown) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let rank = u64::from(incident.priority().level());
    let instant = due.unwrap_or(incident.opened_at()).unix().clamp(0, (1 << 40) - 1) as u64;
    // Class, then part, then the deadline, then the priority; without a deadline higher priority first, behind all
    // that have one.
    let (part, rest) = match (class, incident.state(), rank) {
        (Class::Now, State::New, 1) if due.is_none() => (0, NO_DUE | instant << 4 | rank),
        (Class::Now, State::New, 1) => (0, instant << 4 | rank),
        _ if due.is_some() => (1, instant << 4 | rank),
        _ => (2, rank << 40 | instant),
    };
    let packed = (class as u64) << 60 | part << 58 | rest;
    let soon = left.is_some_and(|left| (0..=SOON).contains(&left));
    Key { packed, class, soon, until }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Hold, Incident, Priority, incident::HoldReason, sample};
    use crate::text::SafeText;

    const NOW: Time = sample::NOW;

    /// An incident of this priority and state that opened so many minutes ago.
    fn row(priority: u8, state: State, minutes: i64) -> Incident {
        let mut incident = sample::incident(0);
        incident.priority = Priority::new(priority).expect("1 to 5");
        incident.state = state;
        incident.opened_at = NOW - minutes * MINUTE;
        incident.acked_at = (state != State::New).then_some(incident.opened_at + 1);
        if state == State::OnHold {
            let hold =
                Hold { reason: HoldReason::Silenced, detail: SafeText::default(), since: None, until: None };
            incident.hold = Some(Box::new(hold));
        }
        incident
    }

    #[test]
    fn attention_first() {
        use State::{Acknowledged, New, OnHold, Resolved};
        let wanted = [
            row(1, New, 4),           // 1 minute left to acknowledge
            row(1, New, 2),           // 3 minutes left
            row(1, New, 40),          // response overrun, hours to resolution: still before any P2
            row(1, Acknowledged, 49), // mitigation in 11 minutes, the update overrun
            row(2, New, 15),          // 15 minutes left
            row(2, New, 40),          // overrun, unacknowledged
            row(2, Acknowledged, 10), // other running clocks by deadline: the update in 50 minutes
            row(3, New, 60),          // from 09:00 on
            row(4, New, 60),
            row(3, Acknowledged, 60),
            row(4, Acknowledged, 60 * 24 * 30), // last month's breach
            row(5, New, 5),                     // no clock at all
            row(1, OnHold, 5),
            row(1, Resolved, 5),
        ];
        let keys: Vec<u64> = wanted.iter().map(|i| key(i, Book::standard(), NOW).packed).collect();
        for (n, pair) in keys.windows(2).enumerate() {
            assert!(pair[0] < pair[1], "row {n} stands before row {}", n + 1);
        }
    }

    #[test]
    fn a_hold_under_which_a_clock_runs_out_comes_up_and_a_snoozed_row_does_not() {
        let mut held = row(1, State::OnHold, 10);
        if let Some(hold) = &mut held.hold {
            hold.reason = HoldReason::AwaitingVendor;
        }
        let key_at = |i: &Incident, minutes: i64| key(i, Book::standard(), NOW + minutes * MINUTE);
        // Its update is due in 20 minutes.
        let calm = key_at(&held, 0);
        assert_eq!((calm.class, calm.until), (Class::Hold, Some(NOW + 5 * MINUTE)));
        let soon = key_at(&held, 5);
        assert_eq!((soon.class, soon.soon, soon.until), (Class::Now, true, Some(NOW + 20 * MINUTE + 1)));
        assert_eq!(key_at(&held, 21).class, Class::Hold);
        let mut snoozed = row(1, State::New, 4);
        let until = NOW + 60 * MINUTE;
        std::sync::Arc::make_mut(&mut snoozed.detail).record.snoozed_until = Some(until);
        assert_eq!((key_at(&snoozed, 0).class, key_at(&snoozed, 0).until), (Class::Hold, Some(until)));
        assert_eq!(key_at(&snoozed, 60).class, Class::Now);
    }

    #[test]
    fn last_weeks_p1_is_another_shifts() {
        assert_eq!(key(&row(1, State::New, 60 * 24 * 7), Book::standard(), NOW).class, Class::Overrun);
        assert!(
            key(&row(4, State::Acknowledged, 60 * 24 * 7), Book::standard(), NOW).packed
                > key(&row(1, State::New, 1), Book::standard(), NOW).packed
        );
    }

    #[test]
    fn a_key_says_how_long_it_holds() {
        for incident in [
            row(1, State::New, 1),
            row(2, State::New, 1),
            row(3, State::Acknowledged, 60),
            row(4, State::New, 3),
            row(1, State::Acknowledged, 3),
        ] {
            let first = key(&incident, Book::standard(), NOW);
            let until = first.until.expect("its class changes");
            let before = key(&incident, Book::standard(), until - 1);
            assert_eq!((before.packed, before.class), (first.packed, first.class));
            assert_ne!(key(&incident, Book::standard(), until), before);
        }
    }
}
