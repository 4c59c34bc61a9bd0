//! What looks alike, the caller's own, and one more caller of what is known.

use std::sync::Arc;

use super::{desk, form, open, ours};
use crate::{
    app::{Effect, Msg, model::new::Field, update::tests::safe, wake},
    backend::Verb,
    domain::{Change, Incident, Number, State, record::Caller, sample},
};

/// An incident of our server with words, a service and callers.
fn known(number: u32, title: &str, service: &str, callers: usize) -> Incident {
    let mut incident = Incident {
        source: ours(),
        number: Number::new(number),
        title: safe(title),
        service: Some(safe(service)),
        ..sample::incident(number)
    };
    incident.id = crate::domain::IncidentId::new(&ours(), &number.to_string());
    let record = &mut Arc::make_mut(&mut incident.detail).record;
    let caller = |n: usize| Caller { name: safe(&format!("Caller {n}")), ..Caller::default() };
    record.reporter = (callers > 0).then(|| Box::new(caller(0)));
    record.callers = (1..callers).map(caller).collect();
    incident
}

#[test]
fn one_more_caller_of_what_is_known_already() {
    let mut desk = desk(0);
    desk.send(Msg::Changes {
        source: ours(),
        changes: vec![
            Change::Upsert(known(1042, "Checkout 5xx above 4 % eu-west", "checkout", 14)),
            Change::Upsert(known(1050, "Printer on floor 3 jams", "printing", 1)),
        ],
    });
    open(&mut desk);
    desk.text("weber");
    desk.keys("Tab Tab Tab");
    desk.text("checkout error 500");
    let alike = &form(&desk).alike;
    assert_eq!(alike.len(), 1, "{alike:?}");
    assert_eq!((alike[0].incident.number, alike[0].callers), (Number::new(1042), 14));
    let fx = desk.keys("Ctrl-g 1");
    let acts = fx.iter().find_map(|e| if let Effect::Enqueue { acts, .. } = e { Some(acts) } else { None });
    let (target, verb) = &acts.expect("asked")[0];
    assert_eq!(target.number, Number::new(1042));
    let Verb::Caller { caller } = verb else { panic!("{verb:?}") };
    assert_eq!(caller.person, Some(safe("aweber")));
    assert!(desk.model.layer.is_none(), "nothing else to fill in");
    assert_eq!(desk.said(), "caller no. 15 of INC-001042: nothing else to fill in");
    desk.commit(&fx);
}

#[test]
fn nobody_is_attached_without_a_caller_and_to_what_is_closed_a_follow_up_is() {
    let mut desk = desk(0);
    let mut closed = known(871, "Checkout error 500", "checkout", 1);
    closed.state = State::Closed;
    open(&mut desk);
    desk.keys("Tab Tab Tab");
    desk.text("checkout error 500");
    desk.pass(1);
    let ask = form(&desk).search.alike.expect("searched for");
    desk.send(Msg::Found { ask: ask + 40, incidents: Ok(vec![closed.clone()]) });
    assert!(form(&desk).alike.is_empty(), "an answer to another question");
    desk.send(Msg::Found { ask, incidents: Ok(vec![closed]) });
    assert!(form(&desk).alike[0].same);
    assert!(desk.keys("Ctrl-g 1").iter().all(|e| !matches!(e, Effect::Enqueue { .. })));
    assert_eq!(form(&desk).follow_up, Number::new(871));
    assert_eq!(desk.said(), "871 is closed for good: this is its follow-up");
}

#[test]
fn what_looks_alike_is_searched_for_when_the_keys_rest_and_once() {
    let mut desk = desk(0);
    open(&mut desk);
    desk.keys("Tab Tab Tab");
    desk.text("checkout error");
    assert!(wake::next(&desk.model, desk.now).is_some_and(|t| t <= desk.now.ms + 300));
    desk.now.ms += 300;
    let fx = desk.send(Msg::Wake);
    let queries: Vec<&str> = fx
        .iter()
        .filter_map(|e| if let Effect::Find { query, .. } = e { Some(query.text()) } else { None })
        .collect();
    assert_eq!(queries, ["(checkout | error)"]);
    desk.keys("Tab");
    desk.now.ms += 1_000;
    assert!(!desk.send(Msg::Wake).iter().any(|e| matches!(e, Effect::Find { .. })));
}

#[test]
fn her_open_ones_are_shown() {
    let mut desk = desk(0);
    let mut hers = known(1011, "VPN drops", "vpn", 0);
    let caller = Caller { name: safe("Anna Weber"), person: Some(safe("aweber")), ..Caller::default() };
    Arc::make_mut(&mut hers.detail).record.reporter = Some(Box::new(caller));
    desk.send(Msg::Changes { source: ours(), changes: vec![Change::Upsert(hers)] });
    open(&mut desk);
    desk.text("5550142");
    assert_eq!(form(&desk).person().map(|p| &p.id), Some(&safe("aweber")), "by telephone");
    assert_eq!(form(&desk).theirs.len(), 1);
    // The first of two names; Down is the next one, then what was typed.
    desk.keys("Ctrl-u");
    desk.text("anna");
    desk.keys("Down");
    assert_eq!(form(&desk).person().map(|p| &p.id), Some(&safe("awender")));
    assert!(form(&desk).theirs.is_empty());
    desk.keys("Down Tab");
    assert_eq!((form(&desk).person(), form(&desk).text(Field::Caller)), (None, "anna"));
}
