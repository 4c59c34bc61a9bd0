//! The table is complete, and what cannot be done says what to do instead.

use std::collections::BTreeSet;

use super::*;

/// What is reached by its name behind `:` alone, and why.
const PALETTE_ONLY: [(Action, &str); 5] = [
    (Action::CollapseAll, "rare; Left folds one"),
    (Action::SaveView, "wants a name to be typed anyway"),
    (Action::RemoveView, "rare, and nothing to press by mistake"),
    (Action::Theme, "rare"),
    (Action::Reload, "files are watched"),
];

#[test]
fn every_action_has_its_line() {
    // The variants as the source has them: a new one without a line fails here.
    let source = include_str!("mod.rs");
    let body = source
        .split_once("pub enum Action {")
        .and_then(|(_, rest)| rest.split_once("\n}"))
        .expect("the enum")
        .0;
    let variants: BTreeSet<&str> = body
        .lines()
        .map(str::trim)
        .filter(|l| l.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(|l| l.split(['(', ',']).next().unwrap_or(l))
        .collect();
    let lines: BTreeSet<String> = TABLE
        .iter()
        .map(|s| format!("{:?}", s.action).split('(').next().unwrap_or_default().to_owned())
        .collect();
    assert!(variants.len() > 60, "{variants:?}");
    let lines: BTreeSet<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(variants, lines);
    for spec in TABLE {
        assert_eq!(spec.action.spec().name, spec.name, "an action has one line");
    }
}

#[test]
fn names_are_unique_and_can_be_typed() {
    let names: BTreeSet<&str> = TABLE.iter().map(|s| s.name).collect();
    assert_eq!(names.len(), TABLE.len());
    for spec in TABLE {
        assert!(spec.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", spec.name);
        assert!(
            !spec.title.is_empty() && spec.title.chars().count() <= 11,
            "{}: a hint is short",
            spec.title
        );
        assert!(spec.help.ends_with(['.', '"']), "{}: help is a sentence", spec.name);
    }
}

#[test]
fn every_action_has_a_key_or_a_reason_to_have_none() {
    for spec in TABLE {
        let alone = PALETTE_ONLY.iter().any(|(a, _)| *a == spec.action);
        assert_ne!(alone, !spec.keys.is_empty(), "{}: a key, or a reason why it has none", spec.name);
    }
}
