//! Which incident a person means: a full id, a number, or the beginning of an id that fits only one.

use crate::{
    domain::{Incident, IncidentId, Number, SourceName},
    text::SafeText,
};

/// Why there is no single answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Find {
    /// Every source answered and none has it. Exit code 4.
    #[error("there is no incident {0:?}: `watchfloor list state:any` shows what there is")]
    NotFound(SafeText),
    /// The beginning fits several.
    #[error("{0:?} fits {n} incidents: write more of the id", n = .1.len())]
    Ambiguous(SafeText, Vec<IncidentId>),
    /// Nothing fits, but these sources did not answer, so it may be theirs. Exit code 69.
    #[error("{asked:?} was not found, and {n} of the sources did not answer", n = .dead.len())]
    Unreachable {
        /// What was asked for.
        asked: SafeText,
        /// The sources that did not answer, with the words why.
        dead: Vec<(SourceName, SafeText)>,
    },
}

/// What was typed, read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked<'a> {
    Number(Number),
    Id(&'a str),
}

impl<'a> Asked<'a> {
    /// `42`, `0042`, `INC-42` and `inc-000042` are numbers, all else is an id or its beginning.
    pub(super) fn read(text: &'a str) -> Self {
        let text = text.trim();
        let digits = match text.get(..4) {
            Some(p) if p.eq_ignore_ascii_case("INC-") => &text[4..],
            _ => text,
        };
        if !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit())
            && let Some(number) = digits.parse().ok().and_then(Number::new)
        {
            return Self::Number(number);
        }
        Self::Id(text)
    }
}

/// The one incident among `held` that `asked` means. An exact id beats a beginning; the part after the source's name
/// may be given alone.
pub(super) fn among<'i>(
    asked: &Asked<'_>,
    held: impl Iterator<Item = &'i Incident>,
) -> Result<Option<&'i Incident>, Vec<IncidentId>> {
    let mut fits: Vec<&Incident> = Vec::new();
    for incident in held {
        let id = incident.id.as_str();
        let fit = match asked {
            Asked::Number(n) => incident.number == Some(*n),
            Asked::Id("") => false,
            Asked::Id(text) => {
                if id == *text {
                    return Ok(Some(incident));
                }
                id.starts_with(text) || id.split_once('/').is_some_and(|(_, native)| native.starts_with(text))
            }
        };
        if fit && !fits.iter().any(|f| f.id == incident.id) {
            fits.push(incident);
        }
    }
    match fits.len() {
        0 | 1 => Ok(fits.pop()),
        _ => Err(fits.into_iter().map(|i| i.id.clone()).collect()),
    }
}
