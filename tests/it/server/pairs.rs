//! Every verb in every state, over the API: what moves, what was so already, what is refused and what is offered then.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    process::Server,
    states::{ask, get, in_state, kinds, open, verbs},
};
use crate::support::pairs::{STATES, TABLE, possible, verdict};

#[test]
fn every_verb_in_every_state() {
    let server = Server::unix();
    let mut client = server.client();
    for state in STATES {
        let possible = possible(state);
        let other = open(&mut client);
        let all = verbs(other);
        assert_eq!(
            all.iter().map(|(v, _)| *v).collect::<Vec<_>>(),
            TABLE.map(|(v, _)| v),
            "every verb there is"
        );
        for (verb, body) in all {
            let number = in_state(&mut client, state);
            let (before, past) = (get(&mut client, number), kinds(&mut client, number).len());
            let answer = ask(&mut client, number, verb, body);
            let got = match answer.status {
                200 if answer.json()["already"].is_null() => {
                    let events = answer.json()["events"].as_array().map_or(0, Vec::len);
                    assert!(events > 0, "{verb} of {state} says nothing");
                    assert!(kinds(&mut client, number).len() > past, "{verb} of {state} is not in the log");
                    '+'
                }
                200 => {
                    assert_eq!(get(&mut client, number), before, "{verb} of {state} was so already");
                    '='
                }
                409 => {
                    let problem = answer.problem(409, "not-allowed");
                    offers(&problem, &possible, verb, state);
                    assert_eq!(get(&mut client, number), before, "{verb} of {state} was refused");
                    assert_eq!(kinds(&mut client, number).len(), past, "{verb} of {state} was refused");
                    '-'
                }
                422 if verb == "excuse" => {
                    assert_eq!(answer.problem(422, "invalid")["field"], "clock");
                    '?'
                }
                _ => panic!("{verb} of {state}: {answer:?}"),
            };
            let want = verdict(verb, state);
            assert!(want == '?' || got == want, "{verb} of {state}: {got}, not {want}: {}", answer.json());
        }
    }
}

/// A refusal names what is possible instead, for people and for programs.
fn offers(problem: &Value, possible: &BTreeSet<&str>, verb: &str, state: &str) {
    let words = problem["detail"].as_str().unwrap_or("");
    assert!(words.contains(&state.replace('_', " ")) && words.contains(verb), "{verb} of {state}: {words}");
    let empty = Vec::new();
    let allowed = problem["allowed"].as_array().unwrap_or(&empty);
    for offered in allowed {
        let name = offered["verb"].as_str().expect("a verb");
        assert!(possible.contains(name), "{state} offers {name}, which it does not allow: {problem}");
        assert!(offered["title"].is_string() && STATES.iter().any(|s| offered["to"] == *s), "{offered}");
    }
    assert_eq!(allowed.is_empty(), state == "closed", "{state} offers nothing: {problem}");
}
