//! Answers that are overtaken by the stream, and a stream that brings more than is kept.

use super::*;
use crate::{
    backend::native::sample::{NOW, record, text},
    domain::State,
    net::ClientSpec,
};

fn shared() -> Shared {
    let client = Client::new(&ClientSpec::new("http://localhost".parse().expect("a URL"))).expect("a client");
    let options = Options { me: text("ana"), via: "tui", read_only: false, local: false };
    Shared::new(SourceName::new("wf"), client, options)
}

#[test]
fn an_answer_that_the_stream_overtook_is_known_as_old() {
    let shared = shared();
    let id = IncidentId::new(&shared.name, "INC-000042");
    let at = |version| (version, NOW - 12);
    let flight = shared.takes_off(&id);
    assert!(shared.take(record(State::New, None, 5)));
    assert!(!flight.lands(at(4)), "5 was heard");
    let flight = shared.takes_off(&id);
    assert!(flight.lands(at(4)), "what was heard before it took off is no news");
    let flight = shared.takes_off(&id);
    assert!(shared.take(record(State::New, None, 5)));
    assert!(flight.lands(at(5)));
    assert!(shared.state().newest.is_empty(), "nothing is kept of verbs that are done");
}

#[test]
fn more_than_is_kept_asks_for_a_new_list() {
    let shared = shared();
    let mut next = record(State::New, None, 1);
    let mut take = |number: usize| {
        next.id = format!("INC-{number:06}");
        shared.take(next.clone())
    };
    assert!((0..MOST).all(&mut take));
    assert!(take(0), "another change of one that waits");
    assert!(!take(MOST));
    shared.anew();
    assert!(shared.state().pending.is_empty());
}
