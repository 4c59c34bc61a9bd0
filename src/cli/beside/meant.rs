//! Whom a verb of a line means: what it names among what is held, else what stands marked or under the cursor.

use super::read::{HERE, Wrong, place, wrong};
use crate::{
    app::model::palette::{Scope, words},
    backend::{Target, Verb},
    cli::{
        desk,
        verbs::{Ask, Asked},
    },
    config::Config,
    domain::{Number, query::Query},
};

/// The verb for each that is meant.
pub(super) fn meant(
    asked: Asked,
    line: &str,
    scope: &Scope,
    config: &Config,
) -> Result<Vec<(Target, Verb)>, Wrong> {
    let split = words::split(line);
    let Asked { ask, ids, query, wait: _ } = asked;
    let find = |word: &str| {
        scope.called(word).ok_or_else(|| {
            let words = format!("no incident here is called {word:?}: write its number, as list prints it");
            wrong(place(&split, word), &words)
        })
    };
    let numbered = |word: &str| -> Result<(Number, Target), Wrong> {
        let other = find(word)?;
        let number = other.number.ok_or_else(|| wrong(place(&split, word), "it has no number yet"))?;
        Ok((number, other.clone()))
    };
    let (verb, other) = match ask {
        Ask::Verb(verb) => (verb, None),
        Ask::Other { other: None, make, .. } => (make(None), None),
        Ask::Other { other: Some(word), make, .. } => {
            let (number, other) = numbered(&word)?;
            (make(Some(number)), Some(other))
        }
        Ask::Merge(word) => {
            let (into, other) = numbered(&word)?;
            (Verb::Merge { into }, Some(other))
        }
        Ask::Caller { who, reach } => {
            let caller = desk::known_caller(&config.directory, &who, &reach);
            (Verb::Caller { caller: Box::new(caller) }, None)
        }
    };
    let mut targets: Vec<Target> = Vec::new();
    let mut add = |target: &Target| {
        if !targets.iter().any(|t| t.id == target.id) {
            targets.push(target.clone());
        }
    };
    for id in &ids {
        if id == HERE {
            scope.here.iter().for_each(&mut add);
        } else {
            add(find(id)?);
        }
    }
    if let Some(text) = &query {
        if let Err(e) = Query::parse(text) {
            let at = place(&split, text).map(|at| at + e.at);
            return Err(wrong(at, &e.words()));
        }
        scope.answering.iter().for_each(&mut add);
        if targets.is_empty() {
            return Err(wrong(place(&split, text), "no incident here answers this query"));
        }
    }
    if targets.is_empty() {
        let words = format!("no incident stands here: name one, such as {} 42", verb.name());
        return Err(wrong(split.words.first().map(|w| w.end), &words));
    }
    if let Some(other) = other {
        if let Some(far) = targets.iter().find(|t| t.source != other.source) {
            let words = format!(
                "{} and {} are of two sources: both must be of one",
                far.source.as_str(),
                other.source.as_str()
            );
            return Err(wrong(None, &words));
        }
        if targets.iter().any(|t| t.id == other.id) {
            return Err(wrong(None, "it cannot be the other one of itself"));
        }
    }
    Ok(targets.into_iter().map(|t| (t, verb.clone())).collect())
}
