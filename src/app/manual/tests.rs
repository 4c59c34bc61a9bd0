//! The manual says all there is, and nothing that is not.

use super::{words::SYNTAX, *};
use crate::domain::query::{Query, reference};

#[test]
fn every_action_stands_in_help_once_with_its_keys() {
    let map = Keymap::default();
    let sections = keys(&map, None);
    for spec in TABLE {
        let rows: Vec<&Row> = sections.iter().flat_map(|s| &s.rows).filter(|r| r.name == spec.name).collect();
        assert_eq!(rows.len(), 1, "{}", spec.name);
        for key in spec.keys {
            assert!(rows[0].left.split(' ').any(|k| k == *key), "{} lacks {key}", spec.name);
        }
    }
}

#[test]
fn what_most_people_press_has_a_key() {
    for action in MOST_USED {
        assert!(!action.spec().keys.is_empty(), "{}", action.spec().name);
    }
}

#[test]
fn the_examples_of_queries_are_queries() {
    for (example, _) in SYNTAX {
        assert!(Query::parse(example).is_ok(), "{example}: {:?}", Query::parse(example).err());
    }
    for field in reference() {
        let words =
            field.help.split([' ', ',']).filter(|w| w.contains([':', '<', '>', '=']) && !w.ends_with(':'));
        for example in words.filter(|w| w.starts_with(field.name.split('.').next().unwrap_or_default())) {
            assert!(Query::parse(example).is_ok(), "{}: {example}", field.name);
        }
    }
}

#[test]
fn a_filter_finds_keys_names_and_words() {
    let map = Keymap::default();
    let found = |filter: &str| -> Vec<String> {
        help(&map, None, filter).into_iter().flat_map(|s| s.rows).map(|r| r.name).collect()
    };
    assert!(found("acknowl").contains(&"ack".to_owned()));
    assert!(found("ACKNOWL words").contains(&"ack-with".to_owned()));
    assert!(!found("acknowl words").contains(&"ack".to_owned()));
    // One character is a key.
    assert_eq!(found("A"), ["ack-with"]);
    assert!(found("nothing-is-called-this").is_empty());
    assert!(help(&map, None, "label").iter().any(|s| s.title.contains("quer")));
}

#[test]
fn where_help_was_asked_comes_first() {
    let map = Keymap::default();
    assert_eq!(keys(&map, Some(ScreenWord::Outbox))[0].title, "here: outbox");
    assert_eq!(keys(&map, Some(ScreenWord::Outbox))[0].rows[0].name, "retry");
    assert_eq!(keys(&map, Some(ScreenWord::Board))[0].title, "move");
}
