//! `p`, `c`.

use std::sync::Arc;

use super::{asked, back, confirm, desk, one, put, record, text, with};
use crate::{
    app::{model::layer::Layer, update::tests::Desk},
    domain::{
        Incident, Priority, State,
        record::{Major, Override},
        sample,
    },
};

fn at(impact: u8, urgency: u8) -> Desk {
    with(State::New, |i| cell(i, impact, urgency))
}

fn cell(i: &mut Incident, impact: u8, urgency: u8) {
    i.priority = Priority::of(impact, urgency);
    let detail = Arc::make_mut(&mut i.detail);
    (detail.impact, detail.urgency) = (Some(impact), Some(urgency));
}

fn verb(impact: &str, urgency: &str, set: &str, clear: bool, reason: &str) -> String {
    format!(
        r#"{{"verb":"priority","impact":{impact},"urgency":{urgency},"set":{set},"clear":{clear},"reason":{reason}}}"#
    )
}

#[test]
fn raising_is_free() {
    let mut desk = at(2, 2);
    let fx = desk.keys("p k h Enter");
    one(&fx, &verb("1", "1", "null", false, "null"));
    confirm(&mut desk, &fx);
    one(&desk.keys("u"), &verb("2", "2", "null", true, "\"taken back\""));
    let mut desk = at(2, 2);
    one(&desk.keys("p 1 2 Enter"), &verb("1", "2", "null", false, "null"));
    let mut desk = at(2, 2);
    assert!(asked(&desk.keys("p Enter")).is_empty());
    assert!(desk.said().contains("so already"), "{}", desk.said());
}

#[test]
fn lowering_asks_why() {
    let mut desk = at(1, 1);
    assert!(asked(&desk.keys("p j Enter")).is_empty());
    assert!(desk.said().contains("why lower?"), "{}", desk.said());
    desk.text("few");
    assert!(asked(&desk.keys("Enter")).is_empty(), "five characters or more");
    desk.text(" users");
    one(&desk.keys("Enter"), &verb("2", "1", "null", false, "\"few users\""));
}

#[test]
fn against_the_matrix_with_a_reason_and_back_to_it() {
    let mut desk = at(2, 2);
    assert!(asked(&desk.keys("p = 1 Enter")).is_empty());
    desk.text("board meets");
    let fx = desk.keys("Enter");
    one(&fx, &verb("null", "null", "1", false, "\"board meets\""));
    confirm(&mut desk, &fx);
    one(&desk.keys("u"), &verb("null", "null", "null", true, "\"taken back\""));
    let overridden = |i: &mut Incident| {
        cell(i, 2, 2);
        i.priority = Priority::P1;
        record(i, |r| {
            r.computed = Priority::new(3);
            r.override_ =
                Some(Box::new(Override { by: text("bo"), at: sample::NOW, reason: text("board meets") }));
        });
    };
    let mut desk = with(State::New, overridden);
    assert!(asked(&desk.keys("p Enter")).is_empty(), "back to P3 lowers it");
    desk.text("is over");
    let fx = desk.keys("Enter");
    one(&fx, &verb("null", "null", "null", true, "\"is over\""));
    confirm(&mut desk, &fx);
    one(&desk.keys("u"), &verb("null", "null", "1", false, "\"taken back\""));
}

#[test]
fn m_declares_a_major_and_taking_it_back_asks_why() {
    let mut desk = at(1, 1);
    let fx = desk.keys("p M Enter");
    one(&fx, r#"{"verb":"major","on":true,"reason":null}"#);
    confirm(&mut desk, &fx);
    assert_eq!(back(&desk), Ok(vec!["major"]));
    let mut desk = with(State::New, |i| {
        cell(i, 1, 1);
        record(i, |r| r.major = Some(Box::new(Major { by: text("ana"), at: sample::NOW, reason: None })));
    });
    assert!(asked(&desk.keys("p M Enter")).is_empty());
    desk.text("one site only");
    one(&desk.keys("Enter"), r#"{"verb":"major","on":false,"reason":"one site only"}"#);
}

#[test]
fn many_at_once_and_only_those_that_change() {
    let mut desk = at(2, 2);
    put(&mut desk, 1, State::New, |i| cell(i, 1, 2));
    desk.keys("* p 1 2");
    assert!(matches!(desk.model.layer, Some(Layer::Matrix(_))));
    assert_eq!(asked(&desk.keys("Enter")), [(0, verb("1", "2", "null", false, "null"))]);
}

#[test]
fn a_digit_outside_the_matrix_is_told() {
    let mut desk = at(2, 2);
    desk.keys("p 4");
    assert!(desk.said().contains("1 to 3"), "{}", desk.said());
}

#[test]
fn c_searches_the_tree_as_one_types() {
    let mut desk = desk(State::New);
    desk.keys("c");
    desk.text("vpn");
    let fx = desk.keys("Enter");
    one(&fx, r#"{"verb":"category","category":"network","sub":"vpn"}"#);
    confirm(&mut desk, &fx);
    assert!(back(&desk).is_err(), "it had none");
    let mut desk = with(State::New, |i| Arc::make_mut(&mut i.detail).category = Some(text("software")));
    desk.keys("c");
    desk.text("db/rep");
    let Some(Layer::Search(search)) = &desk.model.layer else { panic!("a list") };
    assert_eq!(crate::app::update::search_rows(&desk.model, search).len(), 1, "letters in that order");
    let fx = desk.keys("Enter");
    one(&fx, r#"{"verb":"category","category":"database","sub":"replication"}"#);
    confirm(&mut desk, &fx);
    one(&desk.keys("u"), r#"{"verb":"category","category":"software","sub":null}"#);
    desk.keys("c");
    desk.text("zzz");
    assert!(asked(&desk.keys("Enter")).is_empty());
    assert!(desk.said().contains("nothing fits"), "{}", desk.said());
}
