//! When the loop wakes, as tables: exactly when what is shown changes, and never for what stands still.

use super::*;
use crate::{
    app::{
        Msg,
        keymap::Keymap,
        model::{Setup, Size, SourceState},
        update,
    },
    backend::{Capabilities, Health, Support},
    domain::{
        Change, Hold, Priority, SourceName, State,
        incident::HoldReason,
        sample,
        time::{DAY, countdown_with},
    },
    text::{Kind, SafeText},
};

#[test]
fn the_loop_wakes_when_the_text_changes_and_not_before() {
    for ticks in [Ticks::TenMinutes, Ticks::OneMinute] {
        for start in [
            5_i64, 59, 60, 61, 130, 599, 600, 601, 665, 3_600, 3_661, 86_399, 86_400, 90_061, 400_000, 0, -5,
            -59, -60, -130, -599, -600, -601, -700, -3_600, -86_400, -90_000,
        ] {
            for second in [0, 1, 4, 9] {
                let text = |passed| {
                    let (left, now) = (start - passed, Time::from_unix(1_000_000 + second + passed));
                    countdown_with(ticks.seen(left, now), ticks)
                };
                let wait = reads_differently(start, Time::from_unix(1_000_000 + second), ticks);
                let told = (1..100_000).find(|passed| text(*passed) != text(0)).expect("it changes");
                assert_eq!(wait, told, "{start} at :{second}, {ticks:?}");
            }
        }
    }
}

/// A countdown is at most ten seconds behind, and what is overrun is never told late.
#[test]
fn what_is_told_together_is_true_within_ten_seconds() {
    for now in (0..25).map(Time::from_unix) {
        for left in (-4_000..4_000).chain([90_000, -90_000]) {
            let seen = Ticks::TenMinutes.seen(left, now);
            let early = if left > 0 { seen - left } else { left - seen };
            assert!((0..TOGETHER).contains(&early), "{left} at {now:?}: {seen}");
            assert!(left.abs() >= 600 || seen == left);
        }
    }
}

fn source(name: &str, change: impl FnOnce(&mut Health)) -> SourceState {
    let name = SourceName::new(name);
    let mut health = Health::unasked(name.clone(), HOUR);
    change(&mut health);
    SourceState {
        name,
        kind: "alertmanager",
        url: SafeText::clean("http://127.0.0.1:9093", Kind::Line),
        capabilities: Capabilities {
            ack: Support::Native,
            unack: Support::Native,
            assign: Support::Local,
            note: Support::Local,
            resolve: Support::No("not here"),
            read_only: false,
            keeps_all: false,
        },
        health,
    }
}

/// Answered just now.
fn live(name: &str) -> SourceState {
    source(name, |h| (h.as_of, h.answered) = (Some(sample::NOW), true))
}

/// Data of this age, and attempts that fail.
fn down(name: &str, age: Option<i64>) -> SourceState {
    source(name, |h| {
        h.as_of = age.map(|a| sample::NOW - a);
        h.answered = age.is_some();
        h.failures = 9;
        h.error = Some(SafeText::clean("connection refused", Kind::Line));
        h.next_try = Some(sample::NOW + 20);
    })
}

/// Seconds until the loop wakes, at `sample::NOW` (a full minute).
fn wakes_in(low_bandwidth: bool, rows: u16, sources: Vec<SourceState>, incidents: Vec<Incident>) -> u64 {
    let setup = Setup {
        me: SafeText::clean("ana", Kind::Label),
        zone: chrono_tz::UTC,
        size: Size { cols: 80, rows },
        low_bandwidth,
        sources,
        views: Vec::new(),
        keymap: Keymap::default(),
        last_visit: None,
    };
    let mut model = Model::new(setup, sample::NOW);
    let now = Now { utc: sample::NOW, ms: 10_000, sub_ms: 0 };
    let changes = incidents.into_iter().map(Change::Upsert).collect();
    update(&mut model, now, Msg::Changes { source: SourceName::new("am"), changes });
    update(&mut model, now, Msg::Wake);
    (next(&model, now).expect("the minute at least") - now.ms) / 1_000
}

/// A new P1 opened so many seconds ago: five minutes to acknowledge it, four hours to mend it.
fn p1(age: i64) -> Incident {
    Incident { priority: Priority::P1, opened_at: sample::NOW - age, ..sample::incident(0) }
}

