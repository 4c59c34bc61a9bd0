//! Records of any kind, for packing.

use proptest::prelude::*;

use super::{NOW, Time, maybe, number, text, time};
use crate::domain::{
    Phase, Priority, Record, State,
    incident::HoldReason,
    record::{
        Caller, CancelReason, CiRole, Ending, Excuse, Major, Origin, Override, Passage, Resolution, Told,
        Turn, Verdict,
    },
    sla::{Metric, SourceClock},
};

/// A time that RFC 3339 can say: what few incidents have is kept as it stands in JSON.
fn sayable() -> impl Strategy<Value = Time> {
    (-400_000_000_i64..400_000_000).prop_map(|s| NOW + s)
}

pub(super) fn pick<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

fn turn() -> impl Strategy<Value = Turn> {
    let level = || (1_u8..6).prop_map(|n| Priority::new(n).unwrap());
    prop_oneof![
        pick(HoldReason::ALL).prop_map(|reason| Turn::Held { reason }),
        Just(Turn::Resumed),
        Just(Turn::Mitigated),
        Just(Turn::Relapsed),
        Just(Turn::Resolved),
        Just(Turn::Reopened),
        (level(), level()).prop_map(|(from, to)| Turn::Priority { from, to }),
        Just(Turn::Updated),
    ]
}

fn caller() -> impl Strategy<Value = Caller> {
    ("\\PC{0,9}", maybe("\\PC{0,9}"), maybe("[0-9]{1,5}"), any::<bool>()).prop_map(
        |(name, email, phone, vip)| Caller { name: text(&name), email, phone, vip, ..Caller::default() },
    )
}

/// Boxes of what somebody said.
type Said = (
    Option<Box<Caller>>,
    Vec<Caller>,
    Option<Box<Major>>,
    Option<Box<Ending>>,
    Option<Box<Resolution>>,
    Option<Box<Told>>,
    Option<Box<Override>>,
);

fn said() -> impl Strategy<Value = Said> {
    let major = (sayable(), maybe("\\PC{0,9}"))
        .prop_map(|(at, reason)| Box::new(Major { by: text("ana"), at, reason }));
    let ending = (pick(CancelReason::ALL), number(), sayable(), pick(&State::ALL)).prop_map(
        |(reason, other, at, was)| {
            Box::new(Ending { reason: Some(reason), detail: None, other, by: text("jo"), at, was })
        },
    );
    let resolution = (maybe("\\PC{0,9}"), maybe("(\\PC|\n){0,20}"), sayable())
        .prop_map(|(code, notes, at)| Box::new(Resolution { code, notes, by: text("jo"), at }));
    let told = (sayable(), maybe("\\PC{0,9}"), prop::option::of(sayable()), any::<bool>()).prop_map(
        |(at, audience, next_at, public)| {
            Box::new(Told { at, by: text("jo"), text: text("we know"), audience, next_at, public })
        },
    );
    let over = sayable().prop_map(|at| Box::new(Override { by: text("jo"), at, reason: text("because") }));
    (
        prop::option::of(caller().prop_map(Box::new)),
        prop::collection::vec(caller(), 0..3),
        prop::option::of(major),
        prop::option::of(ending),
        prop::option::of(resolution),
        prop::option::of(told),
        prop::option::of(over),
    )
}

/// A record; half of them of one fact only, as most real ones are.
pub(super) fn record() -> impl Strategy<Value = Record> {
    let heads = (
        prop::option::of(pick(Phase::ALL)),
        prop::option::of(pick(Origin::ALL)),
        prop::option::of(pick(Verdict::ALL)),
        prop::option::of(1_u8..6),
    );
    let times = prop::array::uniform5(prop::option::of(time()));
    let passages = prop::collection::vec((time(), turn()), 0..5);
    let full = (heads, times, passages, said(), (number(), number(), any::<u32>(), any::<u32>())).prop_map(
        |(heads, times, passages, said, rest)| Record {
            phase: heads.0,
            origin: heads.1,
            verdict: heads.2,
            computed: heads.3.and_then(Priority::new),
            reporter: said.0,
            callers: said.1,
            occurred_at: times[0],
            mitigated_at: times[1],
            closed_at: times[2],
            snoozed_until: times[3],
            // Kept as JSON.
            detected_at: times[4].filter(|t| (0..4_000_000_000).contains(&t.unix())),
            major: said.2,
            ending: said.3,
            resolution: said.4,
            told: said.5,
            override_: said.6,
            parent: rest.0,
            follow_up_of: rest.1,
            children: rest.2,
            unanswered: rest.3 % 5,
            links: vec![(text("db"), CiRole::Cause)],
            excuses: vec![Excuse { clock: text("P1"), reason: text("night"), by: text("jo"), at: NOW }],
            passages: passages.into_iter().map(|(at, turn)| Passage { at, turn }).collect(),
            ..Record::default()
        },
    );
    let plain = pick(Origin::ALL).prop_map(|origin| Record { origin: Some(origin), ..Record::default() });
    prop_oneof![1 => plain, 1 => Just(Record::default()), 2 => full]
}

pub(super) fn source_clocks() -> impl Strategy<Value = Vec<SourceClock>> {
    let clock = (pick(Metric::ALL), any::<i64>(), sayable(), any::<bool>()).prop_map(
        |(metric, remaining_s, as_of, running)| SourceClock {
            name: text("theirs"),
            metric,
            target_s: 3_600,
            remaining_s,
            as_of,
            due_at: Some(as_of),
            breached: remaining_s < 0,
            running,
        },
    );
    prop::collection::vec(clock, 0..2)
}
