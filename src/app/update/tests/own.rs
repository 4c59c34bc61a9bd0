//! Own keys in the sentences of the program: whoever binds an action otherwise is told their own key, and who takes its
//! key away is told its name behind `:`.

use super::Desk;
use crate::{
    app::{
        Msg,
        action::TABLE,
        keymap::{Keymap, merge},
        may::enabled,
        model::Screen,
    },
    domain::wish::{Spot, Wanted, Wish},
};

/// `ack = F2`, an action without a key: `ack =`.
fn own(lines: &str) -> Keymap {
    let spot = |text: &str| Spot { text: text.to_owned(), span: 0..text.len() };
    let wishes: Vec<Wish> = lines
        .lines()
        .enumerate()
        .map(|(n, line)| {
            let (name, keys) = line.split_once(" =").expect("an entry");
            let wanted = Wanted::Keys { action: spot(name), add: false };
            Wish { wanted, keys: keys.split_whitespace().map(spot).collect(), when: None, line: n + 1 }
        })
        .collect();
    let merged = merge(&wishes);
    assert!(merged.is_right(), "{:?}", merged.faults);
    merged.keymap
}

fn desk(lines: &str, incidents: u32) -> Desk {
    let mut desk = Desk::new(incidents);
    desk.send(Msg::Keys(Ok(Box::new(own(lines)))));
    desk
}

#[test]
fn sentences_name_the_keys_that_people_bound() {
    let mut desk =
        desk("undo = F9\nmark = F3\nrange = F4\nhelp = F1\nack-with = F6\nassign = F7\ngroup =", 5);
    for (press, says) in [
        ("F9", "nothing to undo: F9 takes back what the receipt line names"),
        ("3 a", "a count goes with moving and F3"),
        ("F4", "move, then F4 again"),
        ("e", "e: no such key here, F1 shows them all"),
        ("g t", "gt: no such key here, F1 shows them all"),
        ("F3 Esc Esc", "marks dropped: F9 brings them back"),
        ("Left", "nothing is grouped: :group groups"),
    ] {
        desk.keys(press);
        assert!(desk.said().contains(says), "{press}: {}", desk.said());
    }
}

#[test]
fn leaving_names_the_key_that_leaves() {
    let mut desk = desk("back = F10", 2);
    let fx = desk.keys("a");
    desk.commit(&fx);
    desk.keys("F10");
    assert!(desk.said().contains("F10 again leaves"), "{}", desk.said());
    // On another screen that key goes back, so that it is not the one to be named.
    desk.keys("gx Ctrl-c");
    assert!(desk.said().contains("Ctrl-c again leaves"), "{}", desk.said());
}

/// Every refusal there is, with the usual keys and with none but two that nobody has: none of the usual ones is named.
#[test]
fn no_refusal_names_a_key_that_was_given_away() {
    let lines = "go-board = F2\nback = F3\nskip = F4\nopen = F5\nundo = F6\ncopy-id = F7\ngroup = F8\nnext-view = F9\n\
                 go-outbox = F11\ntriage = F12\nrefresh = Ctrl-r";
    let mut refused = 0;
    for incidents in [0, 1] {
        for screen in 0..4 {
            let mut desk = desk(lines, incidents);
            desk.model.screens = match screen {
                1 => vec![Screen::Outbox { cursor: 0 }],
                2 => vec![Screen::Help { top: 0 }],
                3 => vec![Screen::Sources { cursor: 0 }],
                _ => Vec::new(),
            };
            for spec in TABLE {
                let Err(refusal) = enabled(spec.action, &desk.model) else { continue };
                let words = format!("{:?}", refusal.0);
                refused += 1;
                for gone in [" gb ", " q ", " Space ", " yi ", " b ", " u ", " gx ", " Tab "] {
                    assert!(!words.contains(gone), "{}: {words}", spec.name);
                }
            }
        }
    }
    assert!(refused > 50, "{refused}");
}
