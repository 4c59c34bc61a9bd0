//! What the screen asks of the command line behind it. Belongs to the command line.
//!
//! | file | what it does |
//! |---|---|
//! | [`grammar`] | which commands there are, for the palette |
//! | [`read`] | a line, by the definition the program parses by |
//! | [`meant`] | whom a verb means |
//! | [`child`] | what is no verb, as our own program |

mod child;
mod grammar;
mod meant;
mod read;
#[cfg(test)]
mod tests;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::future::BoxFuture;

use self::read::Read;
use super::{args::Common, keys, open, print, theme};
use crate::{
    app::{
        model::{
            View,
            palette::{Grammar, Scope},
        },
        msg::Outcome,
    },
    config::{Config, Edit, Origin, ViewConfig, edit_file},
    domain::{query::Query, view::Arrange},
    runtime::screen::{
        self,
        beside::{Beside, Reloaded},
    },
    text::{Kind, SafeText},
    ui::Theme,
};

/// The command line behind a screen.
pub struct Behind {
    common: Common,
    config: Config,
    /// What is saved goes into this file.
    file: PathBuf,
    /// It was named, and is read whatever else there is.
    named: Option<PathBuf>,
    /// The files as they were read last.
    seen: Mutex<Seen>,
    /// The name of the theme that is painted.
    painted: Mutex<String>,
}

/// What files were like: only what has changed is read again, and what somebody chose meanwhile stays.
#[derive(Default, PartialEq, Eq)]
struct Seen {
    keys: Option<Vec<u8>>,
    config: Option<Vec<u8>>,
    /// Every theme file: they inherit from each other.
    themes: Vec<(PathBuf, Vec<u8>)>,
}

impl Seen {
    fn now(config: &Config, file: &Path) -> Self {
        let folder = config.dirs.config.join("themes");
        let mut themes: Vec<(PathBuf, Vec<u8>)> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == "toml"))
            .map(|path| (path.clone(), some(&path).unwrap_or_default()))
            .collect();
        themes.sort();
        Self { keys: some(&config.dirs.config.join("keys.toml")), config: some(file), themes }
    }
}

/// The beginning of a file: longer ones are refused where they are read.
fn some(path: &Path) -> Option<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    std::fs::File::open(path).ok()?.take(2 << 20).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The first fault, in one line with its place, and how many more there are. A line of the screen has no room for the
/// folder, which the person who wrote the file knows.
fn first(words: &str, folder: &Path) -> SafeText {
    let words = words.replace(&format!("{}/", folder.display()), "");
    let words = &*words;
    let (line, more) = (keys::first_line(words), words.lines().filter(|l| !l.starts_with(' ')).count());
    let more = if more > 1 { format!(" (and {} more)", more - 1) } else { String::new() };
    SafeText::clean(&format!("{line}{more}; what held before goes on"), Kind::Line)
}

impl Behind {
    /// Of the screen that was started with these; what is saved goes into `file`, without one into the person's own
    /// configuration: that of `--config`, or the usual one.
    pub fn behind(common: &Common, config: &Config, file: Option<PathBuf>) -> Arc<dyn Beside> {
        let own = || common.config.clone().unwrap_or_else(|| config.dirs.config.join("config.toml"));
        let path = file.clone().unwrap_or_else(own);
        Arc::new(Self {
            common: common.clone(),
            config: config.clone(),
            seen: Mutex::new(Seen::now(config, &path)),
            file: path,
            named: file,
            painted: Mutex::new(theme::chosen(config).to_owned()),
        })
    }
}

impl Behind {
    /// The views as they stand in the configuration now.
    fn views(&self) -> Result<Vec<View>, SafeText> {
        let file = self.named.clone().or_else(|| self.common.config.clone());
        let config = open::load(&self.common, file)
            .map_err(|f| first(&print::plain(&f.words), &self.config.dirs.config))?;
        Ok(config
            .views
            .iter()
            .map(|v| View {
                name: SafeText::clean(&v.name, Kind::Label),
                query: v.query.clone(),
                arrange: v.arrange.clone(),
            })
            .collect())
    }

