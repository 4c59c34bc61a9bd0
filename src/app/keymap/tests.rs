//! Sequences, counts, places, conditions.

use super::{
    context::{Fact, ScreenWord},
    *,
};
use crate::domain::wish::{Spot, Wanted, Wish};

fn board() -> Context {
    Context::new(ScreenWord::Board)
}

fn press_on(map: &Keymap, now: &Context, text: &str) -> Step {
    let mut state = KeyState::default();
    Key::parse_sequence(text)
        .into_iter()
        .flatten()
        .map(|k| map.step(&mut state, k, now))
        .last()
        .expect("at least one key")
}

fn press(text: &str) -> Step {
    press_on(&Keymap::default(), &board(), text)
}

#[test]
fn every_default_key_can_be_read_and_is_free() {
    let map = Keymap::default();
    let wanted: usize = TABLE.iter().map(|s| s.keys.len()).sum();
    assert_eq!(map.bindings.len(), wanted, "a default key cannot be read");
    for (n, a) in map.bindings.iter().enumerate() {
        for b in &map.bindings[n + 1..] {
            assert!(
                a.keys != b.keys || a.place != b.place,
                "{:?} and {:?} share {:?}",
                a.does,
                b.does,
                a.keys
            );
        }
        let first = a.keys[0];
        let is_prefix = PREFIXES.iter().any(|p| first == Key::char(*p));
        assert_eq!(a.keys.len() == 2, is_prefix, "{:?}: no key is both a verb and a prefix", a.keys);
        // The defaults keep the rules that own keys are held to; what only they may be is named.
        let always = ["Esc", "Ctrl-c", "g1"];
        if !always.contains(&&*a.written()) {
            let read = allowed::read(&a.written()).unwrap_or_else(|e| panic!("{}: {e:?}", a.written()));
            assert_eq!(read.doubt, None, "{}", a.written());
            assert!(!matches!(first.code, Code::F(_)) || a.does == Does::Action(Action::Refresh));
        }
    }
}

#[test]
fn sequences_and_counts() {
    assert_eq!(press("gg"), Step::Do(Action::Top, None));
    assert_eq!(press("5j"), Step::Do(Action::Down, Some(5)));
    assert_eq!(press("10j"), Step::Do(Action::Down, Some(10)));
    assert_eq!(press("g3"), Step::Do(Action::View(3), None));
    assert_eq!(press("g"), Step::Begun);
    assert_eq!(press("g!"), Step::Unbound);
    assert_eq!(press("'t"), Step::Do(Action::Timeline, None));
}

#[test]
fn a_particular_place_comes_before_everywhere() {
    let map = Keymap::default();
    let outbox = Context::new(ScreenWord::Outbox);
    assert_eq!(press_on(&map, &outbox, "R"), Step::Do(Action::Retry, None));
    assert_eq!(press_on(&map, &board(), "R"), Step::Do(Action::Refresh, None));
}

/// `keys`, what, and under which condition.
fn wish(keys: &str, action: &str, when: Option<&str>, line: usize) -> Wish {
    let spot = |text: &str| Spot { text: text.into(), span: line * 100..line * 100 + text.len() };
    Wish {
        wanted: match action.strip_prefix(':') {
            Some(run) => Wanted::Run(spot(run)),
            None => Wanted::Action(spot(action)),
        },
        keys: vec![spot(keys)],
        when: when.map(spot),
        line,
    }
}

#[test]
fn the_most_particular_binding_wins() {
    let merged = merge(&[
        wish("a", "note", Some("mine"), 1),
        wish("a", "resolve", Some("acked"), 2),
        wish("a", ":ack --note 'on it'", Some("board && marked"), 3),
    ]);
    assert!(merged.faults.is_empty(), "{:?}", merged.faults);
    let map = merged.keymap;
    let with = |facts: &[Fact]| {
        let mut now = board();
        for fact in facts {
            now.set(*fact);
        }
        now
    };
    let action = |now: &Context| press_on(&map, now, "a");
    assert_eq!(action(&with(&[])), Step::Do(Action::Acknowledge, None));
    assert_eq!(action(&with(&[Fact::Mine])), Step::Do(Action::Note, None));
    assert_eq!(action(&with(&[Fact::Acked])), Step::Do(Action::Resolve, None));
    assert_eq!(
        action(&with(&[Fact::Acked, Fact::Mine])),
        Step::Do(Action::Note, None),
        "in the order of the file"
    );
    assert_eq!(action(&with(&[Fact::Marked])), Step::Run("ack --note 'on it'".into(), None));
    assert_eq!(map.key_now(Action::Acknowledge, &with(&[])), Some("a".into()));
    assert_eq!(map.key_now(Action::Acknowledge, &with(&[Fact::Mine])), None, "its key is another's there");
}

#[test]
fn ways_on_are_those_that_hold_now() {
    let merged = merge(&[wish("gk", "ack", Some("marked"), 1), wish("gn", ":new", None, 2)]);
    assert!(merged.faults.is_empty(), "{:?}", merged.faults);
    let ways = |now: &Context| -> Vec<String> {
        merged.keymap.continuations(&[Key::char('g')], now).into_iter().map(|(k, _)| k).collect()
    };
    assert!(ways(&board()).contains(&"n".to_owned()) && !ways(&board()).contains(&"k".to_owned()));
    let mut marked = board();
    marked.set(Fact::Marked);
    assert!(ways(&marked).contains(&"k".to_owned()));
    assert!(!ways(&Context::new(ScreenWord::Help)).contains(&"1".to_owned()), "views are the board's");
}
