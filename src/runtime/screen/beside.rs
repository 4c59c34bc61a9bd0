//! What the screen asks of whoever started it: lines of the command line, themes, views to be saved, files to be read
//! again. The screen knows neither the command line nor where configuration lies.

use std::path::PathBuf;

use futures_util::future::BoxFuture;

use crate::{
    app::{
        keymap::Keymap,
        model::{
            View,
            palette::{Grammar, Scope},
        },
        msg::Outcome,
    },
    domain::{query::Query, view::Arrange},
    text::{Kind, SafeText},
    ui::Theme,
};

/// What was read again; `None` where nothing is to be changed, words with file, line and column on a fault.
#[derive(Debug, Default)]
pub struct Reloaded {
    /// Own keys.
    pub keys: Option<Result<Keymap, SafeText>>,
    /// What should be known of keys that can stand.
    pub warned: Option<SafeText>,
    /// The views.
    pub views: Option<Result<Vec<View>, SafeText>>,
    /// The theme.
    pub theme: Option<Result<Theme, SafeText>>,
}

/// The other side. Everything here is called off the screen's thread, but [`Beside::theme`].
pub trait Beside: Send + Sync {
    /// Does a line of the command line; a verb is only read, and the screen asks it the way it asks every verb.
    /// `scope` is what its words may mean.
    fn command(&self, line: String, scope: Scope) -> BoxFuture<'static, Outcome>;

    /// Which commands there are and what they take; a few milliseconds.
    fn grammar(&self) -> Grammar;

    /// The name of the theme that is painted at first.
    fn theme_name(&self) -> String;

    /// The theme of this name, for this terminal; a few milliseconds.
    ///
    /// # Errors
    /// Words for people: there is none of that name, or what is wrong with its file and where.
    fn theme(&self, name: &str) -> Result<Theme, SafeText>;

    /// Makes the theme the one of the next start, too.
    ///
    /// # Errors
    /// Why the configuration could not be written.
    fn keep_theme(&self, name: &str) -> Result<(), SafeText>;

    /// The themes there are, the person's own among them.
    fn themes(&self) -> Vec<String>;

    /// Writes a view into the configuration, or takes it out (`None`); comments and order of the file are kept.
    /// Returns the file.
    ///
    /// # Errors
    /// What was tried, what came back, what to do.
    fn save_view(&self, name: &SafeText, view: Option<(Query, Arrange)>) -> Result<PathBuf, SafeText>;

    /// Reads keys, views and the theme again.
    fn reload(&self) -> Reloaded;

    /// The folders whose files these are: when something in them is written, the screen reloads.
    fn watched(&self) -> Vec<PathBuf>;
}

/// Nobody beside: for screens that are drawn without a command line behind them.
#[derive(Debug, Default)]
pub struct Alone;

/// Why nothing of it goes.
fn alone() -> SafeText {
    SafeText::clean("not in this screen: it runs without a command line behind it", Kind::Line)
}

impl Beside for Alone {
    fn command(&self, _: String, _: Scope) -> BoxFuture<'static, Outcome> {
        Box::pin(async { Outcome::Refused { at: None, words: alone() } })
    }

    fn grammar(&self) -> Grammar {
        Grammar::default()
    }

    fn theme_name(&self) -> String {
        String::new()
    }

    fn theme(&self, name: &str) -> Result<Theme, SafeText> {
        Theme::named(name).ok_or_else(|| SafeText::clean(&format!("there is no theme `{name}`"), Kind::Line))
    }

    fn keep_theme(&self, _: &str) -> Result<(), SafeText> {
        Err(alone())
    }

    fn themes(&self) -> Vec<String> {
        crate::ui::theme::NAMES.map(str::to_owned).to_vec()
    }

    fn save_view(&self, _: &SafeText, _: Option<(Query, Arrange)>) -> Result<PathBuf, SafeText> {
        Err(alone())
    }

    fn reload(&self) -> Reloaded {
        Reloaded::default()
    }

    fn watched(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}
