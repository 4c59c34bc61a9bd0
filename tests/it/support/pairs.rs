//! Every verb in every state: the one table that the API, the command line and the screen are held against. Belongs to
//! the tests; a unit test of the screen's keys reads this file too, so it needs nothing but `std`.

use std::collections::BTreeSet;

/// Every state, in the order of the lifecycle.
pub const STATES: [&str; 9] = [
    "new",
    "acknowledged",
    "in_progress",
    "on_hold",
    "mitigated",
    "resolved",
    "closed",
    "cancelled",
    "merged",
];

/// One column a state, in the order of [`STATES`]: `+` moves or records, `=` was so already, `-` is refused; `?`: it
/// depends on which clocks were breached.
pub const TABLE: [(&str, &str); 28] = [
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
    ("merge", "++++++---"),
    ("restore", "-------++"),
    ("attach", "++++++---"),
    ("priority", "++++++---"),
    ("major", "++++++---"),
    ("category", "++++++---"),
    ("update", "++++++---"),
    ("contact", "++++++---"),
    ("caller", "++++++---"),
    ("correct", "+++++++--"),
    ("excuse", "?????????"),
    ("link", "++++++---"),
];

/// What the table says of `verb` in `state`.
pub fn verdict(verb: &str, state: &str) -> char {
    let row = TABLE.iter().find(|(v, _)| *v == verb).expect("a verb").1;
    let column = STATES.iter().position(|s| *s == state).expect("a state");
    char::from(row.as_bytes()[column])
}

/// The verbs that move or record something in `state`.
pub fn possible(state: &str) -> BTreeSet<&'static str> {
    TABLE.into_iter().map(|(verb, _)| verb).filter(|verb| verdict(verb, state) == '+').collect()
}

/// What a refusal says: that it is in `state`, so `verb` is not possible, and what is, each of which the table allows.
/// What is final says so, and where it goes on.
pub fn refusal(words: &str, verb: &str, state: &str) {
    let why = format!("is {}, so {verb} is not possible; ", state.replace('_', " "));
    let instead = words.split_once(&why).unwrap_or_else(|| panic!("{verb} of {state}: {words:?}")).1;
    let last = match state {
        "closed" => "closed is final: write a note, or open a follow-up of it",
        "cancelled" => "write a note (restore takes it back for 15 minutes)",
        "merged" => "do it there, or write a note (restore takes it back for 15 minutes)",
        _ => {
            let offered = instead.strip_prefix("possible now: ").unwrap_or_else(|| panic!("{words:?}"));
            let offered: BTreeSet<&str> = offered.trim_end().split(", ").collect();
            let possible = possible(state);
            assert!(offered.len() > 1 && offered.contains("note"), "{state} offers too little: {words}");
            assert!(offered.is_subset(&possible), "{state} offers what it does not allow: {words}");
            return;
        }
    };
    assert!(instead.trim_end().ends_with(last), "{verb} of {state}: {words:?}");
}
