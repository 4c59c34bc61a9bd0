//! The options of every command. Belongs to [`super`].

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueHint, builder::FalseyValueParser};

use super::{Written, snapshot};
use crate::{cli::print::Format, config::Color};

/// The heading of the options that every command takes.
pub const COMMON: &str = "Common options";

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Reads FILE instead of the user's configuration.
    #[arg(long, global = true, value_name = "FILE", env = "WATCHFLOOR_CONFIG", value_hint = ValueHint::FilePath)]
    #[arg(hide_env_values = true, help_heading = COMMON)]
    pub config: Option<PathBuf>,
    /// A source, instead of all configured ones, or the name of a configured one; can be given several times. KIND is
    /// alertmanager or native; its token is taken from `WATCHFLOOR_<KIND>_TOKEN`.
    #[arg(
        long,
        global = true,
        value_name = "KIND=URL | NAME",
        env = "WATCHFLOOR_SOURCE",
        value_delimiter = ' '
    )]
    #[arg(hide_env_values = true, help_heading = COMMON)]
    pub source: Vec<String>,
    /// How rows are written. In csv a text that begins with = + - or @ gets a ' in front.
    #[arg(long, global = true, value_name = "FORMAT", env = "WATCHFLOOR_FORMAT", hide_env_values = true)]
    #[arg(value_parser = snapshot::rows_format(), default_value = "table", hide_default_value = true, help_heading = COMMON)]
    pub format: Written,
    /// The same as --format json.
    #[arg(long, global = true, env = "WATCHFLOOR_JSON", hide_env_values = true, help_heading = COMMON)]
    #[arg(action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub json: bool,
    /// The theme of the screen.
    #[arg(long, global = true, value_name = "NAME", env = "WATCHFLOOR_THEME", hide_env_values = true)]
    #[arg(help_heading = COMMON)]
    pub theme: Option<String>,
    /// Keeps to ASCII.
    #[arg(long, global = true, env = "WATCHFLOOR_ASCII", hide_env_values = true, help_heading = COMMON)]
    #[arg(action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub ascii: bool,
    /// Spares a slow link: fewer frames, shorter ones.
    #[arg(long, global = true, env = "WATCHFLOOR_LOW_BANDWIDTH", hide_env_values = true, help_heading = COMMON)]
    #[arg(action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub low_bandwidth: bool,
    /// Hears the mouse: click and wheel; with Shift it stays the terminal's.
    #[arg(long, global = true, env = "WATCHFLOOR_MOUSE", hide_env_values = true, help_heading = COMMON)]
    #[arg(action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub mouse: bool,
    /// When to use colour: auto, always or never.
    #[arg(long, global = true, value_name = "WHEN", env = "WATCHFLOOR_COLOR", hide_env_values = true)]
    #[arg(value_parser = colour, help_heading = COMMON)]
    pub color: Option<Color>,
    /// Writes a log to FILE.
    #[arg(long, global = true, value_name = "FILE", env = "WATCHFLOOR_LOG_FILE", value_hint = ValueHint::FilePath)]
    #[arg(hide_env_values = true, help_heading = COMMON)]
    pub log_file: Option<PathBuf>,
    /// More in the log; -vv and -vvv still more. Without --log-file it goes to the state directory.
    #[arg(short, long, global = true, action = ArgAction::Count, env = "WATCHFLOOR_VERBOSE")]
    #[arg(hide_env_values = true, help_heading = COMMON)]
    pub verbose: u8,
}

impl Common {
    /// How rows are written, `--json` included.
    pub const fn rows(&self) -> Format {
        match self.format {
            _ if self.json => Format::Json,
            Written::Rows(format) => format,
            // Of a picture, which prints no rows.
            Written::Picture(_) => Format::Table,
        }
    }
}

fn colour(word: &str) -> Result<Color, String> {
    Color::parse(word).ok_or_else(|| "write auto, always or never".to_owned())
}
