//! What clocks make of an incident's times and passages (T-rows' clock effects, R1 to R4, O1 to O3, K1, U1).

use crate::domain::{
    Hold, Incident, Priority, State, Time,
    clock::{self, Next},
    incident::HoldReason,
    record::{Passage, Turn, Verdict},
    sample,
    sla::{Book, Clock, ClockState, Metric, OnPriorityChange, OnReopen, Policy},
    time::MINUTE,
};

const OPENED: Time = Time::from_unix(1_795_392_000);

/// So many minutes after the opening.
fn at(minutes: i64) -> Time {
    OPENED + minutes * MINUTE
}

fn incident(priority: u8, state: State, passages: &[(i64, Turn)]) -> Incident {
    let mut incident = sample::incident(0);
    incident.priority = Priority::new(priority).unwrap();
    (incident.state, incident.opened_at, incident.updated_at) = (state, OPENED, OPENED);
    record(&mut incident, |r| {
        r.passages = passages.iter().map(|(m, turn)| Passage { at: at(*m), turn: turn.clone() }).collect();
    });
    incident
}

fn record(incident: &mut Incident, change: impl FnOnce(&mut crate::domain::Record)) {
    change(&mut std::sync::Arc::make_mut(&mut incident.detail).record);
}

fn of(incident: &Incident, metric: Metric) -> Clock {
    let clocks = clock::clocks(incident, Book::standard());
    clocks.into_iter().find(|c| c.metric() == metric).unwrap()
}

fn held(reason: HoldReason) -> Turn {
    Turn::Held { reason }
}

fn switch(from: u8, to: u8) -> Turn {
    Turn::Priority { from: Priority::new(from).unwrap(), to: Priority::new(to).unwrap() }
}

/// The standard book with one thing changed in every policy.
fn book(change: impl Fn(&mut Policy)) -> Book {
    let policies = Book::standard().policies().iter().map(|p| {
        let mut policy = (**p).clone();
        change(&mut policy);
        policy
    });
    Book::new(policies.collect())
}

fn metrics(clocks: &[Clock]) -> Vec<Metric> {
    clocks.iter().map(Clock::metric).collect()
}

#[test]
fn a_new_p1_has_four_clocks_and_a_p5_none() {
    use Metric::{Mitigation, Resolution, Response, UpdateCadence};
    let clocks = clock::clocks(&incident(1, State::New, &[]), Book::standard());
    assert_eq!(metrics(&clocks), [Response, UpdateCadence, Mitigation, Resolution]);
    assert!(clocks.iter().all(|c| c.started_at == OPENED && c.running()));
    assert_eq!(clock::clocks(&incident(5, State::New, &[]), Book::standard()), []);
    let mut request = incident(1, State::New, &[]);
    record(&mut request, |r| r.verdict = Some(Verdict::Request));
    assert_eq!(clock::clocks(&request, Book::standard()), []);
}

#[test]
fn the_first_answer_stops_the_response_whatever_comes_later() {
    let mut i = incident(1, State::New, &[]);
    i.acked_at = Some(at(3));
    assert_eq!(of(&i, Metric::Response).state(at(60)), ClockState::Met);
    // Resolved before anybody answered: that is when it stopped.
    (i.acked_at, i.state, i.resolved_at) = (Some(at(9)), State::Resolved, Some(at(4)));
    assert_eq!(of(&i, Metric::Response).stopped_at, Some(at(4)));
    // A reopening asks for no second answer.
    let i = incident(1, State::New, &[(4, Turn::Resolved), (50, Turn::Reopened)]);
    assert_eq!(of(&i, Metric::Response).state(at(60)), ClockState::Met);
}

