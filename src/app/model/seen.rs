//! Which words stand on the board: what a filter being typed can go on with.

use std::{cell::RefCell, collections::BTreeMap};

use super::SourceState;
use crate::{
    app::inbox::Inbox,
    domain::{
        Facts,
        query::{Vocabulary, folded},
    },
    text::{Kind, SafeText},
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
        let [mut services, mut owners, mut teams, mut categories, mut reporters] =
            [const { Tally(BTreeMap::new()) }; 5];
        let labels = RefCell::new(Tally(BTreeMap::new()));
        let mut both = String::new();
        for facts in inbox.held_facts().take(ROWS) {
            services.add(facts.service());
            owners.add(facts.owner());
            teams.add(facts.team());
            categories.add(facts.category());
            if let (Some(first), Some(second)) = (facts.category(), facts.subcategory()) {
                both.clear();
                both.extend([first, "/", second]);
                categories.add(Some(&both));
            }
            reporters.add(facts.reporter());
            // None fits, so that every name is asked.
            facts.label(|name| {
                labels.borrow_mut().add(Some(name));
                false
            });
        }
        let labels = labels.into_inner();
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
struct Tally(BTreeMap<String, u32>);

impl Tally {
    fn add(&mut self, word: Option<&str>) {
        let Some(word) = word else { return };
        if let Some(count) = self.0.get_mut(word) {
            *count += 1;
        } else {
            self.0.insert(word.to_owned(), 1);
        }
    }

    fn words(self) -> Vec<SafeText> {
        let mut words: Vec<_> = self.0.into_iter().collect();
        words.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
        words.into_iter().take(WORDS).map(|(word, _)| SafeText::clean(&word, Kind::Label)).collect()
    }
}
