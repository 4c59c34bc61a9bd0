//! Which words stand on the board: what a filter being typed can go on with.

use std::collections::HashMap;

use super::{inbox::Inbox, model::SourceState};
use crate::{
    domain::query::{Vocabulary, both_levels, folded},
    text::SafeText,
};

/// Rows looked at: opening the filter takes a few milliseconds, however much is held.
const ROWS: usize = 10_000;
/// Words kept of each kind: as many as anybody would page through.
const WORDS: usize = 500;

/// Services, owners, sources and names of labels, the most frequent first.
#[derive(Debug, Default)]
pub struct Seen {
    services: Vec<SafeText>,
    owners: Vec<SafeText>,
    sources: Vec<SafeText>,
    labels: Vec<SafeText>,
    teams: Vec<SafeText>,
    categories: Vec<SafeText>,
    reporters: Vec<SafeText>,
}

impl Seen {
    /// What stands in the first rows of the set; all the configured sources.
    pub fn of(inbox: &Inbox, sources: &[SourceState]) -> Self {
        let (mut services, mut owners, mut labels) = (Tally::default(), Tally::default(), Tally::default());
        let (mut teams, mut categories, mut reporters) =
            (Tally::default(), Tally::default(), Tally::default());
        for incident in inbox.iter().take(ROWS) {
            services.add(incident.service);
            owners.add(incident.owner);
            teams.add(incident.detail.team.clone());
            categories.add(incident.detail.category.clone());
            if let (Some(first), Some(second)) = (&incident.detail.category, &incident.detail.subcategory) {
                categories.add(Some(both_levels(first, second)));
            }
            reporters.add(incident.detail.record.reporter.as_ref().map(|r| r.name.clone()));
            incident.detail.labels.iter().for_each(|(name, _)| labels.add(Some(name.clone())));
        }
        Self {
            services: services.words(),
            owners: owners.words(),
            sources: sources.iter().map(|s| s.name.text()).collect(),
            labels: labels.words(),
            teams: teams.words(),
            categories: categories.words(),
            reporters: reporters.words(),
        }
    }

    /// The names of the labels seen most often, at most `most`.
    pub fn label_names(&self, most: usize) -> Vec<String> {
        self.labels.iter().take(most).map(folded).collect()
    }

    /// The same as the query language wants it.
    pub fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary {
            services: &self.services,
            owners: &self.owners,
            sources: &self.sources,
            labels: &self.labels,
            teams: &self.teams,
            categories: &self.categories,
            reporters: &self.reporters,
        }
    }
}

/// How often each word stands there.
#[derive(Default)]
struct Tally(HashMap<SafeText, u32>);

impl Tally {
    fn add(&mut self, word: Option<SafeText>) {
        if let Some(word) = word {
            *self.0.entry(word).or_default() += 1;
        }
    }

    fn words(self) -> Vec<SafeText> {
        let mut words: Vec<_> = self.0.into_iter().collect();
        words.sort_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
        words.into_iter().take(WORDS).map(|(word, _)| word.clone()).collect()
    }
}
