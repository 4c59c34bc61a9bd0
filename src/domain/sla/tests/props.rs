//! What holds whatever the calendar, the zone and the pauses.

use std::sync::Arc;

use proptest::prelude::*;

use super::oracle::{Walk, Walked};
use crate::{
    domain::{
        Time,
        incident::HoldReason,
        query::Query,
        sla::{
            Calendar, CalendarSpec, Clock, Metric, OnPriorityChange, OnReopen, Policy, Step, Target,
            calendar::{Break, Day, Holiday, Range, Recurring},
        },
        time::{DAY, HOUR, MINUTE},
    },
    text::SafeText,
};

/// Zones, and an instant near which each does something odd.
const ODD: &[(&str, &str)] = &[
    ("Europe/Paris", "2026-03-29T01:00:00Z"),
    ("Europe/Paris", "2026-10-25T01:00:00Z"),
    ("America/New_York", "2026-03-08T07:00:00Z"),
    ("America/New_York", "2026-11-01T06:00:00Z"),
    // Half an hour.
    ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
    ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
    ("Asia/Kolkata", "2026-12-31T18:30:00Z"),
    ("Asia/Kathmandu", "2026-06-05T10:15:00Z"),
    // 2011-12-30 never was.
    ("Pacific/Apia", "2011-12-30T10:00:00Z"),
    // At midnight, both ways.
    ("America/Sao_Paulo", "2018-11-04T03:00:00Z"),
    ("America/Sao_Paulo", "2019-02-17T02:00:00Z"),
    ("UTC", "2027-01-01T00:00:00Z"),
];

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn hm(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn window() -> impl Strategy<Value = [String; 2]> {
    // On whole and half hours as people write them, and anywhere.
    let minute = prop_oneof![(0_u32..48).prop_map(|n| n * 30), 0_u32..1_440];
    (minute.clone(), prop_oneof![4 => minute, 1 => Just(1_440)]).prop_map(|(a, b)| [hm(a), hm(b)])
}

fn dates(near: Time) -> impl Strategy<Value = (String, String)> {
    (-4_i64..5, 0_i64..3).prop_map(move |(from, days)| {
        let date = |n: i64| (near + n * DAY).utc().date_naive().to_string();
        (date(from), date(from + days))
    })
}

fn holiday(near: Time) -> impl Strategy<Value = Holiday> {
    (dates(near), 0..3).prop_map(|((from, to), kind)| match kind {
        0 => Holiday::Date(from),
        1 => Holiday::Range(Range { from, to }),
        _ => Holiday::Recurring(Recurring { recurring: [from[5..].to_owned(), to[5..].to_owned()] }),
    })
}

fn plain(zone: &'static str, near: Time) -> impl Strategy<Value = CalendarSpec> {
    let weekly = proptest::collection::btree_map(
        proptest::sample::select(Day::ALL.to_vec()),
        proptest::collection::vec(window(), 1..3),
        1..8,
    );
    let pause = (dates(near), 0_u32..1_440, 0_u32..1_440).prop_map(|((date, _), a, b)| Break {
        date,
        from: hm(a.min(b)),
        to: hm(a.max(b).max(1)),
    });
    let off = (proptest::collection::vec(holiday(near), 0..2), proptest::collection::vec(pause, 0..2));
    (weekly, off).prop_map(move |(weekly, (holidays, breaks))| CalendarSpec {
        tz: Some(zone.to_owned()),
        weekly,
        holidays,
        breaks,
        ..CalendarSpec::default()
    })
}

/// A calendar, and where it is interesting.
fn calendar() -> impl Strategy<Value = (CalendarSpec, Time)> {
    proptest::sample::select(ODD).prop_flat_map(|(zone, near)| {
        let near = time(near);
        let union = (plain(zone, near), plain("Europe/London", near))
            .prop_map(|(a, b)| CalendarSpec { union: vec![a, b], ..CalendarSpec::default() });
        let always = Just(CalendarSpec::always(zone));
        (prop_oneof![6 => plain(zone, near), 1 => union, 1 => always], Just(near))
            .prop_filter("has working time", |(spec, _)| Calendar::compile(spec).is_ok())
    })
}

fn policy(calendar: Arc<Calendar>, target: i64) -> Arc<Policy> {
    Arc::new(Policy {
        name: SafeText::default(),
        metric: Metric::Resolution,
        query: Query::all(),
        target: Target::Seconds(target),
        calendar,
        calendar_name: SafeText::default(),
        pausable: true,
        pause_on: vec![HoldReason::Other],
        warn: vec![50],
        warn_before_s: Vec::new(),
        on_priority_change: OnPriorityChange::Retroactive,
        on_reopen: OnReopen::Resume,
    })
}

/// A clock with these pauses as known at `now`; one that ends later still lasts.
fn clock(policy: &Arc<Policy>, start: Time, now: Time, off: &[(Time, Time)]) -> Clock {
    let mut clock = Clock::begin(policy, start);
    for (from, to) in off {
        if *from <= now {
            clock.step(*from, Step::Hold(HoldReason::Other));
        }
        if *to <= now {
            clock.step(*to, Step::Resume);
        }
    }
    clock
}

/// Pauses in order, apart, in minutes after the beginning of the range.
fn pauses() -> impl Strategy<Value = Vec<(i64, i64)>> {
    proptest::collection::vec(0_i64..2_880, 0..7).prop_map(|mut at| {
        at.sort_unstable();
        at.dedup();
        at.chunks_exact(2).map(|p| (p[0], p[1])).collect()
    })
}

/// How far the walk goes after `now`: what is due later is not compared.
const AHEAD: i64 = DAY;

fn agrees(spec: &CalendarSpec, walk: &Walk, end: Time, clock: &Clock, now: Time, walked: &Walked) {
    let seen = |t: Option<Time>| t.filter(|t| *t < end);
    let got = Walked {
        elapsed: clock.elapsed(now),
        paused: clock.paused_business_s(now),
        due: seen(clock.due_at()),
        breach: seen(clock.breach_at()),
    };
    let walked = Walked { due: seen(walked.due), breach: seen(walked.breach), ..*walked };
    let _ = walk;
    assert_eq!(got, walked, "{} at {now:?}, {clock:#?}", serde_json::to_string(spec).unwrap());
    assert_eq!(clock.breached(now), walked.elapsed > clock.target_s);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// The engine and a walk over every minute say the same.
    #[test]
    fn a_walk_over_every_minute_says_the_same(
        (spec, near) in calendar(), from in -36_i64..12, start in 0_i64..1_440, looked in 0_i64..2_880,
        target in 0_i64..1_200, off in pauses(),
    ) {
        let begin = near + from * HOUR;
        let (start, now) = (begin + start * MINUTE, begin + looked * MINUTE);
        let end = begin + 2 * DAY + AHEAD;
        let off: Vec<_> = off.iter().map(|(a, b)| (begin + a * MINUTE, begin + b * MINUTE)).collect();
        let known: Vec<_> = off.iter().copied().filter(|(from, _)| *from <= now).collect();
        let walk = Walk::minutes(&spec, begin, end);
        let policy = policy(Arc::new(Calendar::compile(&spec).unwrap()), target * MINUTE);
        let clock = clock(&policy, start, now, &off);
        let walked = walk.clock(start, now, target * MINUTE, &known);
        agrees(&spec, &walk, end, &clock, now, &walked);
    }

    /// What is used up adds up over any split, never becomes less, and is the target at the instant that is due.
    #[test]
    fn elapsed_adds_up_and_meets_due(
        (spec, near) in calendar(), a in -400_000_i64..400_000, b in 0_i64..400_000, c in 0_i64..40_000_000, target in 0_i64..2_000_000,
    ) {
        let calendar = Calendar::compile(&spec).unwrap();
        let (a, b, c) = (near + a, near + a + b, near + a + b + c);
        prop_assert_eq!(calendar.elapsed(a, b) + calendar.elapsed(b, c), calendar.elapsed(a, c));
        prop_assert!(calendar.elapsed(a, b) <= b - a);
        prop_assert_eq!(calendar.elapsed(b, a), if a == b { calendar.elapsed(a, b) } else { 0 });
        let due = calendar.after(a, target).unwrap();
        prop_assert_eq!(calendar.elapsed(a, due), target);
        prop_assert!(target == 0 || calendar.elapsed(a, due - 1) == target - 1, "the earliest such instant");
        let open = calendar.next_open(b).unwrap();
        prop_assert_eq!((calendar.elapsed(b, open), calendar.elapsed(open, open + 1)), (0, 1));
        prop_assert_eq!(calendar.is_open(b), open == b);
        if let Some(change) = calendar.next_change(b) {
            prop_assert!(change > b && calendar.is_open(change) != calendar.is_open(b));
            prop_assert_eq!(calendar.elapsed(b, change), if open == b { change - b } else { 0 });
        }
        let windows: Vec<_> = calendar.windows(a, c).collect();
        let sum: i64 = windows.iter().map(|(o, e)| (*e).min(c) - (*o).max(a)).sum();
        prop_assert_eq!(sum, if calendar.is_always() { 0 } else { calendar.elapsed(a, c) });
        prop_assert!(windows.windows(2).all(|w| w[0].1 < w[1].0), "apart");
    }

    /// More pauses and more holidays give more time, never less; what was breached stays so.
    #[test]
    fn pauses_and_holidays_never_make_it_due_earlier(
        (spec, near) in calendar(), off in pauses(), target in 0_i64..90_000, day in dates(time("2026-03-28T12:00:00Z")), looked in 0_i64..2_880,
    ) {
        let begin = near - DAY;
        let calendar = Arc::new(Calendar::compile(&spec).unwrap());
        let policy_of = |calendar: &Arc<Calendar>| policy(Arc::clone(calendar), target);
        let off: Vec<_> = off.iter().map(|(a, b)| (begin + a * MINUTE, begin + b * MINUTE + 7)).collect();
        let never = begin + 40 * DAY;
        let without = clock(&policy_of(&calendar), begin, never, &[]);
        let with = clock(&policy_of(&calendar), begin, never, &off);
        prop_assert!(with.due_at() >= without.due_at());
        prop_assert!(with.breach_at() >= without.breach_at());
        // Looked at at any time: over once is over for good, whatever pauses come.
        let early = begin + looked * MINUTE;
        let then = clock(&policy_of(&calendar), begin, early, &off);
        let mut later = early;
        if then.breached(early) {
            while later < early + 3 * DAY {
                later = later + 5 * HOUR;
                prop_assert!(clock(&policy_of(&calendar), begin, later, &off).breached(later));
            }
            let mut resolved = then.clone();
            resolved.step(early, Step::Stop);
            resolved.step(early + HOUR, Step::Reopen(OnReopen::Resume));
            prop_assert!(resolved.breached(early + DAY));
        }
        if spec.union.is_empty() && !spec.always {
            let mut fewer = spec.clone();
            fewer.holidays.push(Holiday::Range(Range { from: day.0, to: day.1 }));
            if let Ok(fewer) = Calendar::compile(&fewer) {
                let fewer = clock(&policy_of(&Arc::new(fewer)), begin, never, &off);
                prop_assert!(fewer.due_at() >= with.due_at());
            }
        }
    }

    /// Business days end in the hours of a working date, as many working dates later.
    #[test]
    fn business_days_end_within_hours((spec, near) in calendar(), at in -400_000_i64..400_000, n in 0_u32..8) {
        let calendar = Calendar::compile(&spec).unwrap();
        let start = near + at;
        let due = calendar.business_days(start, n).unwrap();
        prop_assert!(due >= start);
        prop_assert!(calendar.is_open(due) || calendar.elapsed(due - 1, due) == 1, "in hours or at their close");
        if n > 0 {
            let before = calendar.business_days(start, n - 1).unwrap();
            prop_assert!(before < due);
            // No working date lies between one and the next but themselves.
            let between = calendar.windows(before, due).flat_map(|(a, b)| [a, b - 1]);
            let mut dates: Vec<_> = between.filter(|t| (before..due).contains(t)).map(|t| calendar.date_of(t)).collect();
            dates.sort_unstable();
            dates.dedup();
            let ends = [calendar.date_of(before), calendar.date_of(before - 1), calendar.date_of(due), calendar.date_of(due - 1)];
            prop_assert!(calendar.is_always() || dates.iter().all(|d| ends.contains(d)), "{dates:?} {before:?} {due:?}");
        }
    }
}

/// Second by second, where seconds matter.
#[test]
fn a_walk_over_every_second_says_the_same() {
    let hours = |zone: &str| {
        let mut spec = CalendarSpec::working_week(zone, "00:30", "03:15");
        spec.weekly.insert(Day::Sun, vec![["00:30".to_owned(), "03:15".to_owned()]]);
        spec.weekly.insert(Day::Sat, vec![["22:00".to_owned(), "02:45".to_owned()]]);
        spec
    };
    for (zone, near) in ODD {
        let (spec, near) = (hours(zone), time(near));
        let (begin, end) = (near - 20 * HOUR, near + 26 * HOUR);
        let walk = Walk::new(&spec, begin, end, 1);
        let calendar = Arc::new(Calendar::compile(&spec).unwrap());
        for (start, target) in [(7, 3_601), (3_599, 5), (40_000, 9_898)] {
            let policy = policy(Arc::clone(&calendar), target);
            let off = [(begin + 30_001, begin + 72_013), (begin + 80_000, begin + 90_059)];
            for looked in [4_001, 50_000, 80_007, 90_059, 110_001] {
                let now = begin + looked;
                let known: Vec<_> = off.into_iter().filter(|(from, _)| *from <= now).collect();
                let clock = clock(&policy, begin + start, now, &off);
                let walked = walk.clock(begin + start, now, target, &known);
                agrees(&spec, &walk, end, &clock, now, &walked);
            }
        }
    }
}
