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

use std::{path::PathBuf, sync::Arc};

use futures_util::future::BoxFuture;

use self::read::Read;
use super::{args::Common, print, theme};
use crate::{
    app::{
        msg::Outcome,
        palette::{Grammar, Scope},
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
}

impl Behind {
    /// Of the screen that was started with these; what is saved goes into `file`, without one into the person's own
    /// configuration: that of `--config`, or the usual one.
    pub fn new(common: &Common, config: &Config, file: Option<PathBuf>) -> Arc<dyn Beside> {
        let own = || common.config.clone().unwrap_or_else(|| config.dirs.config.join("config.toml"));
        Arc::new(Self { common: common.clone(), config: config.clone(), file: file.unwrap_or_else(own) })
    }
}

impl Behind {
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
        self.config.theme.clone()
    }

    fn theme(&self, name: &str) -> Result<Theme, SafeText> {
        let caps = screen::caps(&self.config);
        theme::shelf(&self.config)
            .load(name)
            .map(|theme| theme.for_depth(screen::depth(caps)).ascii(!caps.unicode))
            .map_err(|error| SafeText::clean(&error.to_string(), Kind::Line))
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
        Reloaded::default()
    }

    fn watched(&self) -> Vec<PathBuf> {
        vec![self.config.dirs.config.clone()]
    }
}
