//! The service desk's verbs as they are typed: what is asked of the outbox, what is refused, how `u` takes it back.

mod ends;
mod pairs;
mod picks;
mod waits;

use std::sync::Arc;

use crate::{
    app::{
        Effect, Msg,
        model::{
            layer::{Layer, Strip},
            pending::ActState,
        },
        update::tests::Desk,
    },
    backend::{Support, Verb},
    domain::{
        Change, Incident, State,
        record::{Caller, Record},
        sample,
    },
    text::{Kind, SafeText},
};

pub(super) fn text(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Line)
}

/// A desk whose source keeps everything, with one incident in this state.
pub(super) fn desk(state: State) -> Desk {
    with(state, |_| {})
}

/// The same, changed first.
pub(super) fn with(state: State, change: impl Fn(&mut Incident)) -> Desk {
    let mut desk = Desk::new(0);
    let can = &mut desk.model.sources[0].capabilities;
    (can.keeps_all, can.resolve) = (true, Support::Native);
    put(&mut desk, 0, state, change);
    desk
}

/// One more incident.
pub(super) fn put(desk: &mut Desk, n: u32, state: State, change: impl Fn(&mut Incident)) {
    let mut one = sample::incident(n);
    one.state = state;
    one.acked_at = (state != State::New).then_some(one.opened_at + 10);
    one.resolved_at = (state == State::Resolved).then_some(one.opened_at + 60);
    change(&mut one);
    desk.changes(vec![Change::Upsert(one)]);
}

/// Changes the record of an incident.
pub(super) fn record(incident: &mut Incident, change: impl FnOnce(&mut Record)) {
    change(&mut Arc::make_mut(&mut incident.detail).record);
}

/// A caller by name.
#[expect(clippy::unnecessary_wraps, reason = "what a record takes")]
pub(super) fn caller(name: &str) -> Option<Box<Caller>> {
    Some(Box::new(Caller { name: text(name), ..Caller::default() }))
}

/// What was asked: the number and the verb as JSON.
pub(super) fn asked(fx: &[Effect]) -> Vec<(u32, String)> {
    fx.iter()
        .filter_map(|e| if let Effect::Enqueue { acts, .. } = e { Some(acts) } else { None })
        .flatten()
        .map(|(t, v)| (t.number.map_or(0, |n| n.get() - 1_000), serde_json::to_string(v).expect("JSON")))
        .collect()
}

/// One verb was asked of the first one.
#[track_caller]
pub(super) fn one(fx: &[Effect], verb: &str) {
    assert_eq!(asked(fx), [(0, verb.to_owned())]);
}

/// Everything that was asked is confirmed.
pub(super) fn confirm(desk: &mut Desk, fx: &[Effect]) {
    for key in desk.commit(fx) {
        let state = ActState::Confirmed { elapsed_ms: 9, words: None, local: false };
        desk.send(Msg::Act { key, state });
    }
}

/// The strip that is open.
pub(super) fn strip(desk: &Desk) -> &Strip {
    match &desk.model.layer {
        Some(Layer::Strip(strip)) => strip,
        other => panic!("no strip but {other:?}, said {:?}", desk.said()),
    }
}

/// Answers the open strip once it may be answered.
pub(super) fn yes(desk: &mut Desk) -> Vec<Effect> {
    assert!(asked(&desk.keys("y")).is_empty(), "typed ahead: dropped");
    desk.pass(1);
    desk.keys("y")
}

/// The letters of the open menu.
pub(super) fn letters(desk: &Desk) -> String {
    match &desk.model.layer {
        Some(Layer::Menu(menu)) => menu.entries.iter().map(|e| e.key).collect(),
        other => panic!("no menu but {other:?}, said {:?}", desk.said()),
    }
}

/// What `u` would do, as the verbs' names; the reason where there is no way back.
pub(super) fn back(desk: &Desk) -> Result<Vec<&'static str>, String> {
    let undo = desk.model.undo.last().expect("something to undo");
    let inverse = undo.inverse.as_ref().map_err(ToString::to_string);
    inverse.map(|acts| acts.iter().map(|(_, v): &(_, Verb)| v.name()).collect())
}
