//! Marks that leave the view, ghosts, strips: what keeps a verb from an incident that nobody chose.

use super::{Desk, enqueued, safe};
use crate::{
    app::{
        Msg,
        model::{View, layer::Layer, pending::ActState},
    },
    backend::{Support, Verb},
    domain::{Change, State, query::Query, sample, view::Arrange},
};

fn gone(n: u32, why: &str) -> Change {
    Change::Gone { id: sample::incident(n).id, at: sample::NOW, why: safe(why) }
}

fn marks(desk: &Desk) -> usize {
    desk.model.board.marks.len()
}

#[test]
fn what_leaves_the_view_leaves_the_marks_with_a_word() {
    let mut desk = Desk::new(4);
    desk.keys("*");
    desk.changes(vec![gone(1, "resolved by jo"), gone(2, "resolved by jo")]);
    assert_eq!(marks(&desk), 2);
    assert_eq!(desk.said(), "2 marked ones left the view: resolved by jo; dropped from the marks");
    let asked = enqueued(&desk.keys("a"));
    assert_eq!(asked.len(), 2, "{asked:?}");
}

#[test]
fn the_last_mark_that_leaves_takes_the_next_verb_with_it_once() {
    let mut desk = Desk::new(3);
    desk.keys("gg Space G");
    desk.changes(vec![gone(0, "resolved by jo")]);
    assert_eq!(marks(&desk), 0);
    assert!(enqueued(&desk.keys("a")).is_empty(), "it was meant for the marked one");
    assert!(desk.said().contains("press it again"), "{}", desk.said());
    assert_eq!(enqueued(&desk.keys("a")).len(), 1);
}

#[test]
fn a_filter_takes_marks_off_what_it_hides_and_u_brings_them_back() {
    let mut desk = Desk::new(5);
    desk.keys("* /");
    desk.text("web-1");
    desk.keys("Enter");
    assert_eq!(marks(&desk), 1);
    assert!(desk.said().starts_with("4 marked ones filtered out"), "{}", desk.said());
    desk.keys("u");
    assert_eq!(marks(&desk), 1, "they are not in view");
    desk.keys("Esc u");
    assert_eq!(marks(&desk), 5);
    // What was asked meanwhile is what u takes back.
    desk.keys("/");
    desk.text("web-1");
    let fx = desk.keys("Enter a");
    assert_eq!(enqueued(&fx).len(), 1);
    desk.commit(&fx);
    desk.keys("Esc Esc u");
    assert!(desk.model.board.dropped_marks.is_empty());
}

#[test]
fn another_view_takes_marks_off_what_it_does_not_show() {
    let mut desk = Desk::new(4);
    let view = |name: &str, query: &str| View {
        name: safe(name),
        query: Query::parse(query).expect("a query"),
        arrange: Arrange::default(),
    };
    desk.send(Msg::Views(Ok(Vec::new())));
    desk.model.views = vec![view("all", "state:open"), view("one", "p:1")];
    let views = desk.model.views.iter().map(|v| v.query.clone()).collect();
    desk.model.inbox.look(|lens| lens.views = views, desk.now.utc);
    desk.keys("* g2");
    assert_eq!(marks(&desk), 1, "{}", desk.said());
    assert!(desk.said().starts_with("3 marked ones not in this view"), "{}", desk.said());
    desk.keys("g1 u");
    assert_eq!(marks(&desk), 4);
}

#[test]
fn a_ghost_refuses_every_verb_with_the_reason() {
    let mut desk = Desk::new(3);
    desk.model.sources[0].capabilities.keeps_all = true;
    desk.model.sources[0].capabilities.resolve = Support::Native;
    let fx = desk.keys("gg a");
    desk.commit(&fx);
    let here = desk.cursor();
    desk.changes(vec![gone(here, "resolved by jo")]);
    assert!(desk.model.board.ghost.is_some());
    for key in
        ["a", "A", "s", "n", "r", "f", "p", "c", "h", "z", "m", "x", "X", "T", "C", "K", ".", "o", "yi", "yu"]
    {
        let fx = desk.keys(key);
        assert!(fx.is_empty() && desk.model.layer.is_none(), "{key}: {fx:?}");
        assert!(desk.said().contains("is gone (resolved by jo): move the cursor"), "{key}: {}", desk.said());
    }
    desk.keys("j");
    assert_eq!(enqueued(&desk.keys("a")).len(), 1);
}

#[test]
fn nothing_typed_ahead_confirms_a_strip_wherever_it_comes_from() {
    let strips: &[(&str, State)] = &[
        ("* X f", State::InProgress),
        ("* A", State::Acknowledged),
        ("* r f w o r k s Enter", State::InProgress),
    ];
    for (keys, state) in strips {
        let mut desk = Desk::new(0);
        desk.model.sources[0].capabilities.keeps_all = true;
        desk.model.sources[0].capabilities.resolve = Support::Native;
        desk.model.link_ms = Some(300);
        for n in 0..2 {
            let mut one = sample::incident(n);
            one.state = *state;
            one.acked_at = (*state != State::New).then_some(one.opened_at + 9);
            desk.changes(vec![Change::Upsert(one)]);
        }
        desk.keys(keys);
        let Some(Layer::Strip(strip)) = &desk.model.layer else { panic!("{keys}: {:?}", desk.model.layer) };
        let key = strip.choices.last().expect("a way on").key.to_string();
        assert_eq!(strip.targets.len(), 2);
        assert!(strip.armed_at_ms >= desk.now.ms + 690, "a round trip and 400 ms");
        assert!(enqueued(&desk.keys(&format!("{key} Enter {key}"))).is_empty(), "{keys}: typed ahead");
        desk.pass(1);
        assert!(enqueued(&desk.keys("Enter Enter")).is_empty(), "{keys}: no Enter confirms");
        assert!(!enqueued(&desk.keys(&key)).is_empty(), "{keys}");
    }
}

#[test]
fn a_line_of_the_command_line_goes_through_the_same_strips() {
    let mut desk = Desk::new(2);
    let acts = |verb: &Verb| -> Vec<_> {
        (0..2).map(|n| (crate::backend::Target::from(&sample::incident(n)), verb.clone())).collect()
    };
    let mut fx = Vec::new();
    let now = desk.now;
    crate::app::update::go(&mut desk.model, now, acts(&Verb::Ack { note: None, for_s: None }), &mut fx);
    assert_eq!(enqueued(&fx).len(), 2, "an ack is never held back");
    fx.clear();
    for verb in [Verb::Unack, Verb::Resolve { code: None, note: None }] {
        crate::app::update::go(&mut desk.model, now, acts(&verb), &mut fx);
        assert!(fx.is_empty() && matches!(desk.model.layer, Some(Layer::Strip(_))), "{verb:?}");
        desk.model.layer = None;
    }
}

#[test]
fn a_mark_set_anew_outlives_the_confirmation_of_what_was_asked_before() {
    let mut desk = Desk::new(2);
    let fx = desk.keys("gg Space a");
    let keys = desk.commit(&fx);
    desk.keys("gg Space gg Space");
    assert_eq!(marks(&desk), 1);
    desk.send(Msg::Act {
        key: keys[0],
        state: ActState::Confirmed { elapsed_ms: 9, words: None, local: false },
    });
    assert_eq!(marks(&desk), 1);
}