fn held_until(ahead: i64) -> Incident {
    let hold = Hold {
        reason: HoldReason::Silenced,
        detail: SafeText::default(),
        since: None,
        until: Some(sample::NOW + ahead),
    };
    Incident { state: State::OnHold, hold: Some(Box::new(hold)), ..p1(DAY) }
}

fn acked_until(ahead: i64) -> Incident {
    let opened = p1(7_200);
    Incident {
        state: State::Acknowledged,
        acked_at: Some(opened.opened_at + 60),
        ack_until: Some(sample::NOW + ahead),
        ..opened
    }
}

#[test]
fn only_what_changes_on_the_screen_wakes_the_loop() {
    for (what, incident, want) in [
        ("seconds are shown", p1(60), 1),
        ("over ten minutes: the minute, at full ten seconds", p1(2_000), 50),
        ("from ten minutes over to eleven", p1(4 * HOUR + 600), 51),
        ("begins in ten seconds, the first second is gone in eleven", p1(-10), 11),
        ("begins tomorrow: it stands still", p1(-DAY), 60),
        ("a silence has seven more seconds", held_until(7), 7),
        ("a silence that is over, and its source has not said so", held_until(-7), 60),
        ("an acknowledgement that ends in half an hour", acked_until(1_830), 40),
        ("one that is over for an hour, and its source has not said so", acked_until(-3_600), 51),
    ] {
        assert_eq!(wakes_in(false, 20, vec![live("am")], vec![incident]).min(60), want, "{what}");
    }
}

#[test]
fn a_clock_that_stands_still_wakes_nobody() {
    let setup = Setup {
        me: SafeText::clean("ana", Kind::Label),
        zone: chrono_tz::UTC,
        size: Size { cols: 80, rows: 20 },
        low_bandwidth: false,
        sources: vec![down("am", Some(20))],
        views: Vec::new(),
        keymap: Keymap::default(),
        last_visit: None,
    };
    let mut model = Model::new(setup, sample::NOW);
    let now = Now { utc: sample::NOW, ms: 10_000, sub_ms: 0 };
    let changes = vec![Change::Upsert(p1(60))];
    update(&mut model, now, Msg::Changes { source: SourceName::new("am"), changes });
    assert_eq!(next(&model, now), Some(11_000));
    model.frozen = true;
    assert_eq!(next(&model, now), None);
    // What was just said goes after its time all the same.
    model.say("copied", now);
    assert!(next(&model, now).is_some());
}

#[test]
fn over_a_slow_link_seconds_tick_in_the_last_minute_only() {
    for (age, usual, slow) in
        [(60, 1, 10), (61, 1, 60), (90, 1, 40), (270, 1, 1), (4 * HOUR + 30, 1, 1), (4 * HOUR + 100, 1, 11)]
    {
        let wakes = |low| wakes_in(low, 20, vec![live("am")], vec![p1(age)]);
        assert_eq!((wakes(false), wakes(true)), (usual, slow), "opened {age} s ago");
    }
}

#[test]
fn a_preview_that_is_not_drawn_wakes_nobody() {
    // The next clock is the acknowledgement's end; below the list its repair is 5 minutes over.
    let incident = Incident { opened_at: sample::NOW - 4 * HOUR - 300, ..acked_until(1_830) };
    for (what, low, rows, want) in
        [("drawn", false, 24, 1), ("too low", false, 20, 40), ("slow", true, 24, 40)]
    {
        assert_eq!(wakes_in(low, rows, vec![live("am")], vec![incident.clone()]), want, "{what}");
    }
}

#[test]
fn silent_sources_count_seconds_together_and_not_for_long() {
    for (what, sources, want) in [
        ("all is well", vec![live("am")], 60),
        ("three count at the same second", vec![live("am"), down("b", Some(20)), down("c", Some(90))], 1),
        ("from two minutes on they count minutes", vec![down("b", Some(120)), down("c", Some(900))], 60),
        ("never heard of: there is no age to count", vec![down("b", None), down("c", None)], 60),
    ] {
        assert_eq!(wakes_in(false, 24, sources, Vec::new()), want, "{what}");
    }
}