#[test]
fn a_hold_stops_what_pauses_on_its_reason_and_nothing_else() {
    let mut i = incident(1, State::OnHold, &[(10, held(HoldReason::AwaitingVendor))]);
    i.hold = Some(Box::new(Hold {
        reason: HoldReason::AwaitingVendor,
        detail: crate::text::SafeText::default(),
        since: Some(at(10)),
        until: None,
    }));
    assert_eq!(of(&i, Metric::Resolution).paused, Some((at(10), HoldReason::AwaitingVendor)));
    assert_eq!(of(&i, Metric::Resolution).elapsed(at(100)), 10 * MINUTE);
    assert_eq!(of(&i, Metric::Resolution).due_at(), None);
    assert!(of(&i, Metric::UpdateCadence).running());
    // The reason changes to one that lets it run.
    record(&mut i, |r| r.passages.push(Passage { at: at(20), turn: held(HoldReason::AwaitingChange) }));
    assert_eq!(of(&i, Metric::Resolution).elapsed(at(100)), 90 * MINUTE);
    assert_eq!(of(&i, Metric::Resolution).due_at(), Some(at(250)));
    // Without passages (a source tells of the hold) its since is all there is.
    record(&mut i, |r| r.passages.clear());
    assert_eq!(of(&i, Metric::Resolution).elapsed(at(100)), 10 * MINUTE);
    // A source that took it off hold without a word.
    record(&mut i, |r| r.passages.push(Passage { at: at(10), turn: held(HoldReason::AwaitingVendor) }));
    (i.state, i.hold, i.updated_at) = (State::InProgress, None, at(30));
    assert_eq!(of(&i, Metric::Resolution).elapsed(at(100)), 80 * MINUTE);
}

#[test]
fn updates_close_intervals_and_the_resolution_ends_them() {
    let mut i = incident(1, State::InProgress, &[(25, Turn::Updated), (60, Turn::Updated)]);
    let clock = of(&i, Metric::UpdateCadence);
    let states: Vec<_> = clock.history.iter().map(|p| p.state).collect();
    assert_eq!(states, [ClockState::Met, ClockState::Breached]);
    assert_eq!(clock.due_at(), Some(at(90)));
    assert!(of(&i, Metric::Resolution).history.is_empty());
    (i.state, i.resolved_at) = (State::Resolved, Some(at(70)));
    assert_eq!(of(&i, Metric::UpdateCadence).state(at(500)), ClockState::Met);
}

#[test]
fn impact_that_comes_back_goes_on_without_the_time_it_was_gone() {
    let mut i = incident(1, State::InProgress, &[(20, Turn::Mitigated), (50, Turn::Relapsed)]);
    let clock = of(&i, Metric::Mitigation);
    assert_eq!((clock.elapsed(at(60)), clock.due_at()), (30 * MINUTE, Some(at(90))));
    assert_eq!(of(&i, Metric::Resolution).elapsed(at(60)), 60 * MINUTE);
    record(&mut i, |r| r.mitigated_at = Some(at(70)));
    assert_eq!(of(&i, Metric::Mitigation).state(at(500)), ClockState::Met);
}

#[test]
fn reopenings_resume_count_or_begin_anew() {
    let mut i = incident(1, State::InProgress, &[(60, Turn::Resolved), (300, Turn::Reopened)]);
    let resolution = |i: &Incident, mode| {
        let clocks = clock::clocks(i, &book(|p| p.on_reopen = mode));
        clocks.into_iter().find(|c| c.metric() == Metric::Resolution).unwrap()
    };
    let now = at(310);
    assert_eq!(resolution(&i, OnReopen::Resume).elapsed(now), 70 * MINUTE);
    assert_eq!(resolution(&i, OnReopen::Count).elapsed(now), 310 * MINUTE);
    let reset = resolution(&i, OnReopen::Reset);
    assert_eq!((reset.elapsed(now), reset.history[0].elapsed_s), (10 * MINUTE, 60 * MINUTE));
    assert_eq!(reset.reopen_count, 1);
    // What its field still says of an earlier resolution does not stop what is open.
    i.resolved_at = Some(at(60));
    assert!(resolution(&i, OnReopen::Resume).running());
}

#[test]
fn what_is_cancelled_or_merged_counts_no_more() {
    for state in [State::Cancelled, State::Merged] {
        let mut i = incident(1, state, &[]);
        (i.acked_at, i.updated_at) = (Some(at(40)), at(90));
        let clocks = clock::clocks(&i, Book::standard());
        assert!(clocks.iter().all(|c| c.state(at(500)) == ClockState::Cancelled));
        // The late answer keeps its mark (R4), and is no breach of the incident's (K1).
        assert!(clocks[0].breached(at(500)));
        assert_eq!(clocks[3].elapsed(at(500)), 90 * MINUTE);
        assert!(!clock::breached(&i, Book::standard(), at(500)));
    }
}

