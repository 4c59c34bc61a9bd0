//! What the screen asks of the command line behind it. Belongs to the command line.

use std::{path::PathBuf, sync::Arc};

use futures_util::future::BoxFuture;

use super::{args::Common, theme};
use crate::{
    app::msg::Outcome,
    backend::Target,
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
    fn command(&self, line: String, targets: Vec<Target>) -> BoxFuture<'static, Outcome> {
        let _ = (&self.common, line, targets);
        Box::pin(async { Outcome::Refused { at: None, words: SafeText::clean("not yet", Kind::Line) } })
    }

    fn theme(&self, name: &str) -> Result<Theme, SafeText> {
        let config = Config { theme: name.to_owned(), ..self.config.clone() };
        let caps = screen::caps(&config);
        theme::choose(&config)
            .map(|theme| theme.for_depth(screen::depth(caps)).ascii(!caps.unicode))
            .map_err(|failure| failure.words)
    }

    fn keep_theme(&self, _: &str) -> Result<(), SafeText> {
        Err(SafeText::clean("not yet", Kind::Line))
    }

    fn themes(&self) -> Vec<String> {
        theme::shelf(&self.config).names()
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
