//! What the screen asks of the command line behind it. Belongs to the command line.

use std::{path::PathBuf, sync::Arc};

use futures_util::future::BoxFuture;

use super::{args::Common, conf, print};
use crate::{
    app::msg::Outcome,
    backend::Target,
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
        Arc::new(Self {
            common: common.clone(),
            config: config.clone(),
            file: file.unwrap_or_else(own),
        })
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
    fn command(&self, line: String, targets: Vec<Target>) -> BoxFuture<'static, Outcome> {
        let _ = (&self.common, line, targets);
        Box::pin(async { Outcome::Refused { at: None, words: SafeText::clean("not yet", Kind::Line) } })
    }

    fn theme(&self, name: &str) -> Result<Theme, SafeText> {
        let config = Config { theme: name.to_owned(), ..self.config.clone() };
        let caps = screen::caps(&config);
        conf::choose_theme(&config)
            .map(|theme| theme.for_depth(screen::depth(caps)).ascii(!caps.unicode))
            .map_err(|failure| failure.words)
    }

    fn keep_theme(&self, name: &str) -> Result<(), SafeText> {
        self.edit(&Edit::Theme(name.to_owned())).map(drop)
    }

    fn themes(&self) -> Vec<String> {
        crate::ui::theme::NAMES.map(str::to_owned).to_vec()
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