    fn edit(&self, edit: &Edit) -> Result<PathBuf, SafeText> {
        match edit_file(&self.file, edit) {
            Ok(()) => Ok(self.file.clone()),
            Err(error) => {
                let words = format!("{} was not changed: {error}", self.file.display());
                Err(SafeText::clean(&words, Kind::Line))
            }
        }
    }
}

impl Beside for Behind {
    fn command(&self, line: String, scope: Scope) -> BoxFuture<'static, Outcome> {
        let (common, config) = (self.common.clone(), self.config.clone());
        Box::pin(async move {
            let known = |word: &str| scope.called(word).is_some();
            let done = match read::read(&line, &config, known) {
                Ok(Read::Verb(asked)) => meant::meant(*asked, &line, &scope, &config).map(Outcome::Verbs),
                Ok(Read::Told(text)) => {
                    let line = SafeText::clean(&line, Kind::Line);
                    Ok(Outcome::Output { line, failed: None, text })
                }
                Ok(Read::Run(words)) => match child::around(&common, &config, scope.columns) {
                    Ok(around) => Ok(child::run(&line, words, around).await),
                    Err(words) => Ok(Outcome::Refused { at: None, words }),
                },
                Err(wrong) => Err(wrong),
            };
            done.unwrap_or_else(|wrong| Outcome::Refused { at: wrong.at, words: wrong.words })
        })
    }

    fn grammar(&self) -> Grammar {
        grammar::grammar()
    }

    fn theme_name(&self) -> String {
        theme::chosen(&self.config).to_owned()
    }

    fn theme(&self, name: &str) -> Result<Theme, SafeText> {
        let caps = screen::caps(&self.config);
        let theme = theme::shelf(&self.config)
            .load(name)
            .map(|theme| theme.for_depth(screen::depth(caps)).ascii(!caps.unicode))
            .map_err(|error| SafeText::clean(&error.to_string(), Kind::Line))?;
        name.clone_into(&mut self.painted.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(theme)
    }

    fn keep_theme(&self, name: &str) -> Result<(), SafeText> {
        self.edit(&Edit::Theme(name.to_owned())).map(drop)
    }

    fn themes(&self) -> Vec<String> {
        theme::shelf(&self.config).names()
    }

    fn save_view(&self, name: &SafeText, view: Option<(Query, Arrange)>) -> Result<PathBuf, SafeText> {
        let name = print::plain(name);
        let edit = match view {
            Some((query, arrange)) => {
                // Views that nobody wrote are those that are built in.
                let built_in = self.config.views.iter().all(|v| v.origin == Origin::Default);
                let before = if built_in { self.config.views.clone() } else { Vec::new() };
                let view = ViewConfig { name, query, arrange, origin: Origin::Default };
                Edit::View { view: Box::new(view), before }
            }
            None => Edit::NoView(name),
        };
        self.edit(&edit)
    }

    fn reload(&self) -> Reloaded {
        let now = Seen::now(&self.config, &self.file);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *seen, now);
        let mut read = Reloaded::default();
        if before.keys != seen.keys {
            let own = keys::read(&self.config.dirs.config);
            let told = own.as_ref().ok().and_then(keys::Own::told);
            read.warned = told.map(|words| first(&words, &self.config.dirs.config));
            read.keys =
                Some(own.map(|own| own.keymap).map_err(|e| first(&e.to_string(), &self.config.dirs.config)));
        }
        if before.config != seen.config {
            read.views = Some(self.views());
        }
        if before.themes != seen.themes {
            let name = self.painted.lock().unwrap_or_else(PoisonError::into_inner).clone();
            read.theme = Some(
                self.theme(&name).map_err(|words| first(&print::plain(&words), &self.config.dirs.config)),
            );
        }
        read
    }

    fn watched(&self) -> Vec<PathBuf> {
        let folder = &self.config.dirs.config;
        let mut folders = vec![folder.clone(), folder.join("themes")];
        // A link into a repository of dot files is written there.
        for file in [folder.join("keys.toml"), self.file.clone()] {
            let real = std::fs::canonicalize(&file).unwrap_or(file);
            if let Some(parent) = real.parent().map(Path::to_owned).filter(|f| !folders.contains(f)) {
                folders.push(parent);
            }
        }
        folders
    }
}
