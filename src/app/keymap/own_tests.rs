//! Own keys over the defaults: every fault at once, each with its place and what to write instead.

use super::*;
use crate::app::keymap::{Context, context::*};

/// Entries as lines: `ack = a F2`, `ack += F2`, `F2 -> ack | when`, `F2 -> :ack --note x`.
fn wishes(text: &str) -> Vec<Wish> {
    let mut at = 0;
    let mut list = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let spot = |part: &str| {
            let from = at + line.find(part).unwrap_or(0);
            Spot { text: part.to_owned(), span: from..from + part.len() }
        };
        let keys = |part: &str| part.split_whitespace().map(spot).collect::<Vec<_>>();
        let wish =
            |wanted, keys, when: Option<&str>| Wish { wanted, keys, when: when.map(spot), line: n + 1 };
        list.push(if let Some((k, rest)) = line.split_once(" -> ") {
            let (does, when) = rest.split_once(" | ").map_or((rest, None), |(d, w)| (d, Some(w)));
            let wanted = match does.strip_prefix(':') {
                Some(run) => Wanted::Run(spot(run)),
                None => Wanted::Action(spot(does)),
            };
            wish(wanted, vec![spot(k)], when)
        } else if let Some((name, k)) = line.split_once(" += ") {
            wish(Wanted::Keys { action: spot(name), add: true }, keys(k), None)
        } else {
            let (name, k) = line.split_once(" =").expect("an entry");
            wish(Wanted::Keys { action: spot(name), add: false }, keys(k), None)
        });
        at += line.len() + 1;
    }
    list
}

/// Every fault as `LINE: words; instead`, warnings with a `?`.
fn told(text: &str) -> Vec<String> {
    let list = wishes(text);
    merge(&list)
        .faults
        .iter()
        .map(|f| {
            let line = text[..f.span.start.min(text.len())].matches('\n').count() + 1;
            let sign = if f.warning { "?" } else { "" };
            format!("{line}{sign}: {}; {}", f.words, f.instead.as_deref().unwrap_or_default())
        })
        .collect()
}

fn right(text: &str) -> Keymap {
    let merged = merge(&wishes(text));
    assert!(merged.faults.is_empty(), "{text}: {:?}", merged.faults);
    merged.keymap
}

#[track_caller]
fn one(text: &str, parts: &[&str]) {
    let told = told(text);
    assert_eq!(told.len(), 1, "{text}: {told:#?}");
    for part in parts {
        assert!(told[0].contains(part), "{text}: {told:?} has no {part}");
    }
}

#[test]
fn keys_take_the_place_of_the_defaults_or_stand_beside_them() {
    assert_eq!(right("ack = F2 Ctrl-k").keys_of(Action::Acknowledge), ["F2", "Ctrl-k"]);
    assert_eq!(right("ack += Ctrl-k").keys_of(Action::Acknowledge), ["a", "Ctrl-k"]);
    assert_eq!(right("F2 -> ack").keys_of(Action::Acknowledge), ["a", "F2"]);
    let swapped = right("ack = n\nnote = a");
    assert_eq!(
        (swapped.keys_of(Action::Note), swapped.keys_of(Action::Acknowledge)),
        (vec!["a".into()], vec!["n".into()])
    );
    // Bound by hand to what it is bound to anyway.
    right("retry = R");
    right("retry = a");
    right("quit = Ctrl-c F10");
    right("view 3 = F3");
}

#[test]
fn an_action_without_a_key_is_said() {
    one("redraw =", &["1?: `redraw` has no key now", "behind `:`"]);
    // A key that something more particular always takes is none.
    one("Ctrl-l -> :list | board || !board", &["?: `redraw` has no key now"]);
    let told = told("palette =");
    assert!(told[0].contains("palette has none either"), "{told:?}");
}

