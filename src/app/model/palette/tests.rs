//! What fits, and what can stand at the caret.

use super::{
    fuzzy::{Fit, Needle},
    history::History,
    words::{quoted, split},
};
use crate::text::{Kind, SafeText};

#[test]
fn words_are_split_as_a_shell_does_and_know_their_place() {
    let line = split(r#"ack 42  --note "it's up"  a\ b '' "#);
    let words: Vec<(&str, usize, usize)> =
        line.words.iter().map(|w| (w.text.as_str(), w.start, w.end)).collect();
    assert_eq!(
        words,
        [("ack", 0, 3), ("42", 4, 6), ("--note", 8, 14), ("it's up", 15, 24), ("a b", 26, 30), ("", 31, 33)]
    );
    assert_eq!(line.open, None);
    assert_eq!(split("note 'größer \"").open, Some(5), "in characters");
    assert_eq!(split("note a\\").open, Some(6));
    assert_eq!(split("list $(id);`id`").words.len(), 2, "nothing is expanded");
}

#[test]
fn what_is_quoted_is_read_as_one_word() {
    for word in ["plain", "", "two words", "it's", "say \"no\"", "back\\slash", "tab\there"] {
        let line = split(&quoted(word));
        assert_eq!(line.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>(), [word]);
        assert_eq!(line.open, None, "{word}");
    }
}

#[test]
fn secrets_and_what_begins_with_a_blank_are_not_kept() {
    let mut history = History::default();
    for line in
        ["list p:1", " list p:2", "config show --token abc", "note 1 \"the password is x\"", "list p:1"]
    {
        history.keep(line);
    }
    assert_eq!(history.text(), "list p:1");
    history.recall("old\nlist p:1\nset PASSWORD=1");
    assert_eq!(history.iter().collect::<Vec<_>>(), ["list p:1", "old"]);
    for n in 0..300 {
        history.keep(&format!("list count:{n}"));
    }
    assert_eq!((history.iter().count(), history.newest(0)), (100, Some("list count:299")));
}

#[test]
fn another_word_for_a_thing_beats_letters_far_apart() {
    let text = |words: &str| SafeText::clean(words, Kind::Line);
    let mut needle = Needle::new("fold");
    let apart = needle.fit(&text("Export for Lisbon ends in the middle")).map(|(fit, ..)| fit);
    assert!(apart <= Some(Fit::Letters), "{apart:?}");
    assert_eq!(needle.told(&text("fold")), Some(Fit::Begins), "what it is called on the hint line");
    assert_eq!(needle.told(&text("Fold the group under the cursor.")), Some(Fit::Within));
    assert_eq!(needle.told(&text("Unfold it.")), Some(Fit::About));
    assert!(needle.told(&text("for Lisbon, ended")).is_none());
}
