//! What a clock costs, and a hundred thousand incidents with three each: `cargo bench --bench sla`.

use std::sync::Arc;

use divan::{Bencher, black_box};
use watchfloor::{
    domain::{
        Incident, State, Time,
        clock::{self, Next},
        incident::HoldReason,
        order,
        query::Query,
        record::{Passage, Turn},
        sample,
        sla::{
            Book, Calendar, CalendarSpec, Clock, Metric, OnPriorityChange, OnReopen, PAUSE_ON, Policy,
            Target,
            calendar::{Holiday, Recurring},
        },
        time::{DAY, HOUR, MINUTE},
    },
    text::{Kind, SafeText},
};

fn main() {
    divan::main();
}

/// Office hours with lunch, and holidays, in a zone with summer time.
fn office() -> Arc<Calendar> {
    let mut spec = CalendarSpec::working_week("Europe/Paris", "09:00", "12:30");
    for windows in spec.weekly.values_mut() {
        windows.push(["13:30".to_owned(), "18:00".to_owned()]);
    }
    spec.holidays = (1..=12)
        .map(|m| format!("2026-{m:02}-14"))
        .map(Holiday::Date)
        .chain([Holiday::Recurring(Recurring { recurring: ["12-24".to_owned(), "01-02".to_owned()] })])
        .collect();
    Arc::new(Calendar::compile(&spec).unwrap_or_else(|_| Calendar::always(chrono_tz::UTC)))
}

fn policy(word: &str, metric: Metric, target: Target, calendar: &Arc<Calendar>) -> Policy {
    let text = |w: &str| SafeText::clean(w, Kind::Label);
    Policy {
        name: text(word),
        metric,
        query: Query::all(),
        target,
        calendar: Arc::clone(calendar),
        calendar_name: text("hours"),
        pausable: metric.pausable(),
        pause_on: PAUSE_ON.to_vec(),
        warn: vec![50, 75, 90],
        warn_before_s: Vec::new(),
        on_priority_change: OnPriorityChange::Retroactive,
        on_reopen: OnReopen::Resume,
    }
}

fn around() -> Arc<Calendar> {
    Arc::new(Calendar::always(chrono_tz::UTC))
}

/// Opened half a year before, with ten pauses.
fn old() -> Incident {
    let mut incident = sample::incident(0);
    incident.opened_at = sample::NOW - 180 * DAY;
    incident.state = State::InProgress;
    incident.acked_at = Some(incident.opened_at + MINUTE);
    let record = &mut Arc::make_mut(&mut incident.detail).record;
    for n in 0..10 {
        let at = incident.opened_at + n * 17 * DAY + 3 * HOUR;
        let held = Turn::Held { reason: HoldReason::AwaitingVendor };
        record.passages.push(Passage { at, turn: held });
        record.passages.push(Passage { at: at + 5 * DAY, turn: Turn::Resumed });
    }
    incident
}

/// Everything that is asked of a clock.
fn look(clock: &Clock, now: Time) -> (i64, i64, bool, Option<Time>, Option<Time>) {
    (clock.elapsed(now), clock.remaining(now), clock.breached(now), clock.due_at(), clock.breach_at())
}

fn one(bencher: Bencher<'_, '_>, incident: &Incident, book: &Book) {
    let now = sample::NOW;
    // The years are compiled once, when first asked for.
    black_box(clock::clocks(incident, book));
    bencher.bench_local(|| clock::clocks(black_box(incident), book).iter().map(|c| look(c, now)).next_back());
}

/// At most 2 us.
#[divan::bench]
fn one_clock_around_the_clock(bencher: Bencher<'_, '_>) {
    let book = Book::new(vec![policy("fix", Metric::Resolution, Target::Seconds(4 * HOUR), &around())]);
    one(bencher, &sample::incident(7), &book);
}

/// At most 20 us.
#[divan::bench]
fn one_clock_of_a_yearly_calendar_with_ten_pauses(bencher: Bencher<'_, '_>) {
    let book = Book::new(vec![policy("fix", Metric::Resolution, Target::Seconds(900 * HOUR), &office())]);
    one(bencher, &old(), &book);
}

#[divan::bench]
fn one_clock_of_business_days(bencher: Bencher<'_, '_>) {
    let book = Book::new(vec![policy("fix", Metric::Resolution, Target::BusinessDays(5), &office())]);
    one(bencher, &sample::incident(7), &book);
}

/// The first time that a year is asked for.
#[divan::bench]
fn a_year_is_compiled(bencher: Bencher<'_, '_>) {
    let spec = office().spec();
    bencher.bench_local(|| Calendar::compile(black_box(&spec)).map(|c| c.next_open(sample::NOW)));
}

fn many() -> Vec<Incident> {
    (0..100_000)
        .map(|n| {
            let mut incident = sample::incident(n);
            if n % 3 == 0 {
                incident.state = State::Acknowledged;
                incident.acked_at = Some(incident.opened_at + MINUTE);
            }
            incident
        })
        .collect()
}

/// Three clocks each, in hours, the first around the clock, the last in business days.
fn three() -> Book {
    let office = office();
    Book::new(vec![
        policy("ack", Metric::Response, Target::Seconds(30 * MINUTE), &around()),
        policy("mit", Metric::Mitigation, Target::Seconds(4 * HOUR), &office),
        policy("fix", Metric::Resolution, Target::BusinessDays(3), &office),
    ])
}

/// What comes next of each, at most 100 ms.
#[divan::bench]
fn a_hundred_thousand_times_three_next(bencher: Bencher<'_, '_>) {
    let (rows, book) = (many(), three());
    bencher.bench_local(|| {
        let next = rows.iter().map(|i| clock::next(i, &book, black_box(sample::NOW)));
        next.filter(|n| matches!(n, Next::Clock(_))).count()
    });
}

/// The same with their place on the board, at most 100 ms.
#[divan::bench]
fn a_hundred_thousand_times_three_in_order(bencher: Bencher<'_, '_>) {
    let (rows, book) = (many(), three());
    bencher.bench_local(|| {
        rows.iter().map(|i| order::key(i, &book, black_box(sample::NOW)).packed).fold(0, u64::wrapping_add)
    });
}

/// Whether any of their clocks ran out.
#[divan::bench]
fn a_hundred_thousand_times_three_breached(bencher: Bencher<'_, '_>) {
    let (rows, book) = (many(), three());
    bencher
        .bench_local(|| rows.iter().filter(|i| clock::breached(*i, &book, black_box(sample::NOW))).count());
}
