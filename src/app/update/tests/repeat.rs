//! `.` and `u`, several steps back.

use super::{Desk, enqueued};
use crate::{
    app::{
        Effect, Msg,
        model::{layer::Layer, pending::ActState},
    },
    backend::{Support, Verb},
    domain::{Change, State, sample},
};

fn desk(state: State, count: u32) -> Desk {
    let mut desk = Desk::new(0);
    let can = &mut desk.model.sources[0].capabilities;
    (can.keeps_all, can.resolve) = (true, Support::Native);
    for n in 0..count {
        let mut one = sample::incident(n);
        one.state = state;
        one.acked_at = (state != State::New).then_some(one.opened_at + 9);
        desk.changes(vec![Change::Upsert(one)]);
    }
    desk.keys("gg");
    desk
}

fn verbs(fx: &[Effect]) -> Vec<(u32, Verb)> {
    let acts = fx.iter().filter_map(|e| if let Effect::Enqueue { acts, .. } = e { Some(acts) } else { None });
    acts.flatten().map(|(t, v)| (t.number.map_or(0, |n| n.get() - 1_000), v.clone())).collect()
}

fn confirm(desk: &mut Desk, fx: &[Effect]) {
    for key in desk.commit(fx) {
        let state = ActState::Confirmed { elapsed_ms: 9, words: None, local: false };
        desk.send(Msg::Act { key, state });
    }
}

#[test]
fn the_last_verb_is_done_again_with_its_words_on_the_new_target() {
    let mut desk = desk(State::New, 4);
    assert!(
        enqueued(&desk.keys(".")).is_empty() && desk.said().contains("nothing was done"),
        "{}",
        desk.said()
    );
    desk.keys("n");
    desk.text("seen");
    let fx = desk.keys("Enter");
    let first = verbs(&fx);
    confirm(&mut desk, &fx);
    let again = verbs(&desk.keys("j ."));
    assert_eq!(again[0].1, first[0].1);
    assert_ne!(again[0].0, first[0].0);
    let fx = desk.keys("gg a");
    confirm(&mut desk, &fx);
    desk.keys("j 2 Space");
    assert_eq!(enqueued(&desk.keys(".")).iter().map(|(_, v)| *v).collect::<Vec<_>>(), ["ack", "ack"]);
}

#[test]
fn what_asks_first_reopens_with_everything_in_it() {
    let mut desk = desk(State::InProgress, 3);
    desk.keys("X f");
    desk.pass(1);
    let fx = desk.keys("y");
    assert_eq!(enqueued(&fx).len(), 1);
    desk.commit(&fx);
    assert!(enqueued(&desk.keys("j .")).is_empty());
    assert!(
        matches!(&desk.model.layer, Some(Layer::Strip(s)) if s.verb == "cancel"),
        "{:?}",
        desk.model.layer
    );
    desk.pass(1);
    assert_eq!(enqueued(&desk.keys("y")).len(), 1);

    let mut desk = self::desk(State::InProgress, 3);
    desk.keys("r w");
    desk.text("restarted");
    let fx = desk.keys("Enter");
    assert_eq!(enqueued(&fx).len(), 1);
    desk.commit(&fx);
    desk.keys("j .");
    let Some(Layer::Words(form)) = &desk.model.layer else { panic!("{:?}", desk.model.layer) };
    assert_eq!(form.input.value(), "restarted");
    let verb = &verbs(&desk.keys("Enter"))[0].1;
    assert_eq!(
        serde_json::to_string(verb).expect("JSON"),
        r#"{"verb":"resolve","code":"workaround","note":"restarted"}"#
    );
}

#[test]
fn what_makes_no_sense_there_is_refused_with_the_reason() {
    let mut desk = desk(State::New, 2);
    let fx = desk.keys("a");
    confirm(&mut desk, &fx);
    let mut acked = sample::incident(0);
    acked.state = State::Acknowledged;
    acked.acked_at = Some(acked.opened_at + 9);
    desk.changes(vec![Change::Upsert(acked)]);
    assert!(enqueued(&desk.keys("gg")).is_empty());
    while desk.cursor() != 0 {
        desk.keys("j");
    }
    assert!(enqueued(&desk.keys(".")).is_empty());
    assert_eq!(desk.said(), "acknowledged already");
}

#[test]
fn u_goes_several_steps_back_and_names_what_it_passes() {
    let mut desk = desk(State::New, 3);
    let fx = desk.keys("s");
    assert!(fx.is_empty());
    let fx = desk.keys("Enter");
    confirm(&mut desk, &fx);
    desk.keys("n");
    desk.text("seen");
    let fx = desk.keys("Enter");
    confirm(&mut desk, &fx);
    assert!(enqueued(&desk.keys("u")).is_empty());
    assert!(desk.said().starts_with("note cannot be undone here"), "{}", desk.said());
    assert!(desk.said().contains("before that: assign 1000"), "{}", desk.said());
    assert_eq!(enqueued(&desk.keys("u")), [(0, "assign")]);
    desk.keys("u");
    assert!(desk.said().starts_with("nothing to undo"), "{}", desk.said());
}