#[test]
fn esc_and_ctrl_c_stay() {
    for text in ["escape =", "quit ="] {
        assert!(told(text).is_empty(), "{text}: {:?}", told(text));
    }
    let quit = merge(&wishes("quit = F10")).keymap.keys_of(Action::Quit);
    assert_eq!(quit, ["Ctrl-c", "F10"]);
    one("Esc -> ack", &["Esc closes"]);
}

#[test]
fn faults_say_where_and_what_instead() {
    one("akc = F2", &["1: no action is called `akc`", "did you mean `ack`?"]);
    one("F2 -> ack | markd", &["1: `markd` is no word", "`marked`"]);
    one("7 -> ack", &["counts"]);
    one("g -> ack", &["begins sequences"]);
    one("Ctrl-Enter -> ack", &["kitty"]);
    one("Ctrl-a -> ack", &["1?: Ctrl-a: screen"]);
    one("F2 -> :", &["no line of a command"]);
}

#[test]
fn two_that_hold_at_the_same_place_and_time_are_a_conflict() {
    one("j -> ack", &["`j` is bound to `down` by default and here to `ack`", "down = ["]);
    one("/ -> ack", &["`filter` by default"]);
    one("a -> refresh", &["`ack` by default"]);
    one("F2 -> ack\nF2 -> note", &["2: `F2` is bound to `ack` in line 1 and here to `note`"]);
    one("F2 -> :list\nF2 -> note", &["`list` in line 1"]);
    // Never on the same screen, or made room for.
    right("X -> drop | outbox");
    right("F2 -> retry\nF2 -> ack");
    one("F2 -> ack\nF2 -> ack", &["does that already"]);
}

#[test]
fn what_nothing_can_reach_is_a_fault() {
    one("F2 -> ack | board\nF2 -> note | board && mine", &["2: `F2` never comes here: line 1"]);
    one("F2 -> ack | board || incident || triage || suppressed\nF2 -> note", &["never comes here"]);
    one("F2 -> retry | board", &["can never hold", "in the outbox"]);
    one("F2 -> ack | board && incident", &["can never hold"]);
    one("F2 -> ack | new && hold", &["can never hold"]);
    one("F2 -> ack | mine && !owned", &["can never hold"]);
    one("F2 -> help | outbox && mine", &["can never hold"]);
    // Two together cover a third.
    one("F2 -> ack | mine\nF2 -> note | !mine\nF2 -> hold | new", &["3: `F2` never"]);
    right("F2 -> note | board && mine\nF2 -> ack | board");
    right("F2 -> ack | mine\nF2 -> note | new");
    right("F2 -> ack | source:a\nF2 -> note | source:b");
    right("F2 -> ack | can:ack\nF2 -> note | !can:ack");
}

#[test]
fn every_fault_is_told_at_once_in_the_order_of_the_file() {
    let told = told("akc = F2\nF2 -> ack | markd\nCtrl-1 -> note\nj -> ack\nF3 -> note");
    let lines: Vec<&str> = told.iter().map(|t| &t[..2]).collect();
    assert_eq!(lines, ["1:", "2:", "3:", "4:"], "{told:#?}");
}

#[test]
fn what_conditions_ask_about_is_asked() {
    let map = right("F2 -> ack | can:ack && !can:resolve");
    assert_eq!(map.asks(), [Action::Acknowledge, Action::Resolve]);
    let mut now = Context::new(ScreenWord::Board);
    now.can = vec![(Action::Acknowledge, true)];
    assert!(map.at(&[Key::parse("F2").expect("a key")], &now).is_some());
}

#[test]
fn a_line_of_the_palette_is_taken_as_it_would_be_typed() {
    let map = right("F2 -> :watchfloor ack --note 'on it'");
    let now = Context::new(ScreenWord::Board);
    let does = map.at(&[Key::parse("F2").expect("a key")], &now).map(|b| b.does.clone());
    assert_eq!(does, Some(Does::Run("ack --note 'on it'".into())));
}
