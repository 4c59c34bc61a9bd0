//! Which incident a person means: a full id, a number, or the beginning of an id that fits only one.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;

use super::{Hub, Reading, Row, source::Source};
use crate::{
    backend::ReadError,
    domain::{Incident, IncidentId, Number, SourceName, State},
    outbox::Occurrence,
    runtime::clock,
    text::{Kind, SafeText},
};

/// Why there is no single answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Find {
    /// Every source answered and none has it. Exit code 4.
    #[error("there is no incident {0:?}: `watchfloor list` shows the open ones")]
    NotFound(SafeText),
    /// It was open when its source was last asked, and that source is not configured any more. Exit code 4.
    #[error("{0:?} is of the source {1:?}, which is not configured: how it stands is not known")]
    NotConfigured(SafeText, SafeText),
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

/// How long a source may take to say which incident has a number.
const BY_NUMBER: Duration = Duration::from_secs(10);

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

impl Hub {
    /// The incident that `text` means, read now: open ones first; by its number also one that has left its source's
    /// list. Takes up to `deadline` for sources that do not answer, then looks among what was last known of them.
    ///
    /// A source that gives its own numbers is asked for this one as well, and for one it does not list any more.
    pub async fn find(&self, text: &str, deadline: Duration) -> Result<Row, Find> {
        let reading = self.read_all(deadline).await;
        self.find_in(text, &reading).await
    }

    /// The same among what was just read: for many ids at once.
    pub async fn find_in(&self, text: &str, reading: &Reading) -> Result<Row, Find> {
        let asked = Asked::read(text);
        let shown = SafeText::clean(text, Kind::Line);
        let all = || reading.rows.iter().chain(&reading.ended);
        let held = among(&asked, all().map(|r| &r.incident));
        let mut found: Vec<Row> = match held {
            Ok(found) => {
                let row = |f: &Incident| all().find(|r| std::ptr::eq(&raw const r.incident, f));
                found.and_then(row).cloned().into_iter().collect()
            }
            Err(several) => return Err(Find::Ambiguous(shown, several)),
        };
        let mut dead = reading.errors.clone();
        if let Asked::Number(number) = asked {
            let (theirs, silent) = self.by_number(number, &found, &dead).await;
            found.extend(theirs);
            dead.extend(silent);
        }
        match found.len() {
            0 => {}
            1 => return found.pop().ok_or(Find::NotFound(shown)),
            _ => return Err(Find::Ambiguous(shown, found.into_iter().map(|r| r.incident.id).collect())),
        }
        if let Asked::Number(number) = asked
            && let Ok(Some(past)) = self.0.store.local.number(number).await
        {
            // Open as far as we know: then only its source can say more.
            let open = past.cleared_at.is_none();
            if open && self.source(&past.source).is_none() {
                return Err(Find::NotConfigured(shown, past.source.text()));
            }
            if open && dead.iter().any(|(name, _)| *name == past.source) {
                return Err(Find::Unreachable { asked: shown, dead });
            }
            let as_of = past.cleared_at;
            return Ok(Row { incident: over(past), stale: false, as_of });
        }
        if dead.is_empty() {
            Err(Find::NotFound(shown))
        } else {
            Err(Find::Unreachable { asked: shown, dead })
        }
    }

    /// Asks the sources that give their own numbers, but for those of which it is `found` already and those that are
    /// `dead`; and says which of them did not answer.
    async fn by_number(
        &self,
        number: Number,
        found: &[Row],
        dead: &[(SourceName, SafeText)],
    ) -> (Vec<Row>, Vec<(SourceName, SafeText)>) {
        let is_known = |source: &Source| {
            let name = &source.spec.name;
            found.iter().any(|r| r.incident.source == *name) || dead.iter().any(|(dead, _)| dead == name)
        };
        let sources = self.0.sources.iter().filter(|s| s.keeps_all() && !is_known(s));
        let asked = sources.map(|source| async move {
            let answer = async { source.backend().await?.by_number(number).await };
            let answer = tokio::time::timeout(BY_NUMBER, answer).await.unwrap_or_else(|_| {
                let text = format!("no answer within {} s", BY_NUMBER.as_secs());
                Err(ReadError::Unreachable(SafeText::clean(&text, Kind::Line)))
            });
            (source.spec.name.clone(), answer)
        });
        let (mut rows, mut silent) = (Vec::new(), Vec::new());
        for (name, answer) in join_all(asked).await {
            match answer {
                Ok(Some(incident)) => {
                    rows.push(Row { incident, stale: false, as_of: Some(clock::utc()) });
                }
                Ok(None) => {}
                Err(error) => silent.push((name, error.words().clone())),
            }
        }
        (rows, silent)
    }
}

/// An incident that left its source's list, as far as we know it.
pub(super) fn over(past: Occurrence) -> Incident {
    let mut incident = *past.incident;
    if incident.state.is_open() {
        // Its source answered without it a moment ago, and that is not written down yet.
        (incident.state, incident.hold) = (State::Resolved, None);
        Arc::make_mut(&mut incident.detail).raw_status = SafeText::clean("not listed any more", Kind::Label);
    }
    incident
}
