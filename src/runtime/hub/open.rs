//! A new incident at a source that takes them.

use std::time::Duration;

use tokio::time::Instant;

use super::Hub;
use crate::{
    backend::{ActError, ActionKey, Draft},
    domain::{Change, Incident, SourceName},
    text::{Kind, SafeText},
};

/// Between two attempts at first; doubled with each.
const PAUSE: Duration = Duration::from_millis(250);
/// No pause is longer.
const LONGEST: Duration = Duration::from_secs(5);

impl Hub {
    /// What an incident that was just opened changes on the screen.
    pub fn came(&self, incident: Incident) -> Vec<Change> {
        match self.source(&incident.source) {
            Some(source) if source.keeps_all() => self.said_of_one(source, incident),
            _ => Vec::new(),
        }
    }

    /// Opens an incident at `source`, trying again with the same key for `patience` while it cannot be reached: it is
    /// opened once, however many answers are lost.
    ///
    /// # Errors
    /// [`ActError::Later`] after that: then it is not known whether it was opened.
    pub async fn open_incident(
        &self,
        source: &SourceName,
        draft: &Draft,
        key: ActionKey,
        patience: Duration,
    ) -> Result<Incident, ActError> {
        let refused = |words: &str| Err(ActError::Refused(SafeText::clean(words, Kind::Line)));
        let Some(source) = self.source(source) else { return refused("there is no such source") };
        if source.spec.capabilities.read_only {
            return refused("this source is configured read_only");
        }
        let until = Instant::now() + patience;
        let mut pause = PAUSE;
        let mut before: Option<ActError> = None;
        loop {
            let attempt = async { source.backend().await?.open(draft, key).await };
            // At least one attempt, however short the patience.
            let left = until.saturating_duration_since(Instant::now()).max(Duration::from_secs(1));
            let Ok(answer) = tokio::time::timeout(left, attempt).await else {
                // What came back before says more than that nothing came now.
                return Err(before.unwrap_or_else(|| {
                    let words = format!("no answer within {} s", patience.as_secs().max(1));
                    ActError::Later { words: SafeText::clean(&words, Kind::Line), retry_after_s: None }
                }));
            };
            let Err(ActError::Later { retry_after_s, .. }) = &answer else { return answer };
            let wait = pause.max(Duration::from_secs(retry_after_s.unwrap_or(0).into()));
            if Instant::now() + wait >= until {
                return answer;
            }
            before = answer.err();
            tokio::time::sleep(wait).await;
            pause = (2 * pause).min(LONGEST);
        }
    }
}