#[test]
fn closure_runs_from_the_last_resolution_to_the_closing() {
    let book = book(|p| {
        if p.metric == Metric::Resolution {
            p.metric = Metric::Closure;
        }
    });
    let closure = |i: &Incident| clock::clocks(i, &book).into_iter().find(|c| c.metric() == Metric::Closure);
    let mut i = incident(1, State::InProgress, &[(60, Turn::Resolved), (300, Turn::Reopened)]);
    assert_eq!(closure(&i), None);
    (i.state, i.resolved_at) = (State::Resolved, Some(at(400)));
    let clock = closure(&i).unwrap();
    assert_eq!((clock.started_at, clock.running(), clock.history.len()), (at(400), true, 1));
    i.state = State::Closed;
    record(&mut i, |r| r.closed_at = Some(at(450)));
    assert_eq!(closure(&i).unwrap().elapsed(at(900)), 50 * MINUTE);
}

#[test]
fn a_raised_priority_counts_from_the_opening_with_all_pauses() {
    use Metric::{Mitigation, Resolution, Response, UpdateCadence};
    let passages = [
        (10, held(HoldReason::AwaitingVendor)),
        (40, Turn::Resumed),
        (60, switch(2, 1)),
        (65, Turn::Updated),
    ];
    let i = incident(1, State::InProgress, &passages);
    let clocks = clock::clocks(&i, Book::standard());
    assert_eq!(metrics(&clocks), [Response, UpdateCadence, Mitigation, Resolution]);
    let resolution = &clocks[3];
    assert_eq!((resolution.target_s, resolution.elapsed(at(70))), (4 * 60 * MINUTE, 40 * MINUTE));
    assert_eq!(resolution.history.len(), 1);
    assert_eq!(resolution.history[0].state, ClockState::Cancelled);
    assert_eq!(
        (resolution.history[0].target_s, resolution.history[0].elapsed_s),
        (8 * 60 * MINUTE, 30 * MINUTE)
    );
    // The update interval that ran then is given up, the next begins with the update.
    assert_eq!(clocks[1].due_at(), Some(at(95)));
}

#[test]
fn a_breach_stays_in_the_history_of_a_lowered_priority() {
    let i = incident(2, State::InProgress, &[(300, switch(1, 2))]);
    let clock = of(&i, Metric::Resolution);
    assert!(!clock.breached(at(310)) && clock.history[0].breached);
}

#[test]
fn restart_begins_at_the_change_and_keep_keeps() {
    let i = incident(
        1,
        State::InProgress,
        &[(10, held(HoldReason::AwaitingVendor)), (40, Turn::Resumed), (60, switch(2, 1))],
    );
    let resolution = |mode| {
        let clocks = clock::clocks(&i, &book(|p| p.on_priority_change = mode));
        let of_metric: Vec<_> = clocks.into_iter().filter(|c| c.metric() == Metric::Resolution).collect();
        assert_eq!(of_metric.len(), 1);
        of_metric.into_iter().next().unwrap()
    };
    let restart = resolution(OnPriorityChange::Restart);
    assert_eq!((restart.started_at, restart.cuts.len(), restart.history.len()), (at(60), 0, 1));
    assert_eq!(restart.elapsed(at(70)), 10 * MINUTE);
    let keep = resolution(OnPriorityChange::Keep);
    assert_eq!((keep.target_s, keep.history.len()), (8 * 60 * MINUTE, 0));
}

#[test]
fn a_clock_that_stopped_is_not_judged_by_a_later_promise() {
    // Answered after 20 minutes as a P3, which had four hours.
    let mut i = incident(1, State::InProgress, &[(60, switch(3, 1))]);
    i.acked_at = Some(at(20));
    let response = of(&i, Metric::Response);
    assert_eq!(response.state(at(70)), ClockState::Met);
    assert!(response.policy.name.contains_folded("p3"));
    // Resolved as a P2, raised while it was, reopened: from then on it is a P1.
    let mut i = incident(1, State::Resolved, &[(100, switch(2, 1))]);
    i.resolved_at = Some(at(90));
    assert_eq!(of(&i, Metric::Resolution).target_s, 8 * 60 * MINUTE);
    let i =
        incident(1, State::InProgress, &[(90, Turn::Resolved), (100, switch(2, 1)), (110, Turn::Reopened)]);
    let reopened = of(&i, Metric::Resolution);
    assert_eq!((reopened.target_s, reopened.elapsed(at(120))), (4 * 60 * MINUTE, 100 * MINUTE));
    assert_eq!(reopened.history.len(), 1);
}

