//! Every state with every verb: what is refused says what is possible instead.

use std::collections::BTreeSet;

use super::*;
use crate::domain::record::{CiRole, Milestone};

/// Every verb, with what it needs.
fn verbs() -> Vec<Verb> {
    let reason = || typed("errors are back");
    vec![
        ACK,
        Verb::Unack,
        Verb::Assign { to: Some(text("jo")) },
        Verb::Note { text: typed("seen") },
        Verb::Start,
        Verb::Phase { phase: crate::domain::Phase::Fixing },
        hold(HoldReason::AwaitingChange),
        Verb::Resume { reason: None },
        Verb::Snooze { until: NOW + 600 },
        Verb::Wake,
        mitigate(),
        relapse(),
        resolve(),
        reopen(),
        close(None),
        cancel(CancelReason::FalsePositive),
        Verb::Merge { into: number(7) },
        Verb::Restore,
        Verb::Attach { parent: Some(number(7)) },
        Verb::Priority { impact: Some(1), urgency: None, set: None, clear: false, reason: None },
        Verb::Major { on: true, reason: None },
        Verb::Category { category: text("network"), sub: None },
        Verb::Update { text: typed("we know"), audience: None, next_at: None, public: false },
        contact(Reached::Answered),
        Verb::Caller { caller: Box::new(ben()) },
        Verb::Correct { field: Milestone::OccurredAt, to: NOW - 7_200, reason: reason() },
        Verb::Excuse { clock: text("p3 response"), reason: reason() },
        Verb::Link { service: text("db-1"), role: Some(CiRole::Cause) },
    ]
}

/// One column a state, in the order of [`State::ALL`]: `+` moves or records, `=` was so already, `-` is refused.
const TABLE: [(&str, &str); 28] = [
    ("ack", "+====----"),
    ("unack", "=+-------"),
    ("assign", "++++++---"),
    ("note", "+++++++++"),
    ("start", "++=------"),
    ("phase", "-++-+----"),
    ("hold", "-++++----"),
    ("resume", "--=+-----"),
    ("snooze", "+++++----"),
    ("wake", "=====----"),
    ("mitigate", "-++-=----"),
    ("relapse", "----+----"),
    ("resolve", "+++++=---"),
    ("reopen", "-----+---"),
    ("close", "-----+=--"),
    ("cancel", "+++++--=-"),
    ("merge", "++++++--="),
    ("restore", "-------++"),
    ("attach", "++++++---"),
    ("priority", "++++++---"),
    ("major", "++++++---"),
    ("category", "++++++---"),
    ("update", "++++++---"),
    ("contact", "++++++---"),
    ("caller", "++++++---"),
    ("correct", "+++++++--"),
    ("excuse", "????????-"),
    ("link", "++++++---"),
];

#[test]
fn every_verb_in_every_state() {
    let verbs = verbs();
    assert_eq!(verbs.iter().map(Verb::name).collect::<Vec<_>>(), Verb::NAMES, "every verb there is");
    for (verb, (name, row)) in verbs.iter().zip(TABLE) {
        assert_eq!(verb.name(), name);
        for (state, want) in State::ALL.into_iter().zip(row.chars()) {
            let before = in_state(state);
            assert_eq!(before.state, state);
            let got = match go(&before, verb, &who("mira")) {
                Ok(Moved { already: None, said, .. }) => {
                    assert!(!said.is_empty(), "{name} of {state:?} says nothing");
                    '+'
                }
                Ok(Moved { already: Some(_), incident, .. }) => {
                    assert_eq!(incident, before, "{name} of {state:?} was so already");
                    '='
                }
                Err(Forbidden::NotNow(why)) => {
                    assert!(why.starts_with("INC-000042 is "), "{why}");
                    assert!(why.contains(name) && why.contains("note"), "it says what is possible: {why}");
                    for legal in legal(&before).iter().filter(|l| l.phase.is_none()) {
                        let instead = state.is_final() || why.contains(legal.verb);
                        assert!(instead, "{} is possible and not said: {why}", legal.verb);
                    }
                    '-'
                }
                // A value, not the state: only an excuse depends on which clocks were breached.
                Err(Forbidden::Invalid { field, why }) => {
                    assert_eq!((name, field.as_str()), ("excuse", "clock"), "{name} of {state:?}: {why}");
                    '?'
                }
            };
            if want != '?' {
                assert_eq!(got, want, "{name} of {state:?}");
            }
        }
    }
}

#[test]
fn the_menu_of_moves_keeps_its_word() {
    for state in State::ALL {
        let before = in_state(state);
        let moves = legal(&before);
        let letters: BTreeSet<char> = moves.iter().map(|m| m.letter).collect();
        assert_eq!(letters.len(), moves.len(), "{state:?} has a letter twice");
        for possible in &moves {
            let verb = match possible.phase {
                Some(phase) => Verb::Phase { phase },
                None if possible.verb == "wake" => continue,
                None => verbs().into_iter().find(|v| v.name() == possible.verb).expect("a verb"),
            };
            let after = done(&before, &verb);
            assert_eq!(after.state, possible.to, "{} of {state:?}", possible.verb);
        }
    }
    let snoozed = done(&fresh(), &Verb::Snooze { until: NOW + 60 });
    assert!(legal(&snoozed).iter().any(|m| m.verb == "wake"));
}

#[test]
fn a_refusal_says_it_in_words() {
    let why = |state: State, verb: &Verb| match go(&in_state(state), verb, &who("mira")) {
        Err(Forbidden::NotNow(why)) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        why(State::Resolved, &ACK),
        "INC-000042 is resolved, so ack is not possible; possible now: reopen, close, merge, note"
    );
    assert_eq!(
        why(State::Closed, &reopen()),
        "INC-000042 is closed, so reopen is not possible; closed is final: write a note, or open a follow-up of it"
    );
    assert_eq!(
        why(State::New, &close(None)),
        "INC-000042 is new, so close is not possible; possible now: ack, start, resolve, cancel, merge, snooze, note"
    );
    assert!(why(State::Merged, &ACK).contains("it lives on in INC-000007"));
}
