//! What silences and inhibitions make of an alert: our acknowledgements, and what others hold.

use std::collections::HashMap;

use super::{
    dto::{Alert, Matcher, Pairs, Silence},
    marker::{Marker, NO_WORDS},
};
use crate::domain::{Time, time::DAY};

/// The silences of one answer, by id.
pub struct Silences<'s>(HashMap<&'s str, &'s Silence<'s>>);

impl<'s> Silences<'s> {
    /// Indexes them.
    pub fn new(all: &'s [Silence<'s>]) -> Self {
        Self(all.iter().map(|s| (s.id.raw(), s)).collect())
    }

    /// The one with this id.
    pub fn get(&self, id: &str) -> Option<&'s Silence<'s>> {
        self.0.get(id).copied()
    }
}

/// Whose a silence is, seen from one alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// An acknowledgement of this occurrence, by us.
    Ours(Marker),
    /// Our acknowledgement of an earlier occurrence of the same alert.
    Earlier,
    /// Our acknowledgement of another alert, whose labels this one has too.
    Wider,
    /// Somebody's own.
    Foreign,
}

/// Whose `silence` is, seen from the alert with `labels` that began at `starts_at`. Ours are only those that carry
/// our marker *and* match exactly the full label set: a marked silence that somebody widened is a silence.
pub fn whose(silence: &Silence<'_>, labels: &Pairs<'_>, starts_at: Option<Time>) -> Whose {
    match Marker::find(silence.comment.raw()) {
        None => Whose::Foreign,
        Some(_) if !matches_exactly(&silence.matchers, labels) => Whose::Wider,
        Some((marker, _)) if marker.is_for(starts_at) => Whose::Ours(marker),
        Some(_) => Whose::Earlier,
    }
}

/// Whether the matchers are the label set: every label once, by `=`.
pub fn matches_exactly(matchers: &[Matcher<'_>], labels: &Pairs<'_>) -> bool {
    matchers.len() == labels.0.len()
        && matchers.iter().all(|m| m.is_equal && !m.is_regex)
        && labels
            .iter()
            .all(|(name, value)| matchers.iter().any(|m| m.name.raw() == name && m.value.raw() == value))
}

/// The active silences of one alert.
#[derive(Default)]
pub struct Standing<'s> {
    /// Our acknowledgements, the first one first.
    pub ours: Vec<(&'s Silence<'s>, Marker)>,
    /// Everything else that silences it.
    pub others: Vec<(&'s Silence<'s>, Whose)>,
    /// Silences it names that are not in the list of silences.
    pub unknown: Vec<&'s str>,
}

impl<'s> Standing<'s> {
    /// Sorts the silences that `alert` names. Alertmanager's word counts: a silence it does not name is not working.
    pub fn of(alert: &'s Alert<'s>, silences: &Silences<'s>) -> Self {
        let mut standing = Self::default();
        for id in &alert.status.silenced_by {
            match silences.get(id.raw()) {
                None => standing.unknown.push(id.raw()),
                Some(silence) => match whose(silence, &alert.labels, alert.starts_at.time()) {
                    Whose::Ours(marker) => standing.ours.push((silence, marker)),
                    other => standing.others.push((silence, other)),
                },
            }
        }
        standing.ours.sort_by_key(|(s, _)| s.starts_at.time());
        standing.others.sort_by_key(|(s, _)| s.ends_at.time());
        standing
    }

    /// Whether it is silenced by anything but our acknowledgement.
    pub fn is_held(&self) -> bool {
        !self.others.is_empty() || !self.unknown.is_empty()
    }
}

/// `alice: disk swap planned`, not yet cleaned: who and why.
pub fn who_and_why(silence: &Silence<'_>, whose: Whose) -> String {
    let who = silence.who();
    match whose {
        Whose::Earlier => format!("{who}'s acknowledgement of an earlier occurrence"),
        Whose::Wider => format!("{who}'s acknowledgement of another alert"),
        Whose::Foreign | Whose::Ours(_) => match words(silence) {
            "" => who.to_owned(),
            words => format!("{who}: {words}"),
        },
    }
}

/// `silenced by alice till 14:05Z: disk swap planned`, not yet cleaned.
pub fn silenced_by(silence: &Silence<'_>, whose: Whose) -> String {
    let (who, till) = (silence.who(), till(silence));
    match whose {
        Whose::Ours(marker) => {
            let renewed = if marker.until { "" } else { " (renewed while it is open and owned)" };
            format!("acknowledged by {who}{till}{renewed}{}", colon(words(silence)))
        }
        Whose::Foreign => format!("silenced by {who}{till}{}", colon(words(silence))),
        Whose::Earlier | Whose::Wider => format!("silenced by {}{till}", who_and_why(silence, whose)),
    }
}

/// What a person wrote, without our marker and the word that stands where nobody wrote anything.
pub fn words<'s>(silence: &'s Silence<'_>) -> &'s str {
    let comment = silence.comment.raw();
    let words =
        Marker::find(comment).map_or(comment, |(_, words)| if words == NO_WORDS { "" } else { words });
    words.trim()
}

/// ` till 14:05Z`; with its date unless the silence begins on the same day (while it works, that is today).
pub fn till(silence: &Silence<'_>) -> String {
    silence
        .ends_at
        .time()
        .map(|end| format!(" till {}", clock(end, silence.starts_at.time())))
        .unwrap_or_default()
}

/// `14:05Z`, or `2026-11-24 14:05Z` when `near` is on another day.
pub fn clock(at: Time, near: Option<Time>) -> String {
    let day = |t: Time| t.unix().div_euclid(DAY);
    let form = if near.is_some_and(|n| day(n) == day(at)) { "%H:%MZ" } else { "%Y-%m-%d %H:%MZ" };
    at.utc().format(form).to_string()
}

fn colon(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(": {words}") }
}