#[test]
fn what_no_policy_takes_over_is_listed_as_given_up() {
    let i = incident(5, State::InProgress, &[(30, switch(1, 5))]);
    let clocks = clock::clocks(&i, Book::standard());
    assert!(clocks.iter().all(|c| c.cancelled) && clocks.len() == 4);
    assert!(!clock::breached(&i, Book::standard(), at(500)));
    assert_eq!(clock::next(&i, Book::standard(), at(40)), Next::Nothing);
    // And what was put right in the same second never was.
    let i = incident(5, State::InProgress, &[(0, switch(1, 5))]);
    assert_eq!(clock::clocks(&i, Book::standard()), []);
}

#[test]
fn a_hold_shows_what_runs_on_and_a_silence_does_not() {
    let mut i = incident(1, State::OnHold, &[]);
    i.acked_at = Some(at(1));
    let hold = |reason, until| {
        Some(Box::new(Hold { reason, detail: crate::text::SafeText::default(), since: Some(at(5)), until }))
    };
    i.hold = hold(HoldReason::AwaitingVendor, Some(at(600)));
    let next = |i: &Incident, now| clock::next(i, Book::standard(), now);
    let Next::Clock(shown) = next(&i, at(10)) else { panic!("the update clock runs on") };
    assert_eq!(shown.metric(), Metric::UpdateCadence);
    i.hold = hold(HoldReason::Silenced, Some(at(600)));
    assert_eq!(next(&i, at(10)), Next::HoldEnds(at(600)));
    i.hold = hold(HoldReason::Silenced, None);
    assert_eq!(next(&i, at(10)), Next::Waits);
    // A P3 has no update clock: its resolution waits with it.
    i.priority = Priority::new(3).unwrap();
    i.hold = hold(HoldReason::AwaitingVendor, None);
    assert_eq!(next(&i, at(10)), Next::Waits);
    // Out of sight until then.
    i.state = State::New;
    record(&mut i, |r| r.snoozed_until = Some(at(90)));
    assert_eq!(next(&i, at(10)), Next::HoldEnds(at(90)));
    assert_ne!(next(&i, at(90)), Next::HoldEnds(at(90)));
}

#[test]
fn passages_out_of_order_are_put_in_order() {
    let turns =
        [(50, Turn::Relapsed), (20, Turn::Mitigated), (40, Turn::Resumed), (10, held(HoldReason::Scheduled))];
    let sorted =
        [(10, held(HoldReason::Scheduled)), (20, Turn::Mitigated), (40, Turn::Resumed), (50, Turn::Relapsed)];
    let clocks = |turns: &[_]| clock::clocks(&incident(1, State::InProgress, turns), Book::standard());
    assert_eq!(clocks(&turns), clocks(&sorted));
}

#[test]
fn the_index_by_priority_misses_nothing() {
    use crate::domain::query::{Ctx, Query};
    let queries = [
        "",
        "p:1",
        "p<=2",
        "-p:3",
        "p:1 | service:checkout",
        "-(p:1 service:checkout)",
        "p:1 p:2",
        "p>=4 team:x",
        "title:*web*",
    ];
    let book = Book::new(
        queries
            .iter()
            .map(|q| {
                let mut policy = (*Book::standard().policies()[3]).clone();
                (policy.name, policy.query) =
                    (crate::text::SafeText::clean(q, crate::text::Kind::Label), Query::parse(q).unwrap());
                policy
            })
            .collect(),
    );
    let me = crate::text::SafeText::default();
    let ctx = Ctx { now: OPENED, me: &me, book: &Book::EMPTY };
    for n in 0..20 {
        let mut i = sample::incident(n);
        i.state = State::InProgress;
        let wanted: Vec<_> =
            book.policies().iter().filter(|p| p.query.matches(&i, &ctx)).map(|p| p.name.clone()).collect();
        let got: Vec<_> = clock::clocks(&i, &book).into_iter().map(|c| c.policy.name.clone()).collect();
        assert_eq!(got, wanted, "{n}");
    }
}
