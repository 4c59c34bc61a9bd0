//! How the teams behind the sources work, and whom they know: configured, or told by the sources themselves.

use std::{collections::HashMap, sync::Arc, time::Duration};

use super::{Hub, source::Source};
use crate::{
    backend::{ReadError, practice},
    domain::{Practice, Practices, SourceName, directory::Directory},
    text::{Kind, SafeText},
};

/// Under which name the cache keeps how a team works.
const PRACTICE: &str = "practice";

/// How long a source may take to say it.
const PATIENCE: Duration = Duration::from_secs(15);

/// What is known of teams and people.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// Configured.
    practice: Option<Arc<Practice>>,
    /// As the sources told, now or in an earlier session.
    told: HashMap<SourceName, Arc<Practice>>,
    /// Both.
    practices: Practices,
    /// Configured people and services.
    ours: Directory,
    theirs: HashMap<SourceName, Directory>,
    /// All of them together.
    directory: Arc<Directory>,
}

impl Learned {
    fn lay_together(&mut self) {
        let ours = self.practice.as_ref().unwrap_or_else(|| Practice::standard());
        self.practices = Practices::new(Arc::clone(ours));
        for (source, told) in &self.told {
            self.practices.set(source.clone(), Arc::clone(told));
        }
    }

    /// Ours first, then the sources' in the order of their names; whoever is named twice is as first told.
    fn gather(&mut self) {
        let mut all = self.ours.clone();
        let mut names: Vec<&SourceName> = self.theirs.keys().collect();
        names.sort();
        for theirs in names.into_iter().filter_map(|name| self.theirs.get(name)) {
            all.people.extend(theirs.people.iter().cloned());
            all.services.extend(theirs.services.iter().cloned());
        }
        // Stable: the first of each id stays the first.
        all.people.sort_by(|a, b| a.id.cmp(&b.id));
        all.people.dedup_by(|a, b| a.id == b.id);
        all.services.sort_by(|a, b| a.id.cmp(&b.id));
        all.services.dedup_by(|a, b| a.id == b.id);
        self.directory = Arc::new(all);
    }
}

/// What a source told that was not known before.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct News {
    /// How the team behind it works.
    pub practice: Option<Arc<Practice>>,
    /// Everybody known, hers included.
    pub directory: Option<Arc<Directory>>,
}

impl Hub {
    /// What is configured: holds for every source that does not say otherwise. To be called before anything is read.
    pub fn configure(&self, practice: Arc<Practice>, directory: Directory) {
        for source in &self.0.sources {
            self.0.cache.promise(&source.spec.name, Arc::clone(&practice.book));
        }
        if let Ok(mut known) = self.0.learned.write() {
            known.practice = Some(practice);
            known.lay_together();
            known.ours = directory;
            known.gather();
        }
    }

    /// How the teams behind the sources work, as far as they told.
    pub fn practices(&self) -> Practices {
        self.0.learned.read().map(|known| known.practices.clone()).unwrap_or_default()
    }

    /// How the team behind one of them works.
    pub(super) fn practice(&self, source: &SourceName) -> Arc<Practice> {
        let standard = || Arc::clone(Practice::standard());
        self.0
            .learned
            .read()
            .map_or_else(|_| standard(), |known| Arc::clone(known.practices.of(source.as_str())))
    }

    /// People and services that configuration and sources know.
    pub fn directory(&self) -> Arc<Directory> {
        self.0.learned.read().map(|known| Arc::clone(&known.directory)).unwrap_or_default()
    }

    /// Asks a source how its team works and whom it knows. To be called once it has answered, and again when it is
    /// back: it may be another one by then.
    ///
    /// # Errors
    /// It did not say; what was known before holds on.
    pub async fn learn(&self, name: &SourceName) -> Result<News, ReadError> {
        let Some(source) = self.source(name) else { return Ok(News::default()) };
        let practice = self.learn_practice(source).await?;
        let told = ask(async { source.backend().await?.directory().await }).await?;
        let mut news = News { practice, directory: None };
        if let Some(told) = told
            && let Ok(mut known) = self.0.learned.write()
            && known.theirs.get(name) != Some(&told)
        {
            known.theirs.insert(name.clone(), told);
            known.gather();
            news.directory = Some(Arc::clone(&known.directory));
        }
        Ok(news)
    }

    /// The same for the practice alone; `None` where it is what was known already.
    pub(super) async fn learn_practice(&self, source: &Source) -> Result<Option<Arc<Practice>>, ReadError> {
        let told = ask(async { source.backend().await?.practice().await }).await?;
        let Some(told) = told else { return Ok(None) };
        let name = &source.spec.name;
        if *self.practice(name) == told {
            return Ok(None);
        }
        if let Some(text) = practice::to_text(&told)
            && let Err(error) = self.0.cache.keep_told(name, PRACTICE, &text).await
        {
            tracing::warn!(%error, source = name.as_str(), "how its team works could not be kept");
        }
        let told = Arc::new(told);
        self.remember(name, Arc::clone(&told));
        Ok(Some(told))
    }

    /// What the sources told in an earlier session, so that clocks are right before they are asked, or while they do
    /// not answer. Returns what was not known yet.
    pub async fn recall(&self) -> Vec<(SourceName, Arc<Practice>)> {
        let mut recalled = Vec::new();
        for source in self.0.sources.iter().filter(|s| s.keeps_all()) {
            let name = &source.spec.name;
            if self.0.learned.read().is_ok_and(|known| known.told.contains_key(name)) {
                continue;
            }
            let text = match self.0.cache.told(name, PRACTICE).await {
                Ok(text) => text,
                Err(error) => {
                    tracing::warn!(%error, source = name.as_str(), "how its team worked could not be read");
                    None
                }
            };
            if let Some(told) = text.and_then(|text| practice::from_text(&text)).map(Arc::new) {
                self.remember(name, Arc::clone(&told));
                recalled.push((name.clone(), told));
            }
        }
        recalled
    }

    fn remember(&self, name: &SourceName, told: Arc<Practice>) {
        self.0.cache.promise(name, Arc::clone(&told.book));
        if let Ok(mut known) = self.0.learned.write() {
            known.told.insert(name.clone(), told);
            known.lay_together();
        }
    }
}

async fn ask<T>(answer: impl Future<Output = Result<Option<T>, ReadError>>) -> Result<Option<T>, ReadError> {
    tokio::time::timeout(PATIENCE, answer).await.unwrap_or_else(|_| {
        let text = format!("no answer within {} s", PATIENCE.as_secs());
        Err(ReadError::Unreachable(SafeText::clean(&text, Kind::Line)))
    })
}
