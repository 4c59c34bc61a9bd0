//! Every verb in every state by its keys: what reaches the outbox, what was so already, what is refused in which words.

use super::{put, text};
use crate::{
    app::{
        Effect,
        key::Key,
        model::layer::Layer,
        update::tests::{Desk, safe},
    },
    backend::Verb,
    domain::{
        Change, Incident, Number, Practice, Priority, State,
        incident::HoldReason,
        lifecycle::{self, ActorKind, Kin, Who},
        record::CancelReason,
        sample,
    },
    text::Opaque,
};

/// The table that the API and the command line are held against.
#[path = "../../../../../tests/it/support/pairs.rs"]
mod table;

use table::{STATES, TABLE, refusal, verdict};

/// The keys of each verb: keys, "words" as they are typed, a `y` in a strip that may be answered.
const KEYS: [(&str, &[&str]); 25] = [
    ("ack", &["a"]),
    ("unack", &["A", "wait", "u"]),
    ("assign", &["s", "\"jo", "Enter"]),
    ("note", &["n", "\"seen", "Enter"]),
    ("start", &["f s"]),
    ("phase", &["f f"]),
    ("hold", &["h v"]),
    ("resume", &["h"]),
    ("snooze", &["z h"]),
    ("wake", &["z"]),
    ("mitigate", &["f g", "\"none", "Enter"]),
    ("relapse", &["f b", "\"errors are back", "Enter"]),
    ("resolve", &["r f", "\"pool restarted", "Enter"]),
    ("reopen", &["f o", "\"errors are back", "Enter"]),
    ("close", &["x", "wait", "y"]),
    ("cancel", &["X f", "wait", "y"]),
    ("merge", &["m", "\"1007", "Enter", "wait", "y"]),
    ("restore", &["f u"]),
    ("attach", &["m", "\"1007", "Tab Enter"]),
    ("priority", &["p 1 1 Enter"]),
    ("major", &["p M Enter"]),
    ("category", &["c", "\"vpn", "Enter"]),
    ("update", &["C", "\"we know", "Enter"]),
    ("contact", &["T n"]),
    ("excuse", &["f 1"]),
];

/// Verbs without a key of their own, and why.
const NO_KEY: [(&str, &str); 3] = [
    ("caller", "somebody calls: N, and Ctrl-g in its form puts them to one that is there"),
    ("correct", "rare, and with two times and a reason to compare: by command"),
    ("link", "rare: by command"),
];

/// One key for two verbs: where its state makes it the other one, this one cannot be typed.
fn means_another(verb: &str, state: &str) -> bool {
    let open = &STATES[..5];
    match verb {
        // A on what nobody acknowledged writes words for it.
        "unack" => state == "new",
        // h goes on with what waits, and holds what does not.
        "hold" => state == "on_hold",
        "resume" => ["acknowledged", "in_progress", "mitigated"].contains(&state),
        // z wakes what is out of sight, and the table's are not.
        "wake" => open.contains(&state),
        // u in the menu takes back what there is.
        "restore" => !["closed", "cancelled", "merged"].contains(&state),
        _ => false,
    }
}

fn in_state(state: &str) -> Incident {
    let mut fresh = sample::incident(0);
    fresh.opened_at = sample::NOW - 30;
    fresh.priority = Priority::of(2, 2);
    let detail = std::sync::Arc::make_mut(&mut fresh.detail);
    (detail.impact, detail.urgency) = (Some(2), Some(2));
    let words = || Opaque::new("pool restarted");
    let start = || Verb::Start;
    let resolve = || Verb::Resolve { code: Some(Opaque::new("fixed")), note: Some(words()) };
    let steps = match state {
        "new" => vec![],
        "acknowledged" => vec![Verb::Ack { note: None, for_s: None }],
        "in_progress" => vec![start()],
        "on_hold" => {
            let reason = HoldReason::AwaitingVendor;
            vec![start(), Verb::Hold { reason, detail: None, until: None, message: None }]
        }
        "mitigated" => vec![start(), Verb::Mitigate { impact: words() }],
        "resolved" => vec![resolve()],
        "closed" => vec![resolve(), super::super::end::closed(None)],
        "cancelled" => vec![super::super::end::cancelled(CancelReason::Test)],
        "merged" => vec![Verb::Merge { into: Number::new(1_008).expect("a number") }],
        other => panic!("there is no state {other}"),
    };
    let other = Incident { number: Number::new(1_008), ..sample::incident(8) };
    let who = Who { kind: ActorKind::User, name: Some(text("ana")), at: sample::NOW, now: sample::NOW };
    let kin = || Kin { other: Some(&other), above: &[] };
    let now = steps.iter().fold(fresh, |i, verb| {
        lifecycle::apply(&i, verb, &who, Practice::standard(), kin()).expect("a step").incident
    });
    assert_eq!(now.state.word(), state);
    now
}

