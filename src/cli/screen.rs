//! The way to the screen: on a view, on a query, or on one incident. Belongs to the command line.

use std::{
    io::{self, IsTerminal},
    path::PathBuf,
};

use super::{
    args::Common,
    exit::{Code, Failure},
    list, local, open, theme,
};
use crate::{
    app::{keymap::Keymap, model::Notice},
    config::Config,
    domain::Time,
    runtime::screen::{self, Begin, Options, RunError, Told},
    server::host::{Standing, State},
    text::{Kind, SafeText},
    ui::Theme,
};

/// `watchfloor [QUERY | ID]`
pub fn run(common: &Common, words: &[String]) -> Result<Code, Failure> {
    let mut config = open::configure(common)?;
    let begin = begin(&config, words)?;
    let (keymap, mut told) = own_keys(&config)?;
    let theme = theme::choose(&config)?;
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        let meant = if words.is_empty() { "watchfloor list" } else { "watchfloor list QUERY" };
        return Err(Failure::usage(format!(
            "the screen needs a terminal, and standard input or output is none: `{meant}` prints the same; \
             `watchfloor --help` shows the commands"
        )));
    }
    let standing = local::stand_in(&mut config);
    told.splice(0..0, notices(&config, standing.is_some()));
    let notices = told;
    show(common, &config, theme, Shown { begin, keymap, notices, frozen: None, file: None }, standing)
}

/// What the screen shows at first, and how.
pub struct Shown {
    /// What was asked to be shown.
    pub begin: Begin,
    /// Keys.
    pub keymap: Keymap,
    /// What must be known from the start.
    pub notices: Vec<Notice>,
    /// The clock stands at this time.
    pub frozen: Option<Time>,
    /// Into which configuration views and the theme are saved; `None`: the person's own.
    pub file: Option<PathBuf>,
}

/// The screen, with the embedded server behind it where there is one.
pub fn show(
    common: &Common,
    config: &Config,
    theme: Theme,
    shown: Shown,
    standing: Option<Standing>,
) -> Result<Code, Failure> {
    let caps = screen::caps(config);
    let theme = theme.for_depth(screen::depth(caps)).ascii(!caps.unicode);
    let options = Options {
        low_bandwidth: common.low_bandwidth,
        begin: shown.begin,
        keymap: Some(shown.keymap),
        notices: shown.notices,
        frozen: shown.frozen,
        told: standing.as_ref().map(failures),
        beside: Some(super::beside::Behind::behind(common, config, shown.file)),
    };
    let ended = screen::run(config, theme, options);
    // The next in line takes over, before this person is told anything.
    drop(standing);
    match ended {
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

/// The default keys, with those of `keys.toml`, and what should be known of them.
pub fn own_keys(config: &Config) -> Result<(Keymap, Vec<Notice>), Failure> {
    let own = super::keys::own(config)?;
    for warning in &own.warnings {
        tracing::warn!(%warning, "own keys");
    }
    let told = own.told().map(|words| notice("keys", &words, true));
    Ok((own.keymap, told.into_iter().collect()))
}

/// What must be known from the start, own keys apart; `local`: no source is configured.
pub fn notices(config: &Config, local: bool) -> Vec<Notice> {
    let mut notices: Vec<Notice> = config.warnings.iter().map(|w| notice("config", w, true)).collect();
    if local {
        notices.push(notice("no-source", local::SHORT, true));
    }
    notices
}

fn notice(about: &'static str, words: &str, warning: bool) -> Notice {
    Notice { about, words: SafeText::clean(words, Kind::Line), warning }
}

/// Why the embedded server cannot serve, as soon as it cannot.
fn failures(standing: &Standing) -> Told {
    let mut state = standing.state();
    Box::pin(async move {
        let failed = state.wait_for(|s| matches!(s, State::Failed(_))).await;
        match failed.as_deref() {
            Ok(State::Failed(words)) => Some(notice("server", words, true)),
            _ => None,
        }
    })
}
