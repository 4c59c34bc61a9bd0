//! What is said of clocks, whole.

use std::sync::Arc;

use super::*;
use crate::domain::{
    incident::HoldReason,
    query::Query,
    sla::{
        CalendarSpec, Metric, OnPriorityChange, OnReopen, Policy, Step,
        calendar::{Holiday, Range},
    },
};

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn policy(spec: &CalendarSpec, target: Target) -> Arc<Policy> {
    Arc::new(Policy {
        name: ours("P3 resolution"),
        metric: Metric::Resolution,
        query: Query::parse("p:3").unwrap(),
        target,
        calendar: Arc::new(Calendar::compile(spec).unwrap()),
        calendar_name: ours("office"),
        pausable: true,
        pause_on: vec![HoldReason::AwaitingReporter],
        warn: Vec::new(),
        warn_before_s: Vec::new(),
        on_priority_change: OnPriorityChange::Retroactive,
        on_reopen: OnReopen::Resume,
    })
}

fn said(clock: &Clock, now: &str) -> String {
    let lines = explain(clock, time(now));
    let line = |l: &Line| {
        let pieces: String = l.pieces.iter().map(SafeText::shown).collect();
        format!("{:<9} {pieces}", l.about).trim_end().to_owned()
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn office() -> CalendarSpec {
    let mut spec = CalendarSpec::working_week("Europe/Paris", "09:00", "17:00");
    spec.holidays =
        vec![Holiday::Range(Range { from: "2026-03-31".to_owned(), to: "2026-04-01".to_owned() })];
    spec
}

#[test]
fn a_clock_over_a_weekend_a_zone_change_a_pause_and_a_holiday() {
    let mut clock = Clock::begin(&policy(&office(), Target::BusinessDays(3)), time("2026-03-27T14:30:00Z"));
    clock.step(time("2026-03-30T08:00:00Z"), Step::Hold(HoldReason::AwaitingReporter));
    clock.step(time("2026-03-30T09:30:00Z"), Step::Resume);
    insta::assert_snapshot!(said(&clock, "2026-03-31T18:00:00Z"));
}

#[test]
fn a_paused_one_says_when_it_would_be_due() {
    let mut clock = Clock::begin(&policy(&office(), Target::Seconds(14_400)), time("2026-06-01T08:00:00Z"));
    clock.step(time("2026-06-01T08:00:30Z"), Step::Retarget(28_800));
    clock.step(time("2026-06-01T09:00:00Z"), Step::Hold(HoldReason::AwaitingReporter));
    insta::assert_snapshot!(said(&clock, "2026-06-01T16:00:00Z"));
}

#[test]
fn one_around_the_clock_that_ran_over_and_was_reopened() {
    let mut clock = Clock::begin(
        &policy(&CalendarSpec::always("UTC"), Target::Seconds(3_600)),
        time("2026-06-01T08:00:00Z"),
    );
    clock.step(time("2026-06-01T09:30:00Z"), Step::Stop);
    clock.step(time("2026-06-01T10:00:00Z"), Step::Reopen(OnReopen::Resume));
    insta::assert_snapshot!(said(&clock, "2026-06-01T10:10:00Z"));
}

#[test]
fn a_long_one_tells_a_few_days_and_their_sum() {
    let clock = Clock::begin(&policy(&office(), Target::Seconds(400 * 3_600)), time("2026-04-15T08:00:00Z"));
    let now = time("2026-06-15T08:00:00Z");
    let lines = explain(&clock, now);
    assert!(lines.len() < 24, "{}", said(&clock, "2026-06-15T08:00:00Z"));
    let days = hours::days(&clock, now, Tz::Europe__Paris);
    assert_eq!(days.iter().map(|d| d.seconds).sum::<i64>(), clock.elapsed(now));
}
