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
use super::{args::Common, conf};
use crate::{
    app::{
        msg::Outcome,
        palette::{Grammar, Scope},
    },
    config::Config,
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
}

impl Behind {
    /// Of the screen that was started with these.
    pub fn new(common: &Common, config: &Config) -> Arc<dyn Beside> {
        Arc::new(Self { common: common.clone(), config: config.clone() })
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
        let config = Config { theme: name.to_owned(), ..self.config.clone() };
        let caps = screen::caps(&config);
        conf::choose_theme(&config)
            .map(|theme| theme.for_depth(screen::depth(caps)).ascii(!caps.unicode))
            .map_err(|failure| failure.words)
    }

    fn keep_theme(&self, _: &str) -> Result<(), SafeText> {
        Err(SafeText::clean("not yet", Kind::Line))
    }

    fn themes(&self) -> Vec<String> {
        conf::theme_names(&self.config)
    }

    fn save_view(&self, _: &SafeText, _: Option<(Query, Arrange)>) -> Result<PathBuf, SafeText> {
        Err(SafeText::clean("not yet", Kind::Line))
    }

    fn reload(&self) -> Reloaded {
        Reloaded::default()
    }

    fn watched(&self) -> Vec<PathBuf> {
        vec![self.config.dirs.config.clone()]
    }
}
