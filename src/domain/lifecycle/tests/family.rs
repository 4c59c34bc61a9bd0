//! Parents, children, merges.

use super::*;

#[test]
fn a_parents_moves_reach_the_children_they_suit() {
    let after = done(&in_state(State::OnHold), &Verb::Resume { reason: None });
    let does = |verb: &Verb, child: State| propagate(verb, &after, &in_state(child)).is_some();
    let rows: [(&str, Verb, &[State]); 9] = [
        ("start", Verb::Start, &[State::New, State::Acknowledged]),
        (
            "hold",
            hold(HoldReason::AwaitingVendor),
            &[State::Acknowledged, State::InProgress, State::Mitigated],
        ),
        ("hold for the caller", hold(HoldReason::AwaitingReporter), &[]),
        ("resume", Verb::Resume { reason: None }, &[State::OnHold]),
        (
            "resolve",
            resolve(),
            &[State::New, State::Acknowledged, State::InProgress, State::OnHold, State::Mitigated],
        ),
        ("reopen", reopen(), &[State::Resolved]),
        ("still broken", close(Some(Answer::StillBroken)), &[]),
        ("close", close(None), &[]),
        ("cancel", cancel(CancelReason::Test), &[]),
    ];
    for (name, verb, reached) in rows {
        for child in State::ALL {
            assert_eq!(does(&verb, child), reached.contains(&child), "{name} with a child {child:?}");
        }
    }
    // What it does is possible.
    for child in State::ALL {
        for verb in [Verb::Start, hold(HoldReason::AwaitingVendor), resolve(), reopen()] {
            if let Some(verb) = propagate(&verb, &after, &in_state(child)) {
                done(&in_state(child), &verb);
            }
        }
    }
    let over =
        done(&in_state(State::New), &propagate(&resolve(), &after, &in_state(State::New)).expect("it does"));
    let how = over.detail.record.resolution.clone().expect("how it ended");
    assert_eq!((how.code, how.notes), (Some(text("fixed")), Some(text("pool restarted"))));
    let own = done(&in_state(State::InProgress), &hold(HoldReason::Other));
    assert_eq!(propagate(&Verb::Resume { reason: None }, &after, &own), None, "it waits for its own");
    let with = done(&in_state(State::InProgress), &hold(HoldReason::AwaitingParent));
    assert!(propagate(&Verb::Resume { reason: None }, &after, &with).is_some());
}

#[test]
fn neither_a_merge_nor_a_parent_closes_a_circle() {
    let (own, seven) = (fresh(), other());
    let kin = |above: &'static [u32]| above.iter().map(|n| number(*n)).collect::<Vec<_>>();
    let closed = Incident { state: State::Closed, ..seven.clone() };
    for verb in [Verb::Merge { into: number(7) }, Verb::Attach { parent: Some(number(7)) }] {
        let ask = |other: Option<&Incident>, above: &[Number]| {
            apply(&own, &verb, &who("mira"), Practice::standard(), Kin { other, above })
        };
        assert!(ask(Some(&seven), &kin(&[5, 3])).is_ok());
        for (other, above) in [(None, kin(&[])), (Some(&closed), kin(&[])), (Some(&seven), kin(&[5, 42]))] {
            assert!(matches!(ask(other, &above), Err(Forbidden::Invalid { .. })), "{}", verb.name());
        }
    }
    assert_eq!(refused(&own, &Verb::Merge { into: number(42) }).0, "into");
    assert_eq!(refused(&own, &Verb::Attach { parent: Some(number(42)) }).0, "parent");
    let child = done(&own, &Verb::Attach { parent: Some(number(7)) });
    assert_eq!(
        said(&own, &Verb::Attach { parent: Some(number(7)) })[0].1,
        "hangs under INC-000007: Checkout down"
    );
    assert_eq!(said(&child, &Verb::Attach { parent: None })[0].1, "hangs under INC-000007 no longer");
    assert_eq!(done(&child, &Verb::Attach { parent: None }), own);
}

#[test]
fn a_merge_brings_callers_and_counts_and_gives_the_counts_back() {
    let callers = |names: &[&str]| -> Vec<Caller> {
        names.iter().map(|n| Caller { name: text(n), ..Caller::default() }).collect()
    };
    let with = |mut incident: Incident, reporter: &str, names: &[&str], count: u32| {
        let record = &mut std::sync::Arc::make_mut(&mut incident.detail).record;
        record.reporter = Some(Box::new(Caller { name: text(reporter), ..Caller::default() }));
        record.callers = callers(names);
        Incident { count, ..incident }
    };
    let target = with(other(), "Ana", &["Ben"], 3);
    let merged = with(fresh(), "Cy", &["Ana", "Ben", "Dee"], 4);
    let (after, said) = absorb(&target, &merged);
    assert_eq!((after.count, after.detail.record.callers.clone()), (7, callers(&["Ben", "Cy", "Dee"])));
    assert_eq!(
        said.text.shown(),
        "INC-000042 was merged into it: Latency above 2 s on web-62; 2 more callers"
    );
    assert_eq!(give_back(&after, &merged).0.count, 3);
}