/// A desk on one incident in `state`: under the cursor, or on its own screen, where it may have ended.
fn desk(state: &str, screen: bool) -> Desk {
    let mut desk = super::desk(State::New);
    put(&mut desk, 7, State::New, |i| {
        i.title = text("mail queue grows");
        i.priority = Priority::P5;
    });
    if screen {
        desk.keys("Enter");
    }
    let incident = in_state(state);
    let (id, ends) = (incident.id.clone(), incident.state.is_final());
    desk.changes(vec![Change::Upsert(incident)]);
    if ends {
        desk.changes(vec![Change::Gone { id: id.clone(), at: desk.now.utc, why: safe(state) }]);
    }
    for _ in 0..2 {
        if !screen && desk.cursor() != 0 {
            desk.keys("j");
        }
    }
    assert_eq!(desk.model.targets().first().map(|i| (&i.id, i.state.word())), Some((&id, state)));
    desk
}

#[test]
fn what_leaves_while_it_is_on_screen_is_read_once_more_and_takes_its_verbs() {
    let mut desk = desk("in_progress", true);
    let ended = in_state("cancelled");
    let gone = || Change::Gone { id: ended.id.clone(), at: sample::NOW, why: safe("cancelled") };
    let looks =
        |fx: &[Effect]| fx.iter().filter(|e| matches!(e, Effect::Look(t) if t.id == ended.id)).count();
    assert_eq!(looks(&desk.changes(vec![gone()])), 1, "as what did it end?");
    assert_eq!(desk.model.targets().len(), 0, "nobody knows yet");
    assert_eq!(looks(&desk.changes(vec![Change::Upsert(ended.clone()), gone()])), 0, "known now");
    let came = types(&mut desk, &["f u"]);
    assert!(matches!(&came, Came::Asked(acts) if acts[..] == [(0, "restore")]), "{came:?}");
}

#[test]
fn what_is_out_of_sight_comes_back_by_key_in_every_open_state() {
    for state in &STATES[..5] {
        let mut desk = desk(state, true);
        let mut incident = desk.model.targets()[0].clone();
        super::record(&mut incident, |r| r.snoozed_until = Some(sample::NOW + 900));
        desk.changes(vec![Change::Upsert(incident)]);
        let came = types(&mut desk, &["z"]);
        assert!(matches!(&came, Came::Asked(acts) if acts[..] == [(0, "wake")]), "{state}: {came:?}");
    }
}

/// What came of the keys of a verb.
#[derive(Debug)]
enum Came {
    /// The outbox was asked for it.
    Asked(Vec<(u32, &'static str)>),
    /// It was said why not.
    Said(String),
    /// Neither.
    Nothing,
}

/// Types, until something is asked or said: nobody goes on after a refusal.
fn types(desk: &mut Desk, path: &[&str]) -> Came {
    for part in path {
        let keys: Vec<Key> = match part.strip_prefix('"') {
            Some(words) => words.chars().map(Key::char).collect(),
            None if *part == "wait" => {
                desk.pass(1);
                continue;
            }
            None => part.split(' ').flat_map(|k| Key::parse_sequence(k).expect("keys")).collect(),
        };
        for key in keys {
            desk.model.said = None;
            let fx = desk.send(crate::app::Msg::Key(key));
            let acts = fx
                .iter()
                .filter_map(|e| if let Effect::Enqueue { acts, .. } = e { Some(acts) } else { None });
            let asked: Vec<(u32, &str)> =
                acts.flatten().map(|(t, v)| (t.number.map_or(0, |n| n.get() - 1_000), v.name())).collect();
            if !asked.is_empty() {
                return Came::Asked(asked);
            }
            if !desk.said().is_empty() {
                return Came::Said(desk.said());
            }
        }
    }
    match &desk.model.layer {
        Some(Layer::Strip(strip)) => Came::Said(strip.consequence.shown().to_owned()),
        _ => Came::Nothing,
    }
}

/// What is refused says so by the verb of its key, which may be the other one of two.
fn says_why(words: &str, verb: &str, state: &str) {
    if state == "closed" && words == "nothing is possible here: it is closed" {
        return;
    }
    let other = match verb {
        "unack" => "ack",
        "resume" => "hold",
        "wake" => "snooze",
        "attach" => "merge",
        "major" => "priority",
        _ => verb,
    };
    let called = if words.contains(&format!("so {verb} is")) { verb } else { other };
    refusal(words, called, state);
}

#[test]
fn every_verb_in_every_state_by_its_keys() {
    let mut with_key: Vec<&str> = KEYS.iter().map(|(v, _)| *v).chain(NO_KEY.map(|(v, _)| v)).collect();
    let mut all = TABLE.map(|(v, _)| v);
    with_key.sort_unstable();
    all.sort_unstable();
    assert_eq!(with_key, all, "every verb there is");
    let mut wrong = Vec::new();
    for (verb, path) in KEYS {
        for state in STATES {
            let ended = ["closed", "cancelled", "merged"].contains(&state);
            for screen in [false, true] {
                if ended && !screen {
                    continue; // What ended has left the board.
                }
                let mut desk = desk(state, screen);
                let came = types(&mut desk, path);
                let got = match &came {
                    Came::Asked(acts) if acts[..] == [(0, verb)] => '+',
                    _ if means_another(verb, state) => continue,
                    Came::Said(words) if words.contains("possible") => '-',
                    Came::Said(words) if words.contains("already") => '=',
                    _ => '!',
                };
                let want = verdict(verb, state);
                if got != want && want != '?' {
                    wrong.push(format!("{verb} of {state} (screen {screen}): {got} not {want}: {came:?}"));
                } else if let (Came::Said(words), '-') = (&came, want) {
                    says_why(words, verb, state);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
