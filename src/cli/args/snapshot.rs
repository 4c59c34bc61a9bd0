//! What can be typed after `watchfloor snapshot`. Belongs to [`super`].

use std::path::PathBuf;

use clap::{
    Args, ValueEnum, ValueHint,
    builder::{EnumValueParser, TypedValueParser},
};

use super::{DAY, time};
use crate::{app::model::Size, cli::print::Format, domain::Time};

/// What `--format` says: of rows, or where a command makes one, of a picture.
///
/// One type for both, because clap hands a global option's value up and down by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Rows.
    Rows(Format),
    /// A picture.
    Picture(PictureFormat),
}

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PictureFormat {
    /// Scales, and its text can be searched and copied.
    Svg,
    /// Two pixels for each of the SVG's.
    Png,
    /// Text with colours, for a terminal.
    Ansi,
    /// Text.
    Text,
}

/// How many colours the pictured terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colors {
    /// No colours.
    None,
    /// The sixteen that have names.
    #[value(name = "16")]
    Ansi16,
    /// The 256 of xterm.
    #[value(name = "256")]
    Ansi256,
    /// 24 bits.
    True,
}

/// What a picture shows, and how.
#[derive(Debug, Args)]
pub struct Snapshot {
    /// What is shown: board, a view, a query, an incident, timeline ID, outbox, sources or help.
    #[arg(value_name = "SCREEN")]
    pub screen: Vec<String>,
    /// How large the terminal is, in columns and rows.
    #[arg(long, value_name = "COLSxROWS", default_value = "120x40", value_parser = size)]
    pub size: Size,
    /// How it is written; without it, as the file's name ends, else text.
    #[arg(id = "format", long = "format", value_name = "FORMAT", value_parser = picture_format())]
    pub format: Option<Written>,
    /// Writes to FILE instead of standard output.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Presses these keys first: `5j<Enter>`, `/state:new<Enter>`, `<Ctrl-d>`. Verbs reach no source, but in a demonstration.
    #[arg(long, value_name = "KEYS", default_value = "", hide_default_value = true)]
    #[arg(allow_hyphen_values = true)]
    pub keys: String,
    /// How many colours the terminal has.
    #[arg(long, value_name = "COUNT", value_enum, default_value = "true")]
    pub colors: Colors,
    /// Leaves out the window's title bar.
    #[arg(long)]
    pub bare: bool,
    /// Of a made-up working day, not of your sources.
    #[arg(long)]
    pub demo: bool,
    /// Which day: the same number, the same day.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "demo", help_heading = DAY)]
    pub seed: u64,
    /// How many incidents there are.
    #[arg(long, value_name = "N", requires = "demo", help_heading = DAY)]
    pub incidents: Option<u32>,
    /// The clock stands at this time (RFC 3339): the same picture each time, byte for byte.
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = DAY)]
    pub frozen: Option<Time>,
}

pub(super) fn rows_format() -> impl TypedValueParser<Value = Written> {
    EnumValueParser::<Format>::new().map(Written::Rows)
}

fn picture_format() -> impl TypedValueParser<Value = Written> {
    EnumValueParser::<PictureFormat>::new().map(Written::Picture)
}

fn size(text: &str) -> Result<Size, String> {
    let side = |n: &str| n.trim().parse::<u16>().ok().filter(|n| (1..=500).contains(n));
    text.split_once(['x', 'X', '×'])
        .and_then(|(cols, rows)| Some(Size { cols: side(cols)?, rows: side(rows)? }))
        .ok_or_else(|| "write columns and rows like 120x40, each from 1 to 500".to_owned())
}
