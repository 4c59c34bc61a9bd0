//! The way to the screen: on a view, on a query, or on one incident. Belongs to the command line.

use std::io::{self, IsTerminal};

use super::{
    args::Common,
    conf,
    exit::{Code, Failure},
    list, open,
};
use crate::{
    app::{
        action::TABLE,
        keymap::{Keymap, KeymapError},
        model::Notice,
    },
    config::{Config, Keys},
    runtime::screen::{self, Begin, Options, RunError},
    text::{Kind, SafeText},
};

/// `watchfloor [QUERY | ID]`
pub fn run(common: &Common, words: &[String]) -> Result<Code, Failure> {
    let config = open::configure(common)?;
    let begin = begin(&config, words)?;
    let keymap = keymap(&config)?;
    let theme = conf::choose_theme(&config)?;
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        let meant = if words.is_empty() { "watchfloor list" } else { "watchfloor list QUERY" };
        return Err(Failure::usage(format!(
            "the screen needs a terminal, and standard input or output is none: `{meant}` prints the same; \
             `watchfloor --help` shows the commands"
        )));
    }
    let caps = screen::caps(&config);
    let theme = theme.for_depth(screen::depth(caps)).ascii(!caps.unicode);
    let options = Options {
        low_bandwidth: common.low_bandwidth,
        begin,
        keymap: Some(keymap),
        notices: notices(&config),
        frozen: None,
    };
    match screen::run(&config, theme, options) {
        Ok(exit) => {
            if exit.queued > 0 {
                super::print::say(format!(
                    "{} in the outbox, not confirmed: `watchfloor outbox list`, `watchfloor flush --wait 1m`",
                    exit.queued
                ));
            }
            Ok(Code::Done)
        }
        Err(RunError::Panicked) => Err(Failure::new(Code::Bug, RunError::Panicked)),
        Err(error) => Err(Failure::usage(error)),
    }
}

/// What was asked to be shown.
fn begin(config: &Config, words: &[String]) -> Result<Begin, Failure> {
    let text = open::joined(words);
    if text.is_empty() {
        return Ok(Begin::Board);
    }
    if list::names_one(&config.sources, words) {
        return Ok(Begin::Incident(text));
    }
    open::parse(&text)?;
    Ok(Begin::Query(text))
}

/// The default keys, with those of `keys.toml`.
pub(super) fn keymap(config: &Config) -> Result<Keymap, Failure> {
    let keys = Keys::load(&config.dirs.config).map_err(Failure::usage)?;
    let changes: Vec<(&str, Vec<&str>)> = keys
        .entries
        .iter()
        .map(|(name, keys)| (name.as_str(), keys.iter().map(String::as_str).collect()))
        .collect();
    Keymap::with(&changes).map_err(|(entry, error)| {
        let names: Vec<&str> = TABLE.iter().map(|s| s.name).collect();
        let names: &[&str] = if matches!(error, KeymapError::NoAction(_)) { &names } else { &[] };
        Failure::usage(keys.fault(entry, &error.to_string(), names))
    })
}

/// What must be known from the start.
pub(super) fn notices(config: &Config) -> Vec<Notice> {
    let notice =
        |about, words: &str, warning| Notice { about, words: SafeText::clean(words, Kind::Line), warning };
    let mut notices: Vec<Notice> = config.warnings.iter().map(|w| notice("config", w, true)).collect();
    if config.sources.is_empty() {
        let words = "No source configured: nothing of your production is shown here. Leave and run: watchfloor config init";
        notices.push(notice("no-source", words, true));
    }
    notices
}
