//! What cannot be done now says why, and what to do instead, on every screen and for every state.

use super::Desk;
use crate::{
    app::{
        action::{Place, TABLE},
        may::enabled,
        model::Screen,
    },
    domain::{Change, State, sample},
    text::SafeText,
};

#[test]
fn every_refusal_has_words() {
    let mut refused = 0;
    for state in State::ALL {
        for screen in 0..5 {
            let mut desk = Desk::new(0);
            if screen > 0 {
                let mut incident = sample::incident(1);
                incident.state = state;
                desk.changes(vec![Change::Upsert(incident)]);
            }
            desk.model.screens = match screen {
                2 => vec![Screen::Outbox { cursor: 0 }],
                3 => vec![Screen::Help { top: 0 }],
                4 => vec![Screen::Sources { cursor: 0 }],
                _ => Vec::new(),
            };
            for spec in TABLE {
                let Err(refusal) = enabled(spec.action, &desk.model) else { continue };
                refused += 1;
                let words = refusal.0;
                assert_ne!(words, SafeText::default(), "{} on {screen} in {state:?}", spec.name);
                if screen > 1 && spec.place == Place::Board {
                    let words = format!("{words:?}");
                    assert!(words.contains("gb goes to the board"), "{}: {words}", spec.name);
                }
            }
        }
    }
    assert!(refused > 200, "{refused}");
}
